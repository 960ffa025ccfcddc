"""Runs the paths of a Monte Carlo, in one process or several, and keeps what the tables need of each.

Every path is a task of its own and the solver's answer does not depend on what it solved before, so any number of
workers and any order of the draws gives the same numbers. Draws are taken in an order in which each is near the one
before it, because a September close to the last one solved is solved in fewer steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.placement.futures import Futures
from models.placement.instance import Instance
from models.placement.outcome import Outcome, outcome_of
from models.placement.path import follow, required_learners
from models.placement.steered import Steered, steady, steer
from models.september.stages import TwoStages
from sufficiency.workers import crew

PLACE_VALUE_DRAWS = 25
"""Most draws that work out place values; evenly chosen, since each costs time."""
Report = Callable[[int], None]
Task = tuple[Futures, bool]
AT_ONCE, AT_LEAST = 10, 4
"""Most neighbouring draws that a worker is handed at once, and how many such handfuls each has to take at least."""
EVERY_FIFTH_YEAR = slice(-1, 0, -5)
"""Years by which draws are put in order, the last and back from it: one year of a path is much like the next."""


def run_draws(instance: Instance, futures: Futures, workers: int, report: Report) -> Outcome:
    """Run one path for each draw; ``report`` is called with the number that are done."""
    draws = len(futures.diversion)
    outcomes: dict[int, Outcome] = {}
    hands_at_work = min(workers, draws)
    at_once = max(1, min(AT_ONCE, draws // (AT_LEAST * hands_at_work)))
    with crew(hands_at_work, _bench, instance) as hands:
        order, valued = _near_order(instance, futures, draws), set(place_value_draws(draws))
        tasks = [(futures.path(draw), draw in valued) for draw in order]
        for place, outcome in hands.each(_outcome, tasks, at_once):
            outcomes[order[place]] = outcome
            report(len(outcomes))
    made = [outcomes[draw] for draw in sorted(outcomes)]
    return Outcome(**{name: _stacked(made, name) for name in Outcome.__dataclass_fields__})


def place_value_draws(draws: int, most: int = PLACE_VALUE_DRAWS) -> list[int]:
    """Draws that work out place values: at most so many, evenly chosen, the first and the last among them."""
    return sorted({round(draw) for draw in np.linspace(0, draws - 1, min(draws, most)).tolist()})


def _stacked(outcomes: list[Outcome], name: str) -> Floats:
    """One part of all outcomes; of place values, those that were worked out."""
    parts = [getattr(outcome, name) for outcome in outcomes]
    return np.stack([part for part in parts if name != "new_place" or len(part)])


def _near_order(instance: Instance, futures: Futures, draws: int) -> list[int]:
    """Order of the draws by who requires a place, levers acting as on the central path."""
    steered = steer(instance, np.zeros(len(instance.levers)))
    paths = (futures.plans.path(draw) for draw in range(draws))
    required = [required_learners(instance, path, steered, EVERY_FIFTH_YEAR) for path in paths]
    return order_of_draws(np.array(required, dtype=np.float32))


def order_of_draws(points: NDArray[np.floating]) -> list[int]:
    """Order of ``points`` (draws, ...): from the least in sum on, each followed by the nearest that is left.

    The solver goes on from where it was, so a draw near the last one takes fewer steps: over 200 draws of Hampshire's
    baseline 0.86 of the time of draws as they come. Straightening the walk afterwards saves no more.
    """
    flat = points.reshape(len(points), -1)
    squares = np.einsum("dk,dk->d", flat, flat)
    apart = squares[:, None] + squares[None, :] - 2.0 * np.einsum("dk,ek->de", flat, flat)
    order = [int(flat.sum(axis=1).argmin())]
    while len(order) < len(points):
        apart[:, order[-1]] = np.inf
        order.append(int(apart[order[-1]].argmin()))
    return order


@dataclass(frozen=True)
class _Bench:
    """What a process builds once: its programmes, and what levers do to the instance where all paths have it alike."""

    instance: Instance
    programmes: tuple[TwoStages, ...]
    steady: Steered | None


def _bench(instance: Instance) -> _Bench:
    return _Bench(instance, instance.programmes(shared=False), steady(instance))


def _outcome(bench: _Bench, task: Task) -> Outcome:
    future, valued = task
    steered = bench.steady or steer(bench.instance, future.luck[:, 0])
    return outcome_of(bench.instance, follow(bench.instance, bench.programmes, future, steered, place_values=valued))
