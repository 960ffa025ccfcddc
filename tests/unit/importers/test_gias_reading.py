"""The register of schools as files: letters, columns, zips, numbers, dates, links."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from register_hand_made import ASD, HEADER, SLD, establishments, school, write_register

from sufficiency.errors import InputError
from sufficiency.importers.gias.files import numbers_of, read_register
from sufficiency.importers.gias.links import lineage, successions_by_site
from sufficiency.importers.gias.schools import entries, has_base, needs_of, unknown_needs
from sufficiency.importers.open_data.providers.special_schools import widened

pytestmark = pytest.mark.unit


def everything(path: Path) -> pd.DataFrame:
    """Every establishment with numbers."""
    register = read_register(path, None)
    return numbers_of(register, pd.Series(data=True, index=register.establishments.index))


def links(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Links as read."""
    return pd.DataFrame(rows, columns=["urn", "link_urn", "link_type"])


def test_windows_letters_are_read_and_dates_turned_round(tmp_path: Path) -> None:
    table = everything(write_register(tmp_path)).set_index("urn")
    assert table.loc["150600", "name"] == "Oak Academy – the Chêne"
    assert table.loc["150600", "opened"] == "2023-09-01"
    assert table.loc["116601", "capacity"] != table.loc["116601", "capacity"]
    assert table.loc["116601", "on_roll"] == 15


def test_the_links_are_found_beside_the_register(tmp_path: Path) -> None:
    register = read_register(write_register(tmp_path), None)
    assert list(register.files) == ["edubasealldata20250701.csv", "links_edubasealldata20250701.csv"]
    assert len(register.links) == 2


@pytest.mark.parametrize("folder", ["", "extract/"])
def test_the_zip_as_it_is_downloaded_is_read(tmp_path: Path, folder: str) -> None:
    write_register(tmp_path / "in")
    with zipfile.ZipFile(tmp_path / "Results.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in (tmp_path / "in").iterdir():
            bundle.write(path, f"{folder}{path.name}")
    register = read_register(tmp_path / "Results.zip", None)
    assert len(register.establishments) == len(establishments())
    assert len(register.files) == 2


def test_in_a_folder_the_latest_file_is_taken(tmp_path: Path) -> None:
    write_register(tmp_path)
    (tmp_path / "edubasealldata20240101.csv").write_text("URN\n1\n", encoding="utf-8")
    assert read_register(tmp_path, None).file == "edubasealldata20250701.csv"


def test_a_folder_without_the_register_says_what_to_download(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Establishment fields CSV"):
        read_register(tmp_path, None)


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    path = write_register(tmp_path)
    text = path.read_text(encoding="cp1252")
    path.write_text(text.replace("SchoolCapacity", "Capacity").replace("Easting", "X"), encoding="cp1252")
    with pytest.raises(InputError) as error:
        read_register(path, None)
    assert [fault.where for fault in error.value.faults] == ["Easting", "SchoolCapacity"]


def test_a_school_that_stands_twice_is_a_fault_with_its_line(tmp_path: Path) -> None:
    path = write_register(tmp_path, [school("1", "One", "7"), school("1", "One again", "7")])
    with pytest.raises(InputError, match=r"edubasealldata20250701\.csv:3 URN: '1' stands in an earlier line too"):
        read_register(path, None)


def test_every_word_in_the_place_of_a_number_or_date_is_a_fault_with_line_and_value(tmp_path: Path) -> None:
    wrong = [school("1", "One", "7", SchoolCapacity="1,200"), school("2", "Two", "7", OpenDate="31-02-2024")]
    with pytest.raises(InputError) as error:
        everything(write_register(tmp_path, wrong))
    assert [str(fault) for fault in error.value.faults] == [
        "edubasealldata20250701.csv:2 SchoolCapacity: '1,200' is no count; write digits only, or leave it blank",
        "edubasealldata20250701.csv:3 OpenDate: '31-02-2024' is no date such as 01-09-2024",
    ]


def test_faults_of_schools_that_nobody_asked_for_do_not_matter(tmp_path: Path) -> None:
    register = read_register(write_register(tmp_path, [school("1", "One", "7", SchoolCapacity="?")]), None)
    assert numbers_of(register, pd.Series(data=False, index=register.establishments.index)).empty


def test_designations_become_codes_with_the_needs_that_sit_with_them() -> None:
    assert needs_of([ASD, "Not Applicable", ""]) == widened("ASD")
    assert needs_of([SLD, "SpLD - Specific Learning Difficulty", ASD]) == widened("ASD SLD SPLD")
    assert needs_of(["Not Applicable", "None"]) == ""


def test_down_syndrome_and_inclusion_bases_are_read(tmp_path: Path) -> None:
    assert "DS" in needs_of(["DS - Down Syndrome"]).split()
    hosts = [school("1", "One", "1", TypeOfResourcedProvision="Inclusion base", SEN1="DS - Down Syndrome")]
    table = everything(write_register(tmp_path, hosts))
    assert has_base(table).tolist() == [True]
    assert unknown_needs(table) == {}


@pytest.mark.parametrize(
    "day", ["01-09-2023", "1/9/2023", "01.09.2023", "2023-09-01", "1 Sept 2023", "2023-09-01 00:00:00"]
)
def test_days_are_read_as_the_register_and_as_a_spreadsheet_write_them(tmp_path: Path, day: str) -> None:
    table = everything(write_register(tmp_path, [school("1", "One", "7", OpenDate=day)]))
    assert table["opened"].tolist() == ["2023-09-01"]


@pytest.mark.parametrize(
    ("kind", "open_now", "authority"), [("07", "01", "0850"), ("7.0", "1.0", "850.0"), (" 7", "1 ", " 850 ")]
)
def test_codes_are_the_same_with_noughts_points_and_spaces(
    tmp_path: Path, kind: str, open_now: str, authority: str
) -> None:
    padded = school(" 116601.0", "Elm School", kind, Status=open_now, LA=authority)
    table = everything(write_register(tmp_path, [padded]))
    assert table[["urn", "la", "type", "status"]].to_numpy().tolist() == [["116601", "850", 7, 1]]


@pytest.mark.parametrize(
    ("low", "high", "ages"),
    [
        ("19", "11", (4, 18)),
        ("2", "2", (4, 18)),
        ("19", "", (4, 18)),
        ("", "2", (4, 18)),
        ("2", "3", (2, 2)),
        ("16", "99", (16, 25)),
    ],
)
def test_ages_that_are_no_range_count_as_not_stated(tmp_path: Path, low: str, high: str, ages: tuple[int, int]) -> None:
    one = school("1", "One", "7", StatutoryLowAge=low, StatutoryHighAge=high)
    table = entries(everything(write_register(tmp_path, [one])))
    assert (table["min_age"].iloc[0], table["max_age"].iloc[0]) == ages


def test_words_that_are_no_need_are_counted(tmp_path: Path) -> None:
    odd = [school("1", "One", "7", SEN1="Dyslexia"), school("2", "Two", "7", SEN1="Dyslexia", SEN2=ASD)]
    assert unknown_needs(everything(write_register(tmp_path, odd))) == {"Dyslexia": 2}


def test_schools_and_bases_have_ages_on_31_august_and_places(tmp_path: Path) -> None:
    table = entries(everything(write_register(tmp_path))).set_index(["urn", "part"])
    academy, elm = table.loc[("150600", "school")], table.loc[("116601", "school")]
    assert (academy["min_age"], academy["max_age"], academy["places"], academy["basis"]) == (3, 18, 30, "published")
    assert (elm["places"], elm["basis"]) == (15, "estimated")
    beech = table.loc[("116611", "base")]
    assert (beech["name"], beech["places"], beech["on_roll"]) == ("Beech Secondary School base", 10, 5)
    assert pd.isna(table.loc[("116612", "base"), "places"])
    assert ("116650", "base") not in table.index


def test_a_special_school_is_no_host_of_a_base(tmp_path: Path) -> None:
    special = school("1", "One", "7", TypeOfResourcedProvision="SEN unit")
    table = everything(
        write_register(tmp_path, [special, school("2", "Two", "1", TypeOfResourcedProvision="SEN unit")])
    )
    assert has_base(table).tolist() == [False, True]


def test_predecessors_are_followed_back_and_circles_walked_once() -> None:
    line = lineage(links(("3", "2", "Predecessor"), ("1", "2", "Successor"), ("1", "3", "Predecessor - merged")), {})
    assert line.predecessors("3") == ("2", "1")


def test_an_amalgamation_leads_from_the_closed_school_to_the_new_one() -> None:
    line = lineage(links(("1", "9", "Result of Amalgamation"), ("2", "9", "Successor - amalgamated")), {})
    assert line.predecessors("9") == ("1", "2")


@pytest.mark.parametrize("kind", ["Sixth Form Centre Link", "Other", "Closure"])
def test_other_links_join_nobody(kind: str) -> None:
    assert lineage(links(("1", "2", kind)), {}).before == {}


def test_without_links_the_site_and_the_dates_join_an_academy_to_its_school(tmp_path: Path) -> None:
    table = everything(write_register(tmp_path))
    assert successions_by_site(table) == {"150600": ("116600",)}
    late = table.assign(opened=table["opened"].replace("2023-09-01", "2025-09-01"))
    assert "150600" not in successions_by_site(late)


def test_a_link_of_the_file_goes_before_the_site() -> None:
    line = lineage(links(("8", "1", "Predecessor")), {"8": ("2",), "9": ("1",)})
    assert line.before == {"8": ("1",)}


def test_the_header_is_the_real_one_in_its_order() -> None:
    assert HEADER.index("URN") == 0
    assert HEADER.index("SEN1 (name)") < HEADER.index("TypeOfResourcedProvision (name)") < HEADER.index("Easting")


def test_headings_in_small_letters_and_semicolons_are_read(tmp_path: Path) -> None:
    path = write_register(tmp_path, [school("1", "  One ", "7")])
    header, rest = path.read_text(encoding="cp1252").replace(",", ";").split("\n", maxsplit=1)
    path.write_text(f"{header.lower()}\n{rest}", encoding="cp1252")
    assert everything(path)[["urn", "name"]].to_numpy().tolist() == [["1", "One"]]
