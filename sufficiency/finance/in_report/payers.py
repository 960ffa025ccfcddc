"""What each ledger pays in a financial year, and the parts of the block, in real pounds with ranges over draws."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.arrays import Flags
from models.money.lines import Ledger, of_ledger, of_line
from models.vocabulary import financial_year
from sufficiency.finance.books import Books
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.results.ranges import MONEY
from sufficiency.tables.contracts import number, text
from sufficiency.tables.rounding import PENCE

HIGH_NEEDS, OTHER, POST_SCHOOL = "high_needs_gbp", "other_high_needs_gbp", "after_school_gbp"
_AFTER_SCHOOL = of_line("top_up_post_school", "inmss_post_school", "place_post_school")
_NAMED = {name: items for name, items in MONEY.items() if name not in (HIGH_NEEDS, "transport_gbp")}
_REST = of_ledger(Ledger.DSG_HIGH_NEEDS) & ~np.any([_AFTER_SCHOOL, *_NAMED.values()], axis=0)
PARTS: Mapping[str, Flags] = MappingProxyType(
    {
        HIGH_NEEDS: MONEY[HIGH_NEEDS],
        **_NAMED,
        POST_SCHOOL: _AFTER_SCHOOL,
        OTHER: _REST,
        "transport_gbp": MONEY["transport_gbp"],
        "health_and_care_gbp": of_ledger(Ledger.HEALTH, Ledger.SOCIAL_CARE),
        "dfe_direct_gbp": of_ledger(Ledger.DFE_DIRECT),
    }
)
"""Items that each part adds up: the block, what it consists of, and what others pay."""
BLOCK_PARTS = (*_NAMED, POST_SCHOOL, OTHER)
"""Parts that together are the block."""


def payers(given: Given) -> pd.DataFrame:
    """One row a financial year and part."""
    books = given.books
    rows = [of_part for name, items in PARTS.items() for of_part in _rows(books, name, items)]
    return pd.DataFrame(rows, columns=PAYERS.column_names)


def _rows(books: Books, name: str, items: Flags) -> list[tuple[object, ...]]:
    """Rows of a part; ranges are of its sum in each draw."""
    real = books.financial(books.central)[:, items].sum(axis=1).round(PENCE)
    low, middle, high = books.in_ranges(books.financial(books.draws)[..., items].sum(axis=-1)).tolist()
    years = map(financial_year, books.years)
    return list(zip(years, [name] * len(real), real.tolist(), low, middle, high, strict=True))


PAYERS = FinanceTable(
    "payers",
    (text("financial_year"), text("part", tuple(PARTS))),
    (number("real_gbp", "pounds"), *(number(f"real_{end}", "pounds", optional=True) for end in ("p10", "p50", "p90"))),
    words="What each ledger pays in a financial year, and the parts of the high needs block, in real pounds with the"
    " range of their sum over draws.",
    make=payers,
)
