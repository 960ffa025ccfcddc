"""Reads a file of separated text as cells of words, whatever program saved it, and says what is odd about the file.

A table of the tool is UTF-8, separated by commas, one header. Spreadsheets save other things: cp1252, UTF-16,
semicolons, a byte-order mark. Such a file is still read to its end, so that one pass names its other faults too.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sufficiency.errors import Fault, Severity
from sufficiency.harmless import uncelled

SAVE_AS_UTF8 = 'open it in a spreadsheet and save it as "CSV UTF-8 (comma delimited)"'
LARGEST_FILE = 40_000_000
"""Bytes; the largest table of a pack has under one million, the largest of a run under ten."""
_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, or one with a password",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed (gzip) file",
}


@dataclass(frozen=True)
class RawCells:
    """A table as words: the header, rows filled to its width, the line on which each row starts, and what is wrong."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    faults: tuple[Fault, ...]


def read_cells(path: Path) -> RawCells:
    """Read a file of separated text; nothing that stands in it raises."""
    name = str(path)
    if not path.is_file():
        return _nothing(_fault(name, 0, "", "a file of that name", "the file is missing; make the pack again"))
    if path.stat().st_size > LARGEST_FILE:
        size = f"{path.stat().st_size:,} bytes"
        return _nothing(_fault(name, 0, size, f"at most {LARGEST_FILE:,} bytes", "give the table itself"))
    data = path.read_bytes()
    kind = next((what for magic, what in _NOT_TEXT.items() if data.startswith(magic)), "")
    if kind:
        return _nothing(_fault(name, 0, kind, "text separated by commas", SAVE_AS_UTF8))
    text, odd = decoded(data, name)
    return _parsed(text, name, odd)


def encoding_of(data: bytes) -> str:
    """Return the encoding of bytes of text: ``utf-8``, ``utf-8-sig``, ``utf-16...`` or ``cp1252``."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\x00" in data[:200]:
        return "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decoded(data: bytes, name: str) -> tuple[str, list[Fault]]:
    """Return bytes as text, and a fault where they are not plain UTF-8."""
    encoding = encoding_of(data)
    text = data.decode(encoding, errors="replace")
    if encoding == "utf-8":
        return text, []
    if encoding == "utf-8-sig":
        mark = _fault(name, 1, "a byte-order mark", "plain UTF-8", "nothing: it is read past")
        return text, [replace(mark, severity=Severity.WARNING)]
    if encoding == "cp1252":
        return text, [_foreign_letter(data, name)]
    return text, [_fault(name, 0, "UTF-16 text", "UTF-8 text", SAVE_AS_UTF8)]


def _foreign_letter(data: bytes, name: str) -> Fault:
    """Say where the first letter stands that is not UTF-8, read as Windows text (cp1252)."""
    try:
        data.decode("utf-8")
        start = 0
    except UnicodeDecodeError as error:
        start = error.start
    line = data.count(b"\n", 0, start) + 1
    left = max(data.rfind(mark, 0, start) for mark in (b"\n", b",", b";")) + 1
    ends = [end for mark in (b"\r", b"\n", b",", b";") if (end := data.find(mark, start)) > 0]
    word = data[left : min(ends, default=len(data))].decode("cp1252", errors="replace")
    return _fault(name, line, word, "UTF-8 text; this is Windows text (cp1252)", SAVE_AS_UTF8)


def _parsed(text: str, name: str, odd: list[Fault]) -> RawCells:
    text = text.replace("\r\n", "\n")
    first = next(_lines(text), "")[:10_000]
    mark = max(",;\t", key=lambda candidate: (first.count(candidate), candidate == ","))
    if mark != ",":
        odd = [*odd, _fault(name, 1, first.strip()[:60], "columns separated by commas", SAVE_AS_UTF8)]
    rows, lines, broken = _records(text, mark, name)
    if not rows or not any(rows[0]):
        return _nothing(*odd, *broken, _fault(name, 1, "", "a header line", "make the table again"))
    columns = tuple(rows[0])
    ragged = [
        _fault(name, line, f"{len(row)} cells", f"{len(columns)} cells, as in the header", "repair the line")
        for row, line in zip(rows[1:], lines[1:], strict=True)
        if len(row) != len(columns)
    ]
    kept = tuple(map(tuple, _filled(rows[1:], len(columns))))
    if "'" in text:
        kept = tuple(tuple(map(uncelled, row)) for row in kept)
    return RawCells(columns, kept, tuple(lines[1:]), (*odd, *broken, *ragged))


def _filled(rows: list[list[str]], width: int) -> Iterator[list[str]]:
    """Rows as wide as the header."""
    return (row if len(row) == width else [*row, *[""] * width][:width] for row in rows)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one at a time; only a line feed ends one."""
    return io.StringIO(text, newline="\n")


def _records(text: str, mark: str, name: str) -> tuple[list[list[str]], list[int], list[Fault]]:
    """Return the records, the line on which each starts, and the fault where reading had to stop."""
    rows: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(_lines(text), delimiter=mark, strict=True)
    start = 1
    try:
        for row in reader:
            if row:
                rows.append(row)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        remedy = f"the rest of the file could not be read ({error}); repair the line"
        return rows, lines, [_fault(name, start, "", "quotation marks in pairs, cells of text", remedy)]
    return rows, lines, []


def _nothing(*faults: Fault) -> RawCells:
    return RawCells((), (), (), faults)


def _fault(name: str, line: int, value: str, allowed: str, remedy: str) -> Fault:
    """Name a fault of the file, or of one of its lines."""
    return Fault(name, line, 0, "", value=value, allowed=allowed, remedy=remedy)
