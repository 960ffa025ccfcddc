"""Plants faults into the tables of a pack, each of a known kind at a known place, so that a check can be held to them.

Cells: blank, text in a number, ``1,200``, ``12.5`` plans, below and above the range, an unknown code, a space at the
end, DfE's symbols, a doubled key. Whole files: cp1252, UTF-16, semicolons, a byte-order mark, a column missing, a
column doubled. No row and no column is hit twice.
"""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sufficiency.packs.contracts import PACK_TABLES
from sufficiency.tables.contracts import Column, Contract

SYMBOLS = ("z", "x", "c", "low", "~", ":")
COUNTED = {"plans_by_age_band", "plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision", "new_plans"}
OF_FILES = {
    "areas": "cp1252",
    "facts": "semicolons",
    "demand_points": "UTF-16",
    "prices": "a byte-order mark",
    "funnel": "a missing column",
    "new_plans": "a doubled column",
}
"""Tables that are spoiled as a whole, and how; cells of theirs are spoiled too."""


@dataclass(frozen=True, order=True)
class Planted:
    """One fault: where a check must find it, the value that it must show, and the kind of fault."""

    where: str
    value: str
    kind: str


Kind = tuple[str, Callable[[Contract, Column], bool], Callable[[str, Column], str]]


def _bounded(column: Column, bound: float | None) -> bool:
    return column.kind != "text" and bound is not None


CELLS: tuple[Kind, ...] = (
    ("blank", lambda _, column: not column.optional, lambda _word, _column: ""),
    ("text in a number", lambda _, column: column.kind != "text", lambda _word, _column: "about ten"),
    ("1,200", lambda _, column: column.kind != "text", lambda _word, _column: "1,200"),
    ("12.5 plans", lambda table, column: table.name in COUNTED and column.name == "plans", lambda *_: "12.5"),
    ("12.5 years", lambda _, column: column.kind == "integer", lambda _word, _column: "12.5"),
    ("below", lambda _, column: _bounded(column, column.minimum), lambda _, column: f"{(column.minimum or 0) - 7:g}"),
    ("above", lambda _, column: _bounded(column, column.maximum), lambda _, column: f"{(column.maximum or 0) + 7:g}"),
    ("unknown code", lambda _, column: bool(column.allowed), lambda _word, _column: "QQQ"),
    ("a need that is none", lambda _, column: column.name == "needs", lambda _word, _column: "QQQ"),
    ("a space at the end", lambda _table, _column: True, lambda word, _column: f"{word} "),
    *(
        (f"DfE's {symbol}", lambda _, column: column.kind != "text", lambda *_, symbol=symbol: symbol)
        for symbol in SYMBOLS
    ),
)


def plant(folder: Path, faults: int, seed: int) -> list[Planted]:
    """Spoil the pack in ``folder`` and return what was planted, sorted."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    tables = {contract.name: _Table(folder, contract) for contract in PACK_TABLES}
    planted = [table.spoil_file(OF_FILES[name]) for name, table in tables.items() if name in OF_FILES]
    places = [(name, kind) for name in tables for kind in CELLS]
    while len(planted) < faults:
        name, kind = draw.choice(places)
        table = tables[name]
        one = table.double_a_row(draw) if draw.random() < 0.05 else table.spoil_cell(kind, draw)
        planted += [one] if one is not None else []
    for table in tables.values():
        table.write()
    return sorted(planted)


class _Table:
    """A table as cells, while faults are put into it."""

    def __init__(self, folder: Path, contract: Contract) -> None:
        self.path = folder / f"{contract.name}.csv"
        self.contract = contract
        with self.path.open(encoding="utf-8", newline="") as file:
            self.header, *self.rows = list(csv.reader(file))
        self.whole = len(self.rows)
        self.hit: set[int] = set()
        self.dropped = ""
        self.how = ""

    def where(self, row: int, column: str = "") -> str:
        """Say a place as a check says it."""
        return f"{self.path.name} line {row + 2}" + (f", {column}" if column else "")

    def spoil_cell(self, kind: Kind, draw: random.Random) -> Planted | None:
        """Spoil one cell of a row that is sound; None where the kind does not fit."""
        name, fits, spoil = kind
        columns = [one for one in self.contract.columns if fits(self.contract, one) and one.name != self.dropped]
        row = draw.randrange(self.whole)
        if not columns or row in self.hit:
            return None
        column = draw.choice(columns)
        place = self.header.index(column.name)
        word = self.rows[row][place]
        if word == "" or (name == "12.5 plans" and "A-" in self.rows[row][self.header.index("source")]):
            return None
        self.hit.add(row)
        spoiled = spoil(word, column)
        self.rows[row][place] = spoiled
        return Planted(self.where(row, column.name), spoiled or "blank", name)

    def double_a_row(self, draw: random.Random) -> Planted | None:
        """Add a sound row a second time, at the end."""
        row = draw.randrange(self.whole)
        if row in self.hit or self.dropped in self.contract.key_names:
            return None
        self.hit.add(row)
        self.rows.append(list(self.rows[row]))
        keys = self.contract.key_names
        key = [self.rows[row][self.header.index(name)] for name in keys]
        return Planted(self.where(len(self.rows) - 1, ", ".join(keys)), ", ".join(key), "doubled key")

    def spoil_file(self, how: str) -> Planted:
        """Choose how the file is written, and say how a check must tell it."""
        self.how = how
        name = self.path.name
        if how == "cp1252":
            self.rows[0][1] = "Café"
            self.hit.add(0)
            return Planted(self.where(0), "Café", how)
        if how == "UTF-16":
            return Planted(name, "UTF-16 text", how)
        if how == "semicolons":
            return Planted(f"{name} line 1", ";".join(self.header), how)
        if how == "a byte-order mark":
            return Planted(f"{name} line 1", how, how)
        if how == "a missing column":
            self.dropped = self.header[-2]
            return Planted(f"{name} line 1, {self.dropped}", "blank", how)
        return Planted(f"{name} line 1, {self.header[-1]}", self.header[-1], how)

    def write(self) -> None:
        """Write the table as it was spoiled."""
        rows = [self.header, *self.rows]
        if self.how == "a missing column":
            place = self.header.index(self.dropped)
            rows = [row[:place] + row[place + 1 :] for row in rows]
        if self.how == "a doubled column":
            rows = [[*row, row[-1]] for row in rows]
        encoding = {"cp1252": "cp1252", "UTF-16": "utf-16", "a byte-order mark": "utf-8-sig"}.get(self.how, "utf-8")
        with self.path.open("w", encoding=encoding, newline="") as file:
            mark = ";" if self.how == "semicolons" else ","
            csv.writer(file, delimiter=mark, lineterminator="\n").writerows(rows)
