"""Laws of place need: every row foots on any path, and no lever that only moves learners moves a place."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import inputs_of, write_tiny_pack

from models.levers.lever import How, Lever, Shape, What, Where
from models.outcome.place_need import PlaceNeed, place_need_of
from sufficiency.forecast.pipeline import central_run
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

MOVERS = {
    What.DIRECTED_SHARE: st.floats(0.0, 1.0),
    What.JOURNEY_LIMIT: st.floats(1.0, 30.0),
    What.FEE: st.floats(0.0, 90_000.0),
    What.TOP_UP: st.floats(0.0, 60_000.0),
    What.MARKET_GROWTH: st.floats(0.0, 1.0),
}
"""Levers that move learners between schools and change neither who requires a place nor any dated place."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 1})
    return load_scenario(pack.scenario), inputs_of(pack)


@st.composite
def lever(draw: st.DrawFn) -> Lever:
    what = draw(st.sampled_from(sorted(MOVERS)))
    first, amount = draw(st.integers(2026, 2029)), draw(MOVERS[what])
    return Lever("one", what, How.TARGET, amount, first, None, Shape.STEP, Where(), None, None, None, None, True)


def need_with(tiny, *levers: Lever) -> PlaceNeed:
    scenario, inputs = tiny
    run = central_run(replace(scenario, levers=levers), inputs, place_values=False)
    return place_need_of(run.instance, run.path)


def foots(need: PlaceNeed) -> bool:
    within = need.now + need.committed + need.reallocated
    elsewhere = need.above + need.displaced + need.unmet + need.otherwise + need.unplaced
    return np.allclose(within + elsewhere, need.required, atol=1e-8)


@pytest.mark.slow
@given(lever())
@settings(max_examples=20)
def test_rows_foot_and_places_stand_still_whatever_moves_learners(tiny, moved):
    before, after = need_with(tiny), need_with(tiny, moved)
    assert foots(before)
    assert foots(after)
    assert np.array_equal(before.now, after.now)
    assert np.array_equal(before.committed, after.committed)
    assert np.array_equal(before.required, after.required)


@given(lever())
@settings(max_examples=20)
def test_no_part_of_a_gap_is_below_nothing_and_what_is_reallocated_adds_up_to_places_that_nobody_uses(tiny, moved):
    need = need_with(tiny, moved)
    for part in (need.above, need.displaced, need.unmet, need.otherwise, need.now, need.committed):
        assert part.min() >= -1e-9
    assert (need.reallocated.sum(axis=1) <= 1e-6).all()
