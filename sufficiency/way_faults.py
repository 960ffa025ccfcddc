"""Faults of what a pack says of journeys: positions, the authority's own matrix, and its road network."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault

Tables = Mapping[str, pd.DataFrame]
SHORTER = 0.99
"""Share of the straight line below which an edge is no road: lengths and positions are rounded."""


def way_faults(folder: Path, tables: Tables) -> list[Fault]:
    """Every fault between the tables of journeys and the others, each at its row."""
    return [*_positions(folder, tables), *_matrix(folder, tables), *_network(folder, tables)]


def _at(folder: Path, name: str, row: int, column: str, words: str) -> Fault:
    return Fault(str(folder / f"{name}.csv"), row + 2, 0, column, words)


def _positions(folder: Path, tables: Tables) -> Iterator[Fault]:
    """A provider has a position or a stated journey, or the authority gives its journeys from every area."""
    providers = tables["providers"]
    given: dict[str, set[str]] = {}
    if "journeys" in tables:
        everywhere = tables["journeys"][tables["journeys"]["phase"] == "all"]
        given = {str(name): set(rows["area"]) for name, rows in everywhere.groupby("provider_id")}
    areas = set(tables["areas"]["area"])
    half = providers["easting"].isna() != providers["northing"].isna()
    nowhere = providers["easting"].isna() & providers["northing"].isna() & providers["journey_miles"].isna()
    for row in np.flatnonzero(half):
        yield _at(folder, "providers", int(row), "easting", "easting and northing are given together, or neither")
    for row in np.flatnonzero(nowhere):
        if given.get(str(providers["provider_id"].iloc[row]), set()) < areas:
            words = "no position: give easting and northing, or journey_miles, or a row of phase all for every area in"
            yield _at(folder, "providers", int(row), "easting", f"{words} journeys.csv")


def _matrix(folder: Path, tables: Tables) -> Iterator[Fault]:
    if "journeys" not in tables:
        return
    table = tables["journeys"]
    known = (
        ("area", set(tables["areas"]["area"]), "an area of areas.csv"),
        ("provider_id", set(tables["providers"]["provider_id"]), "a provider of providers.csv"),
    )
    for column, allowed, what in known:
        for row in np.flatnonzero(~table[column].isin(allowed)):
            yield _at(folder, "journeys", int(row), column, f"{table[column].iloc[row]!r} is not {what}")


def _network(folder: Path, tables: Tables) -> Iterator[Fault]:
    """Nodes and edges come together, edges join nodes that are there, and none is shorter than the straight line."""
    if ("road_nodes" in tables) != ("road_edges" in tables):
        absent = "road_nodes" if "road_edges" in tables else "road_edges"
        words = "the file is missing: a road network is road_nodes.csv and road_edges.csv together"
        yield Fault(str(folder / f"{absent}.csv"), 0, 0, "", words)
    if "road_nodes" not in tables or "road_edges" not in tables:
        return
    nodes, edges = tables["road_nodes"].set_index("node"), tables["road_edges"]
    if edges.empty:
        yield Fault(str(folder / "road_edges.csv"), 0, 0, "", "a network without roads: add rows, or delete both files")
    there = {column: edges[column].isin(nodes.index) for column in ("from_node", "to_node")}
    for column, known in there.items():
        for row in np.flatnonzero(~known):
            words = f"{edges[column].iloc[row]!r} is not a node of road_nodes.csv"
            yield _at(folder, "road_edges", int(row), column, words)
    whole = np.flatnonzero(there["from_node"] & there["to_node"])
    ends = [nodes.loc[edges[column].iloc[whole], ["easting", "northing"]].to_numpy() for column in there]
    straight = np.hypot(*(ends[0] - ends[1]).T)
    for row, line in zip(whole, straight, strict=True):
        if edges["metres"].iloc[row] < SHORTER * line:
            words = f"{edges['metres'].iloc[row]:g} is shorter than the straight line of {line:.0f}; are these metres?"
            yield _at(folder, "road_edges", int(row), "metres", words)
