"""Rules that bind several tables of a pack: what one names must stand in another, and its years must be there."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import NEEDS, REQUIREMENTS
from sufficiency.errors import Fault


def cross_faults(folder: Path, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Faults between tables: areas, providers, codes and academic years that nothing else knows."""
    areas, providers = set(tables["areas"]["area"]), set(tables["providers"]["provider_id"])
    known: list[tuple[str, str, set[str], str]] = [
        ("population", "area", areas, "an area of areas.csv"),
        ("demand_points", "area", areas, "an area of areas.csv"),
        ("providers", "area", areas | {""}, "an area of areas.csv, or blank outside the authority"),
        ("places", "provider_id", providers, "a provider of providers.csv"),
    ]
    faults = [
        Fault(str(folder / f"{name}.csv"), int(row) + 2, 0, column, f"{tables[name][column].iloc[row]!r} is not {what}")
        for name, column, allowed, what in known
        for row in np.flatnonzero(~tables[name][column].isin(allowed))
    ]
    faults += [
        Fault(str(folder / f"{name}.csv"), 0, 0, "area", f"has no row for area {area}")
        for name in ("population", "demand_points")
        for area in sorted(areas - set(tables[name]["area"]))
    ]
    return [
        *faults,
        *_unknown_codes(folder, tables["providers"]),
        *_wrong_years(folder, tables["places"]),
        *_both_forms(folder, tables["places"], tables["providers"]),
        *way_faults(folder, tables),
    ]


def _both_forms(folder: Path, places: pd.DataFrame, providers: pd.DataFrame) -> list[Fault]:
    """Places for all phases and for one in force at once, and places of one phase in the market."""
    file, faults = str(folder / "places.csv"), []
    market = set(providers["provider_id"][providers["elastic"] == "yes"])
    in_force: dict[str, dict[str, float]] = {}
    ordered = places.assign(line=np.arange(len(places)) + 2).sort_values(["provider_id", "academic_year", "phase"])
    for (provider, year), rows in ordered.groupby(["provider_id", "academic_year"], sort=False):
        held = in_force.setdefault(str(provider), {})
        held.update(zip(rows["phase"], rows["places"], strict=True))
        single = sorted(phase for phase, count in held.items() if phase != "all" and count > 0)
        line = int(rows["line"].iloc[-1])
        if single and provider in market:
            faults.append(Fault(file, line, 0, "phase", f"{provider} is a market: its places are for all phases"))
        elif single and held.get("all", 0.0) > 0:
            both = f"{held['all']:g} places for all phases and {sum(held[phase] for phase in single):g} for single ones"
            words = f"{provider} has {both} from {year}; end the one form with a row of 0 places in that year"
            faults.append(Fault(file, line, 0, "phase", words))
    return faults


def _unknown_codes(folder: Path, providers: pd.DataFrame) -> list[Fault]:
    vocabularies = (("needs", set(map(str, NEEDS))), ("requirements", set(map(str, REQUIREMENTS))))
    return [
        Fault(str(folder / "providers.csv"), row + 2, 0, column, f"{', '.join(unknown)} is not of {', '.join(allowed)}")
        for column, allowed in vocabularies
        for row, codes in enumerate(providers[column])
        if (unknown := sorted(set(codes.split()) - allowed))
    ]


def _wrong_years(folder: Path, places: pd.DataFrame) -> list[Fault]:
    wrong = ~places["academic_year"].str.fullmatch(r"20[0-9]{2}/[0-9]{2}")
    return [
        Fault(
            str(folder / "places.csv"), int(row) + 2, 0, "academic_year", "an academic year such as 2026/27 is expected"
        )
        for row in np.flatnonzero(wrong)
    ]


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
