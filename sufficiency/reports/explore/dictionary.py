"""The dictionary of the tables of a run, ``tables.csv``: every column, what it means, and what it may hold."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields

from sufficiency.reports.explore.opened import DRAWS_OF_RUN, OpenTable
from sufficiency.reports.explore.vocabulary import Vocabularies
from sufficiency.results.as_files import file_of
from sufficiency.results.headlines import MEASURES
from sufficiency.results.meanings import meaning, unit
from sufficiency.tables.contracts import Column

IN_CODES = "see codes.csv"
SOME_UNNAMED = frozenset({"subject"})
"""Columns in which some codes are no area or school, and so have no name."""
_HOLDS = {"text": "text", "integer": "whole number", "number": "number"}


@dataclass(frozen=True)
class ColumnEntry:
    """What the dictionary says of one column; every field is words."""

    table: str
    file: str
    column: str
    kind: str
    holds: str
    unit: str
    meaning: str
    may_be_blank: str
    allowed: str
    range: str


HEADING = tuple(field.name for field in fields(ColumnEntry))


def entries(tables: Sequence[OpenTable], known: Vocabularies) -> list[ColumnEntry]:
    """An entry for each column of each table, in the order of the files."""
    return [entry for table in tables for entry in _of_table(table, known)]


def as_rows(found: Sequence[ColumnEntry]) -> Iterator[tuple[str, ...]]:
    """The entries as rows of words."""
    yield from map(astuple, found)


def _of_table(table: OpenTable, known: Vocabularies) -> Iterator[ColumnEntry]:
    keys, of = set(table.contract.key_names), ""
    for column in table.contract.columns:
        if column.name in table.codes:
            of = column.name
            kind = "key" if of in keys else "value"
            yield _entry(table.name, kind, column, means(table.name, of), known)
        else:
            optional = table.codes[of].optional or of in SOME_UNNAMED
            words = f"Name of {of}."
            yield ColumnEntry(
                table.name, file_of(table.contract), column.name, "name", "text", "", words, _yes(optional), "", ""
            )


def _entry(table: str, kind: str, column: Column, words: str, known: Vocabularies) -> ColumnEntry:
    return ColumnEntry(
        table=table,
        file=f"{table}.csv",
        column=column.name,
        kind=kind,
        holds=_HOLDS[column.kind],
        unit=unit(table, column),
        meaning=words,
        may_be_blank=_yes(column.optional),
        allowed=_allowed(column, known),
        range=_range(column),
    )


def means(table: str, column: str) -> str:
    """What a column means; a headline total as it is called everywhere."""
    if table == DRAWS_OF_RUN.name and column in MEASURES:
        words = MEASURES[column]
        return f"{words[:1].upper()}{words[1:]}."
    return meaning(table, column)


def _allowed(column: Column, known: Vocabularies) -> str:
    if column.allowed:
        names = known.get(column.name, {})
        return "; ".join(f"{code}: {names[code]}" if code in names else code for code in column.allowed)
    return IN_CODES if column.name in known or column.name in {"code", "takes", "takes_needs"} else ""


def _range(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is None:
        return ""
    return f"at least {low:g}" if high is None else f"from {low:g} to {high:g}"


def _yes(given: bool) -> str:
    return "yes" if given else "no"
