"""Providers, places and prices of an import, by hand."""

import numpy as np
import pandas as pd
import pytest

from models.vocabulary import NEEDS, PHASES, Phase
from sufficiency.importers import bases, gaps, independent, positions, prices, state_special
from sufficiency.importers.areas import Areas
from sufficiency.importers.place_facts import PlaceFacts
from sufficiency.importers.provider_tables import ProviderTables, apportioned, joined
from sufficiency.importers.source_files import SourceFile

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
    return PlaceFacts(used, used.astype({"value": "float64", "academic_year": str}))


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
        "designated": ["ASD", "SLD", None],
        "needs": ["ASD", "SLD", "ASD"],
        "min_age": 2,
        "max_age": 18,
        "placed": [True, True, False],
        "area": ["E", "W", "E"],
    }
    return pd.DataFrame(table | columns)


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


def test_places_held_by_others_and_bought_from_others_are_apart() -> None:
    known = facts(
        ("state_special_places", "", "2024/25", 400.0),
        ("imported", "", "2024/25", 30.0),
        ("exported", "", "2024/25", 25.0),
    )
    supply = state_special.special_supply(schools(), known, 430.0, "ASD SLD")
    places = supply.places.set_index("provider_id")
    assert places.loc[["1", "2", "3"], "places"].sum() == 400
    assert places["reserved"].sum() == pytest.approx(30)
    assert places.loc[state_special.OTHERS, "places"] == 25
    assert "A-28" in supply.providers.set_index("provider_id").loc["3", "source"]


@pytest.mark.parametrize(("learners", "held", "bought"), [(100.0, True, False), (2000.0, False, True)])
def test_without_published_places_only_the_net_flow_crosses_the_boundary(
    learners: float, held: bool, bought: bool
) -> None:
    places = state_special.special_supply(schools(), facts(), learners, "ASD").places.set_index("provider_id")
    assert bool(places["reserved"].sum() > 0) is held
    assert bool(places.loc[state_special.OTHERS, "places"] > 0) is bought


def test_an_authority_without_a_special_school_buys_every_place() -> None:
    supply = state_special.special_supply(schools().iloc[:0], facts(), 50.0, "ASD")
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
    supply = bases.base_supply(learners, "ASD SLCN", points(), opened)
    places = dict(zip(supply.places["provider_id"], supply.places["places"], strict=True))
    assert places == {"base-E-primary": 30, "base-W-primary": 10, "base-E-post-16": 1, "base-new": 12}
    row = supply.providers.set_index("provider_id").loc["base-new"]
    assert (row["needs"], row["min_age"], row["max_age"], row["area"]) == ("SEMH", 7, 10, "W")
    assert set(supply.providers["requirements"]) == {"base"}


def test_no_bases_at_all_make_an_empty_table() -> None:
    supply = joined([bases.base_supply(dict.fromkeys(PHASES, 0.0), "", points(), facts())])
    assert supply.providers.empty
    assert supply.places.empty


def demand(special: float, mainstream: float) -> independent.Demand:
    """Learners of age 8, nine in ten ASD in independent schools, the rest SEMH in non-maintained ones."""
    parts = [np.zeros((2, len(NEEDS))) for _ in range(3)]
    parts[0][0, 0], parts[1][0, 1], parts[2][0, 0] = 0.9 * special, 0.1 * special, mainstream
    return independent.Demand((8, 20), *parts)


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
    counts = independent.Counts(60.0, 40.0, 0.0)
    named = independent.named_places(market(), counts, demand(100.0, 0.0))
    assert named["name"].tolist() == ["In", "Out", "Charity"]
    assert named.groupby("inside")["places"].sum().to_dict() == {True: 60.0, False: 40.0}
    assert named.set_index("name").loc["Charity", "places"] == pytest.approx(10.0, abs=0.5)


def test_learners_beyond_the_named_places_sit_with_the_market_by_need() -> None:
    counts = independent.Counts(60.0, 20.0, 3.0)
    wanted = demand(100.0, 5.0)
    named = independent.named_places(market(), counts, wanted)
    places = dict(zip(map(str, NEEDS), independent.market_places(named, counts.mainstream, wanted), strict=True))
    assert sum(places.values()) == pytest.approx(100 - 80 + 5 - 3, abs=0.01)
    assert places["ASD"] > places["SEMH"] >= 0
    supply = independent.independent_supply(named, points(), counts, wanted)
    elastic = supply.providers[supply.providers["elastic"] == "yes"]
    assert elastic["provider_id"].tolist() == [f"market-{need}" for need in NEEDS]
    assert elastic["journey_miles"].iloc[0] == pytest.approx(np.average(named["miles"], weights=named["places"]))


def test_a_need_that_no_named_school_takes_is_the_markets() -> None:
    wanted = demand(100.0, 0.0)
    wanted.independent[1, 4] = 7.0
    named = independent.named_places(market(), independent.Counts(60.0, 20.0, 0.0), wanted)
    assert independent.market_places(named, 0.0, wanted)[4] == pytest.approx(7.0, abs=1e-6)


def test_counts_without_published_figures_follow_the_learners_and_the_schools_weight() -> None:
    counts = independent.counts_of(facts(), market(), demand(100.0, 8.0))
    assert counts.inside + counts.outside == pytest.approx(95.0)
    assert counts.inside == pytest.approx(95.0 / 3, abs=0.01)
    assert counts.mainstream == 8


def test_joined_parts_keep_every_row() -> None:
    part = ProviderTables(pd.DataFrame({"provider_id": ["a"]}), pd.DataFrame({"provider_id": ["a"], "places": [1.0]}))
    assert len(joined([part, part]).providers) == 2


def outturn(folder: object, spend: str) -> SourceFile:
    """One authority's outturn: ``spend`` on 100 learners."""
    path = folder / "outturn.csv"  # type: ignore[operator]
    header = "old_la_code,outturn_2021_22_topup_maint_special,plans_jan2021_state_special"
    path.write_text(f"{header}\n805,{spend},100\n", encoding="utf-8")
    return SourceFile("high_needs_2021_22", path, "DfE", "t", "2022", "OGL")


def test_top_ups_average_the_outturn_and_keep_the_published_range(tmp_path: object) -> None:
    mix = prices.Mix({"MLD": 50.0, "PMLD": 50.0}, {"ASD": 1.0}, 10.0)
    source = outturn(tmp_path, "1000000")
    table = prices.prices_table(facts(), source, "805", mix)
    top_up = table[(table["item"] == "top_up") & (table["provision"] == "state_special")].set_index("need")["value"]
    assert (top_up["MLD"] + top_up["PMLD"]) / 2 == pytest.approx(10_000 * 1.03**3, abs=1)
    limits = facts(("top_up_lowest", "", "2024/25", 6000.0), ("top_up_highest", "", "2024/25", 8000.0))
    held = prices.prices_table(limits, source, "805", mix)
    held = held[(held["item"] == "top_up") & (held["provision"] == "state_special")]["value"]
    assert (held.min(), held.max()) == (6000, 8000)


def test_transport_averages_the_published_cost_at_the_mean_journey(tmp_path: object) -> None:
    table = prices.prices_table(facts(), outturn(tmp_path, "z"), "805", prices.Mix({"ASD": 1.0}, {"ASD": 1.0}, 12.5))
    value = table.set_index("item")["value"]
    assert value["transport_fixed"] + 12.5 * value["transport_mile"] == pytest.approx(prices.TRANSPORT_GBP, abs=0.1)


def test_without_an_outturn_or_a_local_fee_englands_figures_stand_and_say_so(tmp_path: object) -> None:
    table = prices.prices_table(facts(), outturn(tmp_path, "x"), "805", prices.Mix({"ASD": 1.0}, {"ASD": 1.0}, 12.5))
    fee = table[(table["item"] == "fee") & (table["provision"] == "independent_special")].iloc[0]
    assert (fee["value"], fee["basis"], fee["source"]) == (63_000, "estimated", "A-37 A-23")
    local = prices.prices_table(
        facts(("fee_special", "", "2024/25", 78_000.0)),
        outturn(tmp_path, "x"),
        "805",
        prices.Mix({"ASD": 1.0}, {"ASD": 1.0}, 12.5),
    )
    fee = local[(local["item"] == "fee") & (local["provision"] == "independent_special")].iloc[0]
    assert (fee["value"], fee["need"]) == (78_000, "ASD")


def pattern() -> dict[str, pd.DataFrame]:
    """England: half of each age in mainstream, half special; ASD in both, SEMH in special only."""
    return {
        "plans_by_age_provision": pd.DataFrame(
            {"census_year": 2025, "age": [5, 5, 6, 6], "provision": ["mainstream", "state_special"] * 2, "plans": 50.0}
        ),
        "plans_by_age_need": pd.DataFrame(
            {"census_year": 2025, "age": [5, 5, 6, 6], "need": ["ASD", "SEMH"] * 2, "plans": [60.0, 40.0] * 2}
        ),
        "plans_by_need_provision": pd.DataFrame(
            {
                "census_year": 2025,
                "need": ["ASD", "ASD", "SEMH", "SEMH"],
                "provision": ["mainstream", "state_special"] * 2,
                "plans": [100.0, 20.0, 0.0, 80.0],
            }
        ),
        "new_plans": pd.DataFrame({"calendar_year": [2024], "age": [5], "plans": [10.0]}),
        "new_plans_by_need": pd.DataFrame(
            {"calendar_year": 2024, "age": [5, 5], "need": ["ASD", "SEMH"], "plans": [3.0, 1.0]}
        ),
    }


def test_what_is_published_is_left_alone() -> None:
    own = pattern()
    found = gaps.filled(own, pattern(), {"ASD": 1.0})
    assert all(found[name].equals(own[name]) for name in own)


def test_placements_that_were_not_returned_take_englands_pattern_at_the_authoritys_ages() -> None:
    own = pattern()
    own["plans_by_age_provision"] = own["plans_by_age_provision"].iloc[:0]
    own["plans_by_need_provision"] = (
        own["plans_by_need_provision"].assign(provision="not_recorded").drop_duplicates("need")
    )
    own["plans_by_age_need"] = own["plans_by_age_need"].assign(plans=[10.0, 0.0, 5.0, 15.0])
    found = gaps.filled(own, pattern(), {})
    by_age = found["plans_by_age_provision"].groupby("age")["plans"].sum()
    assert by_age.to_dict() == pytest.approx({5: 10.0, 6: 20.0})
    pairs = found["plans_by_need_provision"].groupby("provision")["plans"].sum()
    assert pairs.to_dict() == pytest.approx({"mainstream": 15.0, "state_special": 15.0})
    assert all("A-39" in source for source in found["plans_by_need_provision"]["source"])


def test_needs_that_were_not_returned_by_age_keep_the_authoritys_totals() -> None:
    own = pattern()
    for name in ("plans_by_age_need", "plans_by_need_provision", "new_plans_by_need"):
        own[name] = own[name].iloc[:0]
    found = gaps.filled(own, pattern(), {"ASD": 150.0, "SEMH": 48.0, "not_recorded": 2.0})
    by_need = found["plans_by_age_need"].groupby("need")["plans"].sum()
    assert by_need.to_dict() == pytest.approx({"ASD": 150 * 200 / 198, "SEMH": 48 * 200 / 198}, abs=1e-4)
    assert found["new_plans_by_need"].set_index("need")["plans"].to_dict() == pytest.approx({"ASD": 7.5, "SEMH": 2.5})
