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

from sufficiency.errors import Fault, InputError, Severity
from sufficiency.harmless import has_controls
from sufficiency.tree.lookalikes import as_meant
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
    """What sort of file is read, in the words of its faults: its name, how it begins, what to do where it is long.

    ``texts`` are the keys whose value is free text, in which a `` #`` is a sign that was meant.
    """

    name: str
    begins: str = ""
    long: str = ""
    texts: frozenset[str] = frozenset()


SCENARIO = Form("a scenario", ", starting with title:", "; split it with extends")

_TEXT_TAG = "tag:yaml.org,2002:str"
_INDENTING_TAB = re.compile(r" *\t")
_CUT = re.compile(r"\s+(?P<sign>#)(?:\S|\s*\d)")
"""A number sign before a letter or a number: notes have a space after it."""
_UNSEEN_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def read_tree(
    file: str, content: bytes, keys: Collection[str] = (), form: Form = SCENARIO
) -> tuple[Section, list[Fault]]:
    """Return the tree of a file and the faults of form that do not prevent reading it; some may be warnings.

    ``keys`` are the words that may stand before a colon: they help to explain a line that has none.

    Raises
    ------
    InputError
        When there is no tree to return: too long, not UTF-8, not YAML, nested too deeply, or not a section.
    """
    text, lookalikes = as_meant(file, _decoded(file, content, form), MOST_FAULTS)
    composer = _StrictComposer(file, text, form)
    composer.faults += lookalikes
    try:
        root = composer.get_single_node()
    except yaml.MarkedYAMLError as error:
        line, column, message = explain(error, text, keys)
        found = [Fault(file, line, column, "", message)] if all(line != fault.line for fault in lookalikes) else []
        raise InputError([*composer.faults, *found]) from None
    if not isinstance(root, MappingNode):
        words = f"{form.name} is a section of 'key: value' lines{form.begins}"
        raise InputError([*composer.faults, Fault(file, 1, 1, "", words if text.strip() else f"is empty; {words}")])
    converter = _Converter(file, composer.faults, form.texts, text.split("\n"))
    tree = converter.section(root, ())
    return tree, [*converter.faults, *converter.warnings[:MOST_FAULTS]]


def _decoded(file: str, content: bytes, form: Form) -> str:
    if len(content) > MOST_BYTES:
        raise InputError([Fault(file, 0, 0, "", f"longer than {MOST_BYTES:,} bytes{form.long}")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError([_not_utf_8(file, content, error.start)]) from None
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


def _not_utf_8(file: str, content: bytes, position: int) -> Fault:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Fault(file, 1, 0, "", "not UTF-8 text but UTF-16, which Notepad calls Unicode; save the file as UTF-8")
    line = content.count(b"\n", 0, position) + 1
    before = content[content.rfind(b"\n", 0, position) + 1 : position]
    meant = content[position : position + 1].decode("cp1252", errors="replace")
    shown = f" (was it {meant}?)" if meant.isprintable() and meant != "\ufffd" else ""
    column = len(before.decode("utf-8", errors="replace")) + 1
    return Fault(file, line, column, "", f"not UTF-8 text{shown}; save the file as UTF-8")


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
    """PyYAML's nodes to ours, collecting doubled keys, keys that are not text, keys without a value, and cut texts."""

    def __init__(self, file: str, faults: list[Fault], texts: frozenset[str], lines: list[str]) -> None:
        self.file, self.texts, self.lines = file, texts, lines
        self.faults = list(faults)
        self.warnings: list[Fault] = []

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
            self._add(at, path, f"has no value; write one, or delete the line{self._hidden(node)}")
            return None
        self._warn_of_cut(node, path)
        return Scalar(plain_value(node.value), self._mark(node))

    def _hidden(self, node: YamlNode) -> str:
        """What to do where a sign that begins a note hides the value."""
        line = self.lines[node.end_mark.line] if node.end_mark.line < len(self.lines) else ""
        is_hidden = _CUT.match(line, node.end_mark.column)
        return "; what follows # is a note: put the text in quotation marks where it is meant" if is_hidden else ""

    def _warn_of_cut(self, node: YamlNode, path: Path) -> None:
        """A free text that ends where a number sign, as in `Pilot #2`, begins a note."""
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        line = self.lines[node.end_mark.line] if node.end_mark.line < len(self.lines) else ""
        found = _CUT.match(line, node.end_mark.column)
        if key in self.texts and found:
            is_one_line = node.start_mark.line == node.end_mark.line
            whole = f'"{line[node.start_mark.column :].strip()}"' if is_one_line else "all of it"
            words = f"the text ends at '{str(node.value)[-30:]}', because what follows ' #' is a note;"
            words += f" put it in quotation marks where it is part of the text: {whole}"
            mark = Mark(self.file, node.end_mark.line + 1, found.start("sign") + 1)
            warning = Fault(mark.file, mark.line, mark.column, dotted(path), words, severity=Severity.WARNING)
            self.warnings.append(warning)

    def _mark(self, node: YamlNode) -> Mark:
        return Mark(self.file, node.start_mark.line + 1, node.start_mark.column + 1)

    def _add(self, mark: Mark, path: Path, message: str) -> None:
        self.faults.append(Fault(mark.file, mark.line, mark.column, dotted(path), message))
        if len(self.faults) >= MOST_FAULTS:
            raise InputError(self.faults)
