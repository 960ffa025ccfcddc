"""Which learners of a cell a provider serves: by age within the phase, and by sex. Off unless a scenario asks for it.

A cell holds every age of its phase and both sexes, a provider may serve fewer: a school from age 9 takes two of the
primary phase's seven ages. So each cell is split, in the programme of a September alone, into parts: the groups of
(age, sex) between which none of its providers tells apart. With ``share[t, e]`` the part of the cell's entrants::

    entrants[e] = share[t, e] * entrants[d],   x[d, j] = sum_{e of d, served by j} x[e, j],   u[d] = sum_e u[e]

This is exact: splitting further would change nothing, and a provider that serves more adds pairs and never cost. Ages
of entrants are those of the learners who were not there a year before::

    arrivals[t, a] = max(required[t, a] - required[t-1, a-1] * survival[a], 0),   all of them in a phase's first age

Sexes are shared by need (``BOYS``). Incumbents of a pair stay until the last age that the provider serves, and of
those the share that the learners' ages give; learners of the base year are where the evidence has them.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Flags, Floats, Indices
from models.demand.requirement import Cells
from models.places.eligibility import Eligible, Providers
from models.programme.allocation import Money, Programme, Rules, Solution, solve
from models.programme.structure import Structure, summed
from models.september.asked import September
from models.vocabulary import AGES, NEEDS, PHASES, Need, ages_of_phase

ALL_NEEDS_BOYS = 0.7065
BOYS: dict[Need, float] = {
    Need.ASD: 0.7607,
    Need.SEMH: 0.7278,
    Need.SLCN: 0.7210,
    Need.MLD: 0.6212,
    Need.SLD: 0.6370,
    Need.PMLD: 0.5545,
    Need.SPLD: 0.6693,
    Need.PD: 0.5733,
    Need.HI: 0.5667,
    Need.VI: 0.5482,
    Need.MSI: 0.5780,
    Need.OTH: 0.6314,
}
"""Share of boys among plans by need, England, January 2025 (DfE, Education, health and care plans 2025); DS, which the
release does not show by sex, as all plans. A-130."""
IN_PHASE: Flags = np.array([[age in ages_of_phase(phase) for age in AGES] for phase in PHASES])
"""Ages of each phase, (phases, ages)."""


@dataclass(frozen=True)
class Parts:
    """Cells split into groups that each provider either serves or does not.

    cell : (parts,) cell of each part, sorted; ``kinds`` (parts, ages, sexes) marks the ages and sexes in it.
    part, pair : (part pairs,) the part and the pair of cell and provider.
    serves : (pairs, ages) ages of the cell's phase that the provider serves; ``directed`` (pairs,) marks its directed.
    """

    cell: Indices
    kinds: Flags
    part: Indices
    pair: Indices
    serves: Flags
    directed: Flags


def split_cells(cells: Cells, pairs: Eligible, providers: Providers, directed: Flags) -> Parts:
    """Split cells into groups of ages and sexes with the same providers.

    A pair that the evidence alone makes (its provider states no age of the phase) serves every age of the phase.
    """
    phase = IN_PHASE[cells.phase[pairs.cell]]
    stated = providers.ages[pairs.provider] & phase
    serves = np.where(stated.any(axis=1, keepdims=True), stated, phase)
    kinds = serves[:, :, None] & providers.sexes[pairs.provider][:, None, :]
    first = np.searchsorted(pairs.cell, np.arange(len(cells.area) + 1))
    held: list[Flags] = []
    cell_of: list[int] = []
    part: list[int] = []
    pair: list[int] = []
    for cell in range(len(cells.area)):
        mine = np.arange(first[cell], first[cell + 1])
        columns = kinds[mine].reshape(mine.size, 2 * len(AGES))
        everyone = np.repeat(IN_PHASE[cells.phase[cell]], 2)
        for taken in np.unique(columns[:, everyone], axis=1).T:
            same = everyone & (columns == taken[:, None]).all(axis=0)
            part += [len(held)] * int(taken.sum())
            pair += mine[taken].tolist()
            held.append(same.reshape(len(AGES), 2))
            cell_of.append(cell)
    return Parts(
        cell=np.array(cell_of, dtype=np.intp),
        kinds=np.array(held, dtype=np.bool_).reshape(-1, len(AGES), 2),
        part=np.array(part, dtype=np.intp),
        pair=np.array(pair, dtype=np.intp),
        serves=serves,
        directed=directed,
    )


def structure_of_parts(structure: Structure, parts: Parts) -> Structure:
    """The structure of a September with cells split into parts."""
    number = np.arange(parts.cell.size) - np.searchsorted(parts.cell, parts.cell)
    return replace(
        structure,
        cells=tuple(f"{structure.cells[cell]} {position}" for cell, position in zip(parts.cell, number, strict=True)),
        cell=parts.part,
        provider=structure.provider[parts.pair],
        cost_gbp=structure.cost_gbp[parts.pair],
        miles=structure.miles[parts.pair],
        directed=None if structure.directed is None else structure.directed[parts.pair],
        phase_row=None if structure.phase_row is None else structure.phase_row[parts.pair],
    )


def ages_of_cells(cells: Cells, learners: Floats) -> Floats:
    """Learners of each cell by age of its phase, (years, cells, ages).

    ``learners`` is (years, areas, ages, needs, requirements).
    """
    by_age = learners[:, cells.area, :, cells.need, cells.requirement]  # advanced indices first: (cells, years, ages)
    return np.asarray(by_age.transpose(1, 0, 2) * IN_PHASE[cells.phase])


def shares_of_parts(parts: Parts, cells: Cells, by_age: Floats, survival: Floats) -> Floats:
    """Share of each part in its cell's entrants, (years - 1, parts), of every year but the first.

    ``by_age`` is (years, cells, ages), ``survival`` (ages, needs) from the age before. Where nobody arrives, shares are
    those of who is there; where nobody is there, every age counts alike.
    """
    there = np.zeros_like(by_age[1:])
    there[:, :, 1:] = by_age[:-1, :, :-1] * survival[1:, cells.need].T
    boys = np.array([BOYS.get(need, ALL_NEEDS_BOYS) for need in NEEDS])[cells.need[parts.cell]]
    of_kind = parts.kinds[:, :, 0] * boys[:, None] + parts.kinds[:, :, 1] * (1.0 - boys)[:, None]
    shares = np.ones((len(by_age) - 1, parts.cell.size))
    for ages in (np.ones_like(there), by_age[1:], np.maximum(by_age[1:] - there, 0.0)):
        for year, of_cells in enumerate(ages):
            weight = (of_kind * of_cells[parts.cell]).sum(axis=1)
            total = np.bincount(parts.cell, weight, by_age.shape[1])[parts.cell]
            shares[year] = np.divide(weight, total, out=shares[year], where=total > 0)
    return shares


def moves_of_pairs(
    parts: Parts, cells: Cells, pairs: Eligible, by_age: Floats, rates: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Of a pair's learners, the share who stay and who go onward in the next phase; (years - 1, pairs) each.

    ``by_age`` is (years, cells, ages); ``rates`` are survival (ages, needs) from the age before and who still needs the
    same kind of place in the next phase (phases, needs, requirements).
    """
    survival, continuing = rates
    goes_on = np.zeros(survival.shape)
    goes_on[:-1] = survival[1:]
    rate = goes_on[:, cells.need[pairs.cell]].T
    next_served = np.zeros_like(parts.serves)
    next_served[:, :-1] = parts.serves[:, 1:]
    last = np.array([ages_of_phase(phase)[-1] for phase in PHASES])[cells.phase[pairs.cell]]
    need, kind = cells.need[pairs.cell], cells.requirement[pairs.cell]
    again = continuing[cells.phase[pairs.cell], need, kind]
    stay, onward = [], []
    for of_cells in by_age[:-1]:
        held = of_cells[pairs.cell] * parts.serves
        total = held.sum(axis=1)
        alive = held * rate / np.where(total > 0, total, 1.0)[:, None]
        stay.append((alive * next_served).sum(axis=1))
        onward.append(alive[np.arange(last.size), last] * again)
    return np.array(stay), np.array(onward)


def placed_by_part(
    programme: Programme,
    parts: Parts,
    share: Floats,
    september: September,
    *,
    place_values: bool | Money,
) -> Solution:
    """Solve a September whose ``programme`` has the structure of parts; the answer is by pair and by cell again.

    ``share`` (parts,) is each part's in its cell's entrants. A part that no open directed provider serves has nowhere
    to be directed to, and its directed share is none.
    """
    rules = september.rules
    if rules.directed_share is not None:
        is_open = True if september.open_pairs is None else september.open_pairs
        marked = (is_open & parts.directed)[parts.pair]
        reached = np.bincount(parts.part, marked, parts.cell.size) > 0
        rules = replace(rules, directed_share=rules.directed_share[parts.cell] * reached)
    cost = None if september.cost_gbp is None else september.cost_gbp[parts.pair]
    entrants = september.entrants[parts.cell] * share
    given = (entrants, september.room, _by_part(rules, parts, share), cost)
    if isinstance(place_values, Money) and place_values.unplaced is not None:
        place_values = Money(unplaced=place_values.unplaced[parts.cell])
    found = solve(programme, *given, place_values=place_values)
    value, money = _worth(parts, found, september.entrants.size)
    return replace(
        found,
        learners=summed(found.learners, parts.pair, parts.serves.shape[0]),
        unplaced=summed(found.unplaced, parts.cell, september.entrants.size),
        learner_value_gbp=value,
        learner_money_gbp=money,
    )


def of_pairs(parts: Parts, chosen: Flags) -> Parts:
    """The parts with the ``chosen`` (pairs,) pairs alone; the parts themselves stay as they are."""
    kept = chosen[parts.pair]
    return replace(parts, part=parts.part[kept], pair=parts.pair[kept])


def _by_part(rules: Rules, parts: Parts, share: Floats) -> Rules:
    """Rules of a September with the widths of its cells shared over their parts."""
    if rules.widths is None or rules.widths.unplaced is None:
        return rules
    return replace(rules, widths=replace(rules.widths, unplaced=rules.widths.unplaced[parts.cell] * share[:, None]))


def _worth(parts: Parts, found: Solution, cells: int) -> tuple[Floats | None, Floats | None]:
    """What one learner fewer would save by cell, and the money in it: that of the part where it saves most."""
    if found.learner_value_gbp is None or found.learner_money_gbp is None:
        return None, None
    value, money = np.zeros(cells), np.zeros(cells)
    rising = np.argsort(found.learner_value_gbp, kind="stable")
    value[parts.cell[rising]] = found.learner_value_gbp[rising]
    money[parts.cell[rising]] = found.learner_money_gbp[rising]
    return value, money
