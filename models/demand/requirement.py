"""Which learners with a plan need a specialist place, and of which kind.

From the provision that learners of each age and need have in the base year::

    base             = specialist_base
    special          = state_special + (1 - s) * (non_maintained_special + independent_special)
    independent_only = s * (non_maintained_special + independent_special) + independent_mainstream

each as a share of all plans of that age and need. Learners who are in independent or non-maintained schools
because nothing was free locally still need a ``special`` place: only the share ``s`` could be served by no state
place. An age and need without plans in the base year takes the share of the same need over its phase, or, where
the phase has none either, of the same age over all needs.
"""

from dataclasses import dataclass

import numpy as np

from models.arrays import Flags, Floats, Indices, product
from models.demand.areas import AreaPlans
from models.demand.levers_on_plans import may_require
from models.levers.lever import Lever
from models.parameters.method import RequirementParameters
from models.vocabulary import (
    AGES,
    KINDS_OF_PROVISION,
    NEEDS,
    PHASES,
    PROVISIONS,
    REQUIREMENTS,
    Requirement,
    ages_of_phase,
    phase_of_age,
)


@dataclass(frozen=True)
class Cells:
    """Cells in a fixed order: indices of area, phase, need and requirement, (cells,) each."""

    area: Indices
    phase: Indices
    need: Indices
    requirement: Indices

    def requires(self, *requirements: Requirement) -> Flags:
        """Whether the learners of each cell have one of the requirements, (cells,)."""
        return np.isin(self.requirement, [REQUIREMENTS.index(requirement) for requirement in requirements])

    def labels(self, areas: tuple[str, ...]) -> tuple[str, ...]:
        """`area phase need requirement` of each cell."""
        return tuple(
            f"{areas[a]} {PHASES[f]} {NEEDS[n]} {REQUIREMENTS[r]}"
            for a, f, n, r in zip(self.area, self.phase, self.need, self.requirement, strict=True)
        )


def cells_with_learners(required: Floats) -> Cells:
    """Cells in which anyone is required in any year; ``required`` is (years, areas, phases, needs, requirements)."""
    return Cells(*np.nonzero(required.sum(axis=0) > 0))


@dataclass(frozen=True)
class Required:
    """Who requires a specialist place.

    shares : (ages, needs, requirements) of the plans, without levers.
    continuing : (phases, needs, requirements) who still need the same kind of place in the next phase.
    cells : the groups in which anyone requires a place in any year, centrally or by a lever.
    learners : (cells, provisions) learners of the base year, by where they are.
    """

    shares: Floats
    continuing: Floats
    cells: Cells
    learners: Floats


def who_requires(
    joint: Floats, plans: AreaPlans, parameters: RequirementParameters, levers: tuple[Lever, ...]
) -> Required:
    """Derive it from the base year's ``joint`` (ages, needs, provisions) and the central ``plans``."""
    shares = requirement_shares(joint, parameters)
    occurs = np.maximum(shares, may_require(levers, shares))
    cells = cells_with_learners(by_phase(learners_by_age(plans.by_area()[0], occurs)))
    learners = base_learners(joint, plans.shares[0, 0], cells, parameters)
    return Required(shares, continuing_shares(joint, parameters), cells, learners)


def base_learners(joint: Floats, shares: Floats, cells: Cells, parameters: RequirementParameters) -> Floats:
    """Learners of the base year, (cells, provisions); ``shares`` (areas, ages) say where those of each age live."""
    kinds = requirement_by_provision(parameters)
    by_area = np.einsum("anp,ia->ianp", joint, shares)
    phases = np.add.reduceat(by_area, [ages_of_phase(phase)[0] for phase in PHASES], axis=1)
    return np.asarray(phases[cells.area, cells.phase, cells.need] * kinds[:, cells.requirement].T)


def requirement_by_provision(parameters: RequirementParameters) -> Floats:
    """Share of each provision's learners in each requirement, shape (provisions, requirements).

    Where a kind takes two requirements, ``independent_only_share`` of its learners have the one and the rest the other.
    """
    only = parameters.independent_only_share
    shares = np.zeros((len(PROVISIONS), len(REQUIREMENTS)))
    for provision, kind in KINDS_OF_PROVISION.items():
        for requirement in kind.takes:
            of_two = only if requirement is Requirement.INDEPENDENT_ONLY else 1.0 - only
            share = of_two if len(kind.takes) > 1 else 1.0
            shares[PROVISIONS.index(provision), REQUIREMENTS.index(requirement)] = share
    return shares


def requirement_shares(joint: Floats, parameters: RequirementParameters) -> Floats:
    """Share of plans of each age and need that require each kind of place.

    Parameters
    ----------
    joint : (ages, needs, provisions) plans of the base year.
    parameters : the share whom no state place could serve.

    Returns
    -------
    (ages, needs, requirements) shares between 0 and 1; their sum over requirements is at most 1.
    """
    learners = product(joint, requirement_by_provision(parameters))
    plans = joint.sum(axis=2)
    phases = np.array([PHASES.index(phase_of_age(age)) for age in AGES])
    member = np.equal.outer(phases, phases).astype(np.float64)
    in_phase = product(member, plans)
    phase_share = _ratio(np.einsum("ab,bnr->anr", member, learners), in_phase, fallback=0.0)
    age_share = _ratio(learners.sum(axis=1), plans.sum(axis=1), fallback=0.0)
    wider = np.where((in_phase > 0)[..., None], phase_share, age_share[:, None, :])
    return _ratio(learners, plans, fallback=wider)


def _ratio(part: Floats, whole: Floats, fallback: Floats | float) -> Floats:
    safe = np.where(whole > 0, whole, 1.0)[..., None]
    return np.asarray(np.where(whole[..., None] > 0, part / safe, fallback))


def learners_by_age(plans: Floats, requirement: Floats) -> Floats:
    """Learners who require each kind of place, (years, areas, ages, needs, requirements).

    ``plans`` (years, areas, ages, needs); ``requirement`` (ages, needs, requirements), with leading axes of years and
    areas (or 1) where levers move it.
    """
    return np.asarray(plans[..., None] * requirement)


def by_phase(learners: Floats) -> Floats:
    """Sum the ages (third axis) of :func:`learners_by_age` into phases."""
    firsts = [ages_of_phase(phase)[0] for phase in PHASES]
    parts = np.split(learners, firsts[1:], axis=2)
    return np.stack([part.sum(axis=2) for part in parts], axis=2)


def continuing_shares(joint: Floats, parameters: RequirementParameters) -> Floats:
    """Of the learners in a kind of place, the share who still need it in the next phase.

    The ratio of the next phase's share of learners in such a place to this phase's, at most 1; 0 in the last phase.
    Shape (phases, needs, requirements).
    """
    firsts = [ages_of_phase(phase)[0] for phase in PHASES]
    plans = np.add.reduceat(joint.sum(axis=2), firsts, axis=0)
    share = _ratio(
        np.add.reduceat(product(joint, requirement_by_provision(parameters)), firsts, axis=0), plans, fallback=0.0
    )
    continuing = np.zeros_like(share)
    this, following = share[:-1], share[1:]
    continuing[:-1] = np.where(this > 0, np.minimum(following, this) / np.where(this > 0, this, 1.0), 1.0)
    return continuing
