"""Which amount of one value of a scenario reaches a target, on the central forecast.

The amounts between two bounds are first tried at a few even steps; between two neighbours of which one reaches the
target and the other does not, bracketing halves the way (a target that is reached, left and reached again is found at
its first crossing from the present amount). Where no step reaches it, the nearest that was found is said.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from sufficiency.errors import Fault, InputError
from sufficiency.headlines import MEASURES, central_totals
from sufficiency.inputs import Inputs
from sufficiency.scenario.fields import key_at, limits
from sufficiency.scenario.messages import nearest
from sufficiency.scenario.rebuilding import with_values
from sufficiency.scenario.values import Scenario

STEPS = 4
"""Even steps between the bounds that are tried before bracketing."""
HALVINGS = 12
"""Most halvings of a bracket."""
CLOSE = 0.005
"""A bracket narrower than this share of its larger amount is not halved further."""
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
class Answer:
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
    setting = scenario.settings.get(path)
    if setting is None or isinstance(setting.value, bool) or not isinstance(setting.value, int | float):
        numbers = [name for name, known in scenario.settings.items() if isinstance(known.value, int | float)]
        message = f"is no number of the scenario{nearest(path, numbers)}"
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, message)])
    key = key_at(tuple(path.split(".")))
    least, most = limits(key.field) if key else (None, None)
    low, high = (least if low is None else low), (most if high is None else high)
    if low is None or high is None or low >= high:
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, "give --low and --high, low below high")])
    return low, high


def total_at(scenario: Scenario, inputs: Inputs, path: str, target: Target) -> Callable[[float], float]:
    """Return the function from an amount to the target's total; the run ends as soon as the target's year allows."""
    last = target.year + 1 if target.measure == "spend_gbp" else target.year
    if not scenario.horizon >= last:
        message = f"the scenario's horizon is {scenario.horizon}; a target in {target.year} needs {last}"
        raise InputError([Fault(scenario.scenario_id, 0, 0, "horizon", message)])
    whole = isinstance(scenario.settings[path].value, int)

    def total(amount: float) -> float:
        changed = with_values(scenario, {path: round(amount) if whole else float(amount)}, scenario.scenario_id)
        found = central_totals(replace(changed, horizon=last), inputs)
        if target.year not in found.index:
            message = f"the run starts in {found.index[0]}; choose a year from then on"
            raise InputError([Fault("--target", 0, 0, "", message)])
        return float(found[target.measure].loc[target.year])

    return total


def seek(total: Callable[[float], float], target: Target, present: float, bounds: tuple[float, float]) -> Answer:
    """Find the amount nearest to the present one that reaches the target."""
    low, high = bounds
    trials = [Trial(present, total(present))]
    if target.misses_by(trials[0].total) <= 0:
        return Answer(trials[0], tuple(trials))
    steps = sorted(
        {low + (high - low) * step / STEPS for step in range(STEPS + 1)}, key=lambda step: abs(step - present)
    )
    found = None
    for amount in steps:
        if amount == present:
            continue
        trials.append(Trial(amount, total(amount)))
        if target.misses_by(trials[-1].total) <= 0:
            found = trials[-1]
            break
    if found is None:
        return Answer(None, tuple(trials))
    side = [trial for trial in trials if (trial.amount - present) * (found.amount - present) >= 0 and trial != found]
    short = min(side, key=lambda trial: abs(trial.amount - found.amount))
    return _halved(total, target, (short, found), trials)


def _halved(
    total: Callable[[float], float], target: Target, bracket: tuple[Trial, Trial], trials: list[Trial]
) -> Answer:
    """Halve the way between an amount that falls short and one that reaches the target."""
    short, found = bracket
    for _ in range(HALVINGS):
        if abs(found.amount - short.amount) <= CLOSE * max(abs(found.amount), abs(short.amount)):
            break
        amount = (short.amount + found.amount) / 2
        trials.append(Trial(amount, total(amount)))
        if target.misses_by(trials[-1].total) <= 0:
            found = trials[-1]
        else:
            short = trials[-1]
    return Answer(found, tuple(trials))
