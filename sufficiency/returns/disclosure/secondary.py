"""Which more counts are hidden, so that no hidden count can be worked out from those that are shown."""

import numpy as np

from models.arrays import Flags, Floats, Ints
from sufficiency.returns.disclosure.atoms import Sums, sums_of
from sufficiency.returns.disclosure.attack import Attack
from sufficiency.returns.disclosure.equations import Equations
from sufficiency.returns.disclosure.small import MOST_SMALL

WIDE = MOST_SMALL + 1
"""Learners from the least to the most that a hidden count may be, at least (A-496): it is not known within 2."""
NEAR = 0.5
"""Learners by which an interval may fall short of that, for the solver's digits: it is still wider than 4."""
TRIES = 4
"""Directions in which answers are looked for, there and back, before each hidden count is asked after by itself."""

DEARER = 4.0
"""How many times as dear it is to hide a total as a part of it: totals are read most (A-496)."""
LAST = 1e5
"""The cost of a count that is hidden after all others."""
TOGETHER = 200
"""Of so many hidden counts that are known too well, one is protected at a time: all at once would hide too much."""


def hidden_counts(equations: Equations, values: Floats, totals: Ints, first: Flags) -> Flags:
    """Return which counts are hidden: those that are ``first``, and the cheapest others that protect them.

    A count of nought is shown. If no other count can protect a small one, its totals are hidden too.
    """
    live = np.flatnonzero(values > 0)
    hidden = np.zeros(values.size, dtype=np.bool_)
    if first[live].any():
        sums = sums_of(equations.among(live), values[live])
        start = sums.per_sum(first[live].astype(np.float64)) > 0
        hidden[live] = _protected(sums, sums.per_sum(costs(values[live], totals[live])), start)[sums.of_cell]
    return hidden


def _protected(sums: Sums, costs: Floats, hidden: Flags) -> Flags:
    """The sums that are hidden until the interval of each hidden one is wide, those of the smallest first."""
    hidden = hidden.copy()
    attack = Attack(sums, ~hidden, costs)
    down, up = _found(attack, sums)
    attack.hide_more()
    while (narrow := np.flatnonzero(hidden & (up - down < WIDE - NEAR))).size:
        some = _smallest(narrow, sums.values)
        answer = attack.cheapest(some, WIDE + down[some])
        down, up = np.minimum(down, answer), np.maximum(up, answer)
        more = np.flatnonzero((answer != 0) & ~hidden)
        hidden[more] = True
        attack.hide(more)
    return hidden


def _smallest(narrow: Ints, values: Floats) -> Ints:
    """The smallest of the sums that are known too well: one, or one of each so many."""
    order = narrow[np.argsort(values[narrow], kind="stable")]
    return order[: 1 + narrow.size // TOGETHER]


def _found(attack: Attack, sums: Sums) -> tuple[Floats, Floats]:
    """How far answers are from the truth, down and up, that fit what is shown at first; many at once."""
    random = np.random.default_rng(0)
    down, up = np.zeros(sums.values.size), np.zeros(sums.values.size)
    for towards in random.choice([-1.0, 1.0], (TRIES, sums.matrix.shape[1])):
        for way in (towards, -towards):
            answer = attack.look(way, WIDE)
            down, up = np.minimum(down, answer), np.maximum(up, answer)
    return down, up


def costs(values: Floats, totals: Ints) -> Floats:
    """Return what it costs to hide a count: more for a large one, and more for a total.

    What is printed as nought comes last.
    """
    return np.asarray(np.where(np.rint(values) > MOST_SMALL, np.log1p(values) * DEARER**totals, LAST))
