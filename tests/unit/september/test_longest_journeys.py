"""The cap on the 95th percentile of minutes, by hand."""

import numpy as np
import pytest
from allocation_cases import structure_of
from small_world import PULP_LOOKS_AHEAD

from models.parameters.method import AllocationParameters
from models.programme.allocation import Rules, build, solve
from models.september.asked import September
from models.september.longest_journeys import Fairness, fairly_placed

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def test_of_a_hundred_entrants_the_five_whom_a_school_nearby_costs_most_travel_longer():
    """Every one of them is cheaper at the far school, the k-th by 100 k pounds: five are a twentieth."""
    costs = {
        (f"child {k:03}", school): 100.0 * k * (school == "near") for k in range(1, 101) for school in ("far", "near")
    }
    structure, children = structure_of(costs), np.repeat(np.arange(100), 2)
    far, one_area = np.tile([True, False], 100), np.zeros(200, dtype=np.int64)
    fairness = Fairness(far, one_area, one_area[:100], 1, 20_000.0, structure.cost_gbp)
    programme = build(structure, AllocationParameters())

    def place(september: September, values: bool):
        return solve(
            programme, september.entrants, september.room, september.rules, september.cost_gbp, place_values=values
        )

    september = September(np.ones(100), np.full(2, 100.0), Rules(), None, None)
    found = fairly_placed(place, september, fairness, place_values=False)
    assert children[far & (found.solution.learners > 0.5)].tolist() == [95, 96, 97, 98, 99]
    assert found.cost_gbp == pytest.approx(100.0 * sum(range(1, 96)), rel=1e-6)
    assert found.bound_gbp == pytest.approx(found.cost_gbp, rel=1e-6)
