"""How figures are written, and what the sentences say of them."""

import re
from dataclasses import replace

import pytest
from hand_made_run import hand_made_summary, hand_made_view
from report_fixture import run_summary

from sufficiency.reports.report.answer import Finding, answer
from sufficiency.reports.report.need import gap_title, heat_level
from sufficiency.reports.report.plans import plans_title
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Balance, Missing
from sufficiency.reports.text import render_text
from sufficiency.reports.words import (
    about,
    as_sum,
    between,
    diversion_line,
    diversion_sentence,
    millions,
    money,
    percent,
    range_name,
    range_sentence,
    saves,
    span,
    whole,
    with_span,
)
from sufficiency.results.diversion import AssumedDiversion

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


@pytest.mark.parametrize(("value", "written"), [(1.54e6, "£1.5m"), (-20_150, "−£20,200"), (12.0, "£12"), (0, "£0.0m")])
def test_little_money_is_written_in_full(value, written):
    assert money(value) == written


@pytest.mark.parametrize(("value", "written"), [(166.6e6, "£166.6m"), (-2.04e6, "−£2.0m"), (-1e3, "£0.0m")])
def test_money_is_written_in_millions(value, written):
    assert millions(value) == written


def test_a_range_is_written_as_what_is_known_of_it():
    assert with_span(Estimate(1200, 1100, 1300)) == "1,200 (1,100 to 1,300)"
    assert with_span(Estimate(7, None, 21)) == "7 (up to 21)"
    assert with_span(Estimate(7)) == "7"
    assert span(Estimate(7.1, 6.9, 7.2)) == ""
    assert span(Estimate(2.0, -3.0, 8.0)) == "−3 to 8"


def test_the_range_is_said_to_be_four_outcomes_in_five_where_enough_were_drawn():
    assert range_sentence(50) == "Ranges hold four outcomes in five (80%, from 50 draws): one in five lies outside."
    assert "80%" not in range_sentence(19)
    assert (range_name(20), range_name(19)) == ("80% range", "range of 19 draws")


def test_few_draws_give_no_range():
    assert range_sentence(9).startswith("No ranges: 9 draws are too few for a range, which takes 10 or more.")
    assert range_sentence(1).startswith("No ranges: one draw is too few")
    assert (range_name(9), range_name(1)) == ("", "")
    assert findings_with_range(50)
    assert not findings_with_range(9)


def findings_with_range(draws: int) -> list[Finding]:
    found = answer(summarise(hand_made_view(draws=draws)))
    return [finding for finding in found if re.search(r"\([^)]* to [^)]*\)", finding.words)]


def test_the_answer_gives_each_figure_with_its_range():
    findings = answer(hand_made_summary())
    assert findings[0] == Finding(
        "110", "plans in January 2026", " (100 to 125), against 100 in January 2025.", "plans"
    )
    assert findings[1] == Finding(
        "14",
        "state places missing in 2025/26",
        " (9 to 20): 14 = 3 above places + 7 in INMSS for want of a place + 4 unmet in "
        "mainstream. 60 learners require a state special school or base; 45 places are there, 2 of them not "
        "used, and 1 of the learners is in INMSS by order, by preference or because no state school is near enough.",
        "need",
    )
    assert findings[2] == Finding(
        "39",
        "learners in state special schools in 2025/26",
        " (35 to 43), against 39 in 2025/26 and 27 in 2023/24; 9 in specialist bases (8 to 10), against 9 in 2025/26.",
        "learners",
    )
    assert [finding.figure for finding in findings[3:]] == ["16", "4", "£0.0m"]
    assert "neither the state nor INMSS has a place for them. 2 have no place at all." in findings[4].words


def test_titles_say_the_finding():
    summary = hand_made_summary()
    assert plans_title(summary) == "Plans rise from 100 in January 2025 to about 110 in January 2026"
    assert gap_title(summary) == "14 state places are missing in 2025/26"


def missing(*parts: float) -> Missing:
    return Missing(Estimate(sum(parts)), *map(Estimate, parts))


def test_places_missing_are_written_as_their_sum():
    words = "1,234 = 354 above places + 410 in INMSS for want of a place + 470 unmet in mainstream"
    assert as_sum(missing(354, 410, 470)) == words


def test_a_part_of_places_missing_is_written_as_wherever_else_it_stands():
    words = "1,234 = 354 above places + 410 in INMSS for want of a place + 469 unmet in mainstream (each rounded)"
    assert as_sum(missing(354.2, 410.4, 469.4)) == words


@pytest.mark.parametrize(
    ("share", "written"), [(1.0, "100%"), (0.997, "over 99%"), (0.37, "37%"), (0.002, "under 1%"), (0.0, "0%")]
)
def test_what_is_not_quite_all_is_not_written_as_all(share, written):
    assert percent(share) == written


@pytest.mark.parametrize(
    ("saving", "written"),
    [
        (Estimate(2_580.0, -5_970.0, 14_400.0), "saves £2,580 (−£5,970 to £14,400) a year"),
        (Estimate(-7_420.0), "costs £7,420 a year more than it saves"),
        (Estimate(-939.0, -3_000.0, 558.0), "costs £939 a year more than it saves (£558 less to £3,000 more)"),
        (Estimate(-7_420.0, -16_000.0, -100.0), "costs £7,420 a year more than it saves (£100 to £16,000 more)"),
    ],
)
def test_a_saving_below_zero_is_what_it_costs_more(saving, written):
    assert saves(saving) == written


def test_a_diversion_that_is_assumed_for_all_has_no_interval_and_may_have_no_break_even():
    assert diversion_line(AssumedDiversion(1.0, 1.0, 1.0, None)) == (
        "Diversion: 100% of learners in new places would else be in INMSS"
    )
    assert diversion_sentence(None) == ""


@pytest.mark.parametrize(("gap", "level"), [(0, 0), (2, 1), (21, 2), (100, 5), (99, 5)])
def test_a_cell_is_shaded_by_the_places_it_lacks(gap, level):
    cell = Balance("2029/30", Estimate(gap + 10), 8.0, 2.0, 0.0, missing(gap, 0, 0), 0.0, 0.0)
    assert heat_level(cell, largest=100) == level


def test_an_absent_cell_has_no_shade():
    assert heat_level(None, largest=100) == 0


def test_a_short_run_has_a_summary_too():
    text = render_text(hand_made_summary())
    assert "Places missing, for learners 14 (9 to 20)" in " ".join(text.split())
    assert "  12 (8 to 17): Autism (ASD), primary, special school, The North" in text


def test_a_figure_that_no_draw_moves_is_said_to_be_capped():
    summary = run_summary()
    special = summary.of_kind("state_special")
    still = tuple((year, Estimate(one.central, one.central, one.central)) for year, one in special.forecast)
    capped = replace(summary, kinds=(replace(special, forecast=still),))
    (line,) = [line for line in render_text(capped).splitlines() if "State special schools" in line]
    assert line.split()[3:] == ["3,758", "3,858", "(capped)", "3,958", "(capped)"]


def test_two_figures_that_are_written_alike_are_one():
    assert [between(20.2, 20.4), between(62, 148), between(1201, 1203, about)] == [
        "20",
        "62 to 148",
        "1,200",
    ]
    assert percent(0.265) == "26%"
