"""Where learners are, near home, journeys and the border, as the report shows them."""

from dataclasses import replace

import pandas as pd
import pytest
from hand_made_run import hand_made_summary, hand_made_view
from page_reader import read_page
from pages_made import report_of
from report_fixture import run_summary, run_view

from sufficiency.reports.report import journeys, learners
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.border import MOST_SHOWN, Border, BorderYear
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Travelled
from sufficiency.reports.words import about, percent, rounded
from sufficiency.results.cross_border import CROSS_BORDER

pytestmark = pytest.mark.unit
PAYLOAD = "<img src=x onerror=alert(1)>\x07"
YEAR = "2025/26"


def crossing(rows):
    """The hand-made run with rows of the border: direction, provider, places, learners."""
    view = hand_made_view()
    table = pd.DataFrame([(YEAR, *row) for row in rows], columns=CROSS_BORDER.column_names)
    names = {provider: f"School {provider} {PAYLOAD}" for _, provider, _, _ in rows}
    providers = pd.DataFrame(
        {"provider_id": [*names], "name": [*names.values()], "provision": "state_special", "area": None}
    )
    return replace(view, tables={**view.tables, "cross_border": table}, providers=providers)


def test_in_every_year_the_kinds_add_up_to_all_plans():
    summary = run_summary()
    whole = [place for place, kind in enumerate(learners.columns_of(summary)) if kind not in learners.PART_OF]
    rows = learners.years_of(summary)
    assert [row.counted for row in rows] == [True] * 7 + [False] * 11
    for row in rows:
        cells = [row.cells[place] for place in whole]
        assert sum(cell.central for cell in cells if cell) == pytest.approx(row.plans.central)


def test_where_the_run_starts_above_the_counts_it_is_said_and_where_it_does_not_nothing_is():
    summary = run_summary()
    assert len(learners.breaks(summary)) == 2, "counted person by person from 2023, and one plan not recorded"
    assert "the placement of 1 plan was not recorded" in learners.breaks(summary)[1]
    alike = tuple(
        replace(kind, counted=tuple((year, dict(kind.forecast)[year].central) for year, _ in kind.forecast[:1]))
        for kind in summary.kinds
        if kind.forecast
    )
    assert learners.breaks(replace(summary, kinds=alike)) == []


def test_the_report_of_a_run_that_nobody_counted_before_stands():
    view = run_view()
    table = view.tables["learners_by_kind"].assign(counted=float("nan")).dropna(subset=["learners"])
    bare = replace(view, tables={**view.tables, "learners_by_kind": table})
    html = report_of(bare)
    assert read_page(html).faults == []
    assert "counted person by person" not in html


def test_without_journeys_near_home_or_border_there_is_no_such_part():
    assert journeys.PART.gather(hand_made_view(), hand_made_summary()) is None


def test_the_largest_at_the_border_are_named_and_the_others_stand_together():
    rows = [("export", f"p{place:02d}", 30.0, float(20 - place)) for place in range(13)]
    view = crossing(
        [*rows, ("import", "own", 7.0, 7.0), ("market", "market", 90.0, 12.0), ("export", "none", 9.0, 0.1)]
    )
    summary = summarise(view)
    found = summary.border.exports
    assert [row.figures[0] for row in found.largest] == [float(20 - place) for place in range(MOST_SHOWN)]
    assert (found.others, found.of_others[0]) == (3, 10.0 + 9.0 + 8.0)
    assert found.of_all[0] == sum(row.figures[0] for row in found.largest) + found.of_others[0]
    year = summary.border.in_year(YEAR)
    assert (year.kept, rounded(year.outside), year.in_market) == (7.0, rounded(found.of_all[0]), 12.0)
    html = render_page(view, summary)
    page = read_page(html)
    assert page.faults == []
    assert "img" not in page.names
    assert "School p00 &lt;img" in html
    assert "3 others" in html
    assert f"In {YEAR}, 7 places of the authority" in html


def test_where_nothing_is_kept_for_others_it_is_said():
    summary = summarise(crossing([("export", "far", 5.0, 4.0)]))
    assert summary.border.imports is None
    title = f"In {YEAR}, no place of the authority's schools is known to be kept for learners of others; 4 of its own"
    assert journeys.border_title(summary.border, YEAR).startswith(title)


def test_the_heading_of_the_part_says_near_home_over_the_limit_and_outside_in_the_focus_year():
    summary = summarise(run_view())
    near = next(row for row in summary.near_home if row.academic_year == summary.focus_year)
    far = Travelled(summary.focus_year, 5_000.0, 237.0, 0.0, 300.0, (45.0, 75.0))
    border = Border((BorderYear(summary.focus_year, 0.0, 864.0, 985.0, 1_021.0),), None, None)
    summary = replace(summary, travelled=(far,), border=border)
    assert journeys.part_title(summary) == (
        f"In {summary.focus_year}, {percent(near.share_in_area)} of learners with a specialist place have it in a state"
        f" school or base of the area they live in, {about(far.over_limit)} are known to travel longer than the limit"
        f" and 864 are known to be in schools outside the"
        " authority"
    )
    only_far = replace(summary, near_home=(), border=None)
    assert journeys.part_title(only_far).startswith(f"In {summary.focus_year}, {about(far.over_limit)} are known")
    assert journeys.part_title(replace(only_far, travelled=())) == "Near home, journeys, and across the border"


def test_where_more_journeys_become_unknown_the_title_of_long_ones_says_so():
    """Fewer long journeys are no better journeys where more learners are in places that nobody can find on a map."""
    summary = summarise(run_view())
    first = Travelled("2024/25", 5_000.0, 420.0, 0.0, 20.0, (45.0, 75.0))
    last = replace(first, academic_year="2034/35", over_limit=171.0, stated=300.0)
    said = journeys.travelled_title(replace(summary, travelled=(first, last)))
    assert said.endswith(f" in {last.academic_year}, when 300 journeys are not known, 20 now")
    same = journeys.travelled_title(replace(summary, travelled=(first, replace(last, stated=20.0))))
    assert same.endswith(f" in {last.academic_year}")
