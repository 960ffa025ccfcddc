"""The section on schools: who stands in it, what it says of them, and what it leaves out."""

from dataclasses import replace

import pytest
from hand_made_run import hand_made_summary, hand_made_view
from page_reader import read_page
from pages_made import page as made
from pages_made import report_of
from report_fixture import AREAS, changed, run_summary, run_view

from sufficiency.reports.report.sentences.schools import above_words, kind_title, schools_title
from sufficiency.reports.summary.schools.schools import OUTSIDE
from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.words import needs_taken

pytestmark = pytest.mark.unit
ABOVE_WORDS = "With more learners than places, to the whole learner"


@pytest.fixture(scope="module")
def summary() -> Summary:
    return run_summary()


def section(page: str) -> str:
    """The section of a page; nothing where there is none."""
    return page.partition('<section aria-labelledby="schools">')[2].partition("</section>")[0]


def test_schools_stand_by_kind_and_district_and_those_outside_the_authority_last(summary):
    special, bases, outside = summary.schools
    assert [special.kind, bases.kind, outside.kind] == ["state_special", "specialist_base", OUTSIDE]
    assert [school.area_name for school in special.schools] == sorted(AREAS.values())
    assert [school.name for school in outside.schools] == ["Special school of a neighbour"]
    names = [school.name for of_kind in summary.schools for school in of_kind.schools]
    assert "Independent special school" not in names


def test_a_school_has_the_figures_of_its_rows(summary):
    table = run_view().tables["schools"].set_index(["provider_id", "academic_year"])
    school = summary.schools[0].schools[0]
    now, then = (table.loc[("special-E07000084", year)] for year in (summary.key_years[0], summary.focus_year))
    assert (school.now.places, school.then.places) == (now["places"], then["places"])
    assert school.now.learners.low is None
    assert school.now.learners.central == now["learners"]
    assert (school.then.learners.low, school.then.learners.high) == (then["learners_p10"], then["learners_p90"])
    assert school.entrants == table.loc[("special-E07000084", "2025/26"), "entrants"]
    assert school.needs == ("ASD", "SLD")
    assert school.origins == (("Basingstoke and Deane", 1.0),)
    assert school.worth_gbp == -9_000.0


def test_the_two_districts_with_the_most_learners_are_named_and_none_of_few(summary):
    (school,) = summary.schools[2].schools
    shares = [share for _, share in school.origins]
    assert len(school.origins) == 2
    assert shares == sorted(shares, reverse=True)
    assert [name for name, _ in school.origins] == ["Basingstoke and Deane", "New Forest"]
    few = run_view().tables["school_origins"].assign(learners=1.0)
    few["learners"] = few["learners"].where(few["area"] == "E07000094", 0.01)
    view = replace(run_view(), tables={**run_view().tables, "school_origins": few})
    assert [name for name, _ in summarise(view).schools[2].schools[0].origins] == ["Winchester"]


def test_the_titles_count_schools_above_110_per_cent_and_a_sentence_those_above_their_places_by_half_a_learner():
    view, summary = hand_made_view(), hand_made_summary()
    year = summary.focus_year
    words = f"Of 2 state special schools and specialist bases, 1 is above 110% of places in {year}"
    assert schools_title(summary) == words
    assert kind_title(summary.schools[0], summary) == f"State special school above 110%: none of 1 in {year}"
    assert above_words(summary.schools[0], summary) == f"{ABOVE_WORDS}: 1 in {year}."
    hardly = summarise(changed(view, "schools", learners=[8.4, 36.0]))
    assert above_words(hardly.schools[1], hardly) == f"{ABOVE_WORDS}: none in {year}."


def test_learners_of_other_authorities_fill_a_school_too():
    view = hand_made_view()
    free = changed(view, "schools", learners=[6.0, 30.0])
    assert [of_kind.above for of_kind in summarise(free).schools] == [(0, 0), (0, 0)]
    held = changed(free, "schools", reserved=[0.0, 4.0])
    assert [of_kind.above for of_kind in summarise(held).schools] == [(1, 1), (0, 0)]
    assert "Held by others" in section(report_of(held))


def test_kinds_together_are_the_sums_of_their_schools(summary):
    for of_kind in summary.schools:
        now, then, entrants = of_kind.together
        assert now.places == pytest.approx(sum(school.now.places for school in of_kind.schools))
        assert then.learners.central == pytest.approx(sum(school.then.learners.central for school in of_kind.schools))
        assert entrants == pytest.approx(sum(school.entrants for school in of_kind.schools))
        assert now.occupancy is not None
        assert now.occupancy.central == pytest.approx(now.learners.central / now.places)


def test_what_a_place_is_worth_is_left_out_while_fees_are_not_known_by_need():
    known = section(made("run by hand"))
    assert "One more place saves" in known
    assert "−£9,000" in known
    assert "Held by others" not in known
    unknown = section(report_of(replace(hand_made_view(), by_need=False)))
    assert "One more place saves" not in unknown
    assert "fees by need are not known" in unknown


def test_a_school_without_places_or_learners_is_left_out():
    empty = changed(hand_made_view(), "schools", places=0.0, learners=0.0)
    assert summarise(empty).schools == ()
    page = report_of(empty)
    assert '"#schools"' not in page
    assert '"schools"' not in page
    assert read_page(page).faults == []


def test_needs_are_written_the_shorter_way():
    assert needs_taken(("ASD", "SLD")) == "ASD, SLD"
    most = ("ASD", "SEMH", "SLCN", "MLD", "SLD", "SPLD", "PD", "HI", "VI", "DS", "OTH")
    assert needs_taken(most) == "all but PMLD, MSI"
    assert needs_taken((*most, "PMLD", "MSI")) == "every need"
