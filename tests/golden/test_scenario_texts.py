"""What a planner reads: the faults of one file with many slips, and what one scenario changes against another.

To accept a change of words: SUFFICIENCY_ACCEPT=1 pytest tests/golden/test_scenario_texts.py, then read the difference.
"""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sufficiency.cli import cli

pytestmark = pytest.mark.golden

GOLDEN = Path(__file__).parent / "scenario"
PROJECT = Path(__file__).parents[2]


def assert_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("SUFFICIENCY_ACCEPT"):
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == text


def test_the_faults_of_a_file_with_many_slips(monkeypatch):
    monkeypatch.chdir(GOLDEN)
    result = CliRunner().invoke(cli, ["check", "scenarios/smallshire/broken.yaml"])
    assert result.exit_code == 2
    assert_golden("faults.txt", result.stdout)


def test_what_the_planned_places_change_against_no_new_places(monkeypatch):
    monkeypatch.chdir(PROJECT)
    files = [f"scenarios/hampshire/{name}.yaml" for name in ("no-new-places", "450-places")]
    result = CliRunner().invoke(cli, ["diff", *files])
    assert result.exit_code == 0
    assert_golden("difference.txt", result.stdout)
