"""The block's position on books made by hand, against sums worked out on paper.

Spend of the block in 2025-26, at the prices of 2024-25, five twelfths of 2024/25 and seven of 2025/26:

    fees           5/12 of 132 x 60,000 and 7/12 of 144 x 60,000      8,340,000
    places         5/12 of 240 x 10,000 and 7/12 of 252 x 10,000      2,470,000
    special        5/12 of 240 x 12,000 and 7/12 of 252 x 12,000      2,964,000
    mainstream     5/12 of 660 x  6,000 and 7/12 of 720 x  6,000      4,170,000
    SEN support                                                       1,200,000
    together                                                         19,144,000
"""

import numpy as np
import pandas as pd
import pytest
from books_by_hand import ENTRIES, FEE, books_by_hand, entry, given_by_hand

from models.money.lines import Ledger, of_ledger
from sufficiency.finance.block import BLOCK
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

SPENT = 19_144_000.0
GRANT = {("2025-26", "grant"): 16_000_000.0}
KNOWN = GRANT | {("2025-26", "opening_balance"): -20_000_000.0}


def table(given: Given, run: str = "this_run") -> pd.DataFrame:
    made = check(BLOCK.make(given), BLOCK)
    return made[made["run"] == run].set_index("financial_year")


def row(given: Given, year: str = "2025-26", run: str = "this_run") -> pd.Series:
    return table(given, run).loc[year]


def test_a_year_leaves_its_grant_less_what_the_block_spends_and_nothing_else_is_in_it():
    of = row(given_by_hand(KNOWN))
    assert of["spend_gbp"] == SPENT
    assert of["in_year_gbp"] == 16_000_000.0 - SPENT == -3_144_000.0
    assert of["closing_gbp"] == -23_144_000.0
    whole = books_by_hand().central.sum()
    block = books_by_hand().central[:, of_ledger(Ledger.DSG_HIGH_NEEDS)].sum()
    assert whole > block, "journeys and health's part of fees are on the books"


def test_spend_is_nominal_each_line_by_its_own_index():
    of = row(given_by_hand(KNOWN, {"fees": 0.05, "top_up": 0.03}))
    assert of["spend_gbp"] == 8_340_000 * 1.05 + 2_470_000 + (2_964_000 + 4_170_000) * 1.03 + 1_200_000


def test_the_closing_of_a_year_opens_the_next():
    made = table(given_by_hand(KNOWN))
    assert made["opening_gbp"]["2026-27"] == made["closing_gbp"]["2025-26"] == -23_144_000.0
    assert np.isnan(made["opening_gbp"]["2024-25"])
    assert np.isnan(made["closing_gbp"]["2024-25"])


def test_ranges_and_chances_are_those_of_positions_in_every_draw():
    of = row(given_by_hand(KNOWN | {("2025-26", "opening_balance"): 5_000_000.0}))
    worst, next_to_it = (21_000_000.0 - times * SPENT for times in (1.2, 1.1))
    assert of["closing_p50"] == pytest.approx(21_000_000.0 - SPENT)
    assert of["closing_p10"] == pytest.approx(worst + 0.4 * (next_to_it - worst))
    assert of["worst_fifth_gbp"] == pytest.approx(worst)
    assert of["chance_of_deficit"] == 0.4, "of the five draws those of 1.1 and 1.2 times the spend"


def test_a_run_without_draws_has_a_position_and_no_range():
    of = row(given_by_hand(KNOWN, books=books_by_hand(draws=())))
    assert of["closing_gbp"] == -23_144_000.0
    assert of[["closing_p10", "closing_p50", "closing_p90", "chance_of_deficit", "worst_fifth_gbp"]].isna().all()


def test_the_last_grant_goes_on_flat_and_says_that_it_is_assumed():
    made = table(given_by_hand(KNOWN))
    assert made["reading"].tolist() == ["no grant", "given", "assumed"]
    assert made["grant_gbp"].tolist()[1:] == [16_000_000.0, 16_000_000.0]


def test_without_any_grant_only_the_spend_is_there():
    made = table(given_by_hand())
    assert made["reading"].tolist() == ["no grant"] * 3
    assert made["spend_gbp"].notna().all()
    assert made.drop(columns=["run", "spend_gbp", "reading"]).isna().all(axis=None)


def test_an_opening_balance_before_the_first_grant_opens_nothing():
    of = {("2024-25", "opening_balance"): -9.0, ("2025-26", "opening_balance"): -20_000_000.0}
    made = table(given_by_hand(GRANT | of))
    assert made["opening_gbp"].tolist()[1] == -20_000_000.0
    assert np.isnan(made["opening_gbp"].tolist()[0])


def test_the_stability_grant_is_nine_tenths_of_the_deficit_of_march_2026_and_stands_apart_from_the_grant():
    made = table(given_by_hand(KNOWN | {("2025-26", "eligible_deficit"): 21_000_000.0}))
    assert made["stability_grant_gbp"].tolist()[1:] == [0.0, 18_900_000.0]
    assert made["grant_gbp"].tolist()[1:] == [16_000_000.0] * 2
    without = table(given_by_hand(KNOWN))
    assert made["closing_gbp"]["2026-27"] - without["closing_gbp"]["2026-27"] == 18_900_000.0
    assert "only if the authority's local SEND reform plan is approved" in " ".join(BLOCK.words.split())


def test_a_stability_grant_that_the_pack_states_goes_before_the_rule():
    stated = {("2025-26", "eligible_deficit"): 21_000_000.0, ("2026-27", "stability_grant"): 10_000_000.0}
    assert row(given_by_hand(KNOWN | stated), "2026-27")["stability_grant_gbp"] == 10_000_000.0


def test_interest_is_on_the_mean_deficit_and_in_no_balance():
    of = row(given_by_hand(KNOWN | {("2025-26", "interest_rate"): 0.05}))
    assert of["interest_gbp"] == 0.05 * (20_000_000.0 + 23_144_000.0) / 2
    assert of["closing_gbp"] == -23_144_000.0
    assert np.isnan(row(given_by_hand(KNOWN))["interest_gbp"])


def test_the_unmitigated_run_stands_beside_this_one():
    more = books_by_hand({**ENTRIES, ("inmss_fees", "independent_special", "ASD"): entry(120, 132, 168, 204, at=FEE)})
    given = given_by_hand(KNOWN, unmitigated=more)
    fees_more = 7 / 12 * (168 - 144) * FEE
    assert row(given, run="unmitigated")["spend_gbp"] - row(given)["spend_gbp"] == pytest.approx(fees_more)
    assert row(given)["spend_gbp"] == SPENT
    assert row(given, run="unmitigated")["opening_gbp"] == row(given)["opening_gbp"]
