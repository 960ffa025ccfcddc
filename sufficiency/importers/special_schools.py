"""Reads the register of special schools of 2018/19 and the needs and ages that state special schools serve."""

from pathlib import Path

import pandas as pd

from models.vocabulary import NEEDS
from sufficiency.importers.lookups import mapping
from sufficiency.importers.reading import numbers, read_words

SOURCE = "dfe_special_schools_2019"
DESIGNATIONS = "school_designations"
STATE, NON_MAINTAINED, INDEPENDENT = "state special", "non-maintained special", "independent special"
FIGURES = ("age_low", "age_high", "number_on_roll_201819", "easting", "northing")


def read_register(path: Path) -> pd.DataFrame:
    """Return every special school: urn, authority (DfE code), name, kind, district, and figures (missing allowed)."""
    columns = ("urn", "la", "name", "kind", "stages_seen", "lad_code", *FIGURES)
    words = read_words(path, path.name, columns)
    urn = words["urn"].str.removesuffix(".0")
    kind = words["kind"].where(~words["kind"].str.startswith(INDEPENDENT), INDEPENDENT)
    frame = pd.DataFrame(
        {
            "urn": urn,
            "authority": words["la"].str.removesuffix(".0"),
            "name": words["name"].where(words["name"] != "", "Special school " + urn + " (name not in the register)"),
            "kind": kind,
            "stages": words["stages_seen"],
            "district": words["lad_code"],
        }
    )
    figures = {column: numbers(words, column, path.name) for column in FIGURES}
    return (
        frame.assign(**figures).rename(columns={"number_on_roll_201819": "roll"}).sort_values("urn", ignore_index=True)
    )


def read_designations(path: Path) -> pd.DataFrame:
    """Return needs and ages served, index urn: ``designated`` (codes separated by spaces), min_age, high_age."""
    words = read_words(path, path.name, ("urn", "needs", "min_age", "max_age"))
    return pd.DataFrame(
        {
            "designated": words["needs"],
            "served_low": numbers(words, "min_age", path.name),
            "served_high": numbers(words, "max_age", path.name),
        }
    ).set_index(words["urn"].rename("urn"))


def widened(designated: str) -> str:
    """Needs that a school takes, from its designation: low-incidence needs sit in schools of matching kind (A-22)."""
    rules = mapping("added_needs", "designation", "adds")
    own = designated.split()
    taken = {*own, *(need for code in own for need in rules.get(code, "").split())}
    return " ".join(need for need in NEEDS if need in taken)


def age_range(schools: pd.DataFrame) -> pd.DataFrame:
    """Ages taken on 31 August: a statutory range 11-16 is ages 11 to 15 (A-36).

    Where the register gives no range, the key stages seen in the performance tables decide: a school with only
    key stage 2 takes 4 to 10, any other 7 to 18.
    """
    primary_only = schools["stages"] == "ks2"
    low = schools["age_low"].fillna(primary_only.map({True: 4.0, False: 7.0}))
    high = schools["age_high"].fillna(primary_only.map({True: 11.0, False: 19.0}))
    return pd.DataFrame({"min_age": low.clip(0, 25), "max_age": (high - 1).clip(0, 25)}).astype(int)
