"""How near home learners have their specialist place, by hand."""

import pandas as pd
import pytest

from sufficiency.results.local_shares import LOCAL_SHARES, shares_of
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

PROVIDERS = pd.DataFrame(
    [
        ("school-n", "state_special", "north", "no"),
        ("base-s", "specialist_base", "south", "no"),
        ("private-n", "independent_special", "north", "no"),
        ("theirs", "state_special", "", "no"),
        ("private-far", "independent_special", None, "no"),
        ("market", "independent_special", "", "yes"),
    ],
    columns=["provider_id", "provision", "area", "elastic"],
)
PLACED = pd.DataFrame(
    [
        ("2024/25", "north", "ASD", "school-n", 6.0),
        ("2024/25", "north", "ASD", "private-n", 1.0),
        ("2024/25", "north", "ASD", "market", 3.0),
        ("2024/25", "south", "ASD", "school-n", 4.0),
        ("2024/25", "south", "SEMH", "base-s", 2.0),
        ("2024/25", "south", "SEMH", "theirs", 1.0),
        ("2024/25", "south", "SEMH", "private-far", 5.0),
        ("2025/26", "south", "SEMH", "market", 2.0),
    ],
    columns=["academic_year", "area", "need", "provider_id", "learners"],
)


def row(year: str, area: str, need: str) -> dict[str, float]:
    table = shares_of(PLACED, PROVIDERS).set_index(["academic_year", "area", "need"])
    return table.loc[(year, area, need)].to_dict()


def test_a_state_place_in_the_own_area_counts_and_an_independent_one_there_does_not() -> None:
    assert row("2024/25", "north", "ASD") == {
        "learners": 10.0,
        "in_area_state": 6.0,
        "in_authority": 7.0,
        "out_of_authority": 0.0,
        "in_market": 3.0,
        "share_in_area_state": 0.6,
        "share_out_of_authority": 0.0,
    }


def test_a_state_place_in_another_area_of_the_authority_is_in_the_authority_only() -> None:
    south = row("2024/25", "south", "ASD")
    assert (south["in_area_state"], south["in_authority"]) == (0.0, 4.0)


def test_out_of_area_is_every_place_that_stands_outside_whoever_runs_it() -> None:
    semh = row("2024/25", "all", "SEMH")
    assert (semh["in_area_state"], semh["out_of_authority"]) == (2.0, 6.0)
    assert semh["share_out_of_authority"] == pytest.approx(6 / 8)


def test_where_only_the_market_is_left_no_share_out_of_area_is_claimed() -> None:
    later = row("2025/26", "south", "SEMH")
    assert (later["in_market"], later["share_out_of_authority"], later["share_in_area_state"]) == (2.0, 0.0, 0.0)


def test_all_areas_and_needs_add_up_and_every_learner_is_in_one_column() -> None:
    table = check(shares_of(PLACED, PROVIDERS), LOCAL_SHARES)
    whole = table[(table["area"] == "all") & (table["need"] == "all")].set_index("academic_year")["learners"]
    assert whole.to_dict() == {"2024/25": 22.0, "2025/26": 2.0}
    apart = table["in_authority"] + table["out_of_authority"] + table["in_market"]
    assert (apart == table["learners"]).all()
    assert (table["in_area_state"] <= table["in_authority"]).all()
    cells = table[(table["area"] != "all") & (table["need"] != "all")]
    assert cells["learners"].sum() == PLACED["learners"].sum()


def test_a_placement_with_an_unknown_provider_is_named() -> None:
    with pytest.raises(ValueError, match="does not have: nobody"):
        shares_of(PLACED.assign(provider_id="nobody"), PROVIDERS)
