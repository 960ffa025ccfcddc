"""Rules that a person fixed and that cannot all be kept, in words, with the cheapest way out.

Entrants can always go unplaced and providers can always admit above their places, so only commitments (4) and directed
shares (5) can make a September impossible. First the rules are let give way, by the fewest learners in all and, among
those, towards the cheapest plan: this is the relaxation proposed. Then, for each rule that gave way, the programme
asks how far that rule can be met with the others kept. The constraints with a dual price at that corner, and the rule
itself, cannot be kept together, and any of them left out would free the rest: a corner of the dual polyhedron is an
irreducible infeasible set (Gleeson and Ryan, 1990). HiGHS's own search for such sets is documented as a prototype and
returned sets that were not irreducible.
"""

from dataclasses import dataclass

import numpy as np
import pulp

from models.certificate import CertificateError
from models.programme import Prices, Sides, state
from models.solver import NEVER_TIGHT, highs
from models.structure import Floats, Structure

COMMITMENT, DIRECTED = 4, 5
"""Numbers of the constraints that a person fixes."""
WHOLE_LEARNERS = 1e-6
"""Learners below which a rule counts as kept."""
ROUNDING = 1e-7
"""Learners by which kept rules are eased, so that rounding contradicts nothing."""
GIVING_WAY = 16.0
"""Price of a learner by which a rule gives way, in dearest options: above what any plan could save by it."""


@dataclass(frozen=True)
class Rule:
    """One fixed amount: ``kind`` is entrants, places, commitment or directed_share."""

    kind: str
    subject: str
    learners: float

    def __str__(self) -> str:
        """Say the rule as a planner would."""
        sentences = {
            "entrants": "{subject} has {learners:g} to place",
            "places": "{subject} has {learners:g} places",
            "commitment": "{subject} is guaranteed {learners:g} learners",
            "directed_share": "{subject} must send {learners:g} learners to directed providers",
        }
        return sentences[self.kind].format(subject=self.subject, learners=round(self.learners, 3))


@dataclass(frozen=True)
class Contradiction:
    """Rules that cannot be kept together: the one that must give way, what stands against it, by how many learners."""

    rule: Rule
    against: tuple[Rule, ...]
    shortfall: float

    def __str__(self) -> str:
        """Say what contradicts what, the cheapest way out first."""
        against = ", ".join(str(rule) for rule in self.against) or "no eligible provider or cell is left for it"
        ways = [_way_out(rule, self.shortfall) for rule in (self.rule, *self.against)]
        offers = [way for way in ways if way]
        return f"{self.rule}, but {against}. Cheapest: {'; or '.join(offers)}."


class ContradictionError(ValueError):
    """Fixed rules contradict one another; carries every contradiction."""

    def __init__(self, contradictions: tuple[Contradiction, ...]) -> None:
        self.contradictions = contradictions
        super().__init__("\n".join(str(contradiction) for contradiction in contradictions))


def _way_out(rule: Rule, shortfall: float) -> str:
    less = round(max(rule.learners - shortfall, 0.0), 3)
    more = round(rule.learners + shortfall, 3)
    ways = {
        "commitment": f"lower the guarantee of {rule.subject} from {rule.learners:g} to {less:g}",
        "directed_share": f"send {less:g} learners of {rule.subject} to directed providers, not {rule.learners:g}",
        "places": f"have {more:g} places at {rule.subject}",
    }
    return ways.get(rule.kind, "")


def contradictions(structure: Structure, prices: Prices, sides: Sides) -> tuple[Contradiction, ...]:
    """Find every contradiction of a September whose rules cannot all be kept, sorted as the rules are.

    ``structure`` in canonical order, ``sides`` in learners.

    Raises
    ------
    CertificateError
        The rules can all be kept after all.
    """
    lower = _fewest_learners(structure, prices, sides)
    commitments, directed = (
        np.maximum(wanted - given - ROUNDING, 0.0)
        for wanted, given in zip((sides.commitments, sides.directed), lower, strict=True)
    )
    kept = Sides(sides.entrants, sides.room, sides.phase_room, commitments, directed)
    found = [
        _explained(structure, prices, sides, kept, (number, int(subject)))
        for number, given in zip((COMMITMENT, DIRECTED), lower, strict=True)
        for subject in np.flatnonzero(given > WHOLE_LEARNERS)
    ]
    if not found:
        raise CertificateError("the solver found no plan, but every rule can be kept")
    return tuple(found)


def _fewest_learners(structure: Structure, prices: Prices, sides: Sides) -> tuple[Floats, Floats]:
    """Learners by which commitments (providers,) and directed shares (cells,) must give way."""
    statement = state(structure, prices, sides)
    price = GIVING_WAY * max(float(part.max(initial=1.0)) for part in (prices.cost, prices.unplaced, prices.over))
    lowered = {}
    for (number, position), constraint in statement.constraints.items():
        if number in {COMMITMENT, DIRECTED}:
            lowered[number, position] = pulp.LpVariable(f"lowered_{number}_{position}", 0)
            constraint.addInPlace(lowered[number, position])
            statement.problem.objective.addterm(lowered[number, position], price)
    _solve(statement.problem)
    given = np.zeros(len(structure.providers)), np.zeros(len(structure.cells))
    for (number, position), variable in lowered.items():
        given[number - COMMITMENT][position] = variable.varValue
    return given


def _explained(structure: Structure, prices: Prices, sides: Sides, kept: Sides, key: tuple[int, int]) -> Contradiction:
    """One rule that gave way, the fixed amounts that hold it down, and by how much."""
    nothing = Prices(*(np.zeros_like(part) for part in (prices.cost, prices.unplaced, prices.over, prices.phase_over)))
    statement = state(structure, nothing, kept)
    own = statement.constraints.pop(key)
    reach = pulp.LpAffineExpression(dict(own.expr.items()))
    own.changeRHS(NEVER_TIGHT)
    statement.problem.setObjective(-1.0 * reach)
    _solve(statement.problem)
    wanted = float((sides.commitments if key[0] == COMMITMENT else sides.directed)[key[1]])
    held = {other for other, constraint in statement.constraints.items() if abs(constraint.pi) > WHOLE_LEARNERS}
    return Contradiction(
        _rule(structure, sides, key),
        tuple(_rule(structure, sides, other) for other in sorted(held)),
        wanted - float(reach.value()),
    )


def _solve(problem: pulp.LpProblem) -> None:
    problem.solve(highs())
    if problem.sol_status != pulp.LpSolutionOptimal:
        raise CertificateError(f"the contradiction could not be explained: {pulp.LpSolution[problem.sol_status]}")


def _rule(structure: Structure, sides: Sides, key: tuple[int, int]) -> Rule:
    """The fixed amount behind a numbered constraint."""
    number, position = key
    if number in {1, DIRECTED}:
        kind, amounts = ("entrants", sides.entrants) if number == 1 else ("directed_share", sides.directed)
        return Rule(kind, structure.cells[position], float(amounts[position]))
    if number == 3:
        provider = structure.providers[structure.phase_row_provider[position]]
        return Rule("places", f"{provider} ({structure.phase_rows[position]})", float(sides.phase_room[position]))
    kind, amounts = ("places", sides.room) if number == 2 else ("commitment", sides.commitments)
    return Rule(kind, structure.providers[position], float(amounts[position]))
