"""DfE's place numbers and capacities, and any sheet with a URN and places, put into a pack."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from ods_by_hand import rows_of, sheet, write_ods
from openpyxl import Workbook
from register_hand_made import places_of, write_numbered_pack, write_register
from tiny_pack import TinyPack

from sufficiency.errors import InputError
from sufficiency.importers.gias import make as gias
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.place_list.files import read_place_list
from sufficiency.importers.place_list.make import PlaceListFile, import_places
from sufficiency.importers.place_list.mapping import read_column_file
from sufficiency.importers.place_list.years import why_no_year, year_in

pytestmark = pytest.mark.unit
YEAR = "2024/25"
SPECIAL = "2024 to 2025  special schools and academies - "
MAINSTREAM = "2024 to 2025 mainstream academies and free schools - "
HEADINGS = (
    *(
        "URN",
        "UPIN",
        "Local Authority",
        "Institution Name",
        "2024 to 2025 free schools and academies - pre-16 AP places",
    ),
    *(f"{SPECIAL}pre-16 SEN places", f"{SPECIAL}post-16 SEN places"),
    *(f"{MAINSTREAM}pre-16 SEN Unit/RP Places (@£6k)", f"{MAINSTREAM}pre-16 SEN Unit/RP Places (@£10k)"),
    *(f"{MAINSTREAM}post-16 SEN places", "2024 to 2025 hospital academies - pre-16 hospital places"),
)
SCHOOLS = (
    (150600, 1, "Tiny", "Oak Academy", 0, 60, 12, 0, 0, 0, 0),
    (116601, 2, "Tiny", "Elm School", 8, 30, None, 0, 0, 0, 0),
    (116611, 3, "Tiny", "Beech Secondary School", 0, 0, 0, 7, 5, 9, 0),
    (116699, 4, "Tiny Borough Council", "Lime School", 0, 44, 0, 0, 0, 0, 0),
    (116698, 5, "Tiny", "Nobody's School", 0, 0, 0, 0, 0, 0, 0),
    (100001, 6, "Elsewhere", "Other School", 0, "twelve", 3, 0, 0, 0, 0),
    (100002, 7, "Elsewhere", "Further School", 0, 50, 3, 0, 0, 0, 0),
)


@pytest.fixture(scope="module")
def with_register(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    """A pack into which GIAS was imported: an academy with two numbers, bases by the number of their school."""
    root = tmp_path_factory.mktemp("register")
    pack = write_numbered_pack(root)
    gias.import_gias(gias.RegisterFiles(write_register(root / "gias")), pack.folder, dry_run=False)
    return pack


@pytest.fixture
def pack(with_register: TinyPack, tmp_path: Path) -> TinyPack:
    """A copy of it."""
    folder = tmp_path / "data" / with_register.folder.name
    shutil.copytree(with_register.folder, folder)
    return TinyPack(folder, with_register.scenario)


def published(
    folder: Path, headings: tuple[str, ...] = HEADINGS, schools: tuple[tuple[object, ...], ...] = SCHOOLS
) -> Path:
    """Write DfE's workbook: a sheet of notes, and the numbers below their title."""
    rows = [("High needs place numbers",), ("Published by DfE",), (), headings, *schools]
    notes = sheet("Notes", rows_of([("About these numbers",)]))
    return write_ods(folder / "High needs place numbers 2024.ods", notes, sheet("High_Needs_Places", rows_of(rows)))


def taken_in(pack: TinyPack, path: Path, columns: Path | None = None) -> ImportReport:
    return import_places(PlaceListFile(path, columns=columns), pack.folder, dry_run=False)


def faults(pack: TinyPack, path: Path, columns: Path | None = None) -> list[str]:
    with pytest.raises(InputError) as refused:
        taken_in(pack, path, columns)
    return [str(fault) for fault in refused.value.faults]


def ages(pack: TinyPack, provider: str, youngest: int, oldest: int) -> None:
    """Give a provider other ages."""
    path = pack.table("providers")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    here = table["provider_id"] == provider
    table.loc[here, ["min_age", "max_age"]] = [str(youngest), str(oldest)]
    table.to_csv(path, index=False, lineterminator="\n")


def test_place_numbers_of_special_schools_and_bases_are_read_from_the_workbook(pack: TinyPack) -> None:
    ages(pack, "116600", 11, 18)
    report = taken_in(pack, published(pack.folder.parent))
    places = places_of(pack)
    assert [places[("116600", YEAR, phase)] for phase in ("secondary", "post_16")] == [60, 12]
    assert places[("116601", YEAR, "all")] == 30
    assert places[("116611-base", YEAR, "all")] == 12
    (entry,) = [
        one for name, one in yaml.safe_load((pack.folder / "sources.yaml").read_text()).items() if "dfe-" in name
    ]
    assert (entry["publisher"], entry["title"]) == ("Department for Education", "High needs place numbers")
    said = "\n".join(report.notes)
    assert "'2024 to 2025 free schools and academies - pre-16 AP places' is of alternative provision" in said
    assert "'2024 to 2025 hospital academies - pre-16 hospital places' is of alternative provision or hospital" in said
    assert "post-16 SEN places' is of no special school or base; passed over" in said


def test_schools_of_the_authority_that_the_pack_lacks_are_named_and_those_of_others_counted(pack: TinyPack) -> None:
    notes = taken_in(pack, published(pack.folder.parent)).notes
    assert "2 schools of other authorities passed over" in notes
    (named,) = [note for note in notes if note.startswith("not in the pack")]
    assert named == ("not in the pack: Lime School (116699); bring in those that are the authority's with import gias")


def test_a_school_whose_ages_span_the_parts_has_one_number_for_all_phases(pack: TinyPack) -> None:
    ages(pack, "116600", 4, 18)
    notes = taken_in(pack, published(pack.folder.parent)).notes
    assert places_of(pack)[("116600", YEAR, "all")] == 72
    assert any(note.startswith("116600: the places of their parts are one number") for note in notes)


def test_places_in_a_base_that_the_pack_lacks_are_said(pack: TinyPack) -> None:
    rows = ((116601, 2, "Tiny", "Elm School", 0, 30, 0, 4, 0, 0, 0),)
    notes = taken_in(pack, published(pack.folder.parent, schools=rows)).notes
    assert "Elm School (116601): 4 places in 2024/25, but the pack has no specialist base there" in notes


def test_the_same_file_twice_changes_nothing_the_second_time(pack: TinyPack) -> None:
    path = published(pack.folder.parent)
    taken_in(pack, path)
    again = taken_in(pack, path)
    assert (again.differences, again.files) == ((), ())


def test_numbers_of_the_authoritys_own_list_go_before_published_ones(pack: TinyPack) -> None:
    own = pack.folder.parent / "own.csv"
    own.write_text("URN,2024/25\n116601,28\n")
    taken_in(pack, own)
    notes = taken_in(pack, published(pack.folder.parent)).notes
    assert places_of(pack)[("116601", YEAR, "all")] == 28
    assert "116601: the authority's own numbers in the pack stay, and go before published ones" in notes


def test_a_wrong_number_of_the_packs_own_schools_is_refused(pack: TinyPack) -> None:
    rows = (
        (116601, 2, "Tiny", "Elm School", 0, "thirty", None, 0, 0, 0, 0),
        (116601, 2, "", "", 0, 5000, "z", 0, 0, 0, 0),
    )
    told = faults(pack, published(pack.folder.parent, schools=rows))
    assert ["is no plain number" in told[0], "is above 2,000" in told[1], len(told)] == [True, True, 2]


def test_a_list_of_other_authorities_alone_is_refused(pack: TinyPack) -> None:
    (told,) = faults(pack, published(pack.folder.parent, schools=SCHOOLS[-2:]))
    assert "has numbers of 2 schools, none of which is in the pack; is it this authority's?" in told


def test_capacities_of_special_schools_and_of_bases_are_read_by_their_columns(pack: TinyPack) -> None:
    special, bases = pack.folder.parent / "special.csv", pack.folder.parent / "bases.csv"
    special.write_text(
        "time_period,time_identifier,la_name,school_urn,school_name,primary_capacity,secondary_capacity\n"
        "202324,Academic year,Tiny,116601,Elm School,20,15\n202324,Academic year,Else,100001,X,z,1\n"
    )
    parts = [
        f"{phase}_{part}_capacity"
        for phase in ("primary", "secondary")
        for part in ("SEND_unit", "resourced_provision")
    ]
    bases.write_text(
        f"time_period,school_urn,school_name,school_places,resourced_provision_capacity,{','.join(parts)}\n"
        "202324,116611,Beech Secondary School,900,6,0,0,4,6\n"
    )
    taken_in(pack, special)
    taken_in(pack, bases)
    assert [places_of(pack)[("116601", "2023/24", phase)] for phase in ("primary", "secondary")] == [20, 15]
    assert places_of(pack)[("116611-base", "2023/24", "all")] == 10


MAPPED = """\
urn: Ref
year: 2025/26
places:
  - column: Funded before 16
    part: pre-16
    kind: special
  - column: Funded after
    part: post-16
    kind: special
  - column: In the unit
    kind: base
"""
LIST = "Ref;Funded before 16;Funded after;In the unit\n116600;40;0;\n116611;;;9\n999999;4;;\n"


def mapped(folder: Path, columns: str) -> tuple[Path, Path]:
    """Write a sheet of other headings and the file that says what they are."""
    paths = (folder / "list.csv", folder / "columns.yaml")
    for path, text in zip(paths, (LIST, columns), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def test_a_file_says_what_the_columns_of_any_sheet_are(pack: TinyPack) -> None:
    notes = taken_in(pack, *mapped(pack.folder.parent, MAPPED)).notes
    places = places_of(pack)
    assert places[("116600", "2025/26", "all")] == 40
    assert places[("116611-base", "2025/26", "all")] == 9
    assert "not in the pack: (999999); bring in those that are the authority's with import gias" in notes


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        (MAPPED.replace("Funded after", "Funded later"), "has no heading 'Funded later', which columns.yaml names"),
        (MAPPED.replace("urn: Ref\n", ""), "write urn: or school:"),
        (MAPPED.replace("year: 2025/26\n", ""), "write year: such as 2026/27, or year_column:"),
        (MAPPED.replace("2025/26", "FY 2025/26"), "columns.yaml:2:7 year: 'FY 2025/26' is no academic year"),
        (MAPPED.replace("pre-16", "key stage 2"), "columns.yaml:5:11 places[1].part: 'key stage 2' is not known"),
        (MAPPED.replace("kind: base", "kind: hub"), "places[3].kind: 'hub' is not known; allowed: special, base"),
        (MAPPED.replace("- column", "- heading"), "places[1].heading: is no word of such a file; allowed: column,"),
        ("urn: Ref\nyear: 2025/26\n", "no columns of places"),
        ("urn: Ref\nyear: 2025/26\nplaces: [Funded after]\n", "names no column"),
        (f"{MAPPED}  - column: In the unit\n", "'in the unit' stands twice; name each column once"),
        ("urn: [Ref]\nyear: 2025/26\nplaces:\n  - column: In the unit\n", "urn: write a single value"),
    ],
)
def test_faults_of_that_file_are_told_with_their_line(tmp_path: Path, spoilt: str, told: str) -> None:
    path, columns = mapped(tmp_path, spoilt)
    with pytest.raises(InputError) as refused:
        read_place_list(path, None, read_column_file(columns))
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("heading", "year"),
    [
        ("2026 to 2027", "2026/27"),
        ("2026-27", "2026/27"),
        ("2026\u201327", "2026/27"),
        ("2026/2027", "2026/27"),
        ("26/27", "2026/27"),
        ("AY26/27", "2026/27"),
        ("Academic year 2026 to 2027", "2026/27"),
        ("202627", "2026/27"),
        ("01/09/2026", "2026/27"),
        ("1.9.26", "2026/27"),
        ("2026-09-01 00:00:00", "2026/27"),
        ("From 1 September 2026", "2026/27"),
        ("September '26", "2026/27"),
        ("Autumn 2026", "2026/27"),
        ("Autumn term 2026", "2026/27"),
        ("Ages 16-17", ""),
        ("Post-16 (16-17)", ""),
        ("20-21 year olds", ""),
        ("Pre 16 26/27", "2026/27"),
        ("Number of places 26/27", "2026/27"),
        ("2026_27", "2026/27"),
        ("2026to27", "2026/27"),
        ("Aut 26", "2026/27"),
        ("09/2026", "2026/27"),
        ("46266", "2026/27"),
    ],
)
def test_headings_of_academic_years(heading: str, year: str) -> None:
    assert (year_in(heading), why_no_year(heading)) == (year, "")


@pytest.mark.parametrize(
    ("heading", "asked"),
    [
        ("FY 2026/27", "is a financial year"),
        ("FY26/27", "is a financial year"),
        ("2026-27 (FY)", "is a financial year"),
        ("Financial year 2026 to 2027", "is a financial year"),
        ("April 2026", "is an April"),
        ("01/04/2026", "is an April"),
        ("Spring 2027", "is no September"),
        ("Jan 2027", "is no September"),
        ("2026", "is a year alone"),
        ("Calendar year 2026", "is a year alone"),
        ("2025/27", "is no academic year"),
        ("2025 to 2027", "is no academic year"),
        ("2026/7", "is no academic year"),
        ("99/00", "is no academic year"),
        ("AY 2026", "is a year alone"),
        ("Academic Year 2026", "is a year alone"),
        ("04/2026", "is no September"),
        ("46113", "is an April"),
        ("2627", "is no academic year"),
        ("2025/26 to 2026/27", "names two academic years"),
    ],
)
def test_headings_of_other_years_are_asked_about(tmp_path: Path, heading: str, asked: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"URN,2024/25,{heading}\n116601,30,31\n")
    with pytest.raises(InputError) as refused:
        read_place_list(path, None)
    (told,) = map(str, refused.value.faults)
    assert told.startswith(f"list.csv:1:3 {heading}: {asked}")


def test_a_heading_may_say_the_phase(pack: TinyPack) -> None:
    path = pack.folder.parent / "list.csv"
    path.write_text("URN,Primary 2026/27,Secondary 2026/27,Post-16 2026/27,Other LAs\n116601,12,18,0,5\n")
    taken_in(pack, path)
    phases = ("primary", "secondary", "post_16")
    assert [places_of(pack)[("116601", "2026/27", phase)] for phase in phases] == [12, 18, 0]
    table = pd.read_csv(pack.table("places"), dtype={"provider_id": str}).set_index(["provider_id", "academic_year"])
    assert table.loc[("116601", "2026/27"), "reserved"].tolist() == [0, 0, 2, 3]


def test_a_financial_year_of_a_row_is_asked_about(pack: TinyPack) -> None:
    path = pack.folder.parent / "list.csv"
    path.write_text("URN,Academic year,Places\n116601,FY 2026/27,12\n")
    (told,) = faults(pack, path)
    assert told.startswith("list.csv:2:2 Academic year: 'FY 2026/27' is a financial year")


def test_a_roll_or_a_cost_under_a_year_is_no_number_of_places(pack: TinyPack) -> None:
    path = pack.folder.parent / "list.csv"
    path.write_text("URN,Places 2026/27,Pupils on roll 2026/27,Funding FY 2026/27\n116601,30,31,99000\n")
    notes = taken_in(pack, path).notes
    assert "list.csv: 'Pupils on roll 2026/27' is no number of places; passed over" in notes
    assert places_of(pack)[("116601", "2026/27", "all")] == 30


def test_a_heading_with_a_year_that_is_not_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("URN,2026/27,From 2027 on,2026/27 increase\n116601,30,31,1\n")
    passed_over = read_place_list(path, None).passed_over
    assert passed_over == (
        "list.csv: 'From 2027 on' names no one academic year; passed over",
        "list.csv: '2026/27 increase' is no number of places; passed over",
    )


def test_years_above_the_headings_are_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(",2026/27,2027/28\nURN,Places agreed,Places agreed\n116601,30,31\n")
    with pytest.raises(InputError, match="has years in row 1, above the headings of row 2"):
        read_place_list(path, None)


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.ods", "list.xls"])
def test_a_list_is_known_by_what_it_is_whatever_its_name_ends_in(tmp_path: Path, name: str) -> None:
    rows = [["URN", "2026/27"], [116601, 30], ["Total", 30]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / name
    text = "\n".join(",".join(map(str, row)) for row in rows)
    for write in (book.save, lambda to: to.write_text(text), lambda to: write_ods(to, sheet("Places", rows_of(rows)))):
        write(path)
        assert [one.places for one in read_place_list(path, None).stated] == [30]


def test_a_capacity_of_a_primary_school_with_a_nursery_is_of_all_it_takes(pack: TinyPack) -> None:
    ages(pack, "116601", 3, 10)
    path = pack.folder.parent / "capacity.csv"
    path.write_text("time_period,school_urn,primary_capacity,secondary_capacity\n202425,116601,40,z\n")
    taken_in(pack, path)
    assert places_of(pack)[("116601", "2024/25", "all")] == 40


def test_kinds_of_places_may_be_given_by_the_schools_name(pack: TinyPack) -> None:
    path, columns = mapped(
        pack.folder.parent, "school: School\nyear: 2026/27\nplaces:\n  - column: Special\n    kind: special\n"
    )
    path.write_text("School,Special\nElm School,41\nNobody,3\n")
    (told,) = faults(pack, path, columns)
    assert "'Nobody' is not in providers.csv" in told
    path.write_text("School,Special\nElm School,41\nAll schools total,41\n")
    taken_in(pack, path, columns)
    assert places_of(pack)[("116601", "2026/27", "all")] == 41
