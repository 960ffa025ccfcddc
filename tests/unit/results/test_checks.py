from dataclasses import replace
from types import MappingProxyType

import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.levers.lever import How, Lever, What
from sufficiency.errors import ModelError
from sufficiency.results.checks import (
    CHECKS,
    CHECKS_OF_A_RUN,
    amounts_are_believable,
    checks,
    request_rates_are_believable,
)
from sufficiency.results.every_table import EVERY_TABLE, make_tables
from sufficiency.results.shapes import Made
from sufficiency.tables.contracts import check

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


TABLES = [table for table in EVERY_TABLE if table is not CHECKS]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    made, inputs = run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))
    return Made(made, inputs, make_tables(made, inputs, TABLES))


@pytest.fixture(scope="module")
def rows(ran):
    return check(checks(ran), CHECKS).set_index("check")


def spoiled(ran, name: str, column: str, by: float):
    table = ran.tables[name].copy()
    table.loc[table.index[len(table) // 2], column] += by
    return replace(ran, tables={**ran.tables, name: table})


def test_every_check_of_a_sound_run_reports_or_finds_nothing(rows):
    laws = {
        "learners are conserved",
        "learners and places foot",
        "flows close",
        "levels agree",
        "base year is published",
        "solutions are certified",
    }
    assert laws <= set(rows.index)
    assert set(rows.loc[sorted(laws), "severity"]) == {"information"}
    assert len(CHECKS_OF_A_RUN) >= 8


@pytest.mark.parametrize(
    ("table", "column", "law"),
    [
        ("placements", "learners", "required less placed, unmet and unplaced"),
        ("requirement", "learners", "required less placed, unmet and unplaced"),
        ("place_need", "required", "required less places, reallocated"),
        ("place_need", "unmet", "required less places, reallocated"),
        ("place_need", "gap", "required less places, reallocated"),
        ("flows", "ceased", "identity of flows misses"),
        ("flows", "closing", "identity of flows misses"),
        ("forecast_totals", "plans", "levels differ from the authority"),
    ],
)
def test_a_table_that_breaks_a_law_by_a_thousandth_of_a_learner_stops_the_run(ran, table, column, law):
    with pytest.raises(ModelError, match=f"is not written: .*{law}"):
        checks(spoiled(ran, table, column, 0.001))


def test_a_lost_placement_stops_the_run(ran):
    fewer = {**ran.tables, "placements": ran.tables["placements"].iloc[1:]}
    with pytest.raises(ModelError, match="required less placed, unmet and unplaced"):
        checks(replace(ran, tables=fewer))


def test_a_base_year_that_is_not_the_published_one_stops_the_run(ran):
    inputs = ran.inputs
    bands = inputs.tables["plans_by_age_band"]
    one_more = bands.assign(plans=bands["plans"] + (bands["census_year"] == 2025))
    published = replace(inputs, tables=MappingProxyType({**inputs.tables, "plans_by_age_band": one_more}))
    with pytest.raises(ModelError, match="the base year has 147 plans, published are 148"):
        checks(replace(ran, inputs=published))


def test_a_start_over_capacity_is_a_warning_with_its_number(rows):
    row = rows.loc["starts over capacity"]
    assert (row["severity"], row["subject"]) == ("warning", "2024/25")
    assert row["value"] == pytest.approx((39 - 36) + (5 - 4)), (
        "39 in special schools of 36 places, 5 in the base's 4 secondary ones"
    )


def test_the_request_rate_index_of_every_year_is_told(rows):
    index = rows.loc[["request rates are believable"]]
    assert index["subject"].tolist() == ["2026", "2027", "2028", "2029"]
    assert (index["value"] > 0).all()


def with_levers(ran, times: float, *levers: Lever):
    """The run with so many times the new plans, as if levers had made them."""
    flows = ran.run.demand.flows
    demand = replace(ran.run.demand, flows=replace(flows, new_plans=times * flows.new_plans))
    run = replace(ran.run, demand=demand, scenario=replace(ran.run.scenario, levers=levers))
    return replace(ran, run=run)


def test_rates_are_those_that_levers_leave(ran, rows):
    before = rows.loc[["request rates are believable"]]
    after = request_rates_are_believable(with_levers(ran, 15.0))
    assert [row["value"] for row in after] == pytest.approx([15 * value for value in before["value"]])
    assert {row["severity"] for row in after} == {"warning"}
    assert f"and at {100 * before['value'].iloc[0]:.0f}% without levers" in str(after[0]["message"])
    assert not before["message"].str.contains("without levers").any()


def test_without_levers_the_rate_is_the_index_of_the_forecast(ran, rows):
    rate = rows.loc[["request rates are believable"], "value"].to_numpy()
    assert rate == pytest.approx(ran.run.flows.index[0])


def test_an_amount_that_is_hard_to_believe_has_a_row(ran, rows):
    assert "amounts are believable" not in rows.index
    lever = Lever("more", What.REQUEST_RATE, How.MULTIPLY, 15.0, 2026)
    (row,) = amounts_are_believable(with_levers(ran, 1.0, lever))
    assert (row["severity"], row["subject"], row["value"], row["threshold"]) == (
        "warning",
        "levers.more.multiply",
        15.0,
        3.76,
    )
