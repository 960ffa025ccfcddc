"""How figures are written, and what the sentences say of them."""

import pytest
from hand_made_run import hand_made_view

from sufficiency.reports.page import heat_level
from sufficiency.reports.sentences import Finding, answer, gap_title, plans_title
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Balance, Estimate
from sufficiency.reports.text import render_text
from sufficiency.reports.words import about, between, millions, percent, range_sentence, span, whole, with_span

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "written"), [(0.4, "0"), (-0.4, "0"), (999.6, "1,000"), (-1234.0, "−1,234"), (17784, "17,784")]
)
def test_a_figure_is_written_whole_with_separators(value, written):
    assert whole(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(7, "7"), (457, "457"), (2651, "2,650"), (24_036, "24,000"), (-3556, "−3,560"), (999.6, "1,000")],
)
def test_a_sentence_gives_three_digits(value, written):
    assert about(value) == written


@pytest.mark.parametrize(("value", "written"), [(166.6e6, "£166.6m"), (-2.04e6, "−£2.0m"), (-1e3, "£0.0m")])
def test_money_is_written_in_millions(value, written):
    assert millions(value) == written


def test_a_range_is_written_as_what_is_known_of_it():
    assert with_span(Estimate(1200, 1100, 1300)) == "1,200 (1,100 to 1,300)"
    assert with_span(Estimate(7, None, 21)) == "7 (up to 21)"
    assert with_span(Estimate(7)) == "7"
    assert span(Estimate(7.1, 6.9, 7.2)) == ""
    assert span(Estimate(2.0, -3.0, 8.0)) == "−3 to 8"


def test_the_range_is_said_to_be_four_outcomes_in_five():
    assert range_sentence(50) == "Ranges hold four outcomes in five (80%, from 50 draws): one in five lies outside."
    assert "no ranges" in range_sentence(1)


def test_the_answer_gives_each_figure_with_its_range():
    findings = answer(summarise(hand_made_view()))
    assert findings[0] == Finding("110", "plans in January 2026 (100 to 125), against 100 in January 2025.")
    assert findings[1] == Finding(
        "15",
        "places in special schools and bases missing in 2025/26 (7 to 26): 60 learners require one and 45 are "
        "available.",
    )
    assert [finding.figure for finding in findings[2:]] == ["16", "£0.0m", "2", "14"]


def test_titles_say_the_finding():
    summary = summarise(hand_made_view())
    assert plans_title(summary) == "Plans rise from 100 in January 2025 to about 110 in January 2026"
    assert gap_title(summary) == "In 2025/26 about 15 specialist places are missing"


@pytest.mark.parametrize(("required", "level"), [(10, 0), (9, 0), (12, 1), (31, 2), (110, 5), (109, 5)])
def test_a_cell_is_shaded_by_the_places_it_lacks(required, level):
    cell = Balance("2029/30", Estimate(required), places_now=8, places_committed=2)
    assert heat_level(cell, largest=100) == level


def test_an_absent_cell_has_no_shade():
    assert heat_level(None, largest=100) == 0


def test_a_short_run_has_a_summary_too():
    text = render_text(summarise(hand_made_view()))
    assert "All 60 (52–71) 45" in " ".join(text.split())
    assert "  14 (9 to 20): Autism (ASD), primary, special school, The North" in text


def test_two_figures_that_are_written_alike_are_one():
    assert [between(20.2, 20.4), between(62, 148), between(1201, 1203, about)] == [
        "20",
        "62 to 148",
        "1,200",
    ]
    assert percent(0.265) == "26%"
