"""What is kept of each path: the figures that ranges are taken over."""

from dataclasses import dataclass

import numpy as np

from models.arrays import Floats
from models.placement.instance import Instance
from models.placement.path import Path, spend_of
from models.placement.place_need import above_by_cell, inmss_learners, places_by_cell
from models.placement.steered import Steered
from models.places.new_places import break_even_diversion, kind_of_new_place, new_place_values
from models.vocabulary import IN_COUNTY, INMSS, PROVISIONS


@dataclass(frozen=True)
class Outcome:
    """What is kept of one path, or stacked on a first axis of draws, of all of them.

    required, unplaced, unmet : (years + 1, cells) learners; the unmet are in mainstream though they need another place.
    spend : (financial years, provisions, lines) pounds.
    inmss, in_county : (years + 1,) learners; in county is state-funded provision of the authority.
    by_provision : (years + 1, provisions) learners in the places of each kind.
    diversion : () share of learners newly in a state place who would else be at INMSS.
    miles : (years + 1,) one-way miles of all learners together.
    displaced : (years + 1, cells) learners at INMSS only for want of a local place.
    above : (years + 1, cells) learners above the places of their state school.
    places : (years + 1, cells) places that stand for the cell.
    new_place : (value and saving, years, cells) pounds that one more place kept for a cell saves in each year ahead, of
        the paths that work place values out; empty for the others.
    """

    required: Floats
    unplaced: Floats
    unmet: Floats
    spend: Floats
    inmss: Floats
    in_county: Floats
    by_provision: Floats
    diversion: Floats
    miles: Floats
    displaced: Floats
    above: Floats
    places: Floats
    new_place: Floats


def outcome_of(instance: Instance, path: Path) -> Outcome:
    """Keep of a path what ranges are taken over."""
    inmss, in_county = (
        instance.providers.of_kind(INMSS),
        instance.providers.of_kind(IN_COUNTY) & instance.providers.home,
    )
    pairs, providers = instance.pairs, len(instance.providers.ids)
    held = np.array([year.held.total(pairs.provider, providers) for year in path.years])
    return Outcome(
        required=path.required,
        unplaced=np.array([year.unplaced for year in path.years]),
        unmet=np.array([year.unmet for year in path.years]),
        spend=spend_of(instance, path),
        inmss=held[:, inmss].sum(axis=1),
        in_county=held[:, in_county].sum(axis=1),
        by_provision=np.array([np.bincount(instance.providers.provision, of, len(PROVISIONS)) for of in held]),
        diversion=np.array(path.diversion),
        miles=np.array([(year.held.learners * pairs.miles[year.held.pairs]).sum() for year in path.years]),
        displaced=inmss_learners(instance, path).displaced,
        above=above_by_cell(instance, path),
        places=np.add(*places_by_cell(instance, path)),
        new_place=new_place(instance, path),
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
