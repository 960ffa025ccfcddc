"""Journeys of a run: what the authority's pack gives of them, before what is computed from straight lines."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.authority import Authority
from models.parameters.method import TravelParameters
from models.places.roads import METRES_PER_MILE, Roads, edge_minutes, quickest_ways
from models.places.travel import Journeys, journeys, minutes_of, point_weights, with_matrix, with_roads
from models.vocabulary import PHASES, ROAD_CLASSES


@dataclass(frozen=True)
class GivenWays:
    """Tables of the pack about ways: the matrix (contract JOURNEYS) and the road network; None where it has none."""

    matrix: pd.DataFrame | None
    nodes: pd.DataFrame | None
    edges: pd.DataFrame | None


@dataclass(frozen=True)
class MeasuredJourneys:
    """Journeys, (areas, phases, providers), and how they were worked out.

    ``stated`` (areas, phases, providers) marks journeys that the pack merely states, of markets and the like; ``given``
    counts those taken from the authority's matrix; ``by_road`` and ``off_network`` are ids of providers,
    and ``left_out`` nodes of the network that nothing joins to the rest.
    """

    travel: Journeys
    stated: Flags
    given: int
    by_road: tuple[str, ...]
    off_network: tuple[str, ...]
    left_out: int


def measured_journeys(
    authority: Authority, providers: pd.DataFrame, given: GivenWays, parameters: TravelParameters
) -> MeasuredJourneys:
    """Journeys to every provider; one without a position has the journey that the pack states."""
    position = providers[["easting", "northing"]].to_numpy(dtype=np.float64)
    stated = np.isnan(position).any(axis=1)
    position = np.where(stated[:, None], 0.0, position)
    travel = journeys(authority.points, authority.persons, authority.point_area, position, parameters)
    miles = np.where(stated, providers["journey_miles"].to_numpy(dtype=np.float64), travel.miles)
    travel = Journeys(miles, minutes_of(miles, parameters))
    on_roads, left_out = np.zeros(len(providers), dtype=np.bool_), 0
    if given.nodes is not None and given.edges is not None:
        ways = quickest_ways(_roads(given.nodes, given.edges, parameters), authority.points, position, parameters)
        weight = point_weights(authority.persons, authority.point_area)
        travel, on_roads, left_out = with_roads(travel, ways, weight, parameters), ways.on_network, ways.left_out
    ids = providers["provider_id"].to_numpy(dtype=object)
    given_miles, given_minutes = _matrix(given.matrix, authority.areas, [str(provider) for provider in ids])
    return MeasuredJourneys(
        travel=with_matrix(travel, given_miles, given_minutes, parameters),
        stated=stated & np.isnan(given_miles),
        given=int((~np.isnan(given_miles)).sum()),
        by_road=tuple(ids[on_roads]),
        off_network=tuple(ids[~on_roads & ~stated]) if given.nodes is not None else (),
        left_out=left_out,
    )


def _roads(nodes: pd.DataFrame, edges: pd.DataFrame, parameters: TravelParameters) -> Roads:
    index = pd.Index(nodes["node"])
    metres = edges["metres"].to_numpy(dtype=np.float64)
    road_class = pd.Index(ROAD_CLASSES).get_indexer(pd.Index(edges["road_class"]))
    return Roads(
        nodes=nodes[["easting", "northing"]].to_numpy(dtype=np.float64),
        start=index.get_indexer(pd.Index(edges["from_node"])),
        end=index.get_indexer(pd.Index(edges["to_node"])),
        miles=metres / METRES_PER_MILE,
        minutes=edge_minutes(metres, road_class, edges["mph"].to_numpy(dtype=np.float64), parameters),
    )


def _matrix(table: pd.DataFrame | None, areas: tuple[str, ...], ids: list[str]) -> tuple[Floats, Floats]:
    """Miles and minutes that the authority gives, (areas, phases, providers), missing elsewhere."""
    miles = np.full((len(areas), len(PHASES), len(ids)), np.nan)
    minutes = miles.copy()
    if table is not None:
        first_all = table.assign(single=table["phase"] != "all").sort_values("single", kind="stable")
        columns = ["area", "phase", "provider_id", "miles", "minutes"]
        for area, phase, provider, far, long in first_all[columns].itertuples(index=False):
            phases = slice(None) if phase == "all" else PHASES.index(phase)
            miles[areas.index(area), phases, ids.index(provider)] = far
            minutes[areas.index(area), phases, ids.index(provider)] = long
    return miles, minutes
