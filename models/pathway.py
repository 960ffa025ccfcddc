"""Years in sequence: incumbents stay, entrants are placed.

For a pair of cell d and provider j, x learners of one year lead to the incumbents of the next::

    incumbents[d, j] = stay[d] * x[d, j] + onward[d-] * x[d-, j]

where ``stay`` is the share who are not in the phase's last age and whose plan goes on, and ``onward`` the share of
the previous phase's cell d- who are in its last age, whose plan goes on and who still need the same kind of place:
all-through providers keep them, everyone else is placed anew in the next phase. Incumbents never exceed the learners
who require the place. Those who are required beyond the incumbents are the entrants of September, placed by the linear
programme into the places that incumbents leave free. A provider that closes keeps nobody.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.allocation import Programme, build, solve
from models.eligibility import Cells, Eligible, Providers
from models.parameters import AllocationParameters
from models.requirement import by_phase
from models.structure import Structure
from models.vocabulary import AGES, PHASES, PROVISIONS, ages_of_phase

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class YearOfPlacement:
    """One academic year: ``incumbents`` and ``entrants`` by pair, ``unplaced`` by cell, the rest by provider.

    ``place_value_gbp`` is what one more usable place would save in the year; ``gap`` the certified duality gap.
    """

    incumbents: Floats
    entrants: Floats
    unplaced: Floats
    places: Floats
    over_capacity: Floats
    place_value_gbp: Floats
    gap: float

    @property
    def learners(self) -> Floats:
        """Incumbents and entrants, by pair."""
        return self.incumbents + self.entrants


@dataclass(frozen=True)
class Moves:
    """Of the learners of a cell one year, the share who ``stay`` and who go ``onward``; (years, cells) each."""

    stay: Floats
    onward: Floats


def moves(cells: Cells, learners: Floats, survival: Floats, continuing: Floats) -> Moves:
    """Moves from each year to the next.

    Parameters
    ----------
    learners : (years + 1, areas, ages, needs, requirements) learners from the base year on.
    survival : (ages, needs) from the age before.
    continuing : (phases, needs, requirements) who still need the same kind of place in the next phase.
    """
    goes_on = np.zeros(survival.shape)
    goes_on[:-1] = survival[1:]
    alive = learners[:-1] * goes_on[None, None, :, :, None]
    last_ages = [ages_of_phase(phase)[-1] for phase in PHASES]
    top = np.zeros(len(AGES), dtype=np.bool_)
    top[last_ages] = True
    whole = by_phase(learners[:-1])
    stay = by_phase(alive * ~top[None, None, :, None, None])
    onward = alive[:, :, last_ages] * continuing[None, None]
    of_cells = (slice(None), cells.area, cells.phase, cells.need, cells.requirement)
    safe = np.where(whole > 0, whole, 1.0)
    return Moves(stay=(stay / safe)[of_cells], onward=(onward / safe)[of_cells])


def follow_years(
    programme: Programme, pairs: Eligible, base: YearOfPlacement, required: Floats, moves: Moves, places: Floats
) -> tuple[YearOfPlacement, ...]:
    """Placements of the base year and of every year ahead.

    Parameters
    ----------
    programme : the allocation of one September, built once.
    pairs : eligible pairs, in the programme's order.
    base : placements of the base year.
    required : (years, cells) learners who require a place.
    moves : from each year to the next; row 0 leads from the base year to the first year ahead.
    places : (years, providers) places that residents can use.
    """
    years = [base]
    for year in range(len(required)):
        incumbents = carry_forward(pairs, years[-1].learners, moves.stay[year], moves.onward[year])
        incumbents = incumbents * (places[year] > 0)[pairs.provider]
        incumbents = _within(incumbents, pairs, required[year])
        years.append(_september(programme, pairs, incumbents, required[year], places[year]))
    return tuple(years)


def carry_forward(pairs: Eligible, learners: Floats, stay: Floats, onward: Floats) -> Floats:
    """Incumbents by pair, by the equation of the module."""
    incumbents = learners * stay[pairs.cell]
    leads = pairs.onward >= 0
    np.add.at(incumbents, pairs.onward[leads], (learners * onward[pairs.cell])[leads])
    return incumbents


def _within(incumbents: Floats, pairs: Eligible, required: Floats) -> Floats:
    """Scale the incumbents of a cell down to the learners who require the place."""
    held = np.bincount(pairs.cell, incumbents, len(required))
    share = np.where(held > required, required / np.where(held > 0, held, 1.0), 1.0)
    return incumbents * share[pairs.cell]


def _september(
    programme: Programme, pairs: Eligible, incumbents: Floats, required: Floats, places: Floats
) -> YearOfPlacement:
    held = np.bincount(pairs.provider, incumbents, len(places))
    entrants = np.maximum(required - np.bincount(pairs.cell, incumbents, len(required)), 0.0)
    solution = solve(programme, entrants, np.maximum(places - held, 0.0))
    filled = held + np.bincount(pairs.provider, solution.learners, len(places))
    return YearOfPlacement(
        incumbents=incumbents,
        entrants=solution.learners,
        unplaced=solution.unplaced,
        places=places,
        over_capacity=np.maximum(filled - places, 0.0),
        place_value_gbp=solution.place_value_gbp,
        gap=solution.gap,
    )


def base_year(pairs: Eligible, providers: Providers, learners: Floats, places: Floats) -> YearOfPlacement:
    """Place the learners of the base year in the provision that they are known to be in, with the shortest journeys.

    Each kind of provision is filled in proportion to its places, over capacity where its learners are more than its
    places. Learners whose cell has no eligible provider of that kind take any eligible provider.

    Parameters
    ----------
    learners : (cells, provisions) learners of the base year.
    places : (providers,) places that residents can use.
    """
    cell, provision = np.nonzero(learners > 0)
    group = np.full(learners.shape, -1, dtype=np.intp)
    group[cell, provision] = np.arange(len(cell))
    same_kind = group[pairs.cell, providers.provision[pairs.provider]]
    served = np.isin(np.arange(len(cell)), same_kind)
    of_pair, to_pair = _group_pairs(pairs, group, same_kind, served)
    structure = Structure(
        cells=tuple(f"{c} {PROVISIONS[p]}" for c, p in zip(cell, provision, strict=True)),
        providers=providers.ids,
        cell=of_pair,
        provider=pairs.provider[to_pair],
        cost_gbp=np.zeros(len(to_pair)),
        miles=pairs.miles[to_pair],
    )
    steering = AllocationParameters(mile_weight_gbp=1.0, unplaced_penalty_gbp=100_000.0, over_penalty_gbp=10_000.0)
    solution = solve(build(structure, steering), learners[cell, provision], _filled(providers, learners, places))
    placed = np.zeros(len(pairs.cell))
    np.add.at(placed, to_pair, solution.learners)
    filled = np.bincount(pairs.provider, placed, len(places))
    return YearOfPlacement(
        incumbents=placed,
        entrants=np.zeros(len(placed)),
        unplaced=np.bincount(cell, solution.unplaced, len(learners)),
        places=places,
        over_capacity=np.maximum(filled - places, 0.0),
        place_value_gbp=np.zeros(len(places)),
        gap=solution.gap,
    )


def _group_pairs(
    pairs: Eligible, group: NDArray[np.intp], same_kind: NDArray[np.intp], served: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of (cell and provision) groups with providers: group index and pair index."""
    kept = np.flatnonzero(same_kind >= 0)
    of_pair, to_pair = [same_kind[kept]], [kept]
    for provision in range(group.shape[1]):
        homeless = group[pairs.cell, provision]
        anywhere = np.flatnonzero((homeless >= 0) & ~served[np.maximum(homeless, 0)])
        of_pair.append(homeless[anywhere])
        to_pair.append(anywhere)
    return np.concatenate(of_pair), np.concatenate(to_pair)


def _filled(providers: Providers, learners: Floats, places: Floats) -> Floats:
    """Places scaled, provision by provision, so that they hold its learners of the base year."""
    total = np.bincount(providers.provision, places, learners.shape[1])
    factor = np.maximum(learners.sum(axis=0) / np.where(total > 0, total, 1.0), 1.0)
    return np.asarray(places * factor[providers.provision])
