"""Requests and assessments behind new plans, by the last year that has all three."""

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.demand.drivers import requests_a_plan
from sufficiency.results.every_table import make_tables
from sufficiency.results.funnel import FUNNEL

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def test_the_last_year_published_for_all_three_counts():
    requests, assessments = np.array([100.0, 300.0, 500.0]), np.array([80.0, 200.0, np.nan])
    assert requests_a_plan(requests, assessments, np.array([50.0, 100.0, 90.0])) == (3.0, 2.0)


@pytest.mark.parametrize("missing", [0.0, np.nan])
def test_where_no_year_has_all_three_nothing_is_claimed(missing):
    some, none = np.array([4.0]), np.array([missing])
    assert requests_a_plan(some, some, none) is None
    assert requests_a_plan(some, none, some) is None
    assert requests_a_plan(none, some, some) is None


def test_without_such_a_year_the_table_has_no_rows(tmp_path):
    run, inputs = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 1, "horizon": 2026}))
    bare = {**inputs.tables, "funnel": inputs.tables["funnel"].assign(assessments=np.nan)}
    assert make_tables(run, type(inputs)(**{**vars(inputs), "tables": bare}), [FUNNEL])["funnel"].empty
