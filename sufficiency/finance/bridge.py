"""The table of the bridge: why spend on each line changes, from year to year and from one run to another."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Indices
from models.money.bridge import one_at_a_time, price_of, product_bridge, to_the_penny
from models.money.indices import PriceIndices
from models.money.lines import LINES, Follows, Ledger, of_line
from models.vocabulary import financial_year
from sufficiency.finance.books import Books
from sufficiency.finance.nominal import of_ledger_rows
from sufficiency.finance.shapes import FinanceTable, Given
from sufficiency.results.headlines import FOCUS_YEARS_AHEAD
from sufficiency.tables.contracts import number, text
from sufficiency.tables.rounding import PENCE

YEAR, SCENARIO = "year", "scenario"
PLANS, SHARE, PRICE, INTERACTION = FACTORS = ("plans", "share", "price", "interaction")
NOMINAL = "nominal"
BRIDGED = tuple(line for line in LINES.values() if line.follows is not Follows.APART)
FIXED = np.array([line.follows is Follows.FIXED for line in BRIDGED])


@dataclass(frozen=True)
class _Lines:
    """Nominal pounds in whole pennies, units (learners or places) and plans of each line, (..., lines) each."""

    gbp: Floats
    units: Floats
    plans: Floats

    def at(self, years: Indices) -> "_Lines":
        """Those of some financial years, by position."""
        return _Lines(self.gbp[years], self.units[years], self.plans[years])


def bridge(given: Given) -> pd.DataFrame:
    """Every bridge of the run, and those from the unmitigated one where it is set beside."""
    return pd.concat([*_from_year_to_year(given), *_from_run_to_run(given)], ignore_index=True)


def _from_year_to_year(given: Given) -> Iterator[pd.DataFrame]:
    years, lines = given.books.years, _lines(given.books, given.money.indices)
    steps = [(at, at + 1) for at in range(len(years) - 1)]
    long = sorted({min(FOCUS_YEARS_AHEAD, len(years) - 1), len(years) - 1} - {0, 1})
    for before, after in (*steps, *((0, after) for after in long)):
        rows = _rows(lines.at(np.array(before)), lines.at(np.array(after)))
        yield rows.assign(kind=YEAR, **{"from": financial_year(years[before]), "to": financial_year(years[after])})


def _from_run_to_run(given: Given) -> Iterator[pd.DataFrame]:
    if given.unmitigated is None:
        return
    without, run = (_lines(books, given.money.indices) for books in (given.unmitigated, given.books))
    for at, year in enumerate(given.books.years):
        if year in given.unmitigated.years:
            beside = given.unmitigated.years.index(year)
            rows = _rows(without.at(np.array(beside)), run.at(np.array(at)))
            yield rows.assign(kind=SCENARIO, **{"from": financial_year(year), "to": financial_year(year)})


def _lines(books: Books, indices: PriceIndices) -> _Lines:
    """What is bridged of a run, (financial years, lines)."""
    masks = [of_line(line.code) for line in BRIDGED]
    spent, counted = of_ledger_rows(books, indices), books.financial(books.units)
    plans = books.financial(np.repeat(books.plans[:, None], len(books.old_share), axis=1))
    return _Lines(
        gbp=np.stack([spent[:, of].sum(axis=1) for of in masks], axis=1).round(PENCE),
        units=np.stack([counted[:, of].sum(axis=1) for of in masks], axis=1),
        plans=np.stack([plans[:, of].mean(axis=1) for of in masks], axis=1),
    )


def _rows(before: _Lines, after: _Lines) -> pd.DataFrame:
    """One row for each line of which anything is spent and each factor that it has."""
    movement = (after.gbp - before.gbp).round(PENCE)
    from_factors, to_factors = _factors(before, after)
    alone, interaction = one_at_a_time(from_factors, to_factors)
    fair = to_the_penny(product_bridge(from_factors, to_factors), movement)
    columns = {
        "s251_line": np.repeat([line.code for line in BRIDGED], len(FACTORS)),
        "ledger": np.repeat([str(line.ledger) for line in BRIDGED], len(FACTORS)),
        "factor": np.tile(FACTORS, len(BRIDGED)),
        "alone_gbp": to_the_penny(np.concatenate([alone, interaction[:, None]], axis=1), movement).ravel(),
        "fair_gbp": np.concatenate([fair, np.full((len(BRIDGED), 1), np.nan)], axis=1).ravel(),
    }
    return pd.DataFrame(columns)[_shown(before, after)].assign(pounds=NOMINAL)


def _shown(before: _Lines, after: _Lines) -> Flags:
    """Rows of lines of which anything is spent; of a fixed line that of its price alone, (lines * factors,)."""
    spent = (before.gbp != 0.0) | (after.gbp != 0.0)
    has = ~FIXED[:, None] | (np.array(FACTORS) == PRICE)
    return np.ravel(spent[:, None] & has)


def _factors(before: _Lines, after: _Lines) -> tuple[Floats, Floats]:
    """Plans, units a plan and pounds a unit, before and after, (lines, 3).

    A line that is fixed, or has an amount without a unit, is all price.
    """
    uncounted = FIXED | ((before.units == 0.0) & (before.gbp != 0.0)) | ((after.units == 0.0) & (after.gbp != 0.0))
    return _of_one(before, after, uncounted), _of_one(after, before, uncounted)


def _of_one(lines: _Lines, other: _Lines, uncounted: Flags) -> Floats:
    """Factors of one side; where it has no unit the other's price stands for its own."""
    prices = price_of(other.gbp, other.units, np.zeros(len(BRIDGED)))
    price = price_of(lines.gbp, lines.units, prices)
    share = price_of(lines.units, lines.plans, np.zeros(len(BRIDGED)))
    factors = np.stack([lines.plans, share, price], axis=1)
    return np.where(uncounted[:, None], np.stack([*np.ones((2, len(BRIDGED))), lines.gbp], axis=1), factors)


BRIDGE = FinanceTable(
    "bridge",
    (
        text("kind", (YEAR, SCENARIO)),
        text("from"),
        text("to"),
        text("s251_line", tuple(line.code for line in BRIDGED)),
        text("factor", FACTORS),
    ),
    (
        text("ledger", tuple(Ledger)),
        text("pounds", (NOMINAL,)),
        number("alone_gbp", "pounds"),
        number("fair_gbp", "pounds", optional=True),
    ),
    words="Why spend on each line changes, in nominal pounds, exact to the penny: of kind `year` from a financial"
    " year to the next, and from the first to the fifth after it and to the last; of kind `scenario` from the"
    " unmitigated run to this one in the same financial year. Factors: `plans`, `share` (learners or places of the"
    " line a plan) and `price` (pounds a learner or place, its index included); what is fixed has a price alone."
    " `alone_gbp` is what a factor would do were it the only one to move, and `interaction` what is missing of the"
    " movement then; `fair_gbp` shares that out, so that the order of factors does not matter. Either column adds up"
    " to the movement.",
    make=bridge,
)
