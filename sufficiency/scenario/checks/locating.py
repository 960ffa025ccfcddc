"""Faults of a resolved scenario, each at the line that set the value at fault."""

from collections.abc import Mapping

from sufficiency.errors import Fault
from sufficiency.scenario.resolved import label
from sufficiency.scenario.schema.messages import nearest
from sufficiency.scenario.values import Scenario


def fault_at(scenario: Scenario, where: str, message: str) -> Fault:
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
    return Fault(label(scenario.root.parent / mark.file), mark.line, mark.column, where, message)


def nearest_of(word: str, names: Mapping[str, str]) -> str:
    """Suggest a code by its name, or by a code that looks like it."""
    by_name = {name: code for code, name in names.items()}
    found = nearest(word.replace(" ", "_"), [name.replace(" ", "_") for name in by_name]) or nearest(word, names)
    word = found.removeprefix("; did you mean ").removesuffix("?").replace("_", " ")
    code = by_name.get(word, word)
    return f"; did you mean {code} ({names[code]})?" if code in names else ""
