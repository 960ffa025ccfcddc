"""The reconciliation sets the model beside the council's outturn, and says what nobody has explained."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from books_by_hand import ENTRIES, PRICE_COLUMNS, Entry, books_by_hand, given_by_hand

from models.money.lines import outturn_columns
from sufficiency.finance.reconciliation import RECONCILIATION, priced_words, unexplained_words
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit
Row = tuple[str, str, str, float, float, str]
NOBODY = float("nan")
PANEL = {
    "plans": {2022: 1_000.0, 2023: 1_100.0, 2025: 1_320.0},
    "base": {2022: 30.0, 2023: 30.0, 2025: 30.0},
    "state_special": {2022: 200.0, 2023: 212.0, 2025: 240.0},
    "inmss_special": {2022: 60.0, 2023: 84.0, 2025: 132.0},
    "independent_mainstream": {2022: 10.0, 2023: 10.0, 2025: 10.0},
}
BESIDE = {"mainstream": {2022: 480.0, 2023: 540.0, 2025: 660.0}, "post_16": {2022: 120.0, 2023: 132.0, 2025: 150.0}}
"""Series that only money follows."""
LEDGER, REPORT = "high_needs_2021_22 dfe_ehc_2025 A-414", "report of 2022"


def given(
    *rows: Row,
    growth: dict[str, float] | None = None,
    books: dict | None = None,
    beside: dict | None = None,
    prices: Sequence[tuple[str, str, str]] = (),
) -> Given:
    """Rows are financial year, line, kind, pounds, learners and source; prices item, provision and source."""
    made = given_by_hand(growth=growth, books=books_by_hand({**ENTRIES, **(books or {})}))
    columns = ["financial_year", "line", "kind", "amount_gbp", "learners", "source"]
    panel = [
        (year, series, count)
        for series, counts in {**PANEL, **(beside or {})}.items()
        for year, count in counts.items()
    ]
    of_prices = [(item, kind, "any", "any", 1.0, 2024, "top_up", source) for item, kind, source in prices]
    money = replace(
        made.money,
        prices=pd.DataFrame(of_prices, columns=PRICE_COLUMNS),
        high_needs=pd.DataFrame(rows, columns=columns),
        panel=pd.DataFrame(panel, columns=["census_year", "series", "learners"]),
    )
    return replace(made, money=money)


def reconciled(*rows: Row, **more: dict) -> pd.DataFrame:
    return check(RECONCILIATION.make(given(*rows, **more)), RECONCILIATION)


def outturn(year: str, line: str, gbp: float, learners: float = NOBODY, source: str = REPORT) -> Row:
    return year, line, "outturn", gbp, learners, source


def whole_year(year: str, amounts: dict[str, float]) -> Sequence[Row]:
    """An outturn of every line with published columns: nothing but ``amounts``."""
    return [outturn(year, line, amounts.get(line, 0.0)) for line in outturn_columns()]


def test_a_year_before_the_base_year_is_its_learners_at_the_fee_of_then():
    table = reconciled(outturn("2022-23", "inmss_fees", 4_500_000.0), growth={"fees": 0.05})
    fees = table.iloc[0]
    by_hand = (5 / 12 * 60 + 7 / 12 * 84) * 60_000 / 1.05**2
    assert by_hand == pytest.approx(4_027_210.88, abs=0.01)
    assert fees["modelled_gbp"] == pytest.approx(by_hand)
    assert fees["difference_gbp"] == pytest.approx(4_500_000 - by_hand)
    assert fees["unexplained_share"] == pytest.approx((4_500_000 - by_hand) / 4_500_000)
    assert fees["reading"] == "independent"


def test_mainstream_and_colleges_follow_the_learners_who_were_counted_there():
    item = {("top_up_post_school", "further_education", "any"): Entry((120, 150, 160, 170), 4_000.0)}
    rows = outturn("2022-23", "top_up_schools", 1_000_000.0), outturn("2022-23", "top_up_post_school", 1_000_000.0)
    table = reconciled(*rows, beside=BESIDE, books=item).set_index("s251_line")["modelled_gbp"]
    assert table["top_up_schools"] == pytest.approx(6_000 * (5 / 12 * 480 + 7 / 12 * 540))
    assert table["top_up_post_school"] == pytest.approx(4_000 * (5 / 12 * 120 + 7 / 12 * 132))


def test_a_line_with_a_price_that_was_read_from_its_outturn_is_priced_and_no_proof():
    rows = outturn("2022-23", "top_up_schools", 1e6, source=LEDGER), outturn("2022-23", "place_special", 1e6)
    top_up = ("top_up", "mainstream", "high_needs_2021_22 dfe_ehc_2025 A-178")
    own = ("top_up", "specialist_base", "finance team, May 2025")
    assert readings(*rows, prices=[own, top_up]) == {"top_up_schools": "priced", "place_special": "independent"}
    assert readings(*rows, prices=[own])["top_up_schools"] == "independent"
    other_school = ("top_up", "state_special", "high_needs_2021_22 dfe_ehc_2025 A-31")
    assert readings(*rows, prices=[other_school])["top_up_schools"] == "independent"


def test_what_health_and_care_pay_prices_the_fees_of_the_outturn_that_it_was_read_from():
    fees = [
        ("fee", "independent_special", "place_facts A-23"),
        ("fee_care", "independent_special", "money_facts A-412"),
    ]
    facts = outturn("2024-25", "inmss_fees", 9e6, source="money_facts: FOI, press repost, confidence M")
    section_251 = outturn("2024-25", "inmss_fees", 9e6, source="high_needs_2024_25")
    assert readings(facts, prices=fees) == {"inmss_fees": "priced"}
    assert readings(section_251, prices=fees) == {"inmss_fees": "independent"}


def test_words_that_name_no_file_must_be_the_same_to_make_a_line_priced():
    price = [("top_up", "state_special", "council report of May")]
    assert readings(outturn("2024-25", "top_up_special", 1e6, source="council report of May"), prices=price) == {
        "top_up_special": "priced"
    }
    assert readings(outturn("2024-25", "top_up_special", 1e6, source="council report of July"), prices=price) == {
        "top_up_special": "independent"
    }


def test_all_lines_together_are_as_independent_as_their_most_independent_one():
    rows = [(*row[:5], "high_needs_2024_25") for row in whole_year("2024-25", {})]
    everything = [
        ("top_up", "mainstream", "high_needs_2024_25"),
        ("top_up", "state_special", "high_needs_2024_25"),
        ("fee", "independent_special", "high_needs_2024_25"),
    ]
    alone = {("sen_support", "any", "any"): Entry((1, 1, 1, 1), 0.0)}
    alone |= {("place_special", "state_special", "any"): Entry((240, 240, 252, 252), 0.0)}
    found = readings(*rows, prices=everything, books=alone)
    assert found["place_special"] == found["all"] == "independent"
    assert found["top_up_special"] == "priced"
    assert found["sen_support"] == "calibrated"


def readings(*rows: Row, **more: object) -> dict[str, str]:
    return reconciled(*rows, **more).set_index("s251_line")["reading"].to_dict()


def test_of_a_panel_without_mainstream_it_follows_plans_that_are_in_none_of_the_four_kinds():
    table = reconciled(outturn("2022-23", "top_up_schools", 1_000_000.0))
    learners = 5 / 12 * 700 + 7 / 12 * 764
    assert table.iloc[0]["modelled_gbp"] == pytest.approx(660 * 6_000 * learners / 908)


def test_a_year_of_the_run_is_read_from_its_books():
    table = reconciled(outturn("2024-25", "place_special", 2_600_000.0))
    assert table.iloc[0]["modelled_gbp"] == pytest.approx(2_400_000)
    assert table.iloc[0]["difference_gbp"] == pytest.approx(200_000)


def test_an_amount_that_somebody_has_explained_is_taken_off():
    explained = ("2024-25", "place_special", "explained", 150_000.0, NOBODY, "a letter")
    table = reconciled(outturn("2024-25", "place_special", 2_600_000.0), explained)
    assert table.iloc[0]["explained_gbp"] == 150_000
    assert table.iloc[0]["unexplained_gbp"] == pytest.approx(50_000)


def test_only_the_last_outturn_of_a_line_is_shown():
    table = reconciled(outturn("2022-23", "place_special", 1.0), outturn("2024-25", "place_special", 2_600_000.0))
    assert table["financial_year"].tolist() == ["2024-25"]


def test_a_fixed_line_whose_unit_is_that_outturn_differs_by_nothing_and_says_why():
    table = reconciled(outturn("2021-22", "sen_support", 1_200_000 / 1.03**3), growth={"services": 0.03})
    assert table.iloc[0]["difference_gbp"] == 0
    assert table.iloc[0]["reading"] == "calibrated"


def test_a_fixed_line_with_an_outturn_that_the_run_did_not_know_is_independent():
    table = reconciled(outturn("2024-25", "sen_support", 1_500_000.0))
    assert table.iloc[0]["difference_gbp"] == pytest.approx(300_000)
    assert table.iloc[0]["reading"] == "independent"


def test_a_line_after_school_is_calibrated_on_the_learners_for_whom_it_was_paid():
    item = {("top_up_post_school", "further_education", "any"): Entry((220, 250, 260, 270), 4_000.0)}
    table = reconciled(outturn("2021-22", "top_up_post_school", 200 * 4_000.0, 200.0), books=item)
    assert table.iloc[0]["modelled_gbp"] == pytest.approx(800_000)
    assert table.iloc[0]["reading"] == "calibrated"


def test_where_learners_were_not_counted_there_is_no_figure():
    table = reconciled(outturn("2019-20", "inmss_fees", 4_000_000.0))
    assert table[["modelled_gbp", "difference_gbp", "unexplained_gbp", "unexplained_share"]].isna().all(axis=None)


def test_a_line_without_a_figure_of_the_model_is_said_to_be_not_reconciled():
    said = unexplained_words(reconciled(outturn("2019-20", "inmss_fees", 4_000_000.0)))
    names = "Fees: independent and non-maintained schools"
    assert said == (f"Not reconciled, as learners of 2019-20 are neither in England's panel nor in the run: {names}.",)


def test_what_is_modelled_beside_an_outturn_of_nothing_is_said():
    (said,) = unexplained_words(reconciled(outturn("2024-25", "place_special", 0.0)))
    assert said == "Unexplained of Places: state special schools in 2024-25: the model is £2.4m above £0.0m."


def test_all_lines_together_stand_only_in_years_in_which_each_has_an_outturn():
    amounts = {"place_special": 2_600_000.0, "inmss_fees": 8_000_000.0}
    rows = whole_year("2024-25", amounts)
    table = reconciled(*rows)
    whole = table[table["s251_line"] == "all"].iloc[0]
    parts = table[table["s251_line"] != "all"]
    assert whole["outturn_gbp"] == pytest.approx(10_600_000)
    assert whole["modelled_gbp"] == pytest.approx(parts["modelled_gbp"].sum())
    assert "all" not in set(reconciled(*rows[1:])["s251_line"])


def test_what_is_unexplained_is_said_with_its_largest_line():
    rows = whole_year("2024-25", {"place_special": 2_600_000.0, "inmss_fees": 7_620_000.0, "sen_support": 1_200_000.0})
    (said,) = unexplained_words(reconciled(*rows))
    # the model has top-ups of 600 and 660 learners in mainstream, and of 228 and 240 in special schools, besides
    beyond = 5 / 12 * (3_600_000 + 2_736_000) + 7 / 12 * (3_960_000 + 2_880_000) - 200_000
    assert said.startswith("Unexplained of the block's outturn of 2024-25: the model is £6.4m")
    assert beyond == pytest.approx(6_430_000)
    assert "above £11.4m, most of it in Top-ups: mainstream schools and bases (+£3.8m)" in said


def test_two_per_cent_is_not_said_and_more_is():
    assert unexplained_words(reconciled(outturn("2024-25", "place_special", 2_448_000.0))) == ()
    (said,) = unexplained_words(reconciled(outturn("2024-25", "place_special", 2_460_000.0)))
    assert said == ("Unexplained of Places: state special schools in 2024-25: the model is £0.1m (2.4%) below £2.5m.")


def test_a_line_of_a_later_year_than_the_whole_block_is_said_beside_it():
    rows = whole_year("2022-23", {"inmss_fees": 4_440_000.0})
    said = unexplained_words(reconciled(*rows, outturn("2024-25", "inmss_fees", 9_000_000.0)))
    assert len(said) == 2
    assert said[1].startswith("Unexplained of Fees: independent and non-maintained schools in 2024-25")


def test_lines_whose_outturn_proves_no_price_are_named_by_year():
    rows = [outturn(year, line, 1e6, source=LEDGER) for year, line in LAST]
    prices = [("top_up", "mainstream", LEDGER), ("top_up", "state_special", LEDGER), ("fee", "any", LEDGER)]
    said = priced_words(reconciled(*rows, prices=prices))
    words = "Prices were read from the outturn of {} itself, which tests only learners and time: {}."
    of_schools = "Top-ups: mainstream schools and bases; Top-ups: state special schools"
    of_fees = "Fees: independent and non-maintained schools"
    assert said == (words.format("2022-23", of_schools), words.format("2024-25", of_fees))
    assert priced_words(reconciled(*rows)) == ()


LAST = (("2022-23", "top_up_schools"), ("2022-23", "top_up_special"), ("2024-25", "inmss_fees"))


def test_without_any_outturn_it_is_said_that_nothing_is_reconciled():
    (said,) = unexplained_words(reconciled())
    assert said.startswith("Not reconciled")
