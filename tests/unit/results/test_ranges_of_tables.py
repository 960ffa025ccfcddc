"""Ranges of every table: what is sure has none, and of eleven draws one lies beyond either end."""

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import BASE, HORIZON, WITHOUT_PRACTICE, every_draw, run_tiny, without_need, write_tiny_pack

from models.vocabulary import academic_year
from sufficiency.results.every_table import make_tables
from sufficiency.results.forecast import FORECAST

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

YEARS = [academic_year(year) for year in range(BASE, HORIZON + 1)]
SURE = {
    "cohort": dict.fromkeys(
        ("index_error", "leaving_error", "leaving_error_adults", "starting_error", "need_error"), 0.0
    ),
    "placement": {"diversion": 0.2, "diversion_low": 0.2, "diversion_high": 0.2},
    "capacity": {"market_growth": 0.05, "market_growth_low": 0.05, "market_growth_high": 0.05},
}
ERRORS = ["common", "persistent", "own"]


@pytest.fixture(scope="module")
def sure(tmp_path_factory):
    """Tables of a run in which nothing is uncertain."""
    pack = write_tiny_pack(tmp_path_factory.mktemp("sure"), scenario={"draws": 2, "parameters": SURE})
    for name in ("growth_errors", "placements_errors"):
        path = pack.folder.parent / "reference" / f"{name}.csv"
        table = pd.read_csv(path)
        table[ERRORS] = 0.0
        table.to_csv(path, index=False)
    return make_tables(*run_tiny(pack))


@pytest.fixture(scope="module")
def unsure(tmp_path_factory):
    """A run of eleven draws in which no school takes SLD, so that some learners have no place."""
    asked = {"draws": 11, "parameters": WITHOUT_PRACTICE}
    pack = write_tiny_pack(tmp_path_factory.mktemp("unsure"), {"providers": without_need("SLD")}, asked)
    return run_tiny(pack)


def ranged(tables) -> list[tuple[str, str, str]]:
    """Every table, column with a range, and end of the range."""
    return [
        (name, column.rpartition("_")[0], column)
        for name, table in tables.items()
        for column in table.columns
        if column.endswith(("_p10", "_p50", "_p90"))
    ]


def test_where_nothing_is_uncertain_every_range_is_its_central_figure(sure):
    columns = ranged(sure)
    assert len({name for name, _, _ in columns}) >= 10
    for name, centre, end in columns:
        table = sure[name].dropna(subset=[centre])
        assert table[end].to_numpy() == pytest.approx(table[centre].to_numpy(), abs=1e-4, rel=1e-6), (name, end)


def test_the_ranges_of_totals_are_then_the_totals_of_other_tables(sure):
    table = sure["ranges"].set_index(["measure", "academic_year"])["p90"]
    spend = sure["spend"]
    of_year = spend[spend["line"] == "inmss_fees"].groupby("financial_year")["real_gbp"].sum()
    assert of_year.index.tolist() == ["2025-26", "2026-27", "2027-28", "2028-29"]
    assert table["inmss_fees_gbp"].index.tolist() == ["2025/26", "2026/27", "2027/28", "2028/29"]
    assert table["inmss_fees_gbp"].to_numpy() == pytest.approx(of_year.to_numpy())
    for measure in ("unmet", "displaced"):
        there = sure[measure].groupby("academic_year")[measure if measure == "displaced" else "learners"].sum()
        assert table[measure].to_numpy() == pytest.approx(there.reindex(YEARS, fill_value=0.0).to_numpy(), abs=1e-4)


@pytest.fixture(scope="module")
def practised(tmp_path_factory):
    """A run of eleven draws as practised."""
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("practised"), scenario={"draws": 11}))


def test_one_draw_in_eleven_is_below_and_one_above_the_range_of_plans(practised):
    run, table = practised[0], make_tables(*practised, [FORECAST])["forecast"]
    draws = every_draw(run).plans_by_phase
    low, high = np.sort(draws, axis=0)[[1, 9]].sum(axis=(2, 3, 4))
    found = table.groupby("census_year")[["plans_p10", "plans_p90"]].sum()
    assert (high[1:] > low[1:] + 1.0).all()
    assert np.abs(found.to_numpy().T - [low, high]).max() < 1e-4


@pytest.mark.parametrize("name", ["requirement", "unmet", "displaced"])
def test_one_draw_in_eleven_is_below_and_one_above_the_range_of_learners(practised, name):
    run, table = practised[0], make_tables(*practised)[name]
    measure = name if name == "displaced" else "learners"
    draws = getattr(every_draw(run), "required" if name == "requirement" else name)
    low, high = np.sort(draws, axis=0)[[1, 9]].sum(axis=2)
    assert (high > low + 0.1).any()
    years = "census_year" if name == "requirement" else "academic_year"
    found = table.groupby(years)[[f"{measure}_p10", f"{measure}_p90"]].sum()
    found = found.reindex(range(BASE, HORIZON + 1) if name == "requirement" else YEARS, fill_value=0.0)
    assert np.abs(found.to_numpy().T - [low, high]).max() < 1e-4


def test_one_draw_in_eleven_is_above_the_top_of_the_unplaced(unsure):
    run, table = unsure[0], make_tables(*unsure)["unplaced"]
    draws = np.sort(every_draw(run).unplaced, axis=0).sum(axis=2)
    assert (draws[9] > draws[5] + 0.1).any()
    found = table.groupby("academic_year")["learners_p90"].sum().reindex(YEARS, fill_value=0.0)
    assert found.to_numpy() == pytest.approx(draws[9], abs=1e-4)
