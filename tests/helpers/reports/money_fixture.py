"""The invented run of reports with money that can be added up by hand beside it."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
from books_by_hand import given_by_hand
from report_fixture import run_view, squares

from sufficiency.finance.in_report.tables import shown_tables
from sufficiency.reports.summary.view import RunView

GROWTH = {"top_up": 0.02, "fees": 0.05, "transport": 0.03, "services": 0.02}
GRANT = {
    ("2025-26", "grant"): 20_000_000.0,
    ("2025-26", "opening_balance"): -5_000_000.0,
}
OUTTURN = ("2024-25", "sen_support", "outturn", 1_000_000.0, None, "invented")
"""The model has £1.2m of it."""


def view_with_money(grant: Mapping[tuple[str, str], float] | None = None, *, outturn: bool = False) -> RunView:
    given = given_by_hand(grant, GROWTH)
    if outturn:
        rows = pd.DataFrame([OUTTURN], columns=given.money.high_needs.columns)
        given = replace(given, money=replace(given.money, high_needs=rows))
    return replace(run_view(squares()), finance=shown_tables(given))
