"""The files that are sent away, attacked together: no hidden count of the base year is known within 2, or to be nought.

Every public folder of a run is read as a reader has it; what is hidden is asked after by linear programmes.
"""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from hampshire_runs import REPOSITORY, shipped_run
from printed_attack import PrintedAttack, Reading, read_folders

from sufficiency.cli import cli
from sufficiency.returns.disclosure import hiding

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

EVERY = {"hartlepool": 1, "hampshire": 10}
"""Of the hidden counts of a run, every so manieth is asked after."""


def printed(folder: Path, authority: str, scenario: str) -> Path:
    """A run with its public folders."""
    run = folder / f"{authority}-{scenario}"
    shutil.copytree(shipped_run(authority, scenario, 10), run)
    for command in ("place-need", "returns"):
        asked = CliRunner().invoke(cli, [command, str(run), "--scenarios", str(REPOSITORY / "scenarios")])
        assert asked.exit_code == 0, asked.output
    return run


@pytest.mark.parametrize(("authority", "scenario"), [("hartlepool", "baseline"), ("hampshire", "mitigated")])
def test_the_public_files_of_a_run_give_back_nothing(tmp_path: Path, authority: str, scenario: str):
    reading = read_folders(printed(tmp_path, authority, scenario))
    attack = PrintedAttack(reading)
    assert len(reading.hidden) > 100
    assert attack.given_away == []
    assert attack.narrow(EVERY[authority]) == []


def test_two_scenarios_of_a_pack_print_the_same_base_year(tmp_path: Path):
    first, other = (read_folders(printed(tmp_path, "hampshire", one)) for one in ("unmitigated", "mitigated"))
    assert _base_year(first) == _base_year(other)


def _base_year(reading: Reading) -> tuple[dict[object, float], set[object]]:
    """What is printed of learners, and what is hidden; places to build rest on later years too."""
    counts = {one: value for one, value in reading.known.items() if one[2] not in {"to_spare", "to_build"}}
    return counts, set(reading.hidden)


def test_the_attack_finds_what_small_numbers_alone_would_give_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(hiding, "hidden_counts", lambda _equations, _values, _totals, first: first)
    attack = PrintedAttack(read_folders(printed(tmp_path, "hartlepool", "baseline")))
    assert attack.narrow(25)
