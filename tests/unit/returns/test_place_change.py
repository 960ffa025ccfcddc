"""The place-change sheet and the grid of new schools, on schools made by hand."""

from dataclasses import replace

import pandas as pd
import pytest
from returns_by_hand import small_facts

from sufficiency.returns.dfe.free_school import commissioners, free_school_export, grid_wide, openings
from sufficiency.returns.dfe.place_change import PackPlaces, changes_alone, place_changes, urns_of
from sufficiency.returns.whole_exports import whole_exports

pytestmark = pytest.mark.unit

ROWS = ["provider_id", "academic_year", "phase", "places", "source"]
ONE_NUMBER = PackPlaces(
    pd.DataFrame(
        [("900001", "2024/25", "all", 100.0, "x"), ("900001", "2026/27", "all", 124.0, "minute 7")], columns=ROWS
    ),
    {"900001": "900001"},
)
BY_PHASE = PackPlaces(
    pd.DataFrame(
        [("900001", "2024/25", "secondary", 60.0, "x"), ("900001", "2024/25", "post_16", 40.0, "x")], columns=ROWS
    ),
    {},
)


def changes(pack=ONE_NUMBER, *, by_learners=True) -> pd.DataFrame:
    return place_changes(small_facts(), pack, by_learners=by_learners).set_index(["academic_year", "school"])


def test_only_schools_with_a_change_are_on_the_sheet():
    alone = changes_alone(place_changes(small_facts(), ONE_NUMBER, by_learners=True))
    assert alone[["academic_year", "school", "places_now", "places_proposed"]].to_numpy().tolist() == [
        ["2026/27", "Hill School", 100, 124],
        ["2026/27", "Mill School", 0, 30],
        ["2027/28", "Mill School", 30, 60],
    ]


def test_the_reason_is_what_was_agreed_with_its_source_or_the_scenario():
    found = changes()["reason"]
    assert found["2026/27", "Hill School"] == "agreed already (places.csv: minute 7)"
    assert found["2026/27", "Mill School"] == "scenario baseline"


def test_places_kept_by_phase_are_split_so():
    row = changes(BY_PHASE).loc[("2026/27", "Hill School")]
    assert (row["pre_16_proposed"], row["post_16_proposed"], row["split"]) == (74, 50, "places kept by phase")


def test_places_kept_as_one_number_are_split_as_learners_are():
    row = changes().loc[("2026/27", "Hill School")]
    assert (row["pre_16_now"], row["post_16_now"], row["split"]) == (90, 10, "by learners")
    assert (row["pre_16_proposed"], row["post_16_proposed"]) == (112, 12)


def test_the_public_get_no_split_by_learners():
    assert changes(by_learners=False)["post_16_now"].isna().all()


def test_both_sides_of_the_split_add_up_to_the_places():
    found = changes().dropna(subset=["pre_16_now", "pre_16_proposed"])
    assert (found["pre_16_now"] + found["post_16_now"] == found["places_now"]).all()
    assert (found["pre_16_proposed"] + found["post_16_proposed"] == found["places_proposed"]).all()


def test_an_identifier_of_six_digits_is_a_urn_and_the_register_goes_before():
    register = pd.DataFrame(
        [("p1", "123456", "current"), ("p1", "654321", "predecessor")], columns=["provider_id", "urn", "relation"]
    )
    assert urns_of(["900001", "base-A1", "p1"], register) == {"900001": "900001", "p1": "123456"}


def test_new_and_larger_schools_are_found_with_their_year_of_opening():
    found = {one.name: (one.opens, one.new, one.scenario) for one in openings(small_facts())}
    assert found == {"Hill School": ("2026/27", False, False), "Mill School": ("2026/27", True, True)}


def test_the_grid_adds_up_to_the_learners_of_the_school():
    facts = small_facts()
    whole = whole_exports([free_school_export(facts)]).exports[0].frame
    grid = grid_wide(whole, facts, openings(facts)[1]).set_index("stage")
    assert grid.loc["Total"].tolist()[:2] == [24, 48]
    assert (grid.drop("Total").sum() == grid.loc["Total"]).all()
    assert (grid.loc["Nursery"] == 0).all()


def test_commissioners_hold_all_places():
    facts = small_facts()
    held = commissioners(facts, openings(facts)[1]).set_index("commissioner")
    assert held["2027/28"].tolist() == [54, 6, 60]


def test_an_authority_without_state_schools_has_an_empty_sheet():
    facts = small_facts()
    none = replace(facts, tables={**facts.tables, "schools": facts.tables["schools"].iloc[:0]})
    assert place_changes(none, ONE_NUMBER, by_learners=True).empty


def test_commissioners_hold_whole_places_that_add_up():
    facts = small_facts()
    schools = facts.tables["schools"]
    parts = schools.assign(reserved=schools["reserved"] + 0.39, usable_places=schools["usable_places"] - 0.39)
    held = commissioners(replace(facts, tables={**facts.tables, "schools": parts}), openings(facts)[1])
    assert held.set_index("commissioner")["2027/28"].tolist() == [54, 6, 60]
