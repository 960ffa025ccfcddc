"""One September in two programmes: the state's places first, then independent and non-maintained schools (INMSS).

A learner who needs a base or a special school is placed in a state school, at INMSS, or stays in mainstream; whom only
INMSS could serve goes there. The first programme fills state places: whoever gets none is *unserved*, at a weight that
is no money. How many of the unserved INMSS takes follows from practice (:mod:`models.september.intake`); the second
programme says where. Where INMSS takes everyone whom no state place takes, nobody is left and both are one programme.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats, Indices
from models.programme.allocation import Money, Programme, Solution, solve
from models.september.ages_and_sex import Parts, placed_by_part
from models.september.asked import September


@dataclass(frozen=True, eq=False)
class Stage:
    """A linear programme of some pairs: their positions ``at`` among all ``count``.

    ``parts`` are those of its cells where they are split by age and sex; None: they are not.
    """

    programme: Programme
    at: Indices
    count: int
    parts: Parts | None

    def following(self) -> "Stage":
        """The same, to be solved for another year."""
        return replace(self, programme=self.programme.following())

    def placed(self, september: September, shares: Floats | None, *, place_values: bool | Money = False) -> Solution:
        """Solve a September, whose arrays are of all pairs; ``shares`` (parts,) of each part in its cell's entrants.

        ``place_values`` as in :func:`models.programme.allocation.solve`, money of pairs left out.
        """
        if self.parts is not None and shares is not None:
            return placed_by_part(self.programme, self.parts, shares, september, place_values=place_values)
        cost = None if september.cost_gbp is None else september.cost_gbp[self.at]
        given = (september.entrants, september.room, september.rules, cost)
        found = solve(self.programme, *given, place_values=place_values)
        learners = np.zeros(self.count)
        learners[self.at] = found.learners
        return replace(found, learners=learners)


@dataclass(frozen=True, eq=False)
class TwoStages:
    """The programmes of a September: of the ``state`` and of the ``market``; None: the first is of both."""

    state: Stage
    market: Stage | None

    def following(self) -> "TwoStages":
        """The same, to be solved for another year."""
        return TwoStages(self.state.following(), None if self.market is None else self.market.following())


@dataclass(frozen=True, eq=False)
class Placed:
    """A September placed: the ``solution`` with the learners of both programmes, and the ``unmet`` (cells,).

    Those are in mainstream though they need another place.
    """

    solution: Solution
    unmet: Floats


Solve = Callable[[Stage, September], Solution]
"""Solves one of the programmes for what a September asks of it."""


def placed_in_two(
    stages: TwoStages, first: Solution, market: September, sent: tuple[Floats, Floats], solve_stage: Solve
) -> Placed:
    """Send the intake to INMSS and put both programmes together; ``sent`` are the intake and the unserved, (cells,).

    ``first`` is the answer of the state's programme; ``market`` asks for those whom only INMSS can serve, its entrants
    (cells,), to whom the intake is added, part of the unserved, who got no state place. Whom INMSS has no place for
    either is unmet in mainstream, or unplaced where only INMSS could serve.
    """
    if stages.market is None:
        raise ValueError("a September of one programme has no second one")
    only, (intake, unserved) = market.entrants > 0, sent
    second = solve_stage(stages.market, replace(market, entrants=market.entrants + intake))
    refused = np.where(only, 0.0, second.unplaced)
    whole = replace(
        first,
        learners=first.learners + second.learners,
        unplaced=np.where(only, second.unplaced, 0.0),
        objective_gbp=first.objective_gbp + second.objective_gbp,
        gap=max(first.gap, second.gap),
    )
    return Placed(whole, np.maximum(unserved - intake, 0.0) + refused)
