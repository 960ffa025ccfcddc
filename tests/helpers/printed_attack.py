"""An attack on the files that are sent away: what a reader of all public folders of a run may work out.

It knows nothing of how tables were made or hidden: it reads CSV and workbooks, and states what a reader can know of
them: rows and totals add up, the gap is its parts, and the returns count the same learners as place need.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import highspy
import numpy as np
import openpyxl

ALL, HIDDEN, TOO_NARROW, FAR, APART = "all", "c", 4.0, 1e5, 2.0
"""APART: learners by which figures of the same learners may differ that were rounded apart."""
NEAR, ROUNDS, SURE = 12.0, 12, 1e-3
"""How far from one world others are looked for, how many times, and digits of the solver."""
Printed = tuple[str, frozenset[tuple[str, str]], str]
"""Table, labels, column."""
NEED = ("required", "on_roll", "gap", "above_places", "inmss_for_want", "unmet", "inmss_otherwise", "unplaced")
DERIVED = ("to_spare", "to_build")
OVER = ("area", "phase", "need_group", "requirement")
NEEDS_OF = {
    "autism_communication": ("Autistic spectrum disorder", "Speech, language and communication needs"),
    "semh": ("Social, emotional and mental health",),
    "severe_profound": ("Profound and multiple learning difficulty", "Severe learning difficulty"),
    "sensory_physical": (
        *("Hearing impairment", "Visual impairment", "Multi-sensory impairment", "Physical disability"),
    ),
}
"""Groups of needs whose needs table 7 has; the others hold Down syndrome, which it counts with other needs."""


@dataclass
class Reading:
    """Everything printed of a base year: figures, hidden cells, and sums of cells with how far they may be out."""

    known: dict[Printed, float] = field(default_factory=dict)
    hidden: dict[Printed, None] = field(default_factory=dict)
    derived: dict[Printed, None] = field(default_factory=dict)
    sums: list[tuple[dict[Printed, float], float]] = field(default_factory=list)

    def put(self, cell: Printed, shown: object, *, asked: bool = True) -> None:
        """Take in one cell; a hidden one that counts no learners of its own is not asked after."""
        text = str(shown)
        if text == HIDDEN:
            (self.hidden if asked else self.derived)[cell] = None
        elif shown is not None and text != "":
            assert cell not in self.known or self.known[cell] == float(text), f"{cell} is printed twice, differently"
            self.known[cell] = float(text)

    def has(self, cell: Printed) -> bool:
        """Whether the cell is printed, hidden or not."""
        return cell in self.known or cell in self.hidden or cell in self.derived

    def equal(self, signed: Iterable[tuple[Printed, float]], apart: float = 0.0) -> None:
        """Take in a sum that comes to nought; cells that are not printed have nobody."""
        terms = {cell: sign for cell, sign in signed if self.has(cell)}
        some = {sign > 0 for cell, sign in terms.items() if self.known.get(cell, 1.0) > 0}
        if terms and (not apart or len(some) == 2):  # nought on one side: no more than less than half is known
            self.sums.append((terms, apart))


def cell(table: str, column: str, /, **labels: str) -> Printed:
    """Return the name of a cell."""
    return table, frozenset(labels.items()), column


def read_folders(run: Path) -> Reading:
    """Read ``place-need`` and ``returns`` of a run, and ``bid`` where there is one."""
    reading = Reading()
    _read_place_need(reading, run / "place-need")
    _read_returns(reading, run / "returns")
    _bind(reading)
    return reading


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def base_rows(path: Path) -> list[dict[str, str]]:
    """Rows of the first year of a CSV file."""
    rows = rows_of(path)
    first = min((row["academic_year"] for row in rows), default="")
    return [row for row in rows if row["academic_year"] == first]


def _read_place_need(reading: Reading, folder: Path) -> None:
    need = [*base_rows(folder / "place_need.csv"), *base_rows(folder / "place_need_totals.csv")]
    _long(reading, "need", need, OVER, NEED)
    _long(reading, "need", need, OVER, DERIVED, asked=False)
    apart = base_rows(folder / "independent_only.csv")
    only = ("required", "in_inmss", "on_roll", "unmet", "unplaced")
    _long(reading, "only", apart, OVER[:-1], only)
    market = base_rows(folder / "market_position.csv")
    _long(reading, "market", market, ("area", "need_group"), ("in_inmss", "for_want", "otherwise", "independent_only"))
    schools = base_rows(folder / "schools.csv")
    _long(reading, "schools", schools, ("provision", "provider_id"), ("learners", "incumbents", "entrants"))
    for row in need:
        at = {name: row[name] for name in OVER}
        _row(reading, "need", at, "gap", ("above_places", "inmss_for_want", "unmet"))
        _row(reading, "need", at, "gap", DERIVED)
        _row(reading, "need", at, "required", ("on_roll", "inmss_for_want", "unmet", "inmss_otherwise", "unplaced"))
    for row in apart:
        _row(reading, "only", {name: row[name] for name in OVER[:-1]}, "required", only[1:])
    for row in market:
        at = {name: row[name] for name in ("area", "need_group")}
        _row(reading, "market", at, "in_inmss", ("for_want", "otherwise", "independent_only"))
        every = {**at, "phase": ALL}
        for column, other in (("for_want", "inmss_for_want"), ("otherwise", "inmss_otherwise")):
            reading.equal([(cell("market", column, **at), 1), (cell("need", other, **every, requirement=ALL), -1)])
        reading.equal([(cell("market", "independent_only", **at), 1), (cell("only", "in_inmss", **every), -1)])
    for row in schools:
        at = {name: row[name] for name in ("provision", "provider_id")}
        _row(reading, "schools", at, "learners", ("incumbents", "entrants"))


def _row(reading: Reading, table: str, at: Mapping[str, str], whole: str, parts: Sequence[str]) -> None:
    reading.equal([(cell(table, whole, **at), -1), *((cell(table, part, **at), 1) for part in parts)])


def _long(
    reading: Reading,
    table: str,
    rows: Sequence[Mapping[str, str]],
    keys: Sequence[str],
    columns: Sequence[str],
    *,
    asked: bool = True,
) -> None:
    """Take in rows, and that each total is the sum of the rows that differ only there."""
    labels = [{name: row[name] for name in keys} for row in rows]
    for row, at in zip(rows, labels, strict=True):
        for column in columns:
            reading.put(cell(table, column, **at), row[column], asked=asked)
    for key in keys:
        for group in _differing(labels, key):
            if {ALL} < {at[key] for at in group}:
                for column in columns:
                    reading.equal((cell(table, column, **at), -1 if at[key] == ALL else 1) for at in group)


def _differing(labels: Sequence[dict[str, str]], key: str) -> Iterator[list[dict[str, str]]]:
    def others(at: dict[str, str]) -> list[tuple[str, str]]:
        return sorted((name, label) for name, label in at.items() if name != key)

    for _, group in groupby(sorted(labels, key=others), key=others):
        yield list(group)


def _read_returns(reading: Reading, folder: Path) -> None:
    headings = ["R", *map(str, range(1, 12))]
    for row in base_rows(folder / "scap.csv"):
        at = {"kind": row["kind"], "phase": row["phase"]}
        for name in (*headings, "total"):
            reading.put(cell("scap", name, **at), row[name])
        _row(reading, "scap", at, "total", headings)
    _read_plan(reading, folder / "returns.xlsx")
    terms = base_rows(folder / "reconciliation.csv")
    for row in terms:
        reading.put(cell("agree", row["term"], of=row["equation"]), row["learners"])
    for equation in dict.fromkeys(row["equation"] for row in terms):
        own = [row for row in terms if row["equation"] == equation]
        reading.equal((cell("agree", row["term"], of=equation), float(row["sign"])) for row in own)
    _same_words(reading, terms)


def _same_words(reading: Reading, terms: Sequence[Mapping[str, str]]) -> None:
    """A term that names another table is the same number there."""
    for row in terms:
        own, words = cell("agree", row["term"], of=row["equation"]), row["term"]
        if words.startswith("SCAP"):
            kind, phase = words.removeprefix("SCAP ").split(", ")
            reading.equal([(own, 1), (cell("scap", "total", kind=kind, phase=phase), -1)])
        elif words.startswith("reform plan table 6, "):
            line = words.removeprefix("reform plan table 6, ")
            reading.equal([(own, 1), (_plan("6", "Total" if line == "total" else line), -1)])


def _plan(table: str, row: str) -> Printed:
    return cell("plan", "plans", table=table, row=row)


def _read_plan(reading: Reading, path: Path) -> None:
    sheet = openpyxl.load_workbook(path, read_only=True)["Reform plan"]
    rows = [row for row in sheet.iter_rows(values_only=True) if len(row) > 3]
    head = next(place for place, row in enumerate(rows) if row[0] == "Table")
    assert "no part of the return" in str(rows[head][3]), "the base year does not stand in front"
    for row in rows[head + 1 :]:
        if row[0] and str(row[0]) not in {"10", "11", "12"}:
            reading.put(_plan(str(row[0]), str(row[2])), row[3])
    plans = [at for table, at, _ in [*reading.known, *reading.hidden] if table == "plan"]
    for table in dict.fromkeys(dict(at)["table"] for at in plans):
        own = [dict(at)["row"] for at in plans if dict(at)["table"] == table]
        reading.equal((_plan(table, row), -1 if row == "Total" else 1) for row in own)
    _tables_of_needs(reading, plans)


GROUPS = {
    "7.1": ("Early years settings including PVIs",),
    "7.2": ("Mainstream schools and academies", "Support bases in mainstream"),
    "7.3": ("Specialist bases in mainstream",),
    "7.4": ("Maintained special schools and special academies",),
    "7.5": ("NMSS or independent: LA-funded",),
}


def _tables_of_needs(reading: Reading, plans: Sequence[frozenset[tuple[str, str]]]) -> None:
    """Tables have one total, a table of needs that of its lines, and a need at least those of tables 7.1 to 7.7."""
    for table in ("5.1", "7"):
        reading.equal([(_plan(table, "Total"), 1), (_plan("6", "Total"), -1)])
    for table, lines in GROUPS.items():
        reading.equal([(_plan(table, "Total"), 1), *((_plan("6", line), -1) for line in lines)])
    for row in dict.fromkeys(dict(at)["row"] for at in plans if dict(at)["table"] == "7"):
        rest = cell("rest", "plans", row=row)
        reading.derived[rest] = None
        reading.equal([(_plan("7", row), -1), (rest, 1), *((_plan(f"7.{n}", row), 1) for n in range(1, 8))])


def _bind(reading: Reading) -> None:
    """The returns and place need count the same learners; each was rounded apart."""

    def need(column: str, requirement: str = ALL, phase: str = ALL, group: str = ALL) -> Printed:
        return cell("need", column, area=ALL, phase=phase, need_group=group, requirement=requirement)

    for phase in ("primary", "secondary"):
        non_maintained = cell("beyond", "learners", phase=phase)
        reading.derived[non_maintained] = None
        for kind, code in (("base", "UR"), ("special", "SS")):
            state = [(need(name, kind, phase), -1) for name in ("on_roll", "unmet")]
            beyond = [(non_maintained, -1)] if kind == "special" else []
            reading.equal([(cell("scap", "total", kind=code, phase=phase), 1), *state, *beyond], APART)
        there = [(need(name, phase=phase), 1) for name in ("inmss_for_want", "inmss_otherwise")]
        there.append((cell("only", "in_inmss", area=ALL, phase=phase, need_group=ALL), 1))
        independent = cell("scap", "total", kind="IN", phase=phase)
        reading.equal([*there, (independent, -1), (non_maintained, -1)], APART)
    for kind, table in (("base", "7.3"), ("special", "7.4")):
        reading.equal([(_plan("6", GROUPS[table][0]), 1), (need("on_roll", kind), -1)], APART)
        for group, names in NEEDS_OF.items():
            own = [(_plan(table, name), 1) for name in names]
            reading.equal([*own, (need("on_roll", kind, group=group), -1)], APART)
    for group, names in NEEDS_OF.items():
        there = cell("market", "in_inmss", area=ALL, need_group=group)
        reading.equal([*((_plan("7.5", name), 1) for name in names), (there, -1)], APART)
    kinds = {
        "specialist_base": ("Specialist bases in mainstream",),
        "state_special": ("Maintained special schools and special academies",),
    }
    schools = [
        at for table, at, column in [*reading.known, *reading.hidden] if (table, column) == ("schools", "learners")
    ]
    for kind, (line,) in kinds.items():
        own = [("schools", at, "learners") for at in schools if ("provision", kind) in at]
        reading.equal([(_plan("6", line), 1), *((one, -1) for one in own)], APART)


@dataclass(frozen=True)
class Narrow:
    """A hidden count that is known too well."""

    of: Printed
    least: float
    most: float


class PrintedAttack:
    """Linear programmes over everything read, in a solver that goes on from its last answer."""

    def __init__(self, reading: Reading) -> None:
        unknown = [one for one in (*reading.hidden, *reading.derived) if one not in reading.known]
        self.order = {one: place for place, one in enumerate(dict.fromkeys(unknown))}
        self.given_away = [one for one in reading.hidden if one in reading.known]
        self.narrowest, self.asked, self.by_itself = FAR, 0, 0
        self._asked = list(reading.hidden)
        self._solver = self._stated(reading)

    def _stated(self, reading: Reading) -> highspy.Highs:
        solver = highspy.Highs()
        for option, value in {"output_flag": False, "threads": 1}.items():
            solver.setOptionValue(option, value)
        count = len(self.order)
        solver.addVars(count, np.zeros(count), np.full(count, FAR))
        for terms, apart in reading.sums:
            inside = [one for one in terms if one in self.order]
            if inside:
                right = -sum(sign * reading.known[one] for one, sign in terms.items() if one not in self.order)
                places = np.array([self.order[one] for one in inside], dtype=np.int32)
                signs = np.array([float(terms[one]) for one in inside])
                solver.addRow(right - apart, right + apart, len(inside), places, signs)
        return solver

    def narrow(self, every: int = 1) -> list[Narrow]:
        """The hidden counts that are known within 2 or to be nought; of very many, every so manieth is asked after."""
        asked = [one for one in self._asked[::every] if one in self.order]
        least, most = self._worlds()
        places = [self.order[one] for one in asked]
        wide = [most[place] - least[place] > TOO_NARROW + SURE for place in places]
        rest = [one for one, is_wide in zip(asked, wide, strict=True) if not is_wide]
        self.asked, self.by_itself = len(asked), len(rest)
        found = [Narrow(one, *self.interval(one)) for one in rest]
        widths = [*(most[place] - least[place] for place in places if most[place] - least[place] > TOO_NARROW + SURE)]
        self.narrowest = min([*widths, *(one.most - one.least for one in found)], default=FAR)
        return [one for one in found if one.most - one.least <= TOO_NARROW or one.most <= 0]

    def _worlds(self) -> tuple[np.ndarray, np.ndarray]:
        """The least and the most of each unknown in many worlds that fit what is printed.

        A count that differs by more than 4 between two of them is known to nobody and needs no programme of its own.
        """
        count, random = len(self.order), np.random.default_rng(0)
        every = np.arange(count, dtype=np.int32)
        first = self._solved(np.zeros(count))
        least, most = first.copy(), first.copy()
        self._solver.changeColsBounds(count, every, np.maximum(first - NEAR, 0.0), first + NEAR)
        for towards in random.choice([-1.0, 1.0], (ROUNDS, count)):
            unsettled = most - least <= TOO_NARROW + SURE
            for way in (1.0, -1.0):
                world = self._solved(way * towards * np.where(unsettled, 1.0, 0.0))
                least, most = np.minimum(least, world), np.maximum(most, world)
        self._solver.changeColsBounds(count, every, np.zeros(count), np.full(count, FAR))
        self._solver.changeColsCost(count, every, np.zeros(count))
        return least, most

    def _solved(self, costs: np.ndarray) -> np.ndarray:
        self._solver.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self._solver.run()
        status = self._solver.getModelStatus()
        assert status == highspy.HighsModelStatus.kOptimal, status
        return np.asarray(self._solver.getSolution().col_value)

    def interval(self, one: Printed) -> tuple[float, float]:
        """The least and the most that a hidden count may be."""
        place = self.order[one]
        ends = []
        for sign in (1.0, -1.0):
            self._solver.changeColCost(place, sign)
            self._solver.run()
            status = self._solver.getModelStatus()
            assert status == highspy.HighsModelStatus.kOptimal, f"{one}: {status}"
            ends.append(sign * self._solver.getInfo().objective_function_value)
        self._solver.changeColCost(place, 0.0)
        return ends[0], ends[1]
