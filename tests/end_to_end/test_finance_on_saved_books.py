"""The command ``finance`` on folders that look like runs: quick, and with figures that can be added up by hand."""

from pathlib import Path

import numpy as np
import pytest
from books_by_hand import books_by_hand
from click.testing import CliRunner
from saved_books import write_saved_books
from tiny_pack import write_tiny_pack

from sufficiency.cli import cli
from sufficiency.results.spend_by_academic_year import UNITS_IN_FULL

pytestmark = pytest.mark.end_to_end
BOOKS = books_by_hand(draws=tuple(np.linspace(0.8, 1.2, 12)))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pack = write_tiny_pack(tmp_path)
    monkeypatch.chdir(tmp_path)
    return write_saved_books(Path("runs/by-hand"), BOOKS, prices=pack.table("prices"))


def invoke(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["finance", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_the_block_of_the_base_year_is_the_sum_by_hand(run):
    code, screen = invoke(run)
    assert code == 0, screen
    spent = 5 / 12 * (7_200 + 2_400 + 2_736 + 3_600) + 7 / 12 * (7_920 + 2_400 + 2_880 + 3_960) + 1_200
    line = next(line for line in screen.splitlines() if "High needs block: spend" in line)
    assert line.split()[4] == f"{spent / 1e3:.1f}"
    assert (run / "finance" / "finance.xlsx").exists()


@pytest.mark.usefixtures("run")
def test_a_run_of_an_older_version_is_refused():
    folder = write_saved_books(Path("runs/older"), BOOKS, leave_out=(UNITS_IN_FULL,))
    code, told = invoke(folder)
    assert code == 2
    assert f"does not list {UNITS_IN_FULL}" in told
    assert "make the run again" in told


def test_a_folder_of_scenarios_without_packs_beside_it_is_refused(run, tmp_path):
    code, told = invoke(run, "--scenarios", tmp_path / "elsewhere" / "scenarios")
    assert code == 2
    assert "the pack of runs/by-hand is not here" in told
    assert "--scenarios" in told
    assert not (run / "finance").exists()
