"""Which more counts are hidden, so that no hidden count can be worked out from those that are shown."""

from dataclasses import dataclass, field

import numpy as np

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.attack import Attack
from sufficiency.returns.disclosure.equations import Equations
from sufficiency.returns.disclosure.small import MOST_SMALL, small
from sufficiency.returns.disclosure.sums import hidden_by_sums

WIDE = MOST_SMALL + 1
"""Learners from the least to the most that a hidden count may be, at least (A-496): it is not known within 2."""
TRIES = 8
"""Directions in which answers are looked for, up and down, before each count is asked after by itself."""
NEAR = 1e-6
"""Learners by which an interval may fall short, for the solver's digits."""


@dataclass(eq=False)
class Intervals:
    """How far the answers found so far are from the true counts, down and up."""

    down: Floats
    up: Floats
    hidden: Flags = field(repr=False)

    def take(self, answer: Floats) -> None:
        """Take in an answer, as differences from the truth."""
        self.down, self.up = np.minimum(self.down, answer), np.maximum(self.up, answer)

    @property
    def narrow(self) -> Ints:
        """The hidden counts that may be known too well."""
        return np.flatnonzero(self.hidden & (self.up - self.down < WIDE - NEAR))


def hidden_counts(equations: Equations, values: Floats, totals: Ints) -> Flags:
    """Return which counts are hidden: the small ones, and the cheapest others that protect them.

    A count of nought is shown. If no other count can protect a small one, its totals are hidden too.
    """
    live = np.flatnonzero(values > 0)
    found = Intervals(np.zeros(live.size), np.zeros(live.size), small(values[live]))
    if found.hidden.any():
        cost = np.where(np.rint(values[live]) > MOST_SMALL, costs(values[live], totals[live]), np.inf)
        found.hidden = hidden_by_sums(equations.among(live), values[live], found.hidden, cost, WIDE)
    hidden = np.zeros(values.size, dtype=np.bool_)
    hidden[live] = found.hidden
    return hidden


def _look_around(found: Intervals, equations: Equations, values: Floats) -> None:
    """Find answers among the hidden counts alone, many at once."""
    cells = np.flatnonzero(found.hidden)
    attack = Attack(equations.among(cells), values[cells], np.zeros(cells.size), far=WIDE)
    attack.hide(np.arange(cells.size))
    random = np.random.default_rng(0)
    for _ in range(TRIES):
        towards = random.choice([-1.0, 1.0], cells.size)
        for sign in (1.0, -1.0):
            answer = np.zeros(values.size)
            answer[cells] = attack.farthest(sign * towards)
            found.take(answer)


def _protect(found: Intervals, equations: Equations, values: Floats, totals: Ints) -> None:
    """Hide more counts until the interval of each hidden one is wide, the small ones first."""
    attack = Attack(equations, values, costs(values, totals))
    attack.may_be_hidden(np.flatnonzero(~found.hidden & (np.rint(values) > MOST_SMALL)))
    attack.hide(np.flatnonzero(found.hidden))
    while (narrow := found.narrow).size:
        cell = int(narrow[0])
        answer = attack.cheapest(cell, WIDE + found.down[cell])
        found.take(answer)
        more = np.flatnonzero((answer != 0) & ~found.hidden)
        found.hidden[more] = True
        attack.hide(more)


def costs(values: Floats, totals: Ints) -> Floats:
    """Return what it costs to hide a count: more for a large one, and more for a total."""
    return np.asarray(np.log1p(values) * (1 + totals))
