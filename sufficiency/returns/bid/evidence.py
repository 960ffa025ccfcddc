"""A table of a bid as reports show it: headings with the kind of their figures, rows, and what must be said with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sufficiency.returns.audience import HIDDEN

BidCell = str | float | None
"""Words, a figure, or nothing that is known; a count that is hidden is the text HIDDEN."""


class Figures(StrEnum):
    """What the figures of a column are."""

    WORDS = "words"
    COUNT = "count"
    POUNDS = "pounds"
    MILLIONS = "millions"
    """Pounds that a page shows as millions."""
    SHARE = "share"
    TENTHS = "tenths"


@dataclass(frozen=True)
class BidHeading:
    """The heading of a column, and what stands in it."""

    words: str
    kind: Figures = Figures.COUNT


@dataclass(frozen=True)
class BidTable:
    """One table: ``words`` say what it shows and in which units, ``notes`` what must be known of it.

    The last ``totals`` rows are sums of those above.
    """

    name: str
    title: str
    words: str
    headings: tuple[BidHeading, ...]
    rows: tuple[tuple[BidCell, ...], ...]
    totals: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BidSection:
    """A part of the bid: sentences, tables, and the keys of the boxes in which the officer writes."""

    name: str
    title: str
    sentences: tuple[str, ...] = ()
    tables: tuple[BidTable, ...] = ()
    boxes: tuple[str, ...] = ()


def words(*names: str) -> tuple[BidHeading, ...]:
    """Headings of columns of words."""
    return tuple(BidHeading(name, Figures.WORDS) for name in names)


def counts(*names: str) -> tuple[BidHeading, ...]:
    """Headings of columns of learners or places."""
    return tuple(BidHeading(name) for name in names)


def pounds(*names: str) -> tuple[BidHeading, ...]:
    """Headings of columns of pounds."""
    return tuple(BidHeading(name, Figures.POUNDS) for name in names)


def millions(*names: str) -> tuple[BidHeading, ...]:
    """Headings of columns of pounds by the million."""
    return tuple(BidHeading(name, Figures.MILLIONS) for name in names)


def added(cells: Sequence[BidCell]) -> BidCell:
    """Sum of figures; hidden where one of them is, and not known where one is not."""
    if any(cell == HIDDEN for cell in cells):
        return HIDDEN
    if any(cell is None or cell != cell for cell in cells):  # noqa: PLR0124 - not a number
        return None
    return float(sum(cell for cell in cells if not isinstance(cell, str) and cell is not None))


def less(whole: BidCell, part: BidCell) -> BidCell:
    """What is left of a figure; hidden or not known where one of the two is."""
    negative = -part if isinstance(part, float | int) else part
    return added((whole, negative))


def over(whole: BidCell, part: BidCell) -> BidCell:
    """A quotient; hidden or not known where one of the two is, or where there is nothing to divide by."""
    if HIDDEN in (whole, part):
        return HIDDEN
    if isinstance(whole, str) or isinstance(part, str) or whole is None or not part:
        return None
    return whole / part


def added_rows(rows: Sequence[Sequence[BidCell]], name: str, labels: int = 1) -> tuple[BidCell, ...]:
    """A row of totals, whose first ``labels`` cells say so."""
    figures = list(zip(*rows, strict=True))[labels:]
    return (name, *[""] * (labels - 1), *(added(column) for column in figures))


def figure(cell: BidCell) -> float:
    """A figure, nought where it is hidden or not known."""
    return float(cell) if isinstance(cell, float | int) else 0.0


def by_name(sections: Sequence[BidSection]) -> Mapping[str, BidTable]:
    """Every table of a bid by its name."""
    return {table.name: table for section in sections for table in section.tables}
