"""What maps show: the figures of the run's tables, schools where they stand, and lines that disclose nobody."""

from dataclasses import replace

import pytest
from map_fixture import located_view, shown_of
from report_fixture import AREAS, changed, run_summary, run_view, squares

from sufficiency.reports.report.sentences.maps import (
    area_maps_title,
    journeys_map_title,
    left_out_sentence,
    school_map_title,
)
from sufficiency.reports.summary.maps.points import FEWEST
from sufficiency.reports.summary.maps.values import LeftOut, MapsShown
from sufficiency.reports.summary.view import RunView

pytestmark = pytest.mark.unit
FOCUS = "2029/30"


@pytest.fixture(scope="module")
def shown() -> MapsShown:
    return shown_of(located_view())


def moved(view: RunView, provider: str, easting: float, northing: float) -> RunView:
    """The view with one provider somewhere else."""
    providers = view.providers.copy()
    providers.loc[providers["provider_id"] == provider, ["easting", "northing"]] = (easting, northing)
    return replace(view, providers=providers)


def test_areas_have_the_figures_of_their_tables(shown):
    shares = located_view().tables["local_shares"]
    shares = shares[(shares["academic_year"] == FOCUS) & (shares["need"] == "all")].set_index("area")
    by_area = {row.area: row for row in run_summary().by_area}
    assert [one.name for one in shown.areas] == sorted(AREAS.values())
    for one in shown.areas:
        assert one.missing == by_area[one.area].gap
        assert one.required == by_area[one.area].required
        assert one.share_in_area == shares.loc[one.area, "share_in_area_state"]
        assert one.minutes is None  # the invented run has no table of access


def test_schools_have_the_figures_of_their_rows(shown):
    table = located_view().tables["schools"].set_index(["provider_id", "academic_year"])
    assert len(shown.schools) == 24
    for one in shown.schools:
        (provider,) = one.providers
        row = table.loc[(provider, FOCUS)]
        assert (one.places, one.learners) == (row["places"], row["learners"])
        assert one.places_now == table.loc[(provider, "2024/25"), "places"]
        if one.is_state:
            assert one.occupancy == pytest.approx(row["occupancy"])
    assert [one.size for one in shown.schools] == sorted((one.size for one in shown.schools), reverse=True)


def test_schools_far_outside_are_beyond_the_map_and_near_ones_widen_it(shown):
    assert [one.name for one in shown.beyond] == ["Non-maintained special school"]
    assert "Special school of a neighbour" in [one.name for one in shown.schools]
    west, south, east, north = shown.ground
    assert (west, south) == (428_000.0, 90_000.0)
    assert all(west <= one.at[0] <= east and south <= one.at[1] <= north for one in shown.schools)


def test_a_school_without_a_site_is_on_no_map():
    view = located_view()
    without = shown_of(moved(view, "special-E07000084", float("nan"), float("nan")))
    assert ("special-E07000084",) not in [one.providers for one in without.schools]
    lost = sum(line.learners for line in shown_of(view).lines if line.school.providers == ("special-E07000084",))
    assert without.left_out.nowhere == pytest.approx(lost)
    assert shown_of(run_view(squares())).schools == ()


def test_an_independent_school_of_few_learners_is_not_marked():
    view = located_view()
    learners = view.tables["schools"]["learners"]
    few = changed(view, "schools", learners=learners.where(view.tables["schools"]["provider_id"] != "independent", 9.0))
    assert "independent" not in [provider for one in shown_of(few).schools for provider in one.providers]


def test_bases_of_an_area_that_stand_together_are_one_mark():
    view = located_view()
    x, y = squares()["E07000084"].centroid.coords[0]
    view = moved(moved(view, "base-E07000085", x, y), "base-E07000084", x + 500.0, y)
    apart = shown_of(view)
    table = view.tables["schools"]
    together = shown_of(changed(view, "schools", area=table["area"].replace("E07000085", "E07000084")))
    assert len(together.schools) == len(apart.schools) - 1
    (one,) = [school for school in together.schools if school.members == 2]
    assert one.name == "Bases in Basingstoke and Deane"
    parts = [school for school in apart.schools if set(school.providers) <= set(one.providers)]
    assert one.places == pytest.approx(sum(part.places for part in parts))
    assert one.learners == pytest.approx(sum(part.learners for part in parts))
    assert one.at == max(parts, key=lambda part: part.places).at


def test_lines_have_ten_learners_or_more_and_with_those_left_out_are_everybody(shown):
    origins = located_view().tables["school_origins"]
    origins = origins[origins["academic_year"] == FOCUS]
    assert min(line.learners for line in shown.lines) >= FEWEST == 10
    for line in shown.lines:
        row = origins[(origins["provider_id"] == line.school.providers[0]) & (origins["area"] == line.area)]
        assert line.learners == pytest.approx(row["learners"].sum())
    out = shown.left_out
    drawn = sum(line.learners for line in shown.lines)
    assert drawn + out.few + out.beyond + out.nowhere == pytest.approx(origins["learners"].sum())
    far = origins[origins["provider_id"] == "non-maintained"]["learners"].sum()
    assert (out.beyond, out.nowhere) == (pytest.approx(far), 0.0)


def test_a_line_is_across_a_border_where_the_school_is_not_in_the_area(shown):
    home = {area: f"special-{area}" for area in AREAS}
    for line in shown.lines:
        own = line.school.providers[0] in (home[line.area], f"base-{line.area}")
        assert line.across is (not own and line.school.area != line.area)
    assert {line.school.name for line in shown.across} >= {"Special school of a neighbour"}


def test_a_run_without_boundaries_has_areas_and_no_map():
    shown = shown_of(replace(located_view(), boundaries=None))
    assert len(shown.areas) == len(AREAS)
    assert (shown.ground, shown.schools, shown.lines) == (None, (), ())


def test_titles_say_what_the_maps_show(shown):
    worst = max(shown.areas, key=lambda one: one.missing.central)
    assert area_maps_title(shown).startswith(f"{worst.name} lacks the most places in 2029/30: about ")
    assert "22 of" not in school_map_title(shown)
    assert school_map_title(shown) == (
        "0 of 23 marks of state special schools and bases are above 110% of their places in 2029/30"
    )
    assert "learners on the map of journeys, " in journeys_map_title(shown)
    assert "cross the border of their area in 2029/30" in journeys_map_title(shown)
    assert area_maps_title(replace(shown, areas=())) == "Areas in 2029/30"
    assert journeys_map_title(replace(shown, lines=())) == "No journey of 10 learners or more in 2029/30"


def test_learners_left_out_are_counted_unless_they_are_few():
    assert left_out_sentence(LeftOut(0.0, 0.2, 0.0)) == "No learner with a specialist place is left out."
    assert left_out_sentence(LeftOut(123.4, 3.0, 0.0)) == (
        "Learners left out: 123 would be in lines of fewer than 10 and fewer than 10 go to schools beyond the map."
    )
