"""One path of the future: who requires a place, who is placed where year by year, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats
from models.demand.areas import AreaPlans
from models.demand.requirement import by_phase, learners_by_age
from models.levers.policy import Review
from models.placement.course import Course
from models.placement.displaced import directed_learners
from models.placement.futures import Futures
from models.placement.instance import Instance
from models.placement.moves import Moves, moves
from models.placement.policies import Reviewed, review_moves, with_protection
from models.placement.steered import Steered, levels_of_path, places_on_path, taken_by_inmss, too_far
from models.placement.years import YearOfPlacement, follow_years
from models.programme.learners_at_pairs import AtPairs
from models.september.ages_and_sex import ages_of_cells, moves_of_pairs, shares_of_parts
from models.september.elsewhere import Elsewhere, fair_shares, groups_of, practised_by_cell
from models.september.longest_journeys import Fairness
from models.september.stages import TwoStages
from models.vocabulary import NEEDS, STATE_KIND, Requirement


@dataclass(frozen=True)
class Path:
    """One path: ``required`` (years + 1, cells) and a placement for each year.

    ``required_by_age`` (years + 1, areas, ages, needs, requirements) are the same learners by age.
    ``plans`` (years + 1, ages, needs) are all plans, of those who require no place too. ``directed`` are the learners
    of each year who are at INMSS by order or preference, ``course`` is what the path demands of the allocator.
    """

    required: Floats
    required_by_age: Floats
    plans: Floats
    years: tuple[YearOfPlacement, ...]
    steered: Steered
    directed: tuple[AtPairs, ...]
    course: Course

    @property
    def diversion(self) -> float:
        """Share of learners newly in a state place who would else be at INMSS; all of them without practice."""
        return 1.0 if self.course.elsewhere is None else self.course.elsewhere.practised.diversion

    @property
    def cost_gbp(self) -> Floats:
        """Marginal cost of a learner-year, before inflation, (years + 1, pairs)."""
        return self.steered.cost_gbp


def follow(
    instance: Instance, programmes: Sequence[TwoStages], future: Futures, steered: Steered, *, place_values: bool
) -> Path:
    """Run one path; ``future`` is that of the path alone, row 0 of its years the base year."""
    cells, plans = instance.cells, future.plans
    steered = replace(steered, required_shares=_protected(instance, steered.required_shares, plans.total()[0]))
    steered = places_on_path(instance, steered, future)
    learners = learners_by_age(plans.by_area()[0], steered.required_shares)
    required = _by_cell(instance, learners)
    going = moves(cells, learners, instance.survival, instance.required.continuing)
    course = Course(
        required=required[1:],
        moves=going,
        usable_places=steered.usable_places[1:],
        usable_row_places=steered.usable_row_places[1:],
        cost_gbp=steered.deciding_gbp,
        directed_share=steered.directed_share[1:] if steered.directed_share.any() else None,
        reviews=tuple(_reviewed(instance, review) for review in instance.policies.reviews),
        fairness=_fairness(instance),
        elsewhere=_elsewhere(instance, steered, future, (required, going)),
    )
    course = _by_part(instance, steered, course, learners)
    years = follow_years(programmes, instance.pairs, instance.base, course, place_values=place_values)
    sent = directed_learners(instance.pairs, instance.directed, years, course, steered.directed_share[0])
    return Path(required, learners, np.asarray(plans.total()[0]), years, steered, sent, course)


def _elsewhere(instance: Instance, steered: Steered, future: Futures, asked: tuple[Floats, Moves]) -> Elsewhere | None:
    """What practice has of the path, given who requires a place and who moves up; None: INMSS takes everyone else."""
    required, going = asked
    parameters, cells, base = instance.parameters, instance.cells, instance.required.learners
    if not parameters.placement.as_practised:
        return None
    unsteered = required
    if len(instance.levers) or instance.policies.protections:
        shares = instance.required.shares[None, None]
        unsteered = _by_cell(instance, learners_by_age(future.plans.by_area()[0], shares))
    levels, row_levels = levels_of_path(instance, steered)
    diversion = float(future.diversion[0])
    full = {
        requirement: levels[1][:, instance.providers.of_kind((kind,)) & instance.providers.home].sum(axis=1)
        for requirement, kind in STATE_KIND.items()
    }
    taken = taken_by_inmss(instance, steered.open_pairs)
    usual = instance.parameters.allocation.directed_share * (taken & cells.requires(Requirement.SPECIAL))
    return Elsewhere(
        practised=practised_by_cell(cells, base, required, unsteered, future.practised[0], diversion),
        special=cells.requires(Requirement.SPECIAL),
        only=cells.requires(Requirement.INDEPENDENT_ONLY),
        inmss=instance.directed,
        usual_directed=np.asarray(usual)[1:],
        newly=np.maximum(required[1:] - going.stay * required[:-1], 0.0),
        fair=fair_shares(cells, base, required, full)[1:],
        group=groups_of(cells),
        levels=levels[:, 1:],
        row_levels=row_levels[:, 1:],
        unserved_gbp=steered.unserved_gbp(diversion)[1:],
        inmss_takes=taken[1:],
    )


def required_learners(instance: Instance, plans: AreaPlans, steered: Steered, years: slice) -> Floats:
    """Learners who require a place on one path in some years, before any protection, (years, cells)."""
    return _by_cell(instance, learners_by_age(plans.in_years(years).by_area()[0], steered.required_shares[years]))


def _by_cell(instance: Instance, learners: Floats) -> Floats:
    cells = instance.cells
    return by_phase(learners)[:, cells.area, cells.phase, cells.need, cells.requirement]


def _by_part(instance: Instance, steered: Steered, course: Course, learners: Floats) -> Course:
    """The course where providers take only learners of their own ages and sex; as it was where they take everyone."""
    parts, cells = instance.parts, instance.cells
    if parts is None:
        return course
    by_age = ages_of_cells(cells, learners)
    rates = (instance.survival, instance.required.continuing)
    return replace(
        course,
        moves=Moves(*moves_of_pairs(parts, cells, instance.pairs, by_age, rates), by_pair=True),
        parts=parts,
        open_to_entrants=steered.open_pairs[1:] & ~too_far(instance),
        part_shares=shares_of_parts(parts, cells, by_age, instance.survival),
    )


def _fairness(instance: Instance) -> Fairness | None:
    """The cap on the minutes of an area's entrants, where the scenario sets one; learners who board are not counted."""
    cap, cells, pairs = instance.parameters.allocation, instance.cells, instance.pairs
    if cap.p95_minutes <= 0:
        return None
    far = (pairs.minutes > cap.p95_minutes) & ~instance.eligibility.long.residential
    areas = (cells.area[pairs.cell], cells.area, len(instance.areas))
    return Fairness(far, *areas, cap.p95_penalty_gbp, instance.cost_gbp)


def _protected(instance: Instance, steered: Floats, plans: Floats) -> Floats:
    for protection in instance.policies.protections:
        since = protection.year - int(instance.years[0])
        each = [
            with_protection(instance.required.shares, area, plans, instance.survival, since)
            for area in np.moveaxis(steered, 1, 0)
        ]
        steered = np.stack(each, axis=1)
    return steered


def _reviewed(instance: Instance, review: Review) -> Reviewed:
    """Pairs of a special-school cell with an independent or non-maintained provider, and the moves of each year."""
    cells = instance.cells
    special = cells.requires(Requirement.SPECIAL)
    needs = np.isin(cells.need, [NEEDS.index(need) for need in review.needs or NEEDS])
    return Reviewed(
        review_moves(review, instance.years[1:]), instance.directed & (special & needs)[instance.pairs.cell]
    )
