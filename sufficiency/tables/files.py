"""Reads and writes tables by their contract. Reading names every fault of a file; equal tables give equal bytes."""

import csv
import difflib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Indices
from models.vocabulary import NEED_ALIASES
from sufficiency.errors import Fault, Severity
from sufficiency.harmless import PLAIN_NUMBER, cell, why_no_code, why_no_words
from sufficiency.tables.cells import read_cells
from sufficiency.tables.contracts import Column, Contract
from sufficiency.tables.rounding import DECIMALS, FOR_PEOPLE, PENCE, POUNDS_FOR_PEOPLE, decimals

IN_POUNDS = "_gbp"
"""Ends the name of every figure that is pounds: of a column, or of a measure where each row has its own."""
MOST_FAULTS = 1000
"""Faults shown of one file; beyond that it is likely the wrong file."""
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


@dataclass(frozen=True)
class Inspected:
    """A table read by its contract: empty when faulty; ``faults`` holds every fault, the harmless ones as warnings.

    ``lines`` says on which line of the file each row stands; ``readable`` holds every row, faulty or not, indexed by
    its line, with the columns that are there: numbers that are none are missing. Both are sorted by key.
    """

    table: pd.DataFrame
    faults: tuple[Fault, ...]
    lines: tuple[int, ...]
    readable: pd.DataFrame

    @property
    def errors(self) -> list[Fault]:
        """The faults for which the table may not be used."""
        return [fault for fault in self.faults if fault.severity is Severity.ERROR]


def write_table(frame: pd.DataFrame, contract: Contract, path: Path) -> None:
    """Write a table as UTF-8 CSV; equal tables give equal bytes."""
    path.write_text(table_text(frame, contract), encoding="utf-8", newline="\n")


def table_text(
    frame: pd.DataFrame,
    contract: Contract,
    places: int | None = None,
    *,
    whole_is_plain: bool = False,
    for_people: bool = False,
) -> str:
    """Return a table as CSV: the columns of the contract, sorted by key, with fixed decimals.

    Number columns have ``places`` decimals, or else those of their unit, fewer ``for_people``; with ``whole_is_plain``
    a column that is whole throughout has none.
    """
    ordered = frame[contract.column_names].sort_values(contract.key_names, kind="stable")
    columns = []
    for column in contract.columns:
        values = ordered[column.name]
        if column.kind == "text":
            columns.append(_as_words(values))
            continue
        figures = values.to_numpy(dtype=np.float64)
        own = decimals(column, for_people=for_people) if places is None or column.kind == "integer" else places
        if whole_is_plain and bool((figures[~np.isnan(figures)] % 1 == 0).all()):
            own = 0
        if for_people and not column.unit:
            columns.append([_of_any_size(figure) for figure in figures.tolist()])
        else:
            columns.append(_as_figures(figures, own, ordered, POUNDS_FOR_PEOPLE if for_people else PENCE))
    return csv_text(contract.column_names, zip(*columns, strict=True))


def frame_text(frame: pd.DataFrame, places: int, pounds: int = PENCE) -> str:
    """Return a frame without a contract as CSV, its rows in their own order: decimals are fixed where there are any."""
    columns = [
        _as_figures(values.to_numpy(), min(places, pounds) if IN_POUNDS in str(name) else places, frame, pounds)
        if values.dtype.kind == "f"
        else _as_words(values)
        for name, values in frame.items()
    ]
    return csv_text([str(name) for name in frame], zip(*columns, strict=True))


def csv_text(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return rows of words under a heading as CSV: the one writer of them, in whose files no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(cell, heading))
    writer.writerows(map(cell, row) for row in rows)
    return text.getvalue()


def _as_words(values: pd.Series) -> list[str]:
    codes, words = pd.factorize(values)
    texts = [*(str(word) for word in words), ""]
    return [texts[code] for code in codes.tolist()]


def _as_figures(values: Floats, places: int, rows: pd.DataFrame, pounds: int) -> list[str]:
    """Figures with fixed decimals, blank where there is none; those of ``pounds`` where its row's measure is pounds."""
    if "measure" in rows and places > pounds:
        in_pounds = rows["measure"].astype(str).str.endswith(IN_POUNDS)
        both = zip(_fixed(values, places), _fixed(values, pounds), in_pounds, strict=True)
        return [money if of_money else other for other, money, of_money in both]
    return _fixed(values, places)


def _of_any_size(value: float) -> str:
    """A figure without a unit, for people: two decimals, or the first digit of what is smaller than they show."""
    if np.isnan(value):
        return ""
    if round(abs(value), DECIMALS) == 0 or abs(value) >= 10**-FOR_PEOPLE:
        return f"{round(value, FOR_PEOPLE) + 0.0:.{FOR_PEOPLE}f}"
    return np.format_float_positional(value, precision=1, fractional=False, trim="-")


def _fixed(values: Floats, places: int) -> list[str]:
    rounded = np.round(values, places) + 0.0  # + 0.0: never minus nothing
    return ["" if text == "nan" else text for text in (f"{value:.{places}f}" for value in rounded.tolist())]


def read_table(path: Path, contract: Contract) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a CSV against its contract; return the table (empty when faulty) and its errors with their lines."""
    inspected = inspect_table(path, contract)
    return inspected.table, first_faults(inspected.errors)


def first_faults(faults: list[Fault]) -> list[Fault]:
    """Return the faults of one file, or the first of very many and how many more there are."""
    beyond = len(faults) - MOST_FAULTS
    if beyond <= 0:
        return faults
    more = Fault(faults[0].file, 0, 0, "", f"has {beyond:,} more faults; is it the right file?")
    return [*faults[:MOST_FAULTS], more]


def inspect_table(path: Path, contract: Contract) -> Inspected:
    """Read a CSV against its contract, to its end, and name everything that is wrong with it.

    Rows come sorted by key, so that no answer depends on their order in the file.
    """
    cells = read_cells(path)
    faults = [*cells.faults, *_header(cells.columns, contract, path)]
    values: dict[str, pd.Series] = {}
    columns = dict(zip(cells.columns, zip(*cells.rows, strict=True), strict=False))
    for column in contract.columns:
        if column.name not in cells.columns:
            continue
        words = pd.Series(columns.get(column.name, ()), dtype=str)
        values[column.name], found = _read_column(_Written(str(path), column, words, cells.lines))
        faults += [found[row] for row in sorted(found)]
    faulty = {fault.line for fault in faults}
    table = pd.DataFrame(values)
    readable = table.set_axis(pd.Index(cells.lines[: len(table)], dtype="int64"))
    if set(contract.key_names) <= set(values):
        faults += _doubled(table, cells.lines, faulty, contract, path)
        readable = readable.sort_values(contract.key_names, kind="stable")
    if any(fault.severity is Severity.ERROR for fault in faults):
        return Inspected(_empty(contract), tuple(faults), (), readable)
    return Inspected(readable.reset_index(drop=True), tuple(faults), tuple(readable.index), readable)


def _empty(contract: Contract) -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in contract.column_names})


def _header(columns: tuple[str, ...], contract: Contract, path: Path) -> list[Fault]:
    """Columns that are missing, that stand twice, or that are not of the table."""
    if not columns:
        return []
    wanted = contract.column_names
    twice = [name for name in dict.fromkeys(columns) if columns.count(name) > 1]
    strange = [name for name in dict.fromkeys(columns) if name not in wanted and name not in twice]

    def fault(name: str, value: str, remedy: str, severity: Severity = Severity.ERROR) -> Fault:
        allowed = f"the columns {', '.join(wanted)}"
        return Fault(str(path), 1, 0, name, severity=severity, value=value, allowed=allowed, remedy=remedy)

    return [
        *(
            fault(name, "", f"the column is missing; add it{_hint(name, strange)}")
            for name in wanted
            if name not in columns
        ),
        *(fault(name, name, "the column stands twice; keep one") for name in twice),
        *(fault(name, name, "nothing: it is not read", Severity.WARNING) for name in strange),
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
) -> list[Fault]:
    """Rows whose key stands in an earlier row; rows that are faulty already are left aside."""
    sound = ~np.isin(np.array(lines, dtype=np.int64), sorted(faulty))
    keys = frame.loc[sound, contract.key_names]
    repeated = keys[keys.duplicated()]
    first = (
        keys.drop_duplicates().reset_index().set_index(contract.key_names)["index"].to_dict() if len(repeated) else {}
    )
    name = ", ".join(contract.key_names)
    faults = []
    for row, *key in repeated.itertuples(name=None):
        line = lines[first[tuple(key) if len(key) > 1 else key[0]]]
        shown = ", ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in key)
        remedy = f"this row's key stands in line {line} too; keep one of the two"
        faults.append(Fault(str(path), lines[int(row)], 0, name, value=shown, allowed="each key once", remedy=remedy))
    return faults


@dataclass(frozen=True)
class _Written:
    """One column as it is written in a file: its words, and the line of each."""

    file: str
    column: Column
    words: pd.Series
    lines: tuple[int, ...]

    @cached_property
    def alike(self) -> tuple[Indices, pd.Series]:
        """The different words, which are fewer than the rows, and which of them stands in each row."""
        which, different = pd.factorize(self.words)
        return np.asarray(which, dtype=np.intp), pd.Series(different, dtype=str)

    def fault(self, row: int, remedy: str) -> Fault:
        """Name a fault of one cell."""
        value = str(self.words.iloc[row])
        allowed = _allowed(self.column)
        return Fault(self.file, self.lines[row], 0, self.column.name, value=value, allowed=allowed, remedy=remedy)


def _read_column(written: _Written) -> tuple[pd.Series, dict[int, Fault]]:
    """Return the values of a column, and its faults by row: one a cell."""
    column, blank = written.column, (written.words == "").to_numpy()
    found: dict[int, Fault] = {}
    if not column.optional:
        found = {row: written.fault(row, "is blank; give a value") for row in _rows(blank)}
    if column.kind == "text":
        return written.words, found | _words(written, blank)
    values, wrong = _numbers(written, blank)
    return values, found | wrong


def _rows(wrong: Flags) -> list[int]:
    """Return the numbers of the rows that are marked."""
    return [int(row) for row in np.flatnonzero(wrong)]


def _allowed(column: Column) -> str:
    """Say in words what a column may hold."""
    if column.kind == "text":
        return ", ".join(column.allowed) if column.allowed else "text"
    kind = "a whole number" if column.kind == "integer" else "a plain number such as 1234.5"
    if column.minimum is not None and column.maximum is not None:
        return f"{kind} from {column.minimum:g} to {column.maximum:g}"
    return kind if column.minimum is None else f"{kind}, {column.minimum:g} or more"


def _words(written: _Written, blank: Flags) -> dict[int, Fault]:
    """Words outside their vocabulary, with a space before or after them, or with what no table may hold."""
    raw, known = written.words, written.column.allowed
    which, different = written.alike
    spaced = (different.str.strip() != different).to_numpy()[which] & ~blank
    outside = ~different.isin(known).to_numpy()[which] & ~blank & ~spaced if known else blank & ~blank
    found = {
        row: written.fault(row, f"has a space before or after it; write {str(raw.iloc[row]).strip()!r}")
        for row in _rows(spaced)
    }
    for row in _rows(outside):
        found[row] = written.fault(row, f"is not one of these{_hint(str(raw.iloc[row]), known)}")
    return found if known else found | _harmful(written)


def _harmful(written: _Written) -> dict[int, Fault]:
    """Codes that a spreadsheet might take for a formula, and words that a screen would obey."""
    judge = why_no_words if written.column.free else why_no_code
    why = {word: judge(word) for word in written.alike[1] if word}
    wrong = written.words.isin([word for word, reason in why.items() if reason]).to_numpy()
    return {row: written.fault(row, why[str(written.words.iloc[row])]) for row in _rows(wrong)}


def _numbers(written: _Written, blank: Flags) -> tuple[pd.Series, dict[int, Fault]]:
    """Return a column as numbers, and the faults of cells that hold none, or one outside its range."""
    raw, column = written.words, written.column
    which, different = written.alike
    plain_ones = different.str.fullmatch(PLAIN_NUMBER).to_numpy(dtype=np.bool_)
    ones = pd.to_numeric(different.where(plain_ones, "nan"), errors="coerce").to_numpy(dtype=np.float64)
    plain, values = plain_ones[which], pd.Series(ones[which])
    found = {row: written.fault(row, _why_no_number(str(raw.iloc[row]))) for row in _rows(~plain & ~blank)}
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
        rows = _rows((failed & values.notna()).to_numpy())
        found |= {row: written.fault(row, words) for row in rows if row not in found}
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
