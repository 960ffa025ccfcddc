"""The generator of invented returns: the same bytes, every module and reason, like the pack, and nobody real."""

import re
from pathlib import Path

import pandas as pd
import pytest

from models.vocabulary import NEEDS
from sufficiency.demo_data.make import Wish, true_counts, write_demo
from sufficiency.demo_data.modules import census_day
from sufficiency.demo_data.people import MadeUpPeople, people_like
from sufficiency.errors import InputError
from sufficiency.importers.pack.existing import read_existing
from sufficiency.importers.sen2.files import read_return
from sufficiency.importers.sen2.layout import CEASE_REASONS, MODULES, SETTINGS
from sufficiency.packs.contracts import PACK_TABLES

pytestmark = [pytest.mark.unit, pytest.mark.slow]

HAMPSHIRE = Path(__file__).parents[3] / "data" / "hampshire"
PLANS, FEW = 2000, 300


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "demo"
    write_demo(Wish(PLANS, 7, earlier=True), HAMPSHIRE, out)
    return out


@pytest.fixture(scope="module")
def population() -> MadeUpPeople:
    return people_like(read_existing(HAMPSHIRE, PACK_TABLES, ()), PLANS, 7)


def module(folder: Path, name: str) -> pd.DataFrame:
    (path,) = folder.glob(f"*_{name}.csv")
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    one, again, other = (tmp_path / name for name in ("one", "again", "other"))
    for folder, seed in ((one, 7), (again, 7), (other, 8)):
        write_demo(Wish(FEW, seed, earlier=folder != other), HAMPSHIRE, folder)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) == 9 + 5 + 9 + 2
    assert all((one / file).read_bytes() == (again / file).read_bytes() for file in files)
    person = "Blade-Export_31-01-2025_person.csv"
    assert (one / person).read_bytes() != (other / person).read_bytes()


def test_every_module_every_reason_and_every_setting_is_there(made: Path) -> None:
    assert all(len(module(made, name)) for name in MODULES)
    plans = module(made, "namedplan")
    assert set(plans["ceasereason"]) == {"", *CEASE_REASONS}
    assert (plans["ceasereason"].value_counts().drop("") >= 3).all()
    assert set(module(made, "placementdetail")["sensetting"]) == {"", *SETTINGS}
    assert set(module(made, "placementdetail")["placementrank"]) == {"1", "2"}
    assert set(module(made, "senneed")["sentype"]) >= set(map(str, NEEDS)) - {"DS", "OTH", "MSI"}


def test_the_return_is_read_without_a_fault_in_both_years(made: Path) -> None:
    assert read_return(made).census_year == 2025
    assert read_return(made / "earlier").census_year == 2024


def test_nobody_in_it_can_be_real(made: Path) -> None:
    people = module(made, "person")
    assert people["surname"].str.startswith("Zz").all()
    assert people["forename"].str.startswith("Qx").all()
    assert people["postcode"].str.fullmatch(r"QZ\d\d \d[A-Z]{2}").all()
    assert people["upn"].str.fullmatch(r"(S999\d{9})?").all()
    assert people["uniquelearnernumber"].str.fullmatch(r"(0\d{9})?").all()
    assert (people["upn"] != "").mean() > 0.9
    invented = pd.read_csv(made / "establishments.csv", dtype=str)
    assert (invented["URN"] >= "990001").all()


def test_schools_are_the_packs_own_where_it_has_any(made: Path) -> None:
    known = set(pd.read_csv(HAMPSHIRE / "providers.csv", dtype=str)["provider_id"])
    attended = module(made, "placementdetail")["urn"]
    special = attended[attended.isin(known)]
    assert special.nunique() > 60
    assert len(special) > 0.2 * PLANS


def test_margins_are_like_those_of_the_pack(population: MadeUpPeople) -> None:
    joint = pd.read_csv(HAMPSHIRE / "plans_joint.csv")
    drawn = true_counts(population)
    for column in ("need", "provision"):
        expected = joint.groupby(column)["plans"].sum() * PLANS / joint["plans"].sum()
        found = drawn.groupby(column)["plans"].sum().reindex(expected.index, fill_value=0)
        miss = (found - expected).abs() / expected.clip(lower=1) ** 0.5
        assert (miss < 5).all(), miss
    assert drawn["plans"].sum() == PLANS


def test_learners_are_as_old_as_drawn_and_plans_start_after_birth_and_before_census(population: MadeUpPeople) -> None:
    learners = population.people[population.people["kind"] == "current"]
    august = pd.Timestamp("2024-08-31")
    years = august.year - learners["born"].dt.year
    later = (learners["born"].dt.month > 8).astype(int)
    assert ((years - later) == learners["age"]).all()
    assert (learners["start"] > learners["born"]).all()
    assert (learners["start"] <= census_day(2025)).all()


def test_census_day_is_the_third_thursday_of_january() -> None:
    days = {2015: 15, 2016: 21, 2020: 16, 2023: 19, 2024: 18, 2025: 16, 2026: 15, 2027: 21}
    assert {year: census_day(year).day for year in days} == days
    assert all(census_day(year).month == 1 for year in days)


def test_the_page_beside_it_says_that_nobody_is_real_and_how_it_was_made(made: Path) -> None:
    page = (made / "README.md").read_text(encoding="utf-8")
    assert "Nobody in it is real" in page
    assert re.search(r"demo-data sen2 --plans 2000 --seed 7", page)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds other files"):
        write_demo(Wish(200, 1), HAMPSHIRE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
