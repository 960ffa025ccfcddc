"""Laws of the errors within the total: rates stay rates, totals stay totals, draws the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.demand.cohort import Rates, Targets, project
from models.demand.rates import drawn_rates
from models.parameters.demand import CohortParameters

pytestmark = pytest.mark.property

NEEDS, DRAWS, YEARS = 2, 3, 2
NONE = {"leaving_error": 0.0, "leaving_error_adults": 0.0, "starting_error": 0.0, "need_error": 0.0}


def table(low: float, high: float, *shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(low, high, allow_subnormal=False), fill=st.just(low))


RATES = st.builds(
    Rates,
    table(0.0, 1.0, 26, NEEDS),
    table(0.0, 0.1, 26, NEEDS),
    table(0.0, 0.01, 26, NEEDS),
    table(0.0, 0.1, 26, NEEDS),
)
PERSONS = table(1.0, 5000.0, 26)
SIZES = st.builds(
    CohortParameters,
    leaving_error=st.floats(0, 2),
    leaving_error_adults=st.floats(0, 2),
    starting_error=st.floats(0, 1),
    need_error=st.floats(0, 1),
)


@settings(max_examples=25)
@given(RATES, PERSONS, SIZES)
def test_drawn_rates_are_rates_and_start_as_many_plans_in_all(rates, persons, sizes):
    drawn = drawn_rates(rates, persons, sizes, 1, DRAWS)
    assert ((drawn.survival >= 0) & (drawn.survival <= 1)).all()
    assert (drawn.survival[:, rates.survival == 1] == 1).all()
    assert (drawn.incidence >= 0).all()
    before = (rates.incidence * persons[:, None]).sum()
    assert (drawn.incidence * persons[:, None]).sum(axis=(1, 2)) == pytest.approx(np.full(DRAWS, before))


@settings(max_examples=25)
@given(RATES, PERSONS)
def test_without_errors_every_draw_has_the_rates_themselves(rates, persons):
    drawn = drawn_rates(rates, persons, CohortParameters(**NONE), 1, DRAWS)
    assert drawn.survival == pytest.approx(np.repeat(rates.survival[None], DRAWS, axis=0), abs=1e-12)
    assert drawn.incidence == pytest.approx(np.repeat(rates.incidence[None], DRAWS, axis=0), abs=1e-12)


@settings(max_examples=25)
@given(
    table(0.2, 0.8, 26, NEEDS), table(0.0, 0.1, 26, NEEDS), st.sampled_from(["leaving_error", "leaving_error_adults"])
)
def test_plans_of_children_and_from_age_20_on_end_with_errors_of_their_own(survival, incidence, moved):
    rates = Rates(survival, incidence, 0 * incidence, 0 * incidence)
    drawn = drawn_rates(rates, np.full(26, 100.0), CohortParameters(**{**NONE, moved: 1.0}), 1, DRAWS)
    differs = (np.abs(drawn.survival - survival) > 1e-9).all(axis=(0, 2))
    assert differs.tolist() == [(age < 20) == (moved == "leaving_error") for age in range(26)]


@settings(max_examples=25)
@given(table(0.001, 0.1, 26, NEEDS), st.sampled_from(["starting_error", "need_error"]))
def test_errors_of_the_level_keep_the_mix_of_needs_and_those_of_the_mix_are_alike_at_every_age(incidence, moved):
    rates = Rates(np.full((26, NEEDS), 0.5), incidence, 0 * incidence, 0 * incidence)
    drawn = drawn_rates(rates, np.full(26, 100.0), CohortParameters(**{**NONE, moved: 1.0}), 1, DRAWS)
    tilt = drawn.incidence[..., 0] / drawn.incidence[..., 1] / (incidence[:, 0] / incidence[:, 1])
    assert tilt == pytest.approx(np.repeat(tilt[:, :1], 26, axis=1))
    assert (np.abs(tilt[:, 0] - 1.0) > 1e-6).tolist() == [moved == "need_error"] * DRAWS


@settings(max_examples=25)
@given(table(1.0, 100.0, 26, NEEDS), RATES, PERSONS, table(100.0, 20_000.0, DRAWS, YEARS), SIZES)
def test_totals_are_met_and_flows_close_whatever_the_rates_of_a_draw(stock, rates, persons, totals, sizes):
    people = np.repeat(persons[None] + 1.0, YEARS, axis=0)
    started = Rates(rates.survival, rates.incidence + 0.001, rates.transfers_person, rates.transfers_plan)
    targets = Targets(totals, np.ones(DRAWS), np.full((26, NEEDS), 1 / NEEDS))
    flows = project(stock, drawn_rates(started, persons, sizes, 1, DRAWS), people, targets, CohortParameters())
    assert flows.closing.sum(axis=(2, 3)) == pytest.approx(totals, rel=1e-9)
    miss = flows.closing - flows.opening - flows.new_plans + flows.ceased - flows.net_transfers
    assert np.abs(miss).max() <= 1e-9 * max(flows.closing.max(), 1.0)
    assert flows.closing.min() >= 0


@settings(max_examples=25)
@given(RATES, PERSONS)
def test_a_draw_has_the_same_rates_however_many_are_drawn(rates, persons):
    few, many = (drawn_rates(rates, persons, CohortParameters(), 7, draws) for draws in (1, 4))
    assert (few.survival == many.survival[:1]).all()
    assert (few.incidence == many.incidence[:1]).all()
