"""Oracle: sums that an accountant can follow."""

import numpy as np
import pandas as pd
import pytest

from models.money.costs import (
    SPEND_LINES,
    academic_year_spend,
    financial_years,
    journey_cost,
    marginal_cost,
    read_prices,
    with_unmet,
)
from models.vocabulary import NEEDS, PROVISIONS

pytestmark = pytest.mark.unit

STATE, BASE, PRIVATE = (PROVISIONS.index(name) for name in ("state_special", "specialist_base", "independent_special"))
ASD, SEMH = NEEDS.index("ASD"), NEEDS.index("SEMH")
PRICES = [
    ("place_funding", "state_special", "any", 10_000.0),
    ("place_funding", "specialist_base", "any", 6_000.0),
    ("place_funding_empty", "specialist_base", "any", 10_000.0),
    ("top_up", "any", "any", 9_000.0),
    ("top_up", "any", "SEMH", 11_000.0),
    ("top_up", "state_special", "any", 12_000.0),
    ("top_up", "state_special", "ASD", 14_000.0),
    ("fee", "any", "any", 60_000.0),
    ("fee", "independent_special", "any", 80_000.0),
    ("transport_fixed", "any", "any", 3_000.0),
    ("transport_mile", "any", "any", 400.0),
]


def table(rows=PRICES) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "provision", "need", "value"])


def lines(spend: np.ndarray, provision: int) -> dict[str, float]:
    return {line: round(float(amount), 2) for line, amount in zip(SPEND_LINES, spend[provision], strict=True)}


def one_school(provision: int, learners: float, need: int, miles: float, places: float, filled: float) -> np.ndarray:
    """Spend on one pair at one provider."""
    prices = read_prices(table())
    return academic_year_spend(
        prices,
        np.array([learners]),
        np.array([provision]),
        prices.learner[[provision], [need]],
        journey_cost(prices, np.array([miles])),
        (np.array([places]), np.array([provision]), np.array([filled])),
    )


def test_the_price_of_the_need_and_provision_goes_before_one_for_any():
    learner = read_prices(table()).learner
    assert learner[STATE, ASD] == 14_000  # named both
    assert learner[STATE, SEMH] == 12_000  # the provision goes before the need
    assert learner[BASE, SEMH] == 11_000
    assert learner[BASE, ASD] == 9_000
    assert learner[PRIVATE, ASD] == 80_000
    assert learner[PROVISIONS.index("independent_mainstream"), ASD] == 60_000


def test_the_order_of_prices_changes_nothing():
    straight, reversed_rows = read_prices(table()), read_prices(table(PRICES[::-1]))
    assert (straight.learner == reversed_rows.learner).all()


def test_an_empty_place_costs_as_a_filled_one_unless_it_has_its_own_price():
    prices = read_prices(table())
    assert (prices.filled[STATE], prices.empty[STATE]) == (10_000, 10_000)
    assert (prices.filled[BASE], prices.empty[BASE]) == (6_000, 10_000)
    assert prices.filled[PRIVATE] == prices.empty[PRIVATE] == 0


def test_place_funding_for_any_provision_holds_for_the_places_of_the_state():
    rows = [row for row in PRICES if not row[0].startswith("place_funding")]
    prices = read_prices(table([*rows, ("place_funding", "any", "any", 9_000.0)]))
    assert (prices.filled[STATE], prices.filled[BASE], prices.empty[BASE]) == (9_000, 9_000, 9_000)
    assert prices.filled[PRIVATE] == 0
    named = [("place_funding", "specialist_base", "any", 6_000.0), ("place_funding_empty", "any", "any", 8_000.0)]
    prices = read_prices(table([*rows, ("place_funding", "any", "any", 9_000.0), *named]))
    assert (prices.filled[STATE], prices.filled[BASE], prices.empty[STATE]) == (9_000, 6_000, 8_000)


def test_a_missing_price_is_named():
    with pytest.raises(ValueError, match="no price for transport_mile, any, any"):
        read_prices(table(PRICES[:-1]))
    without_fees = [row for row in PRICES if row[0] != "fee"]
    with pytest.raises(ValueError, match="no price for fee, non_maintained_special, ASD"):
        read_prices(table(without_fees))


def test_one_more_learner_costs_top_up_and_journey_in_a_state_school_and_fee_and_journey_in_another():
    prices = read_prices(table())
    found = marginal_cost(prices.learner[[STATE, PRIVATE], [ASD, ASD]], journey_cost(prices, np.array([5.0, 20.0])))
    assert found == pytest.approx([14_000 + 3_000 + 5 * 400, 80_000 + 3_000 + 20 * 400])


def test_a_special_school_with_empty_places_is_paid_for_every_place():
    spend = one_school(STATE, learners=18, need=ASD, miles=5.0, places=24, filled=20)
    assert lines(spend, STATE) == {
        "place_funding": 240_000,
        "top_up": 18 * 14_000,
        "fee": 0,
        "transport": 18 * 5_000,
    }


def test_a_base_is_paid_one_rate_for_filled_places_and_another_for_empty_ones():
    spend = one_school(BASE, learners=9, need=ASD, miles=0.0, places=12, filled=9)
    assert lines(spend, BASE)["place_funding"] == 9 * 6_000 + 3 * 10_000


def test_learners_above_the_places_bring_a_top_up_and_no_place_funding():
    spend = one_school(STATE, learners=30, need=ASD, miles=0.0, places=24, filled=30)
    assert lines(spend, STATE)["place_funding"] == 240_000
    assert lines(spend, STATE)["top_up"] == 30 * 14_000


def test_an_independent_school_charges_a_fee_and_nothing_for_places():
    spend = one_school(PRIVATE, learners=2, need=SEMH, miles=20.0, places=8, filled=2)
    assert lines(spend, PRIVATE) == {"place_funding": 0, "top_up": 0, "fee": 160_000, "transport": 2 * 11_000}


def test_a_financial_year_has_five_months_of_the_old_academic_year_and_seven_of_the_new():
    assert financial_years(np.array([1_200.0, 2_400.0, 1_200.0]), 0.0) == pytest.approx([500 + 1_400, 1_000 + 700])


def test_prices_grow_from_the_first_academic_year_on():
    found = financial_years(np.array([1_200.0, 1_200.0, 1_200.0]), 0.1)
    assert found == pytest.approx([500 + 700 * 1.1, 500 * 1.1 + 700 * 1.21])


def test_financial_years_keep_provisions_and_lines_apart():
    academic = np.arange(24.0).reshape(3, 2, 4)
    assert financial_years(academic, 0.0) == pytest.approx((5 * academic[:-1] + 7 * academic[1:]) / 12)


def test_everyone_who_is_unmet_in_mainstream_has_a_top_up_there():
    spend = with_unmet(np.zeros((len(PROVISIONS), len(SPEND_LINES))), 12.5, 4_000.0)
    assert lines(spend, PROVISIONS.index("mainstream")) == {**dict.fromkeys(SPEND_LINES, 0.0), "top_up": 50_000.0}
    assert spend.sum() == 50_000.0
