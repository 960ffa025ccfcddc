"""Laws of levers aimed at areas: areas add up, everywhere is nowhere in particular, the others keep their plans."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.demand.areas import AreaPlans, area_flows, area_spread, drawn_shares, regimes_of
from models.demand.cohort import Flows, Rates, Targets, project
from models.demand.drivers import Story, drivers
from models.demand.flows import Steer, area_shares
from models.demand.growth_errors import GrowthErrors
from models.levers.lever import How, Lever, Shape, What, Where
from models.parameters.demand import CohortParameters
from models.vocabulary import NEEDS

pytestmark = pytest.mark.property

PATHS, YEARS, SIZE = 2, 3, len(NEEDS)
AREAS = ("east", "north", "west")
COHORT = CohortParameters()
GENERATOR = np.random.default_rng(4)
STOCK = GENERATOR.uniform(0, 40, (26, SIZE))
RATES = Rates(
    GENERATOR.uniform(0.7, 1.0, (26, SIZE)),
    GENERATOR.uniform(0.0, 0.004, (26, SIZE)),
    GENERATOR.uniform(-0.001, 0.001, (26, SIZE)),
    GENERATOR.uniform(-0.05, 0.05, (26, SIZE)),
)
PERSONS = np.full((YEARS, 26), 1000.0)
TOTALS = STOCK.sum() * np.array([[1.05, 1.1], [1.0, 1.2]])
UNSTEERED = project(STOCK, RATES, PERSONS, Targets(TOTALS, np.ones(PATHS), STOCK / STOCK.sum(axis=1)[:, None]), COHORT)
POPULATIONS = st.builds(
    lambda seed, empty: (
        np.random.default_rng(seed).uniform(0.0, 500.0, (YEARS + 1, len(AREAS), 26))
        * (np.random.default_rng(seed + 1).random((YEARS + 1, len(AREAS), 26)) > empty)
    ),
    st.integers(0, 10_000),
    st.sampled_from([0.0, 0.3, 0.9]),
)
"""Residents; no cell, a third or nearly all of them are empty. Made from a seed: many floats are slow to draw."""
AIMS = st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True).map(lambda areas: tuple(sorted(areas)))


@st.composite
def cohort_levers(draw: st.DrawFn, name: str, areas: tuple[str, ...]) -> Lever:
    what = draw(st.sampled_from([What.REQUEST_RATE, What.SURVIVAL, What.NEED_MIX]))
    needs = draw(st.sampled_from([NEEDS[:1], NEEDS[1:3]])) if what is What.NEED_MIX else ()
    how = draw(st.sampled_from([How.MULTIPLY, How.TARGET]))
    first, amount = draw(st.integers(2026, 2028)), draw(st.floats(0.0, 1.5 if how is How.MULTIPLY else 0.9))
    return Lever(name, what, how, amount, first, 2028, Shape.STEP, Where(needs=needs, areas=areas))


def steered(levers: tuple[Lever, ...], population: np.ndarray) -> tuple[Flows, AreaPlans]:
    luck = np.zeros((len(levers), PATHS))
    steer = Steer(levers, luck, np.arange(2026, 2026 + YEARS), PERSONS, AREAS)
    return area_flows(STOCK, RATES, UNSTEERED, steer, area_shares(population)[None], COHORT)


@settings(max_examples=15)
@given(st.data(), POPULATIONS)
def test_areas_add_up_to_the_total_and_flows_close(data, population):
    levers = tuple(data.draw(cohort_levers(name, data.draw(AIMS))) for name in ("one", "two"))
    flows, areas = steered(levers, population)
    assert areas.by_area().sum(axis=2) == pytest.approx(areas.total(), rel=1e-9, abs=1e-6)
    assert areas.by_phase.sum(axis=(2, 3)) == pytest.approx(areas.total().sum(axis=2), rel=1e-9, abs=1e-6)
    assert flows.closing == pytest.approx(areas.total()[:, 1:], abs=1e-9)
    miss = flows.closing - flows.opening - flows.new_plans + flows.ceased - flows.net_transfers
    assert np.abs(miss).max() <= 1e-9
    assert flows.opening.sum(axis=2) == pytest.approx(areas.total()[:, :-1].sum(axis=2))
    assert min(flows.closing.min(), flows.new_plans.min()) >= 0


@settings(max_examples=15)
@given(st.data(), POPULATIONS)
def test_a_lever_at_all_areas_is_the_same_lever_aimed_at_none(data, population):
    everywhere = data.draw(cohort_levers("one", AREAS))
    aimed, plain = (
        steered((lever,), population)
        for lever in (everywhere, replace(everywhere, where=Where(everywhere.where.needs)))
    )
    for name in Flows.__dataclass_fields__:
        assert (getattr(aimed[0], name) == getattr(plain[0], name)).all()
    assert (aimed[1].by_area() == plain[1].by_area()).all()


@settings(max_examples=15)
@given(st.data(), POPULATIONS, AIMS)
def test_a_lever_at_some_areas_leaves_the_plans_of_the_others_unchanged(data, population, aim):
    lever = data.draw(cohort_levers("one", aim))
    before, after = steered((), population)[1].by_area(), steered((lever,), population)[1].by_area()
    others = [place for place, area in enumerate(AREAS) if area not in aim]
    assert (after[:, :, others] == before[:, :, others]).all()
    assert (after[:, 0] == before[:, 0]).all()


@settings(max_examples=8)
@given(st.data(), POPULATIONS)
def test_drivers_add_to_the_change_where_levers_are_aimed_at_areas(data, population):
    levers = tuple(data.draw(cohort_levers(name, data.draw(AIMS))) for name in ("one", "two"))
    flows, areas = steered(levers, population)
    regimes = regimes_of(levers, AREAS).levers
    weights = areas.weights()[:, 0, 1:, :, 0]
    years, index = np.arange(2026, 2026 + YEARS), UNSTEERED.index[0]
    split = drivers(Story(STOCK, RATES, PERSONS[0], PERSONS, index, years, levers, regimes, weights), COHORT)
    assert split.sum(axis=0) == pytest.approx(flows.closing[0].sum(axis=1) - STOCK.sum(axis=0), abs=1e-6)


@settings(max_examples=25)
@given(POPULATIONS, st.integers(0, 10_000))
def test_shares_with_an_error_on_them_still_share_out_every_age(population, seed):
    spread = np.random.default_rng(seed).uniform(0.1, 5.0, (4, YEARS + 1, len(AREAS)))
    shares = drawn_shares(area_shares(population), spread)
    assert (shares >= 0).all()
    assert shares.sum(axis=2) == pytest.approx(np.ones((4, YEARS + 1, 26)))


def test_a_small_area_is_less_certain_than_a_large_one_and_the_base_year_is_certain():
    errors = GrowthErrors.from_yearly(0.02, 0.012, 0.04, 500.0)
    spread = np.log(area_spread(("large", "small"), np.array([4000.0, 100.0]), errors, 5, 1, 600))
    assert (spread[:, 0] == 0).all()
    assert (np.diff(spread.std(axis=0), axis=0) > 0).all()
    assert spread[:, 1, 0].std() == pytest.approx(np.sqrt((0.012**2 + 0.04**2) * (1 + 500 / 4000)), rel=0.1)
    assert spread[:, 5, 1].std() == pytest.approx(np.sqrt((25 * 0.012**2 + 5 * 0.04**2) * (1 + 500 / 100)), rel=0.1)
    assert (area_spread(("whole",), np.array([100.0]), errors, 5, 1, 3) == 1).all()
