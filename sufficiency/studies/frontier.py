"""What a shorter journey costs: the central run again for a range of weights on the mile.

The weight ``w`` only steers who is placed where; nobody pays it. Each weight gives, by academic year, the running cost
of all learners with a specialist place (top-ups, fees and transport in prices of the base year), their one-way miles,
and the minutes by which journeys exceed the limit of their phase. Nobody shall be left without a place, or taught above
the places of a school, to save miles. Such a learner therefore counts as many miles as the longest journey, ``L``: the
penalties grow by ``L`` for each pound by which ``w`` exceeds the scenario's own weight. The programme of the state's
places of one September then minimises ``A + w B``::

    A = cost + U u + O v,   B = miles + L (u + v)

so a larger weight never raises ``B`` and never lowers ``A`` there. With the journeys to independent schools, which are
placed after, and over several years, in which learners who have a place keep it, this need not hold.

A weight changes nothing until it passes a kink, where another placement becomes the cheaper one. Where no weights are
given, they are therefore sought: from none to ``LARGEST_TRIED``, the step between neighbours that changes cost and
miles most is halved again and again, and of those that change nothing one is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from math import floor, log10, sqrt

import numpy as np
import pandas as pd

from models.arrays import product
from models.outcome.place_need import above_by_cell
from models.placement.instance import Instance
from models.placement.path import Path, follow
from models.placement.steered import steer
from models.places.travel import limit_minutes
from models.vocabulary import academic_year
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.pipeline import CentralRun, Progress, Step, central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario
from sufficiency.tables.contracts import Contract, check, number, text

LARGEST_TRIED, LEAST_TRIED = 8_000.0, 50.0
"""Pounds a mile: the most that is tried where no weights are given, and the least above none."""
MOST_RUNS = 9
"""Weights that are tried then, each a central run."""
SHOWN = {"cost_gbp": 1e5, "miles_each": 0.01, **dict.fromkeys(("minutes_over", "learners_over", "unmet"), 1.0)}
"""The figures of a mean year as they are written, to the nearest of these; a weight that moves none changes nothing."""
LARGEST_WEIGHT = 1e6
EVERY_YEAR = "all"
"""Stands for the mean of the years ahead."""
FRONTIER = Contract(
    "frontier",
    (number("mile_weight_gbp", "pounds a mile", 0), text("academic_year")),
    (
        text("own", ("yes", "no")),
        number("cost_gbp", "pounds a year", 0),
        number("learners", "learners", 0),
        number("miles", "miles one way, all learners", 0),
        number("minutes", "minutes one way, all learners", 0),
        number("minutes_over", "minutes one way beyond the limit, the market left out", 0),
        number("learners_over", "learners", 0),
        number("unmet", "learners", 0),
        number("unplaced", "learners", 0),
        number("above_places", "learners", 0),
    ),
)
"""One row a weight and year; ``own`` marks the scenario's weight; the year ``all`` is the mean of the years ahead."""
FIGURES = [column.name for column in FRONTIER.values[1:]]


def read_weights(words: str | None, own: float) -> tuple[float, ...]:
    """Weights in order, the scenario's own among them; none where they are to be sought.

    Raises InputError for what is no number of pounds.
    """
    if words is None:
        return ()
    found = {own}
    for word in words.split(","):
        try:
            weight = float(word)
        except ValueError:
            weight = -1.0
        if not 0.0 <= weight <= LARGEST_WEIGHT:
            message = f"'{word.strip()}' is no weight; write pounds a mile from 0 to 1000000, such as 0,250,1000"
            raise InputError([Fault("--weights", 0, 0, "", message)])
        found.add(weight)
    return tuple(sorted(found))


def frontier(scenario: Scenario, inputs: Inputs, weights: Sequence[float], progress: Progress) -> pd.DataFrame:
    """Run the central forecast for each weight; none: for those that are sought. Contract FRONTIER."""
    made = central_run(replace(scenario, draws=1), inputs, place_values=False)
    own = scenario.parameters.allocation.mile_weight_gbp

    def at(weight: float) -> pd.DataFrame:
        progress(Step(f"£{weight:,g} a mile"))
        instance = weighted(made.instance, weight)
        path = made.path if weight == own else _followed(made, instance)
        return _figures(instance, path).assign(mile_weight_gbp=weight, own="yes" if weight == own else "no")

    tried = {weight: at(weight) for weight in weights or sorted({0.0, own, max(LARGEST_TRIED, own)})}
    if not weights:
        tried = _sought(tried, at, own)
    return check(pd.concat([tried[weight] for weight in sorted(tried)], ignore_index=True), FRONTIER)


Tried = dict[float, pd.DataFrame]
"""The figures of each weight that was tried."""


def _sought(tried: Tried, at: Callable[[float], pd.DataFrame], own: float) -> Tried:
    """Halve the step that changes most until enough is tried; keep what changes something, and the scenario's own."""
    found = dict(tried)
    while len(found) < MOST_RUNS:
        steps = [(_change(found[one], found[other]), one, other) for one, other in pairwise(sorted(found))]
        open_steps = [
            (change, one, other)
            for change, one, other in steps
            if between(one, other) not in found and _shown(found[one]) != _shown(found[other])
        ]
        if not open_steps:
            break
        weight = between(*max(open_steps)[1:])
        found[weight] = at(weight)
    kept = {_shown(found[own]): own}
    for weight in sorted(found):
        kept.setdefault(_shown(found[weight]), weight)
    return {weight: found[weight] for weight in kept.values()}


def between(one: float, other: float) -> float:
    """A weight between two, in proportion, to two digits."""
    middle = sqrt(max(one, LEAST_TRIED) * other)
    return float(round(middle, 1 - floor(log10(middle))))


def _change(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """How far two weights are apart in the mean year: the larger of the shares by which cost and miles differ."""
    means = [frame.loc[frame["academic_year"] == EVERY_YEAR, ["cost_gbp", "miles"]].iloc[0] for frame in (one, other)]
    return float(((means[1] - means[0]).abs() / means[0].clip(lower=1.0)).max())


def _shown(frame: pd.DataFrame) -> tuple[int, ...]:
    year = mean_years(frame).fillna({"miles_each": 0.0}).iloc[0]
    return tuple(round(float(year[name]) / unit) for name, unit in SHOWN.items())


def unchanged(table: pd.DataFrame) -> list[tuple[float, float]]:
    """Pairs of neighbouring weights, of which the second changes nothing that shows."""
    frames = {float(str(weight)): rows for weight, rows in table.groupby("mile_weight_gbp")}
    return [(one, other) for one, other in pairwise(sorted(frames)) if _shown(frames[one]) == _shown(frames[other])]


def mean_years(table: pd.DataFrame) -> pd.DataFrame:
    """The mean year of each weight, with ``miles_each``: one-way miles a learner, blank where nobody has a place."""
    rows = table[table["academic_year"] == EVERY_YEAR]
    return rows.assign(miles_each=(rows["miles"] / rows["learners"]).where(rows["learners"] > 0))


def weighted(instance: Instance, weight: float) -> Instance:
    """The instance with another weight on the mile, and the penalties that go with it."""
    allocation = instance.parameters.allocation
    more = max(weight - allocation.mile_weight_gbp, 0.0) * float(instance.pairs.miles.max(initial=0.0))
    changes = {
        "mile_weight_gbp": weight,
        "unplaced_penalty_gbp": allocation.unplaced_penalty_gbp + more,
        "over_penalty_gbp": allocation.over_penalty_gbp + more,
    }
    placement = instance.parameters.placement
    unserved = placement.model_copy(update={"unserved_weight_gbp": placement.unserved_weight_gbp + more})
    capacity = instance.parameters.capacity
    steps = {name: getattr(capacity, name) + more for name in ("first_crowding_gbp", "second_crowding_gbp")}
    changed = {
        "allocation": allocation.model_copy(update=changes),
        "placement": unserved,
        "capacity": capacity.model_copy(update=steps),
    }
    return replace(instance, parameters=instance.parameters.model_copy(update=changed))


def _followed(made: CentralRun, instance: Instance) -> Path:
    steered = steer(instance, np.zeros(len(instance.levers)))
    return follow(instance, instance.programmes(shared=True), made.future, steered, place_values=False)


def _figures(instance: Instance, path: Path) -> pd.DataFrame:
    """Figures of the years ahead, and their mean: each as in the tables of a run (``journeys``, ``place_need``)."""
    pairs, beyond = instance.pairs, instance.eligibility.long.beyond
    limits = limit_minutes(instance.parameters.travel)[instance.cells.phase[pairs.cell]]
    over, above = np.where(beyond, pairs.minutes - limits, 0.0), above_by_cell(instance, path)[1:].sum(axis=1)
    rows = [
        (
            academic_year(int(census)),
            float(product(year.learners, cost)),
            float(year.learners.sum()),
            float(product(year.learners, pairs.miles)),
            float(product(year.learners, pairs.minutes)),
            float(product(year.learners, over)),
            float(year.learners[beyond].sum()),
            float(year.unmet.sum()),
            float(year.unplaced.sum()),
            float(full),
        )
        for census, year, cost, full in zip(instance.years[1:], path.years[1:], path.cost_gbp[1:], above, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["academic_year", *FIGURES])
    mean = frame[FIGURES].mean().to_frame().T.assign(academic_year=EVERY_YEAR)
    return pd.concat([frame, mean], ignore_index=True)
