"""Figures of place need as a person reads them: whole numbers that add up, and what is hidden as it is hidden."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from models.arrays import Ints
from models.vocabulary import NEED_GROUPS, PHASES
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.place_need.answer import PlaceNeedAnswer
from sufficiency.returns.place_need.tables import KEY, OVER, PARTS, STATE
from sufficiency.returns.rounding import nearest_whole
from sufficiency.tables.contracts import ALL

Value = float | str
"""A figure, or what stands for a hidden one."""
PLACES_OF_YEAR = {"places_agreed": 1, "places_committed": 1, "places_to_close": -1}
"""What the places of a year are, with signs."""
MEASURES = ("required", "places", "gap", *PARTS, "inmss_otherwise", "to_spare", "to_build", *STATE)
"""What is shown in whole numbers: ``places`` and, by kind of place, what is to be built besides the table's columns."""
HEADLINES = ("required", "places", "gap")
"""Measures whose total over the authority is the nearest whole number, as in the run's own summary."""
_SUMS = {"gap": (PARTS, ("to_spare", "to_build")), "to_build": (STATE,)}
"""Measures that are sums of others."""
GROUPS, OF_PHASES = [*map(str, NEED_GROUPS), ALL], [*map(str, PHASES), ALL]
_AXES = (MEASURES, GROUPS, OF_PHASES)
_Rows = Mapping[tuple[str, ...], Mapping[str, object]]


@dataclass(frozen=True)
class Lookup:
    """Finds figures of place need by year and codes; a code that is not given is ``all``."""

    answer: PlaceNeedAnswer
    _whole: dict[str, Ints] = field(default_factory=dict)

    @cached_property
    def _shown(self) -> _Rows:
        return _by_key(self.answer.need, self.answer.years)

    @cached_property
    def _exact(self) -> _Rows:
        return _by_key(self.answer.exact, self.answer.years)

    def value(self, year: str, column: str, **codes: str) -> Value:
        """One figure as it is shown; nought where nobody of that kind is, not a number where it is not known."""
        return _value(self._shown, year, column, codes)

    def whole(self, year: str, measure: str, group: str = ALL, phase: str = ALL) -> Value:
        """One of MEASURES over all areas, a whole number that adds up with the others of its year."""
        codes = {"need_group": group, "phase": phase}
        if any(isinstance(value, str) for value, _ in _parts(self._shown, year, measure, codes)):
            return HIDDEN
        at = [labels.index(label) for labels, label in zip(_AXES, (measure, group, phase), strict=True)]
        return float(self._of_year(year)[tuple(at)])

    def _of_year(self, year: str) -> Ints:
        if year not in self._whole:
            exact = [
                sum(
                    sign * float(value)
                    for value, sign in _parts(self._exact, year, measure, {"need_group": g, "phase": p})
                )
                for measure, g, p in product(*_AXES)
            ]
            found = nearest_whole(
                np.array(exact), [*_equations()], [_place(measure, ALL, ALL) for measure in HEADLINES]
            )
            self._whole[year] = found.reshape([len(labels) for labels in _AXES])
        return self._whole[year]


def _by_key(table: pd.DataFrame, years: list[str]) -> _Rows:
    wanted = table[table[KEY[0]].isin(years) & (table["area"] == ALL)]
    records = wanted.to_dict("records")
    return {tuple(str(row[name]) for name in KEY): {str(k): v for k, v in row.items()} for row in records}


def _value(rows: _Rows, year: str, column: str, codes: Mapping[str, str]) -> Value:
    row = rows.get((year, *(codes.get(name, ALL) for name in OVER)))
    found = 0.0 if row is None else row[column]
    return found if isinstance(found, str) else float(found)  # type: ignore[arg-type]


def _parts(rows: _Rows, year: str, measure: str, codes: Mapping[str, str]) -> list[tuple[Value, int]]:
    """The figures that a measure is the sum of, with signs."""
    if measure == "places":
        return [(_value(rows, year, name, codes), sign) for name, sign in PLACES_OF_YEAR.items()]
    if measure in STATE:
        return [(_value(rows, year, "to_build", {**codes, "requirement": measure}), 1)]
    return [(_value(rows, year, measure, codes), 1)]


def _place(measure: str, group: str, phase: str) -> int:
    """Where a figure stands among all of a year."""
    at = [labels.index(label) for labels, label in zip(_AXES, (measure, group, phase), strict=True)]
    return int(np.ravel_multi_index(at, [len(labels) for labels in _AXES]))


def _equations() -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Totals over need groups and over phases, and measures that are sums of others."""
    for measure in MEASURES:
        for phase in OF_PHASES:
            yield _place(measure, ALL, phase), tuple((_place(measure, one, phase), 1) for one in GROUPS[:-1])
        for group in GROUPS:
            yield _place(measure, group, ALL), tuple((_place(measure, group, one), 1) for one in OF_PHASES[:-1])
    for whole_of, group, phase in product(_SUMS, GROUPS, OF_PHASES):
        for parts in _SUMS[whole_of]:
            yield _place(whole_of, group, phase), tuple((_place(part, group, phase), 1) for part in parts)


def whole(value: Value) -> str:
    """A figure without decimals, hidden as it is hidden, nothing where it is not known."""
    if isinstance(value, str):
        return value
    return "" if np.isnan(value) else f"{round(value):,}"
