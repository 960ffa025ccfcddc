"""From files to a typed scenario: what is inherited, what is not, and where each value was set."""

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from models.parameters.method import MethodParameters
from models.vocabulary import Need, Phase, Provision
from sufficiency.errors import InputError
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import NewProvider, PlaceChange
from sufficiency.tree.nodes import Mark

pytestmark = pytest.mark.unit

BASE = """\
title: Base
question: What is?
author: Planner
date: 2025-11-20
sources: [One, Two]
authority: smallshire
seed: 7
parameters:
  growth:
    own_weight: 0.4
  costs:
    inflation: 0
places:
  changes:
    second:
      provider: 116617
      from: 2028/29
      set: 90
      source: x
    first:
      provider: "0305"
      from: 2027/28
      add: 5
      phase: primary
      source: y
"""
OVER = """\
title: Over
question: What if?
author: Another
extends: base.yaml
parameters:
  growth:
    own_decay: 0.5
places:
  changes:
    second:
      from: 2026/27
    first:
      in_force: false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios" / "smallshire"
    folder.mkdir(parents=True)
    (folder / "base.yaml").write_text(BASE)
    (folder / "over.yaml").write_text(OVER)
    return folder


def test_a_file_gives_a_typed_scenario(folder):
    scenario = load_scenario(folder / "base.yaml")
    assert scenario.scenario_id == "smallshire-base"
    assert (scenario.title, scenario.author, scenario.date) == ("Base", "Planner", date(2025, 11, 20))
    assert scenario.sources == ("One", "Two")
    assert (scenario.seed, scenario.draws, scenario.horizon) == (7, 50, 2035)
    assert scenario.parameters.growth.own_weight == 0.4
    assert scenario.parameters.costs.inflation == 0
    assert scenario.parameters.travel == MethodParameters().travel
    assert scenario.places.committed
    assert scenario.places.changes == (
        PlaceChange("first", "0305", "2027/28", Phase.PRIMARY, 5, None, "y"),
        PlaceChange("second", "116617", "2028/29", None, None, 90, "x"),
    )
    assert scenario.pack_folder == folder.parent.parent / "data" / "smallshire"
    assert scenario.files == (folder / "base.yaml",)


def test_a_file_inherits_all_but_what_describes_the_other_file(folder):
    scenario = load_scenario(folder / "over.yaml")
    assert (scenario.title, scenario.question, scenario.author) == ("Over", "What if?", "Another")
    assert scenario.date is None
    assert scenario.sources == ()
    assert scenario.authority == "smallshire"
    assert (scenario.parameters.growth.own_weight, scenario.parameters.growth.own_decay) == (0.4, 0.5)
    assert scenario.files == (folder / "over.yaml", folder / "base.yaml")


def test_a_change_is_adjusted_by_its_name_and_left_out_when_not_in_force(folder):
    scenario = load_scenario(folder / "over.yaml")
    assert scenario.places.changes == (PlaceChange("second", "116617", "2026/27", None, None, 90, "x"),)


def test_every_value_says_which_file_and_line_set_it(folder):
    settings = load_scenario(folder / "over.yaml").set_values
    assert settings["parameters.growth.own_weight"].set_by == Mark("scenarios/smallshire/base.yaml", 10, 5)
    assert settings["parameters.growth.own_decay"].set_by == Mark("scenarios/smallshire/over.yaml", 7, 5)
    assert settings["places.changes.second.from"].set_by == Mark("scenarios/smallshire/over.yaml", 11, 7)
    assert settings["places.changes.second.set"].value == 90
    assert settings["draws"].set_by is None
    assert settings["draws"].value == 50


def test_provenance_does_not_depend_on_where_the_program_runs(folder, monkeypatch):
    before = load_scenario(folder / "over.yaml").set_values
    monkeypatch.chdir(folder)
    assert load_scenario(Path("over.yaml")).set_values == before


def test_several_files_are_laid_in_their_order(folder):
    for name, weight in (("low", 0.1), ("high", 0.9)):
        (folder / f"{name}.yaml").write_text(
            f"title: T\nquestion: Q\nauthor: A\nextends: base.yaml\nparameters: {{growth: {{own_weight: {weight}}}}}\n"
        )
    both = folder / "both.yaml"
    both.write_text("title: T\nquestion: Q\nauthor: A\nextends: [low.yaml, high.yaml]\n")
    assert load_scenario(both).parameters.growth.own_weight == 0.9
    both.write_text("title: T\nquestion: Q\nauthor: A\nextends: [high.yaml, low.yaml]\n")
    assert load_scenario(both).parameters.growth.own_weight == 0.1
    assert len(load_scenario(both).files) == 4


def test_a_fault_in_an_extended_file_is_told_with_that_file(folder, monkeypatch):
    monkeypatch.chdir(folder.parent.parent)
    (folder / "base.yaml").write_text(BASE.replace("own_weight: 0.4", "own_weight: 4"))
    with pytest.raises(InputError, match=r"scenarios/smallshire/base\.yaml:10:17 parameters\.growth\.own_weight: 4 is"):
        load_scenario(Path("scenarios/smallshire/over.yaml"))


def test_all_faults_are_told_at_once_in_the_order_of_the_lines(folder):
    path = folder / "base.yaml"
    path.write_text(BASE.replace("0.4", "high").replace("seed: 7", "sead: 7\nseed:").replace("2028/29", "2028"))
    with pytest.raises(InputError) as refusal:
        load_scenario(path)
    assert [fault.line for fault in refusal.value.faults] == [7, 8, 11, 18]


@pytest.mark.parametrize("name", ["Base Case.yaml", "base_case.yaml", "BASE.yaml"])
def test_a_file_name_that_cannot_name_a_run_is_refused(folder, name):
    (folder / name).write_text(BASE)
    with pytest.raises(InputError, match="small letters, digits and hyphens"):
        load_scenario(folder / name)


def test_autism_may_be_written_asc_and_a_new_provider_is_typed(folder):
    (folder / "base.yaml").write_text(
        BASE
        + "  new_providers:\n    new-school:\n      name: New\n      provision: state_special\n      area: 7\n"
        + "      needs: [ASC, SLCN]\n      ages: [4, 10]\n      easting: 450000\n      northing: 130000.5\n"
        + "      source: x\n"
    )
    (new,) = load_scenario(folder / "base.yaml").places.new_providers
    needs = (Need.ASD, Need.SLCN)
    expected = ("new-school", "New", Provision.STATE_SPECIAL, "7", needs, 4, 10, 450000.0, 130000.5, "x")
    assert new == NewProvider(*expected)


def test_a_scenario_cannot_be_changed(folder):
    scenario = load_scenario(folder / "base.yaml")
    with pytest.raises(FrozenInstanceError):
        scenario.seed = 8
    with pytest.raises(TypeError):
        scenario.set_values["seed"] = None
