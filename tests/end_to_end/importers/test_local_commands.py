"""The verbs check-pack, import gias, import places as a person runs them."""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from register_hand_made import write_numbered_pack, write_register
from tiny_pack import TinyPack

from sufficiency.commands.imports import gias_command, places_command
from sufficiency.commands.packs import check_pack_command
from sufficiency.errors import InputError
from sufficiency.importers.open_data.check_ranges import import_check_ranges
from sufficiency.importers.pack.writer import MARKER
from sufficiency.packs.england.check_ranges import CHECK_RANGES

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    """A tiny pack with reference numbers, and the ranges beside it."""
    made = write_numbered_pack(tmp_path)
    ranges = REPOSITORY / "data" / "reference" / "check_ranges.csv"
    (made.folder.parent / "reference" / "check_ranges.csv").write_bytes(ranges.read_bytes())
    return made


def test_a_pack_is_checked_in_a_table_and_the_findings_written_beside_it(pack: TinyPack) -> None:
    whole = pd.read_csv(pack.table("new_plans_by_need"))
    whole.assign(plans=whole["plans"].round()).to_csv(pack.table("new_plans_by_need"), index=False)
    result = CliRunner().invoke(check_pack_command, [str(pack.folder)])
    assert result.exit_code == 0, result.output
    assert "what to do" in result.output
    first = pack.table("quality").read_bytes()
    CliRunner().invoke(check_pack_command, [str(pack.folder)])
    assert pack.table("quality").read_bytes() == first
    assert str(pack.folder) not in first.decode()


def test_errors_end_with_exit_code_2(pack: TinyPack) -> None:
    places = pack.table("places")
    places.write_text(places.read_text(encoding="utf-8").replace(",all,", ",al,", 1), encoding="utf-8")
    result = CliRunner().invoke(check_pack_command, [str(pack.folder)])
    assert result.exit_code == 2
    assert "repair the errors" in result.output
    assert "did you mean all?" in pack.table("quality").read_text(encoding="utf-8")


def test_the_shipped_hampshire_pack_can_be_used(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _CHECK_A_COPY, str(REPOSITORY / "data"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 errors" in run.stdout


_CHECK_A_COPY = """
import shutil, sys
from pathlib import Path
from sufficiency.commands.packs import check_pack_command
source, to = map(Path, sys.argv[1:])
for name in ("hampshire", "reference"):
    shutil.copytree(source / name, to / name)
check_pack_command([str(to / "hampshire")])
"""


def test_the_register_and_then_the_agreed_places_are_imported_and_the_second_time_nothing(
    pack: TinyPack, tmp_path: Path
) -> None:
    register = write_register(tmp_path / "gias")
    asked = ["--pack", str(pack.folder), "--from", str(register.parent)]
    dry = CliRunner().invoke(gias_command, [*asked, "--dry-run"])
    assert "dry run, nothing is written" in dry.output
    done = CliRunner().invoke(gias_command, asked)
    assert "+ providers 116611-base: Beech Secondary School base" in done.output
    assert "sufficiency check-pack" in done.output
    assert "nothing changes" in CliRunner().invoke(gias_command, asked).output

    book = openpyxl.Workbook()
    for row in (("URN", "School", "2025/26"), (150600, "Oak Academy", 44), (116611, "Beech", 12)):
        book.active.append(row)
    book.save(tmp_path / "agreed.xlsx")
    asked = ["--pack", str(pack.folder), "--from", str(tmp_path / "agreed.xlsx"), "--as-at", "2025-11"]
    done = CliRunner().invoke(places_command, asked)
    assert "+ places 116600 2025/26 all: places 44" in done.output
    assert "date: 2025-11" in (pack.folder / MARKER).read_text(encoding="utf-8")
    assert "nothing changes" in CliRunner().invoke(places_command, asked).output


def test_faults_reach_the_person_as_one_error_without_a_traceback(pack: TinyPack, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text("School,2025/26\nOkk School,30\n", encoding="utf-8")
    result = CliRunner().invoke(places_command, ["--pack", str(pack.folder), "--from", str(path)])
    assert isinstance(result.exception, InputError)
    assert "nearest are Oak School (116600)" in str(result.exception)


@pytest.mark.national
@pytest.mark.slow
def test_the_shipped_ranges_are_those_of_the_published_files(published_files: Path, tmp_path: Path) -> None:
    shipped = REPOSITORY / "data" / "reference" / f"{CHECK_RANGES.name}.csv"
    import_check_ranges(published_files, tmp_path / "reference")
    assert (tmp_path / "reference" / shipped.name).read_bytes() == shipped.read_bytes()
