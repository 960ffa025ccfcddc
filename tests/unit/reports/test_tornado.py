"""The tornado: the largest swing on top, every end labelled, no words clipped or over others, whatever the swings."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import read_page
from swings_by_hand import OWN, ROWS, swings_table
from words_of_figures import assert_words_stand_apart

from sufficiency.forecast.swing_list import SWINGS
from sufficiency.reports.pictures.style import extent, styled
from sufficiency.reports.pictures.tornado import (
    MOST_BARS,
    ROW,
    TOP,
    ends_of,
    in_two_lines,
    tornado_chart,
    tornado_figure,
)
from sufficiency.reports.summary.trust.swings import SwingsShown, swings_shown

pytestmark = pytest.mark.unit

LONG = "This scenario's lever the-long-name-of-a-lever-that-somebody-typed-without-a-space-in-it-and-more"


def shown(rows=None, own=None) -> SwingsShown:
    swings = swings_shown(SimpleNamespace(tables={"swings": swings_table(rows, own)}))
    assert swings is not None
    return swings


def row(number: int, low: float, high: float, name: str = "A name of some length that takes two lines of it"):
    values = ("0.82 a year or so", "0.9", "as in the last years")
    return (f"levers.x{number}.multiply", name, "A-41", "A-41", values, {"missing_places": (low, high)})


def assert_no_words_are_clipped_or_over_others(swings: SwingsShown) -> None:
    with styled():
        figure = tornado_figure(swings)
        axes = figure.axes[0]
        texts = [text for text in (*axes.texts, *figure.texts) if text.get_text()]
        assert_words_stand_apart(figure, texts)
        bars = [bar.get_window_extent() for bar in axes.patches]
        over = [text.get_text() for text in texts for bar in bars if bar.width > 0 and extent(text).overlaps(bar)]
    assert over == []


def test_the_largest_swing_stands_on_top_and_every_end_has_its_value_and_figure():
    page = read_page(tornado_chart(shown(), "Title", "Description"))
    assert page.faults == []
    words = [" ".join(text.split()) for text in page.text]
    ends = ["82%: 700", "109%: 1,320", "growth as in past years: 760", "10%: 1,088", "50%: 853"]
    assert [word for word in words if word in ends] == ends
    assert "line: 1,000, as the run has it" in words
    assert not any("30%" in word for word in words)


def test_an_end_that_moves_nothing_has_no_bar():
    choice = next(swing for swing in shown().moving if swing.path.endswith("state_places"))
    assert [end.words for end in ends_of(choice)] == ["growth as in past years: 760"]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS,
        [row(0, -300.0, 320.0, LONG), row(1, 50.0, 10.0, "x" * 200), row(2, 0.0, -30.0, "")],
        [row(0, 40.0, 60.0), row(1, -40.0, -60.0), row(2, 0.0, 60.0)],
        [row(0, 0.0, 60.0)],
        [row(0, -6.0, 0.0)],
        [row(number, -float(number + 9), float(2 * number + 9)) for number in range(MOST_BARS + 4)],
    ],
    ids=["usual", "long names", "both ends one way", "more alone", "hardly", "many"],
)
def test_no_words_are_clipped_or_over_others(rows):
    assert_no_words_are_clipped_or_over_others(shown(rows))


amounts = st.floats(-5000, 5000).map(lambda value: round(value, 2))


@settings(max_examples=12)
@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=6))
def test_no_words_are_clipped_or_over_others_whatever_the_swings(changes):
    swings = shown([row(number, low, high) for number, (low, high) in enumerate(changes)], {**OWN, "plans": 1.0})
    if swings.moving:
        assert_no_words_are_clipped_or_over_others(swings)


def test_a_name_takes_two_lines_at_most_and_what_is_cut_says_so():
    with styled():
        assert in_two_lines("Short") == "Short"
        assert in_two_lines(LONG).endswith(" …")
        assert in_two_lines(LONG).count("\n") == 1
        assert in_two_lines("") == ""


def test_the_names_of_what_is_swung_are_never_cut():
    with styled():
        assert [swing.name for swing in SWINGS if "…" in in_two_lines(swing.name)] == []


def test_more_swings_than_the_picture_holds_leave_the_smallest_out():
    rows = [row(number, -float(number + 9), 0.0) for number in range(MOST_BARS + 4)]
    with styled():
        figure = tornado_figure(shown(rows))
    assert round(100 * figure.get_size_inches()[1]) == pytest.approx(TOP + ROW * MOST_BARS + 8)


def test_the_same_swings_give_the_same_bytes():
    assert tornado_chart(shown(), "T", "D") == tornado_chart(shown(), "T", "D")
