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
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from models.arrays import product
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

WEIGHTS = (0.0, 100.0, 250.0, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0)
"""Pounds a mile that are tried when none are given."""
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
        number("minutes_over", "minutes one way beyond the limit, all learners", 0),
        number("learners_over", "learners", 0),
        number("unmet", "learners", 0),
        number("unplaced", "learners", 0),
        number("above_places", "learners", 0),
    ),
)
"""One row a weight and year; ``own`` marks the scenario's weight; the year ``all`` is the mean of the years ahead."""
FIGURES = [column.name for column in FRONTIER.values[1:]]


def read_weights(words: str | None, own: float) -> tuple[float, ...]:
    """Weights in order, the scenario's own among them. Raises InputError for what is no number of pounds."""
    if words is None:
        return tuple(sorted({*WEIGHTS, own}))
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
    """Run the central forecast for each weight; contract FRONTIER."""
    made = central_run(replace(scenario, draws=1), inputs, place_values=False)
    own = scenario.parameters.allocation.mile_weight_gbp
    frames = []
    for weight in weights:
        progress(Step(f"£{weight:g} a mile"))
        instance = weighted(made.instance, weight)
        path = made.path if weight == own else _followed(made, instance)
        frames.append(_figures(instance, path).assign(mile_weight_gbp=weight, own="yes" if weight == own else "no"))
    return check(pd.concat(frames, ignore_index=True), FRONTIER)


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
    """Figures of the years ahead, and their mean."""
    pairs = instance.pairs
    limits = limit_minutes(instance.parameters.travel)[instance.cells.phase[pairs.cell]]
    over = np.where(instance.eligibility.long.residential, 0.0, np.maximum(pairs.minutes - limits, 0.0))
    rows = [
        (
            academic_year(int(census)),
            float(product(year.learners, cost)),
            float(year.learners.sum()),
            float(product(year.learners, pairs.miles)),
            float(product(year.learners, pairs.minutes)),
            float(product(year.learners, over)),
            float(year.learners[over > 0].sum()),
            float(year.unmet.sum()),
            float(year.unplaced.sum()),
            float(year.over_capacity.sum()),
        )
        for census, year, cost in zip(instance.years[1:], path.years[1:], path.cost_gbp[1:], strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["academic_year", *FIGURES])
    mean = frame[FIGURES].mean().to_frame().T.assign(academic_year=EVERY_YEAR)
    return pd.concat([frame, mean], ignore_index=True)
