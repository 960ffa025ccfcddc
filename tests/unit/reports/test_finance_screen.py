"""The screen of finance: the block by year, one learner here and there, and what is not known, within one screen."""

from dataclasses import replace

import pandas as pd
import pytest
from books_by_hand import ENTRIES, Entry, books_by_hand, given_by_hand

from sufficiency.finance.every_finance_table import make_finance_tables
from sufficiency.finance.shapes import Given
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports.finance.screen import ShownFinance, finance_text

pytestmark = pytest.mark.unit
GRANT = {
    ("2024-25", "grant"): 20e6,
    ("2025-26", "grant"): 21e6,
    ("2025-26", "opening_balance"): -30e6,
    ("2025-26", "interest_rate"): 0.05,
}


def screen(given: Given | None = None, draws: int = 50, *, small_numbers: bool = False) -> str:
    made = given or given_by_hand(GRANT)
    shown = ShownFinance(made, make_finance_tables(made), draws, small_numbers, "data/smallshire", "runs/a/finance/")
    return finance_text(shown)


def figures(text: str, label: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return line.strip().removeprefix(label).split()


def test_it_fits_on_a_screen():
    unmitigated = books_by_hand(title="Nothing is done")
    lines = screen(given_by_hand(GRANT, unmitigated=unmitigated)).splitlines()
    assert len(lines) < 40
    assert max(map(len, lines)) <= 100


def test_the_block_is_shown_by_year_in_millions():
    text = screen()
    spent = [
        5 / 12 * (7_200 + 2_400 + 2_736 + 3_600) + 7 / 12 * (7_920 + 2_400 + 2_880 + 3_960) + 1_200,
        5 / 12 * (7_920 + 2_400 + 2_880 + 3_960) + 7 / 12 * (8_640 + 2_520 + 3_024 + 4_320) + 1_200,
    ]
    assert figures(text, "High needs block: spend")[:2] == [f"{gbp / 1e3:.1f}" for gbp in spent]
    closing = -30 + 21 - spent[1] / 1e3
    assert figures(text, "closing balance, 31 March")[0] == f"{closing:.1f}".replace("-", "−")


def test_one_learner_is_shown_in_an_independent_and_in_a_state_school():
    text = screen()
    journey = (66 * 132 + 124 * 144) / 190 * 8_400 / 139
    assert journey == pytest.approx(8_450.25, abs=0.01)
    assert "INMSS special school £71,500: top-up or fee £60,000, health and care £3,000, transport £8,450" in text
    own = (66 * 240 + 124 * 252) / 190 * 6_000 / 247
    assert own == pytest.approx(6_020.20, abs=0.01)
    assert "State special school £28,000: top-up or fee £12,000, transport £6,020, place funding £10,000;" in text
    assert "one more £18,000 in an empty place, £28,000 in an added one" in text


@pytest.mark.parametrize(("fee", "told"), [(15_000.0, "never pays"), (60_000.0, "pays if ")])
def test_a_place_pays_where_enough_would_else_be_in_independent_schools(fee, told):
    dear = {**ENTRIES, ("inmss_fees", "independent_special", "ASD"): Entry((120, 132, 144, 156), fee)}
    assert f"in an added one: {told}" in screen(given_by_hand(GRANT, books=books_by_hand(dear)))


def test_without_a_grant_it_is_said_how_to_give_one():
    text = screen(given_by_hand())
    assert "Not known: the grant, so there is no balance." in text
    assert "data/smallshire/grant.csv" in text
    assert "closing balance" not in text


def test_a_grant_without_a_balance_asks_for_the_balance():
    text = screen(given_by_hand({("2024-25", "grant"): 20e6}))
    assert "as the item opening_balance" in " ".join(text.split())


def test_figures_that_hang_on_an_assumed_grant_say_so_under_the_grant_and_under_the_balance():
    rows = [line.split() for line in screen().splitlines()]
    told = [row[row.index("assumed") + 1 :] for row in rows if "given or assumed" in " ".join(row)]
    assert told == [["given", "given", "assumed"], ["given", "assumed"]], "a balance from 2025-26 on"


def test_a_grant_that_is_assumed_is_said_to_be():
    assert "Assumed: the grant from 2026-27 on is the last one given, flat in cash." in screen()


def test_the_condition_of_the_stability_grant_is_said_with_it():
    grant = GRANT | {("2025-26", "eligible_deficit"): 40e6}
    told = " ".join(screen(given_by_hand(grant)).split())
    assert (
        "a Stability Grant of £36.0m in 2026-27, which is paid only if the authority's reform plan is approved" in told
    )
    assert "Stability Grant" not in screen()


def test_the_unmitigated_run_stands_beside():
    dearer = {**ENTRIES, ("sen_support", "any", "any"): Entry((1, 1, 1, 1), 11_200_000.0)}
    text = screen(given_by_hand(GRANT, unmitigated=books_by_hand(dearer)))
    own, other = (float(figures(text, label)[0]) for label in ("High needs block: spend", "unmitigated: spend"))
    assert other == pytest.approx(own + 10.0, abs=0.11)


def test_what_is_unexplained_is_said():
    made = given_by_hand(GRANT)
    rows = pd.DataFrame(
        [("2024-25", "place_special", "outturn", 2_700_000.0, None, "a report")],
        columns=["financial_year", "line", "kind", "amount_gbp", "learners", "source"],
    )
    text = screen(replace(made, money=replace(made.money, high_needs=rows)))
    assert "Unexplained of Places: state special schools in 2024-25" in text
    assert "Not reconciled" in screen()


def test_draws_too_few_for_ranges_are_said_to_be():
    assert "No ranges" in screen(given_by_hand(books=books_by_hand(draws=())), draws=5)


def test_small_numbers_are_not_for_publication():
    assert screen(small_numbers=True).startswith(NOT_FOR_PUBLICATION)
    assert NOT_FOR_PUBLICATION not in screen()
