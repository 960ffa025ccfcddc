"""Reads one file into a tree, with PyYAML: one document, no anchors, aliases or tags, no doubled keys, within limits.

The limits make a hostile file cheap to refuse: its size is bounded before it is read, its depth while it is read,
and nothing in it can stand for something larger than itself, because anchors are refused.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import yaml
from yaml.composer import Composer
from yaml.events import AliasEvent
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node as YamlNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from sufficiency.errors import Fault, InputError
from sufficiency.harmless import has_controls
from sufficiency.tree.nodes import NO_VALUE, Listing, Mark, Node, Path, Scalar, Section, dotted, plain_value
from sufficiency.tree.syntax import explain

MOST_BYTES = 100_000
"""Longest file that is read."""
MOST_NODES = 4_000
"""Most keys and values in a file: some 400 place changes; more go into a second file."""
MOST_DEPTH = 12
"""Deepest nesting: twice what the schema uses."""
MOST_FAULTS = 50
"""Faults of form after which a file is not read further."""

INVISIBLE = "an invisible control character; delete it and type the text again"


@dataclass(frozen=True)
class Form:
    """What sort of file is read, in the words of its faults: its name, how it begins, what to do where it is long."""

    name: str
    begins: str = ""
    long: str = ""


SCENARIO = Form("a scenario", ", starting with title:", "; split it with extends")

_TEXT_TAG = "tag:yaml.org,2002:str"
_INDENTING_TAB = re.compile(r" *\t")
_UNSEEN_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def read_tree(
    file: str, content: bytes, keys: Collection[str] = (), form: Form = SCENARIO
) -> tuple[Section, list[Fault]]:
    """Return the tree of a file and the faults of form that do not prevent reading it.

    ``keys`` are the words that may stand before a colon: they help to explain a line that has none.

    Raises
    ------
    InputError
        When there is no tree to return: too long, not UTF-8, not YAML, nested too deeply, or not a section.
    """
    text = _decoded(file, content, form)
    composer = _StrictComposer(file, text, form)
    try:
        root = composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        line, column, message = explain(error, text, keys)
        raise InputError([*composer.faults, Fault(file, line, column, "", message)]) from None
    if not isinstance(root, MappingNode):
        raise InputError([Fault(file, 1, 1, "", f"{form.name} is a section of 'key: value' lines{form.begins}")])
    converter = _Converter(file, composer.faults)
    return converter.section(root, ()), converter.faults


def _decoded(file: str, content: bytes, form: Form) -> str:
    if len(content) > MOST_BYTES:
        raise InputError([Fault(file, 0, 0, "", f"longer than {MOST_BYTES:,} bytes{form.long}")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError([Fault(file, line, 0, "", "not UTF-8 text; save the file as UTF-8")]) from None
    tabs = [
        Fault(file, number, 1, "", "indented with a tab; YAML takes spaces only, two for each level")
        for number, line in enumerate(text.split("\n"), start=1)
        if _INDENTING_TAB.match(line)
    ]
    if tabs:
        raise InputError(tabs[:MOST_FAULTS])
    unseen = _UNSEEN_BREAKS.search(text)
    if unseen:
        raise InputError([_invisible(file, text, unseen.start())])
    return text


def _invisible(file: str, text: str, position: int) -> Fault:
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return Fault(file, line, column, "", INVISIBLE)


class _StrictComposer(Reader, Scanner, Parser, Composer, BaseResolver):
    """PyYAML's composer without anchors, aliases, tags or deep nesting, and without YAML's own scalar types."""

    def __init__(self, file: str, text: str, form: Form) -> None:
        try:
            Reader.__init__(self, text)
        except ReaderError as error:
            raise InputError([_invisible(file, text, error.position)]) from None
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self.file, self.name = file, form.name
        self.faults: list[Fault] = []
        self.depth = self.nodes = 0

    def compose_node(self, parent: YamlNode | None, index: object) -> YamlNode | None:
        event = self.peek_event()  # type: ignore[no-untyped-call] # the stubs leave it out
        mark = event.start_mark
        if isinstance(event, AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call] # the stubs leave it out
            self._refuse(mark, "'*' begins an alias, which {} may not use; write the value out, in quotes if text")
            return ScalarNode(_TEXT_TAG, "refused", mark, mark, style='"')
        if event.anchor is not None:
            self._refuse(mark, "'&' begins an anchor, which {} may not use; put the value in quotes if it is text")
        if event.tag is not None:
            self._refuse(mark, "'!' begins a tag, which {} may not use; put the value in quotes if it is text")
        event.anchor = event.tag = None
        self.depth += 1
        self.nodes += 1
        if self.depth > MOST_DEPTH:
            raise InputError([*self.faults, self._fault(mark, f"nested more than {MOST_DEPTH} levels deep")])
        if self.nodes > MOST_NODES:
            raise InputError([*self.faults, self._fault(mark, f"more than {MOST_NODES:,} keys and values")])
        node = super().compose_node(parent, index)  # type: ignore[arg-type] # the stub leaves the index out of its union
        self.depth -= 1
        return node

    def _fault(self, mark: yaml.Mark, message: str) -> Fault:
        return Fault(self.file, mark.line + 1, mark.column + 1, "", message)

    def _refuse(self, mark: yaml.Mark, message: str) -> None:
        self.faults.append(self._fault(mark, message.format(self.name)))
        if len(self.faults) >= MOST_FAULTS:
            raise InputError(self.faults)


class _Converter:
    """PyYAML's nodes to ours, collecting doubled keys, keys that are not text, and keys without a value."""

    def __init__(self, file: str, faults: list[Fault]) -> None:
        self.file = file
        self.faults = list(faults)

    def section(self, node: MappingNode, path: Path) -> Section:
        entries: dict[str, Node] = {}
        key_marks: dict[str, Mark] = {}
        for key_node, value_node in node.value:
            mark = self._mark(key_node)
            if not isinstance(key_node, ScalarNode):
                self._add(mark, path, "a name is expected before the colon, not a list or a section")
                continue
            key = str(key_node.value)
            if has_controls(key):
                self._add(mark, path, INVISIBLE)
                continue
            if key in key_marks:
                self._add(mark, (*path, key), f"given twice; it is already on line {key_marks[key].line}")
                continue
            key_marks[key] = mark
            value = self._node(value_node, (*path, key), mark)
            if value is not None:
                entries[key] = value
        return Section(entries, key_marks, self._mark(node))

    def _node(self, node: YamlNode, path: Path, at: Mark) -> Node | None:
        if isinstance(node, MappingNode):
            return self.section(node, path)
        if isinstance(node, SequenceNode):
            items = [self._node(item, (*path, index), self._mark(item)) for index, item in enumerate(node.value)]
            return Listing(tuple(item for item in items if item is not None), self._mark(node))
        if has_controls(node.value):
            self._add(self._mark(node), path, INVISIBLE)
        if isinstance(node, ScalarNode) and node.style is not None:
            return Scalar(str(node.value), self._mark(node))
        if node.value in NO_VALUE:
            self._add(at, path, "has no value; write one, or delete the line")
            return None
        return Scalar(plain_value(node.value), self._mark(node))

    def _mark(self, node: YamlNode) -> Mark:
        return Mark(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _add(self, mark: Mark, path: Path, message: str) -> None:
        self.faults.append(Fault(mark.file, mark.line, mark.column, dotted(path), message))
        if len(self.faults) >= MOST_FAULTS:
            raise InputError(self.faults)
