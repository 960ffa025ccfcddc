"""Laws of reports: a summary fits its screen whatever is written in it; labels keep apart and in order."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hand_made_run import hand_made_summary
from hypothesis import given
from hypothesis import strategies as st
from report_fixture import run_summary

from sufficiency.reports.pictures.style import apart
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.text import render_text

pytestmark = pytest.mark.property

HEIGHTS = st.floats(-1e4, 1e4, allow_nan=False)


ANY_SUMMARY = st.sampled_from([run_summary, hand_made_summary])
ON_A_LINE = st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f"), max_size=40)
"""A title or a name that takes no more than a line."""


@given(ON_A_LINE, ON_A_LINE, st.floats(0, 200_000), ANY_SUMMARY)
def test_a_summary_fits_one_screen(title, place, plans, made):
    assert len(lines_of(made, title, place, plans)) <= 40


@given(st.text(max_size=300), st.text(max_size=300), st.floats(0, 1e7), ANY_SUMMARY)
def test_no_line_of_a_summary_is_wider_than_a_screen(title, place, plans, made):
    assert max(map(len, lines_of(made, title, place, plans))) <= 100


def lines_of(made, title: str, place: str, plans: float) -> list[str]:
    """Lines of a made-up summary with these words in it, and as many plans in every year."""
    summary = made()
    rows = tuple(replace(row, plans=Estimate(plans, plans / 2, plans * 2)) for row in summary.plans)
    gaps = tuple(replace(gap, area_name=place) for gap in summary.largest_gaps)
    identity = replace(summary.identity, title=title, authority=place, folder=place)
    return render_text(replace(summary, identity=identity, largest_gaps=gaps, plans=rows)).splitlines()


@given(st.lists(HEIGHTS, max_size=12), st.floats(0.1, 100))
def test_labels_keep_apart_and_in_order(heights, least):
    moved = apart(heights, least)
    assert len(moved) == len(heights)
    assert all(after >= before for before, after in zip(heights, moved, strict=True))
    ordered = sorted(moved)
    assert all(b - a >= least * (1 - 1e-6) - 1e-9 * abs(b) for a, b in pairwise(ordered))
