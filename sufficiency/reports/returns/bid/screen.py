"""A bid on one screen: what is asked for, the figures on which the case rests, and what is still to be written."""

import textwrap
from collections.abc import Iterator, Sequence

from sufficiency.reports.returns.bid.figures import hidden_words, written
from sufficiency.reports.returns.bid.front import boxes, findings, particulars
from sufficiency.reports.words import range_sentence
from sufficiency.returns.audience import INTERNAL_MARK, Audience
from sufficiency.returns.bid.evidence import BidSection, BidTable, Figures, by_name
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.sections.base_test import ways
from sufficiency.tables.aligned import TextColumn, aligned

WIDTH = 110
_LEFT, _RIGHT = TextColumn(), TextColumn(right=True)


def bid_screen(given: BidGiven, sections: Sequence[BidSection], notices: Sequence[str]) -> str:
    """Return the whole text."""
    internal = given.audience is Audience.INTERNAL
    parts = [
        [*([INTERNAL_MARK] if internal else []), *notices],
        [
            f"{given.project.title}: evidence for a bid",
            *aligned((_LEFT, _LEFT), particulars(given), indent="  ", gap="  "),
        ],
        [
            "THE CASE",
            *aligned((_RIGHT, _LEFT), [(one.figure, one.words) for one in findings(given)], indent="  ", gap="  "),
        ],
        _gap(by_name(sections)["gap"]),
        _ways(given),
        [*_wrapped(range_sentence(given.main.draws)), *_wrapped(hidden_words(internal=internal)), *_to_write(given)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _gap(table: BidTable) -> list[str]:
    columns = tuple(TextColumn(heading.words, right=heading.kind is not Figures.WORDS) for heading in table.headings)
    rows = [
        tuple(written(cell, heading.kind) for cell, heading in zip(row, table.headings, strict=True))
        for row in table.rows
    ]
    return ["PLACES MISSING WITHOUT THE PROJECT", *aligned(columns, rows, indent="  ", gap="  ")]


def _ways(given: BidGiven) -> list[str]:
    headings = ("served", "unserved", "a learner a year", "to build, from", "to")
    columns = (TextColumn(), *(TextColumn(heading, right=True) for heading in headings))
    rows = [
        (
            one.name,
            *(written(cell, Figures.COUNT) for cell in (one.served, one.unserved)),
            written(one.a_year, Figures.POUNDS),
            *(written(cell, Figures.MILLIONS) for cell in (one.least, one.most)),
        )
        for one in ways(given)
    ]
    return [f"WHY NOT A BASE: THE GAP OF {given.full}", *aligned(columns, rows, indent="  ", gap="  ")]


def _to_write(given: BidGiven) -> Iterator[str]:
    empty = [title for title, text in boxes(given).values() if not text]
    if empty:
        yield from _wrapped(f"Still to be written: {'; '.join(empty)}.")


def _wrapped(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH)
