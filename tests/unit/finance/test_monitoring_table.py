"""Monitoring: outturn, budget and forecast of each line, and a movement whose parts add up to it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from books_by_hand import ENTRIES, Entry, books_by_hand, given_by_hand

from sufficiency.finance.books import Books
from sufficiency.finance.monitoring import MONITORING
from sufficiency.finance.shapes import Given
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit
PARTS = ["volume_gbp", "price_gbp", "mix_gbp"]


def monitored(last: Books | None = None, rows: tuple = (), growth: dict | None = None) -> pd.DataFrame:
    made = given_by_hand(growth=growth)
    columns = ["financial_year", "line", "kind", "amount_gbp", "learners"]
    money = replace(made.money, high_needs=pd.DataFrame(rows, columns=columns))
    return check(MONITORING.make(Given(made.books, money, made.capital, last=last)), MONITORING)


def row(table: pd.DataFrame, line: str, year: str) -> pd.Series:
    return table[(table["s251_line"] == line) & (table["financial_year"] == year)].iloc[0]


def last_run(**changes: Entry) -> Books:
    """Books with items of lines changed: ``line__provision__need``."""
    return books_by_hand({**ENTRIES, **{tuple(name.split("__")): entry for name, entry in changes.items()}})


def test_forecast_budget_and_outturn_stand_beside_each_other():
    rows = (
        ("2025-26", "inmss_fees", "budget", 8_000_000.0, np.nan),
        ("2024-25", "inmss_fees", "outturn", 7_500_000.0, np.nan),
    )
    table = monitored(rows=rows, growth={"fees": 0.05})
    fees = row(table, "inmss_fees", "2025-26")
    assert fees["forecast_gbp"] == pytest.approx(8_757_000)
    assert fees["variance_gbp"] == pytest.approx(757_000)
    assert fees["placements"] == pytest.approx(139)
    assert fees["mean_cost_gbp"] == pytest.approx(63_000)
    assert np.isnan(fees["outturn_gbp"])
    assert row(table, "inmss_fees", "2024-25")["outturn_gbp"] == 7_500_000


def test_lines_that_follow_nobody_have_no_placements():
    support = row(monitored(), "sen_support", "2025-26")
    assert np.isnan(support["placements"])
    assert np.isnan(support["mean_cost_gbp"])


def test_learners_for_whom_nothing_is_paid_do_not_count():
    free = {("fee_health", "independent_mainstream", "any"): Entry((50, 60, 70, 80), 0.0)}
    made = given_by_hand(books=books_by_hand({**ENTRIES, **free}))
    health = row(check(MONITORING.make(made), MONITORING), "fee_health", "2025-26")
    assert health["placements"] == pytest.approx(139)
    assert health["mean_cost_gbp"] == pytest.approx(3_000)


def test_without_a_last_run_nothing_has_moved():
    assert monitored()[["movement_gbp", *PARTS]].isna().all(axis=None)


def test_more_learners_at_the_same_fee_are_all_volume():
    last = last_run(inmss_fees__independent_special__ASD=Entry((120, 132, 144, 144), 60_000.0))
    fees = row(monitored(last), "inmss_fees", "2026-27")
    assert fees["movement_gbp"] == pytest.approx(7 * 60_000)
    assert [fees[part] for part in PARTS] == pytest.approx([420_000, 0, 0])


def test_a_dearer_fee_for_as_many_is_all_price():
    last = last_run(inmss_fees__independent_special__ASD=Entry((120, 132, 144, 156), 50_000.0))
    fees = row(monitored(last), "inmss_fees", "2025-26")
    assert [fees[part] for part in PARTS] == pytest.approx([0, 139 * 10_000, 0])


def test_as_many_journeys_to_dearer_schools_are_all_mix():
    last = last_run(
        sen_transport__state_special__any=Entry((240, 252, 264, 264), 6_000.0),
        sen_transport__independent_special__any=Entry((108, 120, 132, 144), 8_400.0),
    )
    journeys = row(monitored(last), "sen_transport", "2025-26")
    assert [journeys[part] for part in PARTS] == pytest.approx([0, 0, 12 * 2_400])


def test_a_line_without_units_moves_by_price():
    last = last_run(sen_support__any__any=Entry((0, 0, 0, 0), 1.0))
    no_units = replace(last, central=last.central.copy())
    support = row(monitored(no_units), "sen_support", "2025-26")
    assert support["movement_gbp"] == pytest.approx(1_200_000)
    assert support[PARTS].sum() == pytest.approx(1_200_000)


def test_volume_price_and_mix_add_up_to_the_movement_of_every_line():
    last = last_run(
        inmss_fees__independent_special__ASD=Entry((110, 100, 130, 150), 55_000.0),
        inmss_fees__independent_special__SEMH=Entry((10, 20, 15, 0), 90_000.0),
        top_up_special__state_special__PMLD=Entry((5, 6, 7, 8), 30_000.0),
        sen_transport__independent_special__any=Entry((80, 120, 132, 100), 9_000.0),
    )
    table = monitored(last, growth={"fees": 0.05, "transport": 0.02})
    before = monitored_forecast(last)
    for _, of in table.iterrows():
        assert of[PARTS].sum() == pytest.approx(of["movement_gbp"], abs=1e-6)
        there = before.get((of["financial_year"], of["s251_line"]), 0.0)
        assert of["movement_gbp"] == pytest.approx(of["forecast_gbp"] - there, abs=1e-6)


def monitored_forecast(books: Books) -> dict[tuple[str, str], float]:
    made = given_by_hand(growth={"fees": 0.05, "transport": 0.02}, books=books)
    table = check(MONITORING.make(made), MONITORING)
    return table.set_index(["financial_year", "s251_line"])["forecast_gbp"].to_dict()


def test_years_that_the_last_run_does_not_have_are_blank():
    last = books_by_hand()
    shorter = replace(
        last, academic=last.academic[:-1], units=last.units[:-1], central=last.central[:-1], plans=last.plans[:-1]
    )
    table = monitored(shorter)
    assert table.loc[table["financial_year"] == "2026-27", "movement_gbp"].isna().all()
    assert table.loc[table["financial_year"] == "2025-26", "movement_gbp"].notna().all()
