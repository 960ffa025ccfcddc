from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.authority import Observed
from models.demand.cohort import Rates, Targets, need_mix, observed_rates, project
from models.demand.rates import need_change
from models.parameters.demand import CohortParameters

pytestmark = pytest.mark.property

AGES, NEEDS, YEARS = 5, 2, 3
NO_RETURN = CohortParameters(mix_return=0.0)


def table(low: float, high: float, *shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(low, high, allow_subnormal=False), fill=st.just(low))


def counts(high: float, *shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.int64, shape, elements=st.integers(0, int(high)), fill=st.nothing()).map(lambda n: n.astype(float))


RATES = st.builds(
    Rates,
    survival=table(0.0, 1.0, AGES, NEEDS),
    incidence=table(0.001, 0.1, AGES, NEEDS),
    transfers_person=table(-0.01, 0.01, AGES, NEEDS),
    transfers_plan=table(-0.5, 0.5, AGES, NEEDS),
)
STOCKS = table(0.0, 500.0, AGES, NEEDS)
PERSONS = table(1.0, 5000.0, YEARS, AGES)
TOTALS = table(1.0, 20_000.0, 3, 2)


def paths(totals: np.ndarray, long_run: float = 1.1, ages: int = AGES) -> Targets:
    return Targets(totals, np.full(len(totals), long_run), np.full((ages, NEEDS), 1 / NEEDS))


def ungoverned(ages: int = AGES) -> Targets:
    """One path without a governed year, at index one."""
    return paths(np.zeros((1, 0)), 1.0, ages)


@given(STOCKS)
def test_with_no_births_moves_new_or_ceased_plans_each_cohort_simply_ages(stock):
    nothing = np.zeros((AGES, NEEDS))
    flows = project(
        stock, Rates(nothing + 1.0, nothing, nothing, nothing), np.ones((YEARS, AGES)), ungoverned(), NO_RETURN
    )
    for year in range(YEARS):
        aged = np.zeros_like(stock)
        aged[year + 1 :] = stock[: -(year + 1)]
        assert (flows.closing[0, year] == aged).all()
    assert not flows.new_plans.any()
    assert not flows.net_transfers.any()
    assert flows.ceased[:, :, :-1].sum() == 0, "only those who turn 26 leave"


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_closing_is_opening_and_new_less_ceased_and_moved_in_every_year_age_and_need(stock, rates, persons, totals):
    flows = project(stock, rates, persons, paths(totals), CohortParameters())
    miss = flows.closing - (flows.opening + flows.new_plans - flows.ceased + flows.net_transfers)
    assert np.abs(miss).max() <= 1e-9 * max(flows.closing.max(), 1.0)


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_each_year_opens_with_what_the_year_before_closed_with(stock, rates, persons, totals):
    flows = project(stock, rates, persons, paths(totals), CohortParameters())
    before = np.concatenate([np.broadcast_to(stock, (len(totals), 1, AGES, NEEDS)), flows.closing[:, :-1]], axis=1)
    assert (flows.opening[:, :, 1:-1] == before[:, :, :-2]).all()
    assert flows.opening.sum(axis=2) == pytest.approx(before.sum(axis=2))


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_totals_of_governed_years_are_the_targets(stock, rates, persons, totals):
    assume(stock[:-1].sum() > 1)
    closing = project(stock, rates, persons, paths(totals), CohortParameters()).closing
    assert closing[:, :2].sum(axis=(2, 3)) == pytest.approx(totals, rel=1e-12)


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_nothing_is_ever_below_zero(stock, rates, persons, totals):
    flows = project(stock, rates, persons, paths(totals), CohortParameters())
    assert min(flows.closing.min(), flows.new_plans.min(), flows.index.min()) >= 0
    assert flows.ceased.min() >= -1e-9


@given(STOCKS, RATES, PERSONS, TOTALS, st.floats(0.0, 1.0))
def test_drawing_back_the_mix_moves_no_plan_to_another_age(stock, rates, persons, totals, share):
    first = persons[:1], paths(totals[:, :1])
    free = project(stock, rates, *first, NO_RETURN).closing
    drawn = project(stock, rates, *first, CohortParameters(mix_return=share)).closing
    assert drawn.sum(axis=3) == pytest.approx(free.sum(axis=3), rel=1e-12)


MATRICES = table(0.0, 40.0, AGES, NEEDS, NEEDS).map(
    lambda plans: (plans + np.eye(NEEDS)) / (plans + np.eye(NEEDS)).sum(axis=2, keepdims=True)
)


@given(STOCKS, RATES, PERSONS, TOTALS, MATRICES)
def test_changes_of_need_move_survivors_between_needs_and_lose_nobody(stock, rates, persons, totals, change):
    still = replace(rates, transfers_person=0 * rates.incidence, transfers_plan=0 * rates.incidence)
    free = project(stock, still, persons, paths(totals), NO_RETURN)
    moved = project(stock, replace(still, need_change=change), persons, paths(totals), NO_RETURN)
    assert moved.closing[:, 0].sum(axis=2) == pytest.approx(free.closing[:, 0].sum(axis=2), rel=1e-12, abs=1e-9)
    miss = moved.closing - (moved.opening + moved.new_plans - moved.ceased + moved.net_transfers)
    assert np.abs(miss).max() <= 1e-9 * max(moved.closing.max(), 1.0)
    assert moved.closing.min() >= 0


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_a_matrix_in_which_everybody_keeps_their_need_changes_nothing(stock, rates, persons, totals):
    kept = replace(rates, need_change=np.tile(np.eye(NEEDS), (AGES, 1, 1)))
    plain, same = (project(stock, one, persons, paths(totals), CohortParameters()) for one in (rates, kept))
    assert (plain.closing == same.closing).all()
    assert (plain.net_transfers == same.net_transfers).all()


@given(STOCKS, RATES, PERSONS, TOTALS)
def test_paths_do_not_touch_each_other(stock, rates, persons, totals):
    together = project(stock, rates, persons, paths(totals), CohortParameters())
    alone = project(stock, rates, persons, paths(totals[1:2]), CohortParameters())
    assert together.closing[1] == pytest.approx(alone.closing[0], rel=1e-12, abs=1e-12)


@settings(max_examples=50)
@given(
    started=counts(50, 26),
    older=counts(50, 26, NEEDS),
    earlier=counts(60, 26),
    ceased=counts(20, 26),
    changes=st.none() | counts(30, 5, NEEDS, NEEDS).map(lambda plans: need_change(plans, 30.0)),
)
def test_the_base_year_comes_out_of_the_year_before_with_its_own_rates(started, older, earlier, ceased, changes):
    """Where the plans of an age and need are at least the new ones, and somebody could have moved into it.

    New plans of `20 and over` are spread by stock, whatever their needs, so there are none here.
    """
    started = started * (np.arange(26) < 20)
    split = started[:, None] * [0.5, 0.5]
    observed = Observed(older + split, earlier + 1.0, started, split, ceased, np.full(26, 1000.0), changes)
    year_before = observed.earlier[:, None] * need_mix(observed.stock)
    flows = project(year_before, observed_rates(observed), np.full((1, 26), 1000.0), ungoverned(26), NO_RETURN)
    assert flows.closing[0, 0] == pytest.approx(observed.stock, abs=1e-9)
