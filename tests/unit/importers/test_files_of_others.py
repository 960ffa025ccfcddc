"""Files as they lie on real computers: what a Mac, Windows and Excel leave beside them, copies, unzipped folders."""

import zipfile
from pathlib import Path

import pytest
from made_release import made_tables, write_release, write_tables
from sen2_hand_made import write_return

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people import dfe_release
from sufficiency.importers.opening.bundles import find_one, open_bundle, read_member
from sufficiency.importers.opening.names import holds_data, plain_file_name
from sufficiency.importers.opening.workbooks import read_workbook
from sufficiency.importers.opening.zips import RELEASE
from sufficiency.importers.pack.sources import NEWEST_RELEASES, find_sources
from sufficiency.importers.sen2.files import read_return

pytestmark = pytest.mark.unit

CLUTTER = ("__MACOSX/data/._a.csv", "data/._a.csv", "data/.DS_Store", "data/~$a.csv", "data/Thumbs.db", "desktop.ini")
NAME = "education-health-and-care-plans_2025.zip"


@pytest.mark.parametrize("name", [*CLUTTER, "data/.~lock.a.csv#", "a.zip.crdownload", "data\\._a.csv"])
def test_what_systems_leave_behind_holds_no_data(name: str) -> None:
    assert not holds_data(name)


@pytest.mark.parametrize(
    "name",
    ["a.csv", "A (1).CSV", "data/a(2).csv", "a - Copy.csv", "a - Copy (2).csv", "a copy.csv", "a copy 2.csv",
     "Copy of a.csv", "x\\a.csv", "a-1.csv", "a 2.csv"],
)  # fmt: skip
def test_a_copy_is_called_as_the_file_itself(name: str) -> None:
    assert plain_file_name(name) == "a.csv"
    assert holds_data(name)


def test_names_that_hold_figures_keep_them() -> None:
    for name in (
        "plans_2025.csv",
        "population_age_0_25_2000_2043.csv.gz",
        "sen2-2025",
        "apn_2024-25.csv",
        "b_16-01.csv",
    ):
        assert plain_file_name(name) == name


def unzipped(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return path


@pytest.mark.parametrize("name", ["data/a.csv", "release/data/A (1).CSV", "a.csv"])
@pytest.mark.parametrize("make", [zipped, unzipped])
def test_a_table_is_found_among_clutter_in_a_zip_and_in_a_folder(tmp_path: Path, make: object, name: str) -> None:
    given = make(tmp_path / "given.zip", dict.fromkeys(CLUTTER, b"\x00") | {name: b"x"})
    assert open_bundle(given, RELEASE).names == (name,)
    assert read_member(given, "data/a.csv") == b"x"


def test_a_copy_is_read_once_and_copies_that_differ_are_named(tmp_path: Path) -> None:
    same = zipped(tmp_path / "same.zip", {"data/a.csv": b"x", "data/a (1).csv": b"x"})
    assert read_member(same, "data/a.csv") == b"x"
    differ = unzipped(tmp_path / "differ", {"data/a.csv": b"x", "data/a (1).csv": b"y"})
    with pytest.raises(InputError, match=r"not the same: data/a \(1\)\.csv and data/a\.csv; keep one"):
        read_member(differ, "data/a.csv")


def test_a_release_is_found_as_a_copy_in_capitals_and_unzipped(tmp_path: Path) -> None:
    for place, name in (("copy", NAME.replace(".zip", " (1).zip")), ("capitals", NAME.upper())):
        (tmp_path / place).mkdir()
        write_release(tmp_path / place).rename(tmp_path / place / name)
        found = find_sources(tmp_path / place, (NEWEST_RELEASES,))["dfe_ehc_2025"]
        assert found.path.name == name
    content = {f"nested/data/{name}.csv": table.to_csv(index=False).encode() for name, table in made_tables().items()}
    folder = unzipped(tmp_path / "unzipped" / NAME.removesuffix(".zip"), content | dict.fromkeys(CLUTTER, b"x"))
    found = find_sources(tmp_path / "unzipped", (NEWEST_RELEASES,))["dfe_ehc_2025"]
    assert found.path == folder
    assert len(str(found.entry()["sha256"])) == 64
    assert dfe_release.read_release(folder).base_year == 2025
    for place in ("flat", "usual/dfe"):
        here = unzipped(tmp_path / place, {name.removeprefix("nested/"): table for name, table in content.items()})
        found = find_sources(tmp_path / place.partition("/")[0], (NEWEST_RELEASES,))["dfe_ehc_2025"]
        assert found.path == here / "data"


def test_of_two_releases_the_newer_is_read(tmp_path: Path) -> None:
    older = write_release(tmp_path)
    newer = write_tables(tmp_path / NAME.replace("2025", "2026"), {"caseload": made_tables()["caseload"]})
    assert find_sources(tmp_path, (NEWEST_RELEASES,))["dfe_ehc_2026"].path == newer
    newer.unlink()
    assert find_sources(tmp_path, (NEWEST_RELEASES,))["dfe_ehc_2025"].path == older


def test_a_zip_beside_its_own_folder_is_read_and_two_that_differ_are_a_question(tmp_path: Path) -> None:
    archive = write_release(tmp_path)
    with zipfile.ZipFile(archive) as bundle:
        bundle.extractall(tmp_path / NAME.removesuffix(".zip"))
    assert find_one(tmp_path, NAME) == archive
    write_tables(tmp_path / NAME.replace(".zip", " (1).zip"), {"caseload": made_tables()["caseload"]})
    with pytest.raises(InputError, match=r"not the same: .*2025 and .*2025 \(1\)\.zip and .*2025\.zip; keep one"):
        find_one(tmp_path, NAME)


@pytest.mark.parametrize("make", [zipped, unzipped])
def test_a_return_is_read_among_clutter_and_copies_in_a_zip_and_in_a_folder_inside(
    tmp_path: Path, make: object
) -> None:
    files = {f"export/{file.name}": file.read_bytes() for file in write_return(tmp_path / "own").iterdir()}
    person = next(name for name in files if name.endswith("_person.csv"))
    clutter = {f"__MACOSX/{name.replace('/', '/._')}": b"\x00\x05" for name in files} | {"export/~$a.csv": b"x"}
    copy = {person.replace(".csv", " (1).CSV"): files[person]}
    found = read_return(make(tmp_path / "given.zip", files | clutter | copy))
    assert len(found.records("person")) == 8
    differs = {name: content + b"\n" for name, content in copy.items()}
    with pytest.raises(InputError, match=r"more than one file of this module: .*_person \(1\)\.CSV and .*_person\.csv"):
        read_return(make(tmp_path / "differs.zip", files | clutter | differs))


def test_the_lock_file_of_a_workbook_is_named_as_one(tmp_path: Path) -> None:
    lock = tmp_path / "~$places.xlsx"
    lock.write_bytes(b"\x05owner")
    with pytest.raises(InputError, match=r"lock file that Excel keeps beside an open workbook; name places.xlsx"):
        read_workbook(lock)


def test_a_folder_with_too_much_in_it_is_refused(tmp_path: Path) -> None:
    given = unzipped(tmp_path / "many", {f"{number}.csv": b"x" for number in range(501)})
    with pytest.raises(InputError, match="holds 501 files; allowed are 500"):
        open_bundle(given, RELEASE)
