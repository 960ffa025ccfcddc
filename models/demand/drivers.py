"""Why plans change between the base year and a later one: an exact split into named drivers.

Each driver is switched on alone, the others staying as in the base year, and what they do together beyond that is the
named interaction::

    plans[t] - plans[base] = ageing + population + request_rate + survival + need_mix + interaction

``ageing`` is what happens with the persons, rates and mix of the base year: plans there are move up, leave and are
replaced. ``population`` switches on the persons of each year, ``request_rate`` the request-rate index and levers on
request rates, ``survival`` and ``need_mix`` the levers on them.

Behind new plans stand requests for assessment, and assessments: as many for each plan as in the last year published
for all three (A-19).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Ints
from models.demand.cohort import Rates, Steering, need_mix, project_along
from models.demand.levers_on_plans import cohort_steering
from models.levers.lever import Lever
from models.parameters.demand import CohortParameters


@dataclass(frozen=True)
class Driver:
    """A driver as tables, pictures and pages name it, and what it stands for in words.

    The levers that count under it say so in the table of kinds of lever (``models.levers.lever``).
    """

    name: str
    title: str
    meaning: str


DRIVERS = (
    Driver(
        "ageing",
        "Momentum",
        "If nothing changed: residents of each age as in the base year, as many new plans a year as its rates give, and"
        " plans that go on as they did then",
    ),
    Driver(
        "population",
        "Population change",
        "New plans more or fewer because residents of an age are more or fewer than in the base year, with what a"
        " scenario changes of them",
    ),
    Driver(
        "request_rate",
        "Rate of new plans",
        "New plans for each resident above or below the rate of the base year, with what a scenario changes of it",
    ),
    Driver("survival", "How long plans last", "What a scenario changes of how many plans go on from year to year"),
    Driver("need_mix", "Mix of needs", "What a scenario changes of the mix of needs"),
    Driver(
        "interaction",
        "Combined effect",
        "What these do together beyond each by itself, and any ceiling on plans",
    ),
)
"""The drivers in the order of the split: the first is what happens anyway, the last what is left."""
DRIVER_NAMES = tuple(driver.name for driver in DRIVERS)


@dataclass(frozen=True)
class Story:
    """What the central forecast rests on: base stock and rates, persons, index and levers of each year ahead.

    ``stock`` (ages, needs); ``base_persons`` (ages,); ``persons`` (years, ages); ``index`` and ``years`` (years,).
    ``regimes`` says which levers hold where, ``weights`` (regimes, years, ages) how much of each age lives there.
    """

    stock: Floats
    rates: Rates
    base_persons: Floats
    persons: Floats
    index: Floats
    years: Ints
    levers: Sequence[Lever]
    regimes: tuple[tuple[int, ...], ...]
    weights: Floats


def drivers(story: Story, parameters: CohortParameters) -> Floats:
    """Plans that each driver adds by each year, (drivers, years, needs), in the order of DRIVER_NAMES.

    They add to the change of plans from the base year exactly; a prevalence ceiling counts as interaction.
    """
    nothing = _projected(story, parameters, frozenset())
    alone = [_projected(story, parameters, frozenset({driver})) - nothing for driver in DRIVER_NAMES[1:-1]]
    everything = _projected(story, parameters, frozenset(DRIVER_NAMES))
    ageing = nothing - story.stock.sum(axis=0)
    interaction = everything - nothing - np.sum(alone, axis=0)
    return np.stack([ageing, *alone, interaction])


def requests_a_plan(requests: Floats, assessments: Floats, new_plans: Floats) -> tuple[float, float] | None:
    """Requests and assessments behind each new plan, by the counts of past years in their order, (years,) each.

    A count that was not published is not a number. None where no year has all three: absent is not zero.
    """
    usable = np.flatnonzero((requests > 0) & (assessments > 0) & (new_plans > 0))
    if not usable.size:
        return None
    last = usable[-1]
    return float(requests[last] / new_plans[last]), float(assessments[last] / new_plans[last])


def _projected(story: Story, parameters: CohortParameters, on: frozenset[str]) -> Floats:
    """Plans by need (years, needs) with some drivers switched on."""
    persons = story.persons if "population" in on else np.broadcast_to(story.base_persons, story.persons.shape)
    index = story.index if "request_rate" in on else np.ones(len(story.years))
    plans = np.zeros((len(story.years), story.stock.shape[1]))
    for chosen, weight in zip(story.regimes, story.weights, strict=True):
        levers = [story.levers[place] for place in chosen if story.levers[place].kind.driver in on]
        calm = np.zeros((len(levers), 1))
        steering: Steering = cohort_steering(levers, calm, story.rates, need_mix(story.stock), story.years)
        flows = project_along(story.stock, story.rates, steering, persons, index[None, :], parameters)
        plans += (flows.closing[0] * weight[..., None]).sum(axis=1)
    return plans
