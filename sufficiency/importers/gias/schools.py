"""What an establishment of the register is to a pack: special school, or mainstream school with a specialist base.

Ages are on 31 August: a statutory range 4-16 takes ages 4 to 15 (A-36). Designations are widened, as low-incidence
needs sit in schools of matching kind (A-22). Places are the capacity of the register; where it has none, the pupils on
roll (A-76). A base has those of resourced provision and SEN unit together, for the two are coded alike.
"""

import re
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import AGES, NEEDS, Provision
from sufficiency.importers.open_data.providers.special_schools import widened
from sufficiency.packs.lookups import mapping

OPEN, CLOSED, CLOSING, PROPOSED = 1, 2, 3, 4
"""Codes of the status of an establishment."""
_NO_BASE = r"|none|n/?a|no|unknown|not .*|does not .*"
"""What stands for no resourced provision and no SEN unit, in small letters."""
SCHOOL, BASE = "school", "base"
USUAL = (4, 19)
"""Statutory ages of a school for which the register states none (A-36)."""
PARTICULARS = (
    "urn",
    "la",
    "name",
    "type",
    "status",
    "opened",
    "closed",
    "postcode",
    "easting",
    "northing",
    "statutory_low_age",
    "statutory_high_age",
    "section_41",
    "boarders",
    "gender",
    "ukprn",
)
Row = dict[str, Any]
"""One row of a table, by column."""


def special_types() -> dict[int, str]:
    """Codes of the types of special schools, and the provision that each is."""
    return {int(code): provision for code, provision in mapping("gias_types", "code", "provision").items()}


def has_base(establishments: pd.DataFrame) -> pd.Series:
    """Whether a mainstream school has a resourced provision or a SEN unit; columns as words or as numbers."""
    kind = establishments["base_type"].str.strip().str.casefold()
    special = pd.to_numeric(establishments["type"], errors="coerce").isin(list(special_types()))
    return ~special & ~kind.str.fullmatch(_NO_BASE)


def entries(establishments: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each special school and each base, sorted by urn.

    Columns: those of the register's particulars, part, provision, needs (empty where none is stated), min_age, max_age,
    capacity, on_roll (missing where blank or 0), places and basis (missing where neither is known).
    """
    special = establishments["type"].isin(list(special_types()))
    schools = _entry(
        establishments[special], SCHOOL, establishments["type"].map(special_types()), ("capacity",), ("on_roll",)
    )
    hosts = establishments[has_base(establishments)]
    bases = _entry(
        hosts,
        BASE,
        pd.Series(str(Provision.SPECIALIST_BASE), index=hosts.index),
        ("resourced_capacity", "unit_capacity"),
        ("resourced_on_roll", "unit_on_roll"),
    )
    named = bases.assign(name=[f"{str(name).removesuffix(' base')} base" for name in bases["name"]])
    return pd.concat([schools, named], ignore_index=True).sort_values(["urn", "part"], ignore_index=True)


def _entry(
    establishments: pd.DataFrame, part: str, provision: pd.Series, capacity: tuple[str, ...], roll: tuple[str, ...]
) -> pd.DataFrame:
    places, pupils = (establishments[list(columns)].sum(axis=1, min_count=1) for columns in (capacity, roll))
    places, pupils = places.where(places > 0), pupils.where(pupils > 0)
    low, high = (
        ages.mask(no_ages(establishments), usual) for ages, usual in zip(_ages(establishments), USUAL, strict=True)
    )
    stated = places.notna()
    return establishments[list(PARTICULARS)].assign(
        part=part,
        provision=provision.reindex(establishments.index),
        needs=[needs_of(words) for words in establishments[_need_columns()].to_numpy().tolist()],
        min_age=low.astype(int),
        max_age=(high - 1).clip(upper=AGES[-1]).astype(int),
        capacity=places,
        on_roll=pupils,
        places=places.where(stated, pupils),
        basis=np.where(stated, "published", "estimated"),
    )


def _ages(establishments: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Statutory ages in whole years, the usual ones where one is blank."""
    low, high = (
        establishments[f"statutory_{end}_age"].fillna(usual).floordiv(1)
        for end, usual in zip(("low", "high"), USUAL, strict=True)
    )
    return low, high


def no_ages(establishments: pd.DataFrame) -> pd.Series:
    """Whether the statutory ages are no range: 19 to 11, 2 to 2, 30 to 40."""
    low, high = _ages(establishments)
    return (low >= high) | (low > AGES[-1])


def _need_columns() -> list[str]:
    return [f"sen{place}" for place in range(1, 14)]


def needs_of(words: list[str]) -> str:
    """Return codes of the needs named in the columns SEN1 to SEN13, widened; empty where none is named."""
    known = mapping("gias_needs", "word", "need")
    codes = [re.split(r"[\s-]", word.strip(), maxsplit=1)[0].upper() for word in words]
    designated = " ".join(str(need) for need in NEEDS if need in {known.get(code, "") for code in codes})
    return widened(designated) if designated else ""


def unknown_needs(establishments: pd.DataFrame) -> dict[str, int]:
    """Words in the columns of needs that are none of the codes, and how often each stands there."""
    known = {*mapping("gias_needs", "word", "need"), "NOT", "NONE", ""}
    words = pd.Series(establishments[_need_columns()].to_numpy().ravel()).str.strip()
    codes = words.str.split(r"[\s-]", n=1, regex=True).str[0].str.upper()
    strange = words[~codes.isin(known)]
    return {str(word): int(times) for word, times in strange.value_counts().sort_index().items()}
