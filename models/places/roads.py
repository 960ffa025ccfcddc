"""Quickest ways on a road network that the authority supplies, from every demand point to every provider.

Nodes are places where roads meet, edges the roads between them, passable both ways::

    minutes of an edge = 60 * miles / speed of its class, or its own speed where one is given
    way(p, j)          = quickest path from p's node to j's node (Dijkstra); its miles are those of that path
    miles(p, j)        = miles of the path + circuity * (straight line of p to its node + of j to its node)

Points and providers stand at the nearest node of the largest connected part of the network: parts that are not joined
to it are left out. A provider farther from it than ``FAR_MILES`` is off the network, and its journeys are computed
without it (``on_network``).
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import KDTree

from models.arrays import Flags, Floats, Indices
from models.parameters.method import TravelParameters
from models.vocabulary import ROAD_CLASSES

METRES_PER_MILE = 1609.344
FAR_MILES = 5.0
"""Straight-line miles from the network beyond which a provider is off it; the distance of A-73. A-132."""


@dataclass(frozen=True)
class Roads:
    """A network: ``nodes`` (nodes, 2) metres on the grid; of each edge its ends, its miles and its minutes."""

    nodes: Floats
    start: Indices
    end: Indices
    miles: Floats
    minutes: Floats


@dataclass(frozen=True)
class Ways:
    """Quickest ways from points to providers, (points, providers), without boarding.

    ``on_network`` (providers,) marks those for which they hold; ``left_out`` counts nodes that nothing joins to the
    rest.
    """

    miles: Floats
    minutes: Floats
    on_network: Flags
    left_out: int


def edge_minutes(metres: Floats, road_class: Indices, own_mph: Floats, parameters: TravelParameters) -> Floats:
    """Minutes of each edge; ``road_class`` indexes ROAD_CLASSES, ``own_mph`` is missing where the class decides."""
    by_class = np.array([getattr(parameters, f"{name}_mph") for name in ROAD_CLASSES])
    speed = np.where(np.isnan(own_mph), by_class[road_class], own_mph)
    return np.asarray(60.0 * metres / METRES_PER_MILE / speed)


def quickest_ways(roads: Roads, points: Floats, providers: Floats, parameters: TravelParameters) -> Ways:
    """Find quickest ways from ``points`` to ``providers``, (n, 2) metres each, by the equations of the module."""
    start, end, miles, minutes = _quickest_edges(roads)
    size = len(roads.nodes)
    graph = csr_array((minutes, (start, end)), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    joined = np.flatnonzero(part == np.bincount(part).argmax())
    tree = KDTree(roads.nodes[joined])
    (from_metres, from_node), (to_metres, to_node) = tree.query(points), tree.query(providers)
    source, target = joined[to_node], joined[from_node]  # ways are the same both ways: search from the fewer ends
    origins, which = np.unique(source, return_inverse=True)
    found_minutes, before = dijkstra(graph, directed=False, indices=origins, return_predecessors=True)
    found_miles = np.array([_path_miles(start * size + end, miles, row)[target] for row in before])
    snapped = (from_metres[:, None] + to_metres[None, :]) / METRES_PER_MILE * parameters.circuity
    return Ways(
        miles=found_miles[which].T + snapped,
        minutes=found_minutes[:, target][which].T + 60.0 * snapped / parameters.speed_mph,
        on_network=to_metres / METRES_PER_MILE <= FAR_MILES,
        left_out=size - joined.size,
    )


def _quickest_edges(roads: Roads) -> tuple[Indices, Indices, Floats, Floats]:
    """Edges in both directions, one for each ordered pair of nodes: the quickest; loops left out."""
    start, end = np.concatenate([roads.start, roads.end]), np.concatenate([roads.end, roads.start])
    miles, minutes = np.tile(roads.miles, 2), np.tile(roads.minutes, 2)
    order = np.lexsort((miles, minutes, end, start))
    order = order[start[order] != end[order]]
    key = start[order] * len(roads.nodes) + end[order]
    first = order[np.flatnonzero(np.diff(key, prepend=-1))]
    return start[first], end[first], miles[first], minutes[first]


def _path_miles(keys: Indices, lengths: Floats, before: Indices) -> Floats:
    """Miles from the source to every node along the quickest paths, (nodes,).

    ``keys`` (start * nodes + end) are sorted, ``lengths`` are the miles of their edges, ``before`` is each node's
    predecessor, below 0 for none. Pointers are doubled: after k rounds a node holds the miles of its last 2**k steps.
    """
    nodes = np.arange(before.size)
    step = np.where(before < 0, nodes, before)
    edge = np.minimum(np.searchsorted(keys, step * nodes.size + nodes), max(keys.size - 1, 0))
    miles = np.where(before < 0, 0.0, lengths[edge]) if keys.size else np.zeros(nodes.size)
    while (step != step[step]).any():
        miles = miles + miles[step]
        step = step[step]
    return miles
