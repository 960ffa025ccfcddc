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


@pytest.mark.parametrize(
    "name", ["LAD24CD", "LAD25CD", "lad24cd", "lad25cd", "Lad31Cd", "ltla24_code", "CTYUA24CD", "utla23_code"]
)
def test_districts_are_known_by_the_property_of_any_year(tmp_path: Path, name: str) -> None:
    made = json.loads(boundaries(published(tmp_path / "b.geojson", name), one_area()))
    assert made["features"][0]["properties"] == {"area": PORTSMOUTH, "name": "Portsmouth"}
    assert made["features"][0]["geometry"]["type"] == "MultiPolygon"


@pytest.mark.parametrize("name", ["LAD25NM", "lad25nm", "ltla24_name"])
def test_districts_without_codes_are_known_by_their_names(tmp_path: Path, name: str) -> None:
    path = published(tmp_path / "b.geojson", name, code="Portsmouth")
    assert json.loads(boundaries(path, one_area()))["features"][0]["properties"]["area"] == PORTSMOUTH


def many(path: Path, *features: tuple[dict[str, str | None], bool]) -> Path:
    """Squares side by side, each with its properties, and whether it is drawn."""
    squares = [
        json.loads(published(path, west=-1.0 + 0.1 * place).read_text(encoding="utf-8-sig"))["features"][0]
        | {"properties": properties}
        | ({} if drawn else {"geometry": None})
        for place, (properties, drawn) in enumerate(features)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": squares}), encoding="utf-8")
    return path


def test_areas_without_a_geometry_are_named_and_those_of_others_do_not_matter(tmp_path: Path) -> None:
    other, own = {"lad25cd": "E06000045", "lad25nm": "Southampton"}, {"lad25cd": PORTSMOUTH, "lad25nm": "Portsmouth"}
    path = many(tmp_path / "b.geojson", (other, False), (own, True))
    assert PORTSMOUTH in boundaries(path, one_area())
    path = many(tmp_path / "b.geojson", (own, False), (other, True))
    with pytest.raises(InputError, match=rf"feature 1, area {PORTSMOUTH}, Portsmouth: has no geometry \(null\)"):
        boundaries(path, one_area())


def test_a_file_without_any_geometry_or_with_one_that_is_none_is_named_by_area(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"area E06000044, Portsmouth: has no geometry \(null\)"):
        boundaries(many(tmp_path / "b.geojson", ({"LAD25CD": PORTSMOUTH}, False)), one_area())
    path = published(tmp_path / "b.geojson")
    path.write_text(path.read_text(encoding="utf-8-sig").replace('"geometry": {', '"geometry": "POLYGON", "was": {'))
    with pytest.raises(InputError, match="its geometry cannot be read"):
        boundaries(path, one_area())


def test_latitude_before_longitude_is_refused(tmp_path: Path) -> None:
    path = published(tmp_path / "b.geojson")
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    ring = content["features"][0]["geometry"]["coordinates"][0]
    ring[:] = [[north, east] for east, north in ring]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(InputError, match="has latitude before longitude"):
        boundaries(path, one_area())


def test_codes_and_names_are_known_in_any_letters(tmp_path: Path) -> None:
    for name, word in (("lad25cd", PORTSMOUTH.lower()), ("LAD25NM", " PORTSMOUTH ")):
        assert PORTSMOUTH in boundaries(published(tmp_path / "b.geojson", name, code=word), one_area())


def test_an_area_of_which_a_district_is_missing_is_not_drawn_without_it(tmp_path: Path) -> None:
    path = many(tmp_path / "b.geojson", *(({"LAD22CD": f"E0700018{last}"}, True) for last in (7, 8, 9)))
    with pytest.raises(InputError, match="LAD22CD: lacks E07000246, which is part of Portsmouth"):
        boundaries(path, one_area(code="E06000066"))
    planned = Areas("planning_area", one_area().table, {"E07000084": PORTSMOUTH, "E07000085": PORTSMOUTH})
    path = many(tmp_path / "b.geojson", ({"LAD24CD": "E07000084"}, True))
    with pytest.raises(InputError, match="lacks E07000085, which is part of Portsmouth"):
        boundaries(path, planned)


def test_codes_of_other_years_are_the_same_areas_and_old_districts_make_up_the_new_one(tmp_path: Path) -> None:
    path = many(tmp_path / "b.geojson", ({"LAD25CD": "E08000038"}, True))
    assert "E08000016" in boundaries(path, one_area(code="E08000016"))
    somerset = ("E07000187", "E07000188", "E07000189", "E07000190", "E07000191")
    path = many(tmp_path / "b.geojson", *(({"LAD18CD": code}, True) for code in somerset))
    made = json.loads(boundaries(path, one_area(code="E06000066")))
    assert len(made["features"][0]["geometry"]["coordinates"]) == len(somerset)


def test_a_file_of_counties_says_what_to_download_and_is_not_taken_where_districts_stand_in_it(tmp_path: Path) -> None:
    districts = Areas(
        DISTRICT, pd.DataFrame({"area": ["E07000084"], "name": ["Basingstoke"]}), {"E07000084": "E07000084"}
    )
    with pytest.raises(InputError, match="it has counties: download the districts"):
        boundaries(published(tmp_path / "b.geojson", "CTYUA24CD", code="E10000014"), districts)
    both = {"CTYUA24CD": "E10000014", "LAD24CD": "E07000084"}
    assert "E07000084" in boundaries(many(tmp_path / "b.geojson", (both, True)), districts)


def test_middle_areas_are_known_by_theirs(tmp_path: Path) -> None:
    path = published(tmp_path / "b.geojson", "MSOA11CD", code="E02002483")
    assert "E02002483" in boundaries(path, one_area(MIDDLE_AREA, "E02002483"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "name"}, "has no property such as LAD24CD or MSOA11CD; it has OBJECTID, name"),
        ({"west": 464_000.0}, "is in metres"),
        ({"west": 40.0}, "feature 1, area E06000044, Portsmouth: lies outside England; download it in WGS 84"),
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
