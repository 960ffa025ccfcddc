"""The numbers of a summary, on tables small enough to add up by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from hand_made_run import hand_made_summary, hand_made_view
from report_fixture import run_summary, run_view

from sufficiency.reports.report.plans import drivers_title
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.text import render_text
from sufficiency.tables.contracts import ALL

pytestmark = pytest.mark.unit


def test_required_places_leave_out_learners_whom_only_an_independent_school_could_serve():
    total = next(row for row in hand_made_summary().by_phase if row.phase == ALL)
    assert (total.required.central, total.places_now, total.places_committed, total.places) == (60, 41, 4, 45)
    assert total.missing.parts == (3, 7, 4)
    assert total.gap.central == 14


def test_a_row_adds_up_to_the_learners_who_require_a_place():
    summary = hand_made_summary()
    for row in (*summary.by_phase, *summary.by_area, *summary.by_need, *summary.by_need_phase):
        elsewhere = row.missing.total.central + row.inmss_otherwise + row.unplaced
        assert row.places + row.reallocated + elsewhere == row.required.central


def test_a_total_takes_the_range_that_was_aggregated_inside_the_draws():
    total = next(row for row in hand_made_summary().by_phase if row.phase == ALL)
    assert total.required == Estimate(60, 55, 66)
    assert total.gap == Estimate(14, 9, 20)
    assert total.missing.above_places == Estimate(3, 2, 4)


def test_phases_and_areas_are_added_apart():
    summary = hand_made_summary()
    gaps = {row.phase: row.gap.central for row in summary.by_phase}
    assert gaps == {"primary": 13, "secondary": 1, ALL: 14}
    assert {row.area: row.gap.central for row in summary.by_area} == {"north": 12, "south": 2}
    assert {(row.need, row.phase): row.gap.central for row in summary.by_need_phase} == {
        ("ASD", "primary"): 13,
        ("ASD", "secondary"): 1,
    }


def test_the_largest_gaps_are_cells_that_lack_places_the_worst_first():
    gaps = hand_made_summary().largest_gaps
    assert [(gap.area_name, gap.phase, gap.requirement, gap.gap) for gap in gaps] == [
        ("The North", "primary", "special", Estimate(12, 8, 17)),
        ("The South", "primary", "special", Estimate(1, 0, 3)),
        ("The South", "secondary", "base", Estimate(1, 0, 2)),
    ]
    assert (gaps[0].above_places, gaps[0].inmss_for_want, gaps[0].unmet) == (2, 7, 3)


def test_learners_are_told_by_kind_as_counted_and_as_forecast():
    summary = hand_made_summary()
    assert [row.kind for row in summary.kinds][:3] == ["state_special", "base", "inmss_special"]
    special = summary.of_kind("state_special")
    assert special.counted == (("2023/24", 27.0), ("2024/25", 30.0))
    assert special.in_year("2023/24") == Estimate(27)
    assert special.in_year("2025/26") == Estimate(39, pytest.approx(35.1), pytest.approx(42.9))
    assert special.in_year("2019/20") is None
    assert summary.of_kind("unplaced").in_year("2025/26") == Estimate(2)
    assert summary.of_kind("unmet_in_mainstream").in_year("2025/26").central == 4


def test_spend_tells_the_block_and_the_councils_transport_apart():
    spend = hand_made_summary().spend
    assert [row.financial_year for row in spend] == ["2025-26"]
    assert spend[0].high_needs == Estimate(1400, pytest.approx(1260), pytest.approx(1680))
    assert spend[0].inmss == Estimate(900, pytest.approx(810), pytest.approx(1080))
    assert spend[0].transport == Estimate(100, pytest.approx(90), pytest.approx(120))
    parts = (spend[0].inmss, spend[0].state, spend[0].mainstream)
    assert sum(part.central for part in parts) == spend[0].high_needs.central


def test_the_base_census_is_history_and_has_no_range():
    plans = hand_made_summary().plans
    assert [(row.census_year, row.published) for row in plans] == [(2025, True), (2026, False)]
    assert plans[0].plans == Estimate(100)
    assert plans[1].plans == Estimate(110, 100, 125)


def test_drivers_add_to_the_change_of_plans_and_are_left_out_where_a_run_has_none():
    summary = run_summary()
    assert [step.driver for step in summary.drivers][:3] == ["ageing", "population", "request_rate"]
    for row in summary.plans[1:]:
        added = sum(step.by(row.census_year) for step in summary.drivers)
        assert added == pytest.approx(row.plans.central - summary.plans[0].plans.central)
    assert (
        drivers_title(summary) == "9,090 more plans by January 2035: momentum adds 6,360, rate of new plans adds 2,730"
    )
    assert hand_made_summary().drivers == ()


def test_the_focus_is_five_years_ahead_or_the_last_year_there_is():
    assert run_summary().focus_year == "2029/30"
    assert run_summary().key_years == ("2024/25", "2029/30", "2034/35")
    assert hand_made_summary().focus_year == "2025/26"
    assert hand_made_summary().key_years == ("2025/26",)


def test_a_run_of_one_draw_has_no_ranges():
    summary = summarise(hand_made_view(draws=1))
    total = next(row for row in summary.by_phase if row.phase == ALL)
    assert total.gap == Estimate(14)
    assert summary.plans[1].plans == Estimate(110)
    assert summary.spend[0].inmss == Estimate(900)
    assert summary.of_kind("state_special").in_year("2025/26") == Estimate(39)


def test_checks_come_gravest_first_and_a_blank_is_no_number():
    checks = hand_made_summary().checks
    assert [(row.check, row.value) for row in checks] == [("a", None), ("b", 0.0)]


def test_summarising_changes_no_table():
    view = run_view()
    before = {name: table.copy() for name, table in view.tables.items()}
    summarise(view)
    for name, table in view.tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_parts_add_to_the_total():
    summary = run_summary()
    focus = [row for row in summary.by_phase if row.academic_year == summary.focus_year]
    total = next(row for row in focus if row.phase == ALL)
    for parts in ([row for row in focus if row.phase != ALL], summary.by_need, summary.by_need_phase, summary.by_area):
        assert sum(row.gap.central for row in parts) == pytest.approx(total.gap.central)
        assert sum(row.places for row in parts) == pytest.approx(total.places)


def test_what_is_missing_from_a_view_is_named():
    view = run_view()
    with pytest.raises(ValueError, match="spend, seed"):
        RunView(
            tables={name: table for name, table in view.tables.items() if name != "spend"},
            providers=view.providers,
            history=view.history,
            areas=view.areas,
            boundaries=None,
            context={key: value for key, value in view.context.items() if key != "seed"},
        )


def near_home_view() -> RunView:
    counts = {"learners": 40.0, "in_area_state": 10.0, "in_authority": 25.0, "out_of_authority": 9.0, "in_market": 6.0}
    rows = [{"academic_year": "2025/26", "area": area, "need": need, **counts} for area, need in KEYS]
    view = hand_made_view()
    return replace(view, tables={**view.tables, "local_shares": pd.DataFrame(rows)})


KEYS = [(ALL, ALL), (ALL, "SEMH"), (ALL, "ASD"), ("north", ALL), ("north", "ASD")]


def test_near_home_is_told_of_the_whole_authority_and_by_need():
    summary = summarise(near_home_view())
    assert [(row.share_in_area, row.out_of_authority, row.most_out) for row in summary.near_home] == [(0.25, 9.0, 15.0)]
    assert [row.need for row in summary.near_home_by_need] == ["ASD", "SEMH"]


def test_the_summary_says_near_home_only_where_it_was_counted_and_shares_only_where_there_are_areas():
    with_areas, nothing = summarise(near_home_view()), hand_made_summary()
    assert "their own area 25%" in " ".join(render_text(with_areas).split())
    assert "9 to 15" in render_text(with_areas)
    assert "their own area" not in render_text(replace(with_areas, area_names=(("all", "The Whole"),)))
    assert "Out of area" not in render_text(nothing)
