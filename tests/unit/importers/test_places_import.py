"""An authority's own list of agreed places put into a pack: layouts, words, faults, dates, differences."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from register_hand_made import places_of, write_numbered_pack, write_register
from tiny_pack import TinyPack

from sufficiency.errors import InputError
from sufficiency.importers.gias import make as gias
from sufficiency.importers.pack.report import ImportReport
from sufficiency.importers.place_list.make import PlaceListFile, import_places, source_id
from sufficiency.importers.place_list.years import year_in
from sufficiency.packs.inputs import load_inputs

pytestmark = pytest.mark.unit
Rows = Sequence[Sequence[object]]
LONG = ("School", "Phase", "Academic year", "Places")
BASE = "2024/25"


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    """A pack with Oak School 116600, Elm School 116601, Ash base."""
    return write_numbered_pack(tmp_path)


def workbook(folder: Path, rows: Rows, name: str = "Agreed places 2025.xlsx", sheet: str = "Agreed") -> Path:
    """Write rows as the sheet of a workbook."""
    book = openpyxl.Workbook()
    active = book.active
    assert active is not None
    active.title = sheet
    for row in rows:
        active.append(list(row))
    book.save(folder / name)
    return folder / name


def imported(pack: TinyPack, rows: Rows, **other: bool) -> ImportReport:
    """Import rows written as a workbook."""
    path = workbook(pack.folder.parent, rows)
    return import_places(PlaceListFile(path), pack.folder, dry_run=other.get("dry_run", False))


def faults(pack: TinyPack, rows: Rows) -> list[str]:
    """Return every fault of a list that is refused, and see that the pack stays as it was."""
    before = pack.table("places").read_bytes()
    with pytest.raises(InputError) as error:
        imported(pack, rows)
    assert pack.table("places").read_bytes() == before
    return [str(fault) for fault in error.value.faults]


def test_a_row_a_school_phase_and_year(pack: TinyPack) -> None:
    rows = [LONG, ("Oak School", None, "2024/25", 26), ("Oak School", "All", "2026/27", 40)]
    report = imported(pack, rows)
    assert places_of(pack)[("116600", BASE, "all")] == 26
    assert places_of(pack)[("116600", "2026/27", "all")] == 40
    assert report.differences == (
        (
            "~ places 116600 2024/25 all: places 24 -> 26; basis estimated -> published; "
            "source dfe_special_schools_2019 A-21 -> places_agreed-places-2025"
        ),
        "+ places 116600 2026/27 all: places 40, reserved 0, basis published, source places_agreed-places-2025",
    )


def test_a_column_a_year_below_a_title_with_a_total(pack: TinyPack) -> None:
    rows = [
        ("Place numbers agreed with schools", None, None, None),
        (),
        ("URN", "Name of head", "2024/25", dt.datetime(2026, 9, 1)),  # noqa: DTZ001 - a spreadsheet's dates have no zone
        (116600, "x", 26, 40),
        ("Total", None, 26, 40),
    ]
    report = imported(pack, [*rows[:4]])
    assert places_of(pack)[("116600", "2026/27", "all")] == 40
    assert len(report.differences) == 2


def test_a_total_is_passed_over_and_said(pack: TinyPack) -> None:
    report = imported(pack, [("School", "2024/25"), ("Oak School", 26), ("Grand total", 26)])
    assert report.notes[0] == "Agreed places 2025.xlsx, sheet Agreed, row 3: 'Grand total' is taken for a sum"


def test_blank_cells_of_a_year_state_nothing(pack: TinyPack) -> None:
    imported(pack, [("School", "2024/25", "2025/26"), ("Oak School", None, 30)])
    assert places_of(pack)[("116600", BASE, "all")] == 24
    assert places_of(pack)[("116600", "2025/26", "all")] == 30


def test_places_by_phase_end_those_for_all_phases_so_that_nothing_counts_twice(pack: TinyPack) -> None:
    rows = [LONG, ("Elm School", "Primary", "2025/26", 8), ("Elm School", "Secondary", "Sept 2025", 10)]
    report = imported(pack, rows)
    places = places_of(pack)
    assert places[("116601", "2025/26", "all")] == 0
    assert places[("116601", "2025/26", "primary")] == 8
    assert ("116601", "2026/27", "all") not in places
    assert "116601: 2026/27, all taken out, as the list counts in another form" in report.notes
    held = pd.read_csv(pack.table("places"), dtype={"provider_id": str})
    held = held[(held["provider_id"] == "116601") & (held["academic_year"] == "2025/26")]
    assert held["reserved"].sum() == pytest.approx(2)


def test_places_for_all_phases_end_those_by_phase(pack: TinyPack) -> None:
    imported(pack, [LONG, ("Ash base", "all through", "2025/26", 15)])
    places = places_of(pack)
    assert [places[("ash-base", "2025/26", phase)] for phase in ("all", "primary", "secondary")] == [15, 0, 0]


def test_in_the_base_year_the_other_form_is_replaced(pack: TinyPack) -> None:
    imported(pack, [LONG, ("Ash base", None, BASE, 15)])
    assert [key for key in places_of(pack) if key[0] == "ash-base"] == [("ash-base", BASE, "all")]


def test_places_held_for_other_authorities_are_taken_over_or_kept(pack: TinyPack) -> None:
    imported(
        pack, [(*LONG, "Other authorities"), ("Elm School", None, BASE, 16, 5), ("Oak School", None, BASE, 20, None)]
    )
    table = pd.read_csv(pack.table("places"), dtype={"provider_id": str}).set_index(["provider_id", "academic_year"])
    assert table.loc[("116601", BASE), "reserved"] == 5
    assert table.loc[("116600", BASE), "reserved"] == 0


def test_a_later_number_of_another_source_stays_and_is_said(pack: TinyPack) -> None:
    report = imported(pack, [LONG, ("Elm School", None, "2025/26", 16)])
    assert places_of(pack)[("116601", "2026/27", "all")] == 20
    stays = "116601: 20 places from 2026/27 (dfe_special_schools_2019 A-21) are not in the list and stay"
    assert stays in report.notes


def test_schools_that_the_list_leaves_out_are_said(pack: TinyPack) -> None:
    report = imported(pack, [LONG, ("Oak School", None, BASE, 26)])
    assert report.notes[-1].startswith(
        "4 schools and bases are not in the list and keep places that are worked out: Elm"
    )


def test_an_academy_is_found_by_either_number_after_the_register_was_imported(pack: TinyPack, tmp_path: Path) -> None:
    gias.import_gias(gias.RegisterFiles(write_register(tmp_path / "gias")), pack.folder, dry_run=False)
    for urn, places in ((150600, 50), (116600, 51)):
        imported(pack, [("URN", "2025/26"), (urn, places)])
        assert places_of(pack)[("116600", "2025/26", "all")] == places


def test_a_base_is_found_by_the_number_of_its_school(pack: TinyPack, tmp_path: Path) -> None:
    gias.import_gias(gias.RegisterFiles(write_register(tmp_path / "gias")), pack.folder, dry_run=False)
    imported(pack, [("URN", "2025/26"), (116611, 16), (116610, 12)])
    assert places_of(pack)[("116611-base", "2025/26", "all")] == 16
    assert places_of(pack)[("ash-base", "2025/26", "all")] == 12


def test_an_unknown_school_is_refused_with_the_nearest_names(pack: TinyPack) -> None:
    near, lost = faults(pack, [LONG, ("Okk School", None, BASE, 20), ("Quite another", None, BASE, 3)])
    where = "Agreed places 2025.xlsx, sheet Agreed"
    assert near == f"{where}:2 school: 'Okk School' is not in providers.csv; nearest are Oak School (116600)"
    assert lost.startswith(f"{where}:3 school: 'Quite another' is not in providers.csv; add it there, or bring it in")


def test_a_number_without_a_school_is_refused(pack: TinyPack) -> None:
    told = faults(pack, [LONG, (None, None, BASE, 3)])
    assert told[0].endswith("sheet Agreed:2: a place number without a school; name the school or its URN")


def test_an_unknown_number_with_a_known_name_says_both(pack: TinyPack) -> None:
    told = faults(pack, [("URN", "School", "2025/26"), (999999, "Oak School", 20)])
    assert "Agreed:2 URN: no provider has the number '999999'; the name fits Oak School (116600)" in told[0]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("1,200", "'1,200' is no plain number"),
        (12.5, "'12.5' is not whole"),
        (-3, "'-3' is below 0"),
        ("c", "'c' is no plain number"),
        ("30 places", "'30 places' is no plain number"),
        (116600, "'116600' is above 2,000; is it a reference number or a sum?"),
        ("#REF!", "'#REF!' is no plain number"),
        (True, "'True' is no plain number"),
        ("=B1*2", "'=B1*2' is a formula whose value was not saved"),
    ],
)
def test_what_is_no_number_of_places_is_refused_with_its_cell(pack: TinyPack, value: object, told: str) -> None:
    found = faults(pack, [("School", "2024/25"), ("Oak School", value)])
    assert len(found) == 1
    assert found[0].startswith(f"Agreed places 2025.xlsx, sheet Agreed:2:2 2024/25: {told}")


def test_every_fault_of_a_list_is_told_at_once(pack: TinyPack) -> None:
    rows = [
        LONG,
        ("Oak School", "Key stage 2", "2024/25", 1),
        ("Oak School", "Primary", "2024/26", 1),
        ("Oak School", "Primary", 2025, 1),
        ("Oak School", "Primary", "2024/25", None),
    ]
    told = faults(pack, rows)
    assert [fault.split(" ", 4)[4].split(";")[0] for fault in told] == [
        "Agreed:2:2 Phase: 'Key stage 2' is no phase",
        "Agreed:3:3 Academic year: '2024/26' is no academic year",
        "Agreed:4:3 Academic year: '2025' is no academic year",
        "Agreed:5:4 Places: '' is blank",
    ]


def test_a_year_alone_over_a_column_is_refused(pack: TinyPack) -> None:
    told = faults(pack, [("School", "2024/25", 2026), ("Oak School", 20, 30)])
    assert told == ["Agreed places 2025.xlsx, sheet Agreed:1:3 2026: is a year alone; write 2025/26 or September 2025"]


def test_contradictions_are_refused(pack: TinyPack) -> None:
    twice = [LONG, ("Oak School", None, BASE, 20), ("Oak Academy", None, BASE, 21)]
    assert "2024/25, all stands in row 2 too; keep one" in faults(pack, twice)[0]
    both = [LONG, ("Oak School", None, BASE, 20), ("Oak School", "Primary", BASE, 12)]
    assert "they would be added: give the one or the others" in faults(pack, both)[0]


def test_a_list_without_a_header_says_what_is_wanted(pack: TinyPack) -> None:
    assert "wanted is a header with School or URN" in faults(pack, [("a", "b"), (1, 2)])[0]


def test_one_sheet_can_be_chosen(pack: TinyPack) -> None:
    path = workbook(pack.folder.parent, [LONG, ("Oak School", None, BASE, 26)])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Old").append(["School", "2024/25"])
    book["Old"].append(["Oak School", 1])
    book.save(path)
    import_places(PlaceListFile(path, sheet="Agreed"), pack.folder, dry_run=False)
    assert places_of(pack)[("116600", BASE, "all")] == 26
    with pytest.raises(InputError, match="has no sheet 'New'; it has Agreed, Old"):
        import_places(PlaceListFile(path, sheet="New"), pack.folder, dry_run=False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_of_any_spreadsheet_is_read(pack: TinyPack, encoding: str, mark: str) -> None:
    path = pack.folder.parent / "places.csv"
    lines = [mark.join(("School", "2024/25", "Né")), mark.join(("Oak School", "26", "é"))]
    path.write_text("\n".join(lines), encoding=encoding)
    import_places(PlaceListFile(path), pack.folder, dry_run=False)
    assert places_of(pack)[("116600", BASE, "all")] == 26


def test_importing_twice_changes_nothing_the_second_time(pack: TinyPack) -> None:
    rows = [LONG, ("Elm School", "Primary", "2025/26", 8), ("Elm School", "Secondary", "2025/26", 10)]
    imported(pack, rows)
    before = {path.name: path.read_bytes() for path in pack.folder.iterdir()}
    again = import_places(PlaceListFile(pack.folder.parent / "Agreed places 2025.xlsx"), pack.folder, dry_run=False)
    assert (again.differences, again.files) == ((), ())
    assert {path.name: path.read_bytes() for path in pack.folder.iterdir()} == before


def test_a_dry_run_says_the_same_and_writes_nothing(pack: TinyPack) -> None:
    before = {path.name: path.read_bytes() for path in pack.folder.iterdir()}
    tried = imported(pack, [LONG, ("Oak School", None, BASE, 26)], dry_run=True)
    assert {path.name: path.read_bytes() for path in pack.folder.iterdir()} == before
    assert tried.differences
    assert not tried.written


def test_the_pack_is_whole_afterwards_and_knows_the_list(pack: TinyPack) -> None:
    imported(pack, [LONG, ("Oak School", None, BASE, 26)])
    assert load_inputs(pack.folder).tables["places"]["source"].eq("places_agreed-places-2025").sum() == 1
    assert "places_agreed-places-2025:\n  file: Agreed places 2025.xlsx\n" in (pack.folder / "sources.yaml").read_text()
    assert "## Agreed places from Agreed places 2025.xlsx" in (pack.folder / "README.md").read_text()


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("2025/26", "2025/26"),
        ("2025-26", "2025/26"),
        ("2025/2026", "2025/26"),
        ("APN 2025/26", "2025/26"),
        ("September 2025", "2025/26"),
        ("Sep-25", "2025/26"),
        (dt.date(2025, 9, 1), "2025/26"),
        (dt.date(2026, 4, 1), "2025/26"),
        ("2025/27", ""),
        ("2025", ""),
        (2025, ""),
        (None, ""),
    ],
)
def test_years_are_read_as_people_write_them_but_a_year_alone_is_not(value: object, year: str) -> None:
    assert year_in(value) == year


def test_another_file_is_another_source() -> None:
    assert source_id(Path("Agreed places (Nov 2025) v2.xlsx")) == "places_agreed-places-nov-2025-v2"
