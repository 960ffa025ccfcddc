"""Reads a published CSV as words and turns its columns into numbers, finding every fault."""

import gzip
import re
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError

LARGEST_FILE = 400_000_000
"""Bytes of a published table, unpacked; the largest has a tenth."""
SYMBOLS = {"z", "x", "c", "low", "k", "u", ":", "~", ""}
"""What DfE writes for not applicable, not available, suppressed, rounded to nothing, unreliable."""
_THOUSANDS = re.compile(r"^\s*\d{1,3}(?:,\d{3})+(?:\.\d+)?\s*$")
_MOST_FAULTS = 20
"""Lines of one column that are named one by one."""


def read_words(source: Path | BytesIO, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read ``columns`` of a CSV file (gzip by its ending) as words, blanks as empty words.

    Raises
    ------
    InputError
        When the file is not readable as UTF-8 CSV, or lacks a column.
    """
    frame = _words(source, name)
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise InputError([Fault(name, 1, 0, column, "this column is missing") for column in missing])
    return frame[list(columns)]


def read_every_word(source: BytesIO, name: str) -> pd.DataFrame:
    """Read every column of a CSV file as words, under its name in small letters with ``_`` between words.

    Raises
    ------
    InputError
        When the file is not readable as UTF-8 CSV, has no line of figures, or a column twice.
    """
    frame = _words(source, name)
    frame = frame.set_axis([re.sub(r"[\s-]+", "_", str(column).strip().casefold()) for column in frame.columns], axis=1)
    if len(frame.columns) == 1 and any(mark in frame.columns[0] for mark in ";\t|"):
        raise InputError([Fault(name, 1, 0, "", "is not separated by commas; take the file as published")])
    if frame.empty:
        raise InputError([Fault(name, 0, 0, "", "has no line of figures")])
    doubled = sorted(set(frame.columns[frame.columns.duplicated()]))
    if doubled:
        raise InputError([Fault(name, 1, 0, column, "this column stands twice") for column in doubled])
    return frame.fillna("")


def _words(source: Path | BytesIO, name: str) -> pd.DataFrame:
    try:
        content = bounded(source) if isinstance(source, Path) else source
        frame = pd.read_csv(content, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError, EOFError, zlib.error) as reason:
        raise InputError([Fault(name, 0, 0, "", f"is not a readable UTF-8 CSV file ({reason})")]) from reason
    if not isinstance(frame.index, pd.RangeIndex):
        message = "the first line must name the columns, and has fewer names than the lines below have values"
        raise InputError([Fault(name, 1, 0, "", message)])
    return frame


def bounded(path: Path) -> BytesIO:
    """Return the content of a file, unpacked where its name ends in ``.gz``, and never more than a published file has.

    Raises
    ------
    ValueError
        When there is more.
    """
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ValueError(f"more than {LARGEST_FILE:,} bytes")
    return BytesIO(content)


def whole_numbers(frame: pd.DataFrame, column: str, name: str) -> pd.Series:
    """Return a column as whole numbers, none missing.

    Raises
    ------
    InputError
        Listing each line whose value is no whole number.
    """
    values = numbers(frame, column, name)
    wrong = values.isna() | (values % 1 != 0)
    if wrong.any():
        lines = np.flatnonzero(wrong) + 2
        words = frame.loc[wrong, column]
        message = "is no whole number"
        faults = [
            Fault(name, int(line), 0, column, f"{message}: {word!r}") for line, word in zip(lines, words, strict=True)
        ]
        raise InputError(faults)
    return values.astype("int64")


def numbers(frame: pd.DataFrame, column: str, name: str) -> pd.Series:
    """Return a column as numbers, thousands with or without commas; DfE's symbols are missing, other words a fault.

    Raises
    ------
    InputError
        Listing each line whose value is neither a number nor a symbol.
    """
    plain = frame[column].str.replace(_THOUSANDS, lambda found: found[0].replace(",", ""), regex=True)
    values = pd.to_numeric(plain, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    doubtful = frame.loc[values.isna(), column].str.strip()
    wrong = doubtful[~doubtful.str.lower().isin(SYMBOLS)]
    if len(wrong):
        lines = wrong.index.to_numpy() + 2
        faults = [
            Fault(name, int(line), 0, column, f"is no number: {word!r}")
            for line, word in zip(lines[:_MOST_FAULTS], wrong, strict=False)
        ]
        if len(lines) > _MOST_FAULTS:
            faults.append(Fault(name, 0, 0, column, f"is no number in {len(lines) - _MOST_FAULTS:,} more lines"))
        raise InputError(faults)
    return values
