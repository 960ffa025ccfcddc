"""Reads a published CSV as words and turns its columns into numbers, finding every fault."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError

SYMBOLS = {"z", "x", "c", "low", "k", "u", ":", "~", ""}
"""What DfE writes for not applicable, not available, suppressed, rounded to nothing, unreliable."""


def read_words(source: Path | BytesIO, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read ``columns`` of a CSV file (gzip by its ending) as words, blanks as empty words.

    Raises
    ------
    InputError
        When the file is not readable as UTF-8 CSV, or lacks a column.
    """
    try:
        frame = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError, EOFError) as reason:
        raise InputError([Fault(name, 0, 0, "", f"is not a readable UTF-8 CSV file ({reason})")]) from reason
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise InputError([Fault(name, 1, 0, column, "this column is missing") for column in missing])
    return frame[list(columns)]


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
    """Return a column as numbers; DfE's symbols are missing, any other word is a fault.

    Raises
    ------
    InputError
        Listing each line whose value is neither a number nor a symbol.
    """
    values = pd.to_numeric(frame[column], errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
    doubtful = frame.loc[values.isna(), column].str.strip()
    wrong = doubtful[~doubtful.str.lower().isin(SYMBOLS)]
    if len(wrong):
        lines = wrong.index.to_numpy() + 2
        faults = [
            Fault(name, int(line), 0, column, f"is no number: {word!r}")
            for line, word in zip(lines, wrong, strict=True)
        ]
        raise InputError(faults)
    return values
