"""The rule by which the workbook counts gives the ledger to the penny, and follows the index all the same."""

import pandas as pd
import pytest
from finance_by_hand import given

from sufficiency.reports.finance.assumptions import assumptions_of, lines_by_provision
from sufficiency.reports.finance.workings import workings_of

pytestmark = pytest.mark.unit


def row(line: str, need: str, year: str, *figures: float, index: str = "fees") -> dict:
    named = {"financial_year": year, "ledger": "dsg_high_needs", "s251_line": line, "provision": "independent_special"}
    units, real, nominal = figures
    return {**named, "need": need, "index": index, "units": units, "real_gbp": real, "nominal_gbp": nominal}


ROUNDED = pd.DataFrame(
    [
        row("inmss_fees", "ASD", "2024-25", 10.0, 600_000.0, 600_000.0),
        row("inmss_fees", "SEMH", "2024-25", 5.0, 300_000.0, 300_000.0),
        row("inmss_fees", "ASD", "2025-26", 1 / 3, 20_000.0, 20_800.0),
        row("inmss_fees", "SEMH", "2025-26", 1 / 7, 8_571.43, 8_914.30),
    ]
)
"""Two learners' parts of whose pounds the pennies were rounded: 28,571.43 x 1.04 = 29,714.2872 against 29,714.30."""


def worked(ledger: pd.DataFrame) -> tuple:
    made = given()
    return workings_of(assumptions_of(made, ledger), lines_by_provision(ledger))


def test_needs_stand_together_and_pennies_of_rounding_beside_the_index():
    first, second = worked(ROUNDED)
    assert (first.units, first.unit_gbp, first.relative) == (15.0, pytest.approx(60_000), pytest.approx(1.0))
    assert second.factor == pytest.approx(1.04)
    assert not second.stated
    assert second.rounding == pytest.approx(29_714.30 - 29_714.2872)
    assert second.nominal == pytest.approx(29_714.30, abs=1e-5)


def test_pounds_that_do_not_follow_the_index_keep_the_factor_of_the_ledger():
    dearer = ROUNDED.assign(nominal_gbp=ROUNDED["nominal_gbp"] * 1.5)
    assert [one.stated for one in worked(dearer)] == [True, True]
    assert sum(one.nominal for one in worked(dearer)) == pytest.approx(dearer["nominal_gbp"].sum())


def test_pounds_without_units_are_an_amount_of_the_year():
    ledger = pd.DataFrame([row("sen_support", "any", "2024-25", float("nan"), 500.0, 500.0, index="services")])
    (only,) = worked(ledger)
    assert (only.units, only.unit_gbp, only.real) == (1.0, 500.0, 500.0)


def test_a_mean_of_prices_by_need_is_weighed_by_the_learners_of_the_base_year():
    top_ups = [("ASD", 30.0, 360_000.0), ("SEMH", 10.0, 150_000.0)]
    rows = [row("top_up_special", need, "2024-25", units, real, real, index="top_up") for need, units, real in top_ups]
    ledger = pd.DataFrame(rows).assign(provision="state_special")
    known = assumptions_of(given(), ledger)
    assert known.units[0].gbp == pytest.approx((30 * 12_000 + 10 * 15_000) / 40)
