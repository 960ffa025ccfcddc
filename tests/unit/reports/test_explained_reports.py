"""What a run explains, as summary and report show it; nothing where a run has no such tables."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from hand_made_run import hand_made_summary, hand_made_view
from page_reader import read_page
from pages_made import page, report_of

from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Explained
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.text import render_text
from sufficiency.results.displaced import DISPLACED
from sufficiency.results.diversion import AssumedDiversion
from sufficiency.results.place_values import PLACE_VALUES
from sufficiency.results.pockets import POCKETS
from sufficiency.results.ranges import RANGES
from sufficiency.results.stability import STABILITY
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

CELL = ("2025/26", "north", "primary", "ASD", "special")
RANGE = pd.DataFrame([("displaced", "2025/26", 6.0, 4.0, 9.0)], columns=RANGES.column_names)


def with_tables(**tables: pd.DataFrame) -> RunView:
    view = hand_made_view(ranges=RANGE)
    return replace(view, tables={**view.tables, **tables})


def displaced_table() -> pd.DataFrame:
    south = ("2025/26", "south", *CELL[2:])
    rows = [(*CELL, 10.0, 2.0, 1.0, 7.0, 3.0, 9.0), (*south, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0)]
    return check(pd.DataFrame(rows, columns=DISPLACED.column_names), DISPLACED)


def test_the_displaced_are_summed_by_year_with_the_range_of_their_total():
    (row,) = summarise(with_tables(displaced=displaced_table())).explained.displaced
    assert (row.at_inmss, row.directed, row.out_of_reach) == (11.0, 2.0, 2.0)
    assert row.displaced == Estimate(7.0, 4.0, 9.0)


def test_the_report_says_how_many_are_in_independent_schools_for_want_of_a_place():
    view = with_tables(displaced=displaced_table())
    summary = summarise(view)
    html = render_page(view, summary)
    assert read_page(html).faults == []
    assert "About 7 of them all (4 to 9) are there only for want of a place." in html
    assert "In 2025/26 about 7 learners are in independent and non-maintained schools only for want of" in html


def place_values_table() -> pd.DataFrame:
    south = ("2025/26", "south", *CELL[2:])
    base = ("2025/26", "south", "secondary", "ASD", "base")
    rests_on = (0.1, 0.0, 0.3)
    rows = [
        (*CELL, 4_000.0, -6_000.0, 14_000.0, 60_000.0, 50_000.0, 64_000.0, 10_000.0, *rests_on, 0.2),
        (*south, 21_234.0, 9_000.0, 25_000.0, 71_234.0, 69_000.0, 75_000.0, 10_000.0, *rests_on, 0.4),
        (*base, 12.0, 0.0, 20.0, 150_012.0, 0.0, 150_020.0, 6_000.0, *rests_on, float("nan")),
    ]
    return check(pd.DataFrame(rows, columns=PLACE_VALUES.column_names), PLACE_VALUES)


@cache
def place_values_page() -> str:
    return report_of(with_tables(place_values=place_values_table()))


def test_one_more_place_is_shown_where_the_most_are_missing_with_its_range_and_its_funding_paid():
    summary = summarise(with_tables(place_values=place_values_table()))
    first, second, third = summary.explained.place_values
    assert (first.area_name, first.saving, first.break_even) == (
        "The North",
        Estimate(4_000.0, -6_000.0, 14_000.0),
        0.2,
    )
    assert first.net == Estimate(-6_000.0, -16_000.0, 4_000.0)
    assert (second.net.central, third.requirement, third.break_even) == (11_234.0, "base", None)
    told = "  A funded place for the first costs £6,000 a year more than it saves (£4,000 less to £16,000 more)"
    assert told in render_text(summary).splitlines()
    html = place_values_page()
    assert read_page(html).faults == []
    words = "One more special school place costs £6,000 a year more than it saves (£4,000 less to £16,000 more)"
    assert f"{words}, its funding included: Autism (ASD), primary, The North" in html


def test_a_range_that_misses_the_saving_of_a_place_is_shown_nowhere():
    table = place_values_table()
    table.loc[0, "saving_gbp_p10"] = 5_000.0
    view = with_tables(place_values=table)
    summary = summarise(view)
    first, second, _ = summary.explained.place_values
    assert (first.saving, first.net) == (Estimate(4_000.0), Estimate(-6_000.0))
    assert second.saving == Estimate(21_234.0, 9_000.0, 25_000.0)
    assert "  A funded place for the first costs £6,000 a year more than it saves" in render_text(summary).splitlines()
    html = render_page(view, summary)
    assert "£14,000" not in html
    assert "£25,000" in html


def test_what_savings_rest_on_stands_beside_them_and_its_break_even_is_that_of_the_cells_that_are_short():
    summary = summarise(with_tables(place_values=place_values_table()))
    assert summary.explained.diversion == AssumedDiversion(0.1, 0.0, 0.3, 0.2), (
        "12 are short in the north, 1 in the south"
    )
    line = "  Diversion: 10% (0% to 30%) of learners in new places would else be in INMSS; break-even 20%"
    assert line in render_text(summary).splitlines()
    assert (
        "10% (0% to 30%) would else be in INMSS, the others in mainstream; from 20% on a place saves"
        in place_values_page()
    )


def test_no_sentence_mixes_a_saving_with_a_shadow_price():
    html = place_values_page()
    for shadow in ("60,000", "71,200", "150,000"):
        assert shadow not in html


def test_a_pocket_is_shown_with_the_school_the_places_and_what_would_be_saved():
    secondary = ("2025/26", "south", "secondary", "ASD", "special")
    elsewhere = ("2025/26", "south", "primary", "SEMH", "special")
    rows = [
        (*CELL, 1.0, 4.0, 0.0, 6.0, "ours", "SLD", 6.04, 3.0, 50_000.0, 50_000.0),
        (*secondary, 0.0, 2.0, 0.0, 6.0, "ours", "SLD", 6.04, 1.5, 50_000.0, 50_000.0),
        (*elsewhere, 0.0, 2.0, 0.0, 6.0, "ours", "SLD", 6.04, float("nan"), float("nan"), float("nan")),
    ]
    view = with_tables(pockets=check(pd.DataFrame(rows, columns=POCKETS.column_names), POCKETS))
    summary = summarise(view)
    (pocket,) = summary.explained.pockets
    assert (pocket.provider, pocket.need, pocket.phases) == ("Our School", "ASD", ("primary", "secondary"))
    assert (pocket.short, pocket.placed, pocket.saving_gbp) == (7.0, 4.5, 50_000.0)
    html = render_page(view, summary)
    assert read_page(html).faults == []
    assert "Our School has 6.0 places to spare in 2025/26: open to Autism (ASD), it would take 4.5 learners" in html


def test_stability_is_shown_as_what_placing_all_anew_would_change():
    row = ("2025/26", 9e6, 7.5e6, 1.5e6, 2e6, 400.0, 120.0, 3.0, 1.0, 9.0, 4.0)
    table = check(pd.DataFrame([row], columns=STABILITY.column_names), STABILITY)
    view = with_tables(stability=table)
    summary = summarise(view)
    (found,) = summary.explained.stability
    assert (found.saving_gbp, found.moved) == (1.5e6, 120.0)
    assert (found.unserved, found.unserved_anew, found.above_places, found.above_places_anew) == (3.0, 1.0, 9.0, 4.0)
    html = render_page(view, summary)
    assert read_page(html).faults == []
    assert "would save £1.5m and move about 120 learners; it is not done" in html
    dearer = with_tables(stability=check(table.assign(anew_gbp=9.7e6, saving_gbp=-0.7e6), STABILITY))
    assert "would cost £0.7m more and move about 120 learners; it is not done" in report_of(dearer)


def test_a_run_without_the_tables_says_nothing_of_them():
    assert hand_made_summary().explained == Explained()
    assert "Diversion" not in render_text(hand_made_summary())
    assert 'id="why"' not in page("run by hand")
