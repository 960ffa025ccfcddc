"""The table by school, counted by hand on the tiny pack: places and where they are from, learners, and their homes."""

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, every_draw, run_tiny, write_tiny_pack

from sufficiency.results.as_files import names_of, texts_of
from sufficiency.results.every_table import make_tables
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.school_origins import SCHOOL_ORIGINS
from sufficiency.results.schools import OF_PLACES, SCHOOLS
from sufficiency.tables.rounding import rounded

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

CHOSEN = (PLACEMENTS, SCHOOLS, SCHOOL_ORIGINS)
EAST, NORTH = CENTRES["south"]
ROWAN = {
    "name": "Rowan School",
    "provision": "state_special",
    "area": "south",
    "easting": EAST,
    "northing": NORTH,
    "ages": [4, 15],
    "needs": ["ASD", "SEMH"],
    "opens": "2026/27",
    "places": [5, 10],
    "source": "x",
}
CHANGED = {
    "new_providers": {"rowan": ROWAN},
    "changes": {
        "fewer-at-oak": {"provider": "oak", "from": "2026/27", "add": -4, "source": "x"},
        "one-more-at-elm": {"provider": "elm", "from": "2025/26", "set": 15, "source": "x"},
    },
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A run of eleven draws in which Rowan opens, Oak loses four places and Elm gains one a year before its six."""
    asked = {"draws": 11, "horizon": 2028, "places": CHANGED}
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario=asked))


@pytest.fixture(scope="module")
def tables(ran):
    return make_tables(*ran, CHOSEN)


@pytest.fixture(scope="module")
def schools(tables) -> pd.DataFrame:
    return tables["schools"].set_index(["provider_id", "academic_year"])


@pytest.mark.parametrize(
    ("school", "by_year"),
    [
        ("oak", {"2024/25": (24, 0, 0, 0, 24), "2026/27": (24, 0, -4, 0, 20), "2027/28": (24, 0, -4, 0, 20)}),
        ("elm", {"2024/25": (14, 0, 0, 0, 14), "2025/26": (14, 0, 1, 0, 15), "2026/27": (14, 6, 0, 0, 20)}),
        ("rowan", {"2025/26": (0, 0, 0, 0, 0), "2026/27": (0, 0, 5, 0, 5), "2027/28": (0, 0, 10, 0, 10)}),
        ("ash-base", {"2024/25": (12, 0, 0, 0, 12), "2027/28": (12, 0, 0, 0, 12)}),
    ],
)
def test_places_are_those_agreed_those_committed_and_those_of_the_scenario(schools, school, by_year):
    found = schools.loc[school][[*OF_PLACES, "places"]]
    assert {year: tuple(found.loc[year]) for year in by_year} == by_year


def test_a_market_has_what_it_had_and_what_it_grew(schools):
    market = schools.loc["market-SEMH"]
    assert (market["places_agreed"] == 7.0).all()
    assert (market[["places_committed", "places_scenario"]] == 0.0).all(axis=None)
    assert market["places_grown"].is_monotonic_increasing
    assert market["places_grown"].iloc[0] == 0.0 < market["places_grown"].iloc[-1]


def test_what_is_committed_is_nothing_where_the_scenario_leaves_it_out(tmp_path):
    asked = {"draws": 1, "horizon": 2027, "places": {"committed": False}}
    table = make_tables(*run_tiny(write_tiny_pack(tmp_path, scenario=asked)), CHOSEN)["schools"]
    elm = table[table["provider_id"] == "elm"]
    assert elm[["places_agreed", "places_committed", "places_scenario", "places"]].drop_duplicates().to_numpy() == (
        pytest.approx(np.array([[14.0, 0.0, 0.0, 14.0]]))
    )


def test_places_reserved_are_not_usable_and_count_in_how_full_a_school_is(schools):
    elm = schools.loc["elm"]
    assert elm["reserved"].tolist() == [2.0] * 4
    assert elm["usable_places"].tolist() == [12.0, 13.0, 18.0, 18.0]
    assert elm["occupancy"].to_numpy() == pytest.approx((elm["learners"] + 2.0) / elm["places"])
    assert np.isnan(schools.loc[("rowan", "2025/26"), "occupancy"])


def test_a_school_is_named_with_its_kind_district_needs_and_ages(schools):
    named = ["provision", "area", "takes_needs", "min_age", "max_age"]
    assert schools.loc[("elm", "2024/25"), named].tolist() == ["state_special", "south", "ASD SEMH SLD", 4, 15]
    assert schools.loc[("yew", "2024/25"), named].tolist() == ["independent_special", "", "SEMH", 4, 18]
    assert schools.loc[("rowan", "2024/25"), named].tolist() == ["state_special", "south", "ASD SEMH", 4, 15]


def test_ranges_are_those_of_the_draws(ran, tables):
    """Of eleven draws one is below the range and one above it."""
    run, table = ran[0], tables["schools"]
    draws = every_draw(run)
    learners = np.sort(draws.held, axis=0)[[1, 9]].reshape(2, -1)
    assert (learners[1] > learners[0] + 0.1).any()
    in_order = table.set_index(["academic_year", "provider_id"])
    assert pytest.approx(learners) == in_order[["learners_p10", "learners_p90"]].to_numpy().T
    full = np.divide(
        draws.held + run.instance.reserved,
        draws.places_held,
        out=np.full_like(draws.held, np.nan),
        where=draws.places_held > 0,
    )
    ends = np.sort(full, axis=0)[[1, 9]].reshape(2, -1)
    assert pytest.approx(ends, nan_ok=True) == in_order[["occupancy_p10", "occupancy_p90"]].to_numpy().T


def test_the_base_year_is_the_same_in_every_draw(schools):
    base = schools.xs("2024/25", level="academic_year")
    for name in ("learners", "occupancy"):
        for end in ("_p10", "_p90"):
            assert base[f"{name}{end}"].to_numpy() == pytest.approx(base[name].to_numpy(), nan_ok=True)


def test_learners_are_incumbents_and_entrants_in_the_run_and_as_written(tables):
    for table in (tables["schools"], rounded(tables["schools"], SCHOOLS, SCHOOLS.balance)):
        miss = table["learners"] - table["incumbents"] - table["entrants"]
        assert miss.abs().max() < 1e-6
        assert (table["places"] - table[list(OF_PLACES)].sum(axis=1)).abs().max() < 1e-6
        assert (table["places"] - table["reserved"] - table["usable_places"]).abs().max() < 1e-6


@pytest.mark.parametrize("by", ["provider_id", "area"])
def test_origins_add_up_to_placements(tables, by):
    key = ["academic_year", by]
    left, right = (
        tables[name].groupby(key)[["learners", "entrants"]].sum() for name in ("school_origins", "placements")
    )
    assert left.index.equals(right.index)
    assert (left - right).abs().max(axis=None) < 1e-6


def test_origins_of_a_school_are_all_its_learners(tables):
    key = ["academic_year", "provider_id"]
    own = tables["schools"].set_index(key)["learners"]
    origins = tables["school_origins"].groupby(key)["learners"].sum().reindex(own.index, fill_value=0.0)
    assert (own - origins).abs().max() < 1e-6


def test_a_journey_is_the_mean_over_learners(tables):
    placed = tables["placements"].query("provider_id == 'oak' and area == 'south' and academic_year == '2024/25'")
    (row,) = (
        tables["school_origins"]
        .query("provider_id == 'oak' and area == 'south' and academic_year == '2024/25'")
        .to_dict("records")
    )
    for name in ("minutes", "miles"):
        assert row[name] == pytest.approx(np.average(placed[name], weights=placed["learners"]))


def test_names_stand_beside_the_codes(ran, tables):
    run, inputs = ran
    files = texts_of(SCHOOLS, tables["schools"], names_of(inputs, run.supply.providers), exact=False)
    header, *rows = files["schools.csv"].splitlines()
    assert header.startswith("academic_year,provider_id,provider_name,provision,area,area_name,takes_needs,takes_needs")
    (rowan,) = [row for row in rows if row.startswith("2027/28,rowan")]
    needs = '"Autism (ASD); Social, emotional and mental health (SEMH)"'
    assert rowan.startswith(
        f"2027/28,rowan,Rowan School,state_special,south,The South,ASD SEMH,{needs},4,15,0.00,0.00,"
    )
