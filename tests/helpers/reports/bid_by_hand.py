"""A bid of an invented authority with two areas and one group of needs, small enough to add up by hand."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
from books_by_hand import indices_by_hand

from models.money.appraisal import UnitPounds
from models.vocabulary import IN_COUNTY
from sufficiency.errors import Fault, Severity
from sufficiency.finance.appraisal.of_run import DiversionTaken, Payers, RunMoney
from sufficiency.finance.appraisal.options import appraised
from sufficiency.returns.audience import Audience
from sufficiency.returns.bid.given import BidGiven, BidRun, Vouched
from sufficiency.returns.bid.need_facts import need_facts
from sufficiency.returns.bid.project import BidProject
from sufficiency.returns.bid.project_reading import read_project

EXAMPLE = Path(__file__).parents[3] / "docs" / "projects" / "semh-60-places.yaml"
YEARS = ("2024/25", "2025/26", "2026/27", "2027/28", "2028/29", "2029/30")
FIGURES = {  # required, on roll, above places, INMSS for want, unmet, INMSS otherwise, unplaced
    ("north", "primary", "base"): (20.0, 12.0, 2.0, 3.0, 4.0, 1.0, 0.0),
    ("north", "primary", "special"): (50.0, 30.0, 6.0, 12.0, 5.0, 3.0, 0.0),
    ("south", "primary", "special"): (30.0, 20.0, 5.0, 7.0, 2.0, 1.0, 0.0),
    ("south", "secondary", "base"): (15.0, 10.0, 0.0, 0.0, 5.0, 0.0, 0.0),
    ("south", "secondary", "special"): (80.0, 45.0, 9.0, 25.0, 6.0, 4.0, 0.0),
}
GAP, BASE_GAP = 91.0, 14.0
"""Places missing in the last year, and of them those for learners who require a base, added up from FIGURES."""
NAMES = ("required", "on_roll", "above_places", "inmss_for_want", "unmet", "inmss_otherwise", "unplaced")
_KEY = ("academic_year", "area", "phase", "requirement")


def export(factor: float = 1.0) -> pd.DataFrame:
    """The export of place need with every total; the base year has half of the last, required times ``factor``."""
    rows = [
        (year, *codes, *(figure * share for figure in figures))
        for year, share in zip(YEARS, (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), strict=True)
        for codes, figures in FIGURES.items()
    ]
    frame = pd.DataFrame(rows, columns=[*_KEY, *NAMES])
    frame["required"] = frame["required"] * factor
    frame["gap"] = frame[["above_places", "inmss_for_want", "unmet"]].sum(axis=1)
    frame = frame.assign(places_agreed=frame["on_roll"] - frame["above_places"], places_committed=2.0)
    frame = frame.assign(places_to_close=1.0, miles_saved=frame["inmss_for_want"] * 8)
    for name, end in product(("required", "gap"), ("p10", "p90")):
        frame[f"{name}_{end}"] = frame[name] * {"p10": 0.9, "p90": 1.2}[end]
    figures = [name for name in frame.columns if name not in _KEY]
    kept = [pd.DataFrame(frame).assign(need_group="semh")]
    for gone in (("area",), ("requirement",), ("area", "requirement")):
        by = [name for name in _KEY if name not in gone]
        kept.append(
            frame.groupby(by)[figures].sum().reset_index().assign(**dict.fromkeys(gone, "all"), need_group="semh")
        )
    return pd.concat(kept, ignore_index=True)


def totals() -> pd.DataFrame:
    return pd.DataFrame(columns=["academic_year", "level", "code", "required_p10", "required_p90"])


def run(title: str = "Mitigated", factor: float = 1.0, frame: pd.DataFrame | None = None) -> BidRun:
    made = export(factor) if frame is None else frame
    return BidRun(title.lower(), title, 50, need_facts(made, totals()))


def money(text: str = "Mitigated") -> RunMoney:
    unit = UnitPounds(10_000, 10_000, 11_000, 5_000, 77_000, 8_000, 6_000)
    return RunMoney(
        scenario="mitigated",
        title=text,
        authority="Smallshire",
        base=2024,
        diversion=DiversionTaken(0.1, 0.0, 0.3),
        units={(payers, kind): unit for payers in Payers for kind in IN_COUNTY},
        indices=indices_by_hand({"services": 0.03}),
        fees_by_need=False,
        pack_changed=False,
        small_numbers=False,
    )


def schools(name: str = "Oak School") -> pd.DataFrame:
    whom = {"provider_id": "oak", "name": name, "provision": "state_special", "area": "north", "takes_needs": "SEMH"}
    places = {"min_age": 4, "max_age": 15, "places": 40.0, "reserved": 2.0, "learners": 42.0}
    full = {"occupancy": 1.1, "occupancy_p10": 1.05, "occupancy_p90": 1.15}
    return pd.DataFrame([{"academic_year": year, **whom, **places, **full} for year in YEARS])


def market() -> pd.DataFrame:
    rows = [(year, area, "semh", 60.0, 47.0, 9.0, 4.0) for year in YEARS for area in ("all", "north")]
    columns = ["academic_year", "area", "need_group", "in_inmss", "for_want", "otherwise", "independent_only"]
    return pd.DataFrame(rows, columns=columns)


def by_age() -> pd.DataFrame:
    """Ten learners of each age from 7 to 15 at state special schools."""
    rows = [("2024/25", age - 4, "SEMH", "state_special", 10.0, 0.0) for age in range(7, 16)]
    return pd.DataFrame(rows, columns=["academic_year", "year_group", "need", "provision", "learners", "unserved"])


def vouched(text: str = "words") -> Vouched:
    return Vouched(
        assumptions=(("A-486", text, text, "red", "red"),),
        log_found=True,
        sources=((text, text, text, text, text),),
        accuracy=((text, "3.74", "at most 4.2"),),
        checks=(Fault("", 0, 0, text, text, kind=text, severity=Severity.WARNING),),
        pack_state="current",
        pack="data/smallshire",
        fingerprint="0123456789abcdef",
        unexplained=(text,),
        provenance={"Made with": text},
    )


def example() -> BidProject:
    """The project that ships as an example."""
    return read_project(EXAMPLE)


def given(project: BidProject | None = None, *, text: str = "words", audience: Audience = Audience.PUBLIC) -> BidGiven:
    """Everything that a bid is made of; ``text`` stands where a pack or a scenario may have any words."""
    asked = example() if project is None else project
    return BidGiven(
        project=asked,
        audience=audience,
        authority=text if text != "words" else "Smallshire",
        area_names={"north": text, "south": "The South"},
        main=run(text),
        unmitigated=run("Unmitigated", 1.25),
        with_project=None,
        appraised=appraised(asked.sets, money(text)),
        schools=schools(text),
        market=market(),
        by_age=by_age(),
        needs=None,
        few=frozenset(),
        vouched=vouched(text),
    )


def poisoned(text: str) -> BidGiven:
    """A bid with a text wherever a person may have written."""
    project = example()
    options = tuple(replace(one, title=text, capital=replace(one.capital, source=text)) for one in project.sets.options)
    risks = tuple(replace(one, risk=text, owner=text, mitigation=text) for one in project.risks)
    project = replace(
        project,
        **dict.fromkeys(("title", "contact", "designation"), text),
        sets=replace(project.sets, title=text, options=options),
        risks=risks,
        commissioners={text: 60},
        words={"summary": text, "why_not_a_base": text},
    )
    return given(project, text=text)
