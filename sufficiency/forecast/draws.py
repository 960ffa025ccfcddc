"""Runs the paths of a Monte Carlo, in one process or several, and keeps what the tables need of each.

Every path is a task of its own and the solver's answer does not depend on what it solved before, so any number of
workers and any order of the draws gives the same numbers. Plans are drawn for a block of draws at a time, so that
memory does not grow with them. The draws of a block are taken in an order in which each is near the one before it,
because a September close to the last one solved is solved in fewer steps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.arrays import Floats
from models.demand.forecast import DrawnDemand
from models.outcome.outcome import outcome_of
from models.placement.futures import Futures
from models.placement.instance import Instance
from models.placement.path import follow, required_learners
from models.placement.steered import Steered, steady, steer
from models.september.stages import TwoStages
from sufficiency.forecast.kept import KeptDraws, RecordForm
from sufficiency.forecast.space import refuse_without_space
from sufficiency.workers import crew

PLACE_VALUE_DRAWS = 25
"""Most draws that work out place values; evenly chosen, since each costs time."""
BLOCK = 200
"""Draws whose plans are drawn together and whose order is chosen together."""
Report = Callable[[int], None]
Sample = Callable[[range], tuple[DrawnDemand, Futures]]
"""Plans and futures of a run of draws, by number."""
AT_ONCE, AT_LEAST = 10, 4
"""Most neighbouring draws that a worker is handed at once, and how many such handfuls each has to take at least."""
EVERY_FIFTH_YEAR = slice(-1, 0, -5)
"""Years by which draws are put in order, the last and back from it: one year of a path is much like the next."""


class Task(NamedTuple):
    """A draw to be done: its number, its future, the arrays of its plans, and whether it works place values out."""

    draw: int
    future: Futures
    plans: dict[str, Floats]
    valued: bool


def run_draws(instance: Instance, sample: Sample, kept: KeptDraws, workers: int, report: Report) -> None:
    """Run and keep one path for each draw that is missing; ``report`` is called with the number that are done."""
    missing = kept.missing()
    refuse_without_space(kept, missing, workers)
    hands_at_work = min(workers, len(missing))
    at_once = max(1, min(AT_ONCE, len(missing) // (AT_LEAST * max(1, hands_at_work))))
    if not missing:
        return
    with crew(hands_at_work, _bench, (instance, kept.form)) as hands:
        for _, (draw, record) in hands.each(_done, _tasks(instance, sample, kept, missing), at_once):
            kept.keep(draw, record)
            report(len(kept.store.done))


def place_value_draws(draws: int, most: int = PLACE_VALUE_DRAWS) -> list[int]:
    """Draws that work out place values: at most so many, evenly chosen, the first and the last among them."""
    return sorted({round(draw) for draw in np.linspace(0, draws - 1, min(draws, most)).tolist()})


def plans_of(drawn: DrawnDemand) -> dict[str, Floats]:
    """What is kept of plans, by name, stacked on a first axis of draws (:class:`sufficiency.forecast.kept.Drawn`)."""
    return {
        "plans": drawn.by_area.total(),
        "plans_by_phase": drawn.by_area.by_phase,
        "new_plans": drawn.flows.new_plans.sum(axis=(2, 3)),
    }


def _tasks(instance: Instance, sample: Sample, kept: KeptDraws, missing: list[int]) -> Iterator[Task]:
    """The missing draws, block by block."""
    wanted = set(missing)
    for first in range(0, len(kept.numbers), BLOCK):
        block = kept.numbers[first : first + BLOCK]
        if wanted.isdisjoint(block):
            continue
        drawn, futures = sample(block)
        plans = plans_of(drawn)
        for place in _near_order(instance, futures):
            if block[place] in wanted:
                own = {name: values[place] for name, values in plans.items()}
                yield Task(block[place], futures.path(place), own, block[place] in kept.valued)


def _near_order(instance: Instance, futures: Futures) -> list[int]:
    """Order of the draws by who requires a place, levers acting as on the central path."""
    steered = steer(instance, np.zeros(len(instance.levers)))
    paths = (futures.plans.path(place) for place in range(len(futures.diversion)))
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
    form: RecordForm
    programmes: tuple[TwoStages, ...]
    steady: Steered | None


def _bench(material: tuple[Instance, RecordForm]) -> _Bench:
    instance, form = material
    return _Bench(instance, form, instance.programmes(shared=False), steady(instance))


def _done(bench: _Bench, task: Task) -> tuple[int, bytes]:
    """The number of a draw and its record."""
    steered = bench.steady or steer(bench.instance, task.future.luck[:, 0])
    path = follow(bench.instance, bench.programmes, task.future, steered, place_values=task.valued)
    outcome = outcome_of(bench.instance, path)
    return task.draw, bench.form.record(task.draw, {**task.plans, **vars(outcome)})
