"""Who may go where: cells of learners, providers, and the eligible pairs between them.

A cell is an area, phase, need and requirement. A pair is eligible when the provider takes the need, the phase and
the requirement, and the journey is within the limit. A provider takes a phase when it serves at least three of the
phase's ages, or half of them (an infant school's base takes the primary phase, a school from age 9 does not); of the
early years and of post-19 one age is enough. Evidence goes before designation: where a cell has learners in a kind
of provision in the base year and no provider of that kind is known to take their phase, those that take their need and
requirement take them, whatever the distance. What a scenario opens (``models.parameters.substitution``) only adds
pairs: the evidence is that of what providers state. A provider without places in the base year is no evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Indices
from models.demand.requirement import Cells, Required
from models.parameters.method import MethodParameters, TravelParameters
from models.parameters.substitution import opened
from models.places.capacity import PhaseRows, phase_rows
from models.places.journeys import MeasuredJourneys
from models.places.supply import Supply
from models.places.travel import Journeys, limit_minutes
from models.vocabulary import (
    AGES,
    INMSS,
    NEEDS,
    PHASES,
    PROVISIONS,
    REQUIREMENTS,
    Phase,
    Provision,
    Requirement,
    ages_of_phase,
)


@dataclass(frozen=True)
class Providers:
    """Providers in a fixed order: ids, provision (index into PROVISIONS) and what each takes.

    phases, needs, requirements : (providers, ...) what each takes; ``substitutes`` (providers, requirements) what a
        scenario opens to its kind besides.
    elastic : the independent market; ``home`` the providers that stand in the authority; ``split`` those that keep
        places for single phases.
    ages, sexes : (providers, ages) and (providers, boys and girls) that each serves; ``partly`` (providers, phases)
        marks phases of which it takes only those ages.
    """

    ids: tuple[str, ...]
    provision: Indices
    phases: Flags
    needs: Flags
    requirements: Flags
    substitutes: Flags
    elastic: Flags
    home: Flags
    split: Flags
    ages: Flags
    sexes: Flags
    partly: Flags

    def of_kind(self, provisions: tuple[Provision, ...]) -> Flags:
        """Whether each is one of the kinds, (providers,)."""
        return np.isin(self.provision, [PROVISIONS.index(provision) for provision in provisions])


@dataclass(frozen=True)
class Eligible:
    """Eligible pairs, sorted by cell and provider: indices, one-way miles and minutes, (pairs,) each.

    ``onward`` is the pair of the same learners at the same provider in the next phase, -1 where it has none; ``rows``
    the places kept for one phase that pairs use. ``whole`` marks pairs whose provider takes the phase, not single ages.
    """

    cell: Indices
    provider: Indices
    miles: Floats
    minutes: Floats
    onward: Indices
    rows: PhaseRows
    whole: Flags


@dataclass(frozen=True)
class LongJourneys:
    """Pairs, (pairs,) each: ``beyond`` the limit of their phase by a daily journey, or ``residential``.

    ``stated`` pairs have the one journey that the pack states for a market, whose schools stand nearer and farther: it
    is judged by no limit.
    """

    beyond: Flags
    residential: Flags
    stated: Flags


def long_journeys(
    cells: Cells, pairs: Eligible, boards: Flags, measured: MeasuredJourneys, parameters: TravelParameters
) -> LongJourneys:
    """Which pairs are too far for every day; ``boards`` (providers,) are those who may have boarders."""
    stated = measured.stated[cells.area[pairs.cell], cells.phase[pairs.cell], pairs.provider]
    far = pairs.minutes > parameters.residential_beyond_minutes
    residential = far & boards[pairs.provider] & ~stated & parameters.residential
    beyond = pairs.minutes > limit_minutes(parameters)[cells.phase[pairs.cell]]
    return LongJourneys(beyond & ~residential & ~stated, residential, stated)


@dataclass(frozen=True)
class Eligibility:
    """Who may go where: providers with what they take, the eligible pairs, and those that are too far for every day."""

    providers: Providers
    pairs: Eligible
    long: LongJourneys


def who_may_go_where(
    required: Required, supply: Supply, journeys: MeasuredJourneys, parameters: MethodParameters
) -> Eligibility:
    """Find the eligible pairs of the cells that occur, by the rule of the module and what the scenario opens."""
    stated = read_providers(supply.providers, supply.split)
    providers = with_substitutes(stated, opened(parameters.substitution.model_dump()))
    if parameters.eligibility.own_ages_and_sex:
        providers = by_age_and_sex(providers, supply.sexes)
    cells, travel = required.cells, parameters.travel
    is_open = supply.usable_places[0] > 0
    pairs = eligible_pairs(cells, providers, journeys.travel, travel.longest_miles, required.learners, is_open)
    long = long_journeys(cells, pairs, supply.boards & providers.of_kind(INMSS), journeys, travel)
    return Eligibility(providers, pairs, long)


def read_providers(table: pd.DataFrame, split: Flags | None = None) -> Providers:
    """Arrange a pack's table of providers; ``split`` (providers,) marks those with places by phase, None: none."""
    return Providers(
        ids=tuple(table["provider_id"]),
        provision=np.array([PROVISIONS.index(provision) for provision in table["provision"]], dtype=np.intp),
        phases=np.array(
            [
                [takes_phase(phase, int(low), int(high)) for phase in PHASES]
                for low, high in zip(table["min_age"], table["max_age"], strict=True)
            ],
            dtype=np.bool_,
        ).reshape(len(table), len(PHASES)),
        needs=_members(table["needs"], tuple(str(need) for need in NEEDS)),
        requirements=_members(table["requirements"], tuple(str(requirement) for requirement in REQUIREMENTS)),
        substitutes=np.zeros((len(table), len(REQUIREMENTS)), dtype=np.bool_),
        elastic=(table["elastic"] == "yes").to_numpy(dtype=np.bool_),
        home=(table["area"] != "").to_numpy(dtype=np.bool_),
        split=np.zeros(len(table), dtype=np.bool_) if split is None else split,
        ages=np.array(
            [
                [low <= age <= high for age in AGES]
                for low, high in zip(table["min_age"], table["max_age"], strict=True)
            ],
            dtype=np.bool_,
        ).reshape(len(table), len(AGES)),
        sexes=np.ones((len(table), 2), dtype=np.bool_),
        partly=np.zeros((len(table), len(PHASES)), dtype=np.bool_),
    )


def by_age_and_sex(providers: Providers, sexes: Flags) -> Providers:
    """Providers that take single ages of a phase, and only the ``sexes`` (providers, boys and girls) they are for."""
    any_age = np.array([providers.ages[:, list(ages_of_phase(phase))].any(axis=1) for phase in PHASES]).T
    return replace(providers, sexes=sexes, partly=any_age.reshape(providers.phases.shape) & ~providers.phases)


def with_substitutes(providers: Providers, opened: Mapping[Provision, tuple[Requirement, ...]]) -> Providers:
    """Providers that also take the requirements that a scenario opens to their kind."""
    further = np.array([[kind in opened.get(provision, ()) for kind in REQUIREMENTS] for provision in PROVISIONS])
    return replace(providers, substitutes=further[providers.provision])


def takes_phase(phase: Phase, low: int, high: int) -> bool:
    """Whether ages ``low`` to ``high`` (on 31 August, inclusive) serve a phase."""
    ages = ages_of_phase(phase)
    served = sum(low <= age <= high for age in ages)
    if phase in (Phase.EARLY_YEARS, Phase.POST_19):
        return served > 0
    return served >= 3 or 2 * served >= len(ages)


def _members(codes: pd.Series, vocabulary: tuple[str, ...]) -> Flags:
    held = [set(str(text).split()) for text in codes]
    taken = np.array([[word in words for word in vocabulary] for words in held], dtype=np.bool_)
    return taken.reshape(len(held), len(vocabulary))


def eligible_pairs(
    cells: Cells, providers: Providers, travel: Journeys, longest_miles: float, learners: Floats, is_open: Flags
) -> Eligible:
    """Pairs that satisfy the rule of the module.

    ``travel`` is (areas, phases, providers); ``learners`` (cells, provisions) of the base year are the evidence, and
    ``is_open`` (providers,) says who had places then.
    """
    miles = travel.miles[cells.area, cells.phase]
    needs, within = providers.needs[:, cells.need].T, miles <= longest_miles
    near = providers.phases[:, cells.phase].T & within
    suits = needs & providers.requirements[:, cells.requirement].T
    takes = suits & near
    kinds = np.equal.outer(providers.provision, np.arange(learners.shape[1]))
    lacking = (learners > 0) & ~(((takes & is_open).astype(np.int64) @ kinds) > 0)
    takes |= suits & (lacking.astype(np.int64) @ kinds.T > 0)
    substitutes = needs & providers.substitutes[:, cells.requirement].T
    whole = takes | (substitutes & near)
    partly = (suits | substitutes) & providers.partly[:, cells.phase].T & within
    cell, provider = np.nonzero(whole | partly)
    return Eligible(
        cell=cell,
        provider=provider,
        miles=miles[cell, provider],
        minutes=travel.minutes[cells.area, cells.phase][cell, provider],
        onward=_onward(cells, cell, provider),
        rows=phase_rows(providers.split, provider, cells.phase[cell]),
        whole=whole[cell, provider],
    )


def _onward(cells: Cells, cell: Indices, provider: Indices) -> Indices:
    """Index of the pair with the next phase's cell at the same provider, or -1."""
    keys = np.stack([cells.area, cells.phase, cells.need, cells.requirement])[:, cell]
    index = {
        (*key, j): pair
        for pair, (key, j) in enumerate(zip(zip(*keys.tolist(), strict=True), provider.tolist(), strict=True))
    }
    return np.array(
        [
            index.get((a, f + 1, n, r, j), -1)
            for (a, f, n, r), j in zip(zip(*keys.tolist(), strict=True), provider.tolist(), strict=True)
        ],
        dtype=np.intp,
    )
