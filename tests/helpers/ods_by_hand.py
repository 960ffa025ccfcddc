"""Workbooks of OpenDocument by hand: cells of a sheet, or the XML of its rows."""

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    + " ".join(f'xmlns:{name}="{_SPACE}{name}:1.0"' for name in ("office", "table", "text", "style"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_EMPTY = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
EMPTY_CELLS = '<table:table-cell table:number-columns-repeated="16000"/>'


def cell(value: object) -> str:
    """Write a cell as a spreadsheet does."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, dt.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def rows_of(rows: Sequence[Sequence[object]]) -> str:
    """Write rows, with the empty cells and rows that spreadsheets keep to the end of a sheet."""
    written = "".join(f"<table:table-row>{''.join(map(cell, row))}{EMPTY_CELLS}</table:table-row>" for row in rows)
    return written + _EMPTY


def sheet(name: str, rows: str, style: str = "") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def write_ods(path: Path, *sheets: str, more: Mapping[str, str] | None = None) -> Path:
    """Write a workbook of sheets; ``more`` are further members of the archive."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_SPACE}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    members = {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": f"{_HEAD}{''.join(sheets)}{_TAIL}"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in (members | dict(more or {})).items():
            bundle.writestr(name, content)
    return path
