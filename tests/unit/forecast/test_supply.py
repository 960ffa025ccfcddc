from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import BASE, HORIZON, NEW_SCHOOL, inputs_of, write_tiny_pack

from models.places.supply import Supply
from models.vocabulary import academic_year
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.contracts import PROVIDERS
from sufficiency.scenario.checks.pack_lists import read_lists
from sufficiency.scenario.dated_places import places_by_year
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

NEW = {**NEW_SCHOOL, "needs": ["ASC", "SEMH"]}
YEARS = [academic_year(year) for year in range(BASE, HORIZON + 1)]


def supply_of(folder: Path, places: dict[str, object] | None = None, changes=None) -> Supply:
    pack = write_tiny_pack(folder, changes, {"places": places} if places else None)
    return scenario_supply(inputs_of(pack), load_scenario(pack.scenario), BASE)


def of(supply: Supply, provider: str, values: np.ndarray | None = None) -> list[float]:
    column = supply.providers["provider_id"].tolist().index(provider)
    return (supply.places if values is None else values)[:, column].tolist()


def change(provider: str, year: str, **amount: object) -> dict[str, object]:
    return {"provider": provider, "from": year, "source": "assumed", **amount}


def test_without_changes_the_places_are_those_of_the_pack(tmp_path):
    supply = supply_of(tmp_path)
    assert of(supply, "oak") == [24] * 5
    assert of(supply, "elm") == [14, 14, 20, 20, 20]
    assert of(supply, "ash-base") == [12] * 5, "phases add up"


def test_residents_can_use_what_other_authorities_do_not_hold(tmp_path):
    supply = supply_of(tmp_path)
    assert of(supply, "elm", supply.usable_places) == [12, 12, 18, 18, 18]


def test_a_scenario_may_leave_out_what_the_pack_has_dated(tmp_path):
    assert of(supply_of(tmp_path, {"committed": False}), "elm") == [14] * 5


def test_an_addition_stands_beside_the_packs_own_change(tmp_path):
    supply = supply_of(tmp_path, {"changes": {"more": change("elm", "2025/26", add=5)}})
    assert of(supply, "elm") == [14, 19, 25, 25, 25]


def test_a_set_number_holds_until_the_next_dated_change(tmp_path):
    supply = supply_of(tmp_path, {"changes": {"fewer": change("elm", "2025/26", set=10)}})
    assert of(supply, "elm") == [14, 10, 20, 20, 20]


def test_a_set_number_replaces_the_packs_of_the_same_september(tmp_path):
    supply = supply_of(tmp_path, {"changes": {"other": change("elm", "2026/27", set=30)}})
    assert of(supply, "elm") == [14, 14, 30, 30, 30]


def test_a_set_number_of_one_phase_leaves_the_other_phases(tmp_path):
    supply = supply_of(tmp_path, {"changes": {"more": change("ash-base", "2026/27", set=10, phase="secondary")}})
    assert of(supply, "ash-base") == [12, 12, 18, 18, 18]


def test_a_set_number_changes_nothing_about_places_held_by_others(tmp_path):
    held = {"places": lambda table: table.assign(reserved=table["reserved"].mask(table["places"] == 20, 6.0))}
    supply = supply_of(tmp_path, {"changes": {"more": change("elm", "2025/26", set=30)}}, held)
    assert of(supply, "elm", supply.reserved) == [2, 2, 6, 6, 6]
    assert of(supply, "elm", supply.usable_places) == [12, 28, 14, 14, 14]


def test_places_held_by_others_in_one_phase_stay_there_when_another_phase_is_set(tmp_path):
    held = {"places": lambda table: table.assign(reserved=table["reserved"].mask(table["phase"] == "secondary", 3.0))}
    supply = supply_of(tmp_path, {"changes": {"more": change("ash-base", "2026/27", set=10, phase="primary")}}, held)
    assert of(supply, "ash-base", supply.reserved) == [3] * 5


def test_a_school_set_to_nothing_has_no_places_for_anybody(tmp_path):
    supply = supply_of(tmp_path, {"changes": {"closing": change("elm", "2027/28", set=0)}})
    assert of(supply, "elm") == [14, 14, 20, 0, 0]
    assert of(supply, "elm", supply.usable_places)[3:] == [0, 0]


def test_a_new_provider_takes_the_kinds_of_place_of_its_provision(tmp_path):
    supply = supply_of(
        tmp_path, {"new_providers": {"rowan": NEW}, "changes": {"a": change("rowan", "2027/28", set=40)}}
    )
    assert of(supply, "rowan") == [0, 0, 0, 40, 40]
    row = supply.providers.set_index("provider_id").loc["rowan"]
    assert (row["requirements"], row["needs"], row["elastic"]) == ("special", "ASD SEMH", "no")
    assert list(supply.providers.columns) == PROVIDERS.column_names


def test_providers_are_sorted_and_places_follow_their_order(tmp_path):
    supply = supply_of(tmp_path, changes={"providers": lambda table: table.iloc[::-1]})
    ids = supply.providers["provider_id"].tolist()
    assert ids == sorted(ids)
    assert supply.places.shape == (len(YEARS), len(ids))


def test_the_order_of_the_packs_rows_changes_nothing(tmp_path):
    straight, turned = supply_of(tmp_path / "a"), tmp_path / "b"
    pack = write_tiny_pack(turned)
    path = pack.table("places")
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    again = scenario_supply(inputs_of(pack), load_scenario(pack.scenario), BASE)
    pd.testing.assert_frame_equal(again.providers, straight.providers)
    assert (again.places == straight.places).all()


def test_what_a_difference_of_two_scenarios_counts_is_what_a_run_has(tmp_path):
    places = {
        "new_providers": {"rowan": {**NEW, "opens": "2026/27", "places": [20, 40]}},
        "changes": {
            "set": change("elm", "2026/27", set=30),
            "more": change("elm", "2026/27", add=5),
            "part": change("ash-base", "2026/27", set=10, phase="secondary"),
            "gone": change("oak", "2027/28", set=0),
        },
    }
    pack = write_tiny_pack(tmp_path, None, {"places": places})
    scenario = load_scenario(pack.scenario)
    supply = scenario_supply(inputs_of(pack), scenario, BASE)
    counted = places_by_year(scenario, read_lists(pack.folder))
    for place, provider_id in enumerate(supply.providers["provider_id"]):
        assert list(counted[provider_id].values()) == supply.places[:, place].tolist()
