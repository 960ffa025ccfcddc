from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sufficiency.tables.contracts import Contract, free_text, integer, number, text
from sufficiency.tables.files import decimals, frame_text, inspect_table, read_table, write_table

pytestmark = pytest.mark.unit

LUNCHES = Contract(
    "lunches",
    (integer("year", "year", 2000, 2100), text("dish", ("soup", "pie"))),
    (number("share", "share", 0, 1), number("price", "pounds", 0, optional=True), free_text("source")),
)
HEADER = "year,dish,share,price,source\n"
GOOD = HEADER + "2025,soup,0.5,2.50,menu\n2025,pie,0.25,,menu\n2026,soup,1,1e1,menu\n"
TABLE = pd.DataFrame(
    {
        "year": [2025, 2025, 2026],
        "dish": ["soup", "pie", "soup"],
        "share": [0.5, 0.25, 1.0],
        "price": [2.5, np.nan, 10.0],
        "source": ["menu"] * 3,
    }
)
SORTED = TABLE.sort_values(LUNCHES.key_names, ignore_index=True)
"""As every table is read: by its key."""


def read(folder: Path, content: str | bytes):
    path = folder / "lunches.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, LUNCHES)


def test_a_good_file_gives_its_table_and_no_fault(tmp_path):
    table, faults = read(tmp_path, GOOD)
    assert not faults
    pd.testing.assert_frame_equal(table, SORTED, check_dtype=False)
    assert table["year"].dtype == np.int64


@pytest.mark.parametrize(
    ("good", "bad", "line", "column", "value"),
    [
        ("2025,pie,", "2025,cake,", 3, "dish", "cake"),
        ("2025,pie,", "2025,Pie,", 3, "dish", "Pie"),
        ("2025,pie,", "2025,pie ,", 3, "dish", "pie "),
        ("2025,pie,", "2025,,", 3, "dish", ""),
        ("0.25,", ",", 3, "share", ""),
        ("0.25,", "25%,", 3, "share", "25%"),
        ("0.25,", "1.25,", 3, "share", "1.25"),
        ("0.25,", "-0.25,", 3, "share", "-0.25"),
        ("0.25,", "NaN,", 3, "share", "NaN"),
        ("0.25,", "inf,", 3, "share", "inf"),
        ("0.25,", "0x1,", 3, "share", "0x1"),
        ("0.25,", "1_0,", 3, "share", "1_0"),
        ("2.50,", "£2.50,", 2, "price", "£2.50"),
        ("2.50,", '"1,200",', 2, "price", "1,200"),
        ("2.50,", "-2.50,", 2, "price", "-2.50"),
        ("2.50,", "c,", 2, "price", "c"),
        ("2.50,", "1e400,", 2, "price", "1e400"),
        ("2026,soup", "1926,soup", 4, "year", "1926"),
        ("2026,soup", "2126,soup", 4, "year", "2126"),
        ("2026,soup", "2025.5,soup", 4, "year", "2025.5"),
        ("2026,soup", "2025/26,soup", 4, "year", "2025/26"),
        ("1e1,menu", "1e1,", 4, "source", ""),
    ],
)
def test_a_planted_fault_is_told_with_its_file_line_column_and_value(tmp_path, good, bad, line, column, value):
    assert GOOD.count(good) >= 1
    table, faults = read(tmp_path, GOOD.replace(good, bad, 1))
    assert [(fault.line, fault.where) for fault in faults] == [(line, column)]
    assert faults[0].file == str(tmp_path / "lunches.csv")
    assert value in faults[0].message
    assert table.empty, "a faulty table is never half used"


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    _, faults = read(tmp_path, HEADER + "25,cake,2,x,\n2025,soup,-1,,menu\n")
    told = {(fault.line, fault.where) for fault in faults}
    assert told == {(2, "year"), (2, "dish"), (2, "share"), (2, "price"), (2, "source"), (3, "share")}


def test_a_key_that_stands_twice_is_a_fault_of_the_later_line_however_it_is_spelled(tmp_path):
    _, faults = read(tmp_path, HEADER + "2025,soup,1,,menu\n2026,soup,1,,menu\n2025.0,soup,0.5,,card\n")
    assert [(fault.line, fault.where) for fault in faults] == [(4, "year, dish")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (HEADER + "2025,soup,0.5,,menu,more\n", 2),
        (HEADER + "2025,soup,0.5,,menu\n2025,pie,0.5\n", 3),
        (HEADER + '2025,soup,0.5,,"menu\n', 2),
        (HEADER.encode() + b"2025,soup,0.5,,caf\xe9\n", 2),
    ],
)
def test_a_line_that_is_no_row_of_the_table_is_a_fault(tmp_path, content, line):
    table, faults = read(tmp_path, content)
    assert line in {fault.line for fault in faults}
    assert table.empty


@pytest.mark.parametrize(
    ("header", "where"),
    [("year,dish,share,source", "price"), ("year,dish,share,price,source,share", "share"), ("", "")],
)
def test_a_header_without_a_column_or_with_one_twice_is_a_fault(tmp_path, header, where):
    _, faults = read(tmp_path, header + "\n" if header else "")
    assert where in {fault.where for fault in faults}


def test_a_file_that_is_not_there_is_a_fault_of_its_own(tmp_path):
    table, faults = read_table(tmp_path / "lunches.csv", LUNCHES)
    assert len(faults) == 1
    assert "lunches.csv" in faults[0].file
    assert table.empty


def test_a_file_with_a_header_and_no_rows_is_an_empty_table(tmp_path):
    table, faults = read(tmp_path, HEADER)
    assert not faults
    assert table.empty
    assert list(table.columns) == LUNCHES.column_names


@pytest.mark.parametrize("content", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n"), GOOD.rstrip("\n")])
def test_a_file_saved_by_a_spreadsheet_reads_the_same(tmp_path, content):
    table, faults = read(tmp_path, content)
    assert not faults
    pd.testing.assert_frame_equal(table, SORTED, check_dtype=False)


def test_lines_are_those_of_the_file_though_a_cell_spans_two(tmp_path):
    _, faults = read(tmp_path, HEADER + '2025,soup,1,,"menu\nof May"\n2026,soup,2,,menu\n')
    assert [(fault.line, fault.where) for fault in faults] == [(4, "share")]


def test_equal_tables_are_equal_bytes_whatever_the_order_of_rows_and_columns(tmp_path):
    write_table(TABLE, LUNCHES, tmp_path / "a.csv")
    write_table(TABLE.iloc[::-1, ::-1].assign(remark="left out"), LUNCHES, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_written_table_has_fixed_decimals_sorted_rows_and_plain_line_ends(tmp_path):
    write_table(TABLE, LUNCHES, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().decode() == (
        "year,dish,share,price,source\n"
        "2025,pie,0.25000000,,menu\n"
        "2025,soup,0.50000000,2.50,menu\n"
        "2026,soup,1.00000000,10.00,menu\n"
    )


def test_minus_nothing_is_written_as_nothing(tmp_path):
    write_table(TABLE.assign(share=-1e-12), LUNCHES, tmp_path / "a.csv")
    assert "-0" not in (tmp_path / "a.csv").read_text()


def test_what_is_written_is_read_back(tmp_path):
    awkward = TABLE.assign(source=['quoted "menu"', "comma, menu", "Käse\nund Brot"])
    write_table(awkward, LUNCHES, tmp_path / "lunches.csv")
    table, faults = read_table(tmp_path / "lunches.csv", LUNCHES)
    assert not faults
    pd.testing.assert_frame_equal(table, awkward.sort_values(["year", "dish"], ignore_index=True), check_dtype=False)


def test_pounds_have_pence_miles_have_metres_and_learners_add_up_to_a_millionth():
    assert decimals(number("cost_gbp", "pounds a year")) == 2
    assert decimals(number("miles", "miles one way")) == 3
    assert decimals(number("learners", "learners")) == 8
    assert decimals(integer("census_year", "year")) == 0


DINERS = Contract("diners", (text("diner"),), (free_text("name"), number("meals", "meals")))


def test_a_code_like_a_formula_and_an_invisible_character_are_refused_with_their_lines(tmp_path):
    path = tmp_path / "diners.csv"
    path.write_text('diner,name,meals\n=1+1,One,1\ntwo,"\x1b[31mTwo",2\n"\uff1dthree",Three,-3\n', encoding="utf-8")
    _, faults = read_table(path, DINERS)
    assert [(fault.line, fault.where, fault.value) for fault in faults] == [
        (2, "diner", "=1+1"),
        (4, "diner", "\uff1dthree"),
        (3, "name", "\x1b[31mTwo"),
    ]
    assert "begins like a formula" in faults[0].remedy
    assert "control character" in faults[2].remedy


def test_a_name_may_begin_with_any_sign_and_comes_back_from_its_file(tmp_path):
    names = ["-", "@Home", "=1+1", "'=1", "plain", "-5"]
    table = pd.DataFrame({"diner": list("abcdef"), "name": names, "meals": [-1.0, 2.0, 3.0, 4.0, 5.0, 6.0]})
    write_table(table, DINERS, tmp_path / "diners.csv")
    lines = (tmp_path / "diners.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:4] == ["a,'-,-1.00000000", "b,'@Home,2.00000000", "c,'=1+1,3.00000000"]
    again, faults = read_table(tmp_path / "diners.csv", DINERS)
    assert not faults
    assert again["name"].tolist() == names


def test_rows_come_sorted_by_key_with_the_lines_on_which_they_stand(tmp_path):
    path = tmp_path / "diners.csv"
    path.write_text("diner,name,meals\nb,B,1\na,A,2\n", encoding="utf-8")
    read_in = inspect_table(path, DINERS)
    assert read_in.table["diner"].tolist() == ["a", "b"]
    assert read_in.lines == (3, 2)
    assert read_in.readable.index.tolist() == [3, 2]


def test_pounds_have_pence_whether_their_column_or_their_row_says_so():
    frame = pd.DataFrame(
        {"measure": ["plans", "high_needs_gbp"], "value": [1.23456, 7.89123], "cost_gbp": [1.005, -0.001]}
    )
    assert frame_text(frame, 4) == "measure,value,cost_gbp\nplans,1.2346,1.00\nhigh_needs_gbp,7.89,0.00\n"
