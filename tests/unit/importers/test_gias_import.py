"""The register put into a pack: what is replaced, what stays, what is joined, and that twice is once."""

from pathlib import Path

import pandas as pd
import pytest
from register_hand_made import (
    ASD,
    CLOSED,
    CLOSING,
    ESTIMATED,
    NORTH,
    PROPOSED,
    SEMH,
    establishments,
    places_of,
    school,
    write_numbered_pack,
    write_register,
)
from tiny_pack import TinyPack

from sufficiency.errors import InputError
from sufficiency.importers.gias.make import RegisterFiles, import_gias
from sufficiency.importers.open_data.providers.special_schools import widened
from sufficiency.importers.pack.better_rows import strength
from sufficiency.importers.pack.report import ImportReport
from sufficiency.packs.inputs import load_inputs

pytestmark = pytest.mark.unit
BASE = "2024/25"
Imported = tuple[TinyPack, ImportReport]


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    """A pack whose schools carry reference numbers."""
    return write_numbered_pack(tmp_path)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """A pack with the register made by hand in it, which no test changes, and what was said."""
    root = tmp_path_factory.mktemp("usual")
    made = write_numbered_pack(root)
    return made, imported(made, root)


def imported(
    pack: TinyPack, tmp_path: Path, schools: list[dict[str, str]] | None = None, **other: bool
) -> ImportReport:
    """Import the register made by hand, or the schools given."""
    dry_run = other.pop("dry_run", False)
    path = write_register(tmp_path / "gias", schools)
    return import_gias(RegisterFiles(path, **other), pack.folder, dry_run=dry_run)


def providers(pack: TinyPack) -> pd.DataFrame:
    """Providers by identifier."""
    table = pd.read_csv(pack.table("providers"), dtype={"provider_id": str}, keep_default_na=False)
    return table.set_index("provider_id")


def register(pack: TinyPack) -> pd.DataFrame:
    """The register's table by reference number and part."""
    table = pd.read_csv(pack.table("provider_register"), dtype=str, keep_default_na=False)
    return table.set_index(["urn", "part"])


def test_an_academy_keeps_the_identifier_of_the_school_that_it_was(usual: Imported) -> None:
    pack, _ = usual
    table, joined = providers(pack), register(pack)
    assert table.loc["116600", "name"] == "Oak Academy – the Chêne"
    assert "150600" not in table.index
    assert joined.loc[("150600", "school"), ["provider_id", "relation"]].tolist() == ["116600", "current"]
    assert joined.loc[("116600", "school"), ["provider_id", "relation"]].tolist() == ["116600", "predecessor"]


def test_without_the_links_file_the_site_joins_it_all_the_same(pack: TinyPack, tmp_path: Path) -> None:
    path = write_register(tmp_path / "gias", links=False)
    import_gias(RegisterFiles(path), pack.folder, dry_run=False)
    assert providers(pack).loc["116600", "name"] == "Oak Academy – the Chêne"


def test_capacity_stands_in_for_estimated_places_and_the_roll_where_there_is_none(
    usual: Imported,
) -> None:
    pack, _ = usual
    places = places_of(pack)
    assert places[("116600", BASE, "all")] == 30
    assert places[("116601", BASE, "all")] == 15
    assert places[("116601", "2026/27", "all")] == 20


def test_agreed_places_and_rows_written_by_hand_are_stronger_than_the_register(pack: TinyPack, tmp_path: Path) -> None:
    for name, words in (("places", "places_agreed"), ("providers", "SEN team, March 2026")):
        frame = pd.read_csv(pack.table(name), dtype={"provider_id": str}, keep_default_na=False)
        frame.loc[frame["provider_id"] == "116600", ["basis", "source"]] = ["published", words]
        frame.to_csv(pack.table(name), index=False)
    report = imported(pack, tmp_path)
    assert places_of(pack)[("116600", BASE, "all")] == 24
    assert providers(pack).loc["116600", "name"] == "Oak School"
    assert any("kept as you wrote it (source: SEN team, March 2026)" in note for note in report.notes)


def test_bases_come_one_by_one_and_take_the_place_of_estimates_for_their_phases(
    usual: Imported,
) -> None:
    pack, report = usual
    table = providers(pack)
    assert ESTIMATED not in table.index
    assert table.loc["116611-base", ["provision", "requirements", "needs"]].tolist() == [
        "specialist_base",
        "base",
        widened("SEMH"),
    ]
    assert any("2 listed bases (22 places) stand in the place of 1 estimated" in note for note in report.notes)


def test_a_base_known_by_name_is_joined_to_its_school(usual: Imported) -> None:
    pack, _ = usual
    assert providers(pack).loc["ash-base", "name"] == "Ash Church of England Primary School base"
    assert "116610-base" not in providers(pack).index
    assert places_of(pack)[("ash-base", BASE, "primary")] == 8


def test_a_base_without_capacity_or_roll_asks_for_its_places(usual: Imported) -> None:
    pack, report = usual
    assert (
        "Cedar Infant School base (116612): has neither capacity nor roll; give its places (import places)"
        in report.notes
    )
    assert not any(provider == "116612-base" for provider, _, _ in places_of(pack))


def test_schools_open_and_close_in_their_septembers(usual: Imported) -> None:
    pack, _ = usual
    places = places_of(pack)
    assert [(year, places[(one, year, "all")]) for one, year in (("116620", "2026/27"), ("116622", "2027/28"))] == [
        ("2026/27", 60),
        ("2027/28", 0),
    ]
    assert ("116620", BASE, "all") not in places
    assert places[("116622", BASE, "all")] == 40


def test_a_school_that_closed_without_a_successor_is_taken_out(usual: Imported) -> None:
    pack, report = usual
    assert "116603" not in providers(pack).index
    assert not any(provider == "116603" for provider, _, _ in places_of(pack))
    assert "Hazel School (116603): closed on 2022-08-31; taken out" in report.notes


def test_a_school_that_closes_after_the_base_year_began_has_no_places_from_the_next_september(
    pack: TinyPack, tmp_path: Path
) -> None:
    closed = [one for one in establishments() if one["URN"] != "116603"]
    closed.append(school("116603", "Hazel School", "12", Status=CLOSED, CloseDate="31-12-2025"))
    imported(pack, tmp_path, closed)
    assert places_of(pack)[("116603", "2026/27", "all")] == 0
    assert places_of(pack)[("116603", BASE, "all")] == 10


def test_weaker_places_after_a_school_closes_go_and_those_of_the_authority_are_told(
    pack: TinyPack, tmp_path: Path
) -> None:
    path = pack.table("places")
    before = path.read_text(encoding="utf-8")
    closing = [school("116601", "Elm School", "7", CloseDate="31-08-2026", NumberOfPupils="15", SEN1=ASD)]
    imported(pack, tmp_path, closing)
    assert places_of(pack)[("116601", "2026/27", "all")] == 0
    path.write_text(before + "116601,2027/28,all,12,0,published,SEN team\n", encoding="utf-8")
    notes = imported(pack, tmp_path, closing).notes
    assert any("116601: has no places from 2026/27 by the register, but 12 from 2027/28" in note for note in notes)
    assert places_of(pack)[("116601", "2027/28", "all")] == 12


def test_an_open_school_whose_day_of_closing_is_past_is_asked_about(pack: TinyPack, tmp_path: Path) -> None:
    report = imported(pack, tmp_path, [school("116601", "Elm School", "7", CloseDate="31-08-2012", SEN1=ASD)])
    assert any("its CloseDate is 2012-08-31: its places stay. Has it closed?" in note for note in report.notes)


def test_a_closed_school_without_a_day_has_no_places_and_is_asked_about(pack: TinyPack, tmp_path: Path) -> None:
    closed = [one for one in establishments() if one["URN"] != "116603"]
    report = imported(pack, tmp_path, [*closed, school("116603", "Hazel School", "12", Status=CLOSED)])
    assert not any(provider == "116603" for provider, _, _ in places_of(pack))
    assert any("Hazel School (116603): is closed" in note and "When did it close?" in note for note in report.notes)


def test_a_proposed_school_without_a_day_brings_no_places_and_is_asked_about(pack: TinyPack, tmp_path: Path) -> None:
    proposed = school("116621", "Alder School", "36", Status=PROPOSED, SchoolCapacity="60", SEN1=ASD)
    closing = school("116623", "Lime School", "7", Status=CLOSING, SchoolCapacity="40", SEN1=ASD)
    report = imported(pack, tmp_path, [*establishments(), proposed, closing])
    assert not any(provider == "116621" for provider, _, _ in places_of(pack))
    assert places_of(pack)[("116623", BASE, "all")] == 40
    asked = [note for note in report.notes if "When does it" in note]
    assert [note.partition(",")[0] for note in asked] == [
        "Alder School (116621): is proposed",
        "Lime School (116623): is to close",
    ]


def test_ages_that_are_no_range_are_named_with_their_line_and_make_a_sound_pack(pack: TinyPack, tmp_path: Path) -> None:
    wrong = school("116601", "Elm School", "7", StatutoryLowAge="19", StatutoryHighAge="11", SEN1=ASD)
    report = imported(pack, tmp_path, [wrong])
    assert [note.partition(" (A-36)")[0] for note in report.notes if "no range" in note] == [
        "Elm School (116601), line 2: its ages, 19 to 11, are no range and count as not stated"
    ]
    assert providers(pack).loc["116601", ["min_age", "max_age"]].tolist() == [4, 18]


def test_schools_of_other_authorities_and_new_independent_ones_are_not_added(
    usual: Imported,
) -> None:
    pack, _ = usual
    assert not {"116630", "116640"} & set(providers(pack).index)


def test_independent_schools_are_added_without_places_where_asked(pack: TinyPack, tmp_path: Path) -> None:
    imported(pack, tmp_path, add_independent=True)
    assert providers(pack).loc["116640", "requirements"] == "special independent_only"
    assert not any(provider == "116640" for provider, _, _ in places_of(pack))


def test_an_independent_school_of_the_pack_keeps_its_places(usual: Imported) -> None:
    pack, _ = usual
    assert places_of(pack)[("116602", BASE, "all")] == 8
    assert register(pack).loc[("116602", "school"), ["capacity", "section_41"]].tolist() == ["60", "Approved"]


def test_two_schools_that_became_one_are_one_provider_with_the_places_of_both(pack: TinyPack, tmp_path: Path) -> None:
    merged = [
        school("116600", "Oak School", "7", Status=CLOSED, CloseDate="31-08-2024"),
        school("116601", "Elm School", "7", Status=CLOSED, CloseDate="31-08-2024"),
        school("150600", "Oak and Elm Academy", "44", SEN1=ASD),
    ]
    path = write_register(tmp_path / "gias", merged, links=False)
    rows = "URN,LinkURN,LinkName,LinkType\n116600,150600,x,Successor - merged\n116601,150600,x,Successor - merged\n"
    (path.parent / "links_edubasealldata20250701.csv").write_text(rows, encoding="utf-8")
    report = import_gias(RegisterFiles(path), pack.folder, dry_run=False)
    assert "116601" not in providers(pack).index
    assert places_of(pack)[("116600", BASE, "all")] == 24 + 14
    assert any("Elm School (116601) is part of Oak School now" in note for note in report.notes)
    assert import_gias(RegisterFiles(path), pack.folder, dry_run=False).differences == ()


def test_a_school_without_a_position_is_left_out_when_new_and_keeps_its_place_when_known(
    pack: TinyPack, tmp_path: Path
) -> None:
    nowhere = ("", "")
    schools = [school("116600", "Oak School", "7", nowhere, SEN1=ASD), school("7", "Elder", "7", nowhere, SEN1=ASD)]
    report = imported(pack, tmp_path, schools)
    assert providers(pack).loc["116600", "easting"] == "450000"
    assert "7" not in providers(pack).index
    assert any("Elder (7): has no position in the register" in note for note in report.notes)


def test_needs_that_the_register_does_not_name_stay_as_they_were(pack: TinyPack, tmp_path: Path) -> None:
    schools = [school("116600", "Oak School", "7")]
    for _ in range(2):
        imported(pack, tmp_path, schools)
        row = providers(pack).loc["116600"]
        assert row["needs"] == "ASD SEMH SLD"
        assert row["source"] == "gias A-36, needs from dfe_special_schools_2019 A-22"


def test_importing_twice_changes_nothing_the_second_time(pack: TinyPack, tmp_path: Path) -> None:
    imported(pack, tmp_path)
    before = {path.name: path.read_bytes() for path in pack.folder.iterdir()}
    report = imported(pack, tmp_path)
    assert (report.differences, report.files, report.written) == ((), (), False)
    assert {path.name: path.read_bytes() for path in pack.folder.iterdir()} == before


def test_a_dry_run_says_the_same_and_writes_nothing(pack: TinyPack, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in pack.folder.iterdir()}
    tried = imported(pack, tmp_path, dry_run=True)
    assert {path.name: path.read_bytes() for path in pack.folder.iterdir()} == before
    done = imported(pack, tmp_path)
    assert (tried.differences, tried.notes, tried.files) == (done.differences, done.notes, done.files)
    assert (tried.written, done.written) == (False, True)


def test_the_pack_is_whole_afterwards_and_says_what_was_read(usual: Imported) -> None:
    pack, _ = usual
    inputs = load_inputs(pack.folder)
    assert len(inputs.tables["providers"]) == 10
    sources = (pack.folder / "sources.yaml").read_text(encoding="utf-8")
    assert "gias:\n  file: edubasealldata20250701.csv\n" in sources
    assert "date: '2025-07-01'" in sources
    readme = (pack.folder / "README.md").read_text(encoding="utf-8")
    assert readme.count("## From the register of schools (GIAS)") == 1


def test_a_better_register_later_replaces_the_earlier_one(pack: TinyPack, tmp_path: Path) -> None:
    imported(pack, tmp_path)
    grown = [one | ({"SchoolCapacity": "44"} if one["URN"] == "150600" else {}) for one in establishments()]
    report = imported(pack, tmp_path, grown)
    assert places_of(pack)[("116600", BASE, "all")] == 44
    assert report.differences == ("~ places 116600 2024/25 all: places 30 -> 44",)


def test_a_pack_that_does_not_say_its_authority_is_refused(pack: TinyPack, tmp_path: Path) -> None:
    path = pack.folder / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("dfe_code", "code"), encoding="utf-8")
    with pytest.raises(InputError, match="must say dfe_code"):
        imported(pack, tmp_path)


def test_a_register_of_elsewhere_is_refused(pack: TinyPack, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no special school and no base of authority 850"):
        imported(pack, tmp_path, [school("1", "One", "7", NORTH, LA="851", SEN1=SEMH)])


@pytest.mark.parametrize(
    ("basis", "source", "expected"),
    [
        ("published", "places_agreed", 4),
        ("estimated", "SEN team, March 2026", 4),
        ("published", "place_facts A-21", 3),
        ("published", "gias A-76", 2),
        ("scaled", "dfe_special_schools_2019 A-21", 1),
        ("estimated", "A-24", 0),
    ],
)
def test_rows_are_as_strong_as_where_they_are_from(basis: str, source: str, expected: int) -> None:
    assert strength(basis, source) == expected
