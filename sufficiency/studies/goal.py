"""Which amount of one value of a scenario reaches a target, on the central forecast.

First a few even steps between two bounds are tried, the nearest to the present amount first. A side on which a step
leads away from the target is not tried further. Two neighbouring amounts, of which one reaches the target and the other
does not, are a bracket. It is narrowed by halves and by straight lines in turn. A target that is reached, left and
reached again is found where it is first reached from the present amount. Where no step reaches the target, the answer
names the nearest total that was found.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from models.placement.outcome import break_even
from models.placement.place_need import place_need_of
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.pipeline import central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.results.diversion import AssumedDiversion, assumed, middle
from sufficiency.results.headlines import MEASURES, central_totals
from sufficiency.scenario.rebuilding import with_values
from sufficiency.scenario.schema.fields import key_at, limits
from sufficiency.scenario.schema.messages import nearest
from sufficiency.scenario.values import Scenario

STEPS = 4
"""Even steps between the bounds that are tried before bracketing."""
MOST_STEPS = 16
"""Most runs within a bracket."""
CLOSE = 0.005
"""A bracket narrower than this share of its larger amount is not narrowed further."""
CLOSE_TOTAL = 0.001
"""A total that reaches the target by no more than this share of it is near enough."""
EDGE = 0.05
"""Share of a bracket that a straight line may not come nearer to its ends."""
_TARGET = re.compile(r"\s*(\w+)\s+(\d{4})\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class Target:
    """A total to be reached: ``measure`` in the census year ``year``, at most or at least ``value``."""

    measure: str
    year: int
    at_most: bool
    value: float

    def misses_by(self, found: float) -> float:
        """How far a total is from the target; 0 or less: reached."""
        return found - self.value if self.at_most else self.value - found


@dataclass(frozen=True)
class Trial:
    """An amount and the total that it leads to."""

    amount: float
    total: float


@dataclass(frozen=True)
class Search:
    """Where to look for an amount: from ``present``, between ``low`` and ``high``, in whole numbers or not."""

    present: float
    low: float
    high: float
    whole: bool = False

    def rounded(self, amount: float) -> float:
        """An amount that the value can have."""
        return float(round(amount)) if self.whole else amount

    def steps(self) -> list[float]:
        """Even steps between the bounds, the nearest to the present amount first."""
        even = [self.rounded(self.low + (self.high - self.low) * step / STEPS) for step in range(STEPS + 1)]
        return sorted(even, key=lambda amount: abs(amount - self.present))

    def is_narrow(self, one: float, other: float) -> bool:
        """Whether there is nothing worth trying between two amounts."""
        if self.whole:
            return abs(one - other) <= 1
        return abs(one - other) <= CLOSE * max(abs(one), abs(other))


@dataclass(frozen=True)
class GoalAnswer:
    """``found`` reaches the target with the least change of the amount; None: none does. ``trials``: all that ran."""

    found: Trial | None
    trials: tuple[Trial, ...]


def read_target(text: str) -> Target:
    """Read a target such as ``inmss_learners 2030 <= 1200``. Raises InputError with what is expected."""
    given = _TARGET.fullmatch(text)
    if given is None:
        message = f"'{text}' is not a target; write a measure, a census year, <= or >= and a number"
        raise InputError([Fault("--target", 0, 0, "", f'{message}, such as "inmss_learners 2030 <= 1200"')])
    measure, year, sign, value = given.groups()
    if measure not in MEASURES:
        message = f"no measure '{measure}'; there are: {', '.join(MEASURES)}{nearest(measure, MEASURES)}"
        raise InputError([Fault("--target", 0, 0, "", message)])
    return Target(measure, int(year), sign == "<=", float(value))


def bounds_of(scenario: Scenario, path: str, low: float | None, high: float | None) -> tuple[float, float]:
    """Bounds between which an amount is sought: those given, else those of the schema.

    Raises
    ------
    InputError
        When the value is not a number of the scenario, or has no bounds.
    """
    known = scenario.set_values.get(path)
    if known is None or isinstance(known.value, bool) or not isinstance(known.value, int | float):
        numbers = [name for name, known in scenario.set_values.items() if isinstance(known.value, int | float)]
        message = f"is no number of the scenario{nearest(path, numbers)}"
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, message)])
    key = key_at(tuple(path.split(".")))
    least, most = limits(key.field) if key else (None, None)
    low, high = (least if low is None else low), (most if high is None else high)
    if low is None or high is None or low >= high:
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, "give --low and --high, low below high")])
    return low, high


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether a value is a whole number."""
    return isinstance(scenario.set_values[path].value, int)


def total_at(scenario: Scenario, inputs: Inputs, path: str, target: Target) -> Callable[[float], float]:
    """Return the function from an amount to the target's total; the run ends as soon as the target's year allows."""
    last = target.year + 1 if target.measure == "spend_gbp" else target.year
    if not scenario.horizon >= last:
        message = f"the scenario's horizon is {scenario.horizon}; a target in {target.year} needs {last}"
        raise InputError([Fault(scenario.scenario_id, 0, 0, "horizon", message)])
    whole = is_whole(scenario, path)

    def total(amount: float) -> float:
        changed = with_values(scenario, {path: round(amount) if whole else float(amount)}, scenario.scenario_id)
        found = central_totals(replace(changed, horizon=last), inputs)
        if target.year not in found.index:
            message = f"the run starts in {found.index[0]}; choose a year from then on"
            raise InputError([Fault("--target", 0, 0, "", message)])
        return float(found[target.measure].loc[target.year])

    return total


def diversion_at(scenario: Scenario, inputs: Inputs, census_year: int) -> AssumedDiversion:
    """What a saving in a year rests on, with the break-even of the cells that are short on the central forecast."""
    run = central_run(replace(scenario, draws=1), inputs, place_values=False)
    at = min(max(census_year - int(run.instance.years[0]), 1), len(run.instance.years) - 1)
    short = place_need_of(run.instance, run.path).gap[at]
    even = middle(break_even(run.instance, run.path.steered)[at - 1], short)
    return AssumedDiversion(*assumed(scenario.parameters.placement), break_even=even)


def seek(search: Search, total: Callable[[float], float], target: Target) -> GoalAnswer:
    """Find an amount near to the present one that reaches the target."""
    tried = {search.present: Trial(search.present, total(search.present))}
    start = tried[search.present]
    if target.misses_by(start.total) <= 0:
        return GoalAnswer(start, (start,))
    leads_away: set[bool] = set()
    found = None
    for amount in search.steps():
        side = amount > search.present
        if side in leads_away or amount in tried:
            continue
        tried[amount] = Trial(amount, total(amount))
        if target.misses_by(tried[amount].total) <= 0:
            found = tried[amount]
            break
        if target.misses_by(tried[amount].total) > target.misses_by(start.total):
            leads_away.add(side)
    if found is None:
        return GoalAnswer(None, tuple(tried.values()))
    side = found.amount > search.present
    same = [
        trial
        for trial in tried.values()
        if trial != found and (trial == start or (trial.amount > search.present) == side)
    ]
    short = min(same, key=lambda trial: abs(trial.amount - found.amount))
    return _narrowed(search, total, target, (short, found), list(tried.values()))


def _narrowed(
    search: Search,
    total: Callable[[float], float],
    target: Target,
    bracket: tuple[Trial, Trial],
    trials: list[Trial],
) -> GoalAnswer:
    """Narrow a bracket between an amount that falls short and one that reaches the target."""
    short, found = bracket
    for step in range(MOST_STEPS):
        if search.is_narrow(short.amount, found.amount) or -target.misses_by(found.total) <= CLOSE_TOTAL * abs(
            target.value
        ):
            break
        amount = search.rounded(_between(short, found, target, halve=step % 2 == 1))
        trials.append(Trial(amount, total(amount)))
        if target.misses_by(trials[-1].total) <= 0:
            found = trials[-1]
        else:
            short = trials[-1]
    return GoalAnswer(found, tuple(trials))


def _between(short: Trial, found: Trial, target: Target, *, halve: bool) -> float:
    """An amount between two: the middle, or where a straight line between their totals meets the target."""
    away, over = target.misses_by(short.total), -target.misses_by(found.total)
    share = 0.5 if halve or away + over <= 0 else min(max(away / (away + over), EDGE), 1.0 - EDGE)
    return short.amount + share * (found.amount - short.amount)
