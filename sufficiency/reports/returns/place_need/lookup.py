"""Figures of place need as a person reads them: whole numbers that add up, and what is hidden as it is hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.arrays import Floats
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.place_need.answer import PlaceNeedAnswer
from sufficiency.returns.place_need.tables import KEY, OVER
from sufficiency.tables.contracts import ALL

Value = float | str
"""A figure, or what stands for a hidden one."""


@dataclass(frozen=True)
class Lookup:
    """Finds figures of place need by year and codes; a code that is not given is ``all``."""

    answer: PlaceNeedAnswer

    @cached_property
    def _rows(self) -> Mapping[tuple[str, ...], Mapping[str, object]]:
        wanted = self.answer.need[self.answer.need[KEY[0]].isin(self.answer.years)]
        records = wanted.to_dict("records")
        return {tuple(str(row[name]) for name in KEY): {str(k): v for k, v in row.items()} for row in records}

    def value(self, year: str, column: str, **codes: str) -> Value:
        """One figure; nought where nobody of that kind is, not a number where it is not known."""
        row = self._rows.get((year, *(codes.get(name, ALL) for name in OVER)))
        found = 0.0 if row is None else row[column]
        return found if isinstance(found, str) else float(found)  # type: ignore[arg-type]

    def places(self, year: str, **codes: str) -> Value:
        """Places of a year: those agreed, what is committed since, less those that close."""
        parts = [self.value(year, name, **codes) for name in ("places_agreed", "places_committed", "places_to_close")]
        known = [part for part in parts if not isinstance(part, str)]
        return HIDDEN if len(known) < len(parts) else known[0] + known[1] - known[2]


def whole(value: Value) -> str:
    """A figure without decimals, hidden as it is hidden, nothing where it is not known."""
    if isinstance(value, str):
        return value
    return "" if np.isnan(value) else f"{round(value):,}"


def whole_matrix(values: Sequence[Sequence[Value]]) -> list[list[str]]:
    """Rows of figures whose last row and last column are totals, as whole numbers that add up."""
    figures = np.array([[0.0 if isinstance(value, str) else value for value in row] for row in values])
    found = whole_numbers(figures)
    return [
        [value if isinstance(value, str) else f"{int(number):,}" for value, number in zip(row, numbers, strict=True)]
        for row, numbers in zip(values, found, strict=True)
    ]


def whole_numbers(values: Floats) -> Floats:
    """Whole numbers for a table whose last row and column are totals."""
    return np.rint(values)


def of_state(frame: pd.DataFrame, year: str) -> pd.DataFrame:
    """Rows of one year."""
    return frame[frame[KEY[0]] == year]
