"""Opens the files that a person gives, within limits, and turns CSV into columns of words with their lines.

No message holds a word of a file: it may be a name or a date of birth. A fault is described by file, line and column.
"""

import csv
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.zips import Limits, checked_zip, member_bytes

LARGEST_FILE = {".csv": 80_000_000, ".xml": 160_000_000}
"""Bytes of one file; the XML of 17,000 plans is a third of that, the whole GIAS register 65 million."""
LARGEST_RETURN = 200_000_000
"""Bytes of all files together."""
RETURN = Limits(members=500, member_bytes=160_000_000, total_bytes=LARGEST_RETURN, ratio=200)
"""A return as a zip; its XML packs to a thirtieth."""
LINE = "line"
"""Column that holds a record's line in its file."""
MOST_LINES = 20
"""Lines named one by one for one kind of fault in one column; the rest are counted."""


@dataclass(frozen=True)
class Content:
    """A file's name as a person reads it, and its bytes."""

    name: str
    data: bytes


def open_files(path: Path, endings: tuple[str, ...]) -> list[Content]:
    """Read the files with one of ``endings`` at ``path``: a folder, a zip, or one such file; sorted by name.

    Raises
    ------
    InputError
        When there is nothing at ``path``, the zip is not what it seems, or there is more to read than a return holds.
    """
    if path.suffix.casefold() == ".zip" and path.is_file():
        return _from_zip(path, endings)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    wanted = [file for file in files if file.suffix.casefold() in endings and file.is_file()]
    if not wanted:
        raise InputError([Fault(path.name, 0, 0, "", f"holds no {' or '.join(endings)} file")])
    sizes = {file: file.stat().st_size for file in wanted}
    _check_sizes(path.name, {file.name: size for file, size in sizes.items()})
    folder = f"{path.name}/" if path.is_dir() else ""
    return [Content(f"{folder}{file.name}", file.read_bytes()) for file in wanted]


def _from_zip(path: Path, endings: tuple[str, ...]) -> list[Content]:
    with checked_zip(path, RETURN) as bundle:
        wanted = sorted(name for name in bundle.namelist() if name.casefold().endswith(endings))
        if not wanted:
            raise InputError([Fault(path.name, 0, 0, "", f"holds no {' or '.join(endings)} file")])
        return [Content(f"{path.name}/{name}", member_bytes(bundle, name)) for name in wanted]


def _check_sizes(name: str, sizes: dict[str, int]) -> None:
    limits = {file: LARGEST_FILE[Path(file).suffix.casefold()] for file in sizes}
    faults = [
        Fault(file, 0, 0, "", f"has {size:,} bytes; at most {limits[file]:,} are read")
        for file, size in sizes.items()
        if size > limits[file]
    ]
    if sum(sizes.values()) > LARGEST_RETURN:
        message = f"has {sum(sizes.values()):,} bytes in all; at most {LARGEST_RETURN:,} are read"
        faults.append(Fault(name, 0, 0, "", message))
    if faults:
        raise InputError(faults)


def read_csv(content: Content) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV as words: its columns by casefolded name, and ``line``; blank lines are left out.

    Returns an empty table where the file is broken; then the faults say how.
    """
    text, problem = _decoded(content.data)
    if problem:
        return pd.DataFrame(), [Fault(content.name, 0, 0, "", problem)]
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows, lines = [], []
    try:
        for row in reader:
            if any(row):
                rows.append(row)
                lines.append(reader.line_num)
    except csv.Error:
        message = "cannot be read from here on: a quotation mark is not closed, or stands inside a value"
        return pd.DataFrame(), [Fault(content.name, reader.line_num, 0, "", message)]
    if not rows:
        return pd.DataFrame(), [Fault(content.name, 0, 0, "", "is empty; a line of column names is needed")]
    header = [name.strip().casefold() for name in rows[0]]
    faults = _shape_faults(content.name, header, rows, lines)
    if faults:
        return pd.DataFrame(), faults
    return pd.DataFrame(rows[1:], columns=header, dtype=object).assign(**{LINE: lines[1:]}), []


def read_columns(content: Content, columns: dict[str, tuple[str, ...]]) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a few columns of a large CSV as words: ``columns`` gives the names that each may have in the file.

    Returns the columns under their own names, with ``line``; an empty table where one is missing.
    """
    text, problem = _decoded(content.data)
    if problem:
        return pd.DataFrame(), [Fault(content.name, 0, 0, "", problem)]
    header = next(csv.reader(StringIO(text[: text.find("\n") + 1] or text)), [])
    known = {name.strip().casefold(): name for name in header}
    found = {own: known[name] for own, names in columns.items() for name in reversed(names) if name in known}
    missing = [names for own, names in columns.items() if own not in found]
    if missing:
        return pd.DataFrame(), [Fault(content.name, 1, 0, names[0], "this column is missing") for names in missing]
    try:
        frame = pd.read_csv(
            StringIO(text), usecols=list(found.values()), dtype=str, keep_default_na=False, skip_blank_lines=False
        )
    except (ValueError, pd.errors.ParserError):
        return pd.DataFrame(), [Fault(content.name, 0, 0, "", "is not a readable CSV table")]
    words = {own: frame[name].fillna("").str.strip() for own, name in found.items()}
    return pd.DataFrame(words).assign(**{LINE: range(2, len(frame) + 2)}), []


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the text, and what is wrong with it. Letters outside UTF-8 are read as Windows writes them."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:2000]:
        return "", "is not plain text (UTF-16 or a workbook); save it as CSV UTF-8"
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), ""


def _shape_faults(name: str, header: list[str], rows: list[list[str]], lines: list[int]) -> list[Fault]:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        return [Fault(name, 1, 0, "", "is not separated by commas; save it as CSV with commas")]
    doubled = sorted({column for column in header if column and header.count(column) > 1})
    faults = [Fault(name, lines[0], 0, "", "a column name stands twice in the header")] if doubled else []
    ragged = pd.Series([len(row) != len(header) for row in rows], dtype=bool)
    words = f"has not the {len(header)} values that the header has names"
    return faults + faults_at(name, pd.Series(lines), ragged, "", words)


def faults_at(name: str, lines: pd.Series, wrong: pd.Series, column: str, message: str) -> list[Fault]:
    """Return a fault for each of the first lines where ``wrong`` holds, and one that counts the rest."""
    found = lines[wrong].tolist()
    faults = [Fault(name, int(line), 0, column, message) for line in found[:MOST_LINES]]
    if len(found) > MOST_LINES:
        more = f"{message} (here and in {len(found) - MOST_LINES - 1:,} later lines)"
        faults.append(Fault(name, int(found[MOST_LINES]), 0, column, more))
    return faults


def lines_in_words(lines: pd.Series) -> str:
    """Return ``line 4``, or ``lines 4, 9, ...``: the first lines of many."""
    ordered = sorted(int(line) for line in lines)
    more = ", ..." if len(ordered) > MOST_LINES else ""
    return f"line{'s' * (len(ordered) > 1)} {', '.join(map(str, ordered[:MOST_LINES]))}{more}"
