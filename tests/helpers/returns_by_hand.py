"""Facts of returns without a run: everybody of a pack's base year, and a small place worked out by hand."""

from pathlib import Path

import pandas as pd

from models.outcome.year_groups import SCAP_KINDS
from models.vocabulary import AGE_GROUPS, NEEDS, PROVISIONS, academic_year, phase_of_age
from sufficiency.returns.dfe.facts import ReturnFacts

PACKS = Path(__file__).parents[2] / "data"
GROWTH = 0.013
"""Share by which every cell grows each year, so that nothing is whole."""
UNMET = {"unmet_base": 0.01, "unmet_special": 0.02}
"""Share of those in mainstream who need another place, for each year since the base year."""
LEARNER_COLUMNS = ["academic_year", "year_group", "need", "provision", "learners"]


def facts_of_pack(pack: str, years: int = 1, census: int = 2025) -> ReturnFacts:
    """Everybody with a plan as the pack counts them, and the same a little grown in the years ahead."""
    joint = pd.read_csv(PACKS / pack / "plans_joint.csv")
    base = joint.assign(year_group=joint["age"] - 4, learners=joint["plans"])
    return facts_of(base[base["learners"] > 0], [academic_year(census + year) for year in range(years)])


def facts_of(base: pd.DataFrame, years: list[str], schools: pd.DataFrame | None = None) -> ReturnFacts:
    grown = [
        base.assign(academic_year=label, learners=base["learners"] * (1 + GROWTH * at))
        for at, label in enumerate(years)
    ]
    learners = with_unmet(pd.concat(grown, ignore_index=True)[LEARNER_COLUMNS], years)
    tables = {
        "learners_by_year_group": learners,
        "learners_by_year_group_totals": ranges_of(learners),
        "funnel": funnel_of(years),
        "flows": flows_of(years),
        "schools": schools if schools is not None else schools_of(years),
        "placements": placements_of(years),
    }
    names = {"900001": "Hill School", "900002": "Mill School", "base-A1": "Base at Lea School"}
    return ReturnFacts(
        tables, {"scenario": "baseline", "title": "By hand", "authority": "Smallshire", "draws": 100}, names
    )


def with_unmet(learners: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    in_mainstream = learners["learners"].where(learners["provision"] == "mainstream", 0.0)
    since = learners["academic_year"].map({label: at for at, label in enumerate(years)})
    return learners.assign(**{name: in_mainstream * since * share for name, share in UNMET.items()}, unplaced=0.0)


def ranges_of(learners: pd.DataFrame) -> pd.DataFrame:
    by_phase = learners.assign(code=[str(phase_of_age(group + 4)) for group in learners["year_group"]])
    short = [by_phase.assign(provision=name, learners=by_phase[name]) for name in UNMET]
    scap = {where: kind for kind, of in SCAP_KINDS.items() for where in of}
    by_kind = pd.concat([by_phase, *short]).assign(provision=lambda of: of["provision"].map(scap)).dropna()
    both = pd.concat([by_phase, by_kind])
    sums = both.groupby(["academic_year", "code", "provision"])["learners"].sum().reset_index()
    middle = sums["learners"]
    return sums.assign(level="phase", learners_p10=middle * 0.9, learners_p50=middle, learners_p90=middle * 1.1)


def funnel_of(years: list[str]) -> pd.DataFrame:
    calendar = [int(label[:4]) for label in years[1:]]
    return pd.DataFrame(
        {
            "calendar_year": calendar,
            "requests": [150.4 + 3 * at for at in range(len(calendar))],
            "assessments": [110.7 + 2 * at for at in range(len(calendar))],
            "new_plans": [100.2 + at for at in range(len(calendar))],
        }
    )


def flows_of(years: list[str]) -> pd.DataFrame:
    rows = [
        {"census_year": int(label[:4]) + 1, "need": str(need), "age_group": str(group), "new_plans": float(weight)}
        for label in years[1:]
        for need in NEEDS[:3]
        for group, weight in zip(AGE_GROUPS, (20, 45, 25, 9, 1), strict=True)
    ]
    return pd.DataFrame(rows, columns=["census_year", "need", "age_group", "new_plans"])


def schools_of(years: list[str]) -> pd.DataFrame:
    """A special school that gets 24 places in the third year, a new one that opens with 30, and a base that stays."""
    rows = []
    for at, label in enumerate(years):
        rows.append(school(label, "900001", "state_special", agreed=100, committed=24 if at >= 2 else 0))
        rows.append(
            school(label, "900002", "state_special", scenario=30 * min(max(at - 1, 0), 2), reserved=0 if at < 2 else 6)
        )
        rows.append(school(label, "base-A1", "specialist_base", agreed=12))
    return pd.DataFrame(rows)


def school(label, code, provision, *, agreed=0.0, committed=0.0, scenario=0.0, reserved=0.0):
    places = agreed + committed + scenario
    return {
        "academic_year": label,
        "provider_id": code,
        "provision": provision,
        "area": "A1",
        "min_age": 4 if provision == "state_special" else 11,
        "max_age": 18 if provision == "state_special" else 15,
        "places_agreed": float(agreed),
        "places_committed": float(committed),
        "places_scenario": float(scenario),
        "places_grown": 0.0,
        "places": float(places),
        "reserved": float(reserved),
        "usable_places": float(places - reserved),
    }


def placements_of(years: list[str]) -> pd.DataFrame:
    """Learners by phase: 90 at the first school and more later, the second fills as it opens, nine in the base."""
    rows = []
    for at, label in enumerate(years):
        shares = {"primary": 0.45, "secondary": 0.45, "post_16": 0.1}
        for code, learners in (("900001", 90.0 + 5 * at), ("900002", 24.0 * min(max(at - 1, 0), 2))):
            rows += [(label, "A1", phase, "ASD", "special", code, learners * share) for phase, share in shares.items()]
        rows.append((label, "A1", "secondary", "ASD", "base", "base-A1", 9.0))
    frame = pd.DataFrame(
        rows, columns=["academic_year", "area", "phase", "need", "requirement", "provider_id", "learners"]
    )
    return frame[frame["learners"] > 0].reset_index(drop=True)


def small_facts(years: int = 8) -> ReturnFacts:
    """A place with every provision, need and age in it; counts repeat, so that a reader can add them up."""
    rows = [
        {"year_group": group, "need": str(need), "provision": str(provision), "learners": weight(group, at, place)}
        for group in range(-2, 21)
        for at, need in enumerate(NEEDS)
        for place, provision in enumerate(PROVISIONS)
    ]
    base = pd.DataFrame(rows)
    return facts_of(base[base["learners"] > 0], [academic_year(2025 + year) for year in range(years)])


def weight(group: int, need: int, provision: int) -> float:
    """Learners of a cell: most in mainstream, at school age; nobody outside the ages of a kind of provision."""
    ages = {8: range(12, 21), 9: range(12, 21), 10: range(-2, 1)}.get(provision, range(12 if provision != 11 else 21))
    return (
        float((group * 3 + need * 5 + provision * 7) % 4) if group in ages or (provision == 3 and group < 15) else 0.0
    )
