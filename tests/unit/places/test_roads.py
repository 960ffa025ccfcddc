"""Quickest ways: a tiny network by hand, a grid against Manhattan distance, random ones against Floyd and Warshall."""

import numpy as np
import pytest

from models.parameters.method import TravelParameters
from models.places.roads import METRES_PER_MILE, Roads, edge_minutes, quickest_ways
from models.places.travel import Journeys, point_weights, with_roads
from models.vocabulary import ROAD_CLASSES

pytestmark = pytest.mark.unit

MILE = METRES_PER_MILE
PLAIN = TravelParameters(circuity=1.5, speed_mph=30.0, boarding_minutes=5.0)


def network(nodes, *edges) -> Roads:
    """Positions in miles; an edge is (start, end, miles, miles an hour)."""
    start, end, miles, mph = (np.array(column, dtype=float) for column in zip(*edges, strict=True))
    return Roads(np.array(nodes, dtype=float) * MILE, start.astype(int), end.astype(int), miles, 60.0 * miles / mph)


def ways(roads, points, providers, parameters=PLAIN):
    return quickest_ways(roads, np.array(points) * MILE, np.array(providers) * MILE, parameters)


def test_the_quickest_way_is_taken_though_a_slower_one_is_shorter():
    """From 0 to 2: by minor roads 4 miles in 16 minutes, by the motorway through node 1 10 miles in 10."""
    roads = network([[0, 0], [2, 3], [4, 0]], (0, 2, 4.0, 15.0), (0, 1, 5.0, 60.0), (1, 2, 5.0, 60.0))
    found = ways(roads, [[0.0, 0.0]], [[4.0, 0.0], [0.0, 0.0], [2.0, 3.0]])
    assert found.minutes[0] == pytest.approx([10.0, 0.0, 5.0])
    assert found.miles[0] == pytest.approx([10.0, 0.0, 5.0])


def test_those_beside_the_network_go_to_its_nearest_node_by_a_roundabout_line():
    roads = network([[0, 0], [4, 0]], (0, 1, 5.0, 60.0))
    found = ways(roads, [[0.0, 1.0]], [[4.0, -2.0]])
    assert found.miles[0, 0] == pytest.approx(5.0 + 1.5 * (1 + 2))
    assert found.minutes[0, 0] == pytest.approx(5.0 + 60 * 1.5 * 3 / 30)


def test_of_two_roads_between_the_same_nodes_the_quicker_counts_and_a_loop_nothing():
    roads = network([[0, 0], [4, 0]], (0, 1, 4.5, 10.0), (1, 0, 6.0, 60.0), (0, 0, 1.0, 10.0))
    found = ways(roads, [[0.0, 0.0]], [[4.0, 0.0]])
    assert (found.miles[0, 0], found.minutes[0, 0]) == pytest.approx((6.0, 6.0))


def test_parts_that_nothing_joins_are_left_out_and_counted():
    roads = network(
        [[0, 0], [4, 0], [8, 0], [8.1, 0], [8.2, 0]], (0, 1, 4.0, 60.0), (1, 2, 4.0, 60.0), (3, 4, 0.1, 60.0)
    )
    found = ways(roads, [[0.0, 0.0]], [[8.2, 0.0]])
    assert found.left_out == 2
    assert found.miles[0, 0] == pytest.approx(8.0 + 1.5 * 0.2), "the nearest node of the joined part"


def test_a_provider_far_from_every_road_is_off_the_network():
    roads = network([[0, 0], [4, 0]], (0, 1, 4.0, 60.0))
    found = ways(roads, [[0.0, 0.0]], [[4.0, 0.0], [40.0, 0.0]])
    assert found.on_network.tolist() == [True, False]
    other = Journeys(np.full((1, 1, 2), 99.0), np.full((1, 1, 2), 88.0))
    weight = point_weights(np.ones((1, 1)), np.array([0]))
    travel = with_roads(other, found, weight, PLAIN)
    assert travel.miles[0, 0].tolist() == [4.0, 99.0]
    assert travel.minutes[0, 0].tolist() == [4.0 + 5.0, 88.0], "boarding is added once"


def test_an_area_goes_as_its_points_do_on_average():
    roads = network([[0, 0], [4, 0], [9, 0]], (0, 1, 4.0, 60.0), (1, 2, 5.0, 30.0))
    found = ways(roads, [[0.0, 0.0], [9.0, 0.0]], [[4.0, 0.0]])
    weight = point_weights(np.array([[1.0], [3.0]]), np.array([0, 0]))
    travel = with_roads(Journeys(np.zeros((1, 1, 1)), np.zeros((1, 1, 1))), found, weight, PLAIN)
    assert travel.miles[0, 0, 0] == pytest.approx((4.0 + 3 * 5.0) / 4)
    assert travel.minutes[0, 0, 0] == pytest.approx(5.0 + (4.0 + 3 * 10.0) / 4)


def test_on_a_grid_of_streets_the_way_is_the_manhattan_distance():
    size = 7
    nodes = [[x, y] for x in range(size) for y in range(size)]
    edges = [(x * size + y, x * size + y + 1, 1.0, 30.0) for x in range(size) for y in range(size - 1)]
    edges += [(x * size + y, (x + 1) * size + y, 1.0, 30.0) for x in range(size - 1) for y in range(size)]
    points = np.array(nodes, dtype=float)
    found = ways(network(nodes, *edges), points, points)
    manhattan = np.abs(points[:, None, :] - points[None, :, :]).sum(axis=2)
    assert found.miles == pytest.approx(manhattan)
    assert found.minutes == pytest.approx(2 * manhattan)


@pytest.mark.parametrize("seed", range(5))
def test_random_networks_agree_with_floyd_and_warshall(seed: int):
    rng = np.random.default_rng(seed)
    size = 12
    nodes = rng.uniform(0, 10, (size, 2))
    pairs = [(a, a + 1) for a in range(size - 1)] + [tuple(rng.integers(0, size, 2)) for _ in range(15)]
    edges = [(a, b, float(rng.uniform(1, 9)), float(rng.uniform(10, 60))) for a, b in pairs]
    minutes = np.full((size, size), np.inf)
    np.fill_diagonal(minutes, 0.0)
    miles = np.zeros((size, size))
    for a, b, far, mph in edges:
        if a != b and 60 * far / mph < minutes[a, b]:
            minutes[a, b] = minutes[b, a] = 60 * far / mph
            miles[a, b] = miles[b, a] = far
    for k in range(size):
        for a in range(size):
            for b in range(size):
                if minutes[a, k] + minutes[k, b] < minutes[a, b] - 1e-12:
                    minutes[a, b] = minutes[a, k] + minutes[k, b]
                    miles[a, b] = miles[a, k] + miles[k, b]
    found = ways(network(nodes, *edges), nodes, nodes)
    assert found.minutes == pytest.approx(minutes)
    assert found.miles == pytest.approx(miles)


def test_a_road_is_driven_at_the_speed_of_its_class_unless_it_has_its_own():
    metres, kinds = np.full(5, MILE), np.array([0, 1, 2, 3, 3])
    own = np.array([np.nan, np.nan, np.nan, np.nan, 10.0])
    found = edge_minutes(metres, kinds, own, PLAIN)
    speeds = [getattr(PLAIN, f"{name}_mph") for name in ROAD_CLASSES]
    assert found == pytest.approx([60 / speed for speed in speeds] + [6.0])
