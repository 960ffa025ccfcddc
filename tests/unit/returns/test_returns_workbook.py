"""The workbook of returns: the same numbers as the files, every table adds up, no cell is a formula."""

import io
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from returns_by_hand import small_facts

from sufficiency.reports.returns.dfe.printed import ReturnsAsked, printed_tables
from sufficiency.reports.returns.dfe.workbook import returns_workbook
from sufficiency.returns.audience import INTERNAL_MARK, UNVERIFIED, Audience
from sufficiency.returns.dfe.exports import exports_of
from sufficiency.returns.dfe.kinds import ReturnKind
from sufficiency.returns.dfe.place_change import PackPlaces
from sufficiency.returns.dfe.shown import ShownReturns
from sufficiency.returns.whole_exports import whole_exports

pytestmark = pytest.mark.unit

FORMULA = "=HYPERLINK(1)"
FACTS = {"authority": "Smallshire", "title": FORMULA, "scenario": "by-hand", "version": "0", "seed": 1}
HEAD = 5


@pytest.fixture(scope="module")
def book():
    facts = replace(small_facts(years=3), schools={"900001": FORMULA, "900002": "@SUM(A1)"})
    rounded = whole_exports(exports_of(facts))
    asked = ReturnsAsked(
        facts=facts,
        shown=ShownReturns({one.name: one.frame for one in rounded.exports}, rounded.farthest),
        audience=Audience.INTERNAL,
        basis="turned",
        kinds=tuple(ReturnKind),
        pack=PackPlaces(pd.DataFrame(columns=["provider_id", "academic_year", "phase", "places", "source"]), {}),
        published=pd.DataFrame({"provision": ["mainstream"], "plans": [1.0]}),
    )
    tables = printed_tables(asked)
    return tables, openpyxl.load_workbook(io.BytesIO(returns_workbook(asked, tables, FACTS)))


def rows(book, name: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book[name].iter_rows(min_row=HEAD + 1, values_only=True)]


def test_no_cell_is_a_formula(book):
    kinds = {cell.data_type for sheet in book[1] for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert FORMULA in {cell for row in rows(book[1], "Place change") for cell in row}


def test_every_sheet_of_a_return_bears_the_mark_and_says_that_it_is_unverified(book):
    for sheet in book[1].worksheets[3:]:
        assert sheet["A3"].value == INTERNAL_MARK
        if sheet.title not in {"Reconciliation", "Published counts", "SCAP ranges"}:
            assert sheet["A2"].value.lower().startswith(UNVERIFIED)


def test_rows_of_scap_add_up_and_are_those_of_the_file(book):
    tables, made = book
    written = [row for name in ("SCAP primary", "SCAP secondary") for row in rows(made, name)]
    assert all(sum(row[2:-1]) == row[-1] for row in written)
    frame = next(table.frame for table in tables if table.name == "scap")
    assert [row[-1] for row in written] == frame["total"].tolist()


def test_tables_of_the_reform_plan_add_up_and_are_those_of_the_file(book):
    tables, made = book
    values = {(row[0], row[2]): row[3:6] for row in rows(made, "Reform plan")}
    for table in {table for table, _ in values}:
        parts = [of_row for (own, name), of_row in values.items() if own == table and name != "Total"]
        assert [sum(part[year] or 0 for part in parts) for year in range(3)] == [
            value or 0 for value in values[table, "Total"]
        ]
    frame = next(table.frame for table in tables if table.name == "reform_plan")
    assert [values[table, name][year - 2024] for table, name, year, _ in frame.itertuples(index=False)] == [
        None if pd.isna(value) else value for value in frame["value"]
    ]


def test_equations_of_the_reconciliation_come_to_nought(book):
    sums = [row[3:6] for row in rows(book[1], "Reconciliation") if row[1] == "="]
    assert len(sums) == 12
    assert set(sums) == {(0, 0, 0)}
