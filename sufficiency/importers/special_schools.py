"""Reads the register of special schools of 2018/19 and the needs and ages that state special schools serve.

The register is taken as standing today (A-35), with three repairs: authorities that were reorganised since give
their schools to the authority of the district where each stands; a state school without a roll is dropped where
another of the same authority has its name or postcode (one school, two reference numbers); an independent school
positioned outside the authority that registers it has its owner's address, and its position is not used.
"""

from pathlib import Path

import pandas as pd

from models.vocabulary import NEEDS
from sufficiency.importers.lookups import current_codes, mapping
from sufficiency.importers.reading import numbers, read_words

SOURCE = "dfe_special_schools_2019"
DESIGNATIONS = "school_designations"
STATE, NON_MAINTAINED, INDEPENDENT = "state special", "non-maintained special", "independent special"
FIGURES = ("age_low", "age_high", "number_on_roll_201819", "easting", "northing")


def read_register(path: Path, authorities: pd.DataFrame) -> pd.DataFrame:
    """Return every special school that stands, sorted by urn.

    Columns: urn, authority (DfE code today, empty where unknown), name, kind, stages, district, age_low, age_high,
    roll, easting, northing (figures may be missing) and misplaced (positioned outside its authority).
    ``authorities`` has the dfe_code and ons_code of each authority today.
    """
    columns = ("urn", "la", "name", "kind", "stages_seen", "postcode", "lad_code", *FIGURES)
    words = read_words(path, path.name, columns)
    urn = words["urn"].str.removesuffix(".0")
    registered = words["la"].str.removesuffix(".0")
    standing = _authority_of(words["lad_code"], authorities)
    known = registered.isin(authorities["dfe_code"])
    frame = pd.DataFrame(
        {
            "urn": urn,
            "authority": registered.where(known, standing),
            "name": words["name"].where(words["name"] != "", "Special school " + urn + " (name not in the register)"),
            "kind": words["kind"].where(~words["kind"].str.startswith(INDEPENDENT), INDEPENDENT),
            "stages": words["stages_seen"],
            "postcode": words["postcode"],
            "district": words["lad_code"],
            "misplaced": known & (standing != "") & (standing != registered),
        }
    )
    figures = {column: numbers(words, column, path.name) for column in FIGURES}
    frame = frame.assign(**figures).rename(columns={"number_on_roll_201819": "roll"})
    return frame[~_doubles(frame)].sort_values("urn", ignore_index=True)


def _authority_of(districts: pd.Series, authorities: pd.DataFrame) -> pd.Series:
    now = districts.replace(current_codes())
    by_area = mapping("districts", "area", "authority_code") | mapping("districts", "area_2021", "authority_code")
    codes = dict(zip(authorities["ons_code"], authorities["dfe_code"], strict=True))
    return now.map(by_area).map(codes).fillna("")


def _doubles(schools: pd.DataFrame) -> pd.Series:
    """State schools without a roll that share their name or postcode with one that has a roll."""
    state = schools["kind"] == STATE
    with_roll = schools[state & schools["roll"].notna()]
    same = pd.Series(data=False, index=schools.index)
    for column in ("name", "postcode"):
        taken = set(zip(with_roll["authority"], with_roll[column].str.casefold(), strict=True))
        own = zip(schools["authority"], schools[column].str.casefold(), strict=True)
        same |= pd.Series([key in taken and key[1] != "" for key in own], index=schools.index)
    return state & schools["roll"].isna() & same


def read_designations(path: Path) -> pd.DataFrame:
    """Return needs and ages served, index urn: designated (codes separated by spaces), served_low, served_high."""
    words = read_words(path, path.name, ("urn", "needs", "min_age", "max_age"))
    return pd.DataFrame(
        {
            "designated": words["needs"],
            "served_low": numbers(words, "min_age", path.name),
            "served_high": numbers(words, "max_age", path.name),
        }
    ).set_index(words["urn"].rename("urn"))


def widened(designated: str, short: frozenset[str] = frozenset()) -> str:
    """Needs that a school takes, from its designation (A-22, ``tables/added_needs.csv``).

    Low-incidence needs sit in schools of matching kind; a common need crosses over only where it is ``short`` of places
    in the schools designated for it.
    """
    always, crossing = (mapping("added_needs", "designation", column) for column in ("adds", "adds_where_short"))
    own = designated.split()
    taken = {*own, *(need for code in own for need in always.get(code, "").split())}
    taken |= {need for code in own for need in crossing.get(code, "").split() if need in short}
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
