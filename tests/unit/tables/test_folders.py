"""A folder is swapped in whole or not at all; files that are added to one are whole or not there."""

from pathlib import Path

import pytest

from sufficiency.tables.folders import add_files, swapped_in

pytestmark = pytest.mark.unit


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_that_is_swapped_in_replaces_the_old_one_whole(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old.csv").write_text("old")
    with swapped_in(tmp_path / "run") as fresh:
        (fresh / "new.csv").write_text("new")
        assert names(tmp_path / "run") == ["old.csv"], "until the block ends the old folder stands"
    assert names(tmp_path / "run") == ["new.csv"]
    assert names(tmp_path) == ["run"]


def interrupted(folder: Path) -> None:
    with swapped_in(folder) as fresh:
        (fresh / "half.csv").write_text("half")
        raise KeyboardInterrupt


def test_an_error_leaves_the_old_folder_and_nothing_else(tmp_path):
    (tmp_path / "run").mkdir()
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path / "run")
    assert names(tmp_path) == ["run"]
    assert names(tmp_path / "run") == []


def test_added_files_leave_what_else_the_folder_holds(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    add_files(tmp_path, {"table.csv": "é\n", "book.xlsx": b"\x00"})
    assert names(tmp_path) == ["book.xlsx", "notes.txt", "table.csv"]
    assert (tmp_path / "table.csv").read_bytes() == "é\n".encode()


def test_files_that_cannot_be_written_leave_those_of_before(tmp_path):
    add_files(tmp_path, {"a.csv": "before"})
    with pytest.raises(UnicodeEncodeError):
        add_files(tmp_path, {"a.csv": "after", "b.csv": "\ud800"})
    assert names(tmp_path) == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "before"
