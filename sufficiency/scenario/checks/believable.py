"""Amounts that are allowed and yet look like a slip: far outside what any authority has shown (A-330).

They are warnings: ``check`` and ``run`` say them and go on, and the table of checks of a run has them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.levers.lever import KINDS_OF_LEVER, How, Lever, What
from models.vocabulary import KINDS_OF_PROVISION, PHASES, Provision, academic_year, census_year
from sufficiency.errors import Fault, Severity
from sufficiency.scenario.checks.locating import fault_at, path_in
from sufficiency.scenario.checks.pack_lists import read_lists
from sufficiency.scenario.schema.fields import shown
from sufficiency.scenario.values import PlaceChange, Scenario

MOST_PLACES = {
    Provision.STATE_SPECIAL: 499,
    Provision.SPECIALIST_BASE: 60,
    Provision.INDEPENDENT_SPECIAL: 487,
    Provision.NON_MAINTAINED_SPECIAL: 487,
}
"""Places of the largest schools of a kind, grown since, and of a base (A-303)."""

LEAST_WHOLE = 10
"""Highest believable amount below which a value is a share, a rate or a ratio, and a slip of it a percentage."""
_POOLED = re.compile(rf"base-.+-({'|'.join(phase.replace('_', '-') for phase in PHASES)})")
"""Id of a row that stands for all bases of an area and phase (A-25), to which several may be added at once."""


@dataclass(frozen=True)
class Doubt:
    """One amount: its path, what it is, between which it would be believed, and the sentence about it."""

    path: str
    amount: float
    allowed: tuple[float, float]
    words: str

    @property
    def nearest(self) -> float:
        """The end of the range that it is beyond."""
        return self.allowed[0] if self.amount < self.allowed[0] else self.allowed[1]


def doubts(scenario: Scenario, provisions: Mapping[str, str]) -> list[Doubt]:
    """Every amount of a scenario that is hard to believe; ``provisions`` are the kinds of the pack's providers."""
    kinds = {**provisions, **{new.provider_id: str(new.provision) for new in scenario.places.new_providers}}
    found = [doubt for lever in scenario.levers for doubt in _of_lever(lever)] + _of_parameters(scenario)
    return [*found, *(doubt for change in scenario.places.changes for doubt in _of_places(change, kinds))]


def warnings_of(scenario: Scenario) -> list[Fault]:
    """Everything that ``check`` and ``run`` warn of: amounts that are hard to believe, and texts that are cut short."""
    found = doubts(scenario, _provisions(scenario))
    amounts = [replace(fault_at(scenario, doubt.path, doubt.words), severity=Severity.WARNING) for doubt in found]
    return sorted({*scenario.warnings, *amounts, *_after_the_run(scenario)})


def _after_the_run(scenario: Scenario) -> Iterator[Fault]:
    """Yield a warning for a list of places whose last come after the horizon, so that a run does not have them."""
    for path in {change.phased for change in scenario.places.changes if change.phased}:
        given = {key: scenario.set_values.get(f"{path}.{key}") for key in ("opens", "from", "places")}
        begins, places = given["opens"] or given["from"], given["places"]
        if begins is None or places is None or not isinstance(places.value, tuple):
            continue
        first, steps = census_year(str(begins.value)), places.value
        last = first + len(steps) - 1
        within = steps[: scenario.horizon - first + 1]
        if first <= scenario.horizon < last and set(steps[len(within) :]) != {within[-1]}:
            words = f"the places from {academic_year(scenario.horizon + 1)} on come after the run, whose last census is"
            words += f" January {scenario.horizon}; a horizon of {last} shows them all"
            yield replace(fault_at(scenario, f"{path}.places", words), severity=Severity.WARNING)


def _provisions(scenario: Scenario) -> dict[str, str]:
    """Kinds of the pack's providers; the pack is read only where a change is large for some kind."""
    amounts = [change.add if change.add is not None else change.set_to for change in scenario.places.changes]
    if all(abs(amount or 0) <= min(MOST_PLACES.values()) for amount in amounts):
        return {}
    try:
        rows = read_lists(scenario.pack_folder).providers
    except (OSError, TypeError, ValueError):
        return {}  # what is wrong with the pack is said as a fault of its own
    return {provider: row.get("provision", "") for provider, row in rows.items()}


def in_words(warning: Fault) -> str:
    """A warning as a line of the screen."""
    return str(replace(warning, message=f"warning: {warning.message}"))


def _of_lever(lever: Lever) -> Iterator[Doubt]:
    low, high = allowed = lever.kind.believable.of(lever.how)
    for key, amount in ((str(lever.how), lever.amount), ("low", lever.low), ("high", lever.high)):
        if amount is None or low <= amount <= high:
            continue
        unit = "factor" if lever.how is How.MULTIPLY else lever.kind.unit
        words = f"{shown(amount)} is outside what authorities have shown of {lever.what}, {low:,g} to"
        words += f" {high:,g} {_as_unit(unit)} (A-330); is it a slip?{_meant(amount, lever.how, allowed)}"
        yield Doubt(f"levers.{lever.name}.{key}", amount, allowed, words)


PARAMETERS = {
    "parameters.costs.residential_fee_gbp": What.FEE,
    "parameters.costs.mainstream_top_up_gbp": What.TOP_UP,
    "parameters.capacity.market_growth": What.MARKET_GROWTH,
    "parameters.capacity.market_growth_low": What.MARKET_GROWTH,
    "parameters.capacity.market_growth_high": What.MARKET_GROWTH,
    "parameters.allocation.directed_share": What.DIRECTED_SHARE,
}
"""Parameters that are believed where the value that a lever moves is."""


def _of_parameters(scenario: Scenario) -> list[Doubt]:
    """Parameters that a file sets, beyond what is believed of the same value under a lever."""
    found = []
    for path, what in PARAMETERS.items():
        given, kind = scenario.set_values.get(path), KINDS_OF_LEVER[what]
        low, high = allowed = kind.believable.of(How.TARGET)
        amount = given.value if given is not None and given.set_by is not None else low
        if isinstance(amount, int | float) and not low <= amount <= high:
            words = (
                f"{shown(amount)} is outside what authorities have shown, {low:,g} to {high:,g} {_as_unit(kind.unit)}"
            )
            words += f" (A-330); is it a slip?{_meant(amount, How.TARGET, allowed)}"
            found.append(Doubt(path, float(amount), allowed, words))
    return found


def _as_unit(unit: str) -> str:
    return f"as a {unit}" if unit.startswith(("factor", "ratio", "share")) else f"in {unit}"


def _meant(amount: float, how: How, allowed: tuple[float, float]) -> str:
    """What may be meant: a percentage, or thousands."""
    low, high = allowed
    if how is How.MULTIPLY and amount > high and low <= 1 + amount / 100 <= high:
        return f" Write {1 + amount / 100:.10g} for {amount:g}% more, {amount / 100:.10g} for {amount:g}% of it"
    slips: tuple[float, ...] = (1000.0, 10.0, 100.0) if abs(amount) < high else (0.1, 0.01, 0.001)
    if how is How.MULTIPLY or (abs(amount) >= high and high < LEAST_WHOLE):
        slips = (0.01,) if how is How.MULTIPLY else (0.01, 0.001, 0.1) if high <= 1 else (0.01, 0.001)
    times = next((times for times in slips if low <= amount * times <= high), None)
    return f" Did you mean {shown(round(amount * times, 10))}?" if times else ""


def _of_places(change: PlaceChange, kinds: Mapping[str, str]) -> Iterator[Doubt]:
    kind = kinds.get(change.provider_id, "")
    most = MOST_PLACES.get(Provision(kind)) if kind in set(Provision) else None
    key, amount = ("add", change.add) if change.add is not None else ("set", change.set_to)
    if most is None or amount is None or abs(amount) <= most:
        return
    if _POOLED.fullmatch(change.provider_id) and (key == "set" or abs(amount) <= max(MOST_PLACES.values())):
        return
    words = (
        f"{amount:,} places are more than the largest {KINDS_OF_PROVISION[Provision(kind)].name} has, {most} (A-303);"
    )
    words += " is a nought too many?"
    yield Doubt(path_in(change, key), float(amount), (float(-most if key == "add" else 0), float(most)), words)
