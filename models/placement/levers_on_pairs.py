"""Levers on fees, top-ups, journeys, directed shares and the market: they act on single pairs of cell and provider.

The order of :mod:`models.levers.acting` holds here too: a lever aimed at one provider and one aimed at all of them act
in the order of how they move, then of their names.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.arrays import Flags, Floats, Indices, Ints
from models.levers.acting import amounts, chosen, moved, weights, within
from models.levers.lever import Lever, What, Where
from models.vocabulary import NEEDS, PHASES


@dataclass(frozen=True)
class Aimed:
    """What levers may aim at, one entry a pair or cell: indices of need and phase, codes of area and provider.

    ``provider_id`` is empty where there is no provider to aim at.
    """

    need: Indices
    phase: Indices
    area: NDArray[np.object_]
    provider_id: NDArray[np.object_]


def aims_at_pairs(where: Where, aimed: Aimed) -> Flags:
    """Whether an aim takes in each entry."""
    hit = np.ones(len(aimed.need), dtype=np.bool_)
    if where.needs:
        hit &= np.isin(aimed.need, [NEEDS.index(need) for need in where.needs])
    if where.phases:
        hit &= np.isin(aimed.phase, [PHASES.index(phase) for phase in where.phases])
    if where.areas:
        hit &= np.isin(aimed.area, where.areas)
    if where.providers:
        hit &= np.isin(aimed.provider_id, where.providers)
    return hit


def steered_pairs(
    levers: Sequence[Lever], what: What, luck: Floats, start: Floats, aimed: Aimed, years: Ints
) -> Floats:
    """Move values of every entry from ``start``, (entries,), by the levers of a kind on one path; (years, entries).

    ``luck`` is a standard normal deviate for each lever, (levers,). Nothing falls below the least of the kind.
    """
    values = np.repeat(start[None], len(years), axis=0)
    for row, lever in chosen(levers, what):
        weight = weights(lever, years)[:, None] * aims_at_pairs(lever.where, aimed)
        amount = float(amounts(lever, luck[row : row + 1])[0])
        values = np.maximum(moved(values, lever, amount, weight), lever.kind.least)
    return values


def steered_growth(
    levers: Sequence[Lever], luck: Floats, growth: Floats, needs: Flags, ids: Sequence[str], years: Ints
) -> Floats:
    """Yearly growth of each part of the independent market, (years, markets), as the levers on it leave it.

    ``growth`` (years,) is that without levers, ``needs`` (markets, needs) what each part takes, ``ids`` its name.
    """
    values = np.repeat(growth[:, None], len(ids), axis=1)
    for row, lever in chosen(levers, What.MARKET_GROWTH):
        wanted = [NEEDS.index(need) for need in lever.where.needs or NEEDS]
        named = np.isin(ids, lever.where.providers) if lever.where.providers else np.ones(len(ids), dtype=np.bool_)
        weight = weights(lever, years)[:, None] * (named & needs[:, wanted].any(axis=1))
        values = moved(values, lever, float(amounts(lever, luck[row : row + 1])[0]), weight)
    return within(values, What.MARKET_GROWTH)
