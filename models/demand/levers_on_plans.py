"""Applies levers to plans and to who requires a place, year by year and path by path.

``models.placement.levers_on_pairs`` does the same for prices, journeys and the independent market.

``years`` are the census years ahead. ``luck`` holds a standard normal deviate for every lever (rows, in the order of
``levers``) and path; the central forecast has one path of zeros.
"""

from collections.abc import Sequence

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.demand.cohort import Rates, Steering
from models.levers.acting import aims_at_ages, aims_at_needs, amounts, chosen, moved, weights, within
from models.levers.lever import Lever, What
from models.vocabulary import AGES, NEEDS, PHASES, REQUIREMENTS, Requirement, ages_of_phase, phase_of_age


def cohort_steering(levers: Sequence[Lever], luck: Floats, rates: Rates, mix: Floats, years: Ints) -> Steering:
    """Incidence, survival, need mix and ceiling as levers leave them; arrays (paths, years, ages, needs).

    ``rates`` may differ between paths; ``mix`` is (ages, needs).
    """
    shape = (luck.shape[1], len(years), *mix.shape)
    incidence, survival = (np.broadcast_to(rate[..., None, :, :], shape) for rate in (rates.incidence, rates.survival))
    wanted = np.broadcast_to(mix, shape)
    for row, lever in chosen(levers, What.REQUEST_RATE):
        incidence = within(_moved_cohort(incidence, lever, luck[row], years), lever.what)
    for row, lever in chosen(levers, What.SURVIVAL):
        survival = within(_moved_cohort(survival, lever, luck[row], years), lever.what)
    for row, lever in chosen(levers, What.NEED_MIX):
        started = incidence.sum(axis=3, keepdims=True)
        share = incidence / np.where(started > 0, started, 1.0)
        incidence = started * _share_moved(share, lever, luck[row], years)
        wanted = _share_moved(wanted, lever, luck[row], years)
    return Steering(incidence, survival, wanted, prevalence_ceiling(levers, years))


def _moved_cohort(values: Floats, lever: Lever, luck: Floats, years: Ints) -> Floats:
    """Move (paths, years, ages, needs) values; :mod:`models.demand.areas` chooses the levers that hold in an area."""
    weight = weights(lever, years)[:, None, None] * aims_at_ages(lever, years, AGES)[:, :, None]
    weight = weight * aims_at_needs(lever, NEEDS)
    return moved(values, lever, amounts(lever, luck)[:, None, None, None], weight)


def _share_moved(share: Floats, lever: Lever, luck: Floats, years: Ints) -> Floats:
    """Move the share of the needs aimed at; the other needs give or take in proportion, so that shares add to 1."""
    aimed = aims_at_needs(lever, NEEDS)
    after = within(_moved_cohort(share, lever, luck, years), lever.what) * aimed
    after = after / np.maximum(after.sum(axis=3, keepdims=True), 1.0)
    others = share * (1.0 - aimed)
    total = others.sum(axis=3, keepdims=True)
    left = share.sum(axis=3, keepdims=True) - after.sum(axis=3, keepdims=True)
    return np.asarray(np.where(total > 0, after + others * left / np.where(total > 0, total, 1.0), share))


def prevalence_ceiling(levers: Sequence[Lever], years: Ints) -> Floats:
    """The most plans a person aged 0 to 25 in each year; infinite without a lever."""
    ceiling = np.full(len(years), np.inf)
    for _, lever in chosen(levers, What.PREVALENCE_CEILING):
        ceiling = np.where(weights(lever, years) > 0, np.minimum(ceiling, lever.amount), ceiling)
    return ceiling


def steered_population(levers: Sequence[Lever], population: Floats, areas: tuple[str, ...], years: Ints) -> Floats:
    """Persons (years, areas, ages) as levers leave them."""
    for _, lever in chosen(levers, What.POPULATION):
        in_area = np.array([not lever.where.areas or area in lever.where.areas for area in areas], dtype=np.float64)
        weight = weights(lever, years)[:, None, None] * in_area[None, :, None]
        weight = weight * aims_at_ages(lever, years, AGES)[:, None, :]
        population = within(moved(population, lever, lever.amount, weight), lever.what)
    return population


def steered_requirement(levers: Sequence[Lever], luck: Floats, shares: Floats, years: Ints, area: str = "") -> Floats:
    """Requirement shares (years, ages, needs, requirements) of those who live in ``area``, on one path.

    ``luck`` is (levers,), ``shares`` without years. A lever works at natural transition points only, unless it says
    otherwise: an age is moved by the weight of the year in which it entered its phase, if the lever was aimed at it
    then.
    """
    steered = np.repeat(shares[None], len(years), axis=0)
    for row, lever in chosen(levers, What.REQUIREMENT_MIX):
        if lever.where.areas and area not in lever.where.areas:
            continue
        weight = _entry_weights(lever, years) if lever.at_transfer else _yearly_weights(lever, years)
        weight = weight[:, :, None] * aims_at_needs(lever, NEEDS)
        held, other = (_share_held(steered, kind) for kind in (lever.moves_from, lever.moves_to))
        after = np.clip(moved(held, lever, float(amounts(lever, luck[row : row + 1])[0]), weight), 0.0, held + other)
        steered = steered.copy()
        if lever.moves_from is not None:
            steered[..., _column(lever.moves_from)] += after - held
        if lever.moves_to is not None:
            steered[..., _column(lever.moves_to)] += held - after
    return within(steered, What.REQUIREMENT_MIX)


def may_require(levers: Sequence[Lever], shares: Floats) -> Flags:
    """Kinds of place that an age and need requires or that levers may bring it to require; as ``shares``, no years."""
    wanted = shares > 0
    mix = [lever for _, lever in chosen(levers, What.REQUIREMENT_MIX)]
    for lever in mix * len(mix):  # what one lever brings, another may move on
        aimed = _phases_aimed_at(lever)[:, None] & (aims_at_needs(lever, NEEDS) > 0)
        kinds = (lever.moves_from, lever.moves_to)
        there = np.any([aimed if kind is None else wanted[..., _column(kind)] & aimed for kind in kinds], axis=0)
        for kind in kinds:
            if kind is not None:
                wanted[..., _column(kind)] |= there
    return wanted


def _phases_aimed_at(lever: Lever) -> Flags:
    """Ages whose phase holds an age that the lever may be aimed at, (ages,)."""
    where = lever.where
    ages = [age for age in AGES if not where.ages or age in where.ages]
    phases = {phase_of_age(age) for age in ages} & set(where.phases or PHASES)
    return np.array([phase_of_age(age) in phases for age in AGES])


def _share_held(shares: Floats, kind: Requirement | None) -> Floats:
    """Share in a kind of place; None: in no specialist place."""
    return np.asarray(1.0 - shares.sum(axis=3) if kind is None else shares[..., _column(kind)])


def _column(requirement: str) -> int:
    return [str(kind) for kind in REQUIREMENTS].index(str(requirement))


def _yearly_weights(lever: Lever, years: Ints) -> Floats:
    """Weight of each age aimed at, (years, ages)."""
    return np.asarray(weights(lever, years)[:, None] * aims_at_ages(lever, years, AGES))


def _entry_weights(lever: Lever, years: Ints) -> Floats:
    """Weight of each age in the year in which it entered its phase, at the age it then had; (years, ages)."""
    firsts = np.array([ages_of_phase(phase_of_age(age))[0] for age in AGES])
    entered = years[:, None] - (np.array(AGES) - firsts)[None, :]
    every_year = np.arange(entered.min(), entered.max() + 1)
    return np.asarray(_yearly_weights(lever, every_year)[entered - every_year[0], firsts[None, :]])
