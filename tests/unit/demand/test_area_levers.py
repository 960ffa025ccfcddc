"""A lever aimed at an area, worked by hand: its new plans change, and the total follows."""

import numpy as np
import pytest

from models.demand.areas import area_flows, regimes_of, residents_of_new_homes
from models.demand.cohort import Rates, Targets, project
from models.demand.flows import Steer
from models.levers.lever import How, Lever, What, Where
from models.parameters.demand import CohortParameters
from models.vocabulary import NEEDS, PHASES, ages_of_phase

pytestmark = pytest.mark.unit

ASD = 0
NORTH_TWICE = Lever("twice", What.REQUEST_RATE, How.MULTIPLY, 2.0, 2026, where=Where(areas=("north",)))


def test_twice_the_new_plans_in_an_area_with_three_quarters_of_the_children():
    """100 plans at age 6, 90% go on; ten start at age 7, 20 where the lever holds, and 7 in 10 children live there.

    North: 0.7 * (90 + 20) = 77; south: 0.3 * (90 + 10) = 30. A year on those 107 are 8 and 90% of them are left, but
    by then half of the children of 8 live in the north: 0.5 * 99 + 0.5 * 90 = 94.5; what moved away is 1.8.
    """
    stock, incidence = np.zeros((26, len(NEEDS))), np.zeros((26, len(NEEDS)))
    stock[6, ASD], incidence[7, ASD] = 100.0, 0.01
    rates = Rates(np.full(stock.shape, 0.9), incidence, 0 * stock, 0 * stock)
    persons = np.zeros((2, 26))
    persons[0, 7] = 1000.0
    parameters = CohortParameters(mix_return=0.0)
    targets = Targets(np.zeros((1, 0)), np.ones(1), np.full(stock.shape, 1 / len(NEEDS)))
    unsteered = project(stock, rates, persons, targets, parameters)
    shares = np.full((1, 3, 2, 26), 0.5)
    shares[0, :2, 0], shares[0, :2, 1] = 0.7, 0.3
    steer = Steer((NORTH_TWICE,), np.zeros((1, 1)), np.array([2026, 2027]), persons, ("north", "south"))
    flows, areas = area_flows(stock, rates, unsteered, steer, shares, parameters)
    assert areas.by_area()[0, 1, :, 7, ASD] == pytest.approx([77.0, 30.0])
    assert flows.closing[0, 0].sum() == pytest.approx(107.0)
    assert flows.new_plans[0, 0].sum() == pytest.approx(0.7 * 20 + 0.3 * 10)
    assert flows.opening[0, 1, 8, ASD] == pytest.approx(107.0)
    assert flows.closing[0, 1, 8, ASD] == pytest.approx(94.5)
    assert flows.net_transfers[0, 1, 8, ASD] == pytest.approx(94.5 - 107.0 + 0.5 * (11.0 + 10.0))


def test_areas_under_the_same_levers_share_a_regime():
    everywhere = Lever("fewer", What.SURVIVAL, How.MULTIPLY, 0.9, 2026)
    homes = Lever("homes", What.POPULATION, How.MULTIPLY, 2.0, 2026, where=Where(areas=("south",)))
    regimes = regimes_of((everywhere, homes, NORTH_TWICE), ("north", "south", "west"))
    assert regimes.levers == ((0, 1), (0, 1, 2))
    assert regimes.of_area.tolist() == [1, 0, 0]
    assert len(regimes_of((everywhere, homes), ("north", "south")).levers) == 1


def test_who_moves_into_new_homes_is_spread_over_the_ages_of_the_phase_and_stays():
    added = np.zeros((3, 2, len(PHASES)))
    added[:, 1, PHASES.index("primary")] = [7.0, 0.0, 14.0]
    persons, primary = residents_of_new_homes(added), list(ages_of_phase(PHASES[1]))
    assert len(primary) == 7
    assert persons[:, 1, primary].tolist() == [[1.0] * 7, [1.0] * 7, [3.0] * 7]
    assert persons.sum() == 7.0 + 7.0 + 21.0
