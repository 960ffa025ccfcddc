"""Reads published boundaries and gives the small GeoJSON of a pack, in longitude and latitude."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely import make_valid, set_precision
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, shape
from shapely.geometry import mapping as as_geojson
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.areas import MIDDLE_AREA, Areas
from sufficiency.packs.lookups import current_codes, lookup, mapping, parts_of_areas

TOLERANCE, FINE_TOLERANCE = 0.001, 0.0001
"""Degrees (about 90 metres, and 9 for middle areas, which are small) by which a line may be simplified."""
DECIMALS = 4
FULL_CIRCLE = 180.0
ENGLAND = (-7.0, 49.0, 3.0, 57.0)
"""Longitudes and latitudes that hold England."""
MOST_BYTES = 200_000_000
"""Longest file of boundaries that is read: the fullest of England has half of it."""
DISTRICT = r"(?:ltla|lad|ctyua|utla)\d\d_?"
MIDDLE = r"msoa\d\d_?"
CODE, NAME = "(?:code|cd)", "(?:name|nm)"
"""Properties of districts, of middle areas: ``ltla24_code``, or ONS's own ``LAD24CD``, ``LAD24NM``, in any case.

A file of counties and unitary authorities (``CTYUA24CD``) serves an authority that is one area.
"""


def boundaries(path: Path, areas: Areas) -> str:
    """Return the areas' boundaries as GeoJSON text, one feature to a line: ``area`` and ``name``.

    Raises
    ------
    InputError
        When the file is no GeoJSON in longitude and latitude, names no areas, or lacks the boundary of one.
    """
    small = areas.kind == MIDDLE_AREA
    tolerance = FINE_TOLERANCE if small else TOLERANCE
    published = _features(path)
    own, found = _areas_of(published, areas, path)
    shapes: dict[str, list[Any]] = {}
    names = dict(zip(areas.table["area"], areas.table["name"], strict=True))
    faults: list[Fault] = []
    for number, (feature, area) in enumerate(zip(published, found, strict=True), start=1):
        if area is not None:
            try:
                surface = _surface(feature, f"feature {number}, area {area}, {names[area]}", path)
                shapes.setdefault(area, []).append(surface)
            except InputError as error:
                faults += error.faults
    faults += [Fault(path.name, 0, 0, own, _lacks(area, names[area], own)) for area in names if area not in found]
    half = [one for one in _half_there(areas, {_word(feature, own) for feature in published}) if one[0] in found]
    faults += [Fault(path.name, 0, 0, own, f"lacks {code}, which is part of {names[area]}") for area, code in half]
    if faults:
        raise InputError(faults)
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


def _lacks(area: str, name: str, own: str) -> str:
    remedy = "; it has counties: download the districts (LAD)" if re.match("ctyua|utla", own, re.IGNORECASE) else ""
    return f"lacks the boundary of {area}, {name}{remedy}"


def _features(path: Path) -> list[dict[str, Any]]:
    """Features of a GeoJSON file in longitude and latitude, as the standard has it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"is longer than {MOST_BYTES:,} bytes; download the generalised boundaries"
            raise InputError([Fault(path.name, 0, 0, "", message)])
        features = list(json.loads(path.read_text(encoding="utf-8-sig"))["features"])
        drawn = [feature["geometry"]["coordinates"] for feature in features if _is_drawn(feature)]
        nowhere = [[[[0.0, 0.0]]] for _ in features]  # none is drawn: each is named later
        first = np.array((drawn or nowhere)[0][0][0]).ravel()[:2].astype(float)
    except (OSError, ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        message = "is no GeoJSON of areas; download it as GeoJSON, not as a shapefile or a page"
        raise InputError([Fault(path.name, 0, 0, "", message)]) from error
    if np.abs(first).max() > FULL_CIRCLE:
        message = f"is in metres ({first[0]:.0f}, {first[1]:.0f}), not in degrees; download it in WGS 84 (EPSG:4326)"
        raise InputError([Fault(path.name, 0, 0, "coordinates", message)])
    return features


def _is_drawn(feature: dict[str, Any]) -> bool:
    """Whether a feature has a geometry with anything in it."""
    geometry = feature["geometry"]
    return isinstance(geometry, dict) and bool(geometry.get("coordinates"))


def _areas_of(features: list[dict[str, Any]], areas: Areas, path: Path) -> tuple[str, list[str | None]]:
    """Return the property that names the features, and the area of each; none for those of other authorities.

    Codes are those of any year: a district that has become part of an area since is part of it.
    """
    named = MIDDLE if areas.kind == MIDDLE_AREA else DISTRICT
    names = list(dict.fromkeys(str(name) for feature in features for name in _properties(feature)))
    ways = [
        (own, [known.get(_word(feature, own)) for feature in features])
        for holds, known in ((CODE, _by_code(areas)), (NAME, _by_name(areas)))
        for own in names
        if re.fullmatch(named + holds, own, re.IGNORECASE)
    ]
    if ways:
        return max(ways, key=lambda way: len({*way[1]} - {None}))
    message = f"has no property such as LAD24CD or MSOA11CD; it has {', '.join(names) or 'none'}"
    raise InputError([Fault(path.name, 0, 0, "properties", message)])


def _word(feature: object, own: str) -> str:
    """Code or name of a feature, in capitals."""
    return " ".join(str(_properties(feature).get(own)).upper().split())


def _by_code(areas: Areas) -> dict[str, str]:
    """Areas by code: as the pack has it, as it is written elsewhere, and of districts that became part of one."""
    earlier = [(part, area) for area, parts in parts_of_areas().items() for part in parts]
    known = dict(areas.parts)
    for code, area in [*reversed(earlier), *current_codes().items()]:
        if area in known:
            known.setdefault(code, known[area])
    return known


def _by_name(areas: Areas) -> dict[str, str]:
    names = zip(areas.table["name"], areas.table["area"], strict=True)
    districts = zip(lookup("districts")["name"], lookup("districts")["area"], strict=True)
    own = [*names, *((name, areas.parts[code]) for name, code in districts if code in areas.parts)]
    return {name.upper(): area for name, area in own}


def _half_there(areas: Areas, published: set[str]) -> list[tuple[str, str]]:
    """Area and code of each district of an area, today's or an earlier one, that a file lacks which has others of it.

    ``published`` are the codes or names that the file has, in capitals.
    """
    called = {code: name.upper() for code, name in mapping("districts", "area", "name").items()}
    earlier = {now: old for old, now in current_codes().items()}

    def lacking(code: str) -> list[str]:
        if {code, called.get(code), earlier.get(code)} & published:
            return []
        parts = parts_of_areas().get(code, ())
        absent = [gone for part in parts for gone in lacking(part)]
        return absent if len(absent) < len(parts) else [code]

    names = dict(zip(areas.table["area"], areas.table["name"].str.upper(), strict=True))
    found = [(area, gone) for code, area in areas.parts.items() for gone in lacking(code)]
    return [(area, gone) for area, gone in found if not {area, names[area]} & published]


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _surface(feature: dict[str, Any], place: str, path: Path) -> BaseGeometry:
    """Shape of a feature; an InputError where it is no surface."""
    if not feature.get("geometry"):
        raise InputError([Fault(path.name, 0, 0, place, "has no geometry (null): download the boundaries again")])
    try:
        found = shape(feature["geometry"])
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ShapelyError) as error:
        raise InputError([Fault(path.name, 0, 0, place, f"its geometry cannot be read ({error})")]) from error
    if found.geom_type not in {"Polygon", "MultiPolygon"} or found.is_empty or not np.isfinite(found.bounds).all():
        raise InputError([Fault(path.name, 0, 0, place, f"is a {found.geom_type}, not a surface with corners")])
    if not _within(found.bounds):
        west, south, east, north = found.bounds
        turned = _within((south, west, north, east))
        message = "has latitude before longitude; download it" if turned else "lies outside England; download it"
        raise InputError([Fault(path.name, 0, 0, place, f"{message} in WGS 84 (EPSG:4326)")])
    return found if found.is_valid else make_valid(found)


def _within(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return ENGLAND[0] <= west <= east <= ENGLAND[2] and ENGLAND[1] <= south <= north <= ENGLAND[3]


def _small(surface: BaseGeometry, tolerance: float) -> dict[str, Any]:
    """Return a surface with fewer corners, rounded; where that makes lines cross, they are snapped apart."""
    drawn = _rounded(as_geojson(surface.simplify(tolerance)))
    if shape(drawn).is_valid:
        return drawn
    snapped = set_precision(surface.simplify(tolerance), 10.0**-DECIMALS)
    parts = [part for part in getattr(snapped, "geoms", [snapped]) if part.geom_type == "Polygon"]
    return _rounded(as_geojson(MultiPolygon(parts)))


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return {"type": "MultiPolygon", "coordinates": [[_ring(ring) for ring in polygon] for polygon in polygons]}


def _ring(ring: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[round(float(value), DECIMALS) for value in point] for point in np.asarray(ring)]
