"""A folder that a command makes lists all it holds, and is replaced only where that is all it holds."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sufficiency.errors import InputError
from sufficiency.tables.outputs import (
    MANIFEST,
    README,
    SUMS,
    Readme,
    added_since,
    as_json,
    changed_since,
    own_hash,
    read_manifest,
    write_output,
)

pytestmark = pytest.mark.unit
FILES = {"table.csv": "a,b\n1,2\n", "deep/other.csv": "c\n", "picture.bin": b"\x00"}


@pytest.fixture
def made(tmp_path):
    write_output(tmp_path / "out", FILES, "frontier scenarios/a.yaml")
    return tmp_path / "out"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_of_a_command_has_its_files_a_manifest_and_sums(made):
    assert set(content(made)) == {*FILES, MANIFEST, SUMS}
    manifest = read_manifest(made)
    assert set(manifest["outputs"]) == set(FILES)
    assert changed_since(made, manifest) == []
    assert added_since(made, manifest) == []


def test_a_readme_has_a_line_for_every_file_and_is_among_the_sums(tmp_path):
    readme = Readme({"table.csv": "What is in `it`. And more.", "absent.csv": "Not there."}, "A note.")
    write_output(tmp_path / "out", FILES, "frontier scenarios/a.yaml", readme=readme)
    assert (tmp_path / "out" / README).read_text(encoding="utf-8").splitlines() == [
        "Made by: frontier scenarios/a.yaml",
        "",
        "table.csv       What is in it",
        "manifest.json   What was read and set to make this, and a hash of every file",
        "SHA256SUMS      The hashes of the files, for sha256sum -c",
        "deep/other.csv",
        "picture.bin",
        "",
        "A note.",
    ]
    assert README in read_manifest(tmp_path / "out")["outputs"]


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_other_tools_can_check_the_sums(made):
    checked = subprocess.run(
        ["sha256sum", "--check", SUMS],  # noqa: S607 - as a person types it
        cwd=made,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0
    assert "table.csv: OK" in checked.stdout
    assert "manifest.json: OK" in checked.stdout


def test_the_command_that_made_a_folder_replaces_it(made):
    write_output(made, {"only.csv": "1\n"}, "frontier scenarios/a.yaml")
    assert set(content(made)) == {"only.csv", MANIFEST, SUMS}


def test_what_file_managers_leave_stands_in_nobodys_way(made):
    (made / ".DS_Store").write_bytes(b"\x00")
    write_output(made, FILES, "frontier scenarios/a.yaml")
    assert not (made / ".DS_Store").exists()


def stray_file(folder: Path) -> None:
    (folder / "notes.docx").write_text("mine")


def stray_hidden_file(folder: Path) -> None:
    (folder / ".notes").write_text("mine")


def stray_folder(folder: Path) -> None:
    (folder / "mine").mkdir()


def stray_file_in_a_folder(folder: Path) -> None:
    (folder / "deep" / "notes.docx").write_text("mine")


def stray_link(folder: Path) -> None:
    (folder / "link").symlink_to(folder)


def changed_table(folder: Path) -> None:
    (folder / "table.csv").write_text("a,b,my remark\n1,2,look here\n")


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def manifest_of_nothing(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}")


def manifest_of_another_command(folder: Path) -> None:
    write_output(folder.with_name("other"), FILES, "frontier scenarios/b.yaml")
    shutil.rmtree(folder)
    folder.with_name("other").rename(folder)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (stray_file, "notes.docx"),
        (stray_hidden_file, ".notes"),
        (stray_folder, "mine"),
        (stray_file_in_a_folder, "deep/notes.docx"),
        (stray_link, "link"),
        (changed_table, "table.csv, changed since"),
        (no_manifest, f"no {MANIFEST}"),
        (manifest_of_nothing, f"no {MANIFEST}"),
        (manifest_of_another_command, "frontier scenarios/b.yaml"),
    ],
)
def test_a_folder_that_holds_anything_else_is_not_replaced_and_the_hindrance_is_named(made, spoil, named):
    spoil(made)
    before = content(made)
    with pytest.raises(InputError) as error:
        write_output(made, {"only.csv": "1\n"}, "frontier scenarios/a.yaml")
    assert named in str(error.value)
    assert "nothing is replaced" in str(error.value)
    assert content(made) == before


def test_a_folder_that_no_command_made_is_not_touched(tmp_path):
    (tmp_path / "data").mkdir()
    for number in range(5):
        (tmp_path / "data" / f"{number}.csv").write_text("mine")
    with pytest.raises(InputError, match=r"holds other files \(0\.csv, 1\.csv, 2\.csv and 2 more\), and no manifest"):
        write_output(tmp_path / "data", FILES, "run scenarios/data.yaml")
    assert len(content(tmp_path / "data")) == 5


def test_a_folder_of_an_earlier_version_without_a_maker_is_replaced_where_it_lists_all_it_holds(made):
    manifest = json.loads((made / MANIFEST).read_text())
    (made / MANIFEST).write_text(as_json({"outputs": manifest["outputs"]}))
    write_output(made, {"only.csv": "1\n"}, "frontier scenarios/a.yaml")
    assert set(content(made)) == {"only.csv", MANIFEST, SUMS}


MALFORMED = {
    "no text": b"\xff\xfe\x00",
    "no JSON": b"run of May",
    "nothing": b"",
    "a list": b"[]",
    "a number": b"1",
    "no outputs": b'{"made_by": "run"}',
    "outputs of nothing": b'{"outputs": {}}',
    "outputs that are a list": b'{"outputs": ["table.csv"]}',
    "a hash that is none": b'{"outputs": {"table.csv": "abc"}}',
    "a hash that is a number": b'{"outputs": {"table.csv": 1}}',
    "a file of another folder": json.dumps({"outputs": {"../x": "0" * 64}}).encode(),
    "a key twice": b'{"outputs": {}, "outputs": {}}',
    "too deep": b'{"outputs":' + b"[" * 100_000,
    "not a number": b'{"outputs": NaN}',
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_manifest_is_a_fault_of_that_file(made, kind):
    (made / MANIFEST).write_bytes(MALFORMED[kind])
    with pytest.raises(InputError, match=r"manifest\.json: cannot be read"):
        read_manifest(made)


@pytest.mark.parametrize("key", ["made_by", "version"])
def test_a_manifest_that_says_something_else_than_was_written_is_noticed(made, key):
    manifest = json.loads((made / MANIFEST).read_text())
    (made / MANIFEST).write_text(as_json({**manifest, key: "forged"}))
    with pytest.raises(InputError, match="was changed since it was written"):
        read_manifest(made)


def test_a_forged_manifest_with_its_hash_renewed_is_noticed_by_the_sums(made):
    manifest = {**json.loads((made / MANIFEST).read_text()), "version": "forged"}
    (made / MANIFEST).write_text(as_json({**manifest, "manifest_sha256": own_hash(manifest)}))
    assert [Path(fault.file).name for fault in changed_since(made, read_manifest(made))] == [SUMS]
