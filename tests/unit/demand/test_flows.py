import numpy as np
import pytest

from models.demand.cohort import Rates
from models.demand.flows import area_shares, by_phase, central_flows, index_luck, sampled_flows
from models.parameters.demand import CohortParameters
from models.vocabulary import AGES, PHASES, phase_of_age

pytestmark = pytest.mark.unit

STEADY = Rates(*(np.full((26, 2), value) for value in (0.9, 0.01, 0.0, 0.0)))
STOCK = np.full((26, 2), 10.0)
PERSONS = np.full((4, 26), 500.0)


def test_areas_share_each_age_by_its_residents():
    population = np.zeros((1, 2, 26))
    population[0, 0], population[0, 1] = 30.0, 10.0
    population[0, :, 7] = [0.0, 50.0]
    shares = area_shares(population)
    assert shares[0, :, 5] == pytest.approx([0.75, 0.25])
    assert shares[0, :, 7] == pytest.approx([0.0, 1.0])


def test_an_age_without_residents_anywhere_is_shared_by_residents_of_all_ages():
    population = np.zeros((1, 2, 26))
    population[0, 0, :10], population[0, 1, 10:] = 3.0, 1.0
    population[0, :, 25] = 0.0
    assert area_shares(population)[0, :, 25] == pytest.approx([30 / 45, 15 / 45])


def test_an_area_without_residents_has_no_plans():
    population = np.zeros((1, 2, 26))
    population[0, 0] = 3.0
    plans = by_phase(STOCK[None, None], area_shares(population))
    assert plans[0, 0, 1].sum() == 0
    assert plans[0, 0, 0].sum() == STOCK.sum()


def test_plans_of_an_area_and_phase_are_the_ages_of_the_phase_times_the_areas_share():
    plans = np.zeros((1, 1, 26, 1))
    plans[0, 0, :, 0] = AGES
    shares = np.stack([np.full((1, 26), 0.25), np.full((1, 26), 0.75)], axis=1)
    found = by_phase(plans, shares)[0, 0, :, :, 0]
    by_hand = [sum(age for age in AGES if phase_of_age(age) is phase) for phase in PHASES]
    assert found[1] == pytest.approx(0.75 * np.array(by_hand))
    assert by_hand == [0 + 1 + 2 + 3, 49, 65, 51, 154]


def test_the_central_path_meets_its_total_and_then_follows_the_index():
    flows = central_flows(STOCK, STEADY, PERSONS, np.array([600.0, 650.0]), CohortParameters(index_decay=0.2))
    assert flows.closing[0, :2].sum(axis=(1, 2)) == pytest.approx([600.0, 650.0])
    index = flows.index[0]
    assert index[2] - 1 == pytest.approx((index[1] - 1) / 5)
    assert index[3] - 1 == pytest.approx((index[2] - 1) / 5)


def test_a_draw_meets_its_own_total_and_has_its_own_long_run():
    parameters = CohortParameters(index_decay=0.0, index_error=0.3)
    totals = np.array([[600.0], [700.0], [800.0]])
    flows = sampled_flows(STOCK, STEADY, PERSONS, totals, parameters, index_luck(5, len(totals)))
    assert flows.closing[:, 0].sum(axis=(1, 2)) == pytest.approx(totals[:, 0])
    assert len(set(flows.index[:, 1])) == 3
    assert (flows.index[:, 1] == flows.index[:, 3]).all(), "the long run is drawn once a path"


def test_a_draw_is_the_same_however_many_are_drawn():
    few = sampled_flows(STOCK, STEADY, PERSONS, np.full((2, 1), 600.0), CohortParameters(), index_luck(5, 2))
    many = sampled_flows(STOCK, STEADY, PERSONS, np.full((5, 1), 600.0), CohortParameters(), index_luck(5, 5))
    assert (few.index == many.index[:2]).all()


def test_without_error_in_the_index_the_draws_are_the_central_path():
    sure = CohortParameters(index_error=0.0)
    drawn = sampled_flows(STOCK, STEADY, PERSONS, np.full((2, 1), 600.0), sure, index_luck(5, 2))
    central = central_flows(STOCK, STEADY, PERSONS, np.array([600.0]), sure)
    assert drawn.closing == pytest.approx(np.repeat(central.closing, 2, axis=0))
