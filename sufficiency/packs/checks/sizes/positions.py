"""Can a position be right: in metres, the right way round, on land of the authority, in the area that is named?

One rule for the schools and the points of a pack, and for the new schools of a scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry

NEAR_METRES, FAR_METRES = 1_000.0, 5_000.0
"""Metres outside its area from which a position wants a look, and outside every area from which it is wrong (A-304)."""
DEGREES = 100.0
"""Below this many metres on both axes a position is longitude and latitude."""
IN_DEGREES = "these are degrees: give metres on the British National Grid"
SWAP = "easting and northing are the wrong way round: swap them"

Shapes = Mapping[str, BaseGeometry]


@dataclass(frozen=True)
class Misplaced:
    """What is wrong with a position: what was seen, what to do, and whether it ``cannot_be`` right.

    ``lies_in`` is the area in which it lies instead of the one named; empty: in none of the map.
    """

    seen: str
    remedy: str
    cannot_be: bool = False
    lies_in: str = ""


def misplaced(
    east: float, north: float, area: str, shapes: Shapes, names: Mapping[str, str] = MappingProxyType({})
) -> Misplaced | None:
    """What is wrong with a position in an ``area``; None: nothing, or the map does not have the area.

    ``names`` are those that areas are called by; without one, the code.
    """
    at = f"{east:,.0f}, {north:,.0f}"
    if max(abs(east), abs(north)) < DEGREES:
        return Misplaced(f"at {east:g}, {north:g}", IN_DEGREES, cannot_be=True)
    if area not in shapes or _metres(shapes[area], east, north) <= NEAR_METRES:
        return None
    away = {code: _metres(shape, east, north) for code, shape in shapes.items()}
    nearest = min(away, key=lambda code: away[code])
    named, lies_in = (names.get(code, code) for code in (area, nearest))
    if away[nearest] > NEAR_METRES and any(_metres(shape, north, east) <= NEAR_METRES for shape in shapes.values()):
        return Misplaced(f"at {at}, {away[area] / 1000:,.0f} km outside {named}", SWAP, cannot_be=True)
    if away[nearest] == 0:
        seen = f"at {at}, {away[area] / 1000:,.1f} km outside {named}"
        return Misplaced(seen, f"it lies in {lies_in}: repair the area, or the position", lies_in=nearest)
    seen = f"at {at}, in the sea or in another authority, {away[nearest] / 1000:,.1f} km from {lies_in}, the nearest area"
    return Misplaced(seen, "look the position up", cannot_be=away[nearest] > FAR_METRES)


def _metres(shape: BaseGeometry, east: float, north: float) -> float:
    return float(shapely.distance(shape, shapely.Point(east, north)))
