"""The appraisal of sixty places, year by year, as an accountant would lay it out on a sheet."""

from pathlib import Path

import numpy as np
import pytest

from models.money.appraisal import (
    Planned,
    UnitPounds,
    appraise,
    cash_flows,
    discount_factors,
    from_opening,
    switching_value,
    with_optimism_bias,
)

pytestmark = pytest.mark.golden

GOLDEN = Path(__file__).parent / "appraisal_60_places.txt"
YEARS = 26
PLANNED = Planned(
    capital=np.array([1.0, 1.0, *[0.0] * (YEARS - 1)]) * with_optimism_bias(60 * 80_000, 0.24) / 2,
    places=from_opening((60,), 2, YEARS),
    learners=from_opening((20, 40, 60), 2, YEARS),
)
FEE, TOP_UP, MAINSTREAM = 77_697.0, 11_206.0, 6_000.0
UNIT = UnitPounds(filled=10_000, empty=10_000, top_up=TOP_UP, journey=0, fee=FEE, fee_journey=0, mainstream=MAINSTREAM)
HEAD = """\
SIXTY PLACES AT 80,000 POUNDS, BY HAND

capital      60 x 80,000 = 4,800,000, and 24% optimism bias: 5,952,000; half in year 0, half in year 1
opening      September of year 2: a financial year has 5/12 of the academic year before and 7/12 of its own
places       60 from opening, funded at 10,000 a place, filled or not: year 2 has 7/12 of 60 = 35
learners     20, 40, 60: year 2 has 7/12 x 20 = 11.67, year 3 has 5/12 x 20 + 7/12 x 40 = 31.67
saving       a learner: fee of 77,697 avoided less top-up of 11,206 = 66,491
net          learners x 66,491 - places x 10,000 - capital
factor       1 / 1.035 ^ year; year 0 is not discounted
"""


def as_text() -> str:
    """The sheet, with our functions."""
    flows, factors = cash_flows(PLANNED, UNIT, 1.0), discount_factors(YEARS)
    head = f"{'year':>4} {'capital':>11} {'places':>7} {'learners':>9} {'saving':>14} {'net':>14} {'factor':>9}"
    lines = [f"{head} {'discounted':>14} {'so far':>14}"]
    discounted = flows.net * factors
    saving, so_far = flows.fees_avoided + flows.top_ups, np.cumsum(flows.net)
    for year in range(YEARS + 1):
        amounts = f"{saving[year]:14,.2f} {flows.net[year]:14,.2f} {factors[year]:9.6f} {discounted[year]:14,.2f}"
        places = f"{PLANNED.places[year]:7.2f} {PLANNED.learners[year]:9.4f}"
        lines.append(f"{year:4d} {PLANNED.capital[year]:11,.0f} {places} {amounts} {so_far[year]:14,.2f}")
    lines += ["", f"net present value: {discounted.sum():,.0f}"]
    lines += [
        f"paid back in year {appraise(PLANNED, UNIT, 1.0, factors).payback}, the first in which 'so far' is above nil"
    ]
    return "\n".join([HEAD, *lines]) + "\n"


def test_the_sheet_of_sixty_places_is_the_one_that_an_accountant_can_follow():
    assert as_text() == GOLDEN.read_text(encoding="utf-8")


def test_the_sheet_follows_from_its_own_columns_with_a_pocket_calculator():
    rows = [line.replace(",", "").split() for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if len(row) == 9 and row[0].isdigit()]
    years, so_far, value = [], 0.0, 0.0
    for year, (capital, places, learners, saving, net, factor, discounted, total) in (
        (int(row[0]), map(float, row[1:])) for row in rows
    ):
        assert saving == pytest.approx(learners * 66_491, abs=4)  # learners stand with four decimals
        assert net == pytest.approx(saving - places * 10_000 - capital, abs=0.02)
        assert factor == pytest.approx(1.035**-year, abs=5e-7)
        assert discounted == pytest.approx(net / 1.035**year, abs=0.02)
        so_far, value = so_far + net, value + discounted
        assert total == pytest.approx(so_far, abs=0.3)
        years.append(year)
    assert years == list(range(27))
    assert round(value) == 43_174_256


def test_the_answers_of_sixty_places_are_those_worked_out_independently():
    factors = discount_factors(YEARS)
    whole = appraise(PLANNED, UNIT, 1.0, factors)
    assert round(whole.net_present_value) == 43_174_256
    assert whole.payback == 5
    assert whole.cost_a_place == pytest.approx(99_200)
    some, few = (appraise(PLANNED, UNIT, share, factors).net_present_value for share in (0.46, 0.26))
    assert round(some) == 9_200_115
    assert few == pytest.approx(-3_382_900, abs=1)


def test_the_saving_a_learner_at_which_sixty_places_are_worth_nothing_is_17290_pounds():
    def value(saving: float) -> float:
        alone = UnitPounds(10_000, 10_000, top_up=0, journey=0, fee=saving, fee_journey=0, mainstream=0)
        return appraise(PLANNED, alone, 1.0, discount_factors(YEARS)).net_present_value

    nil = switching_value(value, 0.0, 66_491.0)
    assert nil is not None
    assert round(nil) == 17_290
    assert value(nil) == pytest.approx(0, abs=0.01)
