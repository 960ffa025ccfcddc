"""The tables of a run as files that a person opens, and back: names beside codes, totals apart from their parts.

In a file no row is the total of others, so that adding up the rows that a filter leaves never counts anybody twice.
Totals over areas or needs stand in ``<table>_totals.csv``, where each row says at which level it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from models.money.lines import ANY, LINES
from models.vocabulary import (
    AGE_GROUPS,
    NEED_GROUP_NAMES,
    NEED_NAMES,
    NEEDS,
    PHASES,
    REQUIREMENTS,
    YEAR_GROUPS,
    year_group_code,
    year_group_name,
)
from sufficiency.errors import Fault
from sufficiency.packs.inputs import Inputs
from sufficiency.results.learners_by_kind import KIND_NAMES
from sufficiency.results.ranges import MEASURE_NAMES
from sufficiency.results.shapes import ResultTable
from sufficiency.tables.contracts import ALL, Column, Contract, free_text, text
from sufficiency.tables.files import read_table, table_text
from sufficiency.tables.rounding import LEVEL, rounded

AUTHORITY, CODE = "authority", "code"
SEVERAL = ("takes", "takes_needs")
"""Columns that hold several needs in one cell."""
NAMED = ("area", "need", "need_group", "provider_id", "line", *SEVERAL, "subject", "kind", "measure")
"""Columns of codes that get a column of names; a ``code`` gets one too, by its level."""

Names = Mapping[str, Mapping[str, str]]
"""The name of each code, by column or level."""


def names_of(inputs: Inputs, providers: pd.DataFrame) -> Names:
    """Names of the codes in a run's tables; ``providers`` are those of the run, new ones too."""
    areas = dict(zip(inputs.tables["areas"]["area"], inputs.tables["areas"]["name"], strict=True))
    schools = dict(zip(providers["provider_id"], providers["name"], strict=True))
    needs = {str(need): NEED_NAMES[need] for need in NEEDS}
    phases, groups, kinds = (_in_words(codes) for codes in (PHASES, AGE_GROUPS, REQUIREMENTS))
    both = {f"{phase} {need}": f"{phases[phase]}, {needs[need]}" for phase, need in product(phases, needs)}
    by_level = {AUTHORITY: {ALL: str(inputs.about["name"])}, "phase": phases, "phase_need": both}
    by_level |= {"age_group": groups, "requirement": kinds}
    by_kind = {"kind": KIND_NAMES, "measure": MEASURE_NAMES}
    return MappingProxyType(
        {
            "area": areas,
            "need": {**needs, ANY: "Any need"},
            "need_group": {str(group): name for group, name in NEED_GROUP_NAMES.items()},
            "year_group": {year_group_code(group): year_group_name(group) for group in YEAR_GROUPS},
            "line": {code: line.name for code, line in LINES.items()},
            "provider_id": schools,
            **dict.fromkeys(SEVERAL, needs),
            "subject": schools | areas,
            **by_kind,
            **by_level,
        }
    )


def _in_words(codes: Sequence[str]) -> dict[str, str]:
    """Codes as words, ``post_16`` as reports write it: ``Post-16``."""
    return {str(code): str(code).replace("post_", "post-").replace("_", " ").capitalize() for code in codes}


def file_of(table: Contract) -> str:
    """The file that a table is written to."""
    return f"{table.name}.csv"


def totals_of(table: ResultTable) -> Contract | None:
    """The contract of a table's totals as they are written; None where it has none."""
    if not table.totals:
        return None
    first, *others = (column for column in table.key if column.name not in table.totals)
    level = text(LEVEL, (AUTHORITY, *(table.totals if len(table.totals) > 1 else ())))
    return Contract(f"{table.name}_totals", (first, level, text(CODE), *others), table.values)


def words_of(table: ResultTable) -> dict[str, str]:
    """What each file of a table is, in words."""
    apart = totals_of(table)
    if apart is None:
        return {file_of(table): table.words}
    over = " and ".join(f"{name}s" for name in table.totals)
    return {
        file_of(table): table.words,
        file_of(apart): f"The totals over {over} of `{file_of(table)}`; each row says at which level it stands.",
    }


def texts_of(table: ResultTable, frame: pd.DataFrame, names: Names, *, exact: bool) -> dict[str, str]:
    """The files of a table, by name; ``exact``: every figure in full, else rounded for people."""
    apart = totals_of(table)
    if apart is None:
        return {file_of(table): _text(table, table, frame, names, exact=exact)}
    total = (frame[list(table.totals)] == ALL).any(axis=1)
    return {
        file_of(table): _text(table, table, frame[~total], names, exact=exact),
        file_of(apart): _text(table, apart, _with_levels(frame[total], table), names, exact=exact),
    }


def _text(table: ResultTable, contract: Contract, frame: pd.DataFrame, names: Names, *, exact: bool) -> str:
    """A table, or its totals, as CSV."""
    return named_text(frame if exact else rounded(frame, contract, table.balance), contract, names, exact=exact)


def named_text(frame: pd.DataFrame, contract: Contract, names: Names, *, exact: bool = False) -> str:
    """A table as CSV with a column of names after each of codes; without names there are none."""
    if not names:
        return table_text(frame, contract, for_people=not exact)
    named = [column.name for column in contract.columns if column.name in {*NAMED, CODE}]
    written = frame.assign(**{_name_of(column): _names(frame, column, names) for column in named})
    return table_text(written, with_names(contract), for_people=not exact)


def with_names(contract: Contract) -> Contract:
    """The contract of a table as it is written: a column of names stands after each of codes."""
    key, values = (tuple(_with_names(columns)) for columns in (contract.key, contract.values))
    return Contract(contract.name, key, values)


def names_written(folder: Path, table: Contract) -> Names:
    """The names that a run wrote beside the codes of a table of totals, by level; none where it is an older run."""
    contract = Contract(table.name, table.key, (free_text(_name_of(CODE)),))
    rows, _ = read_table(folder / file_of(table), contract)
    return {str(level): dict(zip(of[CODE], of[_name_of(CODE)], strict=True)) for level, of in rows.groupby(LEVEL)}


def _name_of(column: str) -> str:
    return f"{column.removesuffix('_id')}_name"


def _with_names(columns: Sequence[Column]) -> Iterator[Column]:
    """Columns, and a column of names after each of codes."""
    for column in columns:
        yield column
        if column.name in {*NAMED, CODE}:
            yield free_text(_name_of(column.name))


def _names(frame: pd.DataFrame, column: str, names: Names) -> list[str]:
    """The names of a column of codes, blank where a code has none."""
    if column == CODE:
        return [names[level].get(code, "") for level, code in zip(frame[LEVEL], frame[CODE], strict=True)]
    known = names[column]
    if column in SEVERAL:
        return ["; ".join(known[code] for code in codes.split()) for codes in frame[column]]
    return [known.get(code, "") for code in frame[column]]


def _with_levels(frame: pd.DataFrame, table: ResultTable) -> pd.DataFrame:
    """Rows of totals with the level at which each stands, and its code there, in place of the columns summed over."""
    levels, codes = pd.Series(AUTHORITY, index=frame.index), pd.Series(ALL, index=frame.index)
    for name in table.totals:
        of_level = frame[name] != ALL
        levels, codes = levels.mask(of_level, name), codes.mask(of_level, frame[name])
    return frame.drop(columns=list(table.totals)).assign(**{LEVEL: levels, CODE: codes})


def _without_levels(frame: pd.DataFrame, table: ResultTable) -> pd.DataFrame:
    """Rows of totals as the table has them in a run."""
    back = {name: frame[CODE].where(frame[LEVEL] == name, ALL) for name in table.totals}
    return frame.assign(**back)[table.column_names]


def read_back(folder: Path, table: ResultTable, written: Mapping[str, str]) -> tuple[pd.DataFrame, list[Fault]]:
    """A table as a run has it, from its files, and their faults; ``written`` are the files of the run."""
    frame, faults = read_table(folder / file_of(table), table)
    apart = totals_of(table)
    if apart is None or file_of(apart) not in written:  # older runs have their totals among the parts
        return frame, faults
    totals, more = read_table(folder / file_of(apart), apart)
    if faults or more:
        return frame, [*faults, *more]
    both = pd.concat([frame, _without_levels(totals, table)], ignore_index=True)
    return both.sort_values(table.key_names, ignore_index=True), []
