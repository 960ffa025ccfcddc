"""The packs that ship: their contracts, the published figures of January 2025, and what the three are together."""

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

DATA = Path(__file__).parents[3] / "data"
PACKS = ("hampshire", "hertfordshire", "hartlepool")
BASE = "2024/25"
FILES = {f"{contract.name}.csv" for contract in PACK_TABLES} | {
    "pack.yaml",
    "sources.yaml",
    "areas.geojson",
    "README.md",
    "quality.csv",
}


@cache
def table(pack: str, name: str) -> pd.DataFrame:
    """A table of a pack, as read."""
    return pd.read_csv(DATA / pack / f"{name}.csv", dtype={"provider_id": str, "area": str})


def base_year_supply(pack: str) -> pd.DataFrame:
    """Providers with their places of the base year."""
    now = table(pack, "places").query("academic_year == @BASE")
    return table(pack, "providers").merge(now[["provider_id", "places", "reserved"]], on="provider_id")


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("contract", PACK_TABLES, ids=lambda contract: contract.name)
def test_every_table_meets_its_contract_and_is_written_as_the_writer_writes(pack: str, contract) -> None:
    path = DATA / pack / f"{contract.name}.csv"
    frame = pd.read_csv(path, dtype={column.name: str for column in contract.columns if column.kind == "text"})
    assert len(check(frame, contract)) == len(frame)
    assert pack_table_text(frame, contract) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_holds_its_files_and_says_where_every_row_is_from(pack: str) -> None:
    names = {path.name for path in shipped(f"data/{pack}/*")}
    assert names >= FILES
    sources = yaml.safe_load((DATA / pack / "sources.yaml").read_text(encoding="utf-8"))
    assert not names & {entry["file"] for entry in sources.values()}
    for name in ("providers", "places", "population", "plans_by_age_band", "plans_by_age_need", "new_plans"):
        words = {word for source in table(pack, name)["source"].unique() for word in source.split()}
        assert all(word in sources or word.startswith("A-") for word in words), name


def test_the_three_packs_are_together_under_six_megabytes() -> None:
    assert sum(path.stat().st_size for pack in PACKS for path in shipped(f"data/{pack}/**/*")) < 6_000_000


@pytest.mark.parametrize(
    ("pack", "figures"),
    [
        (
            "hertfordshire",
            {"all": 12_920, "state_special": 3_043, "independent_special": 278, "specialist_base": 111},
        ),
        ("hartlepool", {"all": 966, "state_special": 333, "independent_special": 48, "specialist_base": 108}),
    ],
)
def test_the_base_year_is_the_published_one(pack: str, figures: dict[str, int]) -> None:
    plans = table(pack, "plans_by_age_provision").query("census_year == 2025").groupby("provision")["plans"].sum()
    assert plans.sum() == figures["all"] == round(table(pack, "plans_joint")["plans"].sum(), 3)
    assert {name: plans[name] for name in figures if name != "all"} == {
        name: count for name, count in figures.items() if name != "all"
    }


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize(("rows", "columns"), [("age", "provision"), ("age", "need"), ("need", "provision")])
def test_the_joint_table_holds_every_learner_whose_need_and_provision_are_recorded(
    pack: str, rows: str, columns: str
) -> None:
    """Those not recorded come on top, and never where the published table has nobody beside them."""
    published = table(pack, f"plans_by_{rows}_{columns}").query("census_year == 2025")
    known = published[(published[[rows, columns]] != "not_recorded").all(axis=1)].set_index([rows, columns])["plans"]
    joint = table(pack, "plans_joint").groupby([rows, columns])["plans"].sum().reindex(known.index)
    assert (joint - known).min() > -1e-3
    beyond = published["plans"].sum() - known.sum()
    assert (joint - known).sum() == pytest.approx(beyond, abs=0.01)


def test_hertfordshire_has_its_published_places_in_its_nine_planning_areas() -> None:
    supply = base_year_supply("hertfordshire")
    own = supply[(supply["provision"] == "state_special") & supply["area"].notna()]
    assert (len(own), own["places"].sum()) == (25, 3_114)
    assert supply.loc[supply["provision"] == "specialist_base", "places"].sum() == 152
    assert len(table("hertfordshire", "areas")) == 9
    named = own.set_index("name")
    assert named.loc["Batchwood School", "needs"] == "SEMH SPLD OTH"
    assert named.loc["Heathlands School", "needs"] == "HI MSI OTH"
    assert named.loc["Knightsfield School", "area"] == "dspl-5-welwyn-and-hatfield"


def test_watford_and_three_rivers_are_one_planning_area() -> None:
    persons = table("hertfordshire", "population").query("year == 2023 and age == 10").set_index("area")["persons"]
    assert len(persons) == 9
    assert persons["dspl-9-watford-and-three-rivers"] > persons["dspl-2-stevenage"]


def test_hartlepools_free_school_opens_after_the_base_year_and_fills_to_its_published_places() -> None:
    places = (
        table("hartlepool", "places").query("provider_id == 'semh-free-school'").set_index("academic_year")["places"]
    )
    assert places.to_dict() == {"2025/26": 10, "2026/27": 20, "2027/28": 30, "2028/29": 40, "2029/30": 50}
    school = table("hartlepool", "providers").set_index("provider_id").loc["semh-free-school"]
    assert (school["needs"], school["min_age"], school["max_age"]) == ("SEMH", 7, 18)


def test_hartlepool_has_whole_places_for_few_learners() -> None:
    supply = base_year_supply("hartlepool").query("elastic == 'no' and provider_id != 'other-authorities-special'")
    assert (supply["places"] % 1 == 0).all()
    assert supply.loc[supply["provision"] == "independent_mainstream", "places"].sum() == 3


@pytest.mark.parametrize(("pack", "areas"), [("hampshire", 11), ("hertfordshire", 9), ("hartlepool", 12)])
def test_areas_points_population_and_boundaries_are_the_same_areas(pack: str, areas: int) -> None:
    codes = table(pack, "areas")["area"].tolist()
    assert len(codes) == areas
    assert set(table(pack, "demand_points")["area"]) == set(codes) == set(table(pack, "population")["area"])
    shapes = json.loads((DATA / pack / "areas.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["area"] for feature in shapes["features"]] == codes


@pytest.mark.parametrize("pack", ["hertfordshire", "hartlepool"])
def test_every_need_and_phase_of_the_base_year_has_a_provider(pack: str) -> None:
    """Beyond 16 learners stay with schools that take younger ones: evidence goes before designation."""
    joint = table(pack, "plans_joint").assign(phase=lambda rows: [str(phase_of_age(age)) for age in rows["age"]])
    present = joint[(joint["plans"] > 0.05) & ~joint["phase"].isin(["post_16", "post_19", "early_years"])]
    special = present["provision"].isin(["state_special", "specialist_base", "independent_special"])
    wanted = set(present.loc[special, ["provision", "need", "phase"]].itertuples(index=False, name=None))
    taken = {
        (row.provision, need, str(phase_of_age(age)))
        for row in base_year_supply(pack).itertuples()
        for need in row.needs.split()
        for age in range(row.min_age, row.max_age + 1)
    }
    assert wanted <= taken
