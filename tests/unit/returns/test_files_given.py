"""What is no file to read from is a sentence: nobody waits for a pipe, and each fault is named once."""

import os
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sufficiency.commands.place_need import Minutes
from sufficiency.errors import InputError
from sufficiency.finance.sets import read_sets
from sufficiency.returns.bid.project_reading import read_project
from sufficiency.returns.dfe.monitoring import faults_of_actuals
from sufficiency.returns.place_need.prices_of_places import read_costs
from sufficiency.tables.outputs import refuse_foreign

pytestmark = pytest.mark.unit
READERS: dict[str, Callable[[Path], object]] = {"project": read_project, "places": read_sets, "costs": read_costs}
PROJECT = """\
title: Twenty places
need_groups: [semh]
phases: [{phase}]
ages: [4, 15]
places:
  file: {file}
"""


def said(read: Callable[[Path], object], path: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        read(path)
    return [str(fault) for fault in refused.value.faults]


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe that nobody writes into, so that who opens it waits for ever."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("needs pipes")
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("reader", READERS)
def test_a_pipe_is_not_waited_for(pipe: Path, reader: str):
    assert said(READERS[reader], pipe)[0].startswith(f"{pipe}: is no file; name a")


def test_a_pipe_that_a_project_names_is_not_waited_for(pipe: Path):
    file = pipe.with_name("project.yaml")
    file.write_text(PROJECT.format(phase="secondary", file="pipe"), encoding="utf-8")
    assert any("pipe: is no file" in fault for fault in said(read_project, file))


def test_actual_figures_that_are_no_file_are_not_called_a_part_of_a_pack(pipe: Path):
    for path, words in ((pipe, "is no file"), (pipe.with_name("none.csv"), "is not there")):
        (fault,) = faults_of_actuals(path)
        assert words in str(fault)
        assert "table, row, year, quarter, actual" in str(fault)
        assert "pack" not in str(fault)


def test_a_name_that_no_file_can_have_is_a_fault_of_its_line(tmp_path: Path):
    file = tmp_path / "project.yaml"
    file.write_text(PROJECT.format(phase="secondary", file='"a\\0b"'), encoding="utf-8")
    assert any("project.yaml:6:" in fault and "places.file" in fault for fault in said(read_project, file))


def test_each_fault_of_a_list_is_named_once(tmp_path: Path):
    file = tmp_path / "project.yaml"
    text = PROJECT.format(phase="primry", file="none.yaml") + "needs: [SEMF]\n"
    file.write_text(text, encoding="utf-8")
    faults = said(read_project, file)
    assert len([fault for fault in faults if "primry" in fault]) == 1
    assert len([fault for fault in faults if "SEMF" in fault]) == 1


@pytest.mark.parametrize("given", ["nan", "-1", "241", "inf"])
def test_minutes_are_a_number_within_bounds(given: str):
    command = click.Command("ask", params=[click.Option(["--within"], type=Minutes(0, 240))])
    assert CliRunner().invoke(command, ["--within", given]).exit_code == 2
    assert CliRunner().invoke(command, ["--within", "15"]).exit_code == 0


def test_who_cannot_choose_another_folder_is_not_sent_to_one(tmp_path: Path):
    for name, elsewhere in (("place-need", False), ("hampshire-baseline", True)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(InputError) as refused:
            refuse_foreign(tmp_path / name, "x")
        assert ("--out" in str(refused.value)) is elsewhere


@pytest.mark.parametrize("name", [r"\\server\share\places.yaml", "//server/share/places.yaml", "http://example.org/a"])
@pytest.mark.parametrize("key", ["unmitigated", "file"])
def test_nothing_is_fetched_through_a_path_of_a_project(tmp_path: Path, key: str, name: str):
    file = tmp_path / "project.yaml"
    text = PROJECT.format(phase="secondary", file=f"'{name}'" if key == "file" else "none.yaml")
    file.write_text(text if key == "file" else f"{text}unmitigated: '{name}'\n", encoding="utf-8")
    (fault,) = [fault for fault in said(read_project, file) if "none.yaml" not in fault]
    assert f"{key}: is an address of a network, which is never asked" in fault
