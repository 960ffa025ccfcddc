"""What every workbook has: text that is never a formula or a link, and the same bytes for the same contents."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sufficiency.harmless import visible

Cell = str | float | int | None
CREATED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands as the date of every workbook, so that equal contents give equal bytes."""
LONGEST_TEXT = 32_000
"""Characters below what a cell may hold (32,767)."""
LONGEST_EDGE = 150
"""Characters of a text at the edge of a page; with the sheet's name and number they may be 255."""
WIDEST = 60
_PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_book(title: str) -> tuple[Workbook, io.BytesIO]:
    """Return an empty workbook, and what its bytes go to once it is closed."""
    return _book(title, {})


@contextmanager
def large_book(title: str) -> Iterator[tuple[Workbook, io.BytesIO]]:
    """Yield a workbook of any number of rows: each is on disk once the next begins, so they come in their order."""
    with TemporaryDirectory() as folder:
        yield _book(title, {"in_memory": False, "constant_memory": True, "tmpdir": folder})


def _book(title: str, options: dict[str, object]) -> tuple[Workbook, io.BytesIO]:
    buffer = io.BytesIO()
    book = Workbook(buffer, {**_PLAIN, **options})
    book.set_properties({"title": plain(title), "author": "sufficiency", "created": CREATED})
    return book, buffer


def plain(text: str) -> str:
    """Return a text as a cell may hold it."""
    return visible(text)[:LONGEST_TEXT]


def at_edge(text: str) -> str:
    """Return a text as the head or foot of a page may hold it: cut short, ``&`` no order, a first digit no size."""
    words = f" {plain(text)}" if text[:1].isdigit() else plain(text)
    doubled = words.replace("&", "&&")
    if len(doubled) <= LONGEST_EDGE:
        return doubled
    room = [len(words[: place + 1].replace("&", "&&")) < LONGEST_EDGE for place in range(LONGEST_EDGE)]
    return f"{words[: sum(room)].replace('&', '&&')}…"


def put(sheet: Worksheet, at: tuple[int, int], value: Cell, style: Format | None = None) -> None:
    """Write a value as what it is: text as text, a figure as a figure, and what is not known as an empty cell."""
    if isinstance(value, str):
        sheet.write_string(*at, plain(value), style)
    elif value is None or value != value:  # noqa: PLR0124 - not a number, which no cell can hold
        sheet.write_blank(*at, None, style)
    else:
        sheet.write_number(*at, value, style)


def put_rows(sheet: Worksheet, first: int, columns: Sequence[Sequence[Cell]]) -> None:
    """Write many rows below one another, each value as :func:`put` does, in the formats of their columns."""
    known: dict[str, str] = {}
    for row, values in enumerate(zip(*columns, strict=True), first):
        for place, value in enumerate(values):
            if isinstance(value, str):
                if value:
                    text = known.get(value)
                    sheet.write_string(row, place, known.setdefault(value, plain(value)) if text is None else text)
            elif value is not None and value == value:  # noqa: PLR0124 - not a number, which no cell can hold
                sheet.write_number(row, place, value)


def widest(words: list[str], least: int, most: int = WIDEST) -> int:
    """Width of a column that shows its words, in characters."""
    return min(max(least, *(len(word) for word in words), 0), most)
