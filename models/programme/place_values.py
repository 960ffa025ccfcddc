"""What one more place really saves: the right-hand derivative of the least cost in a provider's places.

At a kink (a provider with no places, a school exactly full) many dual prices are right and the solver may stop at one
several times too large. The saving is the smallest of them, beyond any kink that lies within NEGLIGIBLE. It is found by
following the chains of moves that a place would set off: a learner takes it, leaving a place that another takes, and so
on, until somebody unplaced is placed, a learner above capacity is no longer, or nothing more is gained. With ``f`` the
worth of taking one learner off a node, the least ``f`` with ``f[root] = 0`` and, over the network's arcs (tail, head,
cost, flow, lower, upper)::

    f[tail] >= cost + f[head]     where flow > lower     (a learner there could be spared)
    f[head] >= f[tail] - cost     where flow < upper     (a learner could be moved there)

found by repeated relaxation from the root. Each step above places and without a place is an arc, whose flow may rise
up to its width and fall down to nothing; that of a phase into its provider has no lower bound. The cost with the
tie-break decides which chain is followed; along it are added up the true cost, which is reported, and the money in it,
without penalties and the weight of miles. At the node of a cell ``f`` is what one learner fewer there would save: what
a place kept for such learners would be worth, before its own running cost. A place of one phase at a provider whose
commitment is only just met may also let learners there go elsewhere; that chain runs from the provider to the phase,
and is followed from there.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Ints
from models.programme.certificate import Plan, within_places
from models.programme.statement import Sides, UnitCosts
from models.programme.structure import Structure

NEGLIGIBLE = 2.0**-16
"""Scaled learners, some millionths of one, nearer than which a flow is at its bound: what holds for so little of a
place is no worth of a place, and such a remainder is one of arithmetic."""
NO_GAIN = 1e-7
"""Scaled pounds below which a longer chain is no improvement (rounding)."""


@dataclass(frozen=True, eq=False)
class Worth:
    """Scaled pounds that are saved: by one more place, (providers,); by one learner fewer, (cells,).

    ``providers_money`` and ``cells_money`` are the money in that, without penalties and the weight of miles. Cells in
    which nobody could be spared save nothing.
    """

    providers: Floats
    providers_money: Floats
    cells: Floats
    cells_money: Floats


@dataclass(frozen=True, eq=False)
class Arcs:
    """Arcs of the network: positions of nodes, cost that decides, true cost, money, whether flow may fall or rise."""

    tail: Ints
    head: Ints
    deciding: Floats
    true: Floats
    money: Floats
    may_fall: Flags
    may_rise: Flags


def place_values(
    structure: Structure, plan: Plan, sides: Sides, deciding: UnitCosts, true: UnitCosts, money: UnitCosts
) -> Worth:
    """Work out what one more place saves, by provider, and one learner fewer, by cell.

    A place of a phase adds to the provider's places too; a provider's value is that of a place in the phase where it
    saves most. ``money`` are the prices in money alone, without penalties and the weight of miles.
    """
    links = _links(_arcs(structure, plan, sides, (deciding, true, money)))
    cells, rows, providers = len(structure.cells), len(structure.phase_rows), len(structure.providers)
    nodes = 1 + 2 * cells + rows + providers
    first_row, first_provider = nodes - providers - rows, nodes - providers
    found = _least(links, nodes, 0)
    spared = np.isfinite(found[1 : 1 + cells, 0])
    by_cell = np.where(spared[:, None], found[1 : 1 + cells], 0.0)
    worth = np.where(found[:, :1] > 0, found, 0.0)
    by_provider, by_row = worth[first_provider:], worth[first_row:first_provider]
    tight = (sides.commitments > 0) & (within_places(structure, plan)[1] <= sides.commitments + NEGLIGIBLE)
    for row in np.flatnonzero(tight[structure.phase_row_provider]).tolist():
        there = _least(links, nodes, first_provider + int(structure.phase_row_provider[row]))[first_row + row]
        by_row[row] = there if there[0] > by_row[row, 0] else by_row[row]
    for row, provider in enumerate(structure.phase_row_provider.tolist()):
        by_provider[provider] = by_row[row] if by_row[row, 0] > by_provider[provider, 0] else by_provider[provider]
    return Worth(by_provider[:, 0], by_provider[:, 1], by_cell[:, 0], by_cell[:, 1])


@dataclass(frozen=True, eq=False)
class Links:
    """Inequalities ``f[target] >= f[source] + gain``, sorted by target; ``first`` and ``counts`` delimit a target's.

    ``reported`` (links, 2) is the true gain and the money in it.
    """

    target: Ints
    source: Ints
    gain: Floats
    reported: Floats
    first: Ints
    counts: Ints


def _links(arcs: Arcs) -> Links:
    fall, rise = arcs.may_fall, arcs.may_rise
    target = np.concatenate([arcs.tail[fall], arcs.head[rise]])
    source = np.concatenate([arcs.head[fall], arcs.tail[rise]])
    gain = np.concatenate([arcs.deciding[fall], -arcs.deciding[rise]])
    reported = np.stack([np.concatenate([cost[fall], -cost[rise]]) for cost in (arcs.true, arcs.money)], axis=1)
    order = np.argsort(target, kind="stable")
    first = np.flatnonzero(np.diff(target[order], prepend=-1))
    counts = np.diff(np.append(first, order.size))
    return Links(target[order], source[order], gain[order], reported[order], first, counts)


def _least(links: Links, nodes: int, root: int) -> Floats:
    """Least worth of each node by the deciding cost, as true cost and as money, (nodes, 2).

    Minus infinity where nothing forces it up.
    """
    worth = np.full(nodes, -np.inf)
    worth[root] = 0.0
    reported = np.repeat(worth[:, None], 2, axis=1)
    reached = links.target[links.first]
    for _ in range(nodes if reached.size else 0):
        offered = worth[links.source] + links.gain
        best = np.maximum.reduceat(offered, links.first)
        better = best > worth[reached] + NO_GAIN
        if not better.any():
            break
        equal = (offered == np.repeat(best, links.counts)) & np.repeat(better, links.counts)
        at_best = np.flatnonzero(equal)
        _, earliest = np.unique(links.target[at_best], return_index=True)
        chosen = at_best[earliest]
        reported[links.target[chosen]] = reported[links.source[chosen]] + links.reported[chosen]
        worth[reached[better]] = best[better]
    return reported


def _arcs(structure: Structure, plan: Plan, sides: Sides, prices: tuple[UnitCosts, UnitCosts, UnitCosts]) -> Arcs:
    cells, rows, providers = len(structure.cells), len(structure.phase_rows), len(structure.providers)
    cell, share = 1 + np.arange(cells), 1 + cells + np.arange(cells)
    row, provider = 1 + 2 * cells + np.arange(rows), 1 + 2 * cells + rows + np.arange(providers)
    marked = np.zeros(structure.cell.size, dtype=bool) if structure.directed is None else structure.directed
    directed = plan.placed.total(structure.directed_cell, cells)
    tail = np.where(marked, share[structure.cell], cell[structure.cell])
    head = provider[structure.provider]
    if structure.phase_row is not None:
        head = np.where(structure.phase_row >= 0, np.append(row, 0)[structure.phase_row], head)
    at_row, at_provider = within_places(structure, plan)
    to_root = np.zeros(max(plan.unplaced.size, plan.over.size, plan.phase_over.size), dtype=np.int64)
    always = np.ones(max(tail.size, to_root.size), dtype=bool)
    widths = sides.widths
    ends = [
        (tail, head, plan.placed.everywhere > NEGLIGIBLE, always),
        _by_step(cell, to_root, plan.unplaced, widths.unplaced_to_last),
        (cell, share, directed > np.maximum(sides.directed, 0.0) + NEGLIGIBLE, always),
        (row, provider[structure.phase_row_provider], always, at_row < sides.phase_room - NEGLIGIBLE),
        _by_step(row, to_root, plan.phase_over, widths.phase_over),
        (provider, to_root, at_provider > sides.commitments + NEGLIGIBLE, at_provider < sides.room - NEGLIGIBLE),
        _by_step(provider, to_root, plan.over, widths.over),
    ]
    no_cost = np.zeros(cells + rows), np.zeros(providers)
    costs = [
        np.concatenate([of.cost, of.unplaced.ravel(), no_cost[0], of.phase_over.ravel(), no_cost[1], of.over.ravel()])
        for of in prices
    ]
    joined = [np.concatenate([part[at][: part[0].size] for part in ends]) for at in range(4)]
    return Arcs(joined[0], joined[1], costs[0], costs[1], costs[2], joined[2], joined[3])


def _by_step(tail: Ints, to_root: Ints, learners: Floats, widths: Floats) -> tuple[Ints, Ints, Flags, Flags]:
    """Arcs from each node to the root, one a step: learners of a step may leave it, and join it while it has width."""
    may_fall, may_rise = learners > NEGLIGIBLE, learners < widths - NEGLIGIBLE
    return np.repeat(tail, learners.shape[1]), to_root, may_fall.ravel(), may_rise.ravel()
