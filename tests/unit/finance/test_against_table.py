"""Independent against in-county places on books made by hand, against sums worked out on paper."""

import numpy as np
import pandas as pd
import pytest
from books_by_hand import ENTRIES, FEE, INMSS_JOURNEY, JOURNEY, TOP_UP, books_by_hand, entry, given_by_hand

from models.money.lines import ITEMS
from sufficiency.finance.against import AGAINST
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

STEADY = {item: entry(*[of.units[0]] * 4, at=of.unit_gbp) for item, of in ENTRIES.items()}
"""The first year for ever: every financial year is then the academic one."""
OF_A_BASE = {
    ("place_bases", "specialist_base", "any"): entry(*[12.0] * 4, at=6_000.0),
    ("top_up_schools", "specialist_base", "ASD"): entry(*[12.0] * 4, at=6_723.0),
}


def table(given: Given) -> pd.DataFrame:
    return check(AGAINST.make(given), AGAINST)


def row(given: Given, provision: str, year: str = "2025-26") -> pd.Series:
    return table(given).set_index(["financial_year", "provision"]).loc[(year, provision)]


def steady(**more) -> Given:
    return given_by_hand(books=books_by_hand(STEADY | more.get("entries", {})))


def test_a_state_place_costs_what_follows_the_learner_and_the_places_of_all():
    of = row(steady(), "state_special")
    assert of["learners"] == pytest.approx(228)
    assert of["block_gbp"] == 228 * TOP_UP
    assert of["place_funding_gbp"] == 240 * 10_000, "twelve places stand empty and are paid for"
    assert of["transport_gbp"] == 228 * JOURNEY
    assert of["average_gbp"] == pytest.approx(TOP_UP + JOURNEY + 2_400_000 / 228)


def test_one_more_learner_costs_ten_thousand_pounds_more_where_a_place_is_added():
    of = row(steady(), "state_special")
    assert of["marginal_empty_gbp"] == pytest.approx(TOP_UP + JOURNEY)
    assert of["marginal_added_gbp"] == pytest.approx(TOP_UP + JOURNEY + 10_000)


def test_filling_an_empty_place_of_a_base_saves_four_thousand_pounds_of_its_funding():
    of = row(steady(entries=OF_A_BASE), "specialist_base")
    assert of["marginal_empty_gbp"] == pytest.approx(6_723 + 6_000 - 10_000)
    assert of["marginal_added_gbp"] == pytest.approx(6_723 + 6_000)


def test_an_independent_place_costs_every_payer_together():
    of = row(steady(), "independent_special")
    assert (of["block_gbp"], of["health_and_care_gbp"]) == (120 * FEE, 120 * 3_000)
    costs = of[["average_gbp", "marginal_empty_gbp", "marginal_added_gbp"]]
    assert costs.tolist() == pytest.approx([FEE + 3_000 + INMSS_JOURNEY] * 3)
    assert of[["break_even_occupancy", "break_even_diversion"]].isna().all()


def test_what_dfe_pays_of_a_non_maintained_place_counts_as_public_money():
    more = {
        ("inmss_fees", "non_maintained_special", "ASD"): entry(*[12.0] * 4, at=50_000.0),
        ("place_non_maintained", "non_maintained_special", "any"): entry(*[12.0] * 4, at=10_000.0),
    }
    of = row(steady(entries=more), "non_maintained_special")
    assert (of["block_gbp"], of["place_funding_gbp"]) == (600_000, 120_000)
    costs = of[["average_gbp", "marginal_empty_gbp", "marginal_added_gbp"]]
    assert costs.tolist() == pytest.approx([60_000, 50_000, 60_000])


def test_new_special_school_places_pay_at_the_occupancy_and_diversion_of_paper():
    """71,400 at INMSS; 18,000 and a place of 10,000 in the county; 6,000 in mainstream."""
    of = row(steady(), "state_special")
    assert of["break_even_occupancy"] == pytest.approx(10_000 / (71_400 - 18_000))
    assert of["break_even_diversion"] == pytest.approx((28_000 - 6_000) / (71_400 - 6_000))


def test_a_base_breaks_even_as_in_the_worked_example():
    fees = {item: of for item, of in STEADY.items() if "independent_special" not in item}
    fees |= OF_A_BASE | {("inmss_fees", "independent_special", "ASD"): entry(*[120.0] * 4, at=77_697.0)}
    of = row(given_by_hand(books=books_by_hand(fees)), "specialist_base")
    assert round(12 * of["break_even_occupancy"], 2) == 1.60


def test_where_nobody_is_independent_nothing_breaks_even_and_where_nobody_is_at_all_nothing_is_said():
    without = {item: of for item, of in STEADY.items() if "independent_special" not in item}
    made = table(given_by_hand(books=books_by_hand(without)))
    assert made[["break_even_occupancy", "break_even_diversion"]].isna().all(axis=None)
    empty = made[made["learners"] == 0]
    assert empty[["average_gbp", "marginal_empty_gbp", "marginal_added_gbp"]].isna().all(axis=None)
    assert len(empty) == 12


def test_dearer_state_places_never_pay_and_the_table_says_more_than_all():
    dear = {("top_up_special", "state_special", "ASD"): entry(*[228.0] * 4, at=60_000.0)}
    of = row(steady(entries=dear), "state_special")
    assert of["break_even_occupancy"] > 1
    assert of["break_even_diversion"] > 1


def test_the_table_foots_with_the_books():
    given = given_by_hand(books=books_by_hand({**ENTRIES, **OF_A_BASE}))
    made = (
        table(given)
        .groupby("financial_year")[["block_gbp", "health_and_care_gbp", "transport_gbp", "place_funding_gbp"]]
        .sum()
    )
    left_out = [item.line == "sen_support" or item.provision == "mainstream" for item in ITEMS]
    real = given.books.financial(given.books.central)[:, ~np.array(left_out)].sum(axis=1)
    assert np.allclose(made.sum(axis=1), real)


def test_figures_are_real_whatever_indices_say():
    grown = given_by_hand(growth={"fees": 0.05, "top_up": 0.03})
    pd.testing.assert_frame_equal(table(grown), table(given_by_hand()))
