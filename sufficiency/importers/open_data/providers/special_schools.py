"""The special schools of the register of 2018/19, and the needs and ages that state special schools take.

**Register.** It is taken as standing today (A-35), with three repairs. Schools of authorities that were reorganised
since belong to the authority of the district where they stand. A state school without a roll is dropped where another
of the same authority has its name or postcode: one school, two reference numbers. An independent school positioned
outside the authority that registers it has its owner's address, so its position is not used.

**Needs.** Designations name primary needs only (A-22). Low-incidence needs sit in schools of matching kind always.
Common needs cross over to other schools only where the schools designated for a need have too few places for its
learners of the base year: a school for the deaf does not fill up with other learners because it has places free.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats, product
from models.places.eligibility import takes_phase
from models.vocabulary import NEEDS, PHASES, phase_of_age
from sufficiency.importers.open_data.people.dfe_release import CENSUS_AGES
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.packs.lookups import current_codes, mapping

SOURCE = "dfe_special_schools_2019"
DESIGNATIONS = "school_designations"
STATE, NON_MAINTAINED, INDEPENDENT = "state special", "non-maintained special", "independent special"
FIGURES = ("age_low", "age_high", "number_on_roll_201819", "easting", "northing")
SHORT_SHARE = 0.05
"""Share of a need's learners beyond the places of the schools designated for it, above which it crosses over (A-22)."""


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
    """Needs that a school takes, from its designation (A-22, ``packs/codes/added_needs.csv``).

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

    Where the register gives no range, or one such as 19-11, the key stages seen in the performance tables decide: a
    school with only key stage 2 takes 4 to 10, any other 7 to 18.
    """
    primary_only = schools["stages"] == "ks2"
    usual_low, usual_high = primary_only.map({True: 4.0, False: 7.0}), primary_only.map({True: 11.0, False: 19.0})
    low, high = schools["age_low"].fillna(usual_low), schools["age_high"].fillna(usual_high)
    low, high = low.mask(low >= high, usual_low), high.mask(low >= high, usual_high)
    return pd.DataFrame({"min_age": low.clip(0, 25), "max_age": (high - 1).clip(0, 25)}).astype(int)


def short_needs(schools: pd.DataFrame, places: Floats, learners: Floats) -> frozenset[str]:
    """Needs whose learners, even if they came first, do not all fit into the schools designated for them.

    Parameters
    ----------
    schools
        ``designated``, ``min_age`` and ``max_age`` of each.
    places
        Of each school, shape (schools,); raised in proportion where there are fewer than learners.
    learners
        In state special schools in the base year, shape (ages 2-25, needs).
    """
    room = places * max(1.0, float(learners.sum()) / max(float(places.sum()), 1e-12))
    ages = zip(schools["min_age"], schools["max_age"], strict=True)
    phases = np.array([[takes_phase(phase, int(low), int(high)) for phase in PHASES] for low, high in ages])
    of_phase = np.array([[phase_of_age(age) is phase for age in CENSUS_AGES] for phase in PHASES], dtype=np.float64)
    by_phase = product(of_phase, learners)
    short = []
    for place, need in enumerate(NEEDS):
        takes = np.array([str(need) in codes.split() for codes in schools["designated"]], dtype=bool)
        served = phases[takes].reshape(-1, len(PHASES))
        beyond = _beyond(by_phase[:, place], served, room[takes])
        if not takes.any() or beyond > SHORT_SHARE * by_phase[:, place].sum():
            short.append(str(need))
    return frozenset(short)


def _beyond(learners: Floats, served: NDArray[np.bool_], room: Floats) -> float:
    """Learners (by phase) beyond the places of schools that serve those phases: the worst set of phases decides.

    A phase that no school serves is left out: its learners go to schools that take the need at other ages.
    """
    present = [phase for phase in range(len(learners)) if served[:, phase].any()]
    chosen = [list(group) for size in range(1, len(present) + 1) for group in combinations(present, size)]
    excess = [float(learners[group].sum() - room[served[:, group].any(axis=1)].sum()) for group in chosen]
    return max(excess, default=0.0)
