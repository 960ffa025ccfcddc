"""What ``extends`` does: one tree laid over another.

* Sections merge name by name. A single value replaces a value, and a list replaces a list.
* A section, a list and a value may not replace each other: that is refused.
* ``title``, ``question``, ``author``, ``date``, ``sources`` and ``extends`` describe the file that they stand in and
  are never inherited.

So laying ``c`` over (``b`` over ``a``) is laying (``c`` over ``b``) over ``a``, and a tree over itself is itself.
"""

from sufficiency.errors import Fault
from sufficiency.tree.nodes import Node, Path, Section, dotted, kind

OWN_KEYS = frozenset({"title", "question", "author", "date", "sources", "extends"})
"""Keys that describe a file and are never inherited."""


def overlay(under: Section, over: Section) -> tuple[Section, list[Fault]]:
    """Lay ``over`` on ``under``; return the result, and a fault for each kind of thing that replaces another kind."""
    inherited = {key: node for key, node in under.entries.items() if key not in OWN_KEYS}
    faults: list[Fault] = []
    return _merged(Section(inherited, under.key_marks, under.mark), over, (), faults), faults


def _merged(under: Section, over: Section, path: Path, faults: list[Fault]) -> Section:
    entries: dict[str, Node] = dict(under.entries)
    for key, node in over.entries.items():
        entries[key] = _laid(entries[key], node, (*path, key), faults) if key in entries else node
    key_marks = {**under.key_marks, **over.key_marks}
    return Section(entries, {key: key_marks[key] for key in entries}, over.mark)


def _laid(under: Node, over: Node, path: Path, faults: list[Fault]) -> Node:
    if type(under) is not type(over):
        message = f"{kind(over)} may not replace {kind(under)}, which it is in {under.mark}"
        faults.append(Fault(over.mark.file, over.mark.line, over.mark.column, dotted(path), message))
        return under
    if isinstance(under, Section) and isinstance(over, Section):
        return _merged(under, over, path, faults)
    return over
