"""Figures for people: two decimals, and columns, rows and ranges that still hold."""

import numpy as np
import pandas as pd
import pytest

from sufficiency.tables.contracts import Contract, number, quantile_columns, text
from sufficiency.tables.files import frame_text, table_text
from sufficiency.tables.rounding import FOR_PEOPLE_BY_UNIT, decimals, rounded, running

pytestmark = pytest.mark.unit

PARTS = Contract(
    "parts",
    (text("academic_year"), text("area")),
    (
        number("learners", "learners", 0),
        *quantile_columns("learners", "learners", "p10", "p90"),
        number("here", "learners", 0),
        number("there", "learners", 0),
        number("miles", "miles one way", 0),
    ),
)
BALANCE = {"learners": {"here": 1, "there": 1}}


def tiny_parts() -> pd.DataFrame:
    """A thousand small parts in each of two years, of which plain rounding would leave nothing."""
    luck, rows = np.random.default_rng(7), 1000
    here, there = luck.random(2 * rows) * 0.004, luck.random(2 * rows) * 0.004
    return pd.DataFrame(
        {
            "academic_year": np.repeat(["2025/26", "2026/27"], rows),
            "area": [f"a{place:04}" for place in range(rows)] * 2,
            "learners": here + there,
            "learners_p10": here + there,
            "learners_p90": (here + there) * 2,
            "here": here,
            "there": there,
            "miles": luck.random(2 * rows) * 30,
        }
    )


def test_small_parts_add_up_to_their_total_in_every_year():
    exact = tiny_parts()
    people = rounded(exact, PARTS, {})
    assert exact["here"].round(2).sum() == 0, "rounded each by itself they would all be gone"
    for name in ("learners", "here", "there"):
        by_year = people.groupby("academic_year")[name].sum() - exact.groupby("academic_year")[name].sum()
        assert by_year.abs().max() <= 0.005 + 1e-9
        assert (people[name] - exact[name]).abs().max() <= 0.01 + 1e-9
        assert people[name].min() == 0
        assert (people[name] * 100 % 1).round(6).isin([0, 1]).all()


def test_a_column_that_follows_from_others_follows_from_what_is_written_of_them():
    people = rounded(tiny_parts(), PARTS, BALANCE)
    assert (people["learners"] - people["here"] - people["there"]).abs().max() < 1e-9
    assert people["learners"].sum() == pytest.approx(tiny_parts()["learners"].sum(), abs=0.02)


def test_the_ends_of_a_range_move_with_their_middle_and_stay_above_nothing():
    people = rounded(tiny_parts(), PARTS, BALANCE)
    assert people["learners_p10"].tolist() == people["learners"].tolist(), "they are the same in full"
    assert (people["learners_p90"] >= 0).all()


def test_a_table_without_rows_stays_one():
    assert rounded(tiny_parts().iloc[:0].astype(object), PARTS, BALANCE).empty


def test_whole_numbers_stay_and_blanks_stay_blank():
    found = running(np.array([3.0, 0.333, np.nan, 21.0, 0.004]), np.zeros(5))
    assert found.tolist() == pytest.approx([3.0, 0.33, np.nan, 21.0, 0.01], nan_ok=True)
    assert running(np.array([0.001, 0.001, -0.002]), np.array([0, 1, 1])).tolist() == [0, 0, 0]


def test_the_last_digit_of_a_sum_decides_nothing():
    halves = np.array([0.005, 0.115, 0.125])
    assert running(halves, np.zeros(3)).tolist() == running(np.nextafter(halves, 0), np.zeros(3)).tolist()


def test_decimals_go_by_the_unit():
    for_people = {unit: decimals(number("figure", unit), for_people=True) for unit in (*FOR_PEOPLE_BY_UNIT, "learners")}
    assert (for_people["learners"], for_people["pounds"], for_people["miles one way"], for_people["share"]) == (
        2,
        0,
        1,
        4,
    )
    assert decimals(number("figure", "learners")) == 8


def test_pounds_of_a_measure_have_none_and_figures_of_no_unit_show_their_first_digit():
    frame = pd.DataFrame({"measure": ["plans", "high_needs_gbp"], "value": [1.005, 2.5], "cost_gbp": [1.4, 2.6]})
    assert frame_text(frame, 2, 0) == "measure,value,cost_gbp\nplans,1.00,1\nhigh_needs_gbp,2,3\n"
    ends = pd.DataFrame(
        {"high_needs_gbp": [1.4], "high_needs_gbp_p10": [0.6], "high_needs_gbp_alone": [-2.7], "plans_p10": [1.005]}
    )
    assert frame_text(ends, 2, 0).splitlines()[1] == "1,1,-3,1.00"
    checks = Contract("checks", (text("check"),), (number("value", "", optional=True),))
    values = pd.DataFrame({"check": list("abcde"), "value": [1.1532, 0.0000034, 0.0, np.nan, 128.0]})
    assert table_text(values, checks, for_people=True).split()[1:] == [
        "a,1.15",
        "b,0.000003",
        "c,0.00",
        "d,",
        "e,128.00",
    ]


def test_what_follows_from_others_is_never_below_its_least_and_no_sum_of_a_year_moves():
    """A hundredth, a part of a learner at a time: 0.00 in a school less 0.01 who need none is no -0.01."""
    values = tuple(number(one, "learners", 0) for one in ("need", "at", "no"))
    contract = Contract("needed", (text("academic_year"), text("area")), values)
    at, no = np.array([0.0049, 0.5001, 0.006, 3.0]), np.array([0.0049, 0.1, 0.006, 0.0])
    frame = pd.DataFrame(
        {"academic_year": "2025/26", "area": list("abcd"), "need": at - no, "at": at, "no": no},
    )
    found = rounded(frame, contract, {"need": {"at": 1, "no": -1}})
    alone = {name: running(frame[name].to_numpy(), np.zeros(4)) for name in ("at", "no")}
    assert (alone["at"] - alone["no"]).min() < -0.005, "each part rounded by itself would leave less than nothing"
    assert found["need"].min() == 0
    assert (found["at"] - found["no"] - found["need"]).abs().max() < 1e-9
    for name in ("at", "no"):
        assert found[name].sum() == pytest.approx(alone[name].sum(), abs=1e-9)
