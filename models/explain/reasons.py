"""Says in words and numbers, year by year, why learners of a cell are left without a place.

* No provider takes the need in the phase, or none within the longest journey does.
* Those that do are closed in the year, or beyond the journey limit that a lever sets.
* All that are left are full: the nearest are named, with their places (those kept for the phase, where they are) and
  learners, and how many of these are there by order or preference.
* Places are free, but using them costs more than the penalty of an unplaced learner.

Nobody is unplaced for being directed away: constraint (5) places directed learners, above the places if need be. What
direction does is take places from others, and that is said of the provider.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Indices
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.steered import journey_limits
from models.places.travel import limit_minutes
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import NEEDS, PHASES, REQUIREMENTS, academic_year

NAMED = 3
"""Providers named before the rest are counted."""
FREE = 0.05
"""Places below this are none: a plan counts in fractions of learners."""


@dataclass(frozen=True)
class YearOfReasons:
    """One year of a path, as a reason needs it: by pair, by cell (unplaced), or by provider and row for places."""

    label: str
    learners: AtPairs
    directed: AtPairs
    usable_places: Floats
    usable_row_places: Floats
    unplaced: Floats
    limit_miles: Floats


def years_of(instance: Instance, path: Path) -> tuple[YearOfReasons, ...]:
    """Return the years of a path."""
    limits = journey_limits(instance)
    return tuple(
        YearOfReasons(
            academic_year(int(census)),
            year.held,
            path.directed[place],
            path.steered.usable_places[place],
            path.steered.usable_row_places[place],
            year.unplaced,
            limits[place],
        )
        for place, (census, year) in enumerate(zip(instance.years, path.years, strict=True))
    )


def reason(instance: Instance, names: dict[str, str], year: YearOfReasons, cell: int) -> str:
    """Why learners of a cell have no place in a year."""
    cells, pairs = instance.cells, instance.pairs
    need, phase = NEEDS[cells.need[cell]], PHASES[cells.phase[cell]]
    who = f"{need} in {phase} ({REQUIREMENTS[cells.requirement[cell]]})"
    mine = np.flatnonzero(pairs.cell == cell)
    near = mine[np.argsort(pairs.miles[mine], kind="stable")]
    if not near.size:
        return _nobody(instance, cell, who)
    places = _places(instance, year, near)
    if not (places > 0).any():
        return f"no provider that takes {who} has places in {year.label}: {_listed(_names(instance, names, near))}"
    near, places = near[places > 0], places[places > 0]
    within = (pairs.miles[near] <= year.limit_miles[near]) & ~instance.forbidden[near]
    if not within.any():
        return f"no provider within {_limit(instance, year, near, cell)}, takes {who}"
    near, places = near[within], places[within]
    held = _held(instance, year.learners, near)
    free = places - held > FREE
    described = [
        f"{name} {_numbers(*numbers)}"
        for name, *numbers in zip(
            _names(instance, names, near), places, held, _held(instance, year.directed, near), strict=True
        )
    ]
    if year.unplaced[cell] <= 0:
        return f"all have a place in the central run; in some draws these are full: {_listed(described)}"
    if free.any():
        chosen = [words for words, has in zip(described, free, strict=True) if has]
        return f"places are free, but cost more than the penalty of an unplaced learner: {_listed(chosen)}"
    return f"every provider that takes {who} is full: {_listed(described)}"


def _limit(instance: Instance, year: YearOfReasons, near: Indices, cell: int) -> str:
    """The limit that leaves nobody: a lever's, in miles, or the hard one of the phase, in minutes."""
    limits = year.limit_miles[near]
    if (instance.pairs.miles[near] > limits).all():
        return f"{limits.max():g} miles, the scenario's limit of {year.label}"
    minutes = limit_minutes(instance.parameters.travel)[instance.cells.phase[cell]]
    return f"{minutes:g} minutes, the scenario's hard limit of {year.label}"


def _nobody(instance: Instance, cell: int, who: str) -> str:
    cells, providers = instance.cells, instance.providers
    kind = cells.requirement[cell]
    suits = providers.needs[:, cells.need[cell]] & providers.phases[:, cells.phase[cell]]
    suits = suits & (providers.requirements[:, kind] | providers.substitutes[:, kind])
    far = f" within {instance.parameters.travel.longest_miles:g} miles" if suits.any() else ""
    return f"no provider{far} takes {who}"


def _places(instance: Instance, year: YearOfReasons, pairs: Indices) -> Floats:
    """Places that learners of these pairs can use: those kept for their phase, where they are."""
    row = instance.pairs.rows.of_pair[pairs]
    whole = year.usable_places[instance.pairs.provider[pairs]]
    return np.where(row >= 0, np.minimum(np.append(year.usable_row_places, 0.0)[row], whole), whole)


def _held(instance: Instance, learners: AtPairs, pairs: Indices) -> Floats:
    """Learners who hold places of that kind."""
    all_pairs = instance.pairs
    row = all_pairs.rows.of_pair[pairs]
    of_row = np.append(all_pairs.rows.held(learners), 0.0)[row]
    of_provider = learners.total(all_pairs.provider, len(instance.providers.ids))[all_pairs.provider[pairs]]
    return np.where(row >= 0, of_row, of_provider)


def _names(instance: Instance, names: dict[str, str], pairs: Indices) -> list[str]:
    return [names[instance.providers.ids[provider]] for provider in instance.pairs.provider[pairs]]


def _numbers(places: float, learners: float, directed: float) -> str:
    sent = f", {directed:.0f} of them by order or preference" if directed >= 0.5 else ""
    return f"({places:.0f} places, {learners:.0f} learners{sent})"


def _listed(words: list[str]) -> str:
    rest = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return ", ".join(words[:NAMED]) + rest
