"""What the part on plans says: for whom plans rise, how far such forecasts missed before, and why plans change."""

from dataclasses import replace

import pandas as pd
import pytest
from hand_made_run import hand_made_view
from page_reader import read_page
from pages_made import page
from report_fixture import run_summary, run_view
from words_of_figures import assert_words_stand_apart

from sufficiency.reports.pictures.charts import drivers_figure
from sufficiency.reports.pictures.misses import misses_figure
from sufficiency.reports.pictures.style import styled
from sufficiency.reports.report.page import render_page
from sufficiency.reports.report.plans import (
    Group,
    group_title,
    kind_sentence,
    misses_title,
    momentum_sentence,
    rough,
    scored_sentence,
    tenth,
)
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.plans.values import MissHere, PastMiss, PlansOf
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.words import span, whole

pytestmark = pytest.mark.unit

MISS = PastMiss("plans", 5, 10.6, 0.98, None, 81.5, 145, 2017, 2020)


def group(*moves: tuple[float, float], level: str = "area", one: str = "area", several: str = "areas") -> Group:
    rows = [
        PlansOf(level, str(place), (), ((2025, Estimate(now)), (2035, Estimate(last))))
        for place, (now, last) in enumerate(moves)
    ]
    return Group(level, one, several, tuple(rows), tuple(f"Place {place}" for place in range(len(moves))))


def test_a_title_says_in_how_many_plans_rise_and_where_the_most():
    assert group_title(group((100, 150), (100, 200)), 2035) == (
        "Plans rise in all two areas, the most in Place 1: from about 100 to about 200 in January 2035"
    )
    mixed = group((100, 150), (100, 90), (100, 101), (100, 120))
    assert group_title(mixed, 2035) == (
        "Plans rise in two of four areas, the most in Place 0: from about 100 to about 150 in January 2035;"
        " they fall in Place 1 and stay level in Place 2"
    )


def test_a_title_says_what_falls_and_what_stays():
    falling = group((100, 50), (100, 80), (100, 70), (100, 140))
    assert group_title(falling, 2035) == (
        "Plans fall in three of four areas, the most in Place 0: from about 100 to about 50 in January 2035;"
        " they rise in Place 3"
    )
    assert group_title(group((100, 101), (100, 99)), 2035) == "Plans stay level in every area"
    two_level = group((100, 140), (100, 101), (100, 99))
    assert group_title(two_level, 2035).endswith("; they stay level in two")


def test_a_title_of_one_area_names_it():
    assert group_title(group((100, 90)), 2035) == "Place 0: plans fall from about 100 to about 90 in January 2035"


def test_needs_and_ages_are_named_inside_a_sentence():
    needs = group((100, 150), (10, 20), level="need", one="need", several="needs")
    ages = group((100, 150), (10, 20), level="age_group", one="age band", several="age bands")
    assert "the most for place 0:" in group_title(needs, 2035)
    assert "the most at place 0:" in group_title(ages, 2035)


def test_a_past_miss_is_said_for_this_run_to_two_digits():
    here = MissHere(MISS, 2030, 25_901.0, 2_745.0)
    assert misses_title(here, "Hampshire") == (
        "Forecasts of plans made in this way missed by 10.6% on average five years ahead: for Hampshire, about 2,700"
        " plans either way"
    )
    assert [rough(value) for value in (0.4, 3.6, 23.4, 158.0, 2_745.0)] == ["0", "4", "23", "160", "2,700"]
    assert [tenth(value) for value in (-0.04, -0.66, 38.36)] == ["0.0%", "−0.7%", "38.4%"]


def test_it_is_said_what_was_scored_and_which_way_it_leaned():
    assert scored_sentence(MISS) == (
        "They were made from each January of 2017 to 2020 for 145 authorities in England, from what was known then, and"
        " set against what was counted five years later. They leaned neither way. Of the counts that came, 81.5% lay"
        " inside the range meant for four in five."
    )
    leaning = replace(MISS, leaned=-4.24, inside=None, first_january=2020)
    assert "from January 2020 alone" in scored_sentence(leaning)
    assert scored_sentence(leaning).endswith("They were 4.2% too low on average.")


def test_a_lean_of_all_learners_together_is_said_where_it_differs():
    apart = MissHere(replace(MISS, series="inmss_special", leaned=7.7, together=-7.2), 2029, 2_067.0, 607.0)
    assert "about 610 of the 2,070 learners forecast here for January 2029" in kind_sentence(apart)
    assert kind_sentence(apart).endswith(
        "Authority by authority they were 7.7% too high on average; for all their learners together, 7.2% too low."
    )
    alike = replace(apart, miss=replace(apart.miss, together=6.5))
    assert kind_sentence(alike).endswith("They were 7.7% too high on average.")
    level = replace(apart, miss=replace(apart.miss, together=0.3))
    assert kind_sentence(level).endswith("for all their learners together, they leaned neither way.")


def test_the_farthest_year_that_was_scored_and_that_the_run_has_is_set_beside_it():
    here = {one.miss.series: one for one in run_summary().misses_here}
    assert {series: (one.miss.years_ahead, one.census_year) for series, one in here.items()} == {
        "plans": (5, 2030),
        "state_special": (4, 2029),
        "inmss_special": (4, 2029),
    }
    assert here["plans"].either_way == pytest.approx(here["plans"].forecast * 0.102)
    assert here["state_special"].forecast == 3_758 + 4 * 20
    assert here["inmss_special"].either_way == pytest.approx((1_354 + 4 * 120) * 0.28)


def test_every_figure_of_the_panels_stands_in_the_table_and_every_miss_too():
    summary = run_summary()
    html = page("run without a map")
    cells = ["".join(cell.split()) for cell in _cells(html)]
    for row in summary.plans_by:
        for year in (2030, 2035):
            plans = row.at(year)
            assert plans is not None
            assert "".join(f"{whole(plans.central)}({span(plans)})".split()) in cells
        for _, counted in row.published:
            assert whole(counted) in cells
    for miss in summary.past_misses:
        assert tenth(miss.missed) in cells
        assert tenth(miss.leaned) in cells


def _cells(html: str) -> list[str]:
    """The words of every table cell."""
    rows = html.split("<td")[1:]
    return ["".join(read_page(f"<td{row.split('</td>')[0]}</td>").text) for row in rows]


def test_an_age_band_has_its_history_and_a_need_none():
    by_code = {row.code: row for row in run_summary().plans_by}
    assert [year for year, _ in by_code["5_to_10"].published] == [*range(2010, 2025)]
    assert by_code["20_to_25"].published[0][0] == 2015
    assert by_code["ASD"].published == by_code["primary"].published == by_code["E07000094"].published == ()
    assert by_code["ASD"].forecast[0][1] == Estimate(by_code["ASD"].now)


def test_a_run_without_history_or_past_misses_says_nothing_of_them():
    view = replace(run_view(), plans_by_age_band=pd.DataFrame(), past_misses=pd.DataFrame())
    summary = summarise(view)
    html = render_page(view, summary)
    assert summary.misses_here == ()
    assert "Past misses" not in html
    assert "as published, as a table" not in html
    assert read_page(html).faults == []


def test_a_run_of_one_year_has_its_part_too():
    view = replace(hand_made_view(), past_misses=run_view().past_misses)
    summary = summarise(view)
    assert [one.miss.years_ahead for one in summary.misses_here if one.miss.series == "plans"] == [1]
    assert read_page(render_page(view, summary)).faults == []


def test_momentum_is_said_in_words_whichever_way_it_goes():
    summary = run_summary()
    assert "So the number rises although" in momentum_sentence(summary)
    first, *others = summary.drivers
    for times, words in ((-1.0, "more have ended than started, although"), (0.0, "as many have ended as started.")):
        turned = replace(first, plans=tuple(times * plans for plans in first.plans))
        assert words in momentum_sentence(replace(summary, drivers=(turned, *others)))
    assert momentum_sentence(replace(summary, drivers=())) == ""


@pytest.mark.parametrize(
    "added", [(12_771, -1_493, 717, 0, 0, -51), (-900, -1_493, 717, 0, 0, -51), (0, 0, 0, 0, 0, 0), (9, 0, 0, 0, 0, 0)]
)
def test_words_of_the_drivers_picture_stand_within_it_and_apart(added):
    names = (
        "Momentum",
        "Population change",
        "Rate of new plans",
        "How long plans last",
        "Mix of needs",
        "Combined effect",
    )
    with styled():
        figure = drivers_figure([*zip(names, map(float, added), strict=True)])
        assert_words_stand_apart(figure, figure.axes[0].texts)


def test_words_of_the_picture_of_misses_stand_within_it_and_apart():
    with styled():
        figure = misses_figure(run_summary().past_misses)
        axes = figure.axes[0]
        assert_words_stand_apart(figure, [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()])
