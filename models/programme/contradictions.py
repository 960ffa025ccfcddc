"""Rules that a person fixed and that cannot all be kept, in words, with the cheapest way out.

Entrants can always go unplaced, so only commitments (4) and directed shares (5) can make a September impossible: too
many learners for the places, for what may be admitted above them, or for one another. First the rules are let give way,
by the fewest learners in all and, among those, towards the cheapest plan: this is the relaxation proposed. Then, for
each rule that gave way, the programme asks how far that rule can be met with the others kept. The constraints with a
dual price at that corner stand against it: leave out any one, and the rule can be met further than is proposed. They
are an irreducible infeasible set together with a rule that asks a little more (Gleeson and Ryan, 1990), but for
coincidences among the numbers: of 600 planted contradictions four name a rule too many. HiGHS's own search for such
sets is documented as a prototype and returned sets that were not irreducible.
"""

from dataclasses import dataclass, replace

import numpy as np
import pulp

from models.arrays import Floats
from models.programme.certificate import CertificateError
from models.programme.solver import NEVER_TIGHT, highs
from models.programme.statement import Sides, Statement, UnitCosts, state
from models.programme.structure import Structure

Key = tuple[int, int]
"""Number of a constraint and position of its cell, provider or phase row."""

COMMITMENT, DIRECTED = FIXED = 4, 5
"""Numbers of the constraints that a person fixes."""
KINDS = {1: "entrants", 2: "places", 3: "places", COMMITMENT: "commitment", DIRECTED: "directed_share"}
WHOLE_LEARNERS = 1e-6
"""Learners below which a rule counts as kept."""
ROUNDING = 1e-7
"""Learners by which kept rules are eased, so that rounding contradicts nothing."""
GIVING_WAY = 16.0
"""Price of a learner by which a rule gives way, in dearest options: above what any plan could save by it."""


@dataclass(frozen=True)
class Rule:
    """One fixed amount: ``kind`` is entrants, places, commitment or directed_share.

    ``lowered`` when a contradiction named before has already lowered it; ``above`` the most learners that may be
    admitted above the places, where there is a ceiling.
    """

    kind: str
    subject: str
    learners: float
    lowered: bool = False
    above: float = np.inf

    def __str__(self) -> str:
        """Say the rule as a planner would."""
        sentences = {
            "entrants": "{subject} has {learners:.6g} to place",
            "places": "{subject} has {learners:.6g} places",
            "commitment": "{subject} is guaranteed {learners:.6g} learners",
            "directed_share": "{subject} must send {learners:.6g} learners to directed providers",
        }
        once = " once lowered" if self.lowered else ""
        ceiling = f" and at most {self.above:.6g} above them" if 0 < self.above < np.inf else ""
        return sentences[self.kind].format(subject=self.subject, learners=self.learners) + once + ceiling


@dataclass(frozen=True)
class Contradiction:
    """Rules that cannot be kept together: the one that must give way, what stands against it, by how many learners."""

    rule: Rule
    against: tuple[Rule, ...]
    shortfall: float

    def __str__(self) -> str:
        """Say what contradicts what, the cheapest way out first."""
        against = ", ".join(str(rule) for rule in self.against) or "no eligible provider or cell is left for it"
        ways = [_lowered(self.rule, self.shortfall), *(_way_out(rule, self.shortfall) for rule in self.against)]
        return f"{self.rule}, but {against}. Cheapest: {'; or '.join(way for way in ways if way)}."


class ContradictionError(ValueError):
    """Fixed rules contradict one another; carries every contradiction."""

    def __init__(self, contradictions: tuple[Contradiction, ...]) -> None:
        self.contradictions = contradictions
        super().__init__("\n".join(str(contradiction) for contradiction in contradictions))


def _way_out(rule: Rule, shortfall: float) -> str:
    """What else would settle it, if this rule were the one to change."""
    if rule.kind == "places":
        return f"add {shortfall:.6g} places at {rule.subject}"
    return _lowered(rule, shortfall) if rule.kind != "entrants" and rule.learners >= shortfall else ""


def _lowered(rule: Rule, shortfall: float) -> str:
    less = max(round(rule.learners - shortfall, 6), 0.0)
    if rule.kind == "commitment":
        return f"lower the guarantee of {rule.subject} from {rule.learners:.6g} to {less:.6g}"
    return f"send {less:.6g} learners of {rule.subject} to directed providers, not {rule.learners:.6g}"


def contradictions(structure: Structure, prices: UnitCosts, sides: Sides) -> tuple[Contradiction, ...]:
    """Find every contradiction of a September whose rules cannot all be kept, sorted as the rules are.

    ``structure`` in canonical order, ``sides`` in learners. Rules that gave way are looked at one after the other, on
    top of the rules kept so far; one that cannot be met is kept from then on as far as it can be.

    Raises
    ------
    CertificateError
        The rules can all be kept after all.
    """
    given = _amounts(structure, sides)
    amounts = dict(given)
    broken = _giving_way(structure, prices, sides)
    statement = state(structure, UnitCosts(*(np.zeros_like(part) for part in _parts(prices))), sides)
    for key, amount in amounts.items():
        if key[0] in FIXED:
            statement.constraints[key].changeRHS(NEVER_TIGHT if key in broken or amount <= 0 else amount)
    found = []
    for key in broken:
        reach, held = _reach(statement, key)
        if amounts[key] - reach > WHOLE_LEARNERS:
            own, *against = (
                replace(
                    _rule(structure, other, amounts[other], given[other]), above=_above(structure, sides, other, key)
                )
                for other in (key, *held)
            )
            found.append(Contradiction(own, tuple(against), amounts[key] - reach))
        amounts[key] = min(reach, amounts[key])
        statement.constraints[key].changeRHS(amounts[key] - ROUNDING)
    if not found:
        raise CertificateError("the solver found no plan, but every rule can be kept")
    return tuple(found)


def _parts(prices: UnitCosts) -> tuple[Floats, ...]:
    return prices.cost, prices.unplaced, prices.over, prices.phase_over


def _amounts(structure: Structure, sides: Sides) -> dict[Key, float]:
    """Right-hand side of every constraint."""
    parts = {1: sides.entrants, 2: sides.room, 3: sides.phase_room}
    if structure.committed is not None:
        parts[COMMITMENT] = sides.commitments
    if structure.directed is not None:
        parts[DIRECTED] = sides.directed
    amounts = {(number, at): amount for number, part in parts.items() for at, amount in enumerate(part.tolist())}
    for cell in set(range(sides.directed.size)) - set(structure.directed_pairs.cells.tolist()):
        if sides.directed[cell] <= 0:
            amounts.pop((DIRECTED, cell), None)
    for provider in np.flatnonzero(~structure.committed if structure.committed is not None else []).tolist():
        del amounts[COMMITMENT, provider]
    return amounts


def _giving_way(structure: Structure, prices: UnitCosts, sides: Sides) -> list[Key]:
    """Rules that must give way, by the fewest learners and then at the least cost."""
    statement = state(structure, prices, sides)
    price = GIVING_WAY * max(float(part.max(initial=1.0)) for part in _parts(prices))
    lowered = {}
    for (number, position), constraint in statement.constraints.items():
        if number in FIXED:
            lowered[number, position] = statement.problem.add_variable(f"lowered_{number}_{position}", 0)
            constraint.addInPlace(lowered[number, position])
            statement.problem.objective.addterm(lowered[number, position], price)
    _solve(statement.problem)
    return [key for key, variable in lowered.items() if variable.varValue > WHOLE_LEARNERS]


def _reach(statement: Statement, key: Key) -> tuple[float, list[Key]]:
    """How far one rule can be met, and the constraints that keep it from being met further."""
    own = statement.constraints[key]
    reach = pulp.LpAffineExpression(dict(own.expr.items()))
    own.changeRHS(NEVER_TIGHT)
    statement.problem.setObjective(-1.0 * reach)
    _solve(statement.problem)
    priced = [other for other, row in statement.constraints.items() if abs(row.pi) > WHOLE_LEARNERS and other != key]
    return float(reach.value() or 0.0), sorted(priced)


def _solve(problem: pulp.LpProblem) -> None:
    problem.solve(highs())
    if problem.sol_status != pulp.LpSolutionOptimal:
        raise CertificateError(f"the contradiction could not be explained: {pulp.LpSolution[problem.sol_status]}")


def _rule(structure: Structure, key: Key, amount: float, given: float) -> Rule:
    """The fixed amount behind a numbered constraint."""
    number, position = key
    if number == 3:
        provider = structure.providers[structure.phase_row_provider[position]]
        subject = f"{provider} ({structure.phase_rows[position]})"
    else:
        subject = (structure.cells if number in {1, DIRECTED} else structure.providers)[position]
    return Rule(KINDS[number], subject, amount, lowered=amount < given)


def _above(structure: Structure, sides: Sides, key: Key, kept_within: Key) -> float:
    """Most learners above the places of a constraint, infinite where it has none or a guarantee is met within them."""
    number, position = key
    if number not in {2, 3}:
        return np.inf
    provider = position if number == 2 else int(structure.phase_row_provider[position])
    if kept_within == (COMMITMENT, provider):
        return np.inf
    if number == 3:
        return float(sides.widths.phase_over[position].sum())
    of_phases = sides.widths.phase_over[structure.phase_row_provider == provider]
    return float(sides.widths.over[provider].sum() + of_phases.sum())
