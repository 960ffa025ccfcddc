"""Several runs on the page of the first: each with its letter, its figures and how it differs."""

from dataclasses import replace

import pytest
from comparison_fixture import measured, run
from hand_made_run import hand_made_view
from page_reader import read_page

from sufficiency.reports.comparison.beside import MISSING, POUNDS, title_of, year_of
from sufficiency.reports.pictures.beside import beside_figure
from sufficiency.reports.pictures.style import extent, styled
from sufficiency.reports.report.page import render_page
from sufficiency.reports.summary.beside.measured import BesideRuns
from sufficiency.reports.summary.summary import summarise

pytestmark = pytest.mark.unit
PAYLOAD = "<script>alert(1)</script>"


def beside(runs: int, title: str = "") -> BesideRuns:
    names = ("baseline", "measures", "other", "more", "most", "last", "seventh", "eighth")[:runs]
    measures = [measured(name, name.replace("_", " "), runs=runs) for name in MISSING]
    measures += [measured(name, name.replace("_", " "), 1e6, runs) for name in POUNDS]
    compared = tuple(replace(run(name), title=title or name.capitalize()) for name in names)
    return BesideRuns(compared, ("Changes nothing",) * runs, tuple(measures), ("2025/26",), same_luck=True)


def page_with(shown: BesideRuns | None) -> str:
    view = replace(hand_made_view(), beside=shown)
    return render_page(view, summarise(view))


def test_a_run_alone_has_no_such_part():
    assert 'id="beside"' not in page_with(None)


def test_runs_stand_side_by_side_with_their_differences():
    html = page_with(beside(2))
    page = read_page(html)
    assert page.faults == []
    assert 'href="#beside"' in html
    assert "its difference from A, each rounded by itself" in html
    assert "100 state places missing in 2025/26 in A (90 to 120), 101 in B (90 to 120)" in html
    assert '101 <span class="range">(90 to 120)</span><span class="difference">−1' in html
    assert page.ids.count("beside-lines-title") == 1
    assert list(page.ids).index("money") < list(page.ids).index("beside") < list(page.ids).index("trust")


def test_pounds_are_of_the_financial_year_that_begins_in_the_academic_year():
    measure = next(one for one in beside(2).measures if one.name == "high_needs_gbp")
    assert title_of(measure, "2025/26") == "High needs block, £ million, 2025-26"
    year = year_of(measure, "2025/26")
    assert year is not None
    assert year.census_year == 2025


def test_names_of_runs_stay_text():
    page = read_page(page_with(beside(3, PAYLOAD)))
    assert page.faults == []
    assert "script" not in page.names


@pytest.mark.parametrize("runs", [2, 8])
def test_no_label_of_the_picture_is_clipped_or_over_another(runs):
    with styled():
        figure = beside_figure(beside(runs))
        room = figure.bbox
        for axes in figure.axes:
            labels = [extent(label) for label in axes.texts if label.get_text()]
            for place, box in enumerate(labels):
                assert room.x0 <= box.x0, axes.texts[place]
                assert box.x1 <= room.x1, axes.texts[place]
                assert box.y1 <= room.y1, axes.texts[place]
                assert not any(box.overlaps(other) for other in labels[:place]), axes.texts[place].get_text()
