"""The picture of what one more place is worth: every figure of its table, no text clipped or over another."""

from dataclasses import replace

import pytest
from report_fixture import run_summary
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.pictures.style import styled
from sufficiency.reports.pictures.worth import worth_figure
from sufficiency.reports.report.worth import areas_of, part_title, pockets_title
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import PlaceValue, Pocket
from sufficiency.reports.words import percent, pounds
from sufficiency.results.diversion import AssumedDiversion

pytestmark = pytest.mark.unit
ONE = PlaceValue("Winchester", "secondary", "all", "special", Estimate(1_000.0, -500.0, 25_000.0), 10_000.0, 0.25)
LONG = replace(ONE, area_name="Saint Somebody on the Water with Upper and Lower Marsh", need="SEMH", break_even=None)
CASES = {
    "of a run": None,
    "one that saves": (replace(ONE, saving=Estimate(30_000.0)),),
    "one at nothing": (replace(ONE, saving=Estimate(10_000.0)),),
    "ten, with long names": (LONG, ONE) * 5,
}


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_clipped_or_over_another_and_every_figure_is_written(case):
    values = CASES[case] or run_summary().explained.place_values
    assert values
    with styled():
        figure = worth_figure(values)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        texts = [*axes.texts, *axes.get_yticklabels()]
        assert_words_stand_apart(figure, texts)
    words = [text.get_text() for text in texts]
    for value in values:
        even = "" if value.break_even is None else f"; breaks even at {percent(value.break_even)}"
        assert f"{pounds(value.net.central)} a year{even}" in words


def test_a_place_that_costs_more_than_it_saves_stands_left_of_the_line():
    axes = worth_figure((ONE, replace(ONE, saving=Estimate(30_000.0)))).axes[0]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == pytest.approx([-9_000.0, 20_000.0])


def test_many_areas_are_said_by_those_left_out():
    every = ["North", "South", "East", "West", "Middle", "Coast"]
    assert areas_of(every[:4], every) == "North, South, East, West"
    assert areas_of(every[:5], every) == "all areas but Coast"
    assert areas_of(every, every) == "all areas"
    assert areas_of(every[:5], [*every, "A", "B", "C", "D"]) == "North, South, East, West, Middle"


def test_the_heading_of_the_part_says_from_which_share_a_place_pays_and_which_is_assumed():
    summary = run_summary()
    known = replace(summary.explained, diversion=AssumedDiversion(0.1, 0.0, 0.3, 0.23))
    assert part_title(replace(summary, explained=known)) == (
        "One more state place pays where 23% or more of its learners would else be in INMSS; the run assumes 10%"
    )
    for diversion in (None, AssumedDiversion(0.1, 0.0, 0.3, None)):
        unknown = replace(summary.explained, diversion=diversion)
        assert part_title(replace(summary, explained=unknown)) == "What one more place is worth"


def test_a_school_that_would_take_more_than_it_has_to_spare_is_said_to_move_others():
    """Else 3.3 places to spare would take 6.4 learners."""
    summary = run_summary()
    pocket = Pocket("2025/26", "A base", 3.3, "ASD", "SLCN", ("secondary",), ("Winchester",), 1.7, 6.4, None)
    for placed, ending in ((6.4, "6.4 learners, as others then go elsewhere"), (3.0, "take 3.0 learners")):
        explained = replace(summary.explained, pockets=(replace(pocket, placed=placed),))
        assert pockets_title(replace(summary, explained=explained)).endswith(ending)
