"""Pictures: the map's shades and its grid, and SVG that shares a page with others."""

from dataclasses import replace

import pytest
from hand_made_run import hand_made_summary
from page_reader import read_page
from report_fixture import run_summary
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.pictures.charts import drivers_chart, places_chart
from sufficiency.reports.pictures.kind_panels import everybody_chart, everybody_figure, near_home_figure
from sufficiency.reports.pictures.style import apart, blank, printable, styled, svg
from sufficiency.reports.summary.drivers import NAMES
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Travelled
from sufficiency.reports.words import whole

pytestmark = pytest.mark.unit


def test_the_drivers_picture_names_every_driver_with_what_it_adds():
    summary = run_summary()
    drawn = read_page(drivers_chart(summary, "Title", "Description"))
    words = " ".join("".join(drawn.text).split())
    last = summary.plans[-1].census_year
    for step in summary.drivers:
        assert NAMES[step.driver] in words
    assert f"+{whole(summary.drivers[0].by(last))}" in words
    assert whole(summary.drivers[1].by(last)).startswith("−")
    assert whole(summary.drivers[1].by(last)) in words


@pytest.mark.parametrize("chart", [places_chart, everybody_chart])
def test_every_picture_of_learners_starts_with_the_first_count(chart):
    words = " ".join("".join(read_page(chart(run_summary(), "Title", "Description")).text).split())
    assert "2018/19" in words
    assert "2034/35" in words


def test_the_picture_of_everybody_names_every_kind_with_its_first_and_last_figure_and_range():
    drawn = read_page(everybody_chart(run_summary(), "T", "D"))
    words = " ".join(" ".join(drawn.text).split())
    for label in ("State special schools, 3,758 in 2024/25", "Specialist bases, 511 in 2024/25", "Elsewhere, 1,532"):
        assert label in words
    for figure in ("3,958 3,562 to 4,354", "2,554 2,299 to 2,809", "1,600 1,440 to 1,760", "345 310 to 380"):
        assert figure in words


def test_a_run_that_nobody_counted_before_has_a_picture_too():
    summary = hand_made_summary()
    kinds = tuple(replace(of_kind, counted=()) for of_kind in summary.kinds)
    assert read_page(everybody_chart(replace(summary, kinds=kinds), "Title", "Description")).faults == []


def large(summary, times=3):
    """Everybody many times over, so that figures are as long as a county's can be."""
    kinds = tuple(
        replace(
            of_kind,
            forecast=tuple(
                (year, Estimate(of.central * times, of.central * times / 2, of.central * times * 2))
                for year, of in of_kind.forecast
            ),
        )
        for of_kind in summary.kinds
    )
    return replace(summary, kinds=kinds, travelled=travelled_of(summary))


def travelled_of(summary):
    return tuple(
        Travelled(row.academic_year, row.learners, 1_234.0, 5.0, 9.0, (45.0, 75.0), (22.0, 61.0))
        for row in summary.near_home
    )


@pytest.mark.parametrize("draw", [everybody_figure, near_home_figure])
@pytest.mark.parametrize("areas", [None, (("all", "The Whole"),)])
def test_words_of_pictures_of_panels_stand_within_them_and_apart(draw, areas):
    """Names of panels, figures at ends of lines, and figures and years of the axes."""
    summary = run_summary()
    for shown in (summary, large(summary)):
        with styled():
            figure = draw(replace(shown, area_names=areas or shown.area_names))
            figure.draw_without_rendering()
            assert_words_stand_apart(figure, [label for axes in figure.axes for label in labels_of(axes)])


def labels_of(axes):
    """The labels of axes that are drawn and have letters."""
    ticks = [
        label
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim())))
        for place, label in zip(axis.get_majorticklocs(), axis.get_ticklabels(), strict=True)
        if low <= place <= high
    ]
    return [label for label in (*axes.texts, *ticks) if label.get_text()]


def test_labels_that_would_meet_are_moved_up():
    assert apart([0.0, 1.0, 10.0], 4.0) == [0.0, 4.0, 10.0]
    assert apart([3.0, 0.0], 2.0) == [3.0, 0.0]
    assert apart([], 2.0) == []


def test_a_picture_keeps_its_ids_to_itself_and_carries_no_date_or_maker():
    with styled():
        figure, axes = blank(200, 100, (20, 20, 20, 20))
        axes.plot([0, 1], [0, 1], "o", clip_on=True)
        axes.text(0, 0, printable("$\\frac{<b>\x07"))
        drawn = svg(figure, "small", "A <title>", "A & description")
    read = read_page(drawn)
    assert read.faults == []
    assert all(name.startswith("small-") for name in read.ids)
    assert "$\\frac{<b>" in "".join(read.text)
    assert "A <title>" in "".join(read.text)
    assert "metadata" not in drawn
    assert "font-family" not in drawn
    assert "<?xml" not in drawn
