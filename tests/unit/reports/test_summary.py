"""The numbers of a summary, on tables small enough to add up by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from hand_made_run import hand_made_view
from report_fixture import run_view

from sufficiency.reports.sentences import drivers_title
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Estimate
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.text import render_text
from sufficiency.results.ranges import RANGES
from sufficiency.tables.contracts import ALL

pytestmark = pytest.mark.unit


def test_required_places_leave_out_learners_whom_only_an_independent_school_could_serve():
    total = next(row for row in summarise(hand_made_view()).by_phase if row.phase == ALL)
    assert (total.required.central, total.places_now, total.places_committed, total.places) == (60, 41, 4, 45)
    assert total.gap.central == 15


def test_a_total_without_its_own_range_adds_up_those_of_its_cells_and_says_so():
    summary = summarise(hand_made_view())
    total = next(row for row in summary.by_phase if row.phase == ALL)
    assert total.gap == Estimate(15, 52 - 45, 71 - 45, summed=True)
    assert summary.summed_ranges


def test_a_total_takes_the_range_that_was_aggregated_inside_the_draws():
    rows = [("required", "2025/26", ALL, ALL, ALL, 55.0, 66.0), ("inmss", "2025/26", ALL, ALL, ALL, 14.0, 19.0)]
    summary = summarise(hand_made_view(ranges=pd.DataFrame(rows, columns=RANGES.column_names)))
    total = next(row for row in summary.by_phase if row.phase == ALL)
    assert total.required == Estimate(60, 55, 66)
    assert summary.learners[0].inmss == Estimate(16, 14, 19)


def test_phases_and_areas_are_added_apart():
    summary = summarise(hand_made_view())
    gaps = {row.phase: row.gap.central for row in summary.by_phase}
    assert gaps == {"primary": 13, "secondary": 2, ALL: 15}
    assert {row.area: row.gap.central for row in summary.by_area} == {"north": 14, "south": 1}
    assert {(row.need, row.phase): row.gap.central for row in summary.by_need_phase} == {
        ("ASD", "primary"): 13,
        ("ASD", "secondary"): 2,
    }


def test_the_largest_gaps_are_cells_that_lack_places_the_worst_first():
    gaps = summarise(hand_made_view()).largest_gaps
    assert [(gap.area_name, gap.phase, gap.requirement, gap.gap) for gap in gaps] == [
        ("The North", "primary", "special", Estimate(14, 9, 20)),
        ("The South", "secondary", "base", Estimate(2, 1, 4)),
    ]


def test_learners_are_told_apart_by_who_teaches_them():
    learners = summarise(hand_made_view()).learners
    assert len(learners) == 1
    assert (learners[0].in_county.central, learners[0].state_elsewhere.central, learners[0].inmss.central) == (
        45,
        3,
        16,
    )
    assert learners[0].over_capacity.central == 4
    assert learners[0].unplaced == Estimate(2, None, 6, summed=True)


def test_spend_leaves_out_building_and_mainstream():
    spend = summarise(hand_made_view()).spend
    assert [row.financial_year for row in spend] == ["2025-26"]
    assert spend[0].inmss == Estimate(1000, 890, 1110, summed=True)
    assert spend[0].state == Estimate(500, 450, 600, summed=True)


def test_the_base_census_is_history_and_has_no_range():
    plans = summarise(hand_made_view()).plans
    assert [(row.census_year, row.published) for row in plans] == [(2025, True), (2026, False)]
    assert plans[0].plans == Estimate(100)
    assert plans[1].plans == Estimate(110, 100, 125)


def test_drivers_add_to_the_change_of_plans_and_are_left_out_where_a_run_has_none():
    summary = summarise(run_view())
    assert [step.driver for step in summary.drivers][:3] == ["ageing", "population", "request_rate"]
    for row in summary.plans[1:]:
        added = sum(step.by(row.census_year) for step in summary.drivers)
        assert added == pytest.approx(row.plans.central - summary.plans[0].plans.central)
    assert drivers_title(summary) == "9,090 more plans by January 2035: ageing adds 6,360, request rate adds 2,730"
    assert summarise(hand_made_view()).drivers == ()


def test_the_focus_is_five_years_ahead_or_the_last_year_there_is():
    assert summarise(run_view()).focus_year == "2029/30"
    assert summarise(run_view()).key_years == ("2024/25", "2029/30", "2034/35")
    assert summarise(hand_made_view()).focus_year == "2025/26"
    assert summarise(hand_made_view()).key_years == ("2025/26",)


def test_a_run_of_one_draw_has_no_ranges():
    summary = summarise(hand_made_view(draws=1))
    total = next(row for row in summary.by_phase if row.phase == ALL)
    assert total.gap == Estimate(15)
    assert summary.plans[1].plans == Estimate(110)
    assert summary.spend[0].inmss == Estimate(1000)
    assert not summary.summed_ranges


def test_checks_come_gravest_first_and_a_blank_is_no_number():
    checks = summarise(hand_made_view()).checks
    assert [(row.check, row.value) for row in checks] == [("a", None), ("b", 0.0)]


def test_summarising_changes_no_table():
    view = run_view()
    before = {name: table.copy() for name, table in view.tables.items()}
    summarise(view)
    for name, table in view.tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_parts_add_to_the_total():
    summary = summarise(run_view())
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
    with_areas, nothing = summarise(near_home_view()), summarise(hand_made_view())
    assert "area they live in    25%" in render_text(with_areas)
    assert "9 to 15" in render_text(with_areas)
    assert "area they live in" not in render_text(replace(with_areas, area_names=(("all", "The Whole"),)))
    assert "Out of area" not in render_text(nothing)
