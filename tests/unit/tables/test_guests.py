"""A run may hold what the command ``finance`` made of it, and nothing else that it did not write itself."""

import shutil
from pathlib import Path

import pytest

from sufficiency.errors import InputError
from sufficiency.tables.outputs import (
    OF_RUN,
    OWN_HASH,
    added_since,
    changed_since,
    faults_of_guests,
    read_manifest,
    refuse_foreign,
    write_output,
)

pytestmark = pytest.mark.unit
RUN = "run scenarios/a.yaml"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_output(tmp_path / "a", {"table.csv": "a\n1\n"}, RUN)
    of_run = read_manifest(tmp_path / "a")[OWN_HASH]
    write_output(
        tmp_path / "a" / "finance", {"block.csv": "b\n2\n", "ledger.csv": "c\n3\n"}, "finance a", {OF_RUN: of_run}
    )
    return tmp_path / "a"


def refused(run: Path) -> str:
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as error:
        write_output(run, {"table.csv": "a\n2\n"}, RUN)
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    return str(error.value)


def found(run: Path) -> list[str]:
    manifest = read_manifest(run)
    faults = [*changed_since(run, manifest), *added_since(run, manifest), *faults_of_guests(run, manifest)]
    return [str(fault) for fault in faults]


def test_a_run_with_finance_in_it_is_as_it_was_written(run):
    assert found(run) == []
    refuse_foreign(run, RUN)


def test_a_run_made_again_takes_its_finance_with_it(run):
    write_output(run, {"table.csv": "a\n2\n"}, RUN)
    assert not (run / "finance").exists()


def test_finance_made_again_leaves_the_run_alone(run):
    write_output(run / "finance", {"block.csv": "b\n3\n"}, "finance a", {OF_RUN: read_manifest(run)[OWN_HASH]})
    assert found(run) == []
    assert not (run / "finance" / "ledger.csv").exists()


def test_a_note_among_the_files_of_finance_is_kept(run):
    (run / "finance" / "notes.docx").write_text("mine")
    assert "finance/notes.docx, which the command that made it did not write" in refused(run)
    assert [line for line in found(run) if "notes.docx: was added since" in line]


def test_a_file_of_finance_that_somebody_edited_is_kept(run):
    (run / "finance" / "block.csv").write_text("b\n99\n")
    assert "finance/block.csv, changed since" in refused(run)
    assert len(found(run)) == 1
    assert "make it again: sufficiency finance" in found(run)[0]


def test_a_manifest_of_finance_that_somebody_edited_keeps_all_of_it(run):
    manifest = run / "finance" / "manifest.json"
    manifest.write_text(manifest.read_text().replace("finance a", "finance b"))
    assert "finance/SHA256SUMS" in refused(run)
    assert len(found(run)) == 4


def test_a_folder_of_that_name_which_another_command_made_is_kept(run):
    shutil.rmtree(run / "finance")
    write_output(run / "finance", {"block.csv": "b\n"}, "compare a and b")
    assert "finance/" in refused(run)


def test_a_folder_of_that_name_without_a_manifest_is_kept(run):
    shutil.rmtree(run / "finance")
    (run / "finance").mkdir()
    (run / "finance" / "mine.csv").write_text("mine")
    assert "finance/mine.csv" in refused(run)


def test_a_link_in_place_of_finance_is_kept(run, tmp_path):
    shutil.move(run / "finance", tmp_path / "elsewhere")
    (run / "finance").symlink_to(tmp_path / "elsewhere")
    assert "holds finance" in refused(run)
    assert (tmp_path / "elsewhere" / "block.csv").exists()


def test_finance_of_an_earlier_run_is_named_as_old(run, tmp_path):
    shutil.copytree(run / "finance", tmp_path / "kept")
    write_output(run, {"table.csv": "a\n2\n"}, RUN)
    shutil.move(tmp_path / "kept", run / "finance")
    assert found(run) == [
        f"{run / 'finance'}: is older than the run in which it stands; make it again: sufficiency finance"
    ]


def test_what_a_killed_command_left_of_finance_keeps_no_run_from_being_made_again(run):
    (run / ".finance.making" / "fresh").mkdir(parents=True)
    (run / ".finance.making" / "fresh" / "block.csv").write_text("half")
    (run / ".finance.making.lock").write_text("")
    assert found(run) == []
    write_output(run, {"table.csv": "a\n2\n"}, RUN)
    assert sorted(path.name for path in run.iterdir()) == ["SHA256SUMS", "manifest.json", "table.csv"]


def test_what_is_for_officers_is_made_again_by_the_command_and_its_option(run):
    of_run = read_manifest(run)[OWN_HASH]
    write_output(run / "returns-internal", {"a.csv": "a\n"}, "returns-internal a", {OF_RUN: of_run})
    (run / "returns-internal" / "a.csv").write_text("b\n")
    assert found(run)[0].endswith("make it again: sufficiency returns --internal")
