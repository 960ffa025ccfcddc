"""The tree of one file: sections, lists and scalars, each with the place where it is written.

Scalars follow rules of our own, narrower than YAML's, so that nothing is read as what it does not look like:

* ``true`` and ``false`` are the only truth values (``no``, ``off`` and ``Yes`` are text);
* ``12``, ``-3``, ``0.25`` and ``1.5e3`` are numbers; ``0305``, ``1_000``, ``.5``, ``+5`` and ``0x1F`` are text;
* a date or an academic year is text, which the schema then reads;
* anything in quotes is text; an empty value, ``~`` or ``null`` is no value at all.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

NO_VALUE = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?")

Value = str | int | float | bool


@dataclass(frozen=True, order=True)
class Mark:
    """Where something is written: file, line and column, both counted from 1; 0 for what no file holds."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """`file:line`; the file alone where there is no line."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Scalar:
    """A single value."""

    value: Value
    mark: Mark


@dataclass(frozen=True)
class Listing:
    """Values in order."""

    items: tuple["Node", ...]
    mark: Mark


@dataclass(frozen=True)
class Section:
    """Named values, in the order written; ``key_marks`` says where each name is written."""

    entries: dict[str, "Node"]
    key_marks: dict[str, Mark]
    mark: Mark


Node = Scalar | Listing | Section
Path = tuple[str | int, ...]


def plain_value(text: str) -> Value:
    """Read an unquoted scalar by the rules above."""
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def plain(node: Node) -> object:
    """Return the tree as dicts, tuples and values, without places."""
    if isinstance(node, Section):
        return {key: plain(entry) for key, entry in node.entries.items()}
    if isinstance(node, Listing):
        return tuple(plain(item) for item in node.items)
    return node.value


def dotted(path: Path) -> str:
    """Write a path as a person would: ``places.changes.one.needs[2]``; items are counted from 1."""
    words = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return words.removeprefix(".")


def find(node: Node, path: Path) -> Node | None:
    """Return the node at ``path``, or None where there is none."""
    for part in path:
        if isinstance(node, Section) and part in node.entries:
            node = node.entries[str(part)]
        elif isinstance(node, Listing) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        else:
            return None
    return node


def leaves(section: Section, path: Path = ()) -> Iterator[tuple[Path, Scalar | Listing, Mark]]:
    """Yield every value and list with its path and the place of its key, in the order of the tree."""
    for key, entry in section.entries.items():
        if isinstance(entry, Section):
            yield from leaves(entry, (*path, key))
        else:
            yield (*path, key), entry, section.key_marks[key]


def kind(node: Node) -> str:
    """Name the kind of a node in words."""
    return {Scalar: "a value", Listing: "a list", Section: "a section"}[type(node)]
