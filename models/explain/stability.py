"""The cost of stability: the plan, in which incumbents stay, against the cheapest placement of everyone anew.

For each year ahead of the central run, with ``x`` the plan (incumbents and entrants in state places), ``y`` the optimum
with all required learners as entrants and all places as room, and ``C`` the objective::

    objective_saving = C(x) - C(y)  >= 0,  moved = sum over pairs of max(incumbents - y, 0)

Whoever has no state place is *unserved*; what such a learner costs is part of both. Where independent schools take
everyone whom no state place takes, ``x`` and ``y`` are all placements, and the unserved have none at all.

The placement anew is worked out to be reported and is never taken: nobody moves for it.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Flags, Floats, product
from models.explain.septembers import anew
from models.placement.instance import Instance
from models.placement.path import Path
from models.placement.years import above_places
from models.places.eligibility import Eligible
from models.programme.learners_at_pairs import AtPairs
from models.programme.steps import filled
from models.programme.structure import summed
from models.september.asked import September


@dataclass(frozen=True)
class PlacedAnew:
    """One placement of a year: ``unserved`` and above places in all, running cost, and the allocator's objective."""

    unserved: float
    above_places: float
    cost_gbp: float
    objective_gbp: float


@dataclass(frozen=True)
class CostOfStability:
    """A year of the plan, the same year with everyone placed anew, and what lies between them."""

    plan: PlacedAnew
    anew: PlacedAnew
    objective_saving_gbp: float
    incumbents: float
    moved: float


def cost_of_stability(instance: Instance, path: Path) -> list[CostOfStability]:
    """Solve every year ahead with everyone to place, and compare it with the plan."""
    course = replace(path.course, fairness=None)
    stage, found = instance.programmes(shared=True)[0].state, []
    at = np.zeros(len(instance.pairs.cell), dtype=np.bool_)
    at[stage.at] = True
    for year, september in enumerate(anew(instance, path)):
        made = course.solved(stage, year, september)
        plan = _plan(instance, path, year, september, at)
        unserved_gbp = _unserved_gbp(path, year, made.unplaced)
        cost = float(product(made.learners, path.cost_gbp[year + 1])) + unserved_gbp
        above = float(made.over.sum() + made.phase_over.sum())
        if course.elsewhere is not None:
            above = _above(instance, path, year, AtPairs.of(made.learners))
        new = PlacedAnew(float(made.unplaced.sum()), above, cost, made.objective_gbp)
        saving = max(plan.objective_gbp - new.objective_gbp, 0.0)
        incumbents = path.years[year + 1].incumbents * at
        moved = np.maximum(incumbents - made.learners, 0.0)
        found.append(CostOfStability(plan, new, saving, float(incumbents.sum()), float(moved.sum())))
    return found


def _plan(instance: Instance, path: Path, year: int, september: September, at: Flags) -> PlacedAnew:
    """The plan of a year ahead as the programme of everyone has it: the pairs ``at`` which it places."""
    held = AtPairs.of(path.years[year + 1].learners * at)
    cost = path.cost_gbp[year + 1]
    unserved = np.maximum(september.entrants - held.total(instance.pairs.cell, september.entrants.size), 0.0)
    paid = float(product(held.everywhere, cost))
    weighted = instance.parameters.allocation.mile_weight_gbp * float(product(held.everywhere, instance.pairs.miles))
    above = _above(instance, path, year, held)
    objective = paid + weighted + _penalties(instance, path, year, held, (unserved, september))
    return PlacedAnew(float(unserved.sum()), above, paid + _unserved_gbp(path, year, unserved), objective)


def _penalties(instance: Instance, path: Path, year: int, held: AtPairs, without: tuple[Floats, September]) -> float:
    """What the allocator puts on the unserved and on learners above places; both in steps where practice is known."""
    (unserved, september), known = without, path.course.elsewhere
    if known is None:
        allocation = instance.parameters.allocation
        above = _above(instance, path, year, held)
        return allocation.unplaced_penalty_gbp * float(unserved.sum()) + allocation.over_penalty_gbp * above
    steps, widths = instance.state_steps, september.rules.widths
    first, second = np.asarray(steps.unplaced_gbp).T
    within = unserved if widths is None else np.minimum(unserved, widths.unplaced[:, 0])
    crowded = float(product(_crowded(instance.pairs, held, september), np.array(steps.over_gbp)))
    return float(product(first, within) + product(second, unserved - within)) + crowded


def _crowded(pairs: Eligible, held: AtPairs, september: September) -> Floats:
    """Learners in each step of crowding, (steps,): those above a phase first, the others in the cheapest that is left.

    Steps of a phase cost what those of its school do, so both are left together.
    """
    rows, rules, schools = pairs.rows, september.rules, len(september.room)
    if rules.widths is None or rules.phase_room is None:
        raise ValueError("where practice is known, a September has steps of crowding")
    above = np.maximum(rows.held(held) - rules.phase_room, 0.0)
    of_phases = filled(above, rules.widths.phase_over)
    free = np.maximum(rules.widths.phase_over - of_phases, 0.0)
    left = held.total(pairs.provider, schools) - summed(above, rows.provider, schools) - september.room
    together = rules.widths.over + np.stack([summed(step, rows.provider, schools) for step in free.T], axis=1)
    return np.asarray(of_phases.sum(axis=0) + filled(np.maximum(left, 0.0), together).sum(axis=0))


def _above(instance: Instance, path: Path, year: int, held: AtPairs) -> float:
    return float(above_places(instance.pairs, held, path.course.places_of(year)).sum())


def _unserved_gbp(path: Path, year: int, unserved: Floats) -> float:
    """Pounds that the unserved cost in a year ahead: part of a place at INMSS, part of mainstream."""
    known = path.course.elsewhere
    return 0.0 if known is None else float(product(unserved, known.unserved_gbp[year]))
