"""Opens a list that a person keeps, whatever it is kept in: the sheets of a workbook (.xlsx, .ods), or a CSV."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import LOCK_FILE
from sufficiency.importers.opening.ods import read_ods
from sufficiency.importers.opening.workbooks import Sheet, Value, read_workbook
from sufficiency.importers.opening.zips import OLE
from sufficiency.tables.cells import decoded

HEADER_WITHIN = 30
"""Rows from the top in which a header is looked for."""
_ZIP, _OF_OPEN_DOCUMENT, _OF_EXCEL = b"PK", b"content.xml", b"[Content_Types].xml"
_TEXTS = (".csv", ".txt")
_LOOKED_AT = 4096
"""Bytes from either end that tell a workbook, of either kind, from text."""
_SUM = re.compile(r"^(?:grand |sub[- ]?)?totals?\b|\btotals?$")


def text_of(value: Value) -> str:
    """Cell as a person sees it: whole numbers without decimals, no spaces around."""
    if value is None:
        return ""
    if isinstance(value, float) and value == round(value):
        return str(round(value))
    return str(value).strip()


def folded(title: str) -> str:
    """Heading in small letters, one space between words."""
    return re.sub(r"\s+", " ", title.casefold()).strip()


def called_sum(words: str) -> bool:
    """Whether a row that is called so is a sum of others: *Total*, *Grand total*, *SEMH total*."""
    return bool(_SUM.search(folded(words)))


def sheets_of(path: Path, sheet: str) -> tuple[Sheet, ...]:
    """Return the sheet of a name, or all where it is blank, of a workbook (.xlsx, .ods) or a CSV.

    Raises
    ------
    InputError
        When the file is not there, is none of these, or has no sheet of the name.
    """
    sheets = _reader(path)(path)
    if sheet and sheet not in [one.name for one in sheets]:
        held = ", ".join(one.name for one in sheets)
        raise InputError([Fault(path.name, 0, 0, "", f"has no sheet {sheet!r}; it has {held}")])
    return tuple(one for one in sheets if sheet in {"", one.name})


def _reader(path: Path) -> Callable[[Path], tuple[Sheet, ...]]:
    """Return what reads a file: by what it is, whatever its name ends in."""
    if not path.is_file():
        words = "is a folder; name the list itself" if path.is_dir() else "the file is not there"
        raise InputError([Fault(path.name, 0, 0, "", words)])
    ending = path.suffix.casefold()
    if path.name.startswith(LOCK_FILE):
        return read_workbook
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
        file.seek(max(0, path.stat().st_size - _LOOKED_AT))
        ends = start + file.read()
    if start.startswith(_ZIP):
        of_excel = _OF_EXCEL in ends or (ending != ".ods" and _OF_OPEN_DOCUMENT not in ends)
        return read_workbook if of_excel else read_ods
    plain = b"\x00" not in start or start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if ending in _TEXTS and not plain and not start.startswith(OLE):
        raise InputError([Fault(path.name, 0, 0, "", "is no text; save the list as .ods, .xlsx or CSV")])
    return _csv_sheet if plain else read_workbook


def _csv_sheet(path: Path) -> tuple[Sheet, ...]:
    text, _ = decoded(path.read_bytes(), path.name)
    lines = text.splitlines()
    mark = max(",;\t", key=lambda one: sum(line.count(one) for line in lines[:HEADER_WITHIN]))
    try:
        rows = [
            (number, tuple(row))
            for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=mark), start=1)
            if any(row)
        ]
    except csv.Error as reason:
        raise InputError([Fault(path.name, 0, 0, "", f"is not a readable CSV file ({reason})")]) from reason
    return (Sheet("", tuple(rows)),)
