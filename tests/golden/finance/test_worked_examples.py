"""Sums that an accountant can follow line by line, worked out by the tool's own functions.

Each file beside this one is one sum. The answers under ``ANSWERS`` were worked out apart from the tool. To accept new
words: ``SUFFICIENCY_ACCEPT=1 pytest tests/golden/finance``, and read the difference.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from books_by_hand import books_by_hand, entry, given_by_hand, only

from models.money.avoided_cost import average_cost
from models.money.block import in_year, positions, stability_grant
from models.money.break_even import PlaceFunding, annuity_factor, break_even_learners, yearly_capital
from models.money.bridge import one_at_a_time, product_bridge, to_the_penny
from sufficiency.finance.against import inmss_against_in_county
from sufficiency.finance.books import Books

pytestmark = pytest.mark.golden

HERE = Path(__file__).parent
TESTED_APART = {"appraisal_60_places"}
"""Sums with a test file of their own."""
FEES = ("inmss_fees", "independent_special", "ASD")


def line(words: str, pounds: float, decimals: int = 2) -> str:
    """Words on the left, pounds on the right."""
    amount = f"£{abs(pounds):,.{decimals}f}"
    return f"  {words:<68}{('-' if pounds < 0 else '') + amount:>20}"


def fees_2024_25() -> list[str]:
    fees = {FEES: entry(*[1_322.0] * 4, at=78_000.0)}
    fees |= {("inmss_fees", "independent_mainstream", "ASD"): entry(*[174.0] * 4, at=28_000.0)}
    table = inmss_against_in_county(given_by_hand(books=books_by_hand(fees)))
    of = table[table["financial_year"] == "2024-25"].set_index("provision")
    special, mainstream = of.loc["independent_special"], of.loc["independent_mainstream"]
    return [
        "Fees of independent and non-maintained schools in 2024-25, at Hampshire's counts and fees of November 2024",
        "",
        line(
            f"special:     {special['learners']:,.0f} learners x £{special['average_gbp']:,.0f}", special["block_gbp"]
        ),
        line(
            f"mainstream:    {mainstream['learners']:,.0f} learners x £{mainstream['average_gbp']:,.0f}",
            mainstream["block_gbp"],
        ),
        line("together", of["block_gbp"].sum()),
        "",
        "The same learners in both academic years give the financial year the same sum: 5/12 + 7/12 = 1.",
        "The £78,000 holds what health and social care pay; block_fee.txt takes that off.",
    ]


def moves_2017_18() -> list[str]:
    fee, top_up = average_cost(25_900_000.0, 480.0), average_cost(20_796_269.0, 2_949.0)
    return [
        "What 46 moves out of independent and non-maintained schools saved in 2017/18",
        "",
        line("fee:     £25,900,000 / 480 learners", fee),
        line("top-up:  £20,796,269 / 2,949 learners of state special schools", top_up),
        line("a move into an empty funded place saves fee - top-up", fee - top_up),
        line("46 moves", 46.0 * (fee - top_up), 0),
        "",
        "The council's paper of May 2019 published £2.2m. Both prices are the block's, without health and care. The",
        "places moved into were funded already, so their £10,000 is not in the sum.",
    ]


def block_fee() -> list[str]:
    learners = books_by_hand({FEES: entry(1_053, 1_354, 0, 0, at=0.0)})
    others = books_by_hand({FEES: entry(190, 195, 0, 0, at=0.0)})
    special, mainstream = (of.financial(of.units)[0, only(*FEES)].item() for of in (learners, others))
    fee = average_cost(92_830_000.0 - mainstream * 28_000.0, special)
    return [
        "What the block pays of a fee: Hampshire's outturn of 2024-25 on independent and non-maintained schools",
        "",
        "Learners of the financial year: 5/12 of January 2024 and 7/12 of January 2025",
        f"  special:     5/12 x 1,053 + 7/12 x 1,354 = {special:,.3f}",
        f"  mainstream:  5/12 x   190 + 7/12 x   195 =   {mainstream:,.3f}",
        "",
        line("outturn", 92_830_000.0),
        line(f"less mainstream: {mainstream:,.3f} x £28,000", -mainstream * 28_000.0),
        line("left for special schools", 92_830_000.0 - mainstream * 28_000.0),
        line(f"over {special:,.3f} learners: what the block pays of a fee", float(fee), 0),
        "",
        line("the strategy's fee, with health and care", 78_000.0, 0),
        line("so health and social care pay together", 78_000.0 - round(float(fee)), 0),
    ]


def financial_year_of_fees() -> list[str]:
    old, new = 111_085_888.05, 142_365_456.55
    months, terms = (_of_two_years(old, new, by_term=by_term) for by_term in (False, True))
    return [
        "Fees of two academic years in the financial year 2025-26 between them",
        "",
        line("academic year 2024/25", old),
        line("academic year 2025/26", new),
        "",
        "Billed by month: April to August are 5 months of 12 of the old year, September to March 7 of the new",
        line("5/12 of the old year", old * 5 / 12),
        line("7/12 of the new year", new * 7 / 12),
        line("financial year", months),
        "",
        "Billed by term: the summer term is 1 of 3 of the old year, autumn and spring 2 of the new",
        line("1/3 of the old year", old / 3),
        line("2/3 of the new year", new * 2 / 3),
        line("financial year", terms),
    ]


def _of_two_years(old: float, new: float, *, by_term: bool) -> float:
    """The financial year between two academic years of fees."""
    books: Books = books_by_hand({FEES: entry(old, new, 0, 0, at=1.0)}, by_term=by_term)
    return float(books.financial(books.central)[0, only(*FEES)].item())


def bridge_of_fees() -> list[str]:
    before = np.array([17_783.999993, 1_549.17947112, 111_085_888.0573944])
    after = np.array([25_900.51198711, 4_007.69156894, 301_971_217.9373043])
    was, now = (np.array([plans, learners / plans, gbp / learners]) for plans, learners, gbp in (before, after))
    movement = after[2] - before[2]
    fair = to_the_penny(product_bridge(was, now), np.array(movement))
    alone, interaction = one_at_a_time(was, now)
    parts = to_the_penny(np.array([*alone, interaction]), np.array(movement))
    return [
        "Why INMSS fees of Hampshire's baseline (as at commit 3d88c21) rise from 2024/25 to 2029/30, in real pounds",
        "",
        "  fees = plans x share x fee    share: learners of INMSS a plan    fee: pounds a learner, health and care too",
        "",
        f"  {'':<26}{'2024/25':>24}{'2029/30':>24}",
        f"  {'plans':<26}{before[0]:>24,.6f}{after[0]:>24,.6f}",
        f"  {'learners of INMSS':<26}{before[1]:>24,.6f}{after[1]:>24,.6f}",
        f"  {'share':<26}{was[1]:>24.9f}{now[1]:>24.9f}",
        f"  {'fee':<26}{was[2]:>24,.6f}{now[2]:>24,.6f}",
        f"  {'fees':<26}{before[2]:>24,.2f}{after[2]:>24,.2f}",
        "",
        "Fair parts: the mean over the six orders in which the three can move",
        line("more plans", fair[0]),
        line("a larger share of them in INMSS", fair[1]),
        line("a dearer fee: fewer of them at mainstream schools, which cost less", fair[2]),
        line("movement", fair.sum()),
        "",
        "Each alone, the other two as in 2024/25",
        line("more plans", parts[0]),
        line("a larger share", parts[1]),
        line("a dearer fee", parts[2]),
        line("interaction: what none does alone", parts[3]),
        line("movement", parts.sum()),
    ]


def break_even_of_a_base() -> list[str]:
    fee, top_up, places = 77_697.0, 6_723.0, 12.0
    of_a_base, annuity = PlaceFunding(6_000.0, 10_000.0), annuity_factor(0.035, 25)
    capital = yearly_capital(720_000.0, annuity)
    running, built = (float(break_even_learners(places, fee, top_up, of_a_base, of)) for of in (0.0, capital))
    return [
        "How many learners, of those who would else be at INMSS, make a base of 12 places pay",
        "",
        "Before anybody comes",
        line("12 empty places x £10,000", places * 10_000.0),
        "Each learner",
        line("saves the fee", fee),
        line("costs the top-up", -top_up),
        line("fills a place: £6,000 instead of £10,000", 4_000.0),
        line("together", fee - top_up + 4_000.0),
        f"  £120,000 / £74,974 = {running:.2f} learners",
        "",
        "With £720,000 of building over 25 years at 3.5%",
        f"  annuity factor (1 - 1.035^-25) / 0.035 = {annuity:.4f}",
        line(f"£720,000 / {annuity:.4f}, a year", capital),
        line("so before anybody comes", places * 10_000.0 + capital),
        f"  £{places * 10_000.0 + capital:,.2f} / £74,974 = {built:.2f} learners",
        "",
        "Proof: the saving of a year with so many learners",
        line(f"{running:.2f} learners, running cost alone", _saving(running, 0.0)),
        line(f"{built:.2f} learners, building too", _saving(built, capital)),
    ]


def _saving(learners: float, capital: float) -> float:
    funding = 6_000.0 * learners + 10_000.0 * (12.0 - learners)
    return round((77_697.0 - 6_723.0) * learners - funding - capital, 6) + 0.0


def stability_grant_of_hampshire() -> list[str]:
    deficit, later = 354.0, 716.0
    grant = stability_grant(deficit)
    spend, none = np.array([0.0, later - deficit]), np.zeros(2)
    with_it = positions(-deficit, none, spend, np.array([grant, 0.0]))
    without = positions(-deficit, none, spend, none)
    return [
        "The High Needs Stability Grant on Hampshire's deficit, £ million",
        "",
        line("deficit at 31 March 2026", deficit, 1),
        line("90% of it, paid in autumn 2026 if the local SEND reform plan is approved", grant, 1),
        line("left of that deficit", -with_it[0], 1),
        "",
        "The grant covers nothing that is added after March 2026",
        line("deficit projected for 31 March 2028", -without[1], 1),
        line("of which added in 2026-27 and 2027-28", -in_year(none, spend).sum(), 1),
        line("deficit of 31 March 2028 after the grant", -with_it[1], 1),
    ]


ANSWERS: dict[Callable[[], list[str]], tuple[str, ...]] = {
    fees_2024_25: ("£107,988,000.00",),
    moves_2017_18: ("£53,958.33", "£7,051.97", "£2,157,693"),
    block_fee: ("1,228.583", "192.917", "£71,162"),
    financial_year_of_fees: ("£129,332,303.01", "£131,938,933.72"),
    bridge_of_fees: ("£72,331,101.47", "£108,769,282.86", "£9,784,945.55", "£190,885,329.88"),
    break_even_of_a_base: ("= 1.60 learners", "16.4815", "= 2.18 learners"),
    stability_grant_of_hampshire: ("£318.6", "£35.4", "£397.4"),
}


@pytest.mark.parametrize("example", ANSWERS, ids=lambda example: example.__name__)
def test_the_sum_is_as_it_was_read(example: Callable[[], list[str]]):
    path = HERE / f"{example.__name__}.txt"
    made = "\n".join(example()) + "\n"
    if os.environ.get("SUFFICIENCY_ACCEPT"):
        path.write_text(made, encoding="utf-8", newline="\n")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("example", ANSWERS, ids=lambda example: example.__name__)
def test_the_sum_ends_in_the_answer_worked_out_apart(example: Callable[[], list[str]]):
    text = (HERE / f"{example.__name__}.txt").read_text(encoding="utf-8")
    assert [answer for answer in ANSWERS[example] if answer not in text] == []


def test_every_sum_has_its_test():
    assert {path.stem for path in HERE.glob("*.txt")} - TESTED_APART == {example.__name__ for example in ANSWERS}
