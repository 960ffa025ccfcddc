"""Reads what a page says: tables as rows of cells, sentences, and the texts of pictures with their places."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

SENTENCES = {"p", "h2", "h3", "h4", "caption", "figcaption", "dt", "dd", "li", "summary", "title", "desc"}
CELLS = {"td", "th"}
TEXT = "text"
_NUMBER = re.compile(r"(?<![\w.,/-])[−+£]{0,2}((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?=m\b|(?![\w/-]|[.,]\d))")
_YEAR = re.compile(r"(19|20)\d\d")


@dataclass
class Table:
    """A table: its caption, the words of its headings, and its rows, whose first cell says what they are about."""

    caption: str = ""
    headings: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def row(self, first: str) -> list[str]:
        """The only row that begins so."""
        (found,) = (row for row in self.rows if row[0] == first)
        return found


@dataclass
class Sentence:
    """Words outside tables and pictures; ``part`` is the anchor of the section that they stand in, ``kind`` its tag."""

    part: str
    kind: str
    words: str


@dataclass
class Label:
    """A text of a picture, and where it stands there."""

    picture: str
    words: str
    x: float
    y: float


@dataclass
class Said:
    """All that a page says below its heading."""

    tables: list[Table] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    @property
    def cells(self) -> list[str]:
        return [cell for table in self.tables for row in table.rows for cell in row]

    def table(self, *headings: str) -> Table:
        """The only table that has these headings, whatever others it has."""
        found = [table for table in self.tables if set(headings) <= set(table.headings)]
        assert len(found) == 1, (headings, [table.caption for table in found], [one.headings for one in self.tables])
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said = Said()
        self.part, self.picture, self.inside = "", "", False
        self.open: list[tuple[str, str, dict[str, str]]] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        self.inside = self.inside or tag == "main"
        if tag == "section":
            self.part = given.get("id") or given.get("aria-labelledby", "")
        if tag == "svg":
            self.picture = given.get("aria-labelledby", "").partition(" ")[0]
        if tag == "table":
            self.said.tables.append(Table())
        if tag == "tr":
            self.row, self.is_heading = [], True
        if tag in SENTENCES | CELLS | {TEXT}:
            self.open.append((tag, "", given))

    def handle_data(self, data):
        self.open = [(tag, words + data, given) for tag, words, given in self.open]

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside = False
        if tag == "svg":
            self.picture = ""
        if self.open and self.open[-1][0] == tag:
            _, words, given = self.open.pop()
            if self.inside:
                self._keep(tag, " ".join(words.split()), given)
        if tag == "tr" and self.inside:
            self._row_ended()

    def _keep(self, tag, words, given):
        if tag in CELLS:
            self.row.append(words)
            self.is_heading = self.is_heading and given.get("scope") == "col"
        elif tag == TEXT:
            self.said.labels.append(Label(self.picture, words, *_place(given)))
        elif tag == "caption":
            self.said.tables[-1].caption = words
            self.said.sentences.append(Sentence(self.part, tag, words))
        else:
            self.said.sentences.append(Sentence(self.part, tag, words))

    def _row_ended(self):
        table = self.said.tables[-1]
        if self.is_heading:
            table.headings += self.row
        else:
            table.rows.append(self.row)


def _place(given: dict[str, str]) -> tuple[float, float]:
    """Where a text stands: by its own place, or by how it is moved."""
    if "x" in given:
        return float(given["x"]), float(given["y"])
    moved = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", given.get("transform", ""))
    return (float(moved[1]), float(moved[2])) if moved else (0.0, 0.0)


def said_by(html: str) -> Said:
    """What the main part of a page says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.said


def figures(words: str) -> list[str]:
    """The figures in some words, without sign, currency and unit: ``1,234``, ``12.3``; years are none."""
    return [one for one in _NUMBER.findall(words) if not _YEAR.fullmatch(one)]


def value(figure: str) -> float:
    """What a figure is."""
    return float(figure.replace(",", ""))


def without_axes(labels: list[Label]) -> list[Label]:
    """The labels of pictures but the figures of their axes.

    Those are three or more in a line whose steps are all the same, or stand in a column that has a zero: an axis of
    small pictures, one below the other.
    """
    return [one for one in labels if not _is_of_an_axis(one, labels)]


def _is_of_an_axis(one: Label, labels: list[Label]) -> bool:
    if not _stands_alone(one.words):
        return False
    alike = [other for other in labels if other.picture == one.picture and _stands_alone(other.words)]
    lines = (
        [(other.y, other.words) for other in alike if abs(other.x - one.x) < 1],
        [(other.x, other.words) for other in alike if abs(other.y - one.y) < 1],
    )
    return any(_is_even(sorted(line)) for line in lines) or any(words == "0" for _, words in lines[0])


def _stands_alone(words: str) -> bool:
    return re.fullmatch(r"[−+£]{0,2}[\d,]+(\.\d+)?[m%]?", words) is not None


def _is_even(line: list[tuple[float, str]]) -> bool:
    """Whether figures in a line grow evenly with the room between them."""
    if len(line) < 3:
        return False
    known = [(place, value(re.sub("[−+£m%]", "", words)) * (-1 if "−" in words else 1)) for place, words in line]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(known) if b[0] != a[0]]
    return len(slopes) == len(known) - 1 and max(slopes) - min(slopes) <= 0.02 * abs(max(slopes, key=abs))
