"""Books of an invented authority that can be added up by hand, for tests of finance: four academic years, a few items.

Pounds and learners are multiples of twelve, so that five twelfths of one year and seven of the next are whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.financial_years import old_share
from models.money.indices import PriceIndices, indices_of
from models.money.lines import INDICES, ITEMS, place_of
from models.parameters.method import CostParameters
from sufficiency.finance.books import Books
from sufficiency.finance.inputs import MoneyInputs
from sufficiency.finance.shapes import Given

BASE = 2024
ACADEMIC = (2024, 2025, 2026, 2027)
PLANS = (1_200.0, 1_320.0, 1_440.0, 1_560.0)
FEE, TOP_UP, JOURNEY, INMSS_JOURNEY = 60_000.0, 12_000.0, 6_000.0, 8_400.0
DRAWS = (0.8, 0.9, 1.0, 1.1, 1.2)
"""What each draw makes of the central pounds."""


@dataclass(frozen=True)
class Entry:
    """Units of an item in each academic year and pounds of one."""

    units: tuple[float, ...]
    unit_gbp: float


def entry(*units: float, at: float) -> Entry:
    return Entry(units, at)


ENTRIES: Mapping[tuple[str, str, str], Entry] = {
    ("inmss_fees", "independent_special", "ASD"): entry(120, 132, 144, 156, at=FEE),
    ("fee_health", "independent_special", "any"): entry(120, 132, 144, 156, at=3_000.0),
    ("place_special", "state_special", "any"): entry(240, 240, 252, 252, at=10_000.0),
    ("top_up_special", "state_special", "ASD"): entry(228, 240, 252, 252, at=TOP_UP),
    ("top_up_schools", "mainstream", "ASD"): entry(600, 660, 720, 780, at=6_000.0),
    ("sen_support", "any", "any"): entry(1, 1, 1, 1, at=1_200_000.0),
    ("sen_transport", "state_special", "any"): entry(228, 240, 252, 252, at=JOURNEY),
    ("sen_transport", "independent_special", "any"): entry(120, 132, 144, 156, at=INMSS_JOURNEY),
}


def books_by_hand(
    entries: Mapping[tuple[str, str, str], Entry] = ENTRIES,
    draws: tuple[float, ...] = DRAWS,
    *,
    title: str = "By hand",
    by_term: bool = False,
) -> Books:
    units, central = (np.zeros((len(ACADEMIC), len(ITEMS))) for _ in range(2))
    for item, of in entries.items():
        units[:, place_of(*item)] = of.units
        central[:, place_of(*item)] = np.array(of.units) * of.unit_gbp
    return Books(
        name=title.lower().replace(" ", "-"),
        title=title,
        authority="smallshire",
        base=BASE,
        academic=ACADEMIC,
        units=units,
        central=central,
        draws=np.array(draws).reshape(-1, 1, 1) * central,
        plans=np.array(PLANS),
        old_share=old_share(CostParameters(fees_billed="by_term" if by_term else "by_month")),
    )


def indices_by_hand(growth: Mapping[str, float] | None = None) -> PriceIndices:
    """Each index grows alike every year, by nothing unless said."""
    rows = [(index, year, (growth or {}).get(index, 0.0)) for index in INDICES for year in ("2024-25", "2025-26")]
    return indices_of([pd.DataFrame(rows, columns=["index", "financial_year", "growth"])], BASE)


PLACES = [
    ("place_funding", "state_special", 10_000.0),
    ("place_funding", "specialist_base", 6_000.0),
    ("place_funding_empty", "specialist_base", 10_000.0),
]


PRICE_COLUMNS = ["item", "provision", "phase", "need", "value", "price_year", "index", "source"]


def money_by_hand(
    grant: Mapping[tuple[str, str], float] | None = None, growth: Mapping[str, float] | None = None
) -> MoneyInputs:
    """What a pack says: ``grant`` by financial year and item."""
    rows = [(year, item, value) for (year, item), value in (grant or {}).items()]
    prices = [(item, kind, "any", "any", value, 2024, "cash", "DfE guide") for item, kind, value in PLACES]
    return MoneyInputs(
        high_needs=pd.DataFrame(columns=["financial_year", "line", "kind", "amount_gbp", "learners", "source"]),
        grant=pd.DataFrame(rows, columns=["financial_year", "item", "value"]),
        prices=pd.DataFrame(prices, columns=PRICE_COLUMNS),
        panel=pd.DataFrame(columns=["census_year", "series", "learners"]),
        indices=indices_by_hand(growth),
    )


def given_by_hand(
    grant: Mapping[tuple[str, str], float] | None = None,
    growth: Mapping[str, float] | None = None,
    *,
    books: Books | None = None,
    unmitigated: Books | None = None,
) -> Given:
    made = books or books_by_hand()
    return Given(made, money_by_hand(grant, growth), np.zeros(len(made.years)), unmitigated)


def only(line: str, provision: str = "any", need: str = "any") -> Floats:
    """Where one item stands, (items,)."""
    return np.arange(len(ITEMS)) == place_of(line, provision, need)
