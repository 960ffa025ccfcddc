"""Placements of the base year: learners in the provision that they are known to be in."""

from dataclasses import replace

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.parameters.method import AllocationParameters
from models.placement.years import YearOfPlacement, open_pairs, year_of_placement
from models.places.capacity import PhaseRows
from models.places.eligibility import Eligible, Providers
from models.programme.allocation import Rules, build, solve
from models.programme.structure import Structure
from models.september.asked import UsablePlaces
from models.september.stages import Placed
from models.vocabulary import PROVISIONS


def base_year(
    pairs: Eligible, providers: Providers, learners: Floats, places: UsablePlaces, labels: tuple[str, ...]
) -> YearOfPlacement:
    """Place the learners of the base year in the provision that they are known to be in, with the shortest journeys.

    Where a kind of provision has more learners than places, its providers in the authority are over capacity in
    proportion to their places, in each of their phases alike. A provider without places, such as one that is not yet
    open, holds nobody. Learners whose cell has no eligible provider of that kind take any eligible provider.

    Parameters
    ----------
    learners : (cells, provisions) learners of the base year.
    places : places that residents can use.
    labels : of the cells, from which ties are broken: which other cells there are changes nothing.
    """
    cell, provision = np.nonzero(learners > 0)
    group = np.full(learners.shape, -1, dtype=np.intp)
    group[cell, provision] = np.arange(len(cell))
    usable = open_pairs(pairs, places) & pairs.whole
    same_kind = np.where(usable, group[pairs.cell, providers.provision[pairs.provider]], -1)
    served = np.isin(np.arange(len(cell) + 1), same_kind)  # one more than groups, so that there may be none
    of_pair, to_pair = _group_pairs(pairs.cell, group, same_kind, usable, served)
    structure = Structure(
        cells=tuple(f"{labels[c]} {PROVISIONS[p]}" for c, p in zip(cell, provision, strict=True)),
        providers=providers.ids,
        cell=of_pair,
        provider=pairs.provider[to_pair],
        cost_gbp=np.zeros(len(to_pair)),
        miles=pairs.miles[to_pair],
        phase_rows=pairs.rows.labels,
        phase_row_provider=pairs.rows.provider,
        phase_row=pairs.rows.of_pair[to_pair],
    )
    steering = AllocationParameters(mile_weight_gbp=1.0, unplaced_penalty_gbp=100_000.0, over_penalty_gbp=10_000.0)
    room = _filled(providers, learners, places, pairs.rows)
    rules = Rules(phase_room=room.of_rows)
    programme = build(structure, steering)
    found = solve(programme, learners[cell, provision], room.of_providers, rules, place_values=False)
    placed = np.bincount(to_pair, found.learners, len(pairs.cell)).astype(np.float64)
    left = np.bincount(cell, found.unplaced, len(learners)).astype(np.float64)
    nobody_new = replace(found, learners=np.zeros(len(placed)), unplaced=left)
    return year_of_placement(pairs, placed, Placed(nobody_new, np.zeros(len(left))), places, kept=np.zeros(0))


def _group_pairs(
    cells: Indices,
    group: Indices,
    same_kind: Indices,
    usable: Flags,
    served: Flags,
) -> tuple[Indices, Indices]:
    """Pairs of (cell and provision) groups with providers: group index and pair index.

    ``cells`` are the pairs' cells; groups that are not ``served`` by their own kind take any usable pair.
    """
    kept = np.flatnonzero(same_kind >= 0)
    of_pair, to_pair = [same_kind[kept]], [kept]
    for provision in range(group.shape[1]):
        homeless = group[cells, provision]
        anywhere = np.flatnonzero(usable & (homeless >= 0) & ~served[np.maximum(homeless, 0)])
        of_pair.append(homeless[anywhere])
        to_pair.append(anywhere)
    return np.concatenate(of_pair), np.concatenate(to_pair)


def _filled(providers: Providers, learners: Floats, places: UsablePlaces, rows: PhaseRows) -> UsablePlaces:
    """UsablePlaces raised, at home and in proportion, so that each provision holds its learners of the base year."""
    kinds, whole = learners.shape[1], places.of_providers
    missing = np.maximum(learners.sum(axis=0) - np.bincount(providers.provision, whole, kinds), 0.0)
    at_home = whole * providers.home
    home_total = np.bincount(providers.provision, at_home, kinds)
    share = at_home / np.where(home_total > 0, home_total, 1.0)[providers.provision]
    raised = whole + share * missing[providers.provision]
    factor = np.divide(raised, whole, out=np.ones_like(raised), where=whole > 0)
    return UsablePlaces(raised, places.of_rows * factor[rows.provider])
