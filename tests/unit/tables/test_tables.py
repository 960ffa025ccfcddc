import copy

import numpy as np
import pandas as pd
import pytest

from sufficiency.errors import Fault, InputError
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.forecast import FORECAST
from sufficiency.results.spend import SPEND
from sufficiency.tables.contracts import Contract, ContractError, check, integer, number, text

pytestmark = pytest.mark.unit
CONTRACT = Contract(
    "lunches",
    (integer("year", "year", 2000, 2100), text("dish", ("soup", "pie"))),
    (number("share", "share", 0, 1), number("price", "pounds", optional=True)),
)
GOOD = pd.DataFrame(
    {"price": [2.0, np.nan, 3.0], "dish": ["soup", "pie", "pie"], "year": [2025, 2025, 2024], "share": [0.0, 1.0, 0.5]}
)


def changed(row: int, column: str, value: object) -> pd.DataFrame:
    frame = GOOD.astype({column: object})
    frame.loc[row, column] = value
    return frame if isinstance(value, str) else frame.infer_objects()


def test_a_good_table_comes_back_in_the_order_of_columns_and_keys():
    checked = check(GOOD.assign(remark="left out"), CONTRACT)
    assert list(checked.columns) == ["year", "dish", "share", "price"]
    assert list(zip(checked["year"], checked["dish"], strict=True)) == [(2024, "pie"), (2025, "pie"), (2025, "soup")]


def test_a_table_without_rows_meets_its_contract():
    assert check(GOOD.iloc[:0], CONTRACT).empty


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (GOOD.drop(columns=["share", "year"]), "missing columns year, share"),
        (changed(1, "share", np.nan), "share is blank in 1 rows"),
        (changed(1, "dish", None), "dish is blank in 1 rows"),
        (changed(1, "dish", "cake"), "dish has cake, not of soup, pie"),
        (changed(1, "share", -0.1), "share is below 0 in 1 rows"),
        (changed(1, "share", 1.1), "share is above 1 in 1 rows"),
        (changed(1, "share", "half"), "share is not a number"),
        (changed(1, "year", 2024.5), "year is not whole in 1 rows"),
        (changed(1, "price", np.inf), "price is endless in 1 rows"),
        (pd.concat([GOOD, GOOD.iloc[:1]]), "1 doubled keys, such as {'year': 2025, 'dish': 'soup'}"),
    ],
)
def test_a_breach_is_named_with_column_and_rows(frame, words):
    with pytest.raises(ContractError) as error:
        check(frame, CONTRACT)
    assert words in str(error.value)


def test_every_breach_is_told_at_once():
    faulty = changed(1, "share", 1.1).assign(dish="cake", year=1066)
    with pytest.raises(ContractError, match=r"below 2000 in 3 rows.*cake.*above 1"):
        check(faulty, CONTRACT)


def test_an_error_raised_in_a_worker_arrives_with_its_faults():
    refused = InputError([Fault("b.csv", 2, 0, "age", "is none"), Fault("a.csv", 1, 0, "", "is none", kind="blank")])
    broken = ContractError("lunches", [Fault("lunches", 0, 0, "dish", "dish has cake")])
    for error in (refused, broken):
        arrived = copy.copy(error)  # made again as by pickle
        assert (str(arrived), arrived.faults) == (str(error), error.faults)
    assert str(broken) == "lunches: dish has cake"


def test_checking_changes_neither_the_table_nor_its_order():
    before = GOOD.copy()
    check(GOOD, CONTRACT)
    pd.testing.assert_frame_equal(GOOD, before)


def test_the_tables_that_leave_a_run_have_the_names_and_columns_of_the_design():
    columns = {table.name: " ".join(table.column_names) for table in EVERY_TABLE}
    designed = {
        "forecast": "census_year area phase need plans plans_p10 plans_p50 plans_p90",
        "forecast_totals": "census_year level code plans plans_p10 plans_p50 plans_p90",
        "flows": "census_year need age_group opening new_plans ceased net_transfers closing",
        "requirement": "census_year area phase need requirement learners learners_p10 learners_p90",
        "placements": "academic_year area phase need requirement provider_id learners entrants incumbents miles"
        " minutes cost_gbp",
        "schools": "academic_year provider_id provision area takes_needs min_age max_age places_agreed places_committed"
        " places_scenario places_grown places reserved usable_places learners learners_p10 learners_p90 incumbents"
        " entrants over_capacity unused occupancy occupancy_p10 occupancy_p90 place_saving_gbp place_shadow_price_gbp",
        "school_origins": "academic_year provider_id area learners entrants minutes miles",
        "learners_by_kind": "academic_year kind counted learners learners_p10 learners_p90",
        "unmet": "academic_year area phase need requirement learners learners_p10 learners_p90",
        "unplaced": "academic_year area phase need requirement learners learners_p90 reason",
        "spend": "financial_year ledger line provision real_gbp real_gbp_p10 real_gbp_p50 real_gbp_p90",
        "place_need": "academic_year area phase need requirement required required_p10 required_p50 required_p90"
        " places_now places_committed reallocated above_places inmss_for_want unmet inmss_otherwise unplaced gap"
        " gap_p10 gap_p50 gap_p90",
        "state_shares": "academic_year area need required in_state_special places share",
        "checks": "check severity subject value threshold message",
    }
    assert {name: columns[name] for name in designed} == designed
    assert FORECAST.key_names == ["census_year", "area", "phase", "need"]
    assert SPEND.key_names == ["financial_year", "ledger", "line", "provision"]
