"""Reads published boundaries and gives the small GeoJSON of a pack, in longitude and latitude."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sufficiency.errors import Fault, InputError
from sufficiency.importers.areas import MIDDLE_AREA, Areas

TOLERANCE, FINE_TOLERANCE = 0.001, 0.0001
"""Degrees (about 90 metres, and 9 for middle areas, which are small) by which a line may be simplified."""
DECIMALS = 4


def boundaries(path: Path, areas: Areas) -> str:
    """Return the areas' boundaries as GeoJSON text, a feature a line: ``area`` and ``name``.

    Raises
    ------
    InputError
        When the file lacks the boundary of an area.
    """
    from shapely.geometry import mapping, shape  # noqa: PLC0415 - heavy, only needed here
    from shapely.ops import unary_union  # noqa: PLC0415

    small = areas.kind == MIDDLE_AREA
    code, tolerance = ("msoa11_code", FINE_TOLERANCE) if small else ("ltla24_code", TOLERANCE)
    shapes: dict[str, list[Any]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        area = areas.parts.get(feature["properties"][code])
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


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(float(value), DECIMALS) for value in point] for point in np.asarray(ring)]
