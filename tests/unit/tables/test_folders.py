"""A folder is swapped in whole or not at all; two processes never write one; what a dead one left is put right."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from sufficiency.errors import InputError
from sufficiency.tables.folders import (
    claimed,
    put_back,
    put_file,
    refuse_what_is_no_folder,
    swapped_in,
    workshop_of,
    write_files,
)

pytestmark = pytest.mark.unit


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def anything(_folder: Path) -> None:
    """A guard that lets every folder be replaced."""


def refused(_folder: Path) -> None:
    raise InputError([])


def with_old(folder: Path) -> Path:
    folder.mkdir()
    (folder / "old.csv").write_text("old")
    return folder


def test_a_folder_that_is_swapped_in_replaces_the_old_one_whole(tmp_path):
    run = with_old(tmp_path / "run")
    with swapped_in(run, anything) as fresh:
        (fresh / "new.csv").write_text("new")
        assert names(run) == ["old.csv"], "until the block ends the old folder stands"
    assert names(run) == ["new.csv"]
    assert names(tmp_path) == ["run"]


def interrupted(folder: Path) -> None:
    with swapped_in(folder, anything) as fresh:
        (fresh / "half.csv").write_text("half")
        raise KeyboardInterrupt


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path):
    run = with_old(tmp_path / "run")
    with pytest.raises(KeyboardInterrupt):
        interrupted(run)
    assert names(tmp_path) == ["run"]
    assert names(run) == ["old.csv"]


def test_a_folder_that_its_guard_refuses_stays_and_nothing_is_made(tmp_path):
    run = with_old(tmp_path / "run")
    with pytest.raises(InputError), swapped_in(run, refused):
        raise AssertionError("a refused folder is not written for")
    assert (names(tmp_path), names(run)) == (["run"], ["old.csv"])


def no_notes(folder: Path) -> None:
    if (folder / "notes.docx").exists():
        raise InputError([])


def with_notes_put_in_meanwhile(run: Path) -> None:
    with swapped_in(run, no_notes) as fresh:
        (fresh / "new.csv").write_text("new")
        (run / "notes.docx").write_text("mine")


def test_folders_above_that_were_made_for_nothing_are_not_left(tmp_path):
    with pytest.raises(RuntimeError), claimed(tmp_path / "a" / "b" / "pack"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with claimed(tmp_path / "a" / "b" / "pack"):
        (tmp_path / "a" / "kept.txt").write_text("", encoding="utf-8")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["kept.txt"]


def test_what_was_put_into_the_folder_meanwhile_is_not_lost(tmp_path):
    run = with_old(tmp_path / "run")
    with pytest.raises(InputError):
        with_notes_put_in_meanwhile(run)
    assert names(run) == ["notes.docx", "old.csv"]
    assert names(tmp_path) == ["run"]


def test_the_new_folder_may_start_as_a_copy_of_the_old(tmp_path):
    run = with_old(tmp_path / "run")
    with swapped_in(run, anything, keep=True) as fresh:
        write_files(fresh, {"new.csv": "é\n", "deep/book.xlsx": b"\x00"})
    assert names(run) == ["deep", "new.csv", "old.csv"]
    assert (run / "new.csv").read_bytes() == "é\n".encode()


@pytest.mark.parametrize(
    "killed", ["before the old one goes", "between the two steps", "before the old one is removed"]
)
def test_what_a_killed_process_left_is_put_right_by_the_next_one(tmp_path, killed):
    run, workshop = tmp_path / "run", workshop_of(tmp_path / "run")
    workshop.mkdir()
    with_old(workshop / "old" if killed == "between the two steps" else run)
    if killed == "before the old one is removed":
        with_old(workshop / "old")
    else:
        with_old(workshop / "fresh")
    with claimed(run):
        assert names(run) == ["old.csv"]
    assert names(tmp_path) == ["run"]


def test_a_reader_finds_a_folder_whose_replacement_was_cut_off(tmp_path):
    workshop_of(tmp_path / "run").mkdir()
    with_old(workshop_of(tmp_path / "run") / "old")
    put_back(tmp_path / "run")
    assert (names(tmp_path), names(tmp_path / "run")) == (["run"], ["old.csv"])


def test_what_dead_processes_left_of_other_folders_is_swept_too(tmp_path):
    for name in ("cut-off", "half"):
        workshop_of(tmp_path / name).mkdir()
    with_old(workshop_of(tmp_path / "cut-off") / "old")
    with_old(workshop_of(tmp_path / "half") / "fresh")
    (tmp_path / ".dead.making.lock").touch()
    kept = workshop_of(tmp_path / "long") / "draws"
    kept.mkdir(parents=True)
    with claimed(tmp_path / "run"):
        pass
    assert names(tmp_path) == [".long.making", "cut-off"], "finished draws wait for whoever resumes"


def test_a_folder_that_another_process_holds_is_refused_and_one_that_a_dead_process_held_is_not(tmp_path):
    hold = "import sys, time; from pathlib import Path; from sufficiency.tables.folders import claimed\n"
    hold += "with claimed(Path(sys.argv[1])):\n print('held', flush=True)\n time.sleep(60)"
    command = [sys.executable, "-c", hold, str(tmp_path / "run")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(InputError, match="another process is writing this folder"), claimed(tmp_path / "run"):
            pass
        other.kill()
    with claimed(tmp_path / "run"):
        pass
    assert names(tmp_path) == []


def test_a_process_may_claim_its_own_folder_again(tmp_path):
    with claimed(tmp_path / "run"), claimed(tmp_path / "run"), swapped_in(tmp_path / "run", anything) as fresh:
        (fresh / "new.csv").write_text("new")
    assert names(tmp_path) == ["run"]


def test_a_link_or_a_file_in_the_place_of_a_folder_is_named(tmp_path):
    with_old(tmp_path / "elsewhere")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_text("mine")
    with (
        pytest.raises(InputError, match=r"a link to .*elsewhere stands where the folder would be"),
        claimed(tmp_path / "link"),
    ):
        pass
    with pytest.raises(InputError, match="a file stands where the folder would be"), claimed(tmp_path / "file"):
        pass


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_folders_and_files_have_the_umask_of_their_user(tmp_path, mask):
    before = os.umask(mask)
    try:
        with swapped_in(tmp_path / "run", anything) as fresh:
            write_files(fresh, {"table.csv": "1"})
        put_file(tmp_path / "one.csv", "1")
    finally:
        os.umask(before)
    assert (tmp_path / "run").stat().st_mode & 0o777 == 0o777 & ~mask
    for file in (tmp_path / "run" / "table.csv", tmp_path / "one.csv"):
        assert file.stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_file_that_cannot_be_written_leaves_that_of_before(tmp_path):
    put_file(tmp_path / "a.csv", "before")
    with pytest.raises(UnicodeEncodeError):
        put_file(tmp_path / "a.csv", "\ud800")
    assert names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "before"


def test_a_folder_beside_which_nothing_can_be_written_is_refused_by_name(tmp_path, monkeypatch):
    def read_only(_lock: FileLock) -> None:
        raise PermissionError(13, "Permission denied", "hidden")

    monkeypatch.setattr(FileLock, "acquire", read_only)
    with pytest.raises(InputError, match=r"run: cannot be written to \(Permission denied\)"), claimed(tmp_path / "run"):
        pass


@pytest.mark.parametrize("name", ["run", "explore", "place-need-internal"])
def test_another_folder_is_offered_only_where_the_command_can_be_given_one(tmp_path, monkeypatch, name):
    """A folder that stands in that of a run has no ``--out``, nor has a command that holds its run meanwhile."""

    def read_only(_lock: FileLock) -> None:
        raise PermissionError(13, "Permission denied", "hidden")

    (tmp_path / name).write_text("mine")
    with pytest.raises(InputError, match="a file stands where") as in_the_way:
        refuse_what_is_no_folder(tmp_path / name)
    monkeypatch.setattr(FileLock, "acquire", read_only)
    with pytest.raises(InputError) as own, claimed(tmp_path / "other"):
        pass
    with pytest.raises(InputError) as held, claimed(tmp_path / "other", has_out=False):
        pass
    assert ("--out" in str(in_the_way.value)) == (name == "run")
    assert "--out" in str(own.value)
    assert str(held.value).endswith("work on a copy of it where you may write")
