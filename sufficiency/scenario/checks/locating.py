"""Faults of a resolved scenario, each at the line that set the value at fault."""

from sufficiency.errors import Fault
from sufficiency.scenario.resolved import label
from sufficiency.scenario.values import PlaceChange, Scenario

CHANGES_NOTHING = "changes nothing"
"""Kind of a fault that says that a change has no effect: in a sweep, one of the amounts may be just that."""

PACK_UNREADABLE = "pack cannot be read"
"""Kind of a fault that says that the pack is broken: reading it as a run does names everything that is wrong."""


def idle_at(scenario: Scenario, where: str, why: str) -> Fault:
    """Return a fault that says that what ``where`` sets changes nothing, and why."""
    return fault_at(scenario, where, f"changes nothing: {why}", CHANGES_NOTHING)


def fault_at(scenario: Scenario, where: str, message: str, kind: str = "") -> Fault:
    """Return a fault at the line that set ``where``, or else at the first line of the section around it."""
    marks, path = scenario.provenance, where
    while path not in marks:
        below = [mark for other, mark in marks.items() if other.startswith(f"{path}.")]
        if below or not path:
            mark = min(below or marks.values())
            break
        path = path.rpartition(".")[0]
    else:
        mark = marks[path]
    return Fault(label(scenario.root.parent / mark.file), mark.line, mark.column, where, message, kind)


def path_in(change: PlaceChange, key: str) -> str:
    """Dotted path of a key of a change; of a list of places, of that which stands for it."""
    if not change.phased:
        return f"places.changes.{change.name}.{key}"
    opens = change.phased.startswith("places.new_providers.")
    return f"{change.phased}.{'places' if key == 'set' else 'opens' if opens and key == 'from' else key}"
