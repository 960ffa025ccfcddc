"""Reading the SEN2 return: dates, ids, codes, and every fault told by file, line and column, never by value."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from sen2_hand_made import PRIVATE, Change, adding, setting, write_return
from work_counted import at_most_calls, at_most_megabytes

from sufficiency.errors import InputError
from sufficiency.importers.sen2.files import read_return

pytestmark = pytest.mark.unit

DTD = '<?xml version="1.0"?><!DOCTYPE Message [<!ENTITY a "{secret}">]><Message><Persons>&a;</Persons></Message>'
MOST_CALLS = 2_000
"""Calls for refusing a document of a few elements; 811 for the one with the most."""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE Message SYSTEM "file:///etc/passwd"><Message/>'


def faults_of(path: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(InputError) as caught:
        read_return(path)
    return [(fault.file.rpartition("_")[2], fault.line, fault.where, fault.message) for fault in caught.value.faults]


def test_a_return_is_read_from_the_files_of_its_modules(tmp_path: Path) -> None:
    found = read_return(write_return(tmp_path / "return"))
    assert (found.census_year, found.calendar_year, found.authority, found.source) == (2025, 2024, "850", "sen2_2025")
    assert {name: len(module.records) for name, module in found.modules.items()} == {
        "sen2": 1,
        "person": 8,
        "requests": 8,
        "assessment": 7,
        "namedplan": 7,
        "plandetail": 1,
        "activeplans": 6,
        "placementdetail": 7,
        "senneed": 6,
    }


def test_days_are_read_as_the_export_the_xml_and_a_spreadsheet_write_them(tmp_path: Path) -> None:
    born = read_return(write_return(tmp_path / "return")).records("person")["personbirthdate"]
    assert born.dt.strftime("%Y-%m-%d").tolist()[:4] == ["2014-08-31", "2014-09-01", "2007-03-03", "2005-05-05"]


def test_files_may_have_any_name_that_ends_in_the_module(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return")
    for file in folder.iterdir():
        file.rename(folder / f"{file.stem.rpartition('_')[2].upper()}.CSV")
    assert read_return(folder).census_year == 2025


def test_a_zip_of_the_files_is_read_as_the_folder_is(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return")
    with zipfile.ZipFile(tmp_path / "return.zip", "w") as bundle:
        for file in folder.iterdir():
            bundle.write(file, f"inner/{file.name}")
    packed, loose = read_return(tmp_path / "return.zip"), read_return(folder)
    for name in loose.modules:
        pd.testing.assert_frame_equal(packed.records(name), loose.records(name))
    assert packed.sha256 == loose.sha256


def test_names_in_windows_letters_do_not_stop_the_import(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return", setting("person", 1, "surname", "Zzé"))
    file = folder / "Blade-Export_31-01-2025_person.csv"
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp1252"))
    assert len(read_return(folder).records("person")) == 8


PLANTED: list[tuple[str, Change, tuple[str, int, str], str]] = [
    ("no date", setting("person", 1, "personbirthdate", "Tuesday"), ("person.csv", 3, "personbirthdate"), "no date"),
    (
        "a day that is not in the calendar",
        setting("person", 2, "personbirthdate", "2007-Feb-30 00:00:00"),
        ("person.csv", 4, "personbirthdate"),
        "no date",
    ),
    ("a blank date", setting("person", 3, "personbirthdate", ""), ("person.csv", 5, "personbirthdate"), "is blank"),
    (
        "a birth after the census",
        setting("person", 4, "personbirthdate", "2025-06-01"),
        ("person.csv", 6, "personbirthdate"),
        "later than the census",
    ),
    (
        "an id twice",
        adding("person", persontableid="2"),
        ("person.csv", 10, "persontableid"),
        "id of an earlier line",
    ),
    (
        "an orphan",
        setting("senneed", 0, "activeplanstableid", "777"),
        ("senneed.csv", 2, "activeplanstableid"),
        "no id of the module activeplans",
    ),
    ("an unknown need", setting("senneed", 1, "sentype", "NSA"), ("senneed.csv", 3, "sentype"), "is not one of ASD"),
    (
        "an unknown rank",
        setting("senneed", 2, "sentyperank", "first"),
        ("senneed.csv", 4, "sentyperank"),
        "not one of 1",
    ),
    (
        "an unknown setting",
        setting("placementdetail", 3, "sensetting", "HOME"),
        ("placementdetail.csv", 5, "sensetting"),
        "is not one of OLA",
    ),
    (
        "a short reference number",
        setting("placementdetail", 0, "urn", "11660"),
        ("placementdetail.csv", 2, "urn"),
        "has not 6 figures",
    ),
    (
        "a mark that is neither",
        setting("placementdetail", 1, "senunitindicator", "maybe"),
        ("placementdetail.csv", 3, "senunitindicator"),
        "neither 1 nor 0",
    ),
    (
        "leaving before entering",
        setting("placementdetail", 4, "leavingdate", "2015-01-01"),
        ("placementdetail.csv", 6, "leavingdate"),
        "earlier than entrydate",
    ),
    (
        "an unknown reason",
        setting("namedplan", 3, "ceasereason", "10"),
        ("namedplan.csv", 5, "ceasereason"),
        "is not one of 1, 2",
    ),
    (
        "a reason without an end",
        setting("namedplan", 0, "ceasereason", "1"),
        ("namedplan.csv", 2, "ceasereason"),
        "without a ceasedate",
    ),
    (
        "an end before the start",
        setting("namedplan", 4, "ceasedate", "2001-01-01"),
        ("namedplan.csv", 6, "ceasedate"),
        "earlier than startdate",
    ),
    (
        "a second plan of one assessment",
        adding("namedplan", namedplantableid="99"),
        ("namedplan.csv", 9, "assessmenttableid"),
        "at most one namedplan",
    ),
    (
        "a census in June",
        setting("sen2", 0, "referencedate", "2025-06-01"),
        ("sen2.csv", 2, "referencedate"),
        "not in January",
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "words"), [case[1:] for case in PLANTED], ids=[case[0] for case in PLANTED]
)
def test_a_fault_is_told_by_file_line_and_column(
    tmp_path: Path, change: Change, place: tuple[str, int, str], words: str
) -> None:
    found = faults_of(write_return(tmp_path / "return", change))
    assert [fault[:3] for fault in found] == [place]
    assert words in found[0][3]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    apart = [case for case in PLANTED if case[0] != "a census in June"]
    found = faults_of(write_return(tmp_path / "return", *(case[1] for case in apart)))
    assert sorted(fault[:3] for fault in found) == sorted(case[2] for case in apart)


def test_a_fault_in_every_line_of_a_column_is_counted_after_the_first_twenty(tmp_path: Path) -> None:
    more = [adding("senneed", senneedtableid=str(100 + number), sentype="?", sentyperank="") for number in range(30)]
    found = faults_of(write_return(tmp_path / "return", *more))
    kinds = [fault for fault in found if fault[2] == "sentype"]
    assert len(kinds) == 21
    assert kinds[-1][1:3] == (28, "sentype")
    assert "here and in 9 later lines" in kinds[-1][3]


def test_missing_modules_and_columns_are_all_told(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return")
    (folder / "Blade-Export_31-01-2025_senneed.csv").unlink()
    (folder / "Blade-Export_31-01-2025_assessment.csv").unlink()
    person = folder / "Blade-Export_31-01-2025_person.csv"
    person.write_text(person.read_text().replace("postcode", "place").replace("upn", "number"))
    assert [fault[:3] for fault in faults_of(folder)] == [
        ("return", 0, "assessment"),
        ("return", 0, "senneed"),
        ("person.csv", 1, "postcode"),
        ("person.csv", 1, "upn"),
    ]


def test_two_files_of_one_module_are_refused(tmp_path: Path) -> None:
    folder = write_return(tmp_path / "return")
    (folder / "person.csv").write_bytes((folder / "Blade-Export_31-01-2025_person.csv").read_bytes() + b"\n")
    assert [fault[2] for fault in faults_of(folder)] == ["person"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"persontableid;surname\n1;Zz\n", "not separated by commas"),
        ("persontableid,surname\n1,Zz\n".encode("utf-16"), "save it as CSV UTF-8"),
        (b"", "is empty"),
        (b"a,b\n1,2,3\n", "has not the 2 values"),
        (b'a,b\n1,"Zzopen\n', "quotation mark"),
        (b"a,a\n1,2\n", "stands twice"),
    ],
)
def test_files_that_are_no_tables_are_told_in_plain_words(tmp_path: Path, content: bytes, words: str) -> None:
    folder = write_return(tmp_path / "return")
    (folder / "Blade-Export_31-01-2025_person.csv").write_bytes(content)
    found = faults_of(folder)
    assert any(fault[0] == "person.csv" and words in fault[3] for fault in found)
    assert not any("Zz" in fault[3] for fault in found)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (DTD.format(secret=PRIVATE[0]), "DTD"),
        (OUTSIDE, "DTD"),
        ("<Message><Persons><Person>\n<Surname>Zz</Persons></Message>", "not well-formed"),
        ("<Message>" + "<a>" * 40 + "</a>" * 40 + "</Message>", "nests deeper"),
        ("<Message><Persons><Person><UPN>" + "S" * 20_000 + "</UPN></Person></Persons></Message>", "longer values"),
        ("<Message><Header/></Message>", "is it a SEN2 return"),
        ("<Message><Persons><Person/><NamedPlan/></Persons></Message>", "outside any assessment"),
    ],
)
def test_documents_that_are_no_returns_are_refused_without_a_word_of_them(
    tmp_path: Path, document: str, words: str
) -> None:
    path = tmp_path / "sen2.xml"
    path.write_text(document, encoding="utf-8")
    with at_most_calls(MOST_CALLS):
        found = faults_of(path)
    assert words in found[0][3]
    assert not any(PRIVATE[0] in fault[3] or "Zz" in fault[3] for fault in found)


def test_a_fault_in_a_document_is_told_by_its_line(tmp_path: Path) -> None:
    lines = [
        "<Message><Header><ReferenceDate>2025-01-16</ReferenceDate><LEA>850</LEA></Header><Persons>",
        "<Person><PersonBirthDate>2014-01-01</PersonBirthDate>",
        "<ns:Requests xmlns:ns='urn:any'><ActivePlans><Wrapper>",
        "<SENneed><SENtype>NSA</SENtype><SENtypeRank>1</SENtypeRank></SENneed>",
        "</Wrapper></ActivePlans></ns:Requests></Person>",
        "<Person><PersonBirthDate>soon</PersonBirthDate></Person></Persons></Message>",
    ]
    path = tmp_path / "sen2.xml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [fault[1:3] for fault in faults_of(path)] == [(4, "sentype"), (6, "personbirthdate")]


def test_a_billion_laughs_are_not_expanded(tmp_path: Path) -> None:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))]
    path = tmp_path / "sen2.xml"
    path.write_text(f"<!DOCTYPE Message [{''.join(lines)}]><Message>&a9;</Message>", encoding="utf-8")
    with at_most_calls(MOST_CALLS):
        assert "DTD" in faults_of(path)[0][3]


def test_a_zip_bomb_and_an_archive_in_the_archive_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        bundle.writestr("person.csv", b"0" * 40_000_000)
    with zipfile.ZipFile(tmp_path / "nested.zip", "w") as bundle:
        bundle.writestr("person.csv", b"a,b\n")
        bundle.writestr("more.zip", b"PK")
    with at_most_megabytes(1.0):
        assert "would unpack to" in faults_of(tmp_path / "bomb.zip")[0][3]
        assert "archive in the archive" in faults_of(tmp_path / "nested.zip")[0][3]


def test_a_folder_without_a_return_says_what_is_looked_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert faults_of(tmp_path / "empty") == [("empty", 0, "", "holds no .csv or .xml file")]
