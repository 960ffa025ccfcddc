"""Which amount of one value of a scenario reaches a target, on the central forecast.

First a few even steps between two bounds are tried, the nearest to the present amount first. A side on which a step
leads away from the target is not tried further. Two neighbouring amounts, of which one reaches the target and the other
does not, are a bracket. It is narrowed by halves and by straight lines in turn. A target that is reached, left and
reached again is found where it is first reached from the present amount. Where no step reaches the target, the answer
names the nearest total that was found.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from models.outcome.outcome import break_even
from models.outcome.place_need import place_need_of
from models.vocabulary import NEED_ALIASES, NEED_NAMES
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.pipeline import central_run
from sufficiency.packs.inputs import Inputs
from sufficiency.results.diversion import AssumedDiversion, assumed, middle
from sufficiency.results.headlines import IN_POUNDS, MEASURES, central_totals
from sufficiency.results.part_totals import OF_PARTS, WHOLE, Part, part_totals
from sufficiency.scenario.checks.suggesting import nearest_of
from sufficiency.scenario.naming import codes_of
from sufficiency.scenario.rebuilding import with_values
from sufficiency.scenario.schema.fields import key_at, limits
from sufficiency.scenario.schema.messages import nearest
from sufficiency.scenario.schema.remedies import amount_remedy, census_remedy, word_remedy
from sufficiency.scenario.showing import written
from sufficiency.scenario.values import Scenario

IN_SHORT = {"missing": "missing_places"}
"""Measures by the word of the summary."""
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
_TARGET = re.compile(
    r"\s*(\w+(?:\s+[a-z]{5,})?)(?:\s+in\s+(.+?))?(?:\s+for\s+(.+?))?\s+(\d{4})\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)\s*",
    re.IGNORECASE,
)
_NEED_FIRST = re.compile(r"\s+for\s+(.+?)\s+in\s+(.+?)(?=\s+\d{4}\s*[<>])", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """A total to be reached: ``measure`` in the census year ``year``, at most or at least ``value``, of a ``part``."""

    measure: str
    year: int
    at_most: bool
    value: float
    part: Part = WHOLE

    def misses_by(self, found: float) -> float:
        """How far a total is from the target; 0 or less: reached."""
        return found - self.value if self.at_most else self.value - found

    def written(self, found: float) -> str:
        """A total as text: pounds whole, others to a tenth, or finer where that would hide on which side it is."""
        if self.measure.endswith("_gbp"):
            return f"£{found:,.0f}".replace("£-", "−£")
        finer = (places for places in (1, 2, 3) if round(found, places) != self.value or found == self.value)
        return f"{found:,.{next(finer, 6)}f}"


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


def read_target(text: str, areas: Mapping[str, str]) -> Target:
    """Read a target such as ``inmss_learners 2030 <= 1200`` or ``missing in Havant for SEMH 2030 <= 20``.

    ``areas`` are the names of areas by code. Raises InputError with what is expected.
    """
    plain = text.replace("\u2264", "<=").replace("\u2265", ">=")
    given = _TARGET.fullmatch(_NEED_FIRST.sub(r" in \2 for \1", plain))
    if given is None:
        raise _refused(_no_target(text))
    measure, area, need, year, sign, value = given.groups()
    measure = "_".join(measure.lower().split())
    measure = IN_SHORT.get(measure, measure)
    needs = {str(code): name.removesuffix(f" ({code})") for code, name in NEED_NAMES.items()}
    part = Part(_code(area, areas), _code(NEED_ALIASES.get(need, need), needs))
    wrong = []
    if measure not in MEASURES:
        begun = next((one for one in MEASURES if one.startswith(f"{measure}_")), measure)
        near = nearest(begun, [*MEASURES, *IN_SHORT])
        wrong.append(f"no measure '{measure}'; there are: {', '.join(MEASURES)}{near}")
    elif (area or need) and measure not in OF_PARTS:
        wrong.append(f"{measure} is not known of an area or a need alone; these are: {', '.join(OF_PARTS)}")
    if area and not part.area:
        wrong.append(f"'{area}' is no area; there are: {_listed(areas)}{nearest_of(area, areas)}")
    if need and not part.need:
        near = word_remedy(need, [*needs]) or nearest_of(need, needs)
        wrong.append(f"'{need}' is no need; there are: {_listed(needs)}{near}")
    if wrong:
        raise _refused(*wrong)
    return Target(measure, int(year), sign == "<=", float(value), part)


def _no_target(text: str) -> str:
    """What is said of a text that is no target, and what to change where that can be told."""
    examples = '"inmss_learners 2030 <= 1200", or "missing in Havant for SEMH 2030 <= 20"'
    found = re.search(r"(?:^|\s)(\S*\d\S*)\s*([<>=]+|[a-z ]+?)\s*(\S+)\s*$", text)
    hints = []
    if found is not None:
        year, sign, value = found.groups()
        hints.append("" if re.fullmatch(r"\d{4}", year) else census_remedy(year))
        hints.append("" if sign in {"<=", ">="} else "the sign is <= (at most) or >= (at least)")
        hints.append("" if re.fullmatch(r"-?\d+(\.\d+)?", value) else amount_remedy(value, "", "number"))
    words = "; ".join(hint for hint in hints if hint) or f"such as {examples}"
    return f"'{text}' is not a target; write a measure, a census year, <= or >= and a number; {words}"


def _refused(*messages: str) -> InputError:
    return InputError([Fault("--target", 0, 0, "", message) for message in messages])


def _code(word: str | None, names: Mapping[str, str]) -> str:
    """Code of an area or a need, by code or name; empty where it is none."""
    found = codes_of(word, names) if word is not None else ()
    return found[0] if len(found) == 1 else ""


def _listed(names: Mapping[str, str]) -> str:
    return ", ".join(f"{code} ({name})" for code, name in names.items())


def bounds_of(scenario: Scenario, path: str, low: float | None, high: float | None) -> tuple[float, float]:
    """Bounds between which an amount is sought: those given, else those of the schema.

    Raises
    ------
    InputError
        When the value is not a number of the scenario, or has no bounds.
    """
    if amount_of(scenario, path) is None:
        numbers = [name for name, known in scenario.set_values.items() if isinstance(known.value, int | float)]
        given = scenario.set_values.get(path)
        message = f"is no number of the scenario{nearest(path, numbers)}"
        if given is not None and isinstance(given.value, tuple):
            message = f"is {written(given.value)}, not one number; name a path that has one"
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, message)])
    key = key_at(tuple(path.split(".")))
    least, most = limits(key.field) if key else (None, None)
    low, high = (least if low is None else low), (most if high is None else high)
    if low is None or high is None or low >= high:
        raise InputError([Fault(scenario.scenario_id, 0, 0, path, "give --low and --high, low below high")])
    return low, high


def amount_of(scenario: Scenario, path: str) -> int | float | None:
    """The number that stands at a path, alone in a list too, as places from the opening on; None where none does."""
    given = scenario.set_values.get(path)
    value = given.value if given is not None else None
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def is_whole(scenario: Scenario, path: str) -> bool:
    """Whether a value is a whole number."""
    return isinstance(amount_of(scenario, path), int)


def total_at(scenario: Scenario, inputs: Inputs, path: str, target: Target) -> Callable[[float], float]:
    """Return the function from an amount to the target's total; the run ends as soon as the target's year allows."""
    last = target.year + 1 if target.measure in IN_POUNDS else target.year
    if not scenario.horizon >= last:
        message = f"the scenario's horizon is {scenario.horizon}; a target in {target.year} needs {last}"
        raise InputError([Fault(scenario.scenario_id, 0, 0, "horizon", message)])
    whole = is_whole(scenario, path)

    def total(amount: float) -> float:
        changed = with_values(scenario, {path: round(amount) if whole else float(amount)}, scenario.scenario_id)
        changed = replace(changed, horizon=last)
        if target.part.is_whole:
            found = central_totals(changed, inputs)[target.measure]
        else:
            found = part_totals(changed, inputs, target.part, target.measure)
        if target.year not in found.index:
            message = f"the run starts in {found.index[0]}; choose a year from then on"
            raise InputError([Fault("--target", 0, 0, "", message)])
        return float(found.loc[target.year])

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
