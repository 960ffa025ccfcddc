"""Places that nobody can take: those of a provider too far from everyone whom it takes, or that takes nobody there is.

A provider is within reach of the learners who require a place in the year in a cell of one of its pairs, where the pair
is open, within the journey limits of levers, and not forbidden by a hard limit. Below ``NOBODY`` there are none.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.steered import journey_limits
from models.places.travel import limit_minutes
from models.vocabulary import AGES, NEEDS

NOBODY = 0.05
"""Learners below this are none: a plan counts in fractions of learners."""


@dataclass(frozen=True)
class Unreached:
    """Places that nobody can take: the provider, the years (places in ``Instance.years``), most places, and why."""

    provider: int
    years: tuple[int, ...]
    places: float
    why: str


def unreached(instance: Instance, path: Path) -> tuple[Unreached, ...]:
    """Providers with places in a year ahead that nobody can take then; a market stands nowhere and is left out."""
    places, reach = path.steered.usable_places, _within_reach(instance, path)
    lost = (places > 0) & (reach < NOBODY) & ~instance.providers.elastic
    lost[0] = False
    return tuple(
        Unreached(
            provider,
            tuple(np.flatnonzero(lost[:, provider]).tolist()),
            float(places[lost[:, provider], provider].max()),
            _why(instance, path, provider, int(np.argmax(lost[:, provider]))),
        )
        for provider in np.flatnonzero(lost.any(axis=0)).tolist()
    )


def _within_reach(instance: Instance, path: Path) -> Floats:
    """Learners who could be at each provider, (years + 1, providers)."""
    pairs, size = instance.pairs, len(instance.providers.ids)
    may = (pairs.miles <= journey_limits(instance)) & ~instance.forbidden & path.steered.open_pairs
    learners = path.required[:, pairs.cell] * may
    return np.array([np.bincount(pairs.provider, year, size) for year in learners])


def _why(instance: Instance, path: Path, provider: int, year: int) -> str:
    """Why nobody can take the places of a provider in a year."""
    takes = _takes(instance, provider) & (path.required[year] >= NOBODY)
    if not takes.any():
        return _nobody(instance, provider)
    cells = instance.cells
    miles = instance.journeys.travel.miles[cells.area[takes], cells.phase[takes], provider]
    limit = instance.parameters.travel.longest_miles
    if miles.min() > limit:
        return f"the nearest whom it takes live {miles.min():.0f} miles away, and no journey is over {limit:g} miles"
    mine = np.flatnonzero(instance.pairs.provider == provider)
    limits = journey_limits(instance)[year, mine]
    if mine.size and (instance.pairs.miles[mine] > limits).all():
        return (
            f"the nearest whom it takes live {miles.min():.0f} miles away, and the scenario's journey limit is"
            f" {limits.max():g} miles"
        )
    minutes = limit_minutes(instance.parameters.travel).max()
    return f"the nearest whom it takes live {miles.min():.0f} miles away, beyond the hard limit of {minutes:g} minutes"


def _takes(instance: Instance, provider: int) -> Flags:
    """Cells whose need, phase and requirement a provider takes, (cells,)."""
    cells, providers = instance.cells, instance.providers
    kinds = providers.requirements[provider] | providers.substitutes[provider]
    phases = providers.phases[provider] | providers.partly[provider]
    return np.asarray(providers.needs[provider, cells.need] & phases[cells.phase] & kinds[cells.requirement])


def _nobody(instance: Instance, provider: int) -> str:
    """Whom a provider takes, where there is nobody such."""
    providers = instance.providers
    ages = [age for age, has in zip(AGES, providers.ages[provider], strict=True) if has]
    span = f"{ages[0]} to {ages[-1]}"
    if not (providers.phases[provider] | providers.partly[provider]).any():
        return f"its ages, {span}, are too few of any phase, of which it takes three or half to take the phase"
    needs = [str(need) for need, has in zip(NEEDS, providers.needs[provider], strict=True) if has]
    return f"no learner who requires such a place is one that it takes: {', '.join(needs)}, ages {span}"
