"""Re-designations tried out: what a provider with places to spare would save if it took other learners.

In every year those with the largest bounds (``models.explain.pockets``) are tried: the September is solved again with
the provider's new pairs. Only entrants use a new designation; nobody who has a place moves. Providers are taken to
serve every age of a phase, also where a scenario asks for single ages.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from models.arrays import Flags, Floats, Indices, product
from models.explain.pockets import (
    LEAST_SHORT,
    LEAST_SPARE,
    Candidate,
    candidates,
    most_saved,
    spare_places,
)
from models.explain.septembers import septembers
from models.outcome.place_need import above_by_cell, inmss_learners
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.steered import BARRED
from models.places.travel import limit_minutes
from models.programme.allocation import Programme, Solution, build, solve
from models.september.asked import September
from models.vocabulary import IN_COUNTY, STATE_REQUIREMENTS

TRIED = 6
"""Most re-designations that are tried a year; each takes a solve."""


@dataclass(frozen=True)
class Use:
    """Pairs of a programme that a re-designation brings into use, and their costs."""

    pairs: Indices
    costs: Floats


NONE_USED = Use(np.empty(0, dtype=np.intp), np.empty(0))


@dataclass(frozen=True)
class Tried:
    """What a re-designation does in a year: pounds saved, as the allocator counts and in money.

    ``placed`` (cells,) are the learners who would be placed with the provider for their need.
    """

    objective_gbp: float
    money_gbp: float
    placed: Floats


@dataclass(frozen=True)
class Pockets:
    """Shortage by year and cell, places to spare by year and provider, candidates, and those tried by year.

    ``without`` are learners with no place at all, or in mainstream though they need another place.
    """

    without: Floats
    displaced: Floats
    above: Floats
    spare: Floats
    candidates: tuple[Candidate, ...]
    bounds: Floats
    tried: tuple[dict[int, Tried], ...]

    @property
    def short(self) -> Floats:
        """Learners short of a local place by year and cell."""
        return self.without + self.displaced + self.above


@dataclass(frozen=True)
class Best:
    """The re-designation that would save most for each cell and year ahead, (years, cells) each.

    ``found`` is whether there is a pocket at all: somebody short of a place, and places to spare near enough
    (``spare_places``, of all providers). ``provider`` is the one to be re-designated (-1: none), ``provider_unused``
    its places to spare. What a trial found is not a number where the re-designation was not tried.
    """

    found: Flags
    provider: Indices
    spare_places: Floats
    provider_unused: Floats
    placed: Floats
    money_gbp: Floats
    objective_gbp: Floats


class _Known(NamedTuple):
    """What every trial starts from: the central path, and its Septembers as the allocator had them."""

    instance: Instance
    path: Path
    given: tuple[September, ...]


def find_pockets(instance: Instance, path: Path, most: int = TRIED) -> Pockets:
    """Find pockets, and try the re-designations that could save most; at most ``most`` a year."""
    state = instance.providers.of_kind(IN_COUNTY)
    local = state & instance.providers.home
    cells, pairs = instance.cells, instance.pairs
    named = cells.requires(*STATE_REQUIREMENTS)
    ahead, known = path.years[1:], _Known(instance, path, septembers(instance, path))
    spare = np.array([spare_places(pairs, year) for year in ahead]) * local
    every = tuple(candidates(cells, instance.providers, pairs, local & (spare >= LEAST_SPARE).any(axis=0)))
    bounds = np.array([[_bound(known, place, each, spare[place]) for each in every] for place in range(len(ahead))])
    bounds = bounds.reshape(len(ahead), len(every))
    chosen = [[int(each) for each in np.argsort(-row, kind="stable")[:most] if row[each] > 0] for row in bounds]
    return Pockets(
        without=np.array([year.unplaced + year.unmet for year in ahead]) * named,
        displaced=inmss_learners(instance, path).displaced[1:],
        above=above_by_cell(instance, path, local)[1:],
        spare=spare,
        candidates=every,
        bounds=bounds,
        tried=tuple(_tried(known, every, (chosen, bounds))),
    )


def best_by_cell(instance: Instance, pockets: Pockets) -> Best:
    """Choose the candidate that would save most for each year and cell: of those tried, or else by the bounds."""
    years, cells = pockets.without.shape
    best, spare = np.full((years, cells), -1), np.zeros((years, cells))
    worth = np.full((years, cells), -np.inf)
    for each, candidate in enumerate(pockets.candidates):
        near = candidate.cell[near_enough(instance, candidate)]
        for place in range(years):
            free = pockets.spare[place, candidate.provider]
            if free < LEAST_SPARE:
                continue
            spare[place, near] += free
            tried = pockets.tried[place].get(each)
            value = pockets.bounds[place, each] * 1e-9 if tried is None else 1.0 + tried.objective_gbp
            better = near[value > worth[place, near]]
            best[place, better], worth[place, better] = each, value
    provider = np.array([*(candidate.provider for candidate in pockets.candidates), -1])[best]
    unused = np.append(pockets.spare, np.zeros((years, 1)), axis=1)[np.arange(years)[:, None], provider]
    figures = np.full((3, years, cells), np.nan)
    for place, of_year in enumerate(pockets.tried):
        for each, trial in of_year.items():
            mine = best[place] == each
            figures[0, place, mine] = trial.placed[mine]
            figures[1:, place, mine] = np.array([[trial.money_gbp], [trial.objective_gbp]])
    return Best((pockets.short >= LEAST_SHORT) & (best >= 0), provider, spare, unused, *figures)


def _costs(known: _Known, place: int, candidate: Candidate) -> Floats:
    """Marginal cost of the candidate's pairs in a year ahead.

    The journey is the provider's own from there, the top-up that of its kind of provision for the need.
    """
    instance, steered = known.instance, known.path.steered
    kind = instance.providers.provision[candidate.provider]
    alike = instance.providers.provision[instance.pairs.provider] == kind
    alike &= instance.cells.need[instance.pairs.cell] == candidate.need
    charges = steered.charge[place + 1][alike]
    charge = float(charges.mean()) if charges.size else float(instance.prices.learner[kind, candidate.need])
    return np.asarray(charge + steered.journey[place + 1][candidate.like])


def near_enough(instance: Instance, candidate: Candidate) -> Flags:
    """Whether a journey of the candidate is within the limit of its phase, for each of its cells."""
    limits = limit_minutes(instance.parameters.travel)
    return np.asarray(candidate.minutes <= limits[instance.cells.phase[candidate.cell]])


def _bound(known: _Known, place: int, candidate: Candidate, spare: Floats) -> float:
    """Most that a candidate could save in a year ahead; nothing where it has no place to spare."""
    value = known.path.years[place + 1].learner_value_gbp
    if value is None or spare[candidate.provider] < LEAST_SPARE:
        return 0.0
    weight = known.instance.parameters.allocation.mile_weight_gbp
    gain = value[candidate.cell] - _costs(known, place, candidate) - weight * candidate.miles
    gain = np.where(near_enough(known.instance, candidate), gain, 0.0)
    return most_saved(candidate, gain, known.given[place].entrants, known.given[place].room)


def _tried(
    known: _Known, every: tuple[Candidate, ...], promising: tuple[list[list[int]], Floats]
) -> list[dict[int, Tried]]:
    """Solve every year again for its candidates, until none that is left can save more than the best so far.

    ``promising`` are the candidates of each year, the largest bound first, and the bounds. One programme holds the
    pairs of all.
    """
    chosen, bounds = promising
    wanted = sorted({each for year in chosen for each in year})
    if not wanted:
        return [{} for _ in chosen]
    programme, first = widened(known.instance, [every[each] for each in wanted])
    found = []
    for place, year in enumerate(chosen):
        costs = {each: _costs(known, place, every[each]) for each in year}
        before = _solved(known.instance, programme, known.given[place], NONE_USED, first)
        tried: dict[int, Tried] = {}
        for each in year:
            if bounds[place, each] <= max((made.objective_gbp for made in tried.values()), default=0.0):
                break
            at = wanted.index(each)
            near = np.flatnonzero(near_enough(known.instance, every[each]))
            use = Use(first[at] + near, costs[each][near])
            after = _solved(known.instance, programme, known.given[place], use, first)
            money = _money(known, place, before, first) - _money(known, place, after, first, use)
            placed = np.zeros(len(known.instance.cells.area))
            placed[every[each].cell] = after.learners[first[at] : first[at + 1]]
            tried[each] = Tried(max(before.objective_gbp - after.objective_gbp, 0.0), money, placed)
        found.append(tried)
    return found


def widened(instance: Instance, chosen: list[Candidate]) -> tuple[Programme, list[int]]:
    """Build the programme of a September with the pairs of candidates behind its own, and where each one's start."""
    at = instance.state_pairs
    own, rows = instance.structure(at), instance.pairs.rows.of_pair[at]
    sizes = [candidate.cell.size for candidate in chosen]
    first = [at.size, *(at.size + np.cumsum(sizes)).tolist()]
    structure = replace(
        own,
        cell=np.concatenate([own.cell, *(candidate.cell for candidate in chosen)]),
        provider=np.concatenate([own.provider, *(np.full(c.cell.size, c.provider) for c in chosen)]),
        cost_gbp=np.concatenate([own.cost_gbp, np.zeros(sum(sizes))]),
        miles=np.concatenate([own.miles, *(candidate.miles for candidate in chosen)]),
        directed=None if own.directed is None else np.append(own.directed, np.zeros(sum(sizes), dtype=np.bool_)),
        phase_row=np.concatenate([rows, *(candidate.row for candidate in chosen)]),
    )
    steps = instance.state_steps if instance.parameters.placement.as_practised else None
    return build(structure, instance.parameters.allocation, steps=steps), first


def _all_costs(instance: Instance, september: September, use: Use, first: list[int]) -> Floats:
    """Costs of every pair; those of candidates not in use are priced out."""
    barred = BARRED * instance.parameters.allocation.unplaced_penalty_gbp
    own = instance.cost_gbp if september.cost_gbp is None else september.cost_gbp
    cost = np.append(own[instance.state_pairs], np.full(first[-1] - first[0], barred))
    cost[use.pairs] = use.costs
    return cost


def _solved(instance: Instance, programme: Programme, september: September, use: Use, first: list[int]) -> Solution:
    cost = _all_costs(instance, september, use, first)
    return solve(programme, september.entrants, september.room, september.rules, cost, place_values=False)


def _money(known: _Known, place: int, found: Solution, first: list[int], use: Use = NONE_USED) -> float:
    paid = float(product(found.learners, _all_costs(known.instance, known.given[place], use, first)))
    elsewhere = known.path.course.elsewhere
    return paid if elsewhere is None else paid + float(product(found.unplaced, elsewhere.unserved_gbp[place]))
