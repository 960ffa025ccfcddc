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


def parts_of_areas() -> dict[str, tuple[str, ...]]:
    """Return for each area of today that took the place of whole districts the codes of these, oldest areas first.

    A district that was itself made of others stands before the area that it became part of.
    """
    table = lookup("abolished")
    whole = table[(table["code"] != "") & ~table["code"].duplicated(keep=False)]
    return {str(area): tuple(parts) for area, parts in whole.groupby("area", sort=False)["code"]}


_CHANGING = frozenset({"school", "academy", "the", "special", "college", "base"})


def plain_school_name(name: str) -> str:
    """Return a school's name without the words that change when it becomes an academy."""
    words = re.sub(r"[^a-z0-9 ]", " ", name.casefold().replace("'", "").replace("\u2019", "")).split()
    return " ".join(word for word in words if word not in _CHANGING)
