"""Small allocations for tests, and oracles that share nothing with the method but the formulation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy.optimize import linprog

from models.parameters.method import AllocationParameters
from models.programme.allocation import NO_RULES, Programme, Rules, Solution, build, solve
from models.programme.contradictions import ContradictionError
from models.programme.steps import Steps, Widths, unlimited
from models.programme.structure import Structure

PARAMETERS = AllocationParameters(unplaced_penalty_gbp=300.0, over_penalty_gbp=150.0, mile_weight_gbp=2.0)


@dataclass(frozen=True)
class Case:
    """A structure with one September's amounts."""

    structure: Structure
    entrants: np.ndarray
    room: np.ndarray
    rules: Rules = NO_RULES
    parameters: AllocationParameters = PARAMETERS
    steps: Steps | None = None


def solved(case: Case, **changes: object) -> Solution:
    """Solve a case from nothing, with some of its parts changed."""
    case = replace(case, **changes)
    return solve(built(case), case.entrants, case.room, case.rules)


def cost_of(case: Case, **changes: object) -> float:
    """Least cost of a case with some of its parts changed; infinite where its rules contradict one another."""
    try:
        return solved(case, **changes).objective_gbp
    except ContradictionError:
        return np.inf


def built(case: Case) -> Programme:
    """State the programme of a case."""
    return build(case.structure, case.parameters, steps=case.steps)


def structure_of(
    costs: dict[tuple[str, str], float], cells: str = "", providers: str = "", **more: object
) -> Structure:
    """Structure of the pairs of one-letter cells and providers, in the order given; every journey is 0 miles."""
    cell_labels = tuple(cells) or tuple(dict.fromkeys(cell for cell, _ in costs))
    provider_labels = tuple(providers) or tuple(dict.fromkeys(provider for _, provider in costs))
    return Structure(
        cell_labels,
        provider_labels,
        np.array([cell_labels.index(cell) for cell, _ in costs], dtype=np.int64),
        np.array([provider_labels.index(provider) for _, provider in costs], dtype=np.int64),
        np.array(list(costs.values()), dtype=np.float64),
        np.zeros(len(costs)),
        **more,
    )


def drawn(seed: int, *, whole: bool = True, rules: bool = True, most: int = 8) -> Case:
    """Draw a case: few costs, so that ties are common; full, empty and closed providers; rules that can be kept."""
    random = np.random.default_rng(seed)
    cells, providers = int(random.integers(1, most + 1)), int(random.integers(1, most))
    eligible = random.random((cells, providers)) < random.choice([0.3, 0.6, 1.0])
    cell, provider = (part.astype(np.int64) for part in np.nonzero(eligible))
    order = random.permutation(cell.size)
    cell, provider = cell[order], provider[order]
    costs = random.integers(0, 6, cell.size) * 20.0 if whole else random.uniform(0, 200, cell.size)
    entrants = random.integers(0, 6, cells) * 1.0 if whole else random.uniform(0, 6, cells)
    room = random.integers(0, 7, providers) * 1.0 if whole else random.uniform(0, 7, providers)
    structure = Structure(
        tuple(f"cell {name}" for name in random.permutation(cells)),
        tuple(f"school {name}" for name in random.permutation(providers)),
        cell,
        provider,
        costs,
        random.integers(0, 4, cell.size) * 5.0,
    )
    case = Case(structure, entrants, room)
    return _with_rules(case, random) if rules and cell.size and seed % 2 else case


def _with_rules(case: Case, random: np.random.Generator) -> Case:
    """Add places by phase, commitments and directed shares, kept by a plan drawn first."""
    structure, providers = case.structure, len(case.structure.providers)
    split = np.repeat(np.flatnonzero(random.random(providers) < 0.5), 2)
    phase_of_pair = np.full(structure.cell.size, -1, dtype=np.int64)
    for row, at in enumerate(split):
        phase_of_pair[(structure.provider == at) & (structure.cell % 3 == row % 2)] = row
    directed = random.random(structure.cell.size) < 0.4
    pick = {int(cell): position for position, cell in enumerate(structure.cell)}
    plan = np.zeros(structure.cell.size)
    plan[list(pick.values())] = case.entrants[list(pick)]
    share = np.array(
        [0.5 if directed[pick.get(cell, 0)] and cell in pick else 0.0 for cell in range(len(structure.cells))]
    )
    at_row = np.array([plan[phase_of_pair == row].sum() for row in range(split.size)])
    room_by_row = np.maximum(random.integers(0, 5, split.size), 0.0) + 0.0
    within = np.bincount(structure.provider, plan, providers)
    within -= np.bincount(split, np.maximum(at_row - room_by_row, 0.0), providers)
    commitment = np.where(random.random(providers) < 0.5, np.floor(np.minimum(within, case.room)), 0.0)
    return replace(
        case,
        structure=replace(
            structure,
            directed=directed,
            phase_rows=tuple(f"phase {row % 2}" for row in range(split.size)),
            phase_row_provider=split.astype(np.int64),
            phase_row=phase_of_pair,
            committed=commitment > 0,
        ),
        rules=Rules(room_by_row, commitment, share),
    )


def stepped(seed: int, *, ceilings: bool = True, **more: object) -> Case:
    """Draw a case whose penalties have steps: some of one price, of no width, unlimited, and by cell."""
    case, random = drawn(seed, **more), np.random.default_rng([seed, 1])
    cells, providers, rows = (len(part) for part in labels_of(case))
    some, most = int(random.integers(1, 4)), int(random.integers(1, 4))
    unplaced = np.sort(random.integers(0, 16, (cells, some)) * 25.0, axis=1)
    over = np.sort(random.integers(0, 13, most) * 25.0)
    widths = Widths(
        random.integers(0, 4, (cells, some - 1)) * 1.0,
        random.integers(0, 4, (providers, most)) * 1.0,
        random.integers(0, 4, (rows, most)) * 1.0,
    )
    endless = random.random(providers) < (random.choice([0.0, 0.5]) if ceilings else 1.0)
    widths.over[endless, -1] = np.inf
    widths.phase_over[endless[case.structure.phase_row_provider], -1] = np.inf
    prices = unplaced if seed % 3 else tuple(np.sort(unplaced[0]).tolist())
    return replace(case, rules=replace(case.rules, widths=widths), steps=Steps(prices, tuple(over.tolist())))


def shuffled_case(case: Case, seed: int) -> tuple[Case, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Put everything in another order; and the order of cells, providers, pairs and phase rows."""
    random = np.random.default_rng(seed)
    structure = case.structure
    lengths = (structure.cells, structure.providers, structure.cell, structure.phase_rows)
    cells, providers, pairs, rows = (random.permutation(len(part)) for part in lengths)
    place = [np.argsort(order) for order in (cells, providers, rows)]
    phase_row = None if structure.phase_row is None else np.append(place[2], -1)[structure.phase_row][pairs]
    shuffled = Structure(
        tuple(structure.cells[position] for position in cells),
        tuple(structure.providers[position] for position in providers),
        place[0][structure.cell][pairs],
        place[1][structure.provider][pairs],
        structure.cost_gbp[pairs],
        structure.miles[pairs],
        None if structure.directed is None else structure.directed[pairs],
        tuple(structure.phase_rows[position] for position in rows),
        place[1][structure.phase_row_provider][rows],
        phase_row,
        None if structure.committed is None else structure.committed[providers],
    )
    moved = replace(
        case,
        structure=shuffled,
        entrants=case.entrants[cells],
        room=case.room[providers],
        rules=_shuffled_rules(case.rules, cells, providers, rows),
    )
    if case.steps is not None and isinstance(case.steps.unplaced_gbp, np.ndarray):
        moved = replace(moved, steps=Steps(case.steps.unplaced_gbp[cells], case.steps.over_gbp))
    return moved, cells, providers, pairs, rows


def _shuffled_rules(rules: Rules, cells: np.ndarray, providers: np.ndarray, rows: np.ndarray) -> Rules:
    widths = rules.widths
    return Rules(
        None if rules.phase_room is None else rules.phase_room[rows],
        None if rules.commitments is None else rules.commitments[providers],
        None if rules.directed_share is None else rules.directed_share[cells],
        None if widths is None else Widths(widths.unplaced[cells], widths.over[providers], widths.phase_over[rows]),
    )


def labels_of(case: Case) -> tuple[tuple[str, ...], ...]:
    """Cells, providers and phase rows of a case."""
    return case.structure.cells, case.structure.providers, case.structure.phase_rows


def steps_of(case: Case) -> tuple[np.ndarray, np.ndarray, Widths]:
    """Prices of going unplaced (cells, steps) and of being above places (steps,), and their widths."""
    if case.steps is None:
        unplaced = np.full((len(case.structure.cells), 1), case.parameters.unplaced_penalty_gbp)
        return unplaced, np.array([case.parameters.over_penalty_gbp]), unlimited(case.structure)
    unplaced = np.asarray(case.steps.unplaced_gbp) + np.zeros((len(case.structure.cells), 1))
    return unplaced, np.asarray(case.steps.over_gbp), case.rules.widths


def least_cost(case: Case) -> float:
    """Objective by scipy's linprog, the formulation written out once more with dense rows; infinite without a plan."""
    structure, rules = case.structure, case.rules
    pairs, cells, providers = structure.cell.size, len(structure.cells), len(structure.providers)
    rows = len(structure.phase_rows)
    unplaced, over, widths = steps_of(case)
    some, most = unplaced.shape[1], over.size
    total = pairs + some * cells + most * (providers + rows)
    if not total:
        return 0.0
    x, u, v, o = np.split(np.eye(total), np.cumsum([pairs, some * cells, most * providers]))
    u, v, o = (part.reshape(-1, steps, total).sum(axis=1) for part, steps in ((u, some), (v, most), (o, most)))
    cost = np.concatenate(
        [
            structure.cost_gbp + case.parameters.mile_weight_gbp * structure.miles,
            unplaced.ravel(),
            np.tile(over, providers + rows),
        ]
    )
    unplaced_widths = np.column_stack([widths.unplaced, np.full(cells, np.inf)])
    limits = [np.full(pairs, np.inf), *(part.ravel() for part in (unplaced_widths, widths.over, widths.phase_over))]
    equal = np.array([x[structure.cell == d].sum(axis=0) + u[d] for d in range(cells)]).reshape(cells, total)
    within = [
        x[structure.provider == j].sum(axis=0) - v[j] - o[structure.phase_row_provider == j].sum(axis=0)
        for j in range(providers)
    ]
    upper = [(within[j], case.room[j]) for j in range(providers)]
    upper += [(x[structure.phase_row == r].sum(axis=0) - o[r], rules.phase_room[r]) for r in range(rows)]
    if rules.commitments is not None:
        upper += [(-within[j], -rules.commitments[j]) for j in range(providers) if rules.commitments[j] > 0]
    if rules.directed_share is not None:
        wanted = rules.directed_share * case.entrants
        upper += [
            (-x[(structure.cell == d) & structure.directed].sum(axis=0), -wanted[d]) for d in range(cells) if wanted[d]
        ]
    found = linprog(
        cost,
        A_ub=np.array([row for row, _ in upper]) if upper else None,
        b_ub=np.array([side for _, side in upper]) if upper else None,
        A_eq=equal if cells else None,
        b_eq=case.entrants if cells else None,
        bounds=[(0.0, limit) for limit in np.concatenate(limits)],
    )
    if found.status == 2:
        return np.inf
    assert found.status == 0, found.message
    return float(found.fun)


def least_cost_by_enumeration(case: Case) -> float:
    """Objective over every whole-learner plan of a tiny case without rules (a network has a whole-learner optimum)."""
    structure = case.structure
    cost = structure.cost_gbp + case.parameters.mile_weight_gbp * structure.miles
    unplaced, over, widths = steps_of(case)
    ways = []
    for d, learners in enumerate(case.entrants.astype(int)):
        options = [*np.flatnonzero(structure.cell == d), -1]
        ways.append([way for way in product(range(learners + 1), repeat=len(options)) if sum(way) == learners])
    best = np.inf
    for plan in product(*ways):
        placed, spent = np.zeros(len(structure.providers)), 0.0
        for d, way in enumerate(plan):
            options = np.flatnonzero(structure.cell == d)
            placed += np.bincount(structure.provider[options], way[:-1], placed.size)
            spent += float(cost[options] @ np.array(way[:-1]))
            spent += cost_in_steps(way[-1], unplaced[d], [*widths.unplaced[d], np.inf])
        for j, above in enumerate(np.maximum(placed - case.room, 0.0)):
            spent += cost_in_steps(above, over, widths.over[j])
        best = min(best, spent)
    return best


def cost_in_steps(amount: float, prices: Sequence[float], widths: Sequence[float]) -> float:
    """Cost of an amount that fills steps in their order; infinite beyond the last."""
    spent = 0.0
    for price, width in zip(prices, widths, strict=True):
        spent += price * min(amount, width)
        amount -= min(amount, width)
    return spent if amount <= 0 else np.inf
