"""The table of monitoring: each line as a budget monitoring report has it, and its movement since the last run.

    movement = forecast - forecast of the last run = volume + price + mix

Both forecasts are nominal. Learners for whom nothing is paid do not count. Lines without units, such as those that only
follow an index, move by price alone.
"""

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.money.bridge import price_of, to_the_penny, volume_price_mix
from models.money.lines import LINES, Follows, of_line
from models.vocabulary import financial_year
from sufficiency.finance.books import Books
from sufficiency.finance.inputs import BUDGET, OUTTURN
from sufficiency.finance.ledger import FINANCIAL_YEAR, S251_LINE
from sufficiency.finance.nominal import of_ledger_rows
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.results.spend_by_academic_year import ITEM_LINES
from sufficiency.tables.contracts import number

_OF_LINE = {code: of_line(code) for code in ITEM_LINES}
MOVED = ("movement_gbp", "volume_gbp", "price_gbp", "mix_gbp")


def monitoring(given: Given) -> pd.DataFrame:
    """Every line of a run in every financial year."""
    books, indices = given.books, given.money.indices
    forecast, units = of_ledger_rows(books, indices), books.financial(books.units)
    outturn, budget = given.money.of_ledger(OUTTURN), given.money.of_ledger(BUDGET)
    rows = []
    for place, year in enumerate(books.years):
        for line, mine in _OF_LINE.items():
            pounds = float(forecast[place, mine].sum())
            paid_for = mine & (forecast[place] != 0)
            placed = float(units[place, paid_for].sum()) if LINES[line].follows is not Follows.FIXED else np.nan
            known = (float(outturn.get((line, year), np.nan)), float(budget.get((line, year), np.nan)))
            if pounds or not np.isnan(known).all():
                rows.append((year, line, *known, pounds, placed, *_moved(given, year, mine)))
    names = ["year", "s251_line", "outturn_gbp", "budget_gbp", "forecast_gbp", "placements", *MOVED]
    frame = pd.DataFrame(rows, columns=names)
    return frame.assign(
        financial_year=[financial_year(year) for year in frame["year"]],
        variance_gbp=frame["forecast_gbp"] - frame["budget_gbp"],
        mean_cost_gbp=frame["forecast_gbp"] / frame["placements"].where(frame["placements"] > 0),
    )


def _moved(given: Given, year: int, mine: Flags) -> tuple[float, ...]:
    """Movement since the last run, its volume, price and mix; not numbers where the last run has no such year."""
    last = given.last
    if last is None or year not in last.years:
        return (np.nan,) * len(MOVED)
    before, after = (_of_year(books, given, year, mine) for books in (last, given.books))
    paid_for = (before[1] != 0) | (after[1] != 0)
    (units_before, gbp_before), (units_after, gbp_after) = (np.where(paid_for, of, 0.0) for of in (before, after))
    first = price_of(gbp_before, units_before, np.zeros(len(gbp_before)))
    price_after = price_of(gbp_after, units_after, first)
    price_before = price_of(gbp_before, units_before, price_after)
    volume, price, mix = volume_price_mix(units_before, units_after, price_before, price_after)
    movement = gbp_after.sum() - gbp_before.sum()
    without_units = movement - volume - price - mix
    parts = to_the_penny(np.array([volume, price + without_units, mix]), movement)
    return tuple(map(float, (movement, *parts)))


def _of_year(books: Books, given: Given, year: int, mine: Flags) -> Floats:
    """Units and nominal pounds of some items in a financial year, at the price indices of now, (2, items)."""
    place = books.years.index(year)
    pounds = of_ledger_rows(books, given.money.indices)
    return np.stack([books.financial(books.units)[place, mine], pounds[place, mine]])


MONITORING = FinanceTable(
    "monitoring",
    (FINANCIAL_YEAR, S251_LINE),
    (
        number("outturn_gbp", "pounds", optional=True),
        number("budget_gbp", "pounds", optional=True),
        number("forecast_gbp", "pounds"),
        number("variance_gbp", "pounds", optional=True),
        number("placements", "places or learners", optional=True),
        number("mean_cost_gbp", "pounds a year", optional=True),
        *(number(name, "pounds", optional=True) for name in MOVED),
    ),
    words="Each line as a monitoring report has it, nominal: outturn, budget, forecast, variance (forecast less"
    " budget), placements and mean cost, and what has moved since the last run by volume, price and mix.",
    make=monitoring,
)
