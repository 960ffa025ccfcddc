"""The shipped Hampshire pack: its contracts, and the published figures of January 2025."""

import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml
from shipped import shipped

from models.vocabulary import phase_of_age
from sufficiency.importers.pack.writer import pack_table_text
from sufficiency.packs.contracts import PACK_TABLES
from sufficiency.tables.contracts import check

pytestmark = pytest.mark.unit

PACK = Path(__file__).parents[3] / "data" / "hampshire"
BASE = "2024/25"


@cache
def table(name: str) -> pd.DataFrame:
    """A table of the pack, as read."""
    return pd.read_csv(PACK / f"{name}.csv")


def base_year_supply() -> pd.DataFrame:
    """Providers with their places of the base year."""
    now = table("places")[table("places")["academic_year"] == BASE]
    return table("providers").merge(now[["provider_id", "places", "reserved"]], on="provider_id", validate="one_to_one")


@pytest.mark.parametrize("contract", PACK_TABLES, ids=lambda contract: contract.name)
def test_every_table_meets_its_contract_and_is_written_as_the_writer_writes(contract) -> None:
    path = PACK / f"{contract.name}.csv"
    frame = pd.read_csv(path, dtype={column.name: str for column in contract.columns if column.kind == "text"})
    assert len(check(frame, contract)) == len(frame)
    assert pack_table_text(frame, contract) == path.read_text(encoding="utf-8")


def test_the_base_year_is_the_published_one() -> None:
    by_provision = table("plans_by_age_provision").query("census_year == 2025").groupby("provision")["plans"].sum()
    assert by_provision.sum() == 17_784
    assert by_provision["state_special"] == 3_758
    assert by_provision["independent_special"] == 1_252
    assert by_provision["non_maintained_special"] == 102
    assert by_provision["independent_mainstream"] == 195
    assert by_provision["specialist_base"] == 511


def test_published_totals_by_age_and_need_agree_between_the_tables() -> None:
    by_provision = table("plans_by_age_provision").query("census_year == 2025")
    by_need = table("plans_by_age_need")
    assert by_provision.groupby("age")["plans"].sum().equals(by_need.groupby("age")["plans"].sum())
    pairs = table("plans_by_need_provision")
    assert by_need.groupby("need")["plans"].sum().equals(pairs.groupby("need")["plans"].sum())
    assert by_provision.groupby("provision")["plans"].sum().equals(pairs.groupby("provision")["plans"].sum())
    assert by_need.groupby("age")["plans"].sum().loc[[2, 4, 10, 15, 25]].tolist() == [3, 704, 1231, 1278, 11]
    assert by_need.groupby("need")["plans"].sum()[["ASD", "SEMH", "SLCN"]].tolist() == [4135, 4991, 3646]


@pytest.mark.parametrize("column", ["age", "need", "provision"])
def test_the_joint_table_adds_to_the_published_totals_but_for_the_few_not_recorded(column: str) -> None:
    source = "plans_by_age_need" if column != "provision" else "plans_by_need_provision"
    published = table(source).groupby(column)["plans"].sum()
    joint = table("plans_joint").groupby(column)["plans"].sum()
    assert table("plans_joint")["plans"].sum() == pytest.approx(17_784, abs=0.01)
    known = published.drop("not_recorded", errors="ignore")
    assert (joint.reindex(known.index) - known).abs().max() < 3.0


def test_age_bands_add_to_the_total_in_every_january() -> None:
    bands = table("plans_by_age_band").pivot_table(index="census_year", columns="age_band", values="plans")
    assert bands.index.tolist() == list(range(2010, 2026))
    assert (bands.drop(columns="total").sum(axis=1) == bands["total"]).all()
    assert bands["total"].loc[[2010, 2015, 2020, 2025]].tolist() == [4860, 4991, 9094, 17784]


def test_single_ages_add_to_the_bands() -> None:
    plans = table("plans_by_age_provision").query("census_year == 2025")
    bands = table("plans_by_age_band").query("census_year == 2025").set_index("age_band")["plans"]
    assert plans.loc[plans["age"].between(5, 10), "plans"].sum() == bands["5_to_10"]
    assert plans.loc[plans["age"].between(16, 19), "plans"].sum() == bands["16_to_19"]


def test_new_and_ceased_plans_add_to_the_published_ones() -> None:
    assert table("new_plans").groupby("calendar_year")["plans"].sum().to_dict() == {2022: 2695, 2023: 2563, 2024: 2634}
    ceased = table("ceased_plans").pivot_table(index="calendar_year", columns="reason", values="plans", aggfunc="sum")
    assert ceased["all"].to_dict() == {2023: 1333, 2024: 1106}
    assert (ceased.drop(columns="all").sum(axis=1) == ceased["all"]).all()
    assert table("funnel").set_index("calendar_year")["requests"].to_dict()[2024] == 3932


def test_no_cohort_steps_where_the_estimates_end() -> None:
    """At every area the mean growth of cohorts in the first projected year lies in the range of the years around it."""
    persons = table("population").pivot_table(index=["area", "year"], columns="age", values="persons")
    for area in table("areas")["area"]:
        wide = persons.loc[area]
        growth = (wide.iloc[:, 1:18].sum(axis=1) / wide.iloc[:, :17].sum(axis=1).shift(1)).loc[2015:2030] - 1.0
        around = growth.drop(2024)
        assert around.min() - 0.01 < growth[2024] < around.max() + 0.01, area
    assert table("population").groupby("variant")["year"].agg(["min", "max"]).to_numpy().tolist() == [
        [2009, 2023],
        [2024, 2036],
    ]


def test_the_county_has_its_published_places_and_schools() -> None:
    supply = base_year_supply()
    state = supply[supply["provision"] == "state_special"]
    own = state[state["area"].notna()]
    assert len(own) == 27
    assert own["places"].sum() == 3_434
    assert own["reserved"].sum() == pytest.approx(290)
    assert state.loc[state["provider_id"] == "other-authorities-special", "places"].tolist() == [290]
    named = own.set_index("name")["places"]
    assert (named["The Austen Academy"], named["Saxon Wood School"]) == (125, 44)


def test_the_bases_hold_the_learners_of_january_2025() -> None:
    supply = base_year_supply()
    assert supply.loc[supply["provision"] == "specialist_base", "places"].sum() == 511


def test_independent_places_inside_and_outside_are_the_published_ones() -> None:
    supply = base_year_supply().query("elastic == 'no'")
    independent = supply[supply["provision"].isin(["independent_special", "non_maintained_special"])]
    mainstream = supply.loc[supply["provision"] == "independent_mainstream", "places"].sum()
    inside = independent["area"].notna()
    assert mainstream == pytest.approx(174)
    assert independent.loc[inside, "places"].sum() + mainstream == pytest.approx(801)
    assert independent.loc[~inside, "places"].sum() == pytest.approx(695)
    assert (independent["places"] >= 0.5).all()


def test_the_market_holds_the_learners_beyond_the_known_places() -> None:
    supply = base_year_supply()
    market = supply[supply["elastic"] == "yes"]
    assert len(market) == 13
    assert market["journey_miles"].between(10, 40).all()
    assert 1_549 - 1_496 - 1 < market["places"].sum() < 150


def test_every_need_and_phase_of_the_base_year_has_a_provider() -> None:
    joint = table("plans_joint").assign(phase=[str(phase_of_age(age)) for age in table("plans_joint")["age"]])
    taken = {
        (row.provision, need, str(phase_of_age(age)))
        for row in base_year_supply().itertuples()
        for need in row.needs.split()
        for age in range(row.min_age, row.max_age + 1)
    }
    present = joint[joint["plans"] > 0.05]
    special = present["provision"].isin(["state_special", "specialist_base", "independent_special"])
    wanted = set(present.loc[special, ["provision", "need", "phase"]].itertuples(index=False, name=None))
    assert wanted <= taken


def test_dated_changes_are_the_published_ones() -> None:
    later = table("places").query("academic_year != @BASE").set_index("provider_id")
    assert set(later["academic_year"]) == {"2025/26"}
    before = table("places").query("academic_year == @BASE").set_index("provider_id")["places"]
    assert later.loc["131068", "places"] == before["131068"] + 20
    opened = later.loc[[name for name in later.index if name.startswith("base-")], "places"]
    assert sorted(opened) == [9, 12, 12, 15]


def test_every_price_says_where_it_comes_from_and_its_year_and_index() -> None:
    prices = table("prices")
    assert prices["source"].str.len().min() > 0
    years = prices.set_index("item")["price_year"].to_dict()
    assert (years["transport_fixed"], years["transport_mile"], years["fee"], years["top_up"]) == (
        2023,
        2023,
        2024,
        2024,
    )
    moves = prices.groupby("item")["index"].unique().map(tuple).to_dict()
    assert moves["place_funding"] == moves["place_funding_empty"] == ("cash",)
    assert (moves["top_up"], moves["fee"], moves["transport_mile"]) == (("top_up",), ("fees",), ("transport",))
    top_up = prices[(prices["item"] == "top_up") & (prices["provision"] == "state_special")]["value"]
    assert 2_242 <= top_up.min() < top_up.max() <= 41_968


def test_what_the_block_pays_of_a_fee_is_what_its_outturn_comes_to() -> None:
    """Outturn of 2024-25 by hand: £92.83m; learners of 5/12 January 2024 and 7/12 January 2025, as published."""
    mainstream = 5 / 12 * 190 + 7 / 12 * 195
    special = 5 / 12 * 1_053 + 7 / 12 * 1_354
    prices = table("prices").set_index(["item", "provision"])["value"]
    of_block = (92_830_000 - mainstream * 28_000) / special
    assert of_block == pytest.approx(71_162, abs=1)
    for kind in ("independent_special", "non_maintained_special"):
        others = prices["fee_health", kind] + prices["fee_care", kind]
        assert prices["fee", kind] == 78_000
        assert others == 6_838
        assert prices["fee", kind] - others == pytest.approx(of_block, abs=1)
    assert ("fee_care", "independent_mainstream") not in prices.index


def test_three_learners_in_four_are_carried() -> None:
    share = table("prices").set_index("item").loc["carried_share", "value"]
    assert share == pytest.approx(4_000 / (510 + 3_612 + 1_053 + 190), abs=0.0005)
    assert share == 0.746


def test_areas_points_and_boundaries_are_the_eleven_districts() -> None:
    codes = table("areas")["area"].tolist()
    assert len(codes) == 11
    assert all(code.startswith("E07") for code in codes)
    assert set(table("demand_points")["area"]) == set(codes)
    shapes = json.loads((PACK / "areas.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["area"] for feature in shapes["features"]] == codes


def test_the_pack_is_small_and_holds_no_published_file() -> None:
    ours = shipped("data/hampshire/*")
    names = {path.name for path in ours}
    tables = {f"{contract.name}.csv" for contract in PACK_TABLES}
    assert tables | {"pack.yaml", "sources.yaml", "areas.geojson", "README.md"} <= names
    assert sum(path.stat().st_size for path in ours) < 2_000_000
    sources = yaml.safe_load((PACK / "sources.yaml").read_text(encoding="utf-8"))
    assert not names & {entry["file"] for entry in sources.values()}
    assert all(set(entry) >= {"publisher", "title", "date", "licence", "sha256"} for entry in sources.values())


def test_every_source_of_a_row_is_a_file_read_an_assumption_or_named_outright() -> None:
    known = set(yaml.safe_load((PACK / "sources.yaml").read_text(encoding="utf-8")))
    for name in ("providers", "places", "population", "plans_by_age_band", "new_plans"):
        words = {word for source in table(name)["source"].unique() for word in source.split()}
        assert all(word in known or word.startswith("A-") for word in words), name
