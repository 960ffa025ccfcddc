"""The shipped packs are exactly what the commands make of the published files."""

import hashlib
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from changed_pack import pack_of
from click.testing import CliRunner
from made_release import LAYOUT, as_of_2026, write_tables
from shipped import shipped

from models.money.lines import outturn_columns
from sufficiency.commands.imports import import_group
from sufficiency.errors import InputError, Severity
from sufficiency.importers.open_data import files as open_data
from sufficiency.importers.open_data.make import find_authority, make_pack
from sufficiency.importers.open_data.people import age_bands
from sufficiency.importers.open_data.placements import counts_of_caseload
from sufficiency.importers.open_data.providers.high_needs import high_needs_table
from sufficiency.importers.open_data.providers.spend_return import PAID_FOR, SpendReturn
from sufficiency.packs.checks.money.ledger import income_stands_below_nought
from sufficiency.packs.contracts import HIGH_NEEDS, PACK_TABLES
from sufficiency.packs.lookups import current_codes, lookup
from sufficiency.packs.placements import placements_by_year
from sufficiency.tables.contracts import check

pytestmark = [pytest.mark.end_to_end, pytest.mark.national]

DATA = Path(__file__).parents[3] / "data"
LEDGER_TABLES = {"hartlepool": 1, "hampshire": 2, "hertfordshire": 2}
"""Tables of its ledger that are published of an authority: the return of 2021-22, and what is known of the grant."""


@pytest.mark.parametrize(
    "name", ["hartlepool", *(pytest.param(name, marks=pytest.mark.slow) for name in ("hampshire", "hertfordshire"))]
)
def test_a_shipped_pack_is_byte_for_byte_what_the_command_makes(
    published_files: Path, tmp_path: Path, name: str
) -> None:
    shutil.copytree(DATA / "reference", tmp_path / "reference")
    arguments = ["open-data", "--authority", name, "--from", str(published_files), "--out", str(tmp_path / name)]
    done = CliRunner().invoke(import_group, arguments, catch_exceptions=False)
    tables = len(PACK_TABLES) + LEDGER_TABLES[name]
    assert f"{name.capitalize()}: {tables} tables" in done.output
    made = sorted(path.name for path in (tmp_path / name).iterdir())
    assert made == [path.name for path in shipped(f"data/{name}/*")]
    assert len(made) == tables + 5
    for file in made:
        assert (DATA / name / file).read_bytes() == (tmp_path / name / file).read_bytes(), file


def test_englands_tables_are_byte_for_byte_what_the_command_makes(published_files: Path, tmp_path: Path) -> None:
    arguments = ["reference", "--from", str(published_files), "--out", str(tmp_path / "reference")]
    CliRunner().invoke(import_group, arguments, catch_exceptions=False)
    for path in (tmp_path / "reference").iterdir():
        assert (DATA / "reference" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("name", "kind", "areas"),
    [
        pytest.param("Hertfordshire", "planning_area", 9, marks=pytest.mark.slow),
        ("Hartlepool", "middle_area", 12),
        ("Cumberland", "district", 1),
    ],
)
def test_authorities_of_every_shape_make_a_pack(
    national: open_data.National, tmp_path: Path, name: str, kind: str, areas: int
) -> None:
    report = make_pack(national, name, tmp_path / name)
    assert f"area_kind: {kind}" in (tmp_path / name / "pack.yaml").read_text(encoding="utf-8")
    assert next(change.rows for change in report.changes if change.table == "areas") == areas
    assert report.figures["residual"] < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Hartlepool", "Hampshire"])
def test_the_release_of_2026_makes_a_pack_of_that_january(published_files: Path, tmp_path: Path, name: str) -> None:
    folder = folder_of_2026(published_files, tmp_path / "files")
    arguments = ["open-data", "--authority", name, "--from", str(folder), "--out", str(tmp_path / "data" / "made")]
    shutil.copytree(DATA / "reference", tmp_path / "data" / "reference")
    done = CliRunner().invoke(import_group, arguments, catch_exceptions=False)
    assert "0 errors" in done.output
    assert "plans of January 2026" in done.output
    assert "'no data' is read as not published" in done.output
    assert "sufficiency import reference --from FOLDER makes those of this release" in done.output
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "data" / "made").iterdir()}
    assert "base_census_year: 2026" in made["pack.yaml"]
    assert "dfe_ehc_2026:" in made["sources.yaml"]
    assert not [file for file, text in made.items() if "dfe_ehc_2025" in text]
    assert {line.split(",")[1] for line in made["places.csv"].splitlines()[1:]} >= {"2025/26"}
    assert "2024/25" not in made["places.csv"]
    shipped, joint = (
        pd.read_csv(folder / "plans_joint.csv")["plans"].sum()
        for folder in (DATA / name.lower(), tmp_path / "data/made")
    )
    assert joint == pytest.approx(shipped)


def folder_of_2026(published: Path, folder: Path) -> Path:
    """The published files with the release of 2025 as one of 2026: the same figures in the layout of that year."""
    (folder / "dfe").mkdir(parents=True)
    for path in (path for part in published.iterdir() if part.is_dir() for path in part.iterdir()):
        (folder / path.parent.name).mkdir(exist_ok=True)
        (folder / path.parent.name / path.name).symlink_to(path)
    older = folder / "dfe" / "education-health-and-care-plans_2025.zip"
    with zipfile.ZipFile(older) as bundle:
        tables = {
            name: pd.read_csv(bundle.open(f"data/{name}.csv"), dtype=str, keep_default_na=False) for name in LAYOUT
        }
    older.unlink()
    write_tables(older.with_name("education-health-and-care-plans_2026.zip"), as_of_2026(tables))
    return folder


@pytest.mark.slow
def test_importing_twice_changes_nothing_and_a_dry_run_writes_nothing(
    national: open_data.National, tmp_path: Path
) -> None:
    folder = tmp_path / "hartlepool"
    assert not make_pack(national, "Hartlepool", folder, dry_run=True).written
    assert not folder.exists()
    assert make_pack(national, "Hartlepool", folder).written
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = make_pack(national, "Hartlepool", folder)
    assert not again.written
    assert all((change.rows, change.dropped) == (change.same, 0) for change in again.changes)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Cambridgeshire", "Surrey", "North East Lincolnshire"])
def test_what_an_authority_could_not_return_is_filled_and_says_so(
    national: open_data.National, tmp_path: Path, name: str
) -> None:
    report = make_pack(national, name, tmp_path / name)
    assert report.figures["residual"] < 0.01
    assert "A-39" in (tmp_path / name / "plans_by_need_provision.csv").read_text(encoding="utf-8")
    assert "**Not returned:**" in (tmp_path / name / "README.md").read_text(encoding="utf-8")


def test_the_two_releases_as_published_give_what_the_joined_panel_gives(
    national: open_data.National, published_files: Path
) -> None:
    """All but the bands of January 2023, which neither release has."""
    joined = national.bands[(national.bands["census_year"] != 2023) | (national.bands["age_band"] == "total")]
    archive = published_files / "dfe" / "education-health-and-care-plans_2022.zip"
    keys = ["authority", "census_year", "age_band"]
    found = age_bands.bands_from({age_bands.RELEASE_2022: archive}, national.release).set_index(keys)["plans"]
    agreed = joined.set_index(keys)["plans"]
    assert found.reindex(agreed.index).equals(agreed)
    assert (found.drop(agreed.index) == 0).all()


def test_an_authority_that_is_misspelt_is_told_the_nearest_names(national: open_data.National) -> None:
    with pytest.raises(InputError, match="did you mean Hampshire"):
        find_authority(national.release, "Hamshire")
    assert find_authority(national.release, "850").name == "Hampshire"
    assert find_authority(national.release, "E10000014").id == "hampshire"


def test_districts_add_to_their_counties_in_the_published_population(national: open_data.National) -> None:
    persons = national.population.persons.xs("mid_year_estimate", level="variant").xs(2023, level="year")
    districts = lookup("districts").drop_duplicates("area")
    for county, own in districts.groupby("authority_code"):
        assert abs(persons.loc[own["area"]].sum() - persons.loc[county]).max() <= 5, county


def test_no_published_file_is_in_the_project(published_files: Path) -> None:
    published = {hashlib.sha256(path.read_bytes()).digest() for path in published_files.rglob("*") if path.is_file()}
    ours = shipped("data/*/*")
    assert not [path for path in ours if hashlib.sha256(path.read_bytes()).digest() in published]


def spend_return(national: open_data.National, code: str, ons_code: str = "") -> SpendReturn:
    """The return of an authority, with what the release counts of it."""
    counts = counts_of_caseload(national.release.counts_of_authorities)
    counted = placements_by_year(counts, current_codes())
    return SpendReturn(national.sources["high_needs_2021_22"], code, ons_code, counted, national.release.source)


def test_the_return_of_2021_22_is_in_its_pack_to_the_penny(national: open_data.National) -> None:
    """Hampshire's £170,798,084 by hand: places by line, printed totals of both kinds of top-up, and four services."""
    table = high_needs_table(spend_return(national, "850", "E10000014"))
    outturn = table[(table["kind"] == "outturn") & (table["financial_year"] == "2021-22")].set_index("line")
    places = 1_426_704 + 2_008_333 + 1_190_020 + 26_311_901 + 4_920_325
    services = 8_480_939 + 5_243_023 + 1_441_691 + 4_215_556
    assert places + 67_729_009 + 47_830_583 + services == 170_798_084
    assert outturn["amount_gbp"].sum() == 170_798_084
    assert set(outturn.index) == set(outturn_columns())
    assert outturn.loc["inmss_fees", "amount_gbp"] == 42_460_776
    assert outturn.loc["top_up_income", "amount_gbp"] == -21_919
    by_hand = {
        "top_up_schools": 5 / 12 * (3_209 + 477) + 7 / 12 * (4_255 + 515),
        "top_up_special": 5 / 12 * 3_125 + 7 / 12 * 3_325,
        "inmss_fees": 5 / 12 * (439 + 88 + 130) + 7 / 12 * (612 + 97 + 137),
        "top_up_post_school": 5 / 12 * (2_173 + 65) + 7 / 12 * (2_557 + 105),
    }
    assert outturn.loc[list(by_hand), "learners"].to_dict() == pytest.approx(by_hand, abs=0.005)


def test_the_top_ups_of_hampshire_are_its_outturn_over_the_learners_of_that_year() -> None:
    prices = pd.read_csv(DATA / "hampshire" / "prices.csv").query("item == 'top_up'")
    special = prices[prices["provision"] == "state_special"].set_index("need")["value"]
    joint = pd.read_csv(DATA / "hampshire" / "plans_joint.csv").query("provision == 'state_special'")
    learners = joint.groupby("need")["plans"].sum()
    mean = 30_953_449 / (5 / 12 * 3_125 + 7 / 12 * 3_325)
    assert mean == pytest.approx(9_548.62, abs=0.01)
    assert (special * learners).sum() / learners.sum() == pytest.approx(mean * 1.03**3, abs=1)
    mainstream = 25_742_954 / (5 / 12 * 3_686 + 7 / 12 * 4_770)
    assert prices.loc[prices["provision"] == "mainstream", "value"].tolist() == [round(mainstream * 1.03**3)]


def test_the_release_counts_in_january_2021_what_the_return_prints_beside_it(national: open_data.National) -> None:
    """Line by line, so that either may stand for the other; learners in state special schools differ by a few."""
    file = national.sources["high_needs_2021_22"].path
    printed = pd.read_csv(file).set_index("old_la_code").rename(index=str)
    codes = national.release.authorities().set_index("dfe_code")["ons_code"].replace(current_codes())
    counted = spend_return(national, "").counted
    for paid in PAID_FOR.values():
        ours = sum(counted[series][2021] for series in paid.series).reindex(codes).set_axis(codes.index)
        theirs = printed[[f"plans_jan2021_{name}" for name in paid.printed]].sum(axis=1, skipna=False)
        beside = pd.concat([ours, theirs], axis=1, join="inner", keys=["release", "return"]).dropna()
        assert len(beside) > 140
        apart = (beside["release"] - beside["return"]).abs()
        assert apart.max() < 25
        assert apart.sum() < 0.01 * beside["return"].sum()


@pytest.mark.slow
def test_every_authority_of_the_return_has_a_sound_table(national: open_data.National) -> None:
    path = national.sources["high_needs_2021_22"].path
    codes = pd.read_csv(path, dtype=str)["old_la_code"].dropna()
    assert len(codes) > 140
    for code in codes:
        table = check(high_needs_table(spend_return(national, code)), HIGH_NEEDS)
        pack = pack_of(path, {"high_needs": table})
        assert not [fault for fault in income_stands_below_nought(pack) if fault.severity is Severity.ERROR], code
    assert high_needs_table(spend_return(national, "420")).empty
