"""The table of the ledger: who pays what for which line, provision and need, in each financial year.

    real[y]    = a AY[y] + (1 - a) AY[y + 1]        at the prices of the base financial year
    nominal[y] = real[y] prod(1 + growth of the line's index)

Ranges are taken over the draws of each item by itself, so that those of two rows do not add up to that of their sum.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.lines import ANY, ITEMS, LINES, Ledger
from models.vocabulary import NEEDS, PROVISIONS, financial_year
from sufficiency.finance.block import THIS_RUN, block
from sufficiency.finance.nominal import of_ledger_rows
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.tables.contracts import number, text
from sufficiency.tables.rounding import PENCE

FINANCIAL_YEAR = text("financial_year")
S251_LINE = text("s251_line", tuple(LINES))
COLUMNS = ("units", "real_gbp", "nominal_gbp", "real_p10", "real_p50", "real_p90")


def ledger(given: Given) -> pd.DataFrame:
    """Units, unit cost and pounds of every item that ever costs anything, and what is built."""
    books = given.books
    real, units = books.financial(books.central).round(PENCE), books.financial(books.units)
    drawn = books.financial(books.draws)
    figures = np.stack([units, real, of_ledger_rows(books, given.money.indices), *books.in_ranges(drawn)], axis=-1)
    ever = (real != 0).any(axis=0) | (drawn != 0).any(axis=(0, 1))
    rows = [
        (year, item.line, item.provision, item.need, *figures[place, column].tolist())
        for place, year in enumerate(books.years)
        for column, item in enumerate(ITEMS)
        if ever[column]
    ]
    rows += [*_apart(given, "capital", given.capital), *_apart(given, "deficit_interest", _interest(given))]
    frame = pd.DataFrame(rows, columns=["year", "s251_line", "provision", "need", *COLUMNS])
    lines = [LINES[code] for code in frame["s251_line"]]
    return frame.assign(
        financial_year=[financial_year(year) for year in frame["year"]],
        ledger=[str(line.ledger) for line in lines],
        index=[line.index for line in lines],
        price_year=financial_year(books.base),
        units=frame["units"].where(frame["units"] != 0),
        unit_gbp=frame["real_gbp"] / frame["units"].where(frame["units"] != 0),
    )


def _apart(given: Given, line: str, nominal_gbp: Floats) -> Iterator[tuple[object, ...]]:
    """Rows of a line that is no item of a run, of nominal pounds of each financial year."""
    base = given.books.base
    for year, pounds in zip(given.books.years, nominal_gbp.tolist(), strict=True):
        if pounds and not np.isnan(pounds):
            real = round(pounds / given.money.indices.factor(LINES[line].index, base, year), PENCE)
            yield (year, line, ANY, ANY, np.nan, real, pounds, np.nan, np.nan, np.nan)


def _interest(given: Given) -> Floats:
    """What it costs to carry the block's deficit in each financial year, nominal; not a number where it is unknown."""
    position = block(given).set_index(["run", "financial_year"])["interest_gbp"]
    return np.array([position[THIS_RUN, financial_year(year)] for year in given.books.years], dtype=np.float64)


LEDGER = FinanceTable(
    "ledger",
    (
        FINANCIAL_YEAR,
        text("ledger", tuple(Ledger)),
        S251_LINE,
        text("provision", (ANY, *PROVISIONS)),
        text("need", (ANY, *NEEDS)),
    ),
    (
        number("units", "places or learners", optional=True),
        number("unit_gbp", "pounds a year", optional=True),
        text("price_year"),
        text("index"),
        number("real_gbp", "pounds"),
        number("nominal_gbp", "pounds"),
        *(number(f"real_{end}", "pounds", optional=True) for end in ("p10", "p50", "p90")),
    ),
    words="What each line costs which ledger, by financial year, provision and need: units, pounds a unit, pounds at"
    " the prices of price_year (real, with the range of the draws) and at those of the year itself (nominal).",
    make=ledger,
)
