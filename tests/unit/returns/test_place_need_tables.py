"""Place need by hand: what a place to spare serves, what is left to build, and totals that foot."""

import numpy as np
import pandas as pd
import pytest
from need_by_hand import (
    cells_by_hand,
    groups_by_hand,
    reach_by_hand,
    schools_by_hand,
    totals_by_hand,
)

from sufficiency.returns.place_need.cube import is_total, levels
from sufficiency.returns.place_need.market_position import market_position, with_places
from sufficiency.returns.place_need.prices_of_places import BuildingCost, CostsOfPlaces
from sufficiency.returns.place_need.spare import places_to_spare
from sufficiency.returns.place_need.tables import (
    DERIVED,
    KEY,
    OVER,
    SUMS,
    DiversionAssumed,
    derived_rows,
    independent_rows,
    of_level,
    place_need_rows,
)

pytestmark = pytest.mark.unit

NOW, NEXT = "2024/25", "2025/26"
DIVERSION = DiversionAssumed(0.1, 0.0, 0.3)
GROUPS = ("autism_communication", "semh")


def costs(benchmark: float | None = None) -> CostsOfPlaces:
    kinds = [(kind, group) for kind in ("base", "special") for group in GROUPS]
    return CostsOfPlaces(
        funding={"base": 6_000.0, "special": 10_000.0},
        top_up=dict.fromkeys(kinds, 15_000.0),
        fee=dict.fromkeys(kinds, 60_000.0),
        mainstream=8_000.0,
        fees_by_need=False,
        building={
            "base": BuildingCost(15_000.0, 75_000.0, "usual", benchmark),
            "special": BuildingCost(70_000.0, 120_000.0, "usual", benchmark),
        },
    )


def state() -> pd.DataFrame:
    groups = groups_by_hand()
    return groups[groups["requirement"] == "special"]


def served(within: float) -> dict[tuple[str, ...], float]:
    groups = state()
    to_spare = places_to_spare(groups, cells_by_hand(), schools_by_hand(), reach_by_hand(), within)
    keys = groups[["academic_year", "area", "need_group"]].itertuples(index=False, name=None)
    return {key: float(value) for key, value in zip(keys, to_spare, strict=True) if value}


def derived(benchmark: float | None = None) -> pd.DataFrame:
    groups = state()
    to_spare = places_to_spare(groups, cells_by_hand(), schools_by_hand(), reach_by_hand(), 30.0)
    return derived_rows(groups_by_hand(), to_spare, DIVERSION, costs(benchmark))


def test_a_place_within_reach_serves_and_the_nearest_come_first() -> None:
    assert served(30.0) == {(NOW, "north", "autism_communication"): 3.0, (NOW, "south", "autism_communication"): 2.0}


def test_a_place_out_of_reach_or_for_another_need_serves_nobody() -> None:
    assert served(20.0) == {(NOW, "south", "autism_communication"): 2.0}
    assert served(14.0) == {}
    assert served(45.0)[NEXT, "north", "semh"] == 3.0


def test_a_school_serves_only_the_needs_of_a_group_that_it_takes() -> None:
    cells = cells_by_hand()
    other = cells[(cells["need"] == "ASD")].assign(need="SLCN", gap=2.0)
    both = pd.concat([cells.assign(gap=cells["gap"].where(cells["need"] != "ASD", cells["gap"] - 2.0)), other])
    groups = state()
    schools = schools_by_hand().assign(unused=100.0)
    to_spare = places_to_spare(groups, both, schools, reach_by_hand(), 30.0)
    north = groups.index[(groups["area"] == "north") & (groups["need_group"] == "autism_communication")]
    assert to_spare.loc[north].tolist() == [4.0, 4.0]


def test_to_build_is_the_gap_less_what_serves_it_in_every_row_and_total() -> None:
    rows = derived()
    now = of_level(rows[rows["academic_year"] == NOW])
    assert now[["to_spare", "to_build"]].to_numpy().tolist() == [[5.0, 7.0]]
    assert (rows["to_build"] >= 0).all()
    assert now[["inmss_avoided", "inmss_avoided_low", "inmss_avoided_high"]].to_numpy().tolist() == [[0.7, 0.0, 2.1]]
    assert now[["build_low_gbp", "build_high_gbp"]].to_numpy().tolist() == [[490_000.0, 840_000.0]]


def test_a_surplus_of_one_area_or_need_offsets_no_gap_of_another() -> None:
    """Elm's three places to spare in 2025/26 are out of reach: the whole gap is to be built."""
    rows = derived()
    assert of_level(rows[rows["academic_year"] == NEXT])["to_build"].tolist() == [12.0]


@pytest.mark.parametrize("columns", [SUMS, DERIVED])
def test_every_total_is_the_sum_of_the_rows_that_differ_only_there(columns: tuple[str, ...]) -> None:
    table = place_need_rows(groups_by_hand(), totals_by_hand()) if columns is SUMS else derived(benchmark=50_000.0)
    for name in OVER:
        others = [other for other in KEY if other != name]
        parts = table[table[name] != "all"].groupby(others)[list(columns)].sum()
        totals = table[table[name] == "all"].set_index(others)[list(columns)]
        np.testing.assert_allclose(totals.loc[parts.index].to_numpy(), parts.to_numpy(), atol=1e-9)


def test_inmss_avoided_foots_as_it_is_written() -> None:
    """Each two decimals: summed before they are written, parts of a thousandth would be lost or gained."""
    groups = groups_by_hand()
    groups["gap"] += 0.07
    table = derived_rows(groups, pd.Series(0.0, index=state().index), DiversionAssumed(0.1, 0.04, 0.33), costs())
    columns = ["inmss_avoided", "inmss_avoided_low", "inmss_avoided_high"]
    written = table.assign(**{name: table[name].round(2) for name in columns})
    rows = written[~is_total(written, OVER)].groupby("academic_year")[columns].sum()
    np.testing.assert_allclose(of_level(written)[columns].to_numpy(), rows.to_numpy(), atol=1e-9)


def test_learners_whom_only_an_independent_school_serves_stand_apart() -> None:
    groups = groups_by_hand()
    need, apart = place_need_rows(groups, totals_by_hand()), independent_rows(groups)
    assert of_level(need)["required"].tolist() == [60.0, 60.0]
    assert set(need["requirement"]) == {"special", "all"}
    everywhere = apart[~is_total(apart, OVER[:-1])]
    assert everywhere[["required", "in_inmss"]].to_numpy().tolist() == [[7.0, 7.0]] * 2


def test_a_range_of_a_total_is_that_of_the_run_or_none() -> None:
    need = place_need_rows(groups_by_hand(), totals_by_hand())
    whole = of_level(need[need["academic_year"] == NOW]).iloc[0]
    assert (whole["gap_p10"], whole["gap_p90"]) == (9.0, 15.0)
    assert of_level(need, area="each")["gap_p10"].isna().all()


def test_levels_are_named_by_what_is_not_added_up() -> None:
    table = pd.DataFrame({"area": ["north", "all", "all"], "phase": ["all", "all", "primary"]})
    assert levels(table, ("area", "phase")).tolist() == ["area", "authority", "phase"]


def test_the_market_is_asked_for_all_who_are_there_and_told_what_is_built() -> None:
    groups = groups_by_hand()
    need, apart = place_need_rows(groups, totals_by_hand()), independent_rows(groups)
    table = with_places(market_position(need, apart), derived()).set_index(["academic_year", "area", "need_group"])
    north = table.loc[NOW, "north", "semh"]
    assert north[["in_inmss", "for_want", "otherwise", "independent_only"]].tolist() == [10.0, 2.0, 1.0, 7.0]
    assert north[["to_build_base", "to_build_special", "to_build"]].tolist() == [0.0, 4.0, 4.0]
    assert table.loc[NOW, "all", "all"]["in_inmss"] == 6.0 + 3.0 + 7.0


def test_the_benchmark_is_blank_where_none_is_given() -> None:
    assert derived()["benchmark_gbp"].isna().all()
    assert of_level(derived(50_000.0))["benchmark_gbp"].tolist() == [350_000.0, 600_000.0]
