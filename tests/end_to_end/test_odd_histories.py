"""Little history, breaks, excluded years, few plans, falling plans, an emptying area: said, never a crash, coherent."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import HISTORY, HORIZON, Change, inputs_of, write_tiny_pack

from models.demand.forecast import DrawnDemand
from sufficiency.forecast.pipeline import Demand, Run, draw_demand, forecast_demand, run
from sufficiency.packs.inputs import Inputs
from sufficiency.results.checks import CHECKS, history_can_be_read
from sufficiency.results.every_table import EVERY_TABLE, make_tables
from sufficiency.results.funnel import FUNNEL
from sufficiency.results.headlines import draws_text
from sufficiency.results.shapes import Made
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

DRAWS = 40
LARGE = {year: 20 * plans for year, plans in HISTORY.items()}
"""A history in which a jump is no chance: breaks are looked for from 100 plans on."""


def history(counts: Mapping[int, float]) -> Change:
    """Counts of the total by census year in the place of the pack's own."""
    return lambda table: pd.DataFrame(
        {"census_year": list(counts), "age_band": "total", "plans": [float(plans) for plans in counts.values()]}
    ).assign(
        **{name: table[name].iloc[0] for name in table.columns if name not in {"census_year", "age_band", "plans"}}
    )


def scaled(factor: float) -> dict[str, Change]:
    """Every table of plans at a factor."""
    names = ("plans_joint", "plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision")
    names += ("new_plans", "new_plans_by_need", "ceased_plans", "plans_by_age_band")
    return dict.fromkeys(names, lambda table: table.assign(plans=table["plans"] * factor))


def without_south(table: pd.DataFrame) -> pd.DataFrame:
    """Nobody aged 0 to 25 lives in the south from mid-2026 on."""
    gone = (table["area"] == "south") & (table["year"] >= 2026)
    return table.assign(persons=table["persons"].where(~gone, 0.0))


CASES: dict[str, tuple[dict[str, Change], dict[str, object], str]] = {
    "three years": ({"plans_by_age_band": history({y: HISTORY[y] for y in (2023, 2024, 2025)})}, {}, "only 3 counts"),
    "one year": ({"plans_by_age_band": history({2025: HISTORY[2025]})}, {}, "only 1 counts"),
    "a count of nought": ({"plans_by_age_band": history({**HISTORY, 2022: 0})}, {}, ""),
    "a break": (scaled(20) | {"plans_by_age_band": history({**LARGE, 2024: 1400})}, {}, "growth is not read across"),
    "an excluded year": (
        scaled(20) | {"plans_by_age_band": history({**LARGE, 2024: 1400})},
        {"parameters": {"growth": {"excluded_years": [2024]}}},
        "this census is left out",
    ),
    "26 plans": (scaled(26 / HISTORY[2025]), {}, ""),
    "falling plans": ({"plans_by_age_band": history({y: 147 + 40 * (2025 - y) for y in HISTORY})}, {}, ""),
    "an area that empties": ({"population": without_south}, {}, ""),
    "everybody leaves": ({"population": lambda t: t.assign(persons=t["persons"].where(t["year"] < 2026, 0.0))}, {}, ""),
}


def forecast_of(root: Path, case: str) -> tuple[Demand, DrawnDemand, str]:
    """The demand of a case, centrally and in every draw, and what the check of its history says."""
    changes, keys, _ = CASES[case]
    pack = write_tiny_pack(root, changes, {"draws": DRAWS, **keys})
    scenario, inputs = load_scenario(pack.scenario), inputs_of(pack)
    demand = forecast_demand(scenario, inputs)
    told = history_can_be_read(Made(Run(scenario, demand, *[None] * 7), inputs, {}))  # type: ignore[arg-type]
    return demand, draw_demand(demand, scenario, inputs, DRAWS), " ".join(str(row["message"]) for row in told)


@pytest.mark.parametrize("case", CASES)
def test_a_forecast_is_made_and_its_bands_are_not_negative_and_agree_in_every_draw(case: str, tmp_path: Path) -> None:
    demand, drawn, told = forecast_of(tmp_path, case)
    assert CASES[case][2] in told
    assert bool(told) == bool(CASES[case][2])
    for flows, areas in ((demand.flows, demand.by_area), (drawn.flows, drawn.by_area)):
        assert np.isfinite(areas.plans).all()
        assert areas.by_area().min() >= 0
        assert np.abs(areas.by_area().sum(axis=2) - areas.total()).max() <= 1e-6
        assert np.abs(areas.by_phase.sum(axis=(2, 3)) - areas.total().sum(axis=2)).max() <= 1e-6
        assert np.abs(flows.closing - areas.total()[:, 1:]).max() <= 1e-6
        miss = flows.closing - flows.opening - flows.new_plans + flows.ceased - flows.net_transfers
        assert np.abs(miss).max() <= 1e-6
        assert min(flows.new_plans.min(), flows.index.min()) >= 0
    low, high = np.quantile(drawn.flows.closing, (0.1, 0.9), axis=0)
    assert (low <= high).all()


def test_fewer_than_four_counts_have_wider_ranges_than_a_whole_history(tmp_path: Path) -> None:
    steady = {year: 147 / 1.11 ** (2025 - year) for year in HISTORY}
    widths = []
    for name, years in (("whole", tuple(steady)), ("short", (2023, 2024, 2025))):
        pack = write_tiny_pack(tmp_path / name, {"plans_by_age_band": history({y: steady[y] for y in years})})
        scenario = load_scenario(write_scenario(pack.scenario))
        inputs = inputs_of(pack)
        drawn = draw_demand(forecast_demand(scenario, inputs), scenario, inputs, scenario.draws)
        totals = drawn.flows.closing[:, 0].sum(axis=(1, 2))
        widths.append(np.log(totals).std())
    assert widths[1] > 1.2 * widths[0]


def write_scenario(path: Path) -> Path:
    """The scenario with more draws."""
    path.write_text(path.read_text(encoding="utf-8").replace("draws: 3", "draws: 200"), encoding="utf-8")
    return path


def test_an_area_without_residents_has_no_plans_and_the_other_has_all(tmp_path: Path) -> None:
    _, drawn, _ = forecast_of(tmp_path, "an area that empties")
    plans = drawn.by_area.by_area().sum(axis=(3, 4))
    assert (plans[:, :2, 1] > 0).all()
    assert (plans[:, 3:, 1] == 0).all()


def whole_run(root: Path, case: str, workers: int = 1, draws: int = 3) -> tuple[Run, Inputs]:
    changes, keys, _ = CASES[case]
    pack = write_tiny_pack(root, changes, {"draws": draws, **keys})
    inputs = inputs_of(pack)
    return run(load_scenario(pack.scenario), inputs, workers, lambda _: None), inputs


@pytest.mark.parametrize("case", ["one year", "26 plans", "an area that empties", "everybody leaves"])
def test_a_whole_run_of_it_places_everybody_or_says_so(case: str, tmp_path: Path) -> None:
    made, inputs = whole_run(tmp_path, case)
    tables = make_tables(made, inputs, [table for table in EVERY_TABLE if table not in (FUNNEL, CHECKS)])
    assert set(tables["forecast_totals"]["census_year"]) == set(range(2025, HORIZON + 1))
    assert tables["forecast_totals"][["plans", "plans_p10", "plans_p50", "plans_p90"]].to_numpy().min() >= 0
    assert tables["requirement"]["learners_p10"].min() >= 0


@pytest.mark.slow
def test_one_two_and_four_workers_give_the_same_draws(tmp_path: Path) -> None:
    texts = {
        workers: draws_text(whole_run(tmp_path / str(workers), "a count of nought", workers, 6)[0])
        for workers in (1, 2, 4)
    }
    assert texts[1] == texts[2] == texts[4]
