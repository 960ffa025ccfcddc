"""Providers, places and prices of an import, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from models.vocabulary import NEEDS, PHASES, Phase
from sufficiency.importers.open_data.people.areas import Areas
from sufficiency.importers.open_data.people.dfe_release import CENSUS_AGES
from sufficiency.importers.open_data.providers import (
    bases,
    independent,
    positions,
    special_schools,
    state_special,
)
from sufficiency.importers.open_data.providers import special_schools as designations
from sufficiency.importers.open_data.providers import state_special as openings
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts
from sufficiency.importers.open_data.providers.provider_tables import ProviderTables, apportioned, joined

pytestmark = pytest.mark.unit

MILE = 1609.344
AREAS = Areas("district", pd.DataFrame({"area": ["E", "W"], "name": ["East", "West"]}), {"E": "E", "W": "W"})
FACT_COLUMNS = ["role", "provider", "name", "district", "needs", "min_age", "max_age", "academic_year", "value"]


def facts(*rows: tuple[object, ...]) -> PlaceFacts:
    """Facts as used: role, provider, academic year, value, then district, name, needs, ages where they matter."""
    table = [
        dict.fromkeys(FACT_COLUMNS, "")
        | dict(zip(["role", "provider", "academic_year", "value"], row[:4], strict=True))
        | (row[4] if len(row) > 4 else {})
        for row in rows
    ]
    used = pd.DataFrame(table, columns=FACT_COLUMNS)
    return PlaceFacts(used, used.astype({"value": "float64", "academic_year": str}), 2025)


def points() -> pd.DataFrame:
    """Two areas ten miles apart; three quarters of the children live in the east."""
    persons = {f"persons_{phase}": [300.0, 100.0] for phase in PHASES}
    return pd.DataFrame(
        {"point": ["e", "w"], "area": ["E", "W"], "easting": [10 * MILE, 0.0], "northing": [0.0, 0.0], **persons}
    )


def schools(**columns: list[object]) -> pd.DataFrame:
    """Three state special schools with rolls 100, 200 and none."""
    table = {
        "urn": ["1", "2", "3"],
        "name": ["One", "Two", "Three"],
        "district": ["E", "W", ""],
        "roll": [100.0, 200.0, np.nan],
        "easting": [0.0, 5.0, np.nan],
        "northing": [0.0, 0.0, np.nan],
        "designated": ["ASD", "SLD", "ASD"],
        "known": [True, True, False],
        "min_age": 2,
        "max_age": 18,
        "placed": [True, True, False],
        "area": ["E", "W", "E"],
    }
    return pd.DataFrame(table | columns)


def residents(**learners: float) -> np.ndarray:
    """Learners of age 10 in state special schools, by need."""
    table = np.zeros((len(CENSUS_AGES), len(NEEDS)))
    for need, count in learners.items():
        table[CENSUS_AGES.index(10), [str(code) for code in NEEDS].index(need)] = count
    return table


def counts(inside: float, outside: float, mainstream: float) -> independent.Counts:
    return independent.Counts("2024/25", "dfe_ehc_2025", inside, outside, mainstream, "made", "made")


def test_shares_are_whole_and_add_up() -> None:
    assert apportioned(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4.0, 3.0, 3.0]
    assert apportioned(np.array([2.0, 1.0]), 1.0, 0.01).tolist() == [0.67, 0.33]
    assert apportioned(np.zeros(2), 4).tolist() == [2.0, 2.0]


def test_rolls_are_scaled_to_the_published_places_around_the_schools_whose_places_are_published() -> None:
    known = facts(("school_places", "3", "2024/25", 40.0))
    places = state_special.school_places(schools(), known, 400.0).set_index("provider_id")
    assert places["places"].to_dict() == {"1": 120.0, "2": 240.0, "3": 40.0}
    assert places["basis"].to_dict() == {"1": "scaled", "2": "scaled", "3": "published"}


def test_a_later_published_figure_caps_the_scaled_one_before_it() -> None:
    known = facts(("school_places", "2", "2025/26", 210.0), ("school_places_added", "1", "2025/26", 20.0))
    places = state_special.school_places(schools().iloc[:2], known, 360.0)
    dated = {(row.provider_id, row.academic_year): row.places for row in places.itertuples()}
    assert dated == {("1", "2024/25"): 150, ("2", "2024/25"): 210, ("2", "2025/26"): 210, ("1", "2025/26"): 170}


def test_what_is_dated_up_to_a_later_base_year_is_in_its_places() -> None:
    known = facts(("school_places", "2", "2025/26", 210.0), ("school_places_added", "1", "2025/26", 20.0))
    places = state_special.school_places(schools().iloc[:2], replace(known, base_census_year=2026), 360.0)
    dated = {(row.provider_id, row.academic_year): row.places for row in places.itertuples()}
    assert dated == {("1", "2025/26"): 170, ("2", "2025/26"): 210}


def test_places_held_by_others_and_bought_from_others_are_apart() -> None:
    known = facts(
        ("state_special_places", "", "2024/25", 400.0),
        ("imported", "", "2024/25", 30.0),
        ("exported", "", "2024/25", 25.0),
    )
    supply = state_special.special_supply(schools(), known, residents(ASD=300.0, SLD=130.0))
    places = supply.places.set_index("provider_id")
    assert places.loc[["1", "2", "3"], "places"].sum() == 400
    assert places["reserved"].sum() == pytest.approx(30)
    assert places.loc[state_special.OTHERS, "places"] == 25
    assert "A-28" in supply.providers.set_index("provider_id").loc["3", "source"]


@pytest.mark.parametrize(("learners", "held", "bought"), [(100.0, True, False), (2000.0, False, True)])
def test_without_published_places_only_the_net_flow_crosses_the_boundary(
    learners: float, held: bool, bought: bool
) -> None:
    supply = state_special.special_supply(schools(), facts(), residents(ASD=learners))
    places = supply.places.set_index("provider_id")
    assert bool(places["reserved"].sum() > 0) is held
    assert (state_special.OTHERS in places.index) is bought


def test_an_authority_without_a_special_school_buys_every_place() -> None:
    supply = state_special.special_supply(schools().iloc[:0], facts(), residents(ASD=50.0))
    assert supply.providers["provider_id"].tolist() == [state_special.OTHERS]
    assert supply.places["places"].tolist() == [pytest.approx(47.95, abs=0.01)]


def test_a_school_without_a_position_stands_among_the_children_of_its_district() -> None:
    found = positions.positioned(
        schools(), points(), AREAS, facts(("school_places", "3", "2024/25", 1.0, {"district": "W"}))
    )
    assert found["area"].tolist() == ["W", "W", "W"]
    assert found["easting"].tolist() == [0.0, 5.0, 0.0]
    assert found["placed"].tolist() == [True, True, False]
    nowhere = positions.positioned(schools(), points(), AREAS, facts())
    assert nowhere["easting"].iloc[2] == pytest.approx(7.5 * MILE, abs=1)


def test_nearer_schools_draw_more_children() -> None:
    reach = positions.reach(points(), pd.DataFrame({"easting": [10 * MILE, 0.0], "northing": [0.0, 0.0]}))
    assert reach.draw[0] > reach.draw[1]
    assert reach.miles[0] < 13.5 * 0.25 < 13.5 * 0.75
    assert (reach.draw <= 1).all()


def test_bases_have_as_many_places_as_learners_and_opened_ones_stand_by_themselves() -> None:
    opened = facts(
        (
            "base_opened",
            "base-new",
            "2025/26",
            12.0,
            {"name": "New", "district": "W", "needs": "SEMH", "min_age": "7", "max_age": "10"},
        )
    )
    learners = dict.fromkeys(PHASES, 0.0) | {Phase.PRIMARY: 40.4, Phase.POST_16: 0.6}
    supply = bases.base_supply(learners, dict.fromkeys(PHASES, "ASD SLCN"), points(), opened)
    places = dict(zip(supply.places["provider_id"], supply.places["places"], strict=True))
    assert places == {"base-E-primary": 30, "base-W-primary": 10, "base-E-post-16": 1, "base-new": 12}
    row = supply.providers.set_index("provider_id").loc["base-new"]
    assert (row["needs"], row["min_age"], row["max_age"], row["area"]) == ("SEMH", 7, 10, "W")
    assert set(supply.providers["requirements"]) == {"base"}


def test_published_places_of_bases_stand_before_the_learners_in_them() -> None:
    learners = dict.fromkeys(PHASES, 0.0) | {Phase.PRIMARY: 30.0, Phase.SECONDARY: 10.0}
    published = facts(("base_places", "", "2024/25", 60.0))
    supply = bases.base_supply(learners, dict.fromkeys(PHASES, "ASD"), points(), published)
    assert supply.places["places"].sum() == 60
    assert set(supply.places["basis"]) == {"scaled"}
    assert supply.places.set_index("provider_id").loc["base-E-primary", "places"] == 34


def test_no_bases_at_all_make_an_empty_table() -> None:
    supply = joined([bases.base_supply(dict.fromkeys(PHASES, 0.0), dict.fromkeys(PHASES, ""), points(), facts())])
    assert supply.providers.empty
    assert supply.places.empty


def demand(special: float, mainstream: float) -> independent.LearnersToPlace:
    """Learners of age 8, nine in ten ASD in independent schools, the rest SEMH in non-maintained ones."""
    parts = [np.zeros((2, len(NEEDS))) for _ in range(3)]
    parts[0][0, 0], parts[1][0, 1], parts[2][0, 0] = 0.9 * special, 0.1 * special, mainstream
    return independent.LearnersToPlace((8, 20), *parts)


def market() -> pd.DataFrame:
    """One independent school inside, one independent and one non-maintained outside, and one too small to name."""
    return pd.DataFrame(
        {
            "urn": ["1", "2", "3", "4"],
            "name": ["In", "Out", "Charity", "Tiny"],
            "kind": ["independent special"] * 2 + ["non-maintained special", "independent special"],
            "inside": [True, False, False, False],
            "weight": [10.0, 10.0, 10.0, 0.001],
            "miles": [5.0, 20.0, 30.0, 50.0],
            "needs": ["ASD", "ASD", "ASD SEMH", "ASD"],
            "min_age": 5,
            "max_age": 15,
            "area": ["E", "E", "E", "E"],
            "easting": 0.0,
            "northing": 0.0,
        }
    )


def test_named_schools_hold_the_published_places_inside_and_outside() -> None:
    named = independent.named_places(market(), counts(60.0, 40.0, 0.0), demand(100.0, 0.0))
    assert named["name"].tolist() == ["In", "Out", "Charity"]
    assert named.groupby("inside")["places"].sum().to_dict() == {True: 60.0, False: 40.0}
    assert named.set_index("name").loc["Charity", "places"] == pytest.approx(10.0, abs=0.5)


def test_learners_beyond_the_named_places_sit_with_the_market_by_need() -> None:
    wanted = demand(100.0, 5.0)
    named = independent.named_places(market(), counts(60.0, 20.0, 3.0), wanted)
    places = dict(zip(map(str, NEEDS), independent.market_places(named, 3.0, wanted), strict=True))
    assert sum(places.values()) == pytest.approx(100 - 80 + 5 - 3, abs=0.01)
    assert places["ASD"] > places["SEMH"] >= 0
    supply = independent.independent_supply(named, points(), counts(60.0, 20.0, 3.0), wanted)
    elastic = supply.providers[supply.providers["elastic"] == "yes"]
    assert elastic["provider_id"].tolist() == [f"market-{need}" for need in NEEDS]
    assert elastic["journey_miles"].iloc[0] == pytest.approx(np.average(named["miles"], weights=named["places"]))


def test_a_need_that_no_named_school_takes_is_the_markets() -> None:
    wanted = demand(100.0, 0.0)
    wanted.independent[1, 4] = 7.0
    named = independent.named_places(market(), counts(60.0, 20.0, 0.0), wanted)
    assert independent.market_places(named, 0.0, wanted)[4] == pytest.approx(7.0, abs=1e-6)


def test_counts_without_published_figures_follow_the_learners_and_the_schools_weight() -> None:
    found = independent.counts_of(facts(), market(), demand(100.0, 8.0))
    assert (found.inside, found.outside, found.mainstream) == (32.0, 63.0, 8.0)
    assert found.special_source == "dfe_ehc_2025 A-26 A-37"
    published = facts(
        ("inmss_inside", "", "2024/25", 60.0),
        ("inmss_outside", "", "2024/25", 40.0),
        ("independent_mainstream", "", "2024/25", 8.0),
    )
    stated = independent.counts_of(published, market(), demand(100.0, 8.0))
    assert (stated.inside, stated.outside, stated.special_source) == (52.0, 40.0, "place_facts A-26")


def test_independent_mainstream_schools_have_whole_places_where_there_are_any() -> None:
    supply = independent.independent_supply(
        independent.named_places(market(), counts(60.0, 20.0, 1.0), demand(100.0, 1.0)),
        points(),
        counts(60.0, 20.0, 1.0),
        demand(100.0, 1.0),
    )
    own = supply.providers[supply.providers["provision"] == "independent_mainstream"]
    assert own["provider_id"].tolist() == ["independent-mainstream-E"]
    assert own["needs"].tolist() == ["ASD SEMH SLCN MLD SPLD"]


def test_a_school_whose_opening_is_published_fills_in_five_steps_with_the_needs_it_is_for() -> None:
    new = {"name": "New School", "needs": "SEMH", "min_age": "7", "max_age": "18", "district": "W"}
    supply = openings.opened_schools(facts(("school_opened", "new", "2025/26", 48.0, new)), points(), AREAS)
    assert supply.places.set_index("academic_year")["places"].to_dict() == {
        "2025/26": 10,
        "2026/27": 19,
        "2027/28": 29,
        "2028/29": 38,
        "2029/30": 48,
    }
    assert supply.places["basis"].tolist() == ["scaled"] * 4 + ["published"]
    row = supply.providers.iloc[0]
    assert (row["needs"], row["area"], row["min_age"], row["max_age"]) == ("SEMH", "W", 7, 18)
    assert openings.opened_schools(facts(), points(), AREAS).providers.empty


def designated(*codes: str) -> pd.DataFrame:
    """Schools of ages 2 to 18 with these designations."""
    return pd.DataFrame({"designated": codes, "min_age": 2, "max_age": 18})


def test_a_need_is_short_where_its_designated_schools_cannot_hold_its_learners() -> None:
    schools_of = designated("HI", "SEMH", "MLD ASD SLCN")
    places = np.array([100.0, 50.0, 200.0])
    learners = residents(HI=20.0, SEMH=60.0, ASD=150.0, MLD=40.0)
    short = designations.short_needs(schools_of, places, learners)
    assert "SEMH" in short
    assert not {"HI", "ASD", "MLD"} & short
    assert "PMLD" in short  # nobody is designated for it


def test_places_are_raised_to_the_learners_before_a_need_is_called_short() -> None:
    assert "SEMH" not in designations.short_needs(designated("SEMH"), np.array([50.0]), residents(SEMH=60.0))


def test_common_needs_cross_over_only_where_they_are_short() -> None:
    assert special_schools.widened("HI") == "HI MSI OTH"
    assert special_schools.widened("HI", frozenset({"SLCN"})) == "SLCN HI MSI OTH"
    assert special_schools.widened("SEMH") == "SEMH SPLD OTH"
    assert special_schools.widened("MLD ASD SLCN", frozenset({"SEMH"})) == "ASD SEMH SLCN MLD SPLD PD HI VI DS OTH"


def test_joined_parts_keep_every_row() -> None:
    part = ProviderTables(pd.DataFrame({"provider_id": ["a"]}), pd.DataFrame({"provider_id": ["a"], "places": [1.0]}))
    assert len(joined([part, part]).providers) == 2
