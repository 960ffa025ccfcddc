"""Files that may do harm are refused in words, before much of them is read or unpacked."""

import json
import subprocess
import sys
from pathlib import Path

import bad_files
import pytest

from sufficiency.importers.opening.bundles import read_member
from sufficiency.importers.opening.workbooks import read_workbook

pytestmark = pytest.mark.unit

CALLS = {"archive": 10_000, "workbook": bad_files.MOST_CALLS, "table": 20_000}
"""For refusing one file of a kind; of an archive its list of contents is read, of a workbook as many rows as may be."""
MEGABYTES = {"archive": 20.0, "workbook": 60.0, "table": 200.0}
"""Above the program's own; the largest table that is read has 40, in bytes, in text and in one cell."""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Refuse every bad file in a program of its own, so that its memory can be measured."""
    folder = tmp_path_factory.mktemp("bad")
    for name, make in (
        ("archives", bad_files.archives),
        ("workbooks", bad_files.workbooks),
        ("tables", bad_files.tables),
    ):
        listed = {what: [str(path), word] for what, (path, word) in make(folder).items()}
        (folder / f"{name}.json").write_text(json.dumps(listed), encoding="utf-8")
    root = Path(bad_files.__file__).parents[2]
    run = subprocess.run(
        [sys.executable, bad_files.__file__, str(folder)], capture_output=True, text=True, check=False, cwd=root
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, object] = json.loads(run.stdout)
    return found


def test_every_bad_file_is_refused_for_what_it_is(outcome: dict[str, object]) -> None:
    wrong = {what: said for what, word, said, _ in outcome["results"] if word not in said}
    assert wrong == {}
    assert len(outcome["results"]) == 41


def test_no_refusal_takes_more_calls_than_its_kind_of_file_needs(outcome: dict[str, object]) -> None:
    assert {what: calls for what, _, _, calls in outcome["results"] if calls > CALLS[what.split(":")[0]]} == {}


def test_no_refusal_takes_more_memory_than_its_kind_of_file_needs(outcome: dict[str, object]) -> None:
    assert {kind: taken for kind, taken in outcome["memory"].items() if taken > MEGABYTES[kind]} == {}


def test_a_refusal_names_the_file_and_no_path_of_the_computer(outcome: dict[str, object]) -> None:
    archives = [said for what, _, said, _ in outcome["results"] if not what.startswith("table")]
    assert all(said.split(":")[0].endswith((".zip", ".xlsx", ".xlsm")) and "/tmp" not in said for said in archives)  # noqa: S108


def test_sound_files_are_not_refused(tmp_path: Path) -> None:
    path = bad_files.zipped(tmp_path / "good.zip", {"data/caseload.csv": b"a,b\n1,2\n" * 1000, "notes/a.txt": b"x"})
    assert read_member(path, "data/caseload.csv").startswith(b"a,b\n")
    sheet = read_workbook(bad_files.workbook(tmp_path / "good.xlsx"))[0]
    assert sheet.rows == ((1, ("School", "2025/26")), (2, ("Oak School", 30)))
