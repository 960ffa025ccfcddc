"""Runs the paths of a Monte Carlo, in one process or several, and keeps what the tables need of each.

Every path is a task of its own and the solver's answer does not depend on what it solved before, so any number of
workers and any order of the draws gives the same numbers. Draws are taken in an order in which each is near the one
before it, because a September close to the last one solved is solved in fewer steps.
"""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.context import BaseContext

import numpy as np

from models.arrays import Floats
from models.demand.areas import AreaPlans
from models.placement.instance import Instance
from models.placement.outcome import Outcome, outcome_of
from models.placement.path import follow, required_learners
from models.placement.steered import Steered, steady, steer
from models.programme.allocation import Programme
from models.vocabulary import REQUIREMENTS
from sufficiency.forecast.order_of_draws import short_walk

PLACE_VALUE_DRAWS = 25
"""Most draws that work out place values; evenly chosen, since each costs time."""
Report = Callable[[int], None]
Task = tuple[AreaPlans, Floats, bool]
AT_ONCE, AHEAD = 4, 2
"""Neighbouring draws that a worker is handed at once, and how many such handfuls lie ready for it."""
EVERY_FIFTH_YEAR = slice(-1, 0, -5)
"""Years by which draws are put in order, the last and back from it: one year of a path is much like the next."""


def run_draws(instance: Instance, plans: AreaPlans, luck: Floats, workers: int, report: Report) -> Outcome:
    """Run one path for each draw; ``report`` is told how many are done.

    ``plans`` are those of every draw, ``luck`` (levers, draws) of the levers.
    """
    draws = luck.shape[1]
    outcomes: dict[int, Outcome] = {}
    with _crew(instance, min(workers, draws)) as pools:
        order, valued = _near_order(instance, plans, draws), set(place_value_draws(draws))
        tasks = [(plans.path(draw), luck[:, draw], draw in valued) for draw in order]
        for place, outcome in _each(instance, tasks, pools):
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
    return np.stack([part for part in parts if len(part) or name != "new_place"])


def _near_order(instance: Instance, plans: AreaPlans, draws: int) -> list[int]:
    """Order of the draws by who requires a place, levers acting as on the central path: it decides nothing but speed.

    By square roots, since a step of the solver moves a cell, not a learner; by cells, and by need and requirement.
    """
    steered, cells = steer(instance, np.zeros(len(instance.levers))), instance.cells
    kind = cells.need * len(REQUIREMENTS) + cells.requirement
    is_kind = np.equal.outer(kind, np.unique(kind)).astype(np.float64)
    points = []
    for draw in range(draws):
        required = required_learners(instance, plans.path(draw), steered, EVERY_FIFTH_YEAR)
        points.append(np.sqrt(np.concatenate([required, required @ is_kind], axis=1)))
    return short_walk(np.array(points, dtype=np.float32))


def get_ready(workers: int) -> None:
    """Let a process import what workers need, from which they are forked later; where there is no such, do nothing."""
    if workers > 1 and "forkserver" in get_all_start_methods():
        _context().set_forkserver_preload([__name__])
        forkserver.ensure_running()


def _context() -> BaseContext:
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


@contextmanager
def _crew(instance: Instance, workers: int) -> Iterator[list[ProcessPoolExecutor]]:
    """Pools of one process each, which get ready from now on; none where one worker is enough."""
    with ExitStack() as stack:
        pools = [ProcessPoolExecutor(1, _context(), _start_worker, (instance,)) for _ in range(workers) if workers > 1]
        for pool in pools:
            stack.callback(pool.shutdown, cancel_futures=True)
            pool.submit(_work, [])
        yield pools


def _each(instance: Instance, tasks: list[Task], pools: list[ProcessPoolExecutor]) -> Iterator[tuple[int, Outcome]]:
    """Outcomes with the places of their tasks, as they are done, in this process where there are no pools.

    Each worker goes along a stretch of its own, so that its next draw is near its last; one that is through helps at
    the far end of the longest stretch that is left.
    """
    if not pools:
        bench = _bench(instance)
        yield from ((place, _outcome(bench, task)) for place, task in enumerate(tasks))
        return
    stretches = [deque(stretch.tolist()) for stretch in np.array_split(np.arange(len(tasks)), len(pools))]
    running: dict[Future[list[Outcome]], tuple[int, list[int]]] = {}
    ready = [worker for _ in range(AHEAD) for worker in range(len(pools))]
    while running or ready:
        for worker in ready:
            places = _next_places(stretches, worker)
            if places:
                running[pools[worker].submit(_work, [tasks[place] for place in places])] = (worker, places)
        done = wait(running, return_when=FIRST_COMPLETED).done
        ready = [running[future][0] for future in done]
        for future in done:
            yield from zip(running.pop(future)[1], future.result(), strict=True)


def _next_places(stretches: list[deque[int]], worker: int) -> list[int]:
    """Take the next places off a worker's stretch, or else off the end of the longest."""
    own = stretches[worker]
    if own:
        return [own.popleft() for _ in range(min(AT_ONCE, len(own)))]
    longest = max(stretches, key=len)
    return [longest.pop() for _ in range(min(AT_ONCE, len(longest)))]


@dataclass(frozen=True)
class _Bench:
    """What a process builds once: its programmes, and what levers do to the instance where all paths have it alike."""

    instance: Instance
    programmes: tuple[Programme, ...]
    steady: Steered | None


def _bench(instance: Instance) -> _Bench:
    return _Bench(instance, instance.programmes(shared=False), steady(instance))


def _outcome(bench: _Bench, task: Task) -> Outcome:
    plans, luck, valued = task
    steered = bench.steady or steer(bench.instance, luck)
    return outcome_of(bench.instance, follow(bench.instance, bench.programmes, plans, steered, place_values=valued))


_worker: dict[str, _Bench] = {}
"""In a worker process only: what it built."""


def _start_worker(instance: Instance) -> None:
    _worker["mine"] = _bench(instance)


def _work(tasks: list[Task]) -> list[Outcome]:
    return [_outcome(_worker["mine"], task) for task in tasks]
