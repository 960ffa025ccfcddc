"""What a place costs a year, from invoices: parts of years, means of enough learners, and who pays."""

from math import isnan, nan

import pandas as pd
import pytest

from models.money.fees import annual_costs, year_part

pytestmark = pytest.mark.unit
COLUMNS = ["kind", "need", "part", "gbp", "education_gbp", "health_gbp", "care_gbp"]
Cost = tuple[int, float, float, float]


def costs(rows: list[tuple[object, ...]]) -> dict[tuple[str, str], Cost]:
    """Costs by kind and need of rows of kind, need, part, pounds and what education, health and care pay."""
    table = annual_costs(pd.DataFrame(rows, columns=COLUMNS))
    return {(row[0], row[1]): tuple(row[2:]) for row in table.itertuples(index=False)}


def test_a_week_less_is_a_whole_year_and_weeks_that_nobody_said_are_too() -> None:
    assert [year_part(weeks, 38.0) for weeks in (None, 39.0, 38.0, 37.0)] == [1.0] * 4
    assert year_part(19.0, 38.0) == 0.5


def test_the_cost_of_a_year_times_the_places_filled_is_what_was_paid() -> None:
    rows = [("a", "ASD", 1.0, 60_000.0, 60_000.0, 0.0, 0.0)] * 4 + [("a", "ASD", 0.5, 50_000.0, 50_000.0, 0.0, 0.0)]
    found = costs(rows)
    assert found[("a", "ASD")][:2] == (5, pytest.approx(290_000 / 4.5))
    assert found[("a", "any")] == found[("a", "ASD")]


def test_a_need_of_four_learners_counts_in_the_mean_of_its_kind_alone() -> None:
    rows = [("a", "ASD", 1.0, 50_000.0, nan, nan, nan)] * 6 + [("a", "SEMH", 1.0, 100_000.0, nan, nan, nan)] * 4
    found = costs(rows)
    assert set(found) == {("a", "ASD"), ("a", "any")}
    assert found[("a", "any")][:2] == (10, pytest.approx(70_000))


def test_learners_whose_need_nobody_knows_are_in_the_mean_of_their_kind() -> None:
    found = costs([("a", "any", 1.0, 40_000.0, nan, nan, nan)] * 7)
    assert found.keys() == {("a", "any")}
    assert found[("a", "any")][0] == 7


def test_health_and_care_are_the_shares_of_the_invoices_that_say_them() -> None:
    said = [("a", "ASD", 1.0, 100_000.0, 70_000.0, 10_000.0, 20_000.0)] * 5
    unsaid = [("a", "SEMH", 1.0, 50_000.0, nan, nan, nan)] * 5
    found = costs(said + unsaid)
    assert found[("a", "ASD")][1:] == pytest.approx((100_000, 10_000, 20_000))
    assert found[("a", "any")][1:] == pytest.approx((75_000, 7_500, 15_000))
    assert found[("a", "SEMH")][1:] == pytest.approx((50_000, 5_000, 10_000))


def test_two_invoices_that_say_who_pays_say_nothing_of_ten() -> None:
    rows = [("a", "ASD", 1.0, 1_000.0, nan, nan, nan)] * 8 + [("a", "ASD", 1.0, 1_000.0, 0.0, 500.0, 500.0)] * 2
    found = costs(rows)
    assert isnan(found[("a", "any")][2])


def test_kinds_stand_apart_and_one_of_few_is_there_with_its_number() -> None:
    rows = [("a", "ASD", 1.0, 10.0, nan, nan, nan)] * 5 + [("b", "ASD", 1.0, 90.0, nan, nan, nan)] * 2
    found = costs(rows)
    assert found[("a", "any")][:2] == (5, 10.0)
    assert found[("b", "any")][:2] == (2, 90.0)
    assert ("b", "ASD") not in found
