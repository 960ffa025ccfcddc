"""Oracle: three ages and one or two needs, worked by hand."""

import numpy as np
import pytest

from models.authority import Observed
from models.demand.cohort import Rates, Steering, Targets, need_mix, observed_rates, opened, project, project_along
from models.parameters.demand import CohortParameters

pytestmark = pytest.mark.unit

STOCK = np.array([[10.0], [20.0], [30.0]])
PERSONS = np.full((2, 3), 100.0)
RATES = Rates(
    survival=np.array([[1.0], [0.9], [0.8]]),
    incidence=np.array([[0.10], [0.05], [0.0]]),
    transfers_person=np.array([[0.02], [0.0], [0.0]]),
    transfers_plan=np.array([[0.0], [0.0], [-0.1]]),
)
TRANSFERS = (RATES.transfers_person, RATES.transfers_plan)
AS_THEY_ARE = CohortParameters(mix_return=0.0, index_decay=0.25)


def targets(*totals: float, long_run: float = 1.0, needs: int = 1) -> Targets:
    return Targets(np.array([totals]), np.array([long_run]), np.full((3, needs), 1 / needs))


def observed(**values: np.ndarray) -> Observed:
    """26 ages, two needs: 10 plans at each age 4 to 20, 8 a year earlier, 2 new, none ceased but at age 20."""
    ages = np.arange(26)
    school = ((ages >= 4) & (ages <= 20)).astype(float)
    given = {
        "stock": np.outer(10.0 * school, [0.7, 0.3]),
        "earlier": 8.0 * school,
        "new_plans": 2.0 * school,
        "new_needs": np.outer(2.0 * school, [0.5, 0.5]),
        "ceased": 4.0 * (ages == 20),
        "persons": np.full(26, 1000.0),
    }
    return Observed(**{**given, **values})


def test_a_year_at_index_one_is_the_sum_done_by_hand():
    flows = project(STOCK, RATES, PERSONS[:1], targets(), AS_THEY_ARE)
    assert flows.opening[0, 0, :, 0].tolist() == [0, 10, 50]  # the 30 of the last age turn too old, and count there
    assert flows.new_plans[0, 0, :, 0] == pytest.approx([10, 5, 0])
    assert flows.ceased[0, 0, :, 0] == pytest.approx([0, 1, 34])
    assert flows.net_transfers[0, 0, :, 0] == pytest.approx([2, 0, -2])
    assert flows.closing[0, 0, :, 0] == pytest.approx([12, 14, 14])


def test_a_second_year_goes_on_from_the_first():
    closing = project(STOCK, RATES, PERSONS, targets(), AS_THEY_ARE).closing[0, 1, :, 0]
    assert closing == pytest.approx([12, 12 * 0.9 + 5, 14 * 0.8 - 14 * 0.1])


def test_the_index_is_the_number_that_makes_the_total_come_out():
    flows = project(STOCK, RATES, PERSONS[:1], targets(55.0), AS_THEY_ARE)
    assert flows.index == pytest.approx(np.array([[2.0]]))  # 25 are kept, so 30 must be new, and 15 would be at index 1
    assert flows.closing[0, 0, :, 0] == pytest.approx([22, 19, 14])


def test_a_total_below_those_who_are_kept_ends_more_plans_and_starts_none():
    flows = project(STOCK, RATES, PERSONS[:1], targets(10.0), AS_THEY_ARE)
    assert flows.index.tolist() == [[0.0]]
    assert flows.new_plans.sum() == 0
    assert flows.closing[0, 0, :, 0] == pytest.approx([0.8, 3.6, 5.6])
    assert flows.ceased[0, 0, :, 0] == pytest.approx([0, 10 - 9 * 0.4, 50 - 16 * 0.4])


def test_after_the_governed_years_the_index_keeps_a_quarter_of_its_distance_to_the_long_run():
    index = project(STOCK, RATES, np.full((4, 3), 100.0), targets(55.0, long_run=1.2), AS_THEY_ARE).index[0]
    assert index == pytest.approx([2.0, 1.4, 1.25, 1.2125])


def test_a_ceiling_refuses_new_plans_in_proportion_and_no_others():
    """Of 300 persons 36 may have a plan; 25 are kept, so of the 15 that would start 11 do."""
    rates = (RATES.incidence, RATES.survival)
    steering = Steering(*(rate[None, None] for rate in (*rates, np.ones((3, 1)))), np.array([0.12]))
    flows = project_along(STOCK, RATES, steering, PERSONS[:1], np.ones((1, 1)), AS_THEY_ARE)
    assert flows.new_plans[0, 0, :, 0] == pytest.approx([10 * 11 / 15, 5 * 11 / 15, 0])
    assert flows.closing[0, 0, :, 0] == pytest.approx([2 + 10 * 11 / 15, 9 + 5 * 11 / 15, 14])


def test_transfers_never_take_more_plans_than_there_are():
    leaving = Rates(RATES.survival, 0 * RATES.incidence, np.full((3, 1), -1.0), np.full((3, 1), -5.0))
    flows = project(STOCK, leaving, PERSONS[:1], targets(), AS_THEY_ARE)
    assert flows.closing.sum() == 0
    assert flows.net_transfers[0, 0, :, 0] == pytest.approx([0, -9, -16])


def test_the_mix_of_needs_is_drawn_back_by_its_share_and_plans_by_age_stay():
    stock = np.array([[8.0, 2.0], [16.0, 4.0], [24.0, 6.0]])
    rates = Rates(*(np.repeat(rate, 2, axis=1) for rate in (RATES.survival, RATES.incidence, *TRANSFERS)))
    drawn = project(stock, rates, PERSONS[:1], targets(needs=2), CohortParameters(mix_return=0.25))
    free = project(stock, rates, PERSONS[:1], targets(needs=2), AS_THEY_ARE)
    assert drawn.closing.sum(axis=3) == pytest.approx(free.closing.sum(axis=3))
    # Of age 1, 10 at age 0 survive with 0.9 as (7.2, 1.8), and 5 start of each need: (12.2, 6.8); a quarter of the way
    # to (9.5, 9.5) lies (11.525, 7.475).
    assert free.closing[0, 0, 1] == pytest.approx([12.2, 6.8])
    assert drawn.closing[0, 0, 1] == pytest.approx([11.525, 7.475])


def test_those_of_the_last_age_open_the_year_in_the_last_age():
    assert opened(np.array([1.0, 2.0, 4.0])).tolist() == [0.0, 1.0, 6.0]


def test_observed_rates_are_published_counts_over_those_at_risk():
    rates = observed_rates(observed())
    assert rates.incidence[10] == pytest.approx([0.001, 0.001])  # 2 new plans to 1,000 persons, half of each need
    assert rates.survival[10] == pytest.approx([1.0, 1.0])
    # Ten at age 10 were 8 at age 9; 2 started; so nobody moved, but as to need: 7 = 5.6 + 1 + 0.4.
    assert rates.transfers_plan[10] * 8 == pytest.approx([0.4, -0.4])
    assert rates.transfers_person[10].tolist() == [0.0, 0.0]


def test_below_age_six_transfers_are_a_rate_of_persons():
    rates = observed_rates(observed())
    assert rates.transfers_plan[:6].any() == np.False_
    assert rates.transfers_person[4] * 1000 == pytest.approx([7 - 1, 3 - 1])  # nobody was 3 a year before
    assert rates.transfers_person[6:].any() == np.False_
    assert rates.transfers_plan[6] * 8 == pytest.approx([0.4, -0.4])


def test_those_who_ended_at_20_and_over_are_spread_over_the_plans_lost_at_those_ages():
    """Ages 20 to 25 lose: at 21, the 8 who were 20; the 4 published for `20 and over` all fall there."""
    assert observed_rates(observed()).survival[19:22, 0] == pytest.approx([1.0, 1.0, 0.5])


def test_an_age_without_plans_takes_the_mix_of_all_ages():
    assert need_mix(np.array([[0.0, 0.0], [3.0, 1.0]])).tolist() == [[0.75, 0.25], [0.75, 0.25]]
