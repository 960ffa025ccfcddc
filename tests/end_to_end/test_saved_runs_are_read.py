"""A run of a shipped authority, written for people as it is by default, is read back whole."""

import pytest
from hampshire_runs import REPOSITORY, run_forecast

from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.saved import load

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def test_every_table_that_a_run_rounds_for_people_keeps_its_contract(tmp_path):
    """Thousands of parts of a learner are rounded here, as no small pack has them."""
    scenario = REPOSITORY / "scenarios" / "hartlepool" / "baseline.yaml"
    run_forecast(scenario, "--draws", 2, "--out", tmp_path, folder=tmp_path)
    tables = load(tmp_path / "hartlepool-baseline").tables
    assert set(tables) == {table.name for table in EVERY_TABLE}
    assert (tables["placements_by_year_group"]["required_special"] >= 0).all()
