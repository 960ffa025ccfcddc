"""The ledger holds every pound of a run once, real and nominal apart, with units and what one costs."""

import numpy as np
import pandas as pd
import pytest
from books_by_hand import books_by_hand, given_by_hand

from models.money.lines import LINES
from sufficiency.finance.block import BLOCK
from sufficiency.finance.ledger import LEDGER
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit


def ledger_of(given: Given) -> pd.DataFrame:
    return check(LEDGER.make(given), LEDGER)


def row(table: pd.DataFrame, line: str, year: str, provision: str = "any") -> pd.Series:
    found = table[(table["s251_line"] == line) & (table["financial_year"] == year) & (table["provision"] == provision)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_fee_of_two_academic_years_falls_into_the_financial_year_between_them():
    fees = row(ledger_of(given_by_hand(growth={"fees": 0.05})), "inmss_fees", "2025-26", "independent_special")
    real = 5 / 12 * 132 * 60_000 + 7 / 12 * 144 * 60_000
    assert real == pytest.approx(8_340_000)
    assert fees["real_gbp"] == pytest.approx(8_340_000)
    assert fees["nominal_gbp"] == pytest.approx(8_757_000)
    assert fees["units"] == pytest.approx(139)
    assert fees["unit_gbp"] == pytest.approx(60_000)
    assert (fees["price_year"], fees["index"], fees["ledger"]) == ("2024-25", "fees", "dsg_high_needs")


def test_journeys_fall_by_school_days_and_on_the_council():
    journeys = row(ledger_of(given_by_hand()), "sen_transport", "2025-26", "state_special")
    assert journeys["real_gbp"] == pytest.approx((66 * 240 + 124 * 252) / 190 * 6_000)
    assert journeys["ledger"] == "general_fund"


def test_the_range_of_an_item_is_that_of_its_draws():
    fees = row(ledger_of(given_by_hand()), "inmss_fees", "2025-26", "independent_special")
    assert [fees[f"real_{end}"] for end in ("p10", "p50", "p90")] == pytest.approx(
        [0.84 * 8_340_000, 8_340_000, 1.16 * 8_340_000]
    )


def test_without_draws_there_are_no_ranges():
    table = ledger_of(given_by_hand(books=books_by_hand(draws=())))
    assert table["real_p10"].isna().all()
    assert table["real_gbp"].notna().all()


def test_every_pound_of_the_books_stands_in_it_once():
    books = books_by_hand()
    table = ledger_of(given_by_hand())
    for place, year in enumerate(("2024-25", "2025-26", "2026-27")):
        of_year = table[table["financial_year"] == year]
        by_hand = books.old_share * books.central[place] + (1 - books.old_share) * books.central[place + 1]
        assert of_year["real_gbp"].sum() == pytest.approx(by_hand.sum())
    assert (table["ledger"] == [str(LINES[line].ledger) for line in table["s251_line"]]).all()


def test_items_that_never_cost_anything_are_left_out():
    assert set(ledger_of(given_by_hand())["s251_line"]) == {
        *("inmss_fees", "fee_health", "place_special", "top_up_special", "top_up_schools", "sen_support"),
        "sen_transport",
    }


def test_interest_is_that_of_the_block_and_only_where_a_balance_is_known():
    grant = {
        ("2024-25", "grant"): 10e6,
        ("2024-25", "opening_balance"): -20e6,
        ("2024-25", "interest_rate"): 0.05,
    }
    given = given_by_hand(grant)
    block = check(BLOCK.make(given), BLOCK)
    interest = ledger_of(given).query("s251_line == 'deficit_interest'")
    assert interest["nominal_gbp"].tolist() == pytest.approx(block["interest_gbp"].tolist())
    assert (interest["nominal_gbp"] > 0).all()
    assert (interest["ledger"] == "general_fund").all()
    assert "deficit_interest" not in set(ledger_of(given_by_hand())["s251_line"])


def test_what_is_built_stands_in_a_ledger_of_its_own_at_the_prices_of_services():
    given = given_by_hand(growth={"services": 0.03})
    built = Given(given.books, given.money, np.array([0.0, 2.06e6, 0.0]))
    table = ledger_of(built)
    capital = row(table, "capital", "2025-26")
    assert (capital["nominal_gbp"], capital["ledger"]) == (2.06e6, "capital")
    assert capital["real_gbp"] == pytest.approx(2e6)
    assert (table["s251_line"] == "capital").sum() == 1
