"""Sets places against requirement so that every row foots: where each learner who requires a place is.

For every year and cell, with ``places`` those that stand for the cell (:mod:`models.placement.standing`)::

    required = now + committed + reallocated + above + displaced + unmet + otherwise + unplaced
    gap      = above + displaced + unmet
    reallocated = learners within the places of state schools - now - committed

* above: learners above the places of their state school;
* displaced: learners at independent and non-maintained schools (INMSS) only for want of a local place;
* unmet: learners in mainstream who need another place;
* otherwise: learners at INMSS by order or preference, or out of reach of a state school. Of those whom only INMSS can
  serve, learners beyond the places that it had for them in the base year.

``reallocated`` is what a year's plan uses beyond or below the places that stand for the cell: its sum is minus the
places that nobody uses.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.placement.displaced import AtInmss, at_inmss
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.years import above_places_by_cell
from models.september.asked import UsablePlaces
from models.vocabulary import IN_COUNTY, INMSS, STATE_REQUIREMENTS, Provision


@dataclass(frozen=True)
class PlaceNeed:
    """Learners and places by year and cell, (years + 1, cells) each, as the module says."""

    required: Floats
    now: Floats
    committed: Floats
    reallocated: Floats
    above: Floats
    displaced: Floats
    unmet: Floats
    otherwise: Floats
    unplaced: Floats

    @property
    def gap(self) -> Floats:
        """Learners who are not in a state place though one is what they need, or are above its places."""
        return self.above + self.displaced + self.unmet


def place_need_of(instance: Instance, path: Path) -> PlaceNeed:
    """Set the places of a path against requirement."""
    state = instance.cells.requires(*STATE_REQUIREMENTS)
    now, committed = places_by_cell(instance, path)
    places, above = now + committed, above_by_cell(instance, path)
    displaced = inmss_learners(instance, path).displaced
    in_state, independent = (
        np.array([year.held.total(_cell_at(instance, kinds), state.size) for year in path.years])
        for kinds in (IN_COUNTY, INMSS)
    )
    used = in_state - above + np.where(state, 0.0, np.minimum(independent, places))
    return PlaceNeed(
        required=path.required,
        now=now,
        committed=committed,
        reallocated=used - places,
        above=above,
        displaced=displaced,
        unmet=np.array([year.unmet for year in path.years]),
        otherwise=np.where(state, independent - displaced, independent - np.minimum(independent, places)),
        unplaced=np.array([year.unplaced for year in path.years]),
    )


def places_by_cell(instance: Instance, path: Path) -> tuple[Floats, Floats]:
    """Places that stand for each cell: those of the base year, and those on top, (years + 1, cells) each.

    State places are those of the path. Independent schools have those that are dated: what the market, and practice,
    add to them grows with what is bought, and stands for nobody.
    """
    providers, rows = instance.providers, instance.pairs.rows
    state = providers.of_kind(IN_COUNTY)
    dated = np.where(providers.elastic, instance.usable_places[0], instance.usable_places)
    usable = np.where(state, path.steered.usable_places, dated)
    of_rows = np.where(state[rows.provider], path.steered.usable_row_places, instance.usable_row_places)
    return instance.standing.by_cell(usable, of_rows, len(instance.cells.area))


def above_by_cell(instance: Instance, path: Path, counted: Flags | None = None) -> Floats:
    """Learners above the places of the ``counted`` (providers,), None: of every state school; (years + 1, cells)."""
    state = instance.providers.of_kind(IN_COUNTY) if counted is None else counted
    return np.array(
        [
            above_places_by_cell(
                instance.pairs, year.held, UsablePlaces(year.usable_places, rows), state, len(instance.cells.area)
            )
            for year, rows in zip(path.years, path.steered.usable_row_places, strict=True)
        ]
    )


def inmss_learners(instance: Instance, path: Path) -> AtInmss:
    """Why learners whose need a state place could meet are at INMSS, (years + 1, cells) each."""
    learners = [year.held for year in path.years]
    return at_inmss(instance.cells, instance.pairs, instance.directed, learners, path.directed, path.steered.in_reach)


def _cell_at(instance: Instance, kinds: tuple[Provision, ...]) -> Indices:
    """Cell of each pair with a provider of some ``kinds``, -1 of the others, (pairs,)."""
    pairs = instance.pairs
    return np.where(instance.providers.of_kind(kinds)[pairs.provider], pairs.cell, -1)
