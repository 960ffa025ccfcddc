"""What is drawn once a path: the central future draws nothing, the drawn ones keep to their intervals."""

import numpy as np
import pytest

from models.demand.areas import AreaPlans
from models.parameters.method import MethodParameters
from models.parameters.placement import CapacityParameters, PlacementParameters
from models.placement.futures import central_future, drawn_futures

pytestmark = pytest.mark.unit

METHOD = MethodParameters()
DRAWS, LEVERS = 2000, 2


def plans(paths: int) -> AreaPlans:
    return AreaPlans(np.ones((1, paths, 2, 26, 1)), np.ones((1, 2, 1, 26)), np.zeros(1, dtype=int))


def drawn(draws: int = DRAWS, method: MethodParameters = METHOD, seed: int = 7):
    practised = np.arange(draws * 8.0).reshape(draws, 2, 4)
    return drawn_futures(plans(draws), practised, np.ones((LEVERS, draws)), method, seed, draws)


def test_the_central_future_has_the_central_values_and_no_luck():
    found = central_future(plans(1), np.ones((1, 2, 4)), LEVERS, METHOD)
    assert found.diversion.tolist() == [METHOD.placement.diversion]
    assert found.market_growth.tolist() == [METHOD.capacity.market_growth]
    assert found.luck.tolist() == [[0.0], [0.0]]


def test_the_interval_of_each_holds_four_paths_in_five_half_of_them_on_either_side_of_the_centre():
    found, placement, capacity = drawn(), METHOD.placement, METHOD.capacity
    intervals = (
        (found.diversion, placement.diversion_low, placement.diversion, placement.diversion_high),
        (found.market_growth, capacity.market_growth_low, capacity.market_growth, capacity.market_growth_high),
    )
    for values, low, centre, high in intervals:
        assert np.quantile(values, (0.1, 0.5, 0.9)) == pytest.approx([low, centre, high], abs=0.02)
    assert abs(np.corrcoef(found.diversion, found.market_growth)[0, 1]) < 0.06, "each has luck of its own"


def test_a_share_stays_a_share_and_the_market_never_shrinks_by_luck():
    wide = METHOD.model_copy(
        update={
            "placement": PlacementParameters(diversion=0.5, diversion_low=0.0, diversion_high=1.0),
            "capacity": CapacityParameters(market_growth=0.1, market_growth_low=0.0, market_growth_high=0.5),
        }
    )
    found = drawn(method=wide)
    assert (found.diversion.min(), found.diversion.max()) == (0.0, 1.0)
    assert found.market_growth.min() == 0.0


def test_a_path_is_the_same_however_many_are_drawn_and_another_seed_draws_another():
    few, many, other = drawn(3), drawn(9), drawn(3, seed=8)
    assert few.diversion.tobytes() == many.diversion[:3].tobytes()
    assert few.market_growth.tobytes() == many.market_growth[:3].tobytes()
    assert (few.diversion != other.diversion).all()


def test_one_path_alone_keeps_what_is_its_own():
    everyone = drawn(5)
    mine = everyone.path(3)
    assert mine.practised.tolist() == everyone.practised[3:4].tolist()
    assert (mine.diversion[0], mine.market_growth[0]) == (everyone.diversion[3], everyone.market_growth[3])
    assert mine.luck.shape == (LEVERS, 1)
    assert mine.plans.plans.shape[1] == 1
