"""Amounts that are allowed and yet look like a slip: far outside what any authority has shown (A-330).

They are warnings: ``check`` and ``run`` say them and go on, and the table of checks of a run has them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from models.levers.lever import How, Lever
from models.vocabulary import KINDS_OF_PROVISION, Provision
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

POOLED = "base-"
"""Beginning of the id of a row that stands for all bases of an area (A-25)."""


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
    found = [doubt for lever in scenario.levers for doubt in _of_lever(lever)]
    return [*found, *(doubt for change in scenario.places.changes for doubt in _of_places(change, kinds))]


def warnings_of(scenario: Scenario) -> list[Fault]:
    """Everything that ``check`` and ``run`` warn of: amounts that are hard to believe, and texts that are cut short."""
    found = doubts(scenario, _provisions(scenario))
    amounts = [replace(fault_at(scenario, doubt.path, doubt.words), severity=Severity.WARNING) for doubt in found]
    return sorted({*scenario.warnings, *amounts})


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
        unit = f"as a {unit}" if unit.startswith(("factor", "ratio", "share")) else f"in {unit}"
        words = f"{shown(amount)} is outside what authorities have shown of {lever.what}, {low:,g} to"
        words += f" {high:,g} {unit} (A-330); is it a slip?{_meant(amount, lever.how, allowed)}"
        yield Doubt(f"levers.{lever.name}.{key}", amount, allowed, words)


def _meant(amount: float, how: How, allowed: tuple[float, float]) -> str:
    """What may be meant: a percentage, or thousands."""
    low, high = allowed
    if how is How.MULTIPLY and amount > high and low <= 1 + amount / 100 <= high:
        return f" Write {1 + amount / 100:.10g} for {amount:g}% more, {amount / 100:.10g} for {amount:g}% of it"
    times = next((times for times in (1000.0, 0.01, 0.001) if amount > 0 and low <= amount * times <= high), None)
    return f" Did you mean {shown(round(amount * times, 10))}?" if times else ""


def _of_places(change: PlaceChange, kinds: Mapping[str, str]) -> Iterator[Doubt]:
    kind = kinds.get(change.provider_id, "")
    most = MOST_PLACES.get(Provision(kind)) if kind in set(Provision) else None
    key, amount = ("add", change.add) if change.add is not None else ("set", change.set_to)
    if most is None or amount is None or abs(amount) <= most:
        return
    if key == "set" and change.provider_id.startswith(POOLED):
        return
    words = (
        f"{amount:,} places are more than the largest {KINDS_OF_PROVISION[Provision(kind)].name} has, {most} (A-303);"
    )
    words += " is a nought too many?"
    yield Doubt(path_in(change, key), float(amount), (float(-most if key == "add" else 0), float(most)), words)
