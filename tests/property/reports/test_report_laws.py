"""Laws of reports: a summary fits its screen whatever is written in it; labels keep apart and lines do not cross."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hand_made_run import hand_made_view
from hypothesis import given
from hypothesis import strategies as st
from report_fixture import run_view

from sufficiency.reports.pictures.style import apart
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.text import render_text

pytestmark = pytest.mark.property

HEIGHTS = st.floats(-1e4, 1e4, allow_nan=False)


ANY_VIEW = st.sampled_from([run_view, hand_made_view])
ON_A_LINE = st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f"), max_size=40)
"""A title or a name that takes no more than a line."""


@given(ON_A_LINE, ON_A_LINE, st.floats(0, 200_000), ANY_VIEW)
def test_a_summary_fits_one_screen(title, place, plans, made):
    assert len(lines_of(made, title, place, plans)) <= 40


@given(st.text(max_size=300), st.text(max_size=300), st.floats(0, 1e7), ANY_VIEW)
def test_no_line_of_a_summary_is_wider_than_a_screen(title, place, plans, made):
    assert max(map(len, lines_of(made, title, place, plans))) <= 100


def lines_of(made, title: str, place: str, plans: float) -> list[str]:
    """Lines of a made-up summary with these words in it, and as many plans in every year."""
    summary = summarise_once(made)
    rows = tuple(replace(row, plans=Estimate(plans, plans / 2, plans * 2)) for row in summary.plans)
    gaps = tuple(replace(gap, area_name=place) for gap in summary.largest_gaps)
    identity = replace(summary.identity, title=title, authority=place, folder=place)
    return render_text(replace(summary, identity=identity, largest_gaps=gaps, plans=rows)).splitlines()


SUMMARIES = {}


def summarise_once(made):
    if made not in SUMMARIES:
        SUMMARIES[made] = summarise(made())
    return SUMMARIES[made]


@given(st.lists(HEIGHTS, max_size=12), st.floats(0.1, 100))
def test_labels_keep_apart_and_in_order(heights, least):
    moved = apart(heights, least)
    assert len(moved) == len(heights)
    assert all(after >= before for before, after in zip(heights, moved, strict=True))
    ordered = sorted(moved)
    assert all(b - a >= least * (1 - 1e-6) - 1e-9 * abs(b) for a, b in pairwise(ordered))


def crossing(one, other, edge) -> bool:
    """Whether two segments to x = edge cross strictly, by comparing their order where both have begun."""
    start = max(one[0][0], other[0][0])
    at_start = height(one, start, edge) - height(other, start, edge)
    return at_start * (one[1] - other[1]) < -1e-6


def height(segment, x, edge) -> float:
    (from_x, from_y), to_y = segment
    return from_y + (to_y - from_y) * (x - from_x) / (edge - from_x)
