"""Faults of a resolved scenario, each at the line that set the value at fault."""

from collections.abc import Mapping

from sufficiency.errors import Fault
from sufficiency.scenario.naming import codes_of
from sufficiency.scenario.resolved import label
from sufficiency.scenario.schema.messages import nearest_word
from sufficiency.scenario.values import Scenario

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


def nearest_of(word: str, names: Mapping[str, str]) -> str:
    """Suggest a code by its name, or by a code that looks like it; every code where several have the name."""
    codes = codes_of(word, names)
    if codes:
        return f"; {len(codes)} have this name: write one of {', '.join(f'{code} ({names[code]})' for code in codes)}"
    by_name = {name: code for code, name in names.items()}
    code = by_name.get(nearest_word(word, by_name)) or nearest_word(word, names)
    return f"; did you mean {code} ({names[code]})?" if code else ""
