"""How near learners have their specialist places: daily journeys, places within the limit, near home, over the border.

A journey is that of an area, phase and provider: the same for all learners of the three. The 95th percentile and the
count beyond the limit are over learners. Learners who board make no daily journey: they are counted by themselves. So
are those in the independent market: its one stated journey stands for schools nearer and farther, and says nothing
about limits.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.placement.instance import Instance
from models.placement.path import Path
from models.places.travel import limit_minutes
from models.vocabulary import IN_COUNTY, STATE_REQUIREMENTS

SMALLEST = 5e-9
"""Learners below this are nobody: they would be written as zero."""


@dataclass(frozen=True)
class JourneysMade:
    """Journeys of some learners with a place: miles and minutes one way, of the ``daily`` travellers alone.

    ``learners`` travel daily or board (``residential``); the journey of the ``stated`` is the one that the pack states
    for a market. Means and percentile are not numbers where nobody travels daily.
    """

    learners: float
    daily: float
    residential: float
    stated: float
    mean_miles: float
    mean_minutes: float
    p95_minutes: float
    over_limit: float


def journeys_made(instance: Instance, learners: Floats, some: Flags) -> JourneysMade:
    """Journeys of the ``learners`` (pairs,) of ``some`` pairs (pairs,)."""
    pairs, long = np.flatnonzero(some & (learners > SMALLEST)), instance.eligibility.long
    boards = long.residential[pairs]
    mine, daily = pairs[~boards], learners[pairs[~boards]]
    minutes, miles = instance.pairs.minutes[mine], instance.pairs.miles[mine]
    travels = daily.size > 0
    return JourneysMade(
        learners=float(learners[pairs].sum()),
        daily=float(daily.sum()),
        residential=float(learners[pairs[boards]].sum()),
        stated=float(daily[long.stated[mine]].sum()),
        mean_miles=float(np.average(miles, weights=daily)) if travels else np.nan,
        mean_minutes=float(np.average(minutes, weights=daily)) if travels else np.nan,
        p95_minutes=weighted_quantile(minutes, daily, 0.95) if travels else np.nan,
        over_limit=float(daily[long.beyond[mine]].sum()),
    )


def weighted_quantile(values: Floats, weights: Floats, share: float) -> float:
    """Least value that at least ``share`` of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1] * (1 - 1e-12))])


@dataclass(frozen=True)
class AreaAccess:
    """Learners of an area who need a base or a special school, and the journeys of all with a specialist place.

    ``within_reach`` have an open state school or base of the authority that takes their need, phase and requirement
    within the journey limit of their phase, full or not, as for who is displaced; ``in_reach`` have a place in one.
    """

    state_required: float
    within_reach: float
    in_reach: float
    journeys: JourneysMade

    @property
    def anybody(self) -> bool:
        """Whether anybody of the area needs a state place or travels to one."""
        return self.journeys.daily + self.state_required > SMALLEST

    def share(self, learners: float) -> float:
        """Share of those who need a state place; not a number where nobody does."""
        return min(learners / self.state_required, 1.0) if self.state_required > SMALLEST else np.nan


def access_by_area(instance: Instance, path: Path) -> list[list[AreaAccess]]:
    """Access in each year from the base year on: of each area in turn and, last, of all areas together."""
    cells, pairs = instance.cells, instance.pairs
    local = (instance.providers.of_kind(IN_COUNTY) & instance.providers.home)[pairs.provider]
    near = local & (pairs.minutes <= limit_minutes(instance.parameters.travel)[cells.phase[pairs.cell]])
    wanted = cells.requires(*STATE_REQUIREMENTS)
    everyone = np.ones(len(cells.area), dtype=np.bool_)
    areas = [*(cells.area == area for area in range(len(instance.areas))), everyone]
    return [
        [
            AreaAccess(
                state_required=float(required[mine & wanted].sum()),
                within_reach=float(required[mine & wanted & reachable].sum()),
                in_reach=float(year.learners[near & (mine & wanted)[pairs.cell]].sum()),
                journeys=journeys_made(instance, year.learners, mine[pairs.cell]),
            )
            for mine in areas
        ]
        for required, reachable, year in zip(path.required, path.steered.in_reach, path.years, strict=True)
    ]


def near_home(state: Flags, at_home: Flags, own_area: Flags, elastic: Flags) -> dict[str, Flags]:
    """Where the place of each placement counts, by the measures of near and far.

    Each argument says of the placement's provider: whether it is a state special school or base (``state``), stands in
    the authority, stands in the area in which the learners live, and is the market (``elastic``). The market stands
    nowhere that is known: it is counted apart, neither in the authority nor out of it. So ``in_authority``,
    ``out_of_authority`` and ``in_market`` add up to everybody, and ``in_area_state`` is part of ``in_authority``.
    """
    return {
        "in_area_state": state & at_home & own_area,
        "in_authority": at_home & ~elastic,
        "out_of_authority": ~at_home & ~elastic,
        "in_market": elastic,
    }


@dataclass(frozen=True)
class Crossing:
    """Places and learners that cross the border in one direction, (providers,) each; ``theirs`` marks whose they are.

    ``import``: places of the authority's own providers that are kept for learners of other authorities, and taken to
    be filled. ``export``: the authority's learners at providers outside it, and the places that it can count on there.
    ``market``: those it buys in the independent market, wherever that stands.
    """

    direction: str
    theirs: Flags
    places: Floats
    learners: Floats


def border_crossings(instance: Instance, path: Path) -> list[list[Crossing]]:
    """What crosses the border in each year from the base year on, direction by direction."""
    home, elastic = instance.providers.home, instance.providers.elastic
    found = []
    for place, year in enumerate(path.years):
        reserved = np.minimum(instance.reserved[place], instance.places[place])
        held, usable = year.held.total(instance.pairs.provider, home.size), path.steered.usable_places[place]
        found.append(
            [
                Crossing("import", home, reserved, reserved),
                Crossing("export", ~home & ~elastic, usable, held),
                Crossing("market", ~home & elastic, usable, held),
            ]
        )
    return found
