"""Checks of a run about places that come to nothing: named with their places, the years and why."""

import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, run_tiny, write_tiny_pack

from sufficiency.results.checks_of_new_places import new_schools_stand_in_their_area, places_can_be_taken
from sufficiency.results.every_table import make_tables
from sufficiency.results.schools import SCHOOLS
from sufficiency.results.shapes import Made

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def school(name: str, **differently: object) -> dict[str, object]:
    """A new school of the south for SEMH, secondary, or a different one."""
    east, north = CENTRES["south"]
    what = {"provision": "state_special", "area": "south", "ages": [11, 15], "needs": ["SEMH"]}
    where = {"easting": east, "northing": north, "opens": "2025/26", "places": [20, 60], "source": "x"}
    return {"name": name, **what, **where, **differently}


NEW = {
    "larch": school("Larch"),
    "far": school("Far School", easting=650_000.0),
    "rare": school("Rare School", needs=["MSI"]),
    "odd": school("Odd School", ages=[10, 12]),
    "north": school("North School", area="north"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    scenario = {"horizon": 2027, "places": {"new_providers": NEW}}
    run, inputs = run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario=scenario))
    return Made(run, inputs, make_tables(run, inputs, [SCHOOLS]))


def test_a_school_whose_places_nobody_can_take_is_named_with_them_and_why(made):
    told = {str(row["subject"]): row for row in places_can_be_taken(made)}
    assert set(told) == {"far", "rare", "odd"}
    assert all(row["severity"] == "warning" and row["value"] == 60 for row in told.values())
    begins = "Far School: nobody can take its 60 places in 2025/26 to 2026/27: the nearest whom it takes live"
    assert str(told["far"]["message"]).startswith(begins)
    assert "no journey is over 60 miles" in str(told["far"]["message"])
    assert "no learner who requires such a place is one that it takes: MSI, ages 11 to 15" in told["rare"]["message"]
    assert "its ages, 10 to 12, are too few of any phase" in str(told["odd"]["message"])
    assert all(str(row["message"]).endswith("; they are not counted among the places") for row in told.values())


def test_a_school_outside_its_area_is_named_with_the_area_in_which_it_lies(made):
    told = {str(row["subject"]): str(row["message"]) for row in new_schools_stand_in_their_area(made)}
    assert set(told) == {"far", "north"}
    assert "it lies in The South" in told["north"]
    assert "in the sea or in another authority" in told["far"]
