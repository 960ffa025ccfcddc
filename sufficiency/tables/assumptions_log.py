"""Reads the assumptions log, ``docs/assumptions.md`` beside the scenarios: what is assumed, and how it is rated.

The log is the project's own; where it is not at hand there are no ratings, and who prints them says so.
"""

import re
from pathlib import Path
from typing import NamedTuple

LOG = Path("docs", "assumptions.md")
COLOURS = ("green", "amber", "red")
_ID = re.compile(r"\bA-\d{2,3}\b")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Rated(NamedTuple):
    """A row of the log; ``quality`` and ``impact`` are of :data:`COLOURS`."""

    what: str
    value: str
    quality: str
    impact: str


def read_log(home: Path) -> dict[str, Rated]:
    """The log that stands in ``home``, the folder which holds scenarios/, by id; empty where there is none."""
    return rated(text_of(home / LOG))


def rated(log: str) -> dict[str, Rated]:
    """What is assumed, its value, quality and impact, by id, as the log has them."""
    rows = [line.strip("| ").split(" | ") for line in log.splitlines() if _ID.match(line.strip("| "))]
    return {row[0]: Rated(_bare(row[1]), _bare(row[2]), row[4], row[5]) for row in rows if len(row) == 6}


def ids_in(words: str) -> list[str]:
    """Ids that words cite, each once, in order of number."""
    return sorted(set(_ID.findall(words)), key=number_of)


def ids_of_pack(pack: Path) -> set[str]:
    """Ids that the rows of a pack cite."""
    return {name for path in sorted(pack.glob("*.csv")) for name in ids_in(text_of(path))}


def number_of(assumption: str) -> int:
    """The number of an id."""
    return int(assumption.removeprefix("A-"))


def text_of(path: Path) -> str:
    """The text of a page that may not be at hand; empty where it is not."""
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _bare(words: str) -> str:
    """Words without the marks of the page."""
    return _LINK.sub(r"\1", words).replace("`", "")
