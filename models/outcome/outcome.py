"""What is kept of each path: the figures that ranges are taken over."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.money.spend import Commissioned, Taken, academic_year_spend
from models.outcome.place_need import above_by_cell, inmss_learners, places_by_cell
from models.outcome.year_groups import everyone, in_no_specialist_place, placed_by_age
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.steered import Steered
from models.places.new_places import break_even_diversion, kind_of_new_place, new_place_values
from models.vocabulary import IN_COUNTY, INMSS, NEEDS, PROVISIONS, Provision

MAINSTREAM, ELSEWHERE = PROVISIONS.index(Provision.MAINSTREAM), PROVISIONS.index(Provision.ELSEWHERE)


@dataclass(frozen=True)
class Outcome:
    """What is kept of one path, or stacked on a first axis of draws, of all of them.

    required, unplaced, unmet : (years + 1, cells) learners; the unmet are in mainstream though they need another place.
    spend : (years + 1, items) pounds of the academic year at base-year prices, ``models.money.lines.ITEMS``.
    held, places_held : (years + 1, providers) learners, and the places that each has.
    inmss, in_county : (years + 1,) learners; in county is state-funded provision of the authority.
    by_provision : (years + 1, provisions) learners in the places of each kind.
    diversion : () share of learners newly in a state place who would else be at INMSS.
    miles : (years + 1,) one-way miles of all learners together.
    displaced : (years + 1, cells) learners at INMSS only for want of a local place.
    above : (years + 1, cells) learners above the places of their state school.
    places : (years + 1, cells) places that stand for the cell.
    by_age : (years + 1, ages, provisions) everybody with a plan by where they are.
    by_need : (years + 1, needs, provisions) the same by need.
    new_place : (value and saving, years, cells) pounds that one more place kept for a cell saves in each year ahead, of
        the paths that work place values out; empty for the others.
    """

    required: Floats
    unplaced: Floats
    unmet: Floats
    spend: Floats
    held: Floats
    places_held: Floats
    inmss: Floats
    in_county: Floats
    by_provision: Floats
    diversion: Floats
    miles: Floats
    displaced: Floats
    above: Floats
    places: Floats
    by_age: Floats
    by_need: Floats
    new_place: Floats


def outcome_of(instance: Instance, path: Path) -> Outcome:
    """Keep of a path what ranges are taken over."""
    inmss, in_county = (
        instance.providers.of_kind(INMSS),
        instance.providers.of_kind(IN_COUNTY) & instance.providers.home,
    )
    pairs, providers = instance.pairs, len(instance.providers.ids)
    held = np.array([year.held.total(pairs.provider, providers) for year in path.years])
    whole = everyone(instance, path, placed_by_age(instance, path))
    return Outcome(
        required=path.required,
        unplaced=np.array([year.unplaced for year in path.years]),
        unmet=np.array([year.unmet for year in path.years]),
        spend=spend_of(instance, path)[1],
        held=held,
        places_held=path.steered.places,
        inmss=held[:, inmss].sum(axis=1),
        in_county=held[:, in_county].sum(axis=1),
        by_provision=np.array([np.bincount(instance.providers.provision, of, len(PROVISIONS)) for of in held]),
        diversion=np.array(path.diversion),
        miles=np.array([(year.held.learners * pairs.miles[year.held.pairs]).sum() for year in path.years]),
        displaced=inmss_learners(instance, path).displaced,
        above=above_by_cell(instance, path),
        places=np.add(*places_by_cell(instance, path)),
        by_age=whole.sum(axis=2),
        by_need=whole.sum(axis=1),
        new_place=new_place(instance, path),
    )


def spend_of(instance: Instance, path: Path) -> Floats:
    """Units and pounds of every item in each academic year, (2, years + 1, items)."""
    prices, top_up = instance.prices, path.steered.mainstream_gbp
    funded = instance.parameters.costs.funded_above_places

    others = in_no_specialist_place(instance, path).sum(axis=1)

    def of_year(place: int) -> Floats:
        taken, places = _taken(instance, path, place, others[place].T), _commissioned(instance, path, place)
        return academic_year_spend(prices, top_up, taken, places, funded)

    return np.stack([of_year(place) for place in range(len(path.years))], axis=1)


def _taken(instance: Instance, path: Path, place: int, others: Floats) -> Taken:
    """Learners of a year in every kind of provision, and what is charged for those in specialist places.

    ``others`` (provisions, needs) require no specialist place.
    """
    year, pairs, need = path.years[place], instance.pairs, instance.cells.need
    held = year.held
    kind = instance.providers.provision[pairs.provider[held.pairs]]
    by_need = kind * len(NEEDS) + instance.cells.need[pairs.cell[held.pairs]]

    def total(gbp: Floats) -> Floats:
        summed = np.bincount(by_need, held.learners * gbp[held.pairs], len(PROVISIONS) * len(NEEDS))
        return np.asarray(summed.reshape(len(PROVISIONS), len(NEEDS)), dtype=np.float64)

    charge, journey = path.steered.charge[place], path.steered.journey[place]
    placed = total(np.ones(held.count))
    everybody = placed + others
    everybody[MAINSTREAM] += np.bincount(need, year.unmet, len(NEEDS))
    everybody[ELSEWHERE] += np.bincount(need, year.unplaced, len(NEEDS))
    carried = instance.carried * ~instance.eligibility.long.residential
    return Taken(everybody, total(charge), total(journey), total(carried))


def _commissioned(instance: Instance, path: Path, place: int) -> Commissioned:
    """Places of a year that the authority commissions, those in them, and those who cross the border."""
    providers, pairs = instance.providers, instance.pairs
    own, reserved = path.years[place].held.total(pairs.provider, len(providers.ids)), instance.reserved[place]
    home, state = providers.home, providers.of_kind(IN_COUNTY)
    here = home & state
    return Commissioned(
        provision=providers.provision[here],
        places=path.steered.places[place][here],
        roll=(own + reserved)[here],
        imports=float(reserved[here].sum()),
        exports=float(own[state & ~home].sum()),
    )


def new_place(instance: Instance, path: Path) -> Floats:
    """Value and saving of one more place by year ahead and cell, (2, years, cells); empty where not worked out."""
    weight = instance.parameters.allocation.mile_weight_gbp
    miles = instance.local_miles[instance.cells.area, instance.cells.phase]
    worked_out = [
        new_place_values(year.learner_value_gbp, year.learner_money_gbp, running, weight * miles)
        for year, running in zip(path.years, path.steered.new_place_gbp, strict=True)
        if year.learner_value_gbp is not None and year.learner_money_gbp is not None
    ]
    return np.array(worked_out).transpose(1, 0, 2) if worked_out else np.empty((0, 0, 0))


def break_even(instance: Instance, steered: Steered) -> Floats:
    """Diversion at which a new place for a learner of each cell saves nothing, (years, cells) of the years ahead."""
    kind, _ = kind_of_new_place(instance.cells)
    place = steered.new_place_gbp[1:] + instance.prices.filled[kind]
    return break_even_diversion(place, steered.inmss_gbp[1:], steered.mainstream_gbp)
