"""Reads published boundaries and gives the small GeoJSON of a pack, in longitude and latitude."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import mapping, shape
from shapely.ops import unary_union

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.areas import MIDDLE_AREA, Areas

TOLERANCE, FINE_TOLERANCE = 0.001, 0.0001
"""Degrees (about 90 metres, and 9 for middle areas, which are small) by which a line may be simplified."""
DECIMALS = 4
FULL_CIRCLE = 180.0
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
    for feature in published:
        area = areas.parts.get(feature["properties"].get(code))
        if area is not None:
            shapes.setdefault(area, []).append(shape(feature["geometry"]))
    missing = sorted(set(areas.table["area"]) - set(shapes))
    if missing:
        raise InputError([Fault(path.name, 0, 0, code, f"lacks the boundary of {area}") for area in missing])
    names = dict(zip(areas.table["area"], areas.table["name"], strict=True))
    features = [
        {
            "type": "Feature",
            "properties": {"area": area, "name": names[area]},
            "geometry": _rounded(mapping(unary_union(shapes[area]).simplify(tolerance))),
        }
        for area in sorted(shapes)
    ]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _features(path: Path) -> list[dict[str, Any]]:
    """Features of a GeoJSON file in longitude and latitude, as the standard has it."""
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        first = np.array(features[0]["geometry"]["coordinates"][0][0]).ravel()[:2].astype(float)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        message = "is no GeoJSON of areas; download it as GeoJSON, not as a shapefile or a page"
        raise InputError([Fault(path.name, 0, 0, "", message)]) from error
    if np.abs(first).max() > FULL_CIRCLE:
        message = f"is in metres ({first[0]:.0f}, {first[1]:.0f}), not in degrees; download it in WGS 84 (EPSG:4326)"
        raise InputError([Fault(path.name, 0, 0, "coordinates", message)])
    return list(features)


def _property(features: list[dict[str, Any]], named: str, path: Path) -> str:
    """Name of the property that holds the areas' codes: ours, or ONS's with any year."""
    names = [str(name) for name in features[0].get("properties") or {}]
    found = next((name for name in names if re.fullmatch(named, name, re.IGNORECASE)), None)
    if found is None:
        message = f"has no property such as LAD24CD or MSOA11CD; it has {', '.join(names) or 'none'}"
        raise InputError([Fault(path.name, 0, 0, "properties", message)])
    return found


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(float(value), DECIMALS) for value in point] for point in np.asarray(ring)]
