"""Reads a section of a file of places to appraise, key by key: every fault with its line, doubts as warnings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.vocabulary import census_year, financial_year
from sufficiency.errors import Fault, Severity
from sufficiency.scenario.schema.fields import shown
from sufficiency.scenario.schema.messages import nearest
from sufficiency.scenario.schema.remedies import amount_remedy, year_remedy
from sufficiency.tree.nodes import Listing, Mark, Node, Path, Scalar, Section, dotted, kind

_FINANCIAL_YEAR = re.compile(r"(20\d\d)-(\d\d)")
LONGEST_TEXT, LONGEST_LIST = 2_000, 30


@dataclass(frozen=True)
class Amount:
    """A number that a key takes: its unit, its bounds, and those between which it is believed, with where from."""

    unit: str
    least: float
    most: float
    believed: tuple[float, float] | None = None
    source: str = ""
    whole: bool = False

    @property
    def allowed(self) -> str:
        """The bounds in words."""
        kind = "a whole number" if self.whole else "a number"
        return f"{kind} from {shown(float(self.least))} to {shown(float(self.most))} ({self.unit})"


@dataclass
class SectionReader:
    """One section, at a path of its file; faults and doubts are added to lists that all sections share.

    A key that is missing or faulty reads as nothing: who asked looks at ``faults`` before using what was read.
    """

    section: Section
    path: Path
    faults: list[Fault] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether the file gives the key."""
        return key in self.section.key_marks

    def refuse_unknown(self, allowed: Sequence[str]) -> None:
        """Name every key that is none of those allowed, with the nearest."""
        for key, mark in self.section.key_marks.items():
            if key not in allowed:
                self.fault(mark, key, f"unknown key; allowed here: {', '.join(allowed)}{nearest(key, allowed)}")

    def at(self, key: str) -> Mark:
        """Where a key is written; where the section begins that lacks it."""
        return self.section.key_marks.get(key, self.section.mark)

    def fault(self, mark: Mark, key: str, words: str, *, doubt: bool = False) -> None:
        """Note a fault of a key, or a doubt."""
        where = dotted((*self.path, key) if key else self.path)
        severity = Severity.WARNING if doubt else Severity.ERROR
        self.faults.append(Fault(mark.file, mark.line, mark.column, where, words, severity=severity))

    def missing(self, key: str, words: str) -> None:
        """Note a key that is needed and absent, unless what stands there has a fault of its own."""
        if not self.has(key):
            self.fault(self.at(key), key, f"missing; {words}")

    def text(self, key: str, needed: str = "") -> str:
        """A text; ``needed`` says what it is for where it may not be left out."""
        node = self._node(key, needed)
        if node is None:
            return ""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            given = kind(node) if not isinstance(node, Scalar) else shown(node.value)
            self.fault(node.mark, key, f"text is expected, not {given}; put it in quotes")
            return ""
        if not 1 <= len(node.value) <= LONGEST_TEXT:
            self.fault(node.mark, key, f"wrong length; allowed: 1 to {LONGEST_TEXT:,} characters")
        return node.value

    def choice(self, key: str, allowed: Sequence[str], needed: str = "") -> str:
        """One of some words."""
        node = self._node(key, needed)
        if node is None:
            return ""
        value = node.value if isinstance(node, Scalar) else kind(node)
        if value not in allowed:
            near = nearest(str(value), allowed)
            self.fault(node.mark, key, f"{shown(value)} is not one of: {', '.join(allowed)}{near}")
        return str(value)

    def choices(self, key: str, allowed: Sequence[str], needed: str = "") -> tuple[str, ...]:
        """A list of some words, or one alone; each once."""
        node = self._node(key, needed)
        if node is None:
            return ()
        items = node.items if isinstance(node, Listing) else (node,)
        found = [item.value if isinstance(item, Scalar) else kind(item) for item in items]
        if not items:
            self.fault(node.mark, key, f"holds nothing; allowed: {', '.join(allowed)}")
        for item, value in zip(items, found, strict=True):
            if value not in allowed:
                near = nearest(str(value), allowed)
                self.fault(item.mark, key, f"{shown(value)} is not one of: {', '.join(allowed)}{near}")
        for value in {value for value in found if found.count(value) > 1}:
            self.fault(node.mark, key, f"{shown(value)} is given twice")
        return tuple(map(str, found))

    def number(self, key: str, amount: Amount, needed: str = "") -> float | None:
        """A number within the bounds of an amount; None where there is none."""
        node = self._node(key, needed)
        return None if node is None else self._amount(node, key, amount)

    def numbers(self, key: str, amount: Amount, needed: str = "") -> tuple[float, ...]:
        """A list of numbers, or one alone."""
        node = self._node(key, needed)
        if node is None:
            return ()
        items = node.items if isinstance(node, Listing) else (node,)
        if not 1 <= len(items) <= LONGEST_LIST:
            self.fault(node.mark, key, f"wrong length; allowed: 1 to {LONGEST_LIST} numbers")
        return tuple(value for item in items if (value := self._amount(item, key, amount)) is not None)

    def september(self, key: str, needed: str) -> int | None:
        """The year in which an academic year begins."""
        node = self._node(key, needed)
        if node is None:
            return None
        given = node.value if isinstance(node, Scalar) else kind(node)
        try:
            return census_year(given if isinstance(given, str) else "") - 1
        except ValueError:
            words = f"{shown(given)} is not an academic year such as 2026/27{year_remedy(given)}"
            self.fault(node.mark, key, words)
            return None

    def by_year(self, key: str, amount: Amount, needed: str) -> dict[int, float]:
        """Numbers by financial year, written as ``2026-27: 0.5``, by the year in which each begins."""
        below = self.below(key, needed)
        found: dict[int, float] = {}
        if below is None:
            return found
        for label, mark in below.section.key_marks.items():
            year = _FINANCIAL_YEAR.fullmatch(label)
            if year is None or financial_year(int(year[1])) != label:
                words = f"{shown(label)} is not a financial year such as 2026-27{_meant(label)}"
                below.fault(mark, label, words)
            elif (value := below.number(label, amount)) is not None:
                found[int(year[1])] = value
        return found

    def below(self, key: str, needed: str = "") -> "SectionReader | None":
        """A section below this one."""
        node = self._node(key, needed)
        if node is None:
            return None
        if not isinstance(node, Section):
            self.fault(node.mark, key, "a section is expected: 'key: value' lines, indented below it")
            return None
        return SectionReader(node, (*self.path, key), self.faults)

    def _node(self, key: str, needed: str) -> Node | None:
        if needed:
            self.missing(key, needed)
        return self.section.entries.get(key)

    def _amount(self, node: Node, key: str, amount: Amount) -> float | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            given = shown(value) if value is not None else kind(node)
            remedy = _start(value) or amount_remedy(value, key, amount.unit) if isinstance(value, str) else ""
            words = f"{given} is no number; allowed: {amount.allowed}"
            self.fault(node.mark, key, f"{words}; {remedy}" if remedy else words)
            return None
        if not amount.least <= value <= amount.most or (amount.whole and value != int(value)):
            share = amount.most <= 2 and amount.least <= value / 100 <= amount.most
            remedy = f"; write {value / 100:g} for {value:g}%" if share else ""
            self.fault(node.mark, key, f"{shown(value)} is not {amount.allowed}{remedy}")
            return None
        self.doubt(node.mark, key, value, amount)
        return float(value)

    def doubt(self, mark: Mark, key: str, value: float, amount: Amount) -> None:
        """Warn of a value that is allowed and yet hard to believe."""
        if amount.believed is None or amount.believed[0] <= value <= amount.believed[1]:
            return
        low, high = amount.believed
        words = f"{value:,.10g} is outside what is usual, {low:,g} to {high:,g} ({amount.unit}; {amount.source})"
        self.fault(mark, key, f"{words}; is it a slip?", doubt=True)


def _start(text: str) -> str:
    """How to write a financial year where the year in which it begins is wanted."""
    found = _FINANCIAL_YEAR.fullmatch(text)
    return f"write the year in which it begins: {found[1]}" if found else ""


def _meant(label: str) -> str:
    """The financial year that is meant by ``2026/27``, ``2026-2027`` or ``2026``."""
    found = re.match(r"(20\d\d)\b", label)
    return f"; did you mean {financial_year(int(found[1]))}?" if found else ""
