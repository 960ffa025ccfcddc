"""Does a pack fall into the known traps of schools: one school twice, non-maintained schools, full schools."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.vocabulary import INMSS_SPECIAL, SPECIAL_SCHOOLS, Provision
from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.places import base_year_places
from sufficiency.packs.checks.register import check, count, finding, line, of_table
from sufficiency.packs.lookups import plain_school_name
from sufficiency.packs.reading import Pack

SAME_SITE_METRES = 60.0
"""Schools of one kind nearer than this share a site (A-75)."""
FULL = 0.95
"""Learners for each place from which schools are full (A-75)."""


@check(Severity.WARNING, "providers")
def a_school_stands_once(pack: Pack) -> Iterator[Fault]:
    """A school that became an academy has a new reference number; both in the pack count its places twice."""
    providers = pack.tables["providers"]
    schools = providers[(providers["elastic"] == "no") & providers["easting"].notna()]
    schools = schools[schools["provision"].isin(SPECIAL_SCHOOLS)]
    grid = schools[["easting", "northing"]].to_numpy(dtype=np.float64)
    names = [plain_school_name(str(name)) for name in schools["name"]]
    kinds = list(schools["provision"])
    for one in range(len(schools)):
        for other in one + 1 + np.flatnonzero(np.hypot(*(grid[one + 1 :] - grid[one]).T) <= SAME_SITE_METRES):
            if kinds[one] == kinds[other] or names[one] == names[other]:
                yield _same_site(schools.iloc[[one, int(other)]])


def _same_site(pair: pd.DataFrame) -> Fault:
    """Two providers on one site: like names are one school twice, unlike ones may be neighbours."""
    both = " and ".join(f"{name} ({code})" for name, code in zip(pair["name"], pair["provider_id"], strict=True))
    one, other = (set(plain_school_name(str(name)).split()) for name in pair["name"])
    place, allowed = line("providers", pair.index[1]), "one provider a school"
    if one & other or not one or not other:
        remedy = "if one is the academy of the other, keep one (import gias joins them by their links)"
        return finding(place, both, allowed, remedy)
    remedy = "neighbours on one site, or one school under two names? If one became the other, keep one (import gias)"
    return finding(place, both, allowed, remedy, severity=Severity.INFORMATION)


@check(Severity.WARNING, "plans_joint", "providers", kind="non-maintained schools are apart")
def non_maintained_schools_are_apart(pack: Pack) -> Iterator[Fault]:
    """Non-maintained special schools are held apart from independent ones: returns count them on opposite sides."""
    learners = pack.tables["plans_joint"].groupby("provision")["plans"].sum()
    providers = pack.tables["providers"]
    here = providers[(providers["provision"] == "non_maintained_special") & (providers["area"].fillna("") != "")]
    if here.empty or float(learners.get("non_maintained_special", 0.0)) >= 1 or float(learners.sum()) == 0:
        return
    remedy = (
        "check that they are not counted as state or independent special: the capital return and the reform plan differ"
    )
    value = f"no learner, and {count(len(here))} such schools in the authority"
    yield finding(of_table("plans_joint", "non_maintained_special"), value, "learners of their own", remedy)


@check(Severity.INFORMATION, "plans_joint", "providers", "places")
def history_is_no_cap(pack: Pack) -> Iterator[Fault]:
    """Where schools are full, learners in them count places, not need; some in independent schools need a place."""
    supply = base_year_places(pack)
    state = supply[supply["provision"] == "state_special"]
    places = float((state["places"] - state["reserved"]).sum())
    learners = pack.tables["plans_joint"].groupby("provision")["plans"].sum()
    there = float(learners.get(str(Provision.STATE_SPECIAL), 0.0))
    outside = float(sum(learners.get(str(kind), 0.0) for kind in INMSS_SPECIAL))
    if places <= 0 or there < FULL * places or _worked_out_of_learners(pack):
        return
    value = (
        f"{count(round(there))} learners in {count(round(places))} state special places, "
        f"{count(round(outside))} in independent and non-maintained ones"
    )
    remedy = (
        "the past shows how many places there were, not how many were needed: "
        "choose with care the share that only an independent school can take"
    )
    yield finding(of_table("places"), value, "free places", remedy)


def _worked_out_of_learners(pack: Pack) -> bool:
    """Whether places were worked out from learners (A-37): then they cannot say that schools are full."""
    return bool(pack.tables["places"]["source"].str.contains(r"\bA-37\b").any())
