"""Several runs on the page of the first: each with its letter, its figures and how it differs."""

from dataclasses import replace

import pytest
from comparison_fixture import measured, run
from hand_made_run import hand_made_view
from page_reader import read_page
from pages_made import page, report_of
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.comparison.beside import MISSING, POUNDS, title_of, year_of
from sufficiency.reports.pictures.beside import beside_figure
from sufficiency.reports.pictures.style import styled
from sufficiency.reports.summary.beside.measured import BesideRuns

pytestmark = pytest.mark.unit
PAYLOAD = "<script>alert(1)</script>"


def beside(runs: int, title: str = "") -> BesideRuns:
    names = ("baseline", "measures", "other", "more", "most", "last", "seventh", "eighth")[:runs]
    measures = [measured(name, name.replace("_", " "), runs=runs) for name in MISSING]
    measures += [measured(name, name.replace("_", " "), 1e6, runs) for name in POUNDS]
    compared = tuple(replace(run(name), title=title or name.capitalize()) for name in names)
    return BesideRuns(compared, ("Changes nothing",) * runs, tuple(measures), ("2025/26",), same_luck=True)


def page_with(shown: BesideRuns) -> str:
    return report_of(replace(hand_made_view(), beside=shown))


def test_a_run_alone_has_no_such_part():
    assert 'id="beside"' not in page("run by hand")


def test_runs_stand_side_by_side_with_their_differences():
    html = page_with(beside(2))
    read = read_page(html)
    assert read.faults == []
    assert 'href="#beside"' in html
    assert "its difference from A, each rounded by itself" in html
    assert "100 state places missing in 2025/26 in A (90 to 120), 101 in B (90 to 120)" in html
    assert '101 <span class="range">(90 to 120)</span><span class="difference">−1' in html
    assert read.ids.count("beside-lines-title") == 1
    assert read.ids.index("money") < read.ids.index("beside") < read.ids.index("trust")


def test_pounds_are_of_the_financial_year_that_begins_in_the_academic_year():
    measure = next(one for one in beside(2).measures if one.name == "high_needs_gbp")
    assert title_of(measure, "2025/26") == "High needs block, £ million, 2025-26"
    year = year_of(measure, "2025/26")
    assert year is not None
    assert year.census_year == 2025


def test_names_of_runs_stay_text():
    read = read_page(page_with(beside(3, PAYLOAD)))
    assert read.faults == []
    assert "script" not in read.names


@pytest.mark.parametrize("runs", [2, 8])
def test_no_label_of_the_picture_is_clipped_or_over_another(runs):
    with styled():
        figure = beside_figure(beside(runs))
        assert_words_stand_apart(figure, [label for axes in figure.axes for label in axes.texts])
