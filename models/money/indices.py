"""Price indices: how the prices of a kind move from one financial year to another.

    price[y] = price[x] prod(1 + growth[t], t = x+1 .. y)

Growth is stated by index and financial year (named by the year in which it starts), each with its source. The last
growth stated goes on in later years, the first stands for those before it. What is ``cash`` never moves.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from types import MappingProxyType

import pandas as pd

from models.money.lines import CASH
from models.vocabulary import start_of


@dataclass(frozen=True)
class PriceIndices:
    """Growth by index and year; ``beyond`` is added to every growth but that of cash in years after ``base``."""

    growth: Mapping[str, Mapping[int, float]] = field(default_factory=lambda: MappingProxyType({}))
    base: int = 0
    beyond: float = 0.0

    def in_year(self, index: str, year: int) -> float:
        """Growth of an index on the year before. Raises KeyError where the index has none."""
        if index == CASH:
            return 0.0
        stated = self.growth[index]
        return stated[min(max(year, min(stated)), max(stated))] + (self.beyond if year > self.base else 0.0)

    def factor(self, index: str, start: int, end: int) -> float:
        """What a price of ``start`` is multiplied by to be one of ``end``."""
        if end < start:
            return 1.0 / self.factor(index, end, start)
        return prod((1.0 + self.in_year(index, year) for year in range(start + 1, end + 1)), start=1.0)


def indices_of(tables: Iterable[pd.DataFrame | None], base: int, beyond: float = 0.0) -> PriceIndices:
    """Arrange tables of (index, financial_year, growth); a year of a later table goes before that of an earlier."""
    growth: dict[str, dict[int, float]] = {}
    for table in tables:
        if table is None:
            continue
        for index, rows in table.groupby("index"):
            years = [start_of(label) for label in rows["financial_year"]]
            growth.setdefault(str(index), {}).update(zip(years, rows["growth"].tolist(), strict=True))
    return PriceIndices(MappingProxyType(growth), base, beyond)
