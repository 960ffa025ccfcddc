"""The bridge on books made by hand: its parts add up to the books to the penny, by line, year and run."""

import numpy as np
import pandas as pd
import pytest
from books_by_hand import ENTRIES, FEE, books_by_hand, entry, given_by_hand

from models.money.lines import ITEMS, LINES
from sufficiency.finance.books import Books
from sufficiency.finance.bridge import BRIDGE
from sufficiency.finance.nominal import nominal
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

GROWTH = {"fees": 0.0417, "top_up": 0.0313, "transport": 0.0251, "services": 0.02}
ODD = {
    **ENTRIES,
    ("cross_border", "state_special", "any"): entry(-12.0, -7.0, 0.0, 11.0, at=6_000.0),
    ("inmss_fees", "independent_mainstream", "ASD"): entry(31, 37.5, 41.25, 43, at=28_123.45),
    ("top_up_post_school", "further_education", "any"): entry(0, 0, 12, 24, at=5_000.0),
    ("fee_care", "independent_special", "any"): entry(12, 0, 0, 0, at=2_500.0),
}


def table(given: Given) -> pd.DataFrame:
    return check(BRIDGE.make(given), BRIDGE)


def of_lines(books: Books, given: Given) -> pd.DataFrame:
    """Nominal pounds, financial years by line: every item in pennies as the ledger has it, then summed."""
    pounds = nominal(books, given.money.indices, books.central).round(2)
    years = ["2024-25", "2025-26", "2026-27"]
    by_item = pd.DataFrame(pounds, index=years, columns=[item.line for item in ITEMS])
    return by_item.T.groupby(level=0).sum().T.round(2)


def both_runs() -> Given:
    return given_by_hand(growth=GROWTH, books=books_by_hand(ODD), unmitigated=books_by_hand(title="Unmitigated"))


@pytest.mark.parametrize("column", ["alone_gbp", "fair_gbp"])
def test_the_parts_of_every_line_add_up_to_the_movement_of_the_books_to_the_penny(column: str):
    given = both_runs()
    own, other = of_lines(given.books, given), of_lines(given.unmitigated, given)
    sums = table(given).groupby(["kind", "from", "to", "s251_line"])[column].sum()
    assert len(sums) > 50
    for (kind, start, end, line), parts in sums.items():
        was = (own if kind == "year" else other).loc[start, line]
        assert round(parts, 2) == round(own.loc[end, line] - was, 2), (kind, start, end, line)


def test_every_line_of_which_anything_is_spent_is_bridged_from_year_to_year_and_from_first_to_last():
    given = both_runs()
    spent = of_lines(given.books, given)
    years = table(given).query("kind == 'year'")
    assert {*zip(years["from"], years["to"], strict=True)} == {
        ("2024-25", "2025-26"),
        ("2025-26", "2026-27"),
        ("2024-25", "2026-27"),
    }
    assert {*years["s251_line"]} == {*spent.columns[(spent != 0).any()]}


def test_steps_of_a_year_add_up_to_the_whole_way():
    years = table(both_runs()).query("kind == 'year'")
    by_step = years.groupby(["from", "to"])["fair_gbp"].sum().round(2)
    steps = by_step["2024-25", "2025-26"] + by_step["2025-26", "2026-27"]
    assert round(steps, 2) == by_step["2024-25", "2026-27"]


def test_fees_that_rise_with_plans_and_share_are_split_as_on_paper():
    """Plans 1,270 to 1,390, learners 127 to 139 at 60,000 and 63,000 pounds: a tenth of plans throughout."""
    rows = table(given_by_hand(growth={"fees": 0.05})).query("`from` == '2024-25' and to == '2025-26'")
    fees = rows[rows["s251_line"] == "inmss_fees"].set_index("factor")
    assert fees["alone_gbp"].to_dict() == {
        "plans": 12 * 60_000.0,
        "share": 0.0,
        "price": 127 * 3_000.0,
        "interaction": 12 * 3_000.0,
    }
    assert fees["fair_gbp"].dropna().to_dict() == {
        "plans": 12 * (60_000.0 + 63_000.0) / 2,
        "share": 0.0,
        "price": (127 + 139) / 2 * 3_000.0,
    }


def test_what_is_fixed_has_a_price_alone():
    rows = table(given_by_hand(growth={"services": 0.02})).query("s251_line == 'sen_support'")
    assert {*rows["factor"]} == {"price"}
    first = rows.set_index(["from", "to"])["fair_gbp"]
    assert first["2024-25", "2025-26"] == 1_200_000 * 0.02


def test_two_runs_with_the_same_plans_and_prices_differ_by_share():
    more = books_by_hand({**ENTRIES, ("inmss_fees", "independent_special", "ASD"): entry(120, 132, 168, 204, at=FEE)})
    rows = table(given_by_hand(unmitigated=more)).query("kind == 'scenario' and s251_line == 'inmss_fees'")
    fair = rows.set_index(["to", "factor"])["fair_gbp"]
    assert fair["2025-26", "share"] == -7 / 12 * 24 * FEE
    assert fair["2025-26", "plans"] == fair["2025-26", "price"] == 0.0
    assert (fair["2024-25"].dropna() == 0.0).all()
    assert {*table(given_by_hand())["kind"]} == {"year"}


def test_learners_who_come_where_nobody_was_are_share_and_not_price():
    rows = table(given_by_hand(books=books_by_hand(ODD))).query("s251_line == 'top_up_post_school'")
    first = rows[(rows["from"] == "2024-25") & (rows["to"] == "2025-26")].set_index("factor")["alone_gbp"]
    assert first["price"] == first["plans"] == 0.0
    assert first["share"] + first["interaction"] == 7 / 12 * 12 * 5_000


def test_all_pounds_of_the_table_are_nominal_and_each_line_names_its_ledger():
    made = table(both_runs())
    assert {*made["pounds"]} == {"nominal"}
    assert {*zip(made["s251_line"], made["ledger"], strict=True)} <= {
        (code, line.ledger) for code, line in LINES.items()
    }
    assert not np.signbit(made.loc[made["fair_gbp"] == 0, "fair_gbp"]).any()
