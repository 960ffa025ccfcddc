"""Who may use other provision than that meant for them: the substitution table of a scenario.

A provider takes the requirements that its pack states. The table opens further kinds of provision to a requirement:
a learner who needs a specialist base may use a special school, an independent place may serve anyone. Never the other
way: a base does not serve a learner who needs a special school, and no state place one whom only an independent school
can serve.
"""

from collections.abc import Mapping

from models.vocabulary import KINDS_OF_PROVISION, REQUIREMENTS, SPECIALIST, STATE_KIND, Provision, Requirement

MAY_OPEN: Mapping[Requirement, tuple[Provision, ...]] = {
    requirement: tuple(kind for kind in SPECIALIST if requirement in KINDS_OF_PROVISION[kind].may_also_take)
    for requirement in REQUIREMENTS
}
"""Kinds of provision that a scenario may open to a requirement."""
_LEARNERS = {
    Requirement.BASE: "a learner who needs a specialist base",
    Requirement.SPECIAL: "a learner who needs a special school",
    Requirement.INDEPENDENT_ONLY: "a learner whom only an independent school can serve",
}


def refusal(requirement: Requirement, provision: str) -> str | None:
    """Why a requirement may not be given a kind of provision, as a sentence; None where it may."""
    allowed = MAY_OPEN[requirement]
    if provision in allowed:
        return None
    also = f"allowed for {requirement}: {', '.join(allowed)}"
    if provision not in SPECIALIST:
        return f"'{provision}' is no kind of specialist provision; {also}"
    if provision == STATE_KIND.get(requirement):
        return f"{provision} is where {_LEARNERS[requirement]} goes in any case, so it changes nothing; {also}"
    return f"a place in a {KINDS_OF_PROVISION[Provision(provision)].name} cannot serve {_LEARNERS[requirement]}; {also}"


def opened(substitutes: Mapping[str, tuple[str, ...]]) -> dict[Provision, tuple[Requirement, ...]]:
    """Requirements that each kind of provision takes in addition to those that its providers state."""
    return {
        provision: tuple(kind for kind in REQUIREMENTS if provision in substitutes.get(kind, ()))
        for provision in SPECIALIST
    }
