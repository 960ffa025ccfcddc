"""Columns that follow from others, as they are written: they do so to the hundredth, and none falls below its least.

Each part is rounded by itself, so what follows from them may come out a hundredth below its least: of nothing, 0.00 in
a school less 0.01 who need no place there is -0.01. A part of that row then moves by a hundredth: the one that it takes
nearest to its figure in full, of those that follow from no others. The same part moves back in the row of its year that
this takes nearest to its figure, where any may move: sums of a year stay as they were, and no other row is touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats

OF_COUNTS = 2
"""Decimals of learners, plans and places in a file for people."""
_STEPS = 10**OF_COUNTS

Balance = Mapping[str, Mapping[str, int]]
"""A column that follows from others, and the sign with which each of them counts."""


@dataclass(frozen=True)
class _Steps:
    """Columns in steps of a hundredth, as they are written (``now``), in full, and the least that each may be."""

    now: dict[str, Floats]
    full: Mapping[str, Floats]
    least: Mapping[str, float]

    def misses(self, name: str, step: int, rows: np.ndarray) -> Floats:
        """How far a column would be from its figures, were rows moved by a step; endless where they may not be."""
        moved = self.now[name][rows] + step
        return np.where(moved >= self.least[name], np.abs(moved - self.full[name][rows]), np.inf)

    def move(self, name: str, row: int, step: int, part: str, of_part: int) -> None:
        """Move a column of a row by a step, and the part of it that makes it do so."""
        self.now[name][row] += step
        self.now[part][row] += of_part


def balanced(
    written: Mapping[str, Floats],
    table: pd.DataFrame,
    balance: Balance,
    minimums: Mapping[str, float | None],
    groups: np.ndarray,
) -> dict[str, Floats]:
    """Return written columns with those that follow from them; ``table`` has every figure in full, rows by group."""
    found = dict(written)
    for name, parts in balance.items():
        total = sum(sign * found.get(part, table[part].round()) for part, sign in parts.items())
        found[name] = np.round(total, OF_COUNTS)
        least = minimums.get(name)
        if least is not None and bool((found[name] < least).any()):
            signs = {part: sign for part, sign in parts.items() if part in written and part not in balance}
            found |= _lifted(name, signs, found, table, minimums, groups)
    return found


def _lifted(
    name: str,
    signs: Mapping[str, int],
    found: Mapping[str, Floats],
    table: pd.DataFrame,
    minimums: Mapping[str, float | None],
    groups: np.ndarray,
) -> dict[str, Floats]:
    """A column that is below its least in some rows, and its parts, with those rows lifted to it."""
    names = (name, *signs)
    now = {one: np.rint(found[one] * _STEPS) for one in names}
    full = {one: table[one].to_numpy(dtype=np.float64) * _STEPS for one in names}
    bounds = {one: minimums.get(one) for one in names}
    steps = _Steps(now, full, {one: -np.inf if least is None else least * _STEPS for one, least in bounds.items()})
    for row in map(int, np.flatnonzero(steps.now[name] < steps.least[name])):
        while steps.now[name][row] < steps.least[name]:
            _lift(steps, name, signs, row, np.flatnonzero(groups == groups[row]))
    return {one: figures / _STEPS for one, figures in steps.now.items()}


def _lift(steps: _Steps, name: str, signs: Mapping[str, int], row: int, year: np.ndarray) -> None:
    """Lift a row by a step through one of its parts, and take the step back in another row of its year, if any can."""
    here = np.array([row])
    part = min(signs, key=lambda one: float(steps.misses(one, signs[one], here)[0]))
    steps.move(name, row, 1, part, signs[part])
    room = (steps.now[name][year] > steps.least[name]) & (year != row)
    others = np.where(room, steps.misses(part, -signs[part], year), np.inf)
    if np.isfinite(others).any():
        steps.move(name, int(year[np.argmin(others)]), -1, part, -signs[part])
