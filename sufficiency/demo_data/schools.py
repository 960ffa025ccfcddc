"""The schools of an invented return: the pack's own by their numbers, and invented ones of every other kind."""

from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.vocabulary import NEEDS, Provision
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.lookups import mapping

FIRST_URN, FIRST_UKPRN = 990_001, 99_000_001
"""Numbers that no establishment has: GIAS numbers schools below 200000, and every UKPRN starts with 1."""
PER_AREA = (
    # type, provision, youngest, oldest, schools an area
    ("1", Provision.MAINSTREAM, 4, 10, 4),
    ("34", Provision.MAINSTREAM, 4, 18, 2),
    ("34", Provision.SPECIALIST_BASE, 4, 10, 1),
    ("1", Provision.SPECIALIST_BASE, 11, 18, 1),
    ("11", Provision.INDEPENDENT_MAINSTREAM, 3, 18, 1),
)
"""A specialist base is a mainstream school that is marked as having one."""
IN_ALL = (
    ("14", Provision.ALTERNATIVE_PROVISION, 5, 15, 3),
    ("18", Provision.FURTHER_EDUCATION, 14, 25, 4),
    ("32", Provision.SPECIALIST_POST_16, 16, 25, 3),
    ("15", Provision.EARLY_YEARS_SETTING, 0, 4, 2),
    ("7", Provision.STATE_SPECIAL, 2, 18, 1),
    ("8", Provision.NON_MAINTAINED_SPECIAL, 2, 18, 1),
    ("10", Provision.INDEPENDENT_SPECIAL, 2, 25, 2),
)
SETTINGS_UNDER_16 = ("EHE", "EHE", "OLA", "OPA", "OTH", "NIEO")
SETTINGS_FROM_16 = ("NEET", "NEET", "NIEC", "NIEO", "OLA", "EHE")
SECTORS = range(1, 10)
OUTSIDE = "QZ99"


def schools_like(pack: ExistingPack) -> pd.DataFrame:
    """Return every school: urn, ukprn, type, provision, area, min_age, max_age, needs, weight, own (of the pack)."""
    numbered = pack.tables["providers"]
    numbered = numbered[numbered["provider_id"].str.fullmatch(r"\d{6}")]
    base = pack.tables["places"].drop_duplicates("provider_id").set_index("provider_id")["places"]
    own = numbered[["provision", "area", "min_age", "max_age", "needs"]].assign(
        urn=numbered["provider_id"],
        type="",
        weight=numbered["provider_id"].map(base).fillna(1.0).clip(lower=0.5),
        own=True,
    )
    areas = sorted(pack.tables["areas"]["area"])
    rows = [(kind, area) for area in areas for kind in PER_AREA for _ in range(kind[4])]
    rows += [(kind, "") for kind in IN_ALL for _ in range(kind[4])]
    invented = pd.DataFrame(
        {
            "provision": [str(kind[1]) for kind, _ in rows],
            "area": [area for _, area in rows],
            "min_age": [kind[2] for kind, _ in rows],
            "max_age": [kind[3] for kind, _ in rows],
            "needs": " ".join(NEEDS),
            "urn": [str(FIRST_URN + place) for place in range(len(rows))],
            "type": [kind[0] for kind, _ in rows],
            "weight": 2.0,
            "own": False,
        }
    )
    schools = pd.concat([own, invented], ignore_index=True)
    colleges = schools["provision"].isin([str(Provision.FURTHER_EDUCATION), str(Provision.SPECIALIST_POST_16)])
    ukprn = pd.Series([str(FIRST_UKPRN + place) for place in range(len(schools))])
    return schools.assign(ukprn=ukprn.where(colleges, ""))


def register_of(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the invented schools in the layout of the GIAS register, as far as it is read."""
    invented = schools[~schools["own"]]
    return pd.DataFrame(
        {
            "URN": invented["urn"],
            "EstablishmentName": "Invented school " + invented["urn"],
            "TypeOfEstablishment (code)": invented["type"],
            "TypeOfEstablishment (name)": invented["type"].map(mapping("establishment_types", "code", "type")),
            "EstablishmentStatus (code)": "1",
            "UKPRN": invented["ukprn"],
        }
    )


def postcode_table(areas: tuple[str, ...]) -> pd.DataFrame:
    """Return the area of each invented postcode sector."""
    rows = [(f"{outward(place)} {sector}", area) for place, area in enumerate(areas) for sector in SECTORS]
    return pd.DataFrame(rows, columns=["postcode_sector", "area"])


def outward(place: int) -> str:
    """First half of the postcodes of the area at ``place``; no post town starts with Q."""
    return f"QZ{10 + place}"


def settings_for(learners: pd.DataFrame, schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Give each learner (area, age, need, provision) a school or a code: urn, ukprn, sensetting, unit, resourced."""
    code = _codes(learners, rng)
    urn = _urns(learners, schools, rng).mask(code != "", "")
    ukprn = urn.map(schools.set_index("urn")["ukprn"]).fillna("")
    only_ukprn = (ukprn != "") & (rng.random(len(learners)) < 0.3)
    in_base = learners["provision"] == str(Provision.SPECIALIST_BASE)
    unit = in_base & (rng.random(len(learners)) < 0.4)
    return pd.DataFrame(
        {
            "urn": urn.mask(only_ukprn, ""),
            "ukprn": ukprn,
            "sensetting": code,
            "unit": unit,
            "resourced": in_base & ~unit,
        }
    )


def _urns(learners: pd.DataFrame, schools: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Number of each learner's school, by places among those of the provision that take the age and need.

    Mainstream schools and bases are of the learner's own area. Where no school takes the age and need, any is drawn.
    """
    local = learners["provision"].isin([str(Provision.MAINSTREAM), str(Provision.SPECIALIST_BASE)])
    homes = learners["area"].where(local & learners["area"].isin(schools["area"]), "")
    numbers, weights = schools["urn"].to_numpy(dtype=object), schools["weight"].to_numpy(dtype=np.float64)
    provisions, places = schools["provision"].to_numpy(dtype=object), schools["area"].to_numpy(dtype=object)
    youngest, oldest = schools["min_age"].to_numpy(), schools["max_age"].to_numpy()
    takes = np.array([[need in codes.split() for codes in schools["needs"]] for need in NEEDS], dtype=np.bool_)
    column = {str(need): place for place, need in enumerate(NEEDS)}
    found = np.full(len(learners), "", dtype=object)
    keys = pd.DataFrame({"provision": learners["provision"], "home": homes, "age": learners["age"]})
    grouped = keys.assign(need=learners["need"]).groupby(["provision", "home", "age", "need"])
    groups = cast("dict[tuple[str, str, int, str], NDArray[np.intp]]", grouped.indices)
    for (provision, home, age, need), rows in groups.items():
        of_kind = (provisions == provision) & ((places == home) | (home == ""))
        taking = of_kind & (youngest <= age) & (age <= oldest) & takes[column.get(need, 0)]
        chances = np.where(taking if taking.any() else of_kind, weights, 0.0)
        if chances.sum() > 0:
            found[rows] = rng.choice(numbers, len(rows), p=chances / chances.sum())
    return pd.Series(found, index=learners.index, dtype=object)


def _codes(learners: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """SENsetting code of each learner, empty where a school is named."""
    young = rng.choice(SETTINGS_UNDER_16, len(learners))
    old = rng.choice(SETTINGS_FROM_16, len(learners))
    elsewhere = learners["provision"] == str(Provision.ELSEWHERE)
    code = pd.Series(np.where(learners["age"] < 16, young, old), index=learners.index, dtype=object)
    private = (learners["provision"] == str(Provision.EARLY_YEARS_SETTING)) & (rng.random(len(learners)) < 0.8)
    code = code.where(elsewhere, "").mask(private, "EYP")
    return code.mask(learners["provision"] == NOT_RECORDED, "")
