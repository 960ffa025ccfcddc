"""Laws of breaking even: at the answer the saving is zero, and the two costs in the county stand as they should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.avoided_cost import cost_into_empty_place, cost_with_added_place
from models.money.break_even import (
    PlaceFunding,
    annuity_factor,
    break_even_diversion,
    break_even_learners,
    yearly_capital,
)

pytestmark = pytest.mark.property

BASE, SPECIAL_SCHOOL = PlaceFunding(6_000.0, 10_000.0), PlaceFunding(10_000.0, 10_000.0)
kinds = st.sampled_from([BASE, SPECIAL_SCHOOL])
places, pounds, capital = st.floats(1.0, 200.0), st.floats(1_000.0, 100_000.0), st.floats(0.0, 1e6)


def yearly_saving(learners, places, fee, top_up, kind, capital=0.0):
    """Fees no longer paid, less what places cost of which so many are filled, and capital."""
    return (fee - top_up) * learners - kind.filled_gbp * learners - kind.empty_gbp * (places - learners) - capital


@given(kinds, places, pounds, st.floats(5_000.0, 100_000.0), capital)
def test_at_break_even_the_saving_is_zero(kind, places, top_up, more, capital):
    fee = top_up + more
    learners = break_even_learners(places, fee, top_up, kind, capital)
    assert (
        abs(yearly_saving(learners, places, fee, top_up, kind, capital)) <= 1e-9 * (places * 1e4 + capital) * fee / more
    )
    assert yearly_saving(learners + 1, places, fee, top_up, kind, capital) > 0
    assert yearly_saving(learners - 1, places, fee, top_up, kind, capital) < 0


@given(kinds, places, pounds)
def test_places_never_break_even_where_the_fee_is_the_top_up_less_what_filling_saves(kind, places, top_up):
    assert break_even_learners(places, top_up - 4_000.0, top_up, kind) == np.inf


@given(places, pounds)
def test_many_places_are_worked_out_as_each_by_itself(places, top_up):
    many = break_even_learners(np.array([places, 2 * places]), top_up + 20_000.0, top_up, BASE)
    assert many[0] == break_even_learners(places, top_up + 20_000.0, top_up, BASE)
    assert many[1] == pytest.approx(2 * many[0])


@given(pounds, pounds, st.floats(1_000.0, 100_000.0))
def test_at_the_break_even_diversion_a_full_place_costs_what_it_replaces(in_county, elsewhere, more):
    inmss = elsewhere + more
    share = break_even_diversion(in_county, inmss, elsewhere)
    assert share * inmss + (1 - share) * elsewhere == pytest.approx(in_county)


@given(pounds, st.floats(0.0, 1_000.0))
def test_no_share_of_cheaper_schools_makes_places_pay(elsewhere, less):
    assert break_even_diversion(elsewhere + 1.0, elsewhere - less, elsewhere) == np.inf


@given(kinds, pounds, pounds)
def test_a_learner_in_an_empty_place_saves_more_than_one_with_an_added_place(kind, fee, top_up):
    empty, added = cost_into_empty_place(top_up, kind), cost_with_added_place(top_up, kind)
    assert added - empty == pytest.approx(kind.empty_gbp)
    assert yearly_saving(1.0, 1.0, fee, top_up, kind) == pytest.approx(fee - added)


@given(st.floats(0.001, 0.2), st.integers(1, 60), capital)
def test_the_yearly_capital_at_its_rate_is_worth_the_capital(rate, years, capital):
    yearly = yearly_capital(capital, annuity_factor(rate, years))
    assert sum(yearly / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(capital)
    assert annuity_factor(0.0, years) == years
