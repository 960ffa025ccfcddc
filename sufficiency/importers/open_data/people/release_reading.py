"""Reads the tables of the release as ``release_layout`` states them, and finds every fault of every table at once.

What is written otherwise but can only mean one thing is read: ``2024/25`` for ``202425``, ``851.0`` for ``851``, ``10``
for ``age 10``, headers in capitals. A word in a number's place ("no data") is an absent value, and is noted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.release_layout import (
    BY_AGE,
    BY_PLACEMENT,
    CENSUS,
    KEYS,
    LOCAL,
    NATIONAL,
    NOT_USED,
    REGIONAL,
    REST,
    TABLES,
    Table,
    age_of,
    authority_code,
    calendar_year,
    census_year,
    level_of,
    placements,
    plain,
)
from sufficiency.importers.open_data.people.release_rules import broken_rules
from sufficiency.importers.opening.bundles import Bundle, open_bundle, twice
from sufficiency.importers.opening.nearest import nearest
from sufficiency.importers.opening.published_csv import SYMBOLS, read_every_word
from sufficiency.importers.opening.zips import RELEASE

ENGLAND = "England"
_FEW = 3
"""Authorities that a note names one by one."""


@dataclass(frozen=True)
class ReadTable:
    """One table: its file, its lines that are used, what is wrong with it, and what a person should know of it.

    frame : ``year`` (January or calendar year), ``level``, ``authority`` (DfE's three figures, or ``England``),
        ``ons_code``, ``la_name``, ``kind`` of topic, ``label``, ``age``, and the counts; index: line less two.
    topics : labels of topics that nobody knows, for the nearest of them to be named.
    """

    file: str
    frame: pd.DataFrame
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


def read_tables(archive: Path, wanted: Iterable[Table] = TABLES) -> tuple[dict[str, ReadTable], int]:
    """Return each table of a release, and the January that it is about.

    Raises
    ------
    InputError
        With every fault of every table.
    """
    bundle = open_bundle(archive, RELEASE)
    read = {table.name: _read(bundle, table) for table in wanted}
    base_year = _base_year(read)
    faults = [fault for one in read.values() for fault in one.faults]
    for table in wanted:
        one = read[table.name]
        if len(one.frame.columns):
            faults += broken_rules(table, one.file, one.frame, base_year, one.topics)
    if faults:
        raise InputError(faults)
    return read, base_year


def _base_year(read: dict[str, ReadTable]) -> int:
    """Return the January that most tables end with (the newest of several); calendar years end the year before it."""
    last = [
        int(read[table.name].frame["year"].max()) + (table.period != CENSUS)
        for table in TABLES
        if table.name in read and len(read[table.name].frame)
    ]
    return max(last, key=lambda year: (last.count(year), year), default=0)


def _read(bundle: Bundle, table: Table) -> ReadTable:
    found = bundle.one_of_each(bundle.named(f"{name}.csv" for name in table.names))
    nothing = pd.DataFrame()
    where = f"data/{table.name}.csv"
    if not found:
        held = [name for name in bundle.names if name.casefold().endswith(".csv")]
        message = f"is missing{nearest((where,), held)}"
        return ReadTable(where, nothing, (Fault(bundle.path.name, 0, 0, where, message),))
    if len(found) > 1:
        return ReadTable(where, nothing, (twice(bundle.path.name, where, found),))
    name = f"{bundle.path.name}/{found[0]}"
    try:
        words = read_every_word(BytesIO(bundle.read(found[0])), name)
    except InputError as error:
        return ReadTable(name, nothing, error.faults)
    missing = _missing_columns(words, table, name)
    if any(fault.where in KEYS for fault in missing):
        return ReadTable(name, nothing, tuple(missing))
    return _understood(words, table, name, missing)


def _missing_columns(words: pd.DataFrame, table: Table, name: str) -> list[Fault]:
    present = set(words.columns)
    if not present & set(KEYS):
        message = f"the first line must name the columns, such as {KEYS[0]}, {KEYS[1]}; take the file as published"
        return [Fault(name, 1, 0, KEYS[0], message)]
    known = {*KEYS, *table.columns, *table.optional}
    others = sorted(present - known)
    absent = [column for column in (*KEYS, *table.columns) if column not in present]
    absent = [column for column in absent if not set(table.together.get(column, (column,))) <= present]
    return [Fault(name, 1, 0, column, f"this column is missing{nearest((column,), others)}") for column in absent]


def _understood(words: pd.DataFrame, table: Table, name: str, faults: list[Fault]) -> ReadTable:
    """Turn the lines that are used into codes, years, ages and numbers."""
    topics = words["breakdown_topic"].map(plain)
    levels = level_of(words["geographic_level"])
    kinds = topics.map(table.kinds)
    used = words[kinds.notna() & levels.notna()]
    unknown = tuple(sorted(set(words.loc[kinds.isna() & ~topics.isin(NOT_USED), "breakdown_topic"]) - {""}))
    frame = pd.DataFrame(
        {
            "level": levels[used.index],
            "ons_code": used["new_la_code"].str.strip().str.upper(),
            "la_name": used["la_name"].str.strip(),
            "kind": kinds[used.index],
            "label": used["breakdown"].map(plain),
        }
    )
    lines = _Lines(name, used, faults)
    year_of, such = (census_year, "202425") if table.period == CENSUS else (calendar_year, "2024")
    frame["year"] = lines.understood("time_period", year_of, f"is no {table.period} such as {such}")
    local = frame["level"] == LOCAL
    codes = lines.understood("old_la_code", authority_code, "is no code of an authority such as 851", local)
    frame["authority"] = codes.where(local, frame["level"].map({NATIONAL: ENGLAND, REGIONAL: ""}))
    frame["age"] = lines.understood("breakdown", age_of, "is no age such as 'age 10'", frame["kind"] == BY_AGE)
    placed = frame["kind"] == BY_PLACEMENT
    lines.understood("breakdown", _placement, "is no placement that is known", placed)
    columns = [column for column in _columns(table) if column in words.columns]
    counts = pd.DataFrame({column: lines.counts(column) for column in columns})
    frame = frame.join(_put_together(counts, table))
    kept = frame[frame["year"].notna() & frame["authority"].notna()].astype({"year": "int64", "age": "float64"})
    faults += _doubles(kept, used["breakdown"], name)
    return ReadTable(name, kept, tuple(faults), tuple(lines.notes), unknown)


def _columns(table: Table) -> list[str]:
    parts = [part for own in table.together.values() for part in own]
    totals = [REST[whole][0] for whole in table.together]
    return [*table.columns, *table.optional, *parts, *totals]


def _put_together(counts: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Add up the columns that stand in parts; where they were not split, the rest of their total tells them."""
    for whole, parts in table.together.items():
        if whole not in counts and set(parts) <= set(counts):
            total, others = REST[whole]
            left = counts.get(total, np.nan) - counts[[one for one in others if one in counts]].sum(
                axis=1, skipna=False
            )
            apart = counts[list(parts)].sum(axis=1, skipna=False)
            counts[whole] = apart.where(apart.notna(), left)
    return counts[[column for column in (*table.columns, *table.optional) if column in counts]]


def _placement(label: str) -> str | None:
    words = plain(label)
    return "" if words.endswith("total") or words in {"all", "unknown"} else placements().get(words)


class _Lines:
    """The lines of a table that are used, as words; gathers faults and notes while they are turned into values."""

    def __init__(self, name: str, words: pd.DataFrame, faults: list[Fault]) -> None:
        self.name, self.words, self.faults = name, words, faults
        self.notes: list[str] = []

    def understood(
        self, column: str, meaning: Callable[[str], object], wrong: str, here: pd.Series | None = None
    ) -> pd.Series:
        """Values of a column by ``meaning``, which gives None for a word that has none: one fault for each of these."""
        words = self.words[column] if here is None else self.words.loc[here, column]
        known = {word: meaning(word) for word in words.unique()}
        for word, value in known.items():
            if value is None and word.strip().casefold() not in (SYMBOLS - {""}):
                self._fault(column, words[words == word], f"{word!r} {wrong}")
        return words.map(known).reindex(self.words.index)

    def counts(self, column: str) -> pd.Series:
        """Numbers of a column: DfE's symbols are absent, so is a word, which is noted; anything else is a fault."""
        words = self.words[column]
        values = pd.to_numeric(words, errors="coerce").astype("float64").replace([np.inf, -np.inf], np.nan)
        doubtful = words[values.isna()].str.strip()
        doubtful = doubtful[~doubtful.str.strip("[]").str.casefold().isin(SYMBOLS)]
        if len(doubtful):
            thousands = doubtful[doubtful.str.fullmatch(r"\d{1,3}(?:,\d{3})+")]
            values[thousands.index] = thousands.str.replace(",", "").astype("float64")
            self._doubt(column, doubtful.drop(thousands.index))
        for word in dict.fromkeys(words[values < 0]):
            self._fault(column, words[words == word], f"is a count below nought: {word!r}")
        return values

    def _doubt(self, column: str, doubtful: pd.Series) -> None:
        """Note each word, and find fault with what has a figure in it and is no number."""
        for word in dict.fromkeys(doubtful):
            own = doubtful[doubtful == word]
            if any(letter.isdigit() for letter in word):
                self._fault(column, own, f"is no number: {word!r}")
            else:
                self.notes.append(self._noted(column, word, own))

    def _noted(self, column: str, word: str, own: pd.Series) -> str:
        names = list(dict.fromkeys(self.words.loc[own.index, "la_name"].replace("", ENGLAND)))
        more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
        where = f"line {own.index[0] + 2}" if len(own) == 1 else f"{len(own):,} lines from {own.index[0] + 2} on"
        return f"{self.name}, {column}, {where}: {word!r} is read as not published ({', '.join(names[:_FEW])}{more})"

    def _fault(self, column: str, own: pd.Series, message: str) -> None:
        more = f" (and in {len(own) - 1:,} later lines)" if len(own) > 1 else ""
        self.faults.append(Fault(self.name, int(own.index[0]) + 2, 0, column, f"{message}{more}"))


def _doubles(frame: pd.DataFrame, written: pd.Series, name: str) -> list[Fault]:
    """Find lines that England or an authority has twice; regions are not used by code."""
    used = frame[frame["level"] != REGIONAL]
    what = used["label"].where(used["kind"] == BY_PLACEMENT, used["age"].where(used["kind"] == BY_AGE).astype(str))
    unknown = (used["kind"] == BY_AGE) & ~(used["age"] >= 0)
    keys = pd.DataFrame({"year": used["year"], "who": used["authority"], "kind": used["kind"], "what": what})
    doubled = used[keys.duplicated() & ~unknown]
    rows = zip(doubled.index.to_numpy() + 2, doubled["la_name"], written[doubled.index], strict=True)
    return [
        Fault(name, int(line), 0, "breakdown", f"stands in an earlier line too: {who or ENGLAND}, {label}")
        for line, who, label in list(rows)[:20]
    ]
