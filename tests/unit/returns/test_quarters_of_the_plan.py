"""The reform plan against actual figures: what the plan has at a quarter, and files that do not fit it."""

import pandas as pd
import pytest

from sufficiency.errors import InputError
from sufficiency.returns.dfe.monitoring import monitoring, read_actuals, template

pytestmark = pytest.mark.unit

PLAN = pd.DataFrame(
    [
        ("5.1", "Under 5", 2024, 100),
        ("5.1", "Under 5", 2025, 120),
        ("10", "Total", 2025, 80),
        ("6", "Total", 2025, "c"),
    ],
    columns=["table", "row", "year", "value"],
    dtype=object,
)


def beside(*actuals) -> list[list[object]]:
    frame = pd.DataFrame(actuals, columns=["table", "row", "year", "quarter", "actual"])
    return monitoring(PLAN, frame).to_numpy().tolist()


def test_plans_in_force_lie_on_a_straight_line_between_two_januaries():
    assert beside(("5.1", "Under 5", 2025, 1, 107.0)) == [["5.1", "Under 5", 2025, 1, 105.0, 107.0, 2.0]]


def test_the_last_quarter_is_the_column_of_the_plan():
    assert beside(("5.1", "Under 5", 2025, 4, 119.0))[0][4:] == [120.0, 119.0, -1.0]


def test_requests_are_added_up_from_january():
    assert beside(("10", "Total", 2025, 3, 66.0))[0][4:] == [60.0, 66.0, 6.0]


def test_where_the_plan_has_no_number_there_is_no_difference():
    assert beside(("6", "Total", 2025, 4, 66.0), ("5.1", "Under 5", 2024, 1, 3.0)) == [
        ["5.1", "Under 5", 2024, 1, None, 3.0, None],
        ["6", "Total", 2025, 4, None, 66.0, None],
    ]


def test_the_template_has_four_quarters_of_every_row_and_reads_back_empty(tmp_path):
    empty = template(PLAN, 2025)
    path = tmp_path / "actuals.csv"
    path.write_text(empty.to_csv(index=False))
    assert len(empty) == 12
    assert len(read_actuals(path, PLAN)) == 0


def test_rows_that_the_plan_does_not_have_are_named_with_their_lines(tmp_path):
    path = tmp_path / "actuals.csv"
    path.write_text("table,row,year,quarter,actual\n5.1,Under 5,2025,1,107\n5.1,Unter 5,2025,1,107\n9,x,2025,2,1\n")
    with pytest.raises(InputError) as refused:
        read_actuals(path, PLAN)
    assert [fault.line for fault in refused.value.faults] == [3, 4]


def test_every_fault_of_a_file_comes_at_once(tmp_path):
    path = tmp_path / "actuals.csv"
    path.write_text("table,row,year,quarter,actual\n5.1,Under 5,2025,5,107\n5.1,Under 5,2025,2,many\n")
    with pytest.raises(InputError) as refused:
        read_actuals(path, PLAN)
    assert [(fault.line, fault.where) for fault in refused.value.faults] == [(2, "quarter"), (3, "actual")]
