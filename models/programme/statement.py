"""The linear programme of one September, stated with PuLP, one function a numbered constraint.

::

    minimise   sum (c[d,j] + w miles[d,j]) x[d,j]  +  sum U[d,s] u[d,s]  +  sum O[k] v[j,k]  +  sum O[k] o[r,k]
    (1) placed or unplaced   sum_j x[d,j] + u[d] = entrants[d]
    (2) places               sum_d x[d,j] - v[j] - sum_{r of j} o[r] <= room[j]
    (3) places by phase      sum_{(d,j) in r} x[d,j] - o[r] <= room[r]
    (4) commitments          sum_d x[d,j] - v[j] - sum_{r of j} o[r] >= commitment[j]
    (5) directed share       sum_{j directed} x[d,j] >= share[d] entrants[d]
    u[d] = sum_s u[d,s]      v[j] = sum_k v[j,k]      o[r] = sum_k o[r,k]
    0 <= x                   0 <= u[d,s] <= width_u[d,s]                                learners
    0 <= v[j,k] <= width_v[j,k]      0 <= o[r,k] <= width_o[r,k]

``v`` and ``o`` are learners above the places of a provider and of one of its phases: admitted, paid for in the
objective, and reported. They and the unplaced are priced in steps (``models.programme.steps``); the last step of ``u``
is unlimited, and where the last of ``v`` or ``o`` is not, places and widths together are a ceiling. A commitment is met
within the places (4), so a guarantee above them, or at a closed provider, contradicts (2) instead of filling a school
beyond its size.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pulp

from models.arrays import Floats, Ints
from models.programme.steps import Widths
from models.programme.structure import Structure

TITLES = {1: "placed_or_unplaced", 2: "places", 3: "places_by_phase", 4: "commitment", 5: "directed_share"}
"""The numbered constraints."""


@dataclass(frozen=True, eq=False)
class Sides:
    """Right-hand sides, learners or places.

    entrants (cells,), room (providers,), phase_room (rows,), commitments (providers,), directed (cells,), which is
    share x entrants, and the widths of steps.
    """

    entrants: Floats
    room: Floats
    phase_room: Floats
    commitments: Floats
    directed: Floats
    widths: Widths


@dataclass(frozen=True, eq=False)
class UnitCosts:
    """The objective: cost (pairs,), and by step unplaced (cells, S), over (providers, K), phase_over (rows, K).

    Pounds a learner.
    """

    cost: Floats
    unplaced: Floats
    over: Floats
    phase_over: Floats

    @cached_property
    def of_columns(self) -> Floats:
        """All of them, one after another, the steps of a cell, provider or row side by side."""
        return np.concatenate([self.cost, self.unplaced.ravel(), self.over.ravel(), self.phase_over.ravel()])


@dataclass(frozen=True, eq=False)
class Statement:
    """The programme in PuLP, its variables by kind, and the pairs it holds (``pairs``, positions in the structure).

    ``unplaced``, ``over`` and ``phase_over`` are lists of steps, one list a cell, provider or phase row.
    ``constraints`` are found by the number of the constraint, 1 to 5, and the position of its cell, provider or row.
    """

    problem: pulp.LpProblem
    structure: Structure
    cells: list[str]
    providers: list[str]
    phase_rows: list[str]
    pairs: Ints
    placed: list[pulp.LpVariable]
    unplaced: list[list[pulp.LpVariable]]
    over: list[list[pulp.LpVariable]]
    phase_over: list[list[pulp.LpVariable]]
    constraints: dict[tuple[int, int], pulp.LpConstraint]


def state(structure: Structure, prices: UnitCosts, sides: Sides, pairs: Ints | None = None) -> Statement:
    """State the programme for ``pairs`` (all of them when none is given), sorted positions."""
    held = np.arange(len(structure.cell)) if pairs is None else pairs
    statement = declare(structure, held, sides.widths)
    least_cost(statement, prices)
    placed_or_unplaced(statement, sides.entrants)
    places(statement, sides.room)
    places_by_phase(statement, sides.phase_room)
    commitments(statement, sides.commitments)
    directed_share(statement, sides.directed)
    return statement


def declare(structure: Structure, pairs: Ints, widths: Widths) -> Statement:
    """Name the variables of a programme of ``pairs`` and bound them, and state nothing yet."""
    cells, providers = _names(structure.cells), _names(structure.providers)
    rows = _names(
        tuple(
            f"{structure.providers[provider]}_{row}"
            for provider, row in zip(structure.phase_row_provider.tolist(), structure.phase_rows, strict=True)
        )
    )
    problem = pulp.LpProblem("allocation_of_one_September", pulp.LpMinimize)
    ends = zip(structure.cell[pairs].tolist(), structure.provider[pairs].tolist(), strict=True)
    return Statement(
        problem=problem,
        structure=structure,
        cells=cells,
        providers=providers,
        phase_rows=rows,
        pairs=pairs,
        placed=[problem.add_variable(f"x_{cells[cell]}_at_{providers[provider]}", 0) for cell, provider in ends],
        unplaced=_steps(problem, "u", cells, widths.unplaced_to_last),
        over=_steps(problem, "v", providers, widths.over),
        phase_over=_steps(problem, "o", rows, widths.phase_over),
        constraints={},
    )


def _steps(problem: pulp.LpProblem, letter: str, names: list[str], widths: Floats) -> list[list[pulp.LpVariable]]:
    """Variables of each name, one a step, numbered where there are several, no wider than ``widths``."""
    letters = [letter] if widths.shape[1] == 1 else [f"{letter}{step}" for step in range(1, widths.shape[1] + 1)]
    return [
        [
            problem.add_variable(f"{step}_{name}", 0, width if width < np.inf else None)
            for step, width in zip(letters, row, strict=True)
        ]
        for name, row in zip(names, widths.tolist(), strict=True)
    ]


def least_cost(statement: Statement, prices: UnitCosts) -> None:
    """State the objective: cost and weighted miles of the placed, penalties of the unplaced and over-capacity."""
    terms = list(zip(statement.placed, prices.cost[statement.pairs].tolist(), strict=True))
    for steps, of_steps in (
        (statement.unplaced, prices.unplaced),
        (statement.over, prices.over),
        (statement.phase_over, prices.phase_over),
    ):
        terms += list(zip(chain.from_iterable(steps), of_steps.ravel().tolist(), strict=True))
    statement.problem.setObjective(pulp.LpAffineExpression(terms))


def placed_or_unplaced(statement: Statement, entrants: Floats) -> None:
    """State (1): every entrant is placed or counted as unplaced."""
    cells = statement.structure.cell[statement.pairs]
    terms = [dict.fromkeys(unplaced, 1.0) for unplaced in statement.unplaced]
    for cell, placed in zip(cells.tolist(), statement.placed, strict=True):
        terms[cell][placed] = 1.0
    for cell, learners in enumerate(entrants.tolist()):
        _add(statement, (1, cell), terms[cell], pulp.LpConstraintEQ, learners)


def places(statement: Statement, room: Floats) -> None:
    """State (2): learners within a provider's places, beyond those counted as above them."""
    for provider, terms in enumerate(_within_places(statement)):
        _add(statement, (2, provider), terms, pulp.LpConstraintLE, float(room[provider]))


def places_by_phase(statement: Statement, phase_room: Floats) -> None:
    """State (3): learners within the places that a provider keeps for one phase."""
    structure = statement.structure
    if structure.phase_row is None:
        return
    terms = [dict.fromkeys(over, -1.0) for over in statement.phase_over]
    for row, placed in zip(structure.phase_row[statement.pairs].tolist(), statement.placed, strict=True):
        if row >= 0:
            terms[row][placed] = 1.0
    for row, rooms in enumerate(phase_room.tolist()):
        _add(statement, (3, row), terms[row], pulp.LpConstraintLE, rooms)


def commitments(statement: Statement, commitment: Floats) -> None:
    """State (4): block contracts and guaranteed admissions, met within the places."""
    if statement.structure.committed is None:
        return
    by_provider = _within_places(statement)
    for provider in np.flatnonzero(statement.structure.committed).tolist():
        _add(statement, (4, provider), by_provider[provider], pulp.LpConstraintGE, float(commitment[provider]))


def directed_share(statement: Statement, directed: Floats) -> None:
    """State (5): tribunal and parental preference send a share of a cell to directed providers.

    A cell without directed providers that sends nobody there needs no constraint.
    """
    structure = statement.structure
    if structure.directed is None:
        return
    terms: list[dict[pulp.LpVariable, float]] = [{} for _ in structure.cells]
    allowed = structure.directed[statement.pairs]
    for position in np.flatnonzero(allowed).tolist():
        terms[int(structure.cell[statement.pairs[position]])][statement.placed[position]] = 1.0
    for cell, learners in enumerate(directed.tolist()):
        if terms[cell] or learners > 0:
            _add(statement, (5, cell), terms[cell], pulp.LpConstraintGE, learners)


def _within_places(statement: Statement) -> list[dict[pulp.LpVariable, float]]:
    terms = [dict.fromkeys(over, -1.0) for over in statement.over]
    for row, provider in enumerate(statement.structure.phase_row_provider.tolist()):
        terms[provider] |= dict.fromkeys(statement.phase_over[row], -1.0)
    providers = statement.structure.provider[statement.pairs].tolist()
    for provider, placed in zip(providers, statement.placed, strict=True):
        terms[provider][placed] = 1.0
    return terms


def _add(
    statement: Statement, key: tuple[int, int], terms: dict[pulp.LpVariable, float], sense: int, side: float
) -> None:
    number, position = key
    labels = {3: statement.phase_rows, 2: statement.providers, 4: statement.providers}.get(number, statement.cells)
    name = f"c{number}_{TITLES[number]}_{labels[position]}"
    constraint = pulp.LpConstraint(pulp.LpAffineExpression(terms), sense, name, side)
    statement.problem.addConstraint(constraint)
    statement.constraints[key] = constraint


def _names(labels: tuple[str, ...]) -> list[str]:
    """Labels as the LP format allows them; two that would be the same are numbered by their position."""
    names = [re.sub(r"\W+", "_", label, flags=re.ASCII) for label in labels]
    first = {name: position for position, name in reversed(list(enumerate(names)))}
    return [name if first[name] == position else f"{name}.{position}" for position, name in enumerate(names)]
