"""The part on places against need: the gap by year as the sum of its parts, in its picture as in its table."""

from dataclasses import replace

import pytest
from report_fixture import run_summary
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.pictures.gap import LABELS, gap_figure
from sufficiency.reports.pictures.style import styled
from sufficiency.reports.report.need import cells_title, committed_title, gap_years_title, places_title
from sufficiency.reports.report.sentences.phrases import required_sentence
from sufficiency.reports.summary.changes.values import YearOfPlaces
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Balance, Missing
from sufficiency.reports.words import PHASE_NAMES, REQUIREMENT_NAMES, whole
from sufficiency.tables.contracts import ALL

pytestmark = pytest.mark.unit
NOTHING = Missing(Estimate(0.0), Estimate(0.0), Estimate(0.0), Estimate(0.0))
HUGE = Missing(Estimate(24_678.0, 9_000.0, 37_890.0), Estimate(13_567.0), Estimate(11_111.0), Estimate(0.0))


@pytest.fixture(scope="module")
def summary():
    return run_summary()


def by_year(summary) -> tuple[Balance, ...]:
    return tuple(row for row in summary.by_phase if row.phase == ALL)


def test_every_bar_is_as_high_as_the_gap_and_says_it(summary):
    rows = by_year(summary)
    axes = gap_figure(rows).axes[0]
    tops: dict[float, float] = {}
    for bar in axes.patches:
        tops[bar.get_x()] = max(tops.get(bar.get_x(), 0.0), bar.get_y() + bar.get_height())
    assert list(tops.values()) == pytest.approx([row.gap.central for row in rows])
    words = [label.get_text() for label in axes.texts]
    assert [whole(row.gap.central) for row in rows] == words[: len(rows)]
    for label, part in zip(LABELS, rows[-1].missing.parts, strict=True):
        assert f"{label} {whole(part)}" in words


@pytest.mark.parametrize("missing", [None, NOTHING, HUGE])
def test_no_text_of_the_bars_is_clipped_or_over_another(summary, missing):
    rows = tuple(row if missing is None else replace(row, missing=missing) for row in by_year(summary))
    with styled():
        figure = gap_figure(rows)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        assert_words_stand_apart(figure, [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()])


def test_the_title_says_how_the_gap_moves_and_what_most_of_it_is(summary):
    assert gap_years_title(summary).startswith("Places missing rise from ")
    none = tuple(replace(row, missing=NOTHING) for row in summary.by_phase)
    assert gap_years_title(replace(summary, by_phase=none)) == ("No place is missing in 2024/25, and none in 2034/35")


def test_places_that_a_scenario_adds_are_nowhere_called_committed(summary):
    """Places of a year hold both, so one heading may not call committed what the next says is the scenario's."""
    assert "committed" not in places_title(summary)
    changes = replace(summary.changes, by_year=(YearOfPlaces("2034/35", 50.0, 40.0, 527.0),), cancelled=False)
    assert committed_title(replace(summary, changes=changes)) == (
        "50 more places are committed in state schools and bases; this scenario adds 40"
    )


def test_where_those_are_who_require_a_place_is_said_with_one_and_with_none():
    row = Balance("2029/30", Estimate(7.0), 3.0, 1.0, -1.0, replace(NOTHING, total=Estimate(3.0)), 1.0, 0.0)
    assert required_sentence(row) == (
        "7 learners require a state special school or base; 4 places are there, 1 of them not used, and 1 of the"
        " learners is in INMSS by order, by preference or because no state school is near enough."
    )
    one = replace(row, required=Estimate(1.0), places_now=1.0, places_committed=0.0, reallocated=0.0, inmss_otherwise=0)
    assert required_sentence(one) == "1 learner requires a state special school or base; 1 place is there."


def test_the_largest_single_gap_is_the_first_row_of_its_table(summary):
    first = summary.largest_gaps[0]
    said = cells_title(summary)
    assert said.startswith(f"The largest single gap in {summary.focus_year}: {whole(first.gap.central)} in ")
    assert first.area_name in said
    assert f", {PHASE_NAMES[first.phase].lower()}, {REQUIREMENT_NAMES[first.requirement]})" in said
