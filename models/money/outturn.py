"""Lines of the block that no placement explains: their last outturn, at the prices of the base year.

    plans lines   unit[line] = outturn / learners for whom it was paid          spend = plans[provision] unit[line]
    fixed lines                                                                 spend = outturn

each moved by the line's index from the year of the outturn to the base year.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from models.money.indices import PriceIndices
from models.money.lines import LINES, Follows, of_line
from models.money.prices import Prices
from models.vocabulary import start_of


def last_outturn(high_needs: pd.DataFrame) -> pd.DataFrame:
    """The last outturn of each line: columns year, amount_gbp, learners; by line."""
    rows = high_needs[high_needs["kind"] == "outturn"]
    rows = rows.assign(year=[start_of(label) for label in rows["financial_year"]]).sort_values("year")
    return rows.groupby("line")[["year", "amount_gbp", "learners"]].last() if len(rows) else _NONE


_NONE = pd.DataFrame(columns=["year", "amount_gbp", "learners"])


def with_outturn(prices: Prices, high_needs: pd.DataFrame, indices: PriceIndices, base: int) -> Prices:
    """Prices with the lines that follow the last outturn; a line without one costs nothing, which is said of it."""
    per_plan, fixed = prices.per_plan.copy(), prices.fixed.copy()
    for code, row in last_outturn(high_needs).iterrows():
        line = LINES[str(code)]
        amount = float(row["amount_gbp"]) * indices.factor(line.index, int(row["year"]), base)
        if line.follows is Follows.FIXED:
            fixed[of_line(line.code)] = amount
        elif line.follows is Follows.PLANS and row["learners"] > 0:
            per_plan[of_line(line.code)] = amount / float(row["learners"])
    return replace(prices, per_plan=per_plan, fixed=fixed)


def no_outturn() -> pd.DataFrame:
    """The table of a pack that has none."""
    return pd.DataFrame({name: [] for name in ("financial_year", "line", "kind")}).assign(
        amount_gbp=np.empty(0), learners=np.empty(0)
    )
