"""Oracles: the Green Book's own table of factors, and sums on the back of an envelope."""

import numpy as np
import pytest

from models.money.appraisal import (
    Planned,
    UnitPounds,
    appraise,
    cash_flows,
    discount_factors,
    from_opening,
    net_present_value,
    payback_year,
    switching_value,
)

pytestmark = pytest.mark.unit

BASE_UNIT = UnitPounds(
    filled=6_000, empty=10_000, top_up=7_000, journey=4_000, fee=80_000, fee_journey=6_000, mainstream=8_000
)


def test_discount_factors_are_those_of_the_green_books_table():
    factors = discount_factors(80)
    published = {0: 1.0, 1: 0.9662, 10: 0.7089, 30: 0.3563, 31: 0.3459, 40: 0.2651, 75: 0.0942, 80: 0.0833}
    assert {year: round(float(factors[year]), 4) for year in published} == published


def test_a_september_opening_gives_seven_twelfths_of_its_year_and_five_of_the_next():
    filling = from_opening((12, 24, 36), 1, 5)
    assert filling.tolist() == pytest.approx([0, 7, 5 + 14, 10 + 21, 36, 36])


def test_an_opening_in_the_first_year_or_the_last_loses_nothing():
    assert from_opening((12,), 0, 2).tolist() == pytest.approx([7, 12, 12])
    assert from_opening((12, 24), 2, 2).tolist() == pytest.approx([0, 0, 7])


def test_flows_of_a_base_pay_the_empty_rate_on_what_is_not_filled_and_split_learners_by_where_they_would_be():
    planned = Planned(capital=np.array([500.0]), places=np.array([12.0]), learners=np.array([10.0]))
    flows = cash_flows(planned, BASE_UNIT, 0.2)
    assert flows.capital[0] == -500
    assert flows.place_funding[0] == -(10 * 6_000 + 2 * 10_000)
    assert flows.top_ups[0] == -70_000
    assert flows.fees_avoided[0] == pytest.approx(2 * 80_000)
    assert flows.transport[0] == pytest.approx(2 * 6_000 - 10 * 4_000)
    assert flows.mainstream_avoided[0] == pytest.approx(8 * 8_000)
    assert flows.net[0] == pytest.approx(-500 - 80_000 - 70_000 + 160_000 - 28_000 + 64_000)


def test_a_set_is_paid_back_in_the_first_year_after_which_nothing_is_owed_any_more():
    assert payback_year(np.array([-10.0, 4.0, 6.0, 1.0])) == 2
    assert payback_year(np.array([-10.0, 12.0, -5.0, 4.0])) == 3
    assert payback_year(np.array([5.0, 1.0])) == 0
    assert payback_year(np.array([-10.0, 4.0])) is None


def test_costs_a_place_and_a_place_year_are_what_is_paid_over_places():
    planned = Planned(np.array([120.0, 0.0, 0.0]), np.array([0.0, 12.0, 12.0]), np.array([0.0, 6.0, 12.0]))
    answer = appraise(planned, BASE_UNIT, 0.5, np.ones(3))
    running = (6 * 6_000 + 6 * 10_000) + 12 * 6_000 + 18 * (7_000 + 4_000)
    assert answer.cost_a_place == pytest.approx(10)
    assert answer.cost_a_place_year == pytest.approx((120 + running) / 24)
    assert answer.net_undiscounted == pytest.approx(-120 - running + 18 * (0.5 * 80_000 + 0.5 * 6_000 + 0.5 * 8_000))


def test_the_present_value_of_equal_savings_is_an_annuity():
    saved = np.array([0.0, *[1_000.0] * 25])
    assert net_present_value(saved, discount_factors(25)) == pytest.approx(16_481.5, abs=0.05)


@pytest.mark.parametrize(
    ("value", "nil"),
    [
        (lambda x: 3 * x - 12, 4.0),
        (lambda x: 30 * x - 12_000, 400.0),  # linear, outside the ends
        (lambda x: x**3 - 8, 2.0),
        (lambda x: 8 - x**3, 2.0),
        (lambda _: 5.0, None),
        (lambda x: x**2 + 1, None),
    ],
)
def test_a_switching_value_is_where_the_value_is_nil_or_none(value, nil):
    found = switching_value(value, 0.0, 10.0)
    assert found == (None if nil is None else pytest.approx(nil))
