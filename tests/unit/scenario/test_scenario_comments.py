"""What people note in a scenario file stands above the value that it is about when the scenario is shown."""

from pathlib import Path

import pytest

from sufficiency.scenario.comments import comments_of
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.showing import show

pytestmark = pytest.mark.unit

BASE = """\
# What the base is for
title: Base
question: Q
author: A
authority: smallshire
seed: 7 # our luck
draws: 10 # overridden below
places:
  changes: # dated ones
    # agreed in March
    oak:
      provider: "1#2" # Oak School's number
      from: 2026/27
      add: 5
      source: "a # that is no note"
"""
OVER = """\
# yaml-language-server: $schema=../schema.json
# What is asked
title: Over
question: it's # as asked
author: A
extends: base.yaml
draws: 20

# years
horizon: 2030
"""


@pytest.fixture
def over(tmp_path: Path) -> Path:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "base.yaml").write_text(BASE)
    (folder / "over.yaml").write_text(OVER)
    return folder / "over.yaml"


def test_a_note_goes_with_the_next_value_and_that_of_a_value_set_elsewhere_is_left(over):
    assert comments_of(load_scenario(over)) == {
        "title": ("What is asked",),
        "question": ("as asked",),
        "seed": ("our luck",),
        "horizon": ("years",),
        "places.changes.oak.provider": ("dated ones", "agreed in March", "Oak School's number"),
    }


def test_notes_are_shown_and_what_is_shown_is_read_again_with_them(over):
    shown = show(load_scenario(over))
    assert "\n# our luck\nseed: 7 " in shown
    assert "\n      # agreed in March\n      # Oak School's number\n      provider: " in shown
    again = over.with_name("again.yaml")
    again.write_text(shown)
    assert comments_of(load_scenario(again))["horizon"][0] == "years"
