"""Boundaries as ONS publishes them: the property of any year, degrees and not metres, words where they are neither."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sufficiency.errors import InputError
from sufficiency.importers.open_data.people.areas import DISTRICT, MIDDLE_AREA, Areas
from sufficiency.importers.open_data.people.boundaries import boundaries

pytestmark = pytest.mark.unit

PORTSMOUTH = "E06000044"


def published(path: Path, name: str = "LAD24CD", west: float = -1.1, code: str = PORTSMOUTH) -> Path:
    """One square."""
    north = west + 0.02
    ring = [[west, 50.8], [west, 50.82], [north, 50.82], [west, 50.8]]
    feature = {
        "type": "Feature",
        "properties": {"OBJECTID": 1, name: code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8-sig")
    return path


def one_area(kind: str = DISTRICT, code: str = PORTSMOUTH) -> Areas:
    return Areas(kind, pd.DataFrame({"area": [code], "name": ["Portsmouth"]}), {code: code})


@pytest.mark.parametrize("name", ["LAD24CD", "LAD25CD", "lad24cd", "ltla24_code"])
def test_districts_are_known_by_the_property_of_any_year(tmp_path: Path, name: str) -> None:
    made = json.loads(boundaries(published(tmp_path / "b.geojson", name), one_area()))
    assert made["features"][0]["properties"] == {"area": PORTSMOUTH, "name": "Portsmouth"}
    assert made["features"][0]["geometry"]["type"] == "MultiPolygon"


def test_middle_areas_are_known_by_theirs(tmp_path: Path) -> None:
    path = published(tmp_path / "b.geojson", "MSOA11CD", code="E02002483")
    assert "E02002483" in boundaries(path, one_area(MIDDLE_AREA, "E02002483"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "name"}, "has no property such as LAD24CD or MSOA11CD; it has OBJECTID, name"),
        ({"west": 464_000.0}, "is in metres"),
        ({"code": "E06000045"}, "lacks the boundary of E06000044"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(tmp_path: Path, changed: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        boundaries(published(tmp_path / "b.geojson", **changed), one_area())


@pytest.mark.parametrize("text", ["", "PK\x03\x04", "<html>", "{}", '{"features": []}', '{"features": [{}]}'])
def test_what_is_no_geojson_is_refused_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.geojson").write_text(text)
    with pytest.raises(InputError, match="is no GeoJSON of areas"):
        boundaries(tmp_path / "b.geojson", one_area())
