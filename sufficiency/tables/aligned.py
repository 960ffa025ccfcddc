"""Text tables: cells in columns, each aligned to the left or the right."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextColumn:
    """A column of a text table.

    ``width`` is a number of letters; None: as wide as the longest cell. A longer cell pushes on what follows it,
    unless the column is ``folded``: then it is broken into lines of that width.
    """

    heading: str = ""
    width: int | None = None
    right: bool = False
    folded: bool = False


def aligned(
    columns: Sequence[TextColumn], rows: Iterable[Sequence[str]], *, indent: str = "", gap: str = "", rule: bool = False
) -> list[str]:
    """Return the lines of a table, without spaces at their ends.

    A heading stands above where any column has one, with a ``rule`` of dashes below it on demand. ``indent`` comes
    before each line, ``gap`` between columns. A row may leave out its last cells.
    """
    cells = [list(row) for row in rows]
    widths = [_width(column, place, cells) for place, column in enumerate(columns)]
    if any(column.heading for column in columns):
        head = [[column.heading for column in columns], *([["-" * width for width in widths]] if rule else [])]
        cells = head + cells
    return [
        (indent + gap.join(_set(*one) for one in zip(line, columns, widths, strict=False))).rstrip()
        for row in cells
        for line in _lines(row, columns, widths)
    ]


def _width(column: TextColumn, place: int, rows: list[list[str]]) -> int:
    if column.width is not None:
        return column.width
    return max([len(column.heading), *(len(row[place]) for row in rows if place < len(row))])


def _set(cell: str, column: TextColumn, width: int) -> str:
    return cell.rjust(width) if column.right else cell.ljust(width)


def _lines(row: list[str], columns: Sequence[TextColumn], widths: list[int]) -> list[list[str]]:
    """A row as lines: one, or more where a folded cell is longer than its column is wide."""
    parts = [
        textwrap.wrap(cell, width) or [""] if column.folded else [cell]
        for cell, column, width in zip(row, columns, widths, strict=False)
    ]
    height = max((len(part) for part in parts), default=1)
    return [[part[line] if line < len(part) else "" for part in parts] for line in range(height)]
