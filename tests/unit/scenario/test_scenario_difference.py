"""What differs between two scenarios: closures and net places as a run has them, and names that people know."""

from pathlib import Path

import pytest

from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.dated_places import places_by_year
from sufficiency.scenario.difference import differences, side_of
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

pytestmark = pytest.mark.unit

HEAD = "title: A\nquestion: B\nauthor: C\nauthority: smallshire\nhorizon: 2030\n"
PACK = PackLists(
    providers={
        "1": {"name": "Oak School", "provision": "state_special"},
        "2": {"name": "Ash Base", "provision": "specialist_base"},
        "3": {"name": "Yew House", "provision": "independent_special"},
    },
    areas={"E1": "Eastham"},
    places={("1", "all"): {2025: 60.0, 2027: 80.0}, ("2", "primary"): {2025: 8.0}, ("2", "secondary"): {2025: 4.0}},
    base_year=2025,
)
PLACES = "places:\n  changes:\n"
NEW = """\
places:
  new_providers:
    elm:
      name: Elm School
      provision: state_special
      area: E1
      needs: [ASC]
      ages: [4, 10]
      easting: 450000
      northing: 130000
      opens: 2026/27
      places: [20, 60]
      source: x
  changes:
"""


def scenario(folder: Path, text: str) -> Scenario:
    path = folder / "scenarios" / "one.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + text)
    return load_scenario(path)


def change(name: str, provider: str, year: str, amount: str) -> str:
    return f"    {name}: {{provider: '{provider}', from: {year}, {amount}, source: x}}\n"


def told(folder: Path, before: str, after: str) -> list[str]:
    first, second = (side_of(scenario(folder, text), PACK) for text in (before, after))
    return differences(first, second)


def test_net_places_count_what_is_set_added_and_closed(tmp_path):
    text = NEW + change("closed", "2", "2027/28", "set: 0, phase: primary") + change("more", "1", "2028/29", "add: -5")
    (said,) = [sentence for sentence in told(tmp_path, "", text) if sentence.startswith("Places of all")]
    assert said == (
        "Places of all state schools and bases together, those kept for other authorities too: "
        "20 more, 112 instead of 92, from September 2026;"
        " 52 more, 144 instead of 92, from September 2027; 47 more, 139 instead of 92, from September 2028."
    )


def test_a_school_that_closes_is_said_to_whether_its_places_are_set_or_taken_away(tmp_path):
    for amount in ("set: 0", "add: -80"):
        said = told(tmp_path, "", PLACES + change("closed", "1", "2028/29", amount))
        assert said == [
            "Places: Oak School (1) closes in September 2028, with 80 places until then.",
            (
                "Places of all state schools and bases together, those kept for other authorities too: "
                "80 fewer, 12 instead of 92, from September 2028."
            ),
        ]


def test_a_year_in_which_both_have_as_many_again_is_named(tmp_path):
    said = told(tmp_path, *(PLACES + change("more", "1", year, "add: 10") for year in ("2026/27", "2028/29")))
    assert said[-1] == (
        "Places of all state schools and bases together, those kept for other authorities too: "
        "10 fewer, 92 instead of 102, from September 2026;"
        " as many, 102, from September 2028."
    )


def test_areas_and_schools_are_named(tmp_path):
    lever = "levers: {x: {what: fee, where: {areas: [E1], providers: ['3']}, multiply: 0.9, from: 2026/27, "
    said = told(tmp_path, "", lever + "owner: O, evidence: E}}\n" + NEW.rpartition("  changes")[0])
    assert "Lever x: fee times 0.9 for area Eastham; provider Yew House (3), from 2026/27." in said
    begins = "New provider: Elm School (elm), state special in Eastham at 450000, 130000 for ASD"
    assert any(sentence.startswith(begins) for sentence in said)


def test_independent_places_are_counted_apart(tmp_path):
    said = told(tmp_path, "", PLACES + change("more", "3", "2026/27", "set: 30"))
    assert said[-1].startswith(
        "Places of all independent and non-maintained schools together, those kept for other authorities too: "
        "30 more, 30 instead of 0,"
    )


def test_without_a_pack_the_changes_are_told_and_no_sum(tmp_path):
    first, second = (
        side_of(scenario(tmp_path, text), None) for text in ("", PLACES + change("a", "1", "2026/27", "set: 30"))
    )
    assert differences(first, second) == ["Places: 30 places at 1 from September 2026."]


def test_the_places_of_the_pack_are_left_out_where_the_scenario_cancels_them(tmp_path):
    found = places_by_year(scenario(tmp_path, "places: {committed: false}\n"), PACK)
    assert found["1"][2030] == 60
    assert found["2"][2030] == 12
