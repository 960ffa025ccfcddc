"""Access by area, added up again one placement at a time."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made_run import hand_made_view
from page_reader import read_page
from pages_made import report_of
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, table_of, write_tiny_pack

from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS
from sufficiency.results.access import ACCESS

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

LIMITS = {"primary_limit_minutes": 20.0, "secondary_limit_minutes": 30.0}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    scenario = {"draws": 1, "horizon": 2026, "parameters": {"travel": LIMITS}}
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario=scenario))[0]


@pytest.mark.parametrize("area", ["north", "south", "all"])
def test_access_is_what_the_placements_and_journeys_add_up_to(made, area):
    table = table_of(made, ACCESS)
    row = table[(table["academic_year"] == "2025/26") & (table["area"] == area)].iloc[0]
    instance, year = made.instance, made.central.years[1]
    cells, pairs = instance.cells, instance.pairs
    near: dict[int, bool] = {}
    minutes, required, placed = [], {}, 0.0
    for pair, learners in enumerate(year.learners):
        cell, provider = int(pairs.cell[pair]), pairs.provider[pair]
        if area not in ("all", instance.areas[cells.area[cell]]):
            continue
        minutes += [pairs.minutes[pair]] * round(learners * 1000)
        if REQUIREMENTS[cells.requirement[cell]] == "independent_only":
            continue
        required[cell] = made.central.required[1, cell]
        limit = 20.0 if PHASES[cells.phase[cell]] in ("early_years", "primary") else 30.0
        state = PROVISIONS[instance.providers.provision[provider]] in ("state_special", "specialist_base")
        within = bool(state and pairs.minutes[pair] <= limit)
        near[cell] = near.get(cell, False) or within
        placed += learners * within
    assert row["within_reach"] == pytest.approx(sum(count for cell, count in required.items() if near[cell]))
    assert row["in_reach"] == pytest.approx(placed)
    assert 0.0 < row["share_in_reach"] <= row["share_within_reach"] <= 1.0
    assert row["mean_minutes"] == pytest.approx(np.mean(minutes), abs=0.01)
    assert row["p95_minutes"] == pytest.approx(np.quantile(minutes, 0.95, method="inverted_cdf"), abs=0.01)


def test_the_report_says_where_the_fewest_have_a_place_near_enough(made):
    table = table_of(made, ACCESS)
    view = hand_made_view()
    given = table[table["academic_year"] == "2025/26"]
    html = report_of(replace(view, tables={**view.tables, "access": given}))
    assert read_page(html).faults == []
    assert "who need a base or special school have a place in one that is near enough" in html
