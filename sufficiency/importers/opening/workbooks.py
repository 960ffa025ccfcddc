"""Reads the sheets of an .xlsx workbook as rows of values, after a look at what the file really is.

A workbook is a zip of XML. Refused before anything is opened: macros, passwords, what ``zips`` refuses, XML with
a document type (the way in of entity bombs and of reading other files). Formulas give the value that was last saved,
and their own text where none was.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from sufficiency.importers.opening.zips import WORKBOOK, checked_zip, member_bytes, refusal

MOST_ROWS = 10_000
"""Rows of one sheet with something in them; DfE's place numbers of England have some thousands."""
_MOST_EMPTY_ROWS = 50_000
"""Reading a sheet stops here: some programs keep every empty row down to the last possible one."""
MOST_CELLS = 500_000
_MACROS = (".xlsm", ".xltm", ".xlsb", ".xlam")
Value = object


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its rows, each with its row number in the workbook; empty rows are left out."""

    name: str
    rows: tuple[tuple[int, tuple[Value, ...]], ...]


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Return every visible sheet.

    Raises
    ------
    InputError
        When the file is no .xlsx workbook, or one with macros, a password, a document type or too much in it.
    """
    if path.suffix.casefold() in _MACROS:
        raise refusal(path, "may hold macros; save it as .xlsx (Excel workbook without macros)")
    with checked_zip(path, WORKBOOK) as bundle:
        _no_macros(path, bundle)
        no_document_type(path, bundle, ".xlsx")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's notes on formats and validations that it does not keep
            values, formulas = (_sheets(path, data_only=data_only) for data_only in (True, False))
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, ParseError) as reason:
        raise refusal(path, f"is not a readable workbook ({reason}); save it again as .xlsx") from reason
    sheets = tuple(_joined(one, other) for one, other in zip(values, formulas, strict=True))
    if not any(sheet.rows for sheet in sheets):
        raise refusal(path, "has nothing on any visible sheet")
    return sheets


def _no_macros(path: Path, bundle: ZipFile) -> None:
    names = [name.casefold() for name in bundle.namelist()]
    if "[content_types].xml" not in names:
        raise refusal(path, "is a zip archive, but no Excel workbook; save the list as .xlsx or CSV")
    types = member_bytes(bundle, bundle.namelist()[names.index("[content_types].xml")])
    code = any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names)
    if code or b"macroenabled" in types.lower():
        raise refusal(path, "holds macros; save it as .xlsx (Excel workbook without macros)")
    if any(name.startswith("xl/embeddings/") for name in names):
        raise refusal(path, "holds another file inside it (an embedded object); take it out and save again")


def no_document_type(path: Path, bundle: ZipFile, ending: str) -> None:
    """Read each XML part up to its first element; a document type stands before that. ``ending``: how to save it."""
    for name in bundle.namelist():
        if not name.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            next(iter(iterparse(BytesIO(member_bytes(bundle, name)), events=("start",), forbid_dtd=True)), None)
        except DefusedXmlException as reason:
            raise refusal(path, f"has a document type (DTD) in {name!r}; no workbook needs one") from reason
        except ParseError as reason:
            raise refusal(path, f"is damaged in {name!r} ({reason}); save it again as {ending}") from reason


def _sheets(path: Path, *, data_only: bool) -> list[Sheet]:
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=data_only, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    return [_sheet(path, sheet) for sheet in sheets if sheet.sheet_state == "visible"]


def _joined(values: Sheet, formulas: Sheet) -> Sheet:
    """Give the values that were saved; a formula that was saved without its value stays as its text."""
    saved = dict(values.rows)
    rows = []
    for number, row in formulas.rows:
        known = saved.get(number, (None,) * len(row))
        rows.append((number, tuple(_value(*cells) for cells in zip(known, row, strict=False))))
    return Sheet(values.name, tuple(rows))


def _value(saved: Value, written: Value) -> Value:
    formula = isinstance(written, str) and written.startswith("=")
    return saved if saved is not None or not formula else written


def _sheet(path: Path, sheet: Any) -> Sheet:  # noqa: ANN401 - the types known of a read-only sheet are wrong
    sheet.reset_dimensions()
    rows: list[tuple[int, tuple[Value, ...]]] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=_MOST_EMPTY_ROWS), start=1):
        cells += len(row)
        if any(value not in {None, ""} for value in row):
            rows.append((number, row))
        if len(rows) > MOST_ROWS or cells > MOST_CELLS:
            limit = f"{MOST_ROWS:,} rows or {MOST_CELLS:,} cells"
            raise refusal(path, f"sheet {sheet.title!r} has more than {limit}; keep only the list of places")
        if number == _MOST_EMPTY_ROWS:
            raise refusal(
                path, f"sheet {sheet.title!r} has {number:,} rows or more; delete the empty rows below the list"
            )
    return Sheet(sheet.title, tuple(rows))
