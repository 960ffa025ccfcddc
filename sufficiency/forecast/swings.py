"""One-at-a-time swings: what the central figures of a year are when one assumption is low, or high, all else as it is.

A swing that changes nothing in the base year goes on from the base year that was placed already, which is most of the
time of a central run. As the solver's answer does not depend on what it solved before, the figures are those of a
central run of its own, and the same whatever the workers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np

from models.demand.forecast import Demand, forecast_plans
from models.demand.practised import Practice
from models.demand.requirement import Cells, Required, who_requires
from models.outcome.outcome import spend_of
from models.placement.futures import Futures
from models.placement.instance import Instance
from models.placement.path import follow
from models.placement.steered import steer
from models.september.stages import TwoStages
from sufficiency.errors import InputError
from sufficiency.forecast.pipeline import CentralRun, Progress, Step, central_run, priced
from sufficiency.forecast.practice import central_future_of, start_of
from sufficiency.forecast.swing_list import Ends, Swing, swings_for
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.rebuilding import with_values
from sufficiency.scenario.values import Scenario
from sufficiency.workers import crew

Figures = Mapping[str, float]
Measure = Callable[[CentralRun, Scenario, Inputs, int], Figures]
"""The figures of a central run in a census year, by name; a function that a worker process can be given by name."""
OF_THE_BASE_YEAR = ("requirement", "substitution", "travel", "eligibility")
"""Sections of parameters that say who was where in the base year, and so need a central run of their own."""


@dataclass(frozen=True)
class Swung:
    """A swing of a run: the values that it was given, and the figures that each led to."""

    swing: Swing
    ends: Ends
    own: object
    at_low: Figures
    at_high: Figures
    as_it_is: Figures


class _Task(NamedTuple):
    path: str
    value: object


@dataclass(frozen=True)
class _Bench:
    """What a process makes once: the central run as it is, its programmes, and what practice goes on from."""

    scenario: Scenario
    inputs: Inputs
    year: int
    measure: Measure
    made: CentralRun
    programmes: tuple[TwoStages, ...]
    start: Practice


def swings_of(
    scenario: Scenario, inputs: Inputs, measure: Measure, year: int, workers: int, progress: Progress
) -> tuple[Swung, ...]:
    """Swing every assumption of the list between its ends; ``measure`` reads the figures of the census ``year``."""
    near = replace(scenario, draws=1, horizon=min(year + 1, scenario.horizon))
    found = [(swing, _own(near, swing), swing.ends.of(near, swing.path)) for swing in swings_for(near)]
    asked = {_Task(swing.path, value) for swing, own, ends in found for value in ends if value != own}
    tasks = [task for task in sorted(asked, key=str) if _is_allowed(near, task)]
    figures: dict[_Task, Figures] = {}
    with crew(min(workers, len(tasks)), _bench, (near, inputs, year, measure)) as hands:
        for place, answer in hands.each(_swung, [None, *tasks]):
            figures[_AS_IT_IS if place == 0 else tasks[place - 1]] = answer
            progress(Step(f"assumption {len(figures)} of {len(tasks) + 1} swung", passing=True))
    return tuple(_all_of(found, figures))


_AS_IT_IS = _Task("", None)


def _all_of(found: list[tuple[Swing, object, Ends]], figures: Mapping[_Task, Figures]) -> Iterator[Swung]:
    """The swings whose ends the schema allows; an end that is the run's own value leads to the run's own figures."""
    as_it_is = figures[_AS_IT_IS]
    for swing, own, ends in found:
        led = [as_it_is if value == own else figures.get(_Task(swing.path, value)) for value in ends]
        low, high = led
        if low is not None and high is not None:
            yield Swung(swing, ends, own, low, high, as_it_is)


def _own(scenario: Scenario, swing: Swing) -> object:
    return scenario.set_values[swing.path].value


def _is_allowed(scenario: Scenario, task: _Task) -> bool:
    """Whether the schema allows a value beside the scenario's others."""
    try:
        _changed(scenario, task)
    except InputError:
        return False
    return True


def _changed(scenario: Scenario, task: _Task) -> Scenario:
    """The scenario with one value changed, as short and as certain as it is."""
    changed = with_values(scenario, {task.path: task.value}, scenario.scenario_id)
    return replace(changed, draws=scenario.draws, horizon=scenario.horizon)


def _bench(material: tuple[Scenario, Inputs, int, Measure]) -> _Bench:
    scenario, inputs, year, measure = material
    made = central_run(scenario, inputs, place_values=False)
    start = start_of(made.demand.authority, inputs, scenario.parameters.practised)
    return _Bench(scenario, inputs, year, measure, made, made.instance.programmes(shared=False), start)


def _swung(bench: _Bench, task: _Task | None) -> Figures:
    """The figures of one value, or of the run as it is."""
    scenario = bench.scenario if task is None else _changed(bench.scenario, task)
    made = bench.made if task is None else _run_of(bench, scenario)
    return bench.measure(made, scenario, bench.inputs, bench.year)


def _run_of(bench: _Bench, scenario: Scenario) -> CentralRun:
    """The central run of a scenario that differs from the bench's in one value."""
    base, method, levers = bench.made, scenario.parameters, scenario.levers
    demand = _demand(bench, scenario)
    required = who_requires(demand.authority.joint, demand.by_area, method.requirement, levers)
    if not (_same_base_year(bench.scenario, scenario) and _same_required(base.instance.required, required)):
        return central_run(scenario, bench.inputs, place_values=False)
    instance = replace(base.instance, parameters=method, levers=levers, survival=demand.rates.survival)
    if method.costs != bench.scenario.parameters.costs:
        instance = replace(instance, prices=priced(scenario, bench.inputs))
    programmes = bench.programmes if _same_programmes(base.instance, instance) else instance.programmes(shared=False)
    steered = steer(instance, np.zeros(len(levers)))
    future = _future(bench, scenario, demand)
    path = follow(instance, programmes, future, steered, place_values=False)
    return CentralRun(demand, base.supply, instance, future, path, *spend_of(instance, path))


def _demand(bench: _Bench, scenario: Scenario) -> Demand:
    """Plans, forecast again where what they rest on has changed."""
    before, after = [(of.parameters.growth, of.parameters.cohort, of.levers) for of in (bench.scenario, scenario)]
    if before == after:
        return bench.made.demand
    return forecast_plans(bench.made.demand.authority, scenario.parameters, scenario.levers)


def _future(bench: _Bench, scenario: Scenario, demand: Demand) -> Futures:
    same = scenario.parameters.practised == bench.scenario.parameters.practised
    start = bench.start if same else None
    return central_future_of(demand, bench.inputs, scenario.parameters, len(scenario.levers), start)


def _same_base_year(one: Scenario, other: Scenario) -> bool:
    return all(getattr(one.parameters, section) == getattr(other.parameters, section) for section in OF_THE_BASE_YEAR)


def _same_required(one: Required, other: Required) -> bool:
    """Whether the same learners require the same places in the base year, and the same groups exist later."""
    cells = all(
        np.array_equal(getattr(one.cells, axis.name), getattr(other.cells, axis.name)) for axis in fields(Cells)
    )
    arrays = ((one.shares, other.shares), (one.continuing, other.continuing), (one.learners, other.learners))
    return cells and all(np.array_equal(mine, theirs) for mine, theirs in arrays)


def _same_programmes(one: Instance, other: Instance) -> bool:
    """Whether two instances state the same programmes: costs, prices of steps, and what steers the allocation."""
    mine, theirs = one.state_steps, other.state_steps
    unplaced = np.array_equal(np.asarray(mine.unplaced_gbp), np.asarray(theirs.unplaced_gbp))
    steering, steered = (of.parameters.allocation.model_copy(update={"directed_share": 0.0}) for of in (one, other))
    practised = one.parameters.placement.as_practised == other.parameters.placement.as_practised
    prices = mine.over_gbp == theirs.over_gbp and np.array_equal(one.cost_gbp, other.cost_gbp)
    return unplaced and prices and steering == steered and practised
