"""Small tables of codes: what a published code is called in the vocabulary of the tool."""

import re
from functools import cache
from pathlib import Path

import pandas as pd

CODES = Path(__file__).parent / "codes"


@cache
def lookup(name: str) -> pd.DataFrame:
    """Table ``codes/<name>.csv``, every column as words, blanks as empty words. Not to be changed in place."""
    return pd.read_csv(CODES / f"{name}.csv", dtype=str, keep_default_na=False)


def mapping(name: str, key: str, value: str) -> dict[str, str]:
    """Two columns of a lookup as a dictionary; the last row of a key that stands twice holds."""
    table = lookup(name)
    return dict(zip(table[key], table[value], strict=True))


def current_codes() -> dict[str, str]:
    """Return the ONS code used throughout for each code that some published file writes otherwise."""
    return mapping("renamed_codes", "code", "area")


_CHANGING = frozenset({"school", "academy", "the", "special", "college", "base"})


def plain_name(name: str) -> str:
    """Return a school's name without the words that change when it becomes an academy."""
    words = re.sub(r"[^a-z0-9 ]", " ", name.casefold().replace("'", "").replace("\u2019", "")).split()
    return " ".join(word for word in words if word not in _CHANGING)
