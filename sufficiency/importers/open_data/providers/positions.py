"""Where schools are, and how far they are from the children of the authority.

A gravity model (A-26) says which children a school draws: those at a point weigh ``children * exp(-miles / DECAY)``.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.parameters.method import TravelParameters
from models.places.travel import straight_line_miles
from sufficiency.importers.open_data.people.areas import Areas, centre, children
from sufficiency.importers.open_data.providers.place_facts import PlaceFacts

DECAY_MILES = 10.0
"""Road miles over which the draw of a school falls to about a third (A-26)."""
POSITION = ["easting", "northing"]


@dataclass(frozen=True)
class Reach:
    """How near schools are to the children: ``draw`` (mean of exp(-miles/decay)), mean ``miles`` of those drawn."""

    draw: Floats
    miles: Floats


def road_miles(points: pd.DataFrame, places: pd.DataFrame) -> Floats:
    """Road miles one way from each point to each place, shape (points, places)."""
    straight = straight_line_miles(points[POSITION].to_numpy(np.float64), places[POSITION].to_numpy(np.float64))
    return straight * TravelParameters().circuity


def reach(points: pd.DataFrame, places: pd.DataFrame) -> Reach:
    """Gravity of each place over the authority's children, and the mean road miles of the children it draws."""
    miles = road_miles(points, places)
    nearest = miles.min(axis=0, keepdims=True)
    pull = children(points)[:, None] * np.exp(-(miles - nearest) / DECAY_MILES)
    drawn = pull.sum(axis=0)
    draw = drawn * np.exp(-nearest[0] / DECAY_MILES) / children(points).sum()
    return Reach(draw, (pull * miles).sum(axis=0) / drawn)


def nearest_area_miles(points: pd.DataFrame, places: pd.DataFrame) -> Floats:
    """Mean road miles to each place from the children of the area for which that is least."""
    miles, weights = road_miles(points, places), children(points)
    means = [
        np.average(miles[own], axis=0, weights=weights[own])
        for area in sorted(set(points["area"]))
        for own in [(points["area"] == area).to_numpy() & (weights > 0)]
        if own.any()
    ]
    return np.asarray(np.min(means, axis=0))


def positioned(schools: pd.DataFrame, points: pd.DataFrame, areas: Areas, facts: PlaceFacts) -> pd.DataFrame:
    """Give every school of the authority a position and an area.

    A school that the register does not place stands at the centre of the children of its district, or of the
    authority where nothing names its district (A-28). Adds ``area`` and ``placed``: whether the position is the
    register's own.
    """
    placed = schools["easting"].notna()
    given = {urn: facts.district_of(urn) for urn in schools.loc[~placed, "urn"]}
    found = [
        _position(points, areas, given.get(school["urn"], ""), (school["easting"], school["northing"]))
        for school in schools.to_dict("records")
    ]
    columns = pd.DataFrame(found, columns=["easting", "northing", "area"], index=schools.index)
    return schools.assign(placed=placed, **columns)


def _position(
    points: pd.DataFrame, areas: Areas, district: str, position: tuple[float, float]
) -> tuple[float, float, str]:
    if np.isnan(position[0]):
        near = points[points["area"] == areas.districts.get(district, "")]
        near = near if len(near) else points
        position = centre(near, children(near))
    steps = points[POSITION].to_numpy(np.float64) - np.array(position)
    distance = np.hypot(steps[:, 0], steps[:, 1])
    return *position, str(points["area"].iloc[int(distance.argmin())])
