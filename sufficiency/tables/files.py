"""Reads and writes tables by their contract. Reading names every fault of a file; equal tables give equal bytes."""

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.vocabulary import NEED_ALIASES
from sufficiency.errors import Fault
from sufficiency.tables.cells import Problem, read_cells
from sufficiency.tables.contracts import Column, Contract

DECIMALS_BY_UNIT = {"pounds": 2, "pounds a year": 2, "miles one way": 3, "minutes one way": 2}
"""Decimals written for a unit; every other number gets eight, so that written tables still add up to 1e-6."""
DECIMALS = 8
MOST_FAULTS = 1000
"""Most faults of one file that are listed; beyond that the file itself is the wrong one."""
DFE_SYMBOLS = {
    "z": "not applicable",
    "x": "not available",
    "c": "suppressed",
    "low": "rounded to nothing",
    "k": "rounded to nothing",
    "u": "unreliable",
    "~": "rounded to nothing",
    ":": "not available",
}
PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"


Found = dict[int, tuple[str, str]]
"""By row: what is allowed there, and what to do."""


@dataclass(frozen=True)
class Inspected:
    """A table read by its contract, empty when faulty. ``problems`` holds every fault, the harmless ones too.

    ``lines`` says on which line of the file each row stands; ``readable`` holds every row, faulty or not, indexed by
    its line, with the columns that are there: numbers that are none are missing.
    """

    table: pd.DataFrame
    problems: tuple[Problem, ...]
    lines: tuple[int, ...]
    readable: pd.DataFrame

    @property
    def sound(self) -> bool:
        """Whether the table may be used."""
        return all(problem.harmless for problem in self.problems)


def decimals(column: Column) -> int:
    """Return the decimals with which a column is written."""
    return 0 if column.kind == "integer" else DECIMALS_BY_UNIT.get(column.unit, DECIMALS)


def write_table(frame: pd.DataFrame, contract: Contract, path: Path) -> None:
    """Write a table as UTF-8 CSV; equal tables give equal bytes."""
    path.write_text(table_text(frame, contract), encoding="utf-8", newline="\n")


def table_text(
    frame: pd.DataFrame, contract: Contract, places: int | None = None, *, whole_is_plain: bool = False
) -> str:
    """Return a table as CSV: the columns of the contract, sorted by key, with fixed decimals.

    Number columns have ``places`` decimals, or else those of their unit; with ``whole_is_plain`` a column that is whole
    throughout has none.
    """
    ordered = frame[contract.column_names].sort_values(contract.key_names, kind="stable")
    columns = []
    for column in contract.columns:
        values = ordered[column.name]
        if column.kind == "text":
            columns.append(_as_words(values))
            continue
        figures = values.to_numpy(dtype=np.float64)
        own = decimals(column) if places is None or column.kind == "integer" else places
        if whole_is_plain and bool((figures[~np.isnan(figures)] % 1 == 0).all()):
            own = 0
        columns.append(_as_figures(np.round(figures, own) + 0.0, own))  # + 0.0: never minus nothing
    return csv_text(contract.column_names, zip(*columns, strict=True))


def frame_text(frame: pd.DataFrame, places: int) -> str:
    """Return a frame without a contract as CSV, its rows in their own order: decimals are fixed where there are any."""
    columns = [
        _as_figures(values.to_numpy(), places) if values.dtype.kind == "f" else _as_words(values)
        for _, values in frame.items()
    ]
    return csv_text([str(name) for name in frame], zip(*columns, strict=True))


def csv_text(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows of words under a heading as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def _as_words(values: pd.Series) -> list[str]:
    codes, words = pd.factorize(values)
    texts = [*(str(word) for word in words), ""]
    return [texts[code] for code in codes.tolist()]


def _as_figures(values: Floats, places: int) -> list[str]:
    """Figures with fixed decimals, blank where there is none."""
    return ["" if text == "nan" else text for text in (f"{value:.{places}f}" for value in values.tolist())]


def read_table(path: Path, contract: Contract) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV against its contract; return the table (empty when faulty) and every fault with its line."""
    inspected = inspect_table(path, contract)
    faults = [as_fault(problem) for problem in inspected.problems if not problem.harmless]
    beyond = len(faults) - MOST_FAULTS
    if beyond > 0:
        more = Fault(str(path), 0, 0, "", f"has {beyond:,} more faults; is it the right file?")
        faults = [*faults[:MOST_FAULTS], more]
    return inspected.table, faults


def as_fault(problem: Problem) -> Fault:
    """Return a problem as the fault that an error carries."""
    value = f"{problem.value!r} stands here; " if problem.value else ""
    return Fault(problem.file, problem.line, 0, problem.column, f"{value}allowed: {problem.allowed}; {problem.remedy}")


def inspect_table(path: Path, contract: Contract) -> Inspected:
    """Read a CSV against its contract, to its end, and name everything that is wrong with it."""
    cells = read_cells(path)
    problems = [*cells.problems, *_header(cells.columns, contract, path)]
    present = [column for column in contract.columns if column.name in cells.columns]
    raw = {
        column.name: pd.Series([row[cells.columns.index(column.name)] for row in cells.rows], dtype=str)
        for column in present
    }
    values: dict[str, pd.Series] = {}
    for column in present:
        values[column.name], found = _read_column(raw[column.name], column)
        problems += [
            Problem(str(path), cells.lines[row], column.name, str(raw[column.name].iloc[row]), allowed, remedy)
            for row, (allowed, remedy) in sorted(found.items())
        ]
    faulty = {problem.line for problem in problems}
    if set(contract.key_names) <= set(values):
        problems += _doubled(pd.DataFrame(values), cells.lines, faulty, contract, path)
    sound = all(problem.harmless for problem in problems)
    table = pd.DataFrame(values)
    readable = table.set_axis(pd.Index(cells.lines[: len(table)], dtype="int64"))
    return Inspected(table if sound else _empty(contract), tuple(problems), cells.lines if sound else (), readable)


def _empty(contract: Contract) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in contract.column_names})


def _header(columns: tuple[str, ...], contract: Contract, path: Path) -> list[Problem]:
    """Columns that are missing, that stand twice, or that are not of the table."""
    if not columns:
        return []
    wanted = contract.column_names
    allowed = f"the columns {', '.join(wanted)}"
    twice = [name for name in dict.fromkeys(columns) if columns.count(name) > 1]
    strange = [name for name in dict.fromkeys(columns) if name not in wanted and name not in twice]
    return [
        *(
            Problem(str(path), 1, name, "", allowed, f"the column is missing; add it{_hint(name, strange)}")
            for name in wanted
            if name not in columns
        ),
        *(Problem(str(path), 1, name, name, allowed, "the column stands twice; keep one") for name in twice),
        *(Problem(str(path), 1, name, name, allowed, "nothing: it is not read", harmless=True) for name in strange),
    ]


def _hint(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean ...?` where one of the known words is near; case and spaces are no difference."""
    folded = {str(one).strip().casefold(): str(one) for one in known} | {
        alias.casefold(): str(need) for alias, need in NEED_ALIASES.items() if str(need) in set(known)
    }
    near = difflib.get_close_matches(word.strip().casefold(), folded, n=1, cutoff=0.7)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def _doubled(
    frame: pd.DataFrame, lines: tuple[int, ...], faulty: set[int], contract: Contract, path: Path
) -> list[Problem]:
    """Rows whose key stands in an earlier row; rows that are faulty already are left aside."""
    sound = ~np.isin(np.array(lines, dtype=np.int64), sorted(faulty))
    keys = frame.loc[sound, contract.key_names]
    repeated = keys[keys.duplicated()]
    first = (
        keys.drop_duplicates().reset_index().set_index(contract.key_names)["index"].to_dict() if len(repeated) else {}
    )
    name = ", ".join(contract.key_names)
    problems = []
    for row, *key in repeated.itertuples(name=None):
        line = lines[first[tuple(key) if len(key) > 1 else key[0]]]
        shown = ", ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in key)
        remedy = f"this row's key stands in line {line} too; keep one of the two"
        problems.append(Problem(str(path), lines[int(row)], name, shown, "each key once", remedy))
    return problems


def _read_column(raw: pd.Series, column: Column) -> tuple[pd.Series, Found]:
    blank = (raw == "").to_numpy()
    found: Found = {}
    if not column.optional:
        found = {int(row): (_allowed(column), "is blank; give a value") for row in np.flatnonzero(blank)}
    if column.kind == "text":
        return raw, found | _words(raw, column, blank)
    values, wrong = _numbers(raw, column, blank)
    return values, found | wrong


def _allowed(column: Column) -> str:
    """Say in words what a column may hold."""
    if column.kind == "text":
        return ", ".join(column.allowed) if column.allowed else "text"
    kind = "a whole number" if column.kind == "integer" else "a plain number such as 1234.5"
    if column.minimum is not None and column.maximum is not None:
        return f"{kind} from {column.minimum:g} to {column.maximum:g}"
    return kind if column.minimum is None else f"{kind}, {column.minimum:g} or more"


def _words(raw: pd.Series, column: Column, blank: Flags) -> Found:
    """Words outside their vocabulary, and words with a space before or after them."""
    spaced = (raw.str.strip() != raw).to_numpy() & ~blank
    outside = ~raw.isin(column.allowed).to_numpy() & ~blank & ~spaced if column.allowed else blank & ~blank
    allowed = _allowed(column)
    found: Found = {
        int(row): (allowed, f"has a space before or after it; write {str(raw.iloc[row]).strip()!r}")
        for row in np.flatnonzero(spaced)
    }
    for row in np.flatnonzero(outside):
        found[int(row)] = (allowed, f"is not one of these{_hint(str(raw.iloc[row]), column.allowed)}")
    return found


def _numbers(raw: pd.Series, column: Column, blank: Flags) -> tuple[pd.Series, Found]:
    plain = raw.str.fullmatch(PLAIN_NUMBER).to_numpy(dtype=np.bool_)
    values = pd.to_numeric(raw.where(plain, "nan"), errors="coerce").astype(np.float64)
    allowed = _allowed(column)
    found: Found = {int(row): (allowed, _why_no_number(str(raw.iloc[row]))) for row in np.flatnonzero(~plain & ~blank)}
    low = -np.inf if column.minimum is None else column.minimum
    high = np.inf if column.maximum is None else column.maximum
    tests: list[tuple[pd.Series, str]] = [
        (values.abs() == np.inf, "is too large to be a number here"),
        (values < low, f"is below {low:g}"),
        (values > high, f"is above {high:g}"),
    ]
    if column.kind == "integer":
        tests.append((values % 1 != 0, "is not a whole number"))
    for failed, words in tests:
        found |= {int(row): (allowed, words) for row in np.flatnonzero(failed & values.notna()) if row not in found}
    if column.kind == "integer" and not found and values.notna().all():
        return values.astype(np.int64), found
    return values, found


def _why_no_number(word: str) -> str:
    """Say what a word in the place of a number is."""
    symbol = DFE_SYMBOLS.get(word.strip().casefold())
    if symbol:
        return f"is DfE's symbol for {symbol}; a pack holds numbers only: leave the row out, or give the figure"
    if word.strip().replace(",", "").replace(".", "", 1).removeprefix("-").isdigit():
        return "is written with commas or spaces; write digits only, such as 1200"
    return "is not a number; write digits only, such as 1200"
