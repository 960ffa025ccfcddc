"""Reads published boundaries and gives the small GeoJSON of a pack, in longitude and latitude."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely import make_valid, set_precision
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.areas import MIDDLE_AREA, Areas

TOLERANCE, FINE_TOLERANCE = 0.001, 0.0001
"""Degrees (about 90 metres, and 9 for middle areas, which are small) by which a line may be simplified."""
DECIMALS = 4
FULL_CIRCLE = 180.0
MOST_BYTES = 200_000_000
"""Longest file of boundaries that is read: the fullest of England has half of it."""
DISTRICT_CODE, MIDDLE_CODE = r"(?:ltla|lad)\d\d_?(?:code|cd)", r"msoa\d\d_?(?:code|cd)"
"""Properties that hold codes of districts, of middle areas: ``ltla24_code``, or ONS's own ``LAD24CD``."""


def boundaries(path: Path, areas: Areas) -> str:
    """Return the areas' boundaries as GeoJSON text, one feature to a line: ``area`` and ``name``.

    Raises
    ------
    InputError
        When the file is no GeoJSON in longitude and latitude, names no areas, or lacks the boundary of one.
    """
    small = areas.kind == MIDDLE_AREA
    named, tolerance = (MIDDLE_CODE, FINE_TOLERANCE) if small else (DISTRICT_CODE, TOLERANCE)
    published = _features(path)
    code = _property(published, named, path)
    shapes: dict[str, list[Any]] = {}
    for number, feature in enumerate(published, start=1):
        area = areas.parts.get(str(_properties(feature).get(code)))
        if area is not None:
            shapes.setdefault(area, []).append(_surface(feature, f"feature {number}, area {area}", path))
    missing = sorted(set(areas.table["area"]) - set(shapes))
    if missing:
        raise InputError([Fault(path.name, 0, 0, code, f"lacks the boundary of {area}") for area in missing])
    names = dict(zip(areas.table["area"], areas.table["name"], strict=True))
    features = [
        {
            "type": "Feature",
            "properties": {"area": area, "name": names[area]},
            "geometry": _small(unary_union(shapes[area]), tolerance),
        }
        for area in sorted(shapes)
    ]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _features(path: Path) -> list[dict[str, Any]]:
    """Features of a GeoJSON file in longitude and latitude, as the standard has it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"is longer than {MOST_BYTES:,} bytes; download the generalised boundaries"
            raise InputError([Fault(path.name, 0, 0, "", message)])
        features = list(json.loads(path.read_text(encoding="utf-8-sig"))["features"])
        first = np.array(features[0]["geometry"]["coordinates"][0][0]).ravel()[:2].astype(float)
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        message = "is no GeoJSON of areas; download it as GeoJSON, not as a shapefile or a page"
        raise InputError([Fault(path.name, 0, 0, "", message)]) from error
    if np.abs(first).max() > FULL_CIRCLE:
        message = f"is in metres ({first[0]:.0f}, {first[1]:.0f}), not in degrees; download it in WGS 84 (EPSG:4326)"
        raise InputError([Fault(path.name, 0, 0, "coordinates", message)])
    return features


def _property(features: list[dict[str, Any]], named: str, path: Path) -> str:
    """Name of the property that holds the areas' codes: ours, or ONS's with any year."""
    names = [str(name) for name in _properties(features[0])]
    found = next((name for name in names if re.fullmatch(named, name, re.IGNORECASE)), None)
    if found is None:
        message = f"has no property such as LAD24CD or MSOA11CD; it has {', '.join(names) or 'none'}"
        raise InputError([Fault(path.name, 0, 0, "properties", message)])
    return found


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _surface(feature: dict[str, Any], place: str, path: Path) -> BaseGeometry:
    """Shape of a feature; an InputError where it is no surface."""
    try:
        found = shape(feature["geometry"])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ShapelyError) as error:
        raise InputError([Fault(path.name, 0, 0, place, f"its geometry cannot be read ({error})")]) from error
    if found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty or not np.isfinite(found.bounds).all():
        raise InputError([Fault(path.name, 0, 0, place, f"is a {found.geom_type}, not a surface with corners")])
    return found if found.is_valid else make_valid(found)


def _small(surface: BaseGeometry, tolerance: float) -> dict[str, Any]:
    """Return a surface with fewer corners, rounded; where that makes lines cross, they are snapped apart."""
    drawn = _rounded(mapping(surface.simplify(tolerance)))
    if shape(drawn).is_valid:
        return drawn
    snapped = set_precision(surface.simplify(tolerance), 10.0**-DECIMALS)
    parts = [part for part in getattr(snapped, "geoms", [snapped]) if part.geom_type == "Polygon"]
    return _rounded(mapping(MultiPolygon(parts)))


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(float(value), DECIMALS) for value in point] for point in np.asarray(ring)]
