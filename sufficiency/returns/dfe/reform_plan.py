"""The local SEND reform plan: plans by age, provision and need, and requests, assessments and new plans by age.

A column is a calendar year: "2025" is the end of 2025, that is the census of January 2026 in academic year 2025/26.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from models.vocabulary import AGE_GROUPS, academic_year, census_year
from sufficiency.returns.dfe.counting import LEARNERS, YEAR, cell, counted, filled, with_total
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.returns.dfe.mapping import (
    AGE_BASES,
    AGE_GROUP_NAMES,
    GROUP_NAMES,
    KNOWN_LINES,
    NO_ASSESSMENT,
    OTHER_GROUP,
    PLAN_LINES,
    PLAN_NEEDS,
    age_group_in,
)
from sufficiency.returns.exports import Export, Link
from sufficiency.tables.contracts import ALL

AGES, LINES, NEEDS, STEPS = "reform_plan_ages", "reform_plan_provision", "reform_plan_needs", "reform_plan_assessments"
BASIS, AGE_GROUP, LINE, GROUP, NEED, STEP = "basis", "age_group", "line", "group", "need", "step"
FIRST_YEAR, LAST_YEAR = 2025, 2029
"""Columns of the return."""
STEP_TABLES: dict[str, str] = {"10": "requests", "11": "assessments", "12": "new_plans"}
LINE_OF: dict[str, str] = {str(one): line.code for line in KNOWN_LINES for one in line.provisions}
GROUP_OF: dict[str, str] = {str(one): line.group or OTHER_GROUP for line in KNOWN_LINES for one in line.provisions}
NEED_OF: dict[str, str] = {str(need): code for code, (_, needs) in PLAN_NEEDS.items() for need in needs}
TOTAL = "Total"
ShownTables = Mapping[str, pd.DataFrame]
"""Tables of exports by name, as they are printed: whole numbers, some of them hidden."""


def calendar_year(academic: str) -> int:
    """Column of the return for an academic year: 2025 for 2025/26."""
    return census_year(academic) - 1


def reform_plan_exports(facts: ReturnFacts) -> tuple[Export, ...]:
    """The tables of the return, the base year in front of its columns."""
    last = academic_year(LAST_YEAR + 1)
    kept = facts.learners[facts.learners[YEAR].map(census_year) <= census_year(last)]
    years = [year for year in facts.years if census_year(year) <= census_year(last)]
    return (_ages(kept, years), _lines(kept, years), _needs(kept, years, facts.base), *_steps(facts))


def _ages(kept: pd.DataFrame, years: list[str]) -> Export:
    parts = []
    for basis in AGE_BASES:
        grouped = kept.assign(**{AGE_GROUP: [str(age_group_in(basis, group)) for group in kept["year_group"]]})
        rows = counted(grouped.assign(**{BASIS: basis}), (YEAR, BASIS, AGE_GROUP))
        parts.append(filled(rows, {YEAR: years, BASIS: [basis], AGE_GROUP: [str(one) for one in AGE_GROUPS]}))
    frame = with_total(pd.concat(parts, ignore_index=True), AGE_GROUP)
    return Export(AGES, frame, (YEAR, BASIS, AGE_GROUP), (LEARNERS,))


def _lines(kept: pd.DataFrame, years: list[str]) -> Export:
    rows = counted(kept.assign(**{LINE: kept["provision"].astype(str).map(LINE_OF)}), (YEAR, LINE))
    frame = filled(rows, {YEAR: years, LINE: [line.code for line in KNOWN_LINES]})
    return Export(LINES, with_total(frame, LINE), (YEAR, LINE), (LEARNERS,))


def _needs(kept: pd.DataFrame, years: list[str], base: str) -> Export:
    grouped = kept.assign(
        **{GROUP: kept["provision"].astype(str).map(GROUP_OF), NEED: kept["need"].astype(str).map(NEED_OF)}
    )
    rows = counted(grouped, (YEAR, GROUP, NEED))
    frame = filled(rows, {YEAR: years, GROUP: [*GROUP_NAMES], NEED: [*PLAN_NEEDS]})
    whole = with_total(with_total(frame, NEED), GROUP)
    return Export(NEEDS, whole, (YEAR, GROUP, NEED), (LEARNERS,), links=tuple(_links(base)))


def _links(base: str) -> Iterator[Link]:
    """Tables 5.1, 6 and 7 have one total, and a table of needs that of its lines."""
    for basis in AGE_BASES:
        ages = cell(AGES, base, basis=basis, age_group=ALL)
        yield ((cell(NEEDS, base, group=ALL, need=ALL), 1), (ages, -1))
    yield ((cell(NEEDS, base, group=ALL, need=ALL), 1), (cell(LINES, base, line=ALL), -1))
    for group in GROUP_NAMES:
        lines = [line.code for line in KNOWN_LINES if (line.group or OTHER_GROUP) == group]
        whole = cell(NEEDS, base, group=group, need=ALL)
        yield ((whole, 1), *((cell(LINES, base, line=line), -1) for line in lines))


def _steps(facts: ReturnFacts) -> tuple[Export, ...]:
    """Requests, assessments and new plans of a calendar year, shared over age groups as new plans are (A-474).

    The run has no counted year of them by age, so that the public sees their totals alone.
    """
    funnel, flows = facts.tables["funnel"], facts.tables["flows"]
    if not len(funnel):
        return ()
    started = flows.groupby(["census_year", AGE_GROUP])["new_plans"].sum()
    shares = started / started.groupby("census_year").transform("sum")
    rows = [
        {YEAR: academic_year(int(row["calendar_year"]) + 1), STEP: step, AGE_GROUP: str(group), LEARNERS: value}
        for row in funnel.to_dict("records")
        if row["calendar_year"] <= LAST_YEAR
        for step in STEP_TABLES.values()
        for group, share in shares.loc[int(row["calendar_year"]) + 1].items()
        for value in [float(row[step]) * float(share)]
    ]
    frame = with_total(pd.DataFrame(rows), AGE_GROUP)
    return (Export(STEPS, frame, (YEAR, STEP, AGE_GROUP), (LEARNERS,), not_added=(STEP,), sealed=True),)


def reform_plan_rows(shown: ShownTables, basis: str) -> pd.DataFrame:
    """The return: table, row, year, value; the base year is there too, and the rows that the tool leaves empty."""
    rows = [*_rows_of_ages(shown[AGES], basis), *_rows_of_lines(shown[LINES]), *_rows_of_needs(shown[NEEDS])]
    rows += _rows_of_steps(shown[STEPS]) if STEPS in shown else []
    frame = pd.DataFrame(rows, columns=["table", "row", YEAR, "value"])
    return frame.assign(year=frame[YEAR].map(calendar_year))[["table", "row", "year", "value"]].astype(
        {"value": object}
    )


Row = tuple[str, str, str, object]


def _rows_of_ages(frame: pd.DataFrame, basis: str) -> Iterator[Row]:
    for group, name in [*AGE_GROUP_NAMES.items(), (ALL, TOTAL)]:
        yield from _row("5.1", name, frame[(frame[BASIS] == basis) & (frame[AGE_GROUP] == str(group))])


def _rows_of_lines(frame: pd.DataFrame) -> Iterator[Row]:
    for line in PLAN_LINES:
        if line.provisions:
            yield from _row("6", line.name, frame[frame[LINE] == line.code])
        else:
            yield from (("6", line.name, year, None) for year in frame[YEAR].drop_duplicates())
    yield from _row("6", TOTAL, frame[frame[LINE] == ALL])


def _rows_of_needs(frame: pd.DataFrame) -> Iterator[Row]:
    tables = [("7", ALL), *((group, group) for group in GROUP_NAMES if group != OTHER_GROUP)]
    for table, group in tables:
        of_group = frame[frame[GROUP] == group]
        for code, (name, _) in PLAN_NEEDS.items():
            yield from _row(table, name, of_group[of_group[NEED] == code])
        yield from ((table, NO_ASSESSMENT, year, 0) for year in of_group[YEAR].drop_duplicates())
        yield from _row(table, TOTAL, of_group[of_group[NEED] == ALL])


def _rows_of_steps(frame: pd.DataFrame) -> Iterator[Row]:
    for table, step in STEP_TABLES.items():
        of_step = frame[frame[STEP] == step]
        for group, name in [*AGE_GROUP_NAMES.items(), (ALL, TOTAL)]:
            yield from _row(table, name, of_step[of_step[AGE_GROUP] == str(group)])


def _row(table: str, name: str, rows: pd.DataFrame) -> Iterator[Row]:
    for year, value in zip(rows[YEAR], rows[LEARNERS], strict=True):
        yield table, name, str(year), value
