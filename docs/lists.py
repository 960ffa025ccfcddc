"""Writes the lists that the pages take from the code: README's tables of a run, CONTRIBUTING's map of the house.

``make lists`` runs it; tests compare the pages with it.
"""

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

from sufficiency.results.as_files import words_of
from sufficiency.results.every_table import EVERY_TABLE

ROOT = Path(__file__).parents[1]
HOUSES = ("models", "sufficiency")
ROOMS = sorted(face.parent for house in HOUSES for face in (ROOT / house).rglob("__init__.py"))


def tables(page: str) -> str:
    """README with every table of a run in its own words."""
    rows = ((f"`{name}`", words) for table in EVERY_TABLE for name, words in words_of(table).items())
    return _between(page, "tables of a run", _table("table", "what it says", rows))


def rooms(page: str) -> str:
    """CONTRIBUTING with every room of the house and the first line of its face."""
    rows = ((f"`{named(room)}`", face_of(room).splitlines()[0].replace("``", "`")) for room in ROOMS)
    return _between(page, "map of the house", _table("room", "what it answers", rows))


def named(room: Path) -> str:
    """A room as it is written: its path from the root, with a stroke at the end."""
    return f"{room.relative_to(ROOT).as_posix()}/"


def face_of(room: Path) -> str:
    """The docstring of a room's ``__init__.py``; empty where it has none."""
    return ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""


PAGES: dict[str, Callable[[str], str]] = {"README.md": tables, "CONTRIBUTING.md": rooms}


def _table(first: str, second: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| {first} | {second} |", "|---|---|", *(f"| {left} | {right} |" for left, right in rows)]
    return "".join(f"{line}\n" for line in lines)


def _between(page: str, name: str, text: str) -> str:
    """A page with ``text`` between its marks of a name."""
    start, end = f"<!-- {name}: make lists writes it -->\n", f"<!-- end of the {name} -->\n"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{text}{end}{after}"


if __name__ == "__main__":
    for name, written in PAGES.items():
        path = ROOT / name
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
