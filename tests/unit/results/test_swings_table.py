"""The table of swings of a run that is saved: the run's own figures beside those of each end, or no rows at all."""

import json
from dataclasses import replace

import pandas as pd
import pytest
from click.testing import CliRunner
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency import running
from sufficiency.commands import run as command
from sufficiency.forecast import swings as module
from sufficiency.forecast.swing_list import SWINGS
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS
from sufficiency.results.every_table import make_tables
from sufficiency.results.saved import load
from sufficiency.results.swings import SWINGS_TABLE, SWUNG_MEASURES
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

SOME = {"parameters.growth.england_damping", "parameters.capacity.state_places"}


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A run of the tiny pack with just enough draws, of which two assumptions are swung."""
    root = tmp_path_factory.mktemp("tiny")
    pack = write_tiny_pack(root, scenario={"draws": ENOUGH_DRAWS})
    with pytest.MonkeyPatch.context() as patch:
        some = [swing for swing in SWINGS if swing.path in SOME]
        patch.setattr(module, "swings_for", lambda _scenario: some)
        running.run_scenario(load_scenario(pack.scenario), root / "run", 1, lambda _step: None, exact=True)
    return root / "run"


def test_a_row_has_the_figures_of_the_run_as_it_is(saved):
    results = load(saved)
    table = results.tables["swings"].set_index("path")
    assert set(table.index) == SOME
    assert set(table["academic_year"]) == {"2028/29"}
    draws = pd.read_csv(saved / "draws_in_full.txt")
    central = draws[(draws["draw"] == -1) & (draws["census_year"] == 2029)].iloc[0]
    for measure in ("missing_places", "plans", "inmss_learners", "unmet_learners"):
        assert table[measure].to_numpy() == pytest.approx(central[measure], abs=1e-6)


def test_the_last_year_of_a_run_has_no_pounds(saved):
    table = load(saved).tables["swings"]
    pounds = [measure for measure, unit in SWUNG_MEASURES.items() if unit == "pounds"]
    assert table[pounds].isna().all(axis=None)


def test_values_are_written_so_that_they_can_be_read_back(saved):
    row = load(saved).tables["swings"].set_index("path").loc["parameters.growth.england_damping"]
    assert (row["low"], row["own"], row["high"]) == ("0.82", "0.97", "1.09")
    settings = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))["settings"]
    assert float(row["own"]) == settings["parameters.growth.england_damping"]["value"]


def test_a_run_with_fewer_draws_than_a_range_of_four_in_five_takes_is_not_swung(monkeypatch, tmp_path):
    made, inputs = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 1}))
    monkeypatch.setattr(running, "swings_of", lambda *_: ("swung",))
    for draws, expected in ((ENOUGH_DRAWS - 1, ()), (ENOUGH_DRAWS, ("swung",))):
        asked = replace(made, scenario=replace(made.scenario, draws=draws))
        assert running.swings_of_run(asked, inputs, 1, lambda _step: None) == expected
    assert make_tables(made, inputs, [SWINGS_TABLE])["swings"].empty


def test_a_sweep_swings_nothing(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(command, "run_scenario", lambda *_args, swung, **_how: asked.append(swung) or "")
    monkeypatch.setattr(command, "_table_of", lambda *_: "table")
    scenario = str(write_tiny_pack(tmp_path).scenario)
    for options in ([], ["--sweep", "parameters.growth.own_weight=0.1,0.2"]):
        answer = CliRunner().invoke(command.run_command, [scenario, "--out", str(tmp_path / "runs"), *options])
        assert answer.exit_code == 0, answer.output
    assert asked == [True, False, False]
