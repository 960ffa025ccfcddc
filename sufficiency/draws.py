"""Runs the paths of a Monte Carlo, in one process or several, and keeps what the tables need of each.

Every path is a task of its own and the solver's answer does not depend on what it solved before, so any number of
workers and any order of the draws gives the same numbers. Draws are taken in an order in which each is near the one
before it, because a September close to the last one solved is solved in fewer steps.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext

import numpy as np
from numpy.typing import NDArray

from models.allocation import Programme
from models.areas import AreaPlans
from models.displacement import AtInmss, at_inmss
from models.new_places import new_place_values
from models.vocabulary import IN_COUNTY, INMSS
from sufficiency.order_of_draws import order_of_draws
from sufficiency.paths import Path, Steered, follow, required_learners, steady, steer
from sufficiency.setting import Setting

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What is kept of one path, or stacked on a first axis of draws, of all of them.

    required, unplaced : (years + 1, cells) learners.
    spend : (financial years, provisions, lines) pounds.
    inmss, in_county, over_capacity : (years + 1,) learners; in county is state-funded provision of the authority.
    miles : (years + 1,) one-way miles of all learners together.
    displaced : (years + 1, cells) learners at INMSS only for want of a local place.
    new_place : (value and saving, years, cells) pounds that one more place kept for a cell saves in each year ahead, of
        the paths that work place values out; empty for the others.
    """

    required: Floats
    unplaced: Floats
    spend: Floats
    inmss: Floats
    in_county: Floats
    over_capacity: Floats
    miles: Floats
    displaced: Floats
    new_place: Floats


def outcome_of(setting: Setting, path: Path) -> Outcome:
    """Keep of a path what ranges are taken over."""
    inmss, in_county = setting.providers.of_kind(INMSS), setting.providers.of_kind(IN_COUNTY) & setting.providers.home
    pairs, providers = setting.pairs, len(setting.providers.ids)
    held = np.array([year.held.total(pairs.provider, providers) for year in path.years])
    return Outcome(
        required=path.required,
        unplaced=np.array([year.unplaced for year in path.years]),
        spend=path.spend,
        inmss=held[:, inmss].sum(axis=1),
        in_county=held[:, in_county].sum(axis=1),
        over_capacity=np.array([year.over_capacity.sum() for year in path.years]),
        miles=np.array([(year.held.learners * pairs.miles[year.held.pairs]).sum() for year in path.years]),
        displaced=inmss_learners(setting, path).displaced,
        new_place=new_place(setting, path),
    )


def new_place(setting: Setting, path: Path) -> Floats:
    """Value and saving of one more place by year ahead and cell, (2, years, cells); empty where not worked out."""
    weight = setting.parameters.allocation.mile_weight_gbp
    miles = setting.local_miles[setting.cells.area, setting.cells.phase]
    worked_out = [
        new_place_values(year.learner_value_gbp, year.learner_money_gbp, running, weight * miles)
        for year, running in zip(path.years, path.steered.new_place_gbp, strict=True)
        if year.learner_value_gbp is not None and year.learner_money_gbp is not None
    ]
    return np.array(worked_out).transpose(1, 0, 2) if worked_out else np.empty((0, 0, 0))


def inmss_learners(setting: Setting, path: Path) -> AtInmss:
    """Why learners whose need a state place could meet are at INMSS, (years + 1, cells) each."""
    learners = [year.held for year in path.years]
    return at_inmss(setting.cells, setting.pairs, setting.directed, learners, path.directed, path.steered.in_reach)


PLACE_VALUE_DRAWS = 25
"""Most draws that work out place values; evenly chosen, since each costs time."""
Report = Callable[[int], None]
Task = tuple[AreaPlans, Floats, bool]
AT_ONCE, AT_LEAST = 10, 4
"""Most neighbouring draws that a worker is handed at once, and how many such handfuls each has to take at least."""
EVERY_FIFTH_YEAR = slice(-1, 0, -5)
"""Years by which draws are put in order, the last and back from it: one year of a path is much like the next."""


def run_draws(setting: Setting, plans: AreaPlans, luck: Floats, workers: int, report: Report) -> Outcome:
    """Run one path for each draw; ``report`` is told how many are done.

    ``plans`` are those of every draw, ``luck`` (levers, draws) of the levers.
    """
    draws = luck.shape[1]
    outcomes: dict[int, Outcome] = {}
    with _crew(setting, min(workers, draws)) as pool:
        order, valued = _near_order(setting, plans, draws), set(place_value_draws(draws))
        tasks = [(plans.path(draw), luck[:, draw], draw in valued) for draw in order]
        for place, outcome in _each(setting, tasks, pool, workers):
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


def _near_order(setting: Setting, plans: AreaPlans, draws: int) -> list[int]:
    """Order of the draws by who requires a place, levers acting as on the central path."""
    steered = steer(setting, np.zeros(len(setting.levers)))
    paths = (plans.path(draw) for draw in range(draws))
    required = [required_learners(setting, path, steered, EVERY_FIFTH_YEAR) for path in paths]
    return order_of_draws(np.array(required, dtype=np.float32))


def _context() -> BaseContext:
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


@contextmanager
def _crew(setting: Setting, workers: int) -> Iterator[ProcessPoolExecutor | None]:
    """A pool of processes; none where one worker is enough."""
    if workers < 2:
        yield None
        return
    pool = ProcessPoolExecutor(workers, _context(), _start_worker, (setting,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _each(
    setting: Setting, tasks: list[Task], pool: ProcessPoolExecutor | None, workers: int
) -> Iterator[tuple[int, Outcome]]:
    """Outcomes with the places of their tasks, as they are done, in this process where there is no pool.

    Neighbouring draws go to one worker together, so that its next draw is near its last.
    """
    if pool is None:
        bench = _bench(setting)
        yield from ((place, _outcome(bench, task)) for place, task in enumerate(tasks))
        return
    at_once = max(1, min(AT_ONCE, len(tasks) // (AT_LEAST * workers)))
    handed = {pool.submit(_work, tasks[first : first + at_once]): first for first in range(0, len(tasks), at_once)}
    for future in as_completed(handed):
        yield from enumerate(future.result(), handed[future])


@dataclass(frozen=True)
class _Bench:
    """What a process builds once: its programmes, and what levers make of the setting where every path has the same."""

    setting: Setting
    programmes: tuple[Programme, ...]
    steady: Steered | None


def _bench(setting: Setting) -> _Bench:
    return _Bench(setting, setting.programmes(shared=False), steady(setting))


def _outcome(bench: _Bench, task: Task) -> Outcome:
    plans, luck, valued = task
    steered = bench.steady or steer(bench.setting, luck)
    return outcome_of(bench.setting, follow(bench.setting, bench.programmes, plans, steered, place_values=valued))


_worker: dict[str, _Bench] = {}
"""In a worker process only: what it built."""


def _start_worker(setting: Setting) -> None:
    _worker["mine"] = _bench(setting)


def _work(tasks: list[Task]) -> list[Outcome]:
    return [_outcome(_worker["mine"], task) for task in tasks]
