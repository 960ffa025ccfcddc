"""The planning areas of an authority: which small areas, which population and which boundaries make each one."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.importers.lookups import lookup, mapping


@dataclass(frozen=True)
class Authority:
    """An authority of the release: DfE's three figures, its name, its ONS code now, and its pack's id."""

    dfe_code: str
    name: str
    ons_code: str

    @property
    def id(self) -> str:
        """Folder name of the pack: the name in small letters, hyphens for all else."""
        return "-".join("".join(letter if letter.isalnum() else " " for letter in self.name.lower()).split())


@dataclass(frozen=True)
class Areas:
    """Areas of an authority: ``table`` (area, name), the kind of area, and ``districts`` (area by 2024 district)."""

    kind: str
    table: pd.DataFrame
    districts: dict[str, str]


def current_code(ons_code: str) -> str:
    """ONS code of an authority today, where the release still writes the one before a reorganisation."""
    return mapping("renamed_authorities", "dfe_code", "area_code").get(ons_code, ons_code)


def district_areas(authority: Authority) -> Areas:
    """Return the authority's districts as its areas; an authority without districts is one area."""
    districts = lookup("districts")
    own = districts[districts["authority_code"] == authority.ons_code].drop_duplicates("area")
    table = own[["area", "name"]].sort_values("area", ignore_index=True)
    return Areas("district", table, dict(zip(table["area"], table["area"], strict=True)))


def points_of(small_areas: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the small areas of the authority with their ``area``, old district codes read as today's."""
    now = small_areas["district"].map(mapping("districts", "area_2021", "area"))
    here = small_areas[now.isin(areas.districts)]
    return here.assign(area=now[here.index].map(areas.districts)).reset_index(drop=True)


def boundaries(path: Path, areas: Areas, tolerance: float = 0.001) -> str:
    """Return the areas' boundaries as GeoJSON text (longitude and latitude), simplified to ``tolerance`` degrees."""
    from shapely.geometry import mapping as as_mapping  # noqa: PLC0415 - heavy, only needed here
    from shapely.geometry import shape  # noqa: PLC0415
    from shapely.ops import unary_union  # noqa: PLC0415

    published = json.loads(path.read_text(encoding="utf-8"))["features"]
    shapes: dict[str, list[Any]] = {}
    for feature in published:
        area = areas.districts.get(feature["properties"]["ltla24_code"])
        if area is not None:
            shapes.setdefault(area, []).append(shape(feature["geometry"]))
    names = dict(zip(areas.table["area"], areas.table["name"], strict=True))
    features = [
        {
            "type": "Feature",
            "properties": {"area": area, "name": names[area]},
            "geometry": _rounded(as_mapping(unary_union(shapes[area]).simplify(tolerance))),
        }
        for area in sorted(shapes)
    ]
    lines = ",\n".join(json.dumps(feature, separators=(",", ":"), ensure_ascii=False) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _round_all(geometry["coordinates"])}


def _round_all(coordinates: Any) -> Any:  # noqa: ANN401 - nested to the depth of the geometry
    if isinstance(coordinates, float | int):
        return round(float(coordinates), 4)
    return [_round_all(part) for part in coordinates]
