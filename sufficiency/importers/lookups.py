"""The importers' own small tables: how the published codes read in the vocabulary of the tool."""

from functools import cache
from pathlib import Path

import pandas as pd

TABLES = Path(__file__).parent / "tables"


@cache
def lookup(name: str) -> pd.DataFrame:
    """Table ``tables/<name>.csv``, every column as words, blanks as empty words. Not to be changed in place."""
    return pd.read_csv(TABLES / f"{name}.csv", dtype=str, keep_default_na=False)


def mapping(name: str, key: str, value: str) -> dict[str, str]:
    """Two columns of a lookup as a dictionary; the last row of a key that stands twice holds."""
    table = lookup(name)
    return dict(zip(table[key], table[value], strict=True))


def current_codes() -> dict[str, str]:
    """Return the ONS code used throughout for each code that some published file writes otherwise."""
    return mapping("renamed_codes", "code", "area")
