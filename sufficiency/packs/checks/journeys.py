"""Can every journey be measured: positions of providers, the matrix of journeys, the network of roads."""

from collections.abc import Iterator

import numpy as np

from sufficiency.errors import Fault, Severity
from sufficiency.packs.checks.register import check, finding, line, of_table
from sufficiency.packs.reading import Pack

SHORTER = 0.99
"""Share of the straight line below which an edge is no road: lengths and positions are rounded."""


@check(Severity.ERROR, "providers", "areas", optional=("journeys",))
def every_provider_has_a_position(pack: Pack) -> Iterator[Fault]:
    """A position on the National Grid, or a stated journey, or journeys from every area in ``journeys.csv``."""
    providers = pack.tables["providers"]
    blanks = providers[["easting", "northing"]].isna().sum(axis=1)
    stated = providers["journey_miles"].notna() | providers["provider_id"].isin(_measured_from_everywhere(pack))
    nowhere = "no position: give easting and northing, or journey_miles, or a row of phase all for every area in"
    for lost, message in (
        (blanks == 1, "easting and northing are given together, or neither"),
        ((blanks == 2) & ~stated, f"{nowhere} journeys.csv"),
    ):
        for number, name in providers.loc[lost, "name"].items():
            remedy = "look the school up in GIAS (import gias), or state the journey in miles one way"
            place = line("providers", number, "easting, northing")
            yield finding(place, str(name), "easting and northing, or journey_miles", remedy, message)


def _measured_from_everywhere(pack: Pack) -> set[str]:
    """Providers to which the authority gives the journey from every area, whatever the phase."""
    if "journeys" not in pack.tables:
        return set()
    matrix = pack.tables["journeys"]
    areas = set(pack.tables["areas"]["area"])
    everywhere = matrix[matrix["phase"] == "all"].groupby("provider_id")["area"]
    return {str(provider) for provider, from_areas in everywhere if areas <= set(from_areas)}


@check(Severity.ERROR, optional=("road_nodes", "road_edges"))
def the_road_network_is_whole(pack: Pack) -> Iterator[Fault]:
    """Nodes and edges come together, there are roads, and an edge joins nodes that are there."""
    given = [name for name in ("road_nodes", "road_edges") if name in pack.tables]
    if len(given) == 1:
        absent = "road_nodes" if given == ["road_edges"] else "road_edges"
        allowed, remedy = "road_nodes.csv and road_edges.csv together", f"add it, or delete {given[0]}.csv"
        message = "the file is missing: a road network is road_nodes.csv and road_edges.csv together"
        yield finding(of_table(absent), "", allowed, remedy, message)
    if len(given) < 2:
        return
    edges, nodes = pack.tables["road_edges"], set(pack.tables["road_nodes"]["node"])
    if edges.empty:
        message = "a network without roads: add rows, or delete both files"
        yield finding(of_table("road_edges"), "no row", "roads", "add rows, or delete both files", message)
    for column in ("from_node", "to_node"):
        for number, node in edges.loc[~edges[column].isin(nodes), column].items():
            remedy = "add it to road_nodes.csv, or repair the code"
            message = f"{node!r} is not a node of road_nodes.csv"
            yield finding(line("road_edges", number, column), str(node), "a node of road_nodes.csv", remedy, message)


@check(Severity.ERROR, optional=("road_nodes", "road_edges"))
def no_road_is_shorter_than_the_straight_line(pack: Pack) -> Iterator[Fault]:
    """Lengths are metres: no road between two nodes is shorter than the straight line."""
    if "road_nodes" not in pack.tables or "road_edges" not in pack.tables:
        return
    nodes, edges = pack.tables["road_nodes"].set_index("node"), pack.tables["road_edges"]
    edges = edges[edges["from_node"].isin(nodes.index) & edges["to_node"].isin(nodes.index)]
    starts, ends = (nodes.loc[edges[end], ["easting", "northing"]].to_numpy() for end in ("from_node", "to_node"))
    straight = np.hypot(*(starts - ends).T)
    for number, metres, least in zip(edges.index, edges["metres"], straight, strict=True):
        if metres < SHORTER * least:
            words = f"the straight line of {least:.0f}"
            message = f"{metres:g} is shorter than {words}; are these metres?"
            yield finding(line("road_edges", number, "metres"), f"{metres:g}", words, "are these metres?", message)
