"""What finance is made of for an invented authority, with prices, a grant and sources that a workbook can show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from books_by_hand import books_by_hand, indices_by_hand

from sufficiency.finance.against import AGAINST
from sufficiency.finance.block import BLOCK
from sufficiency.finance.bridge import BRIDGE
from sufficiency.finance.inputs import MoneyInputs
from sufficiency.finance.ledger import LEDGER
from sufficiency.finance.monitoring import MONITORING
from sufficiency.finance.reconciliation import RECONCILIATION
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.tables.contracts import check

CONTRACTS: tuple[FinanceTable, ...] = (RECONCILIATION, LEDGER, MONITORING, AGAINST, BLOCK, BRIDGE)
GROWTH = {"fees": 0.04, "top_up": 0.03, "transport": 0.02, "services": 0.03}
PRICES = [
    ("fee", "independent_special", "any", 62_500.0, 2023, "fees"),
    ("fee_health", "independent_special", "any", 3_000.0, 2024, "fees"),
    ("fee_care", "independent_special", "any", 2_000.0, 2024, "fees"),
    ("place_funding", "state_special", "any", 10_000.0, 2024, "cash"),
    ("place_funding", "specialist_base", "any", 6_000.0, 2024, "cash"),
    ("place_funding_empty", "specialist_base", "any", 10_000.0, 2024, "cash"),
    ("top_up", "mainstream", "any", 6_000.0, 2024, "top_up"),
    ("top_up", "state_special", "ASD", 12_000.0, 2024, "top_up"),
    ("top_up", "state_special", "SEMH", 15_000.0, 2024, "top_up"),
]
"""Of a fee of 62,500 x 1.04 = 65,000 the block pays 60,000, as the books have it."""
GRANT = [
    ("2024-25", "opening_balance", -1_000_000.0),
    ("2024-25", "grant", 18_000_000.0),
    ("2025-26", "grant", 19_000_000.0),
    ("2024-25", "interest_rate", 0.05),
    ("2025-26", "eligible_deficit", 5_000_000.0),
]
OUTTURN = [("2024-25", "inmss_fees", "outturn", 7_000_000.0), ("2024-25", "sen_support", "outturn", 1_200_000.0)]
FACTS: Mapping[str, object] = {
    "question": "What does it cost?",
    "author": "Finance",
    "version": "0.1",
    "commit": "0123456789abcdef",
    "seed": 7,
    "holds_small_numbers": False,
    "settings": {
        "parameters.placement.diversion": {"value": 0.1, "set_by": "default"},
        "parameters.costs.fees_billed": {"value": "by_month", "set_by": "a.yaml:3"},
        "horizon": {"value": 2027, "set_by": "a.yaml:4"},
    },
}


def given(*, grant: Sequence[tuple[str, str, float]] = GRANT, source: str = "hand made", text: str = "") -> Given:
    """Everything that finance is made of; ``text`` stands where a person wrote a name or title."""
    books = books_by_hand()
    named = replace(books, **dict.fromkeys(("name", "title", "authority"), text)) if text else books
    unmitigated = replace(books_by_hand(title="Nothing done"), central=books.central * 1.1, draws=books.draws * 1.1)
    prices = [
        (item, kind, "any", need, value, "GBP a year", year, index, "published", source)
        for item, kind, need, value, year, index in PRICES
    ]
    columns = ["item", "provision", "phase", "need", "value", "unit", "price_year", "index", "basis", "source"]
    money = MoneyInputs(
        high_needs=pd.DataFrame(
            [(*row, np.nan, "published", source) for row in OUTTURN],
            columns=["financial_year", "line", "kind", "amount_gbp", "learners", "basis", "source"],
        ),
        grant=pd.DataFrame(
            [(*row, "published", source) for row in grant],
            columns=["financial_year", "item", "value", "basis", "source"],
        ),
        prices=pd.DataFrame(prices, columns=columns),
        panel=pd.DataFrame({"census_year": [2025], "series": ["plans"], "learners": [1_320.0]}),
        indices=indices_by_hand(GROWTH),
    )
    return Given(named, money, np.zeros(len(books.years)), unmitigated, books)


def tables(of: Given) -> dict[str, pd.DataFrame]:
    """Every table of finance, checked, by name."""
    return {table.name: check(table.make(of), table) for table in CONTRACTS}
