"""The table of pockets: who is short of a place beside places to spare, and the re-designation that would save most.

Every year, the re-designations with the largest bounds (``models.pockets``) are tried: the September is solved again
with the provider's new pairs, and what that saves is told. Only entrants use a new designation; nobody who has a
place moves. Providers are taken to serve every age of a phase, also where a scenario asks for single ages.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.allocation import Programme, Solution, build, solve
from models.displacement import STATE_REQUIREMENTS
from models.pockets import LEAST_SPARE, Candidate, above_places_by_cell, candidates, most_saved
from models.served import September
from models.structure import Structure
from models.travel import limit_minutes
from models.vocabulary import IN_COUNTY, NEEDS
from sufficiency.draws import inmss_learners
from sufficiency.explanations.septembers import septembers
from sufficiency.paths import BARRED
from sufficiency.pipeline import Run
from sufficiency.run_tables import academic_years, by_cell

Floats = NDArray[np.float64]
TRIED = 6
"""Most re-designations that are tried a year; each takes a solve."""
LEAST_SHORT = 0.05
"""Learners short below which there is no pocket."""


@dataclass(frozen=True)
class Use:
    """Pairs of a programme that a re-designation brings into use, and their costs."""

    pairs: NDArray[np.intp]
    costs: Floats


NONE_USED = Use(np.empty(0, dtype=np.intp), np.empty(0))


@dataclass(frozen=True)
class Tried:
    """What a re-designation does in a year: pounds saved, as the allocator counts and in money, and whom it places.

    ``placed`` (cells,) are the learners who would be placed with the provider for their need.
    """

    objective_gbp: float
    money_gbp: float
    placed: Floats


@dataclass(frozen=True)
class Pockets:
    """Shortage by year and cell, places to spare by year and provider, candidates, and those tried by year."""

    unplaced: Floats
    displaced: Floats
    above: Floats
    spare: Floats
    candidates: tuple[Candidate, ...]
    bounds: Floats
    tried: tuple[dict[int, Tried], ...]


def pockets(run: Run) -> pd.DataFrame:
    """Cells with somebody short beside places to spare that their need may not use, by year ahead."""
    found = find_pockets(run)
    short = found.unplaced + found.displaced + found.above
    best, spare = _best(run, found)
    names = np.array([*run.setting.providers.ids, ""], dtype=object)
    takes = np.array([*(" ".join(needs) for needs in _needs(run)), ""], dtype=object)
    provider = np.array([*(candidate.provider for candidate in found.candidates), -1])[best]
    years = np.arange(len(short))[:, None]
    columns = {
        "unplaced": found.unplaced,
        "displaced": found.displaced,
        "above_places": found.above,
        "spare_places": spare,
        "provider_unused": np.append(found.spare, np.zeros((len(short), 1)), axis=1)[years, provider],
        "placed": _of_tried(found, best, "placed"),
        "saving_gbp": _of_tried(found, best, "money_gbp"),
        "objective_saving_gbp": _of_tried(found, best, "objective_gbp"),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    frame = frame.assign(provider_id=names[provider].ravel(), takes=takes[provider].ravel())
    return frame[np.ravel((short >= LEAST_SHORT) & (best >= 0))]


def find_pockets(run: Run, most: int = TRIED) -> Pockets:
    """Find pockets, and try the re-designations that could save most; at most ``most`` a year."""
    setting, path = run.setting, run.central
    state = setting.providers.of_kind(IN_COUNTY)
    local = state & setting.providers.home
    cells, pairs = setting.cells, setting.pairs
    named = np.isin(cells.requirement, STATE_REQUIREMENTS)
    ahead = path.years[1:]
    spare = np.array([_spare(run, place) for place in range(1, len(path.years))]) * local
    every = tuple(
        candidate
        for candidate in candidates(cells, setting.providers, pairs, local & (spare >= LEAST_SPARE).any(axis=0))
    )
    given = septembers(setting, path)
    bounds = np.array([[_bound(run, place, each, given, spare) for each in every] for place in range(len(ahead))])
    bounds = bounds.reshape(len(ahead), len(every))
    chosen = [[int(each) for each in np.argsort(-row, kind="stable")[:most] if row[each] > 0] for row in bounds]
    return Pockets(
        unplaced=np.array([year.unplaced for year in ahead]) * named,
        displaced=inmss_learners(setting, path).displaced[1:],
        above=np.array(
            [above_places_by_cell(pairs, year.learners, year.over_capacity, local, len(named)) for year in ahead]
        ),
        spare=spare,
        candidates=every,
        bounds=bounds,
        tried=tuple(_tried(run, every, (chosen, bounds), given)),
    )


def _spare(run: Run, place: int) -> Floats:
    """Places to spare by provider in a year; those kept for a phase can be spare beside a full one."""
    setting, year = run.setting, run.central.years[place]
    filled = np.bincount(setting.pairs.provider, year.learners, len(year.places))
    return np.maximum(year.places + year.over_capacity - filled, 0.0)


def _costs(run: Run, place: int, candidate: Candidate) -> Floats:
    """Marginal cost of the candidate's pairs in a year ahead.

    The journey is the provider's own from there, the top-up that of its kind of provision for the need.
    """
    setting, steered = run.setting, run.central.steered
    kind = setting.providers.provision[candidate.provider]
    alike = setting.providers.provision[setting.pairs.provider] == kind
    alike &= setting.cells.need[setting.pairs.cell] == candidate.need
    charges = steered.charge[place + 1][alike]
    charge = float(charges.mean()) if charges.size else float(setting.prices.learner[kind, candidate.need])
    return np.asarray(charge + steered.journey[place + 1][candidate.like])


def _near(run: Run, candidate: Candidate) -> NDArray[np.bool_]:
    limits = limit_minutes(run.setting.parameters.travel)
    return candidate.minutes <= limits[run.setting.cells.phase[candidate.cell]]


def _bound(run: Run, place: int, candidate: Candidate, given: tuple[September, ...], spare: Floats) -> float:
    """Most that a candidate could save in a year ahead; nothing where it has no place to spare."""
    value = run.central.years[place + 1].learner_value_gbp
    if value is None or spare[place, candidate.provider] < LEAST_SPARE:
        return 0.0
    weight = run.setting.parameters.allocation.mile_weight_gbp
    gain = value[candidate.cell] - _costs(run, place, candidate) - weight * candidate.miles
    gain = np.where(_near(run, candidate), gain, 0.0)
    return most_saved(candidate, gain, given[place].entrants, given[place].room)


def _tried(
    run: Run, every: tuple[Candidate, ...], promising: tuple[list[list[int]], Floats], given: tuple[September, ...]
) -> list[dict[int, Tried]]:
    """Solve every year again for its candidates, until none that is left can save more than the best so far.

    ``promising`` are the candidates of each year, the largest bound first, and the bounds. One programme holds the
    pairs of all.
    """
    chosen, bounds = promising
    wanted = sorted({each for year in chosen for each in year})
    if not wanted:
        return [{} for _ in chosen]
    programme, first = widened(run, [every[each] for each in wanted])
    found = []
    for place, year in enumerate(chosen):
        costs = {each: _costs(run, place, every[each]) for each in year}
        before = _solved(run, programme, given[place], NONE_USED, first)
        tried: dict[int, Tried] = {}
        for each in year:
            if bounds[place, each] <= max((made.objective_gbp for made in tried.values()), default=0.0):
                break
            at = wanted.index(each)
            near = np.flatnonzero(_near(run, every[each]))
            use = Use(first[at] + near, costs[each][near])
            after = _solved(run, programme, given[place], use, first)
            money = _money(run, given[place], before, first) - _money(run, given[place], after, first, use)
            placed = np.zeros(len(run.setting.cells.area))
            placed[every[each].cell] = after.learners[first[at] : first[at + 1]]
            tried[each] = Tried(max(before.objective_gbp - after.objective_gbp, 0.0), money, placed)
        found.append(tried)
    return found


def widened(run: Run, chosen: list[Candidate]) -> tuple[Programme, list[int]]:
    """Build the programme of a September with the pairs of candidates behind its own, and where each one's start."""
    setting = run.setting
    pairs, cells = setting.pairs, setting.cells
    sizes = [candidate.cell.size for candidate in chosen]
    first = [len(pairs.cell), *(len(pairs.cell) + np.cumsum(sizes)).tolist()]
    special = (cells.requirement == STATE_REQUIREMENTS[1])[pairs.cell]
    structure = Structure(
        cells=cells.labels(setting.areas),
        providers=setting.providers.ids,
        cell=np.concatenate([pairs.cell, *(candidate.cell for candidate in chosen)]),
        provider=np.concatenate([pairs.provider, *(np.full(c.cell.size, c.provider) for c in chosen)]),
        cost_gbp=np.concatenate([setting.cost_gbp, np.zeros(sum(sizes))]),
        miles=np.concatenate([pairs.miles, *(candidate.miles for candidate in chosen)]),
        directed=np.append(setting.directed & special, np.zeros(sum(sizes), dtype=np.bool_)),
        phase_rows=pairs.rows.labels,
        phase_row_provider=pairs.rows.provider,
        phase_row=np.concatenate([pairs.rows.of_pair, *(candidate.row for candidate in chosen)]),
    )
    return build(structure, setting.parameters.allocation), first


def _all_costs(run: Run, september: September, use: Use, first: list[int]) -> Floats:
    """Costs of every pair; those of candidates not in use are priced out."""
    barred = BARRED * run.setting.parameters.allocation.unplaced_penalty_gbp
    own = run.setting.cost_gbp if september.cost_gbp is None else september.cost_gbp
    cost = np.append(own, np.full(first[-1] - first[0], barred))
    cost[use.pairs] = use.costs
    return cost


def _solved(run: Run, programme: Programme, september: September, use: Use, first: list[int]) -> Solution:
    cost = _all_costs(run, september, use, first)
    return solve(programme, september.entrants, september.room, september.rules, cost, place_values=False)


def _money(run: Run, september: September, found: Solution, first: list[int], use: Use = NONE_USED) -> float:
    return float(found.learners @ _all_costs(run, september, use, first))


def _needs(run: Run) -> list[list[str]]:
    """Needs that each provider takes now."""
    return [[str(NEEDS[need]) for need in np.flatnonzero(row)] for row in run.setting.providers.needs]


def _best(run: Run, found: Pockets) -> tuple[NDArray[np.intp], Floats]:
    """Candidate that would save most for each year and cell, tried ones first (-1: no pocket); places to spare."""
    years, cells = found.unplaced.shape
    best, spare = np.full((years, cells), -1), np.zeros((years, cells))
    worth = np.full((years, cells), -np.inf)
    for each, candidate in enumerate(found.candidates):
        near = candidate.cell[_near(run, candidate)]
        for place in range(years):
            free = found.spare[place, candidate.provider]
            if free < LEAST_SPARE:
                continue
            spare[place, near] += free
            tried = found.tried[place].get(each)
            value = found.bounds[place, each] * 1e-9 if tried is None else 1.0 + tried.objective_gbp
            better = near[value > worth[place, near]]
            best[place, better], worth[place, better] = each, value
    return best, spare


def _of_tried(found: Pockets, best: NDArray[np.intp], name: str) -> Floats:
    """A figure of the best candidate of each year and cell; blank where it was not tried."""
    values = np.full(best.shape, np.nan)
    for place, tried in enumerate(found.tried):
        for each, made in tried.items():
            figure = getattr(made, name)
            mine = best[place] == each
            values[place, mine] = figure[mine] if isinstance(figure, np.ndarray) else figure
    return values
