"""Reads the map of a pack, ``areas.geojson``, as shapes on the National Grid, and says where on it a position is.

The file is parsed as JSON within limits and held to its contract shape by shape. No library of maps ever opens it:
such a library goes by what stands in a file, and may follow it to other files and to servers. One rule says whether a
position can be right (:func:`misplaced`): of the schools and points of a pack, and of a scenario's new schools.
"""

import importlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from sufficiency.errors import Fault, InputError

MAP_FILE = "areas.geojson"
MOST_BYTES = 20_000_000
"""Longest map that is read; the three that ship have ten thousand bytes."""
MOST_POINTS = 200_000
"""Most corners of all shapes together: a page with more than this would be too large to open."""
FEWEST_CORNERS = 4
"""Positions of the smallest ring: a triangle, and its first corner again."""
NATIONAL_GRID = 27700
DEGREES = 4326
REFERENCE_SYSTEMS = {
    "urn:ogc:def:crs:OGC:1.3:CRS84": DEGREES,
    "urn:ogc:def:crs:OGC::CRS84": DEGREES,
    "urn:ogc:def:crs:EPSG::4326": DEGREES,
    "EPSG:4326": DEGREES,
    "urn:ogc:def:crs:EPSG::27700": NATIONAL_GRID,
    "EPSG:27700": NATIONAL_GRID,
}
"""What a file may state as its system; without a statement it is in degrees, as the standard has it."""
BRITAIN = {DEGREES: ((-9.0, 3.0), (49.0, 61.5)), NATIONAL_GRID: ((0.0, 700_000.0), (0.0, 1_300_000.0))}
"""Where Great Britain lies: from and to, west to east and south to north."""
UNITS = {DEGREES: "longitude -9 to 3, then latitude 49 to 61.5", NATIONAL_GRID: "metres of the British National Grid"}
NEAR_METRES, FAR_METRES = 1_000.0, 5_000.0
"""Metres outside its area from which a position wants a look, and outside every area from which it is wrong (A-304)."""
SQUARE = 100_000
"""Metres of the squares of the National Grid that have letters; without these, or the first figures, one is lost."""
IN_DEGREES_BELOW = 100.0
"""Below this many metres on both axes a position is longitude and latitude."""
IN_DEGREES = "these are degrees: give metres on the British National Grid"
SWAP = "easting and northing are the wrong way round: swap them"
AGAIN = "import the pack again, or repair the map in a GIS and save it as GeoJSON"

Words = tuple[str, str, str]
"""What stands there, what is allowed, and what to do."""


@dataclass(frozen=True)
class Boundaries:
    """The map of a pack: ``shapes`` by area on the National Grid, those that are sound.

    ``named`` are all areas that the map names, sound or not, and ``faults`` what is wrong with it.
    """

    shapes: Mapping[str, BaseGeometry] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    faults: tuple[Fault, ...] = ()


def read_boundaries(folder: Path) -> Boundaries:
    """Read the map of a pack, whatever is wrong with it."""
    path = folder / MAP_FILE
    try:
        document = _document(path)
        system, features = _system(document), _features(document)
    except InputError as error:
        return Boundaries(faults=error.faults)
    shapes: dict[str, BaseGeometry] = {}
    named: set[str] = set()
    faults: list[Fault] = []
    for number, feature in enumerate(features, start=1):
        area, polygons, wrong = _read_feature(feature, system)
        if area and area in named:
            wrong = [*wrong, (area, "one feature an area", "join the two shapes into one feature")]
        named |= {area} if area else set()
        place = f"feature {number}, area {area}" if area else f"feature {number}"
        faults += [_fault(place, words) for words in wrong]
        if not wrong:
            shapes[area] = polygons
    return Boundaries(_on_the_grid(shapes, system), frozenset(named), tuple(faults))


def _document(path: Path) -> dict[str, Any]:
    """Parse the file; raise an InputError where that cannot be done."""
    if not path.is_file():
        raise _refused("", "a GeoJSON with one feature an area", "import the pack again")
    if path.stat().st_size > MOST_BYTES:
        raise _refused(f"{path.stat().st_size:,} bytes", f"at most {MOST_BYTES:,} bytes", "use generalised boundaries")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)
    except UnicodeDecodeError:
        raise _refused("not UTF-8", "UTF-8 text", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        words = (f"broken at character {error.colno}", f"JSON ({error.msg})", AGAIN)
        raise InputError([_fault("", words, error.lineno)]) from None
    except RecursionError:
        raise _refused("brackets within brackets", "GeoJSON, seven brackets deep at most", AGAIN) from None
    except ValueError as error:
        raise _refused(str(error), "JSON with plain numbers and each name once", AGAIN) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise _refused("something else", "a GeoJSON of type FeatureCollection", "import the pack again")
    return document


def _no_number(word: str) -> object:
    raise ValueError(f"{word}, which is no number")


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} twice in one object")
    return content


def _system(document: dict[str, Any]) -> int:
    """Return the system that the file states; degrees where it states none."""
    if "crs" not in document:
        return DEGREES
    stated = document["crs"]
    name = stated.get("properties", {}) if isinstance(stated, dict) else {}
    name = name.get("name") if isinstance(name, dict) else None
    if not isinstance(name, str) or name not in REFERENCE_SYSTEMS:
        allowed = f"no crs (degrees), or one of {', '.join(REFERENCE_SYSTEMS)}"
        raise InputError([_fault("crs", (json.dumps(stated)[:80], allowed, "save the map in WGS 84 (EPSG:4326)"))])
    return REFERENCE_SYSTEMS[name]


def _features(document: dict[str, Any]) -> list[object]:
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise _refused("no features", "one feature an area", "import the pack again")
    points = sum(_positions(feature) for feature in features)
    if points > MOST_POINTS:
        raise _refused(f"{points:,} points", f"at most {MOST_POINTS:,} points", "use generalised boundaries")
    return features


def _positions(feature: object) -> int:
    """Count the positions of a feature, as far as it is made of lists."""
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    layer = [geometry.get("coordinates")] if isinstance(geometry, dict) else []
    while layer and any(isinstance(one, list) and any(isinstance(part, list) for part in one) for one in layer):
        layer = [part for one in layer if isinstance(one, list) for part in one]
    return len(layer)


def _read_feature(feature: object, system: int) -> tuple[str, BaseGeometry, list[Words]]:
    """Return the area of a feature (empty where it has none), its shape, and what is wrong with it."""
    nothing = MultiPolygon()
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return "", nothing, [("something else", "an object of type Feature", AGAIN)]
    properties = feature.get("properties")
    area = properties.get("area") if isinstance(properties, dict) else None
    wrong: list[Words] = []
    if not isinstance(area, str) or not area.strip() or area != area.strip():
        remedy = "give each feature the code that its area has in areas.csv, as text"
        wrong.append(("blank" if area is None else json.dumps(area)[:80], "a property area of text", remedy))
        area = ""
    polygons, found = _polygons(feature.get("geometry"), system)
    wrong += found
    if not wrong and not polygons.is_valid:
        wrong.append((shapely.is_valid_reason(polygons), "lines that do not cross or touch themselves", AGAIN))
    return area, polygons, wrong


def _polygons(geometry: object, system: int) -> tuple[BaseGeometry, list[Words]]:
    """Return the shape of a feature, and what is wrong with it."""
    kind = geometry.get("type") if isinstance(geometry, dict) else "nothing"
    if not isinstance(geometry, dict) or str(kind) not in {"Polygon", "MultiPolygon"}:
        return MultiPolygon(), [(str(kind)[:80], "a Polygon or a MultiPolygon", "draw each area as a surface")]
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons or not all(isinstance(one, list) and one for one in polygons):
        return MultiPolygon(), [("no rings", f"the rings of a {kind}", AGAIN)]
    wrong = [words for rings in polygons for ring in rings for words in _faults_of_ring(ring, system)]
    if wrong:
        return MultiPolygon(), wrong
    flat = [[[position[:2] for position in ring] for ring in rings] for rings in polygons]
    drawn = [Polygon(rings[0], rings[1:]) for rings in flat]
    return (drawn[0] if kind == "Polygon" else MultiPolygon(drawn)), []


def _faults_of_ring(ring: object, system: int) -> Iterator[Words]:
    """Say the first thing that is wrong with a ring."""
    if not isinstance(ring, list) or len(ring) < FEWEST_CORNERS:
        yield "a ring that is too short", f"{FEWEST_CORNERS} positions or more", AGAIN
        return
    strange = next((position for position in ring if not _is_position(position)), None)
    if strange is not None:
        yield json.dumps(strange)[:80], "positions of two finite numbers", AGAIN
    elif ring[0] != ring[-1]:
        yield "a ring that is not closed", "the first position again as the last", AGAIN
    else:
        (west, east), (south, north) = BRITAIN[system]
        outside = next((one for one in ring if not (west <= one[0] <= east and south <= one[1] <= north)), None)
        if outside is not None:
            yield json.dumps(outside)[:80], f"Great Britain: {UNITS[system]}", _nearer(outside, system)


def _nearer(position: list[float], system: int) -> str:
    """Guess why a position lies outside Great Britain."""
    other = NATIONAL_GRID if system == DEGREES else DEGREES
    for guess, point, words in (
        (system, position[1::-1], "the two are the wrong way round: write the eastward one first"),
        (other, position, "the map is in another system than it says: save it in WGS 84 (EPSG:4326)"),
    ):
        (west, east), (south, north) = BRITAIN[guess]
        if west <= point[0] <= east and south <= point[1] <= north:
            return words
    return AGAIN


def _is_position(position: object) -> bool:
    return (
        isinstance(position, list)
        and 2 <= len(position) <= 3
        and all(type(value) in {int, float} and abs(value) < math.inf for value in position)
    )


def _on_the_grid(shapes: Mapping[str, BaseGeometry], system: int) -> dict[str, BaseGeometry]:
    """Return the shapes on the British National Grid, without asking a server how."""
    if system == NATIONAL_GRID:
        return dict(shapes)
    pyproj = importlib.import_module("pyproj")  # slow to import, and of no use to commands that draw nothing
    pyproj.network.set_network_enabled(active=False)
    change = pyproj.Transformer.from_crs(system, NATIONAL_GRID, always_xy=True).transform
    moved = shapely.transform(list(shapes.values()), change, interleaved=False)
    return dict(zip(shapes, moved.tolist(), strict=True))


def _fault(place: str, words: Words, line: int = 0) -> Fault:
    value, allowed, remedy = words
    return Fault(MAP_FILE, line, 0, place, value=value or "nothing", allowed=allowed, remedy=remedy)


def _refused(value: str, allowed: str, remedy: str) -> InputError:
    return InputError([_fault("", (value, allowed, remedy))])


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
    east: float,
    north: float,
    area: str,
    shapes: Mapping[str, BaseGeometry],
    names: Mapping[str, str] = MappingProxyType({}),
) -> Misplaced | None:
    """What is wrong with a position in an ``area``; None: nothing, or the map does not have the area.

    ``names`` are those that areas are called by; without one, the code.
    """
    at = f"{east:,.0f}, {north:,.0f}"
    if max(abs(east), abs(north)) < IN_DEGREES_BELOW:
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
    seen = (
        f"at {at}, in the sea or in another authority, {away[nearest] / 1000:,.1f} km from {lies_in}, the nearest area"
    )
    return Misplaced(seen, _meant(east, north, shapes[area]), cannot_be=away[nearest] > FAR_METRES)


def _meant(east: float, north: float, shape: BaseGeometry) -> str:
    """The position in the area whose last figures, or whose first, were left out; else a word to look it up."""
    noughts = [(east * times, north * times) for times in (10, 100, 1_000)]
    squares = [(east % SQUARE + SQUARE * right, north % SQUARE + SQUARE * up) for right in range(7) for up in range(13)]
    found = next((one for one in (*noughts, *squares) if _metres(shape, *one) == 0), None)
    return f"look the position up; is it {found[0]:.0f}, {found[1]:.0f}?" if found else "look the position up"


def _metres(shape: BaseGeometry, east: float, north: float) -> float:
    return float(shapely.distance(shape, shapely.Point(east, north)))
