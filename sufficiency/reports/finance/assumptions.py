"""What the workbook's formulas start from: growth of prices, what a unit of each line costs, and the grant.

unit[line] = sum of +- prices of the pack at base-year prices     where the pack prices the line
           = real pounds a unit of the run in the base year       where it does not
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.money.indices import PriceIndices
from models.money.lines import ANY, CASH, INDICES, LINES
from models.money.prices import PRICES_OF_LINE
from models.vocabulary import financial_year, start_of
from sufficiency.finance.shapes import Given
from sufficiency.reports.finance.names import LINE

INTEREST = "deficit_interest"
"""The line that follows from the block, not from units and prices."""
PENNY = 0.005


@dataclass(frozen=True)
class PackPrice:
    """A row of ``prices.csv``: ``gbp`` at the prices of ``year``, ``at_base`` at those of the base year.

    ``learners`` of the base year weigh the prices of one item and provision that differ by need.
    """

    item: str
    provision: str
    phase: str
    need: str
    unit: str
    gbp: float
    year: int
    index: str
    basis: str
    source: str
    at_base: float
    learners: float


@dataclass(frozen=True)
class UnitPrice:
    """What a unit of a line and provision costs at base-year prices.

    ``parts`` are the pack's prices it is made of, each (sign, first, last place in the list of prices); none where the
    figure is the run's own, of the financial year ``year``. ``by_amount``: a year is its unit.
    """

    line: str
    provision: str
    index: str
    gbp: float
    parts: tuple[tuple[int, int, int], ...]
    year: int
    by_amount: bool


@dataclass(frozen=True)
class Assumptions:
    """What the formulas start from; ``years`` are those of the indices, the earliest price first."""

    base: int
    years: tuple[int, ...]
    indices: PriceIndices
    prices: tuple[PackPrice, ...]
    units: tuple[UnitPrice, ...]

    def growth(self, index: str, year: int) -> float:
        """Growth of an index on the year before."""
        return self.indices.in_year(index, year)

    def factor(self, index: str, year: int) -> float:
        """What pounds of the base year are multiplied by to be pounds of ``year``."""
        return self.indices.factor(index, self.base, year)


def assumptions_of(given: Given, ledger: pd.DataFrame) -> Assumptions:
    """Arrange the assumptions behind a ledger."""
    base, rows = given.books.base, given.money.prices
    first = min([base, *(int(year) for year in rows["price_year"])])
    last = max([base, *map(start_of, ledger["financial_year"])])
    bare = Assumptions(base, tuple(range(first, last + 1)), given.money.indices, (), ())
    prices = tuple(_prices(rows, ledger, bare))
    units = tuple(_unit(one, prices, base) for one in lines_by_provision(ledger))
    return Assumptions(base, bare.years, bare.indices, prices, units)


def _prices(rows: pd.DataFrame, ledger: pd.DataFrame, known: Assumptions) -> Iterator[PackPrice]:
    learners = _learners(ledger, known.base)
    for row in rows.sort_values(["item", "provision", "phase", "need"], kind="stable").to_dict("records"):
        words = {name: str(row.get(name, "")) for name in _WORDS}
        index, year, gbp = str(row["index"]), int(row["price_year"]), float(row["value"])
        moves = row["item"] != "carried_share"
        at_base = gbp / known.factor(index, year) if moves else gbp
        weight = learners.get((words["item"], words["provision"], words["need"]), 0.0)
        yield PackPrice(**words, gbp=gbp, year=year, index=index, at_base=at_base, learners=weight)


_WORDS = ("item", "provision", "phase", "need", "unit", "basis", "source")


def _learners(ledger: pd.DataFrame, base: int) -> dict[tuple[str, str, str], float]:
    """Units of the base year by item of the prices, provision and need."""
    of_base = ledger[ledger["financial_year"] == financial_year(base)]
    found: dict[tuple[str, str, str], float] = {}
    for row in of_base.to_dict("records"):
        for item, sign in PRICES_OF_LINE.get(row[LINE], ()):
            for need in {row["need"], ANY} if sign > 0 else ():
                key = (item, row["provision"], need)
                found[key] = found.get(key, 0.0) + float(np.nan_to_num(row["units"]))
    return found


@dataclass(frozen=True)
class LineByProvision:
    """A line and provision of the ledger, its needs together: by year units, real and nominal pounds."""

    line: str
    provision: str
    ledger: str
    index: str
    years: tuple[int, ...]
    units: tuple[float, ...]
    real: tuple[float, ...]
    nominal: tuple[float, ...]

    @property
    def by_amount(self) -> bool:
        """Whether some year has pounds without units, so that the year itself must be the unit."""
        return any(abs(real) > PENNY and not units for units, real in zip(self.units, self.real, strict=True))

    def counted(self) -> tuple[float, ...]:
        """Units by year; one a year where the line has none."""
        return tuple(1.0 for _ in self.units) if self.by_amount else self.units


def lines_by_provision(ledger: pd.DataFrame) -> list[LineByProvision]:
    """Lines of a ledger that follow units and prices, in the order of the lines."""
    figures = ["units", "real_gbp", "nominal_gbp"]
    kept = ledger[ledger[LINE] != INTEREST]
    summed = kept.groupby([LINE, "provision", "ledger", "financial_year"], sort=True)[figures].sum().reset_index()
    index = dict(zip(ledger[LINE], ledger["index"], strict=True))
    order = {code: place for place, code in enumerate(LINES)}
    found = [
        LineByProvision(
            line=str(codes[0]),
            provision=str(codes[1]),
            ledger=str(codes[2]),
            index=index[codes[0]] if index[codes[0]] in INDICES else CASH,
            years=tuple(map(start_of, rows["financial_year"])),
            units=tuple(rows["units"]),
            real=tuple(rows["real_gbp"]),
            nominal=tuple(rows["nominal_gbp"]),
        )
        for codes, rows in summed.groupby([LINE, "provision", "ledger"], sort=True)
    ]
    return sorted(found, key=lambda one: order.get(one.line, len(order)))


def _unit(of: LineByProvision, prices: Sequence[PackPrice], base: int) -> UnitPrice:
    """What a unit costs: of the pack's prices where they price it, else the run's own mean of its first year."""
    parts = () if of.by_amount else tuple(_parts(of, prices))
    priced = sum(sign * mean_price(prices[first : last + 1]) for sign, first, last in parts)
    if priced:
        return UnitPrice(of.line, of.provision, of.index, priced, parts, base, by_amount=False)
    each = {
        year: real / units
        for year, units, real in zip(of.years, of.counted(), of.real, strict=True)
        if units and abs(real) > PENNY
    }
    year = base if base in each else min(each, default=base)
    return UnitPrice(of.line, of.provision, of.index, each.get(year, 0.0), (), year, by_amount=of.by_amount)


def _parts(of: LineByProvision, prices: Sequence[PackPrice]) -> Iterator[tuple[int, int, int]]:
    """Where the prices of a line stand in the list: those of its own provision, else of any."""
    for item, sign in PRICES_OF_LINE.get(of.line, ()):
        for kind in (of.provision, ANY):
            at = [place for place, price in enumerate(prices) if (price.item, price.provision) == (item, kind)]
            if at:
                yield sign, at[0], at[-1]
                break


def mean_price(prices: Sequence[PackPrice]) -> float:
    """Mean of the prices of one item, weighed by the learners of the base year; plain where nobody is counted."""
    weights = [price.learners for price in prices]
    if not sum(weights):
        weights = [1.0 for _ in prices]
    return sum(price.at_base * weight for price, weight in zip(prices, weights, strict=True)) / sum(weights)
