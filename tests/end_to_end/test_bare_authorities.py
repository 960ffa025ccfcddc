"""Authorities with next to nothing, through the whole program: written with every law kept, or refused by name."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import Change, write_tiny_pack

from models.vocabulary import IN_COUNTY, INMSS
from sufficiency.errors import InputError
from sufficiency.results.saved import load
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.end_to_end, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

SPECIALIST = [str(kind) for kind in (*IN_COUNTY, *INMSS)]


def only(*providers: str) -> dict[str, Change]:
    kept: Callable[[pd.DataFrame], pd.DataFrame] = lambda table: table[table["provider_id"].isin(providers)]  # noqa: E731
    return {"providers": kept, "places": kept}


def in_mainstream(table: pd.DataFrame, provision: str = "mainstream") -> pd.DataFrame:
    moved = table.assign(provision=table["provision"].mask(table["provision"].isin(SPECIALIST), provision))
    keys = [column for column in table.columns if column != "plans"]
    return moved.groupby(keys, as_index=False)["plans"].sum()[list(table.columns)]


NO_PLACES = "has places in|is full: Market, SEMH"
"""All schools are closed; the market may grow from what was bought there, and is full."""
BARE: dict[str, tuple[dict[str, Change], dict[str, object], str]] = {
    "zero providers": (only(), {}, "no provider takes"),
    "zero providers, by single ages": (only(), {"eligibility": {"own_ages_and_sex": True}}, "no provider takes"),
    "one provider": (only("oak"), {}, "no provider takes"),
    "capacity 0": ({"places": lambda table: table.assign(places=0.0, reserved=0.0)}, {}, NO_PLACES),
    "no dated places": ({"places": lambda table: table.iloc[:0]}, {}, NO_PLACES),
    "no eligible pair": ({"providers": lambda table: table.assign(needs="HI")}, {}, "no provider takes"),
}
QUICK = ("zero providers",)


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in BARE]
)
def test_a_bare_authority_runs_and_says_why_learners_are_unplaced(name: str, tmp_path: Path):
    changes, parameters, words = BARE[name]
    tables = written(tmp_path, changes, {"draws": 1, "parameters": parameters})
    left = tables["unplaced"]
    assert left["learners"].sum() > 1.0
    assert left["reason"].str.contains(words).all()
    required = tables["requirement"]["learners"].sum()
    everyone = sum(tables[name]["learners"].sum() for name in ("placements", "unmet", "unplaced"))
    assert everyone == pytest.approx(required, abs=1e-4)
    assert tables["journeys"]["learners"].sum() == pytest.approx(tables["placements"]["learners"].sum(), abs=1e-4)


def test_an_authority_without_specialist_learners_is_told_that_there_is_nobody_to_place(tmp_path: Path):
    changes = dict.fromkeys(("plans_joint", "plans_by_age_provision", "plans_by_need_provision"), in_mainstream)
    with pytest.raises(InputError, match=r"plans_joint\.csv.*nobody requires a place"):
        written(tmp_path, changes, {"draws": 1})


@pytest.mark.slow
def test_an_authority_where_nobody_requires_a_state_place_and_nobody_is_of_some_age_runs(tmp_path: Path):
    def bought(table: pd.DataFrame) -> pd.DataFrame:
        return in_mainstream(table, "independent_mainstream")

    def nobody(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(persons=table["persons"].mask(table["age"].isin([0, 24]), 0.0))

    changes = dict.fromkeys(("plans_joint", "plans_by_age_provision", "plans_by_need_provision"), bought)
    totals = written(tmp_path, changes | {"population": nobody}, {"draws": 1})["place_need_totals"]
    assert totals.loc[totals["level"] == "authority", "gap"].eq(0).all()
    assert "phase" not in set(totals["level"])


def test_a_provider_without_a_position_is_refused_by_name(tmp_path: Path):
    def nowhere(table: pd.DataFrame) -> pd.DataFrame:
        yew = table["provider_id"] == "yew"
        return table.assign(easting=table["easting"].mask(yew), northing=table["northing"].mask(yew))

    with pytest.raises(InputError, match="no position: give easting and northing"):
        written(tmp_path, {"providers": nowhere}, {"draws": 1})


def written(folder: Path, changes: dict[str, Change], scenario: dict[str, object]) -> dict[str, pd.DataFrame]:
    pack = write_tiny_pack(folder, changes, scenario)
    run_scenario(load_scenario(pack.scenario), folder / "runs" / "bare", 1, lambda _step: None, exact=True)
    return dict(load(folder / "runs" / "bare").tables)
