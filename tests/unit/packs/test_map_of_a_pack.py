"""The map of a pack is parsed and held to its contract: whatever stands in it, a command ends with sentences."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tiny_pack import REPOSITORY, TinyPack, write_tiny_pack

from sufficiency.cli import cli
from sufficiency.packs.boundaries import MOST_BYTES, MOST_POINTS, read_boundaries
from sufficiency.packs.checks.runner import errors_of
from sufficiency.packs.reading import Pack, read_pack

pytestmark = [pytest.mark.unit, pytest.mark.slow]
VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://127.0.0.1:9/a</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
SQUARE = [[-1.4, 51.05], [-1.2, 51.05], [-1.2, 51.2], [-1.4, 51.2], [-1.4, 51.05]]
Change = Callable[[dict[str, Any]], object]


def tiny(root: Path) -> TinyPack:
    pack = write_tiny_pack(root)
    shutil.copy(REPOSITORY / "data" / "reference" / "check_ranges.csv", pack.folder.parent / "reference")
    return pack


def drawn(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "areas.geojson").read_text(encoding="utf-8"))
    return document


def ring(*positions: object) -> Change:
    """Draw the first area with one ring."""
    return lambda document: document["features"][0]["geometry"].update(coordinates=[list(positions)])


def geometry(value: object) -> Change:
    return lambda document: document["features"][0].update(geometry=value)


def properties(value: object) -> Change:
    return lambda document: document["features"][0].update(properties=value)


def moved(change: Callable[[float, float], list[float]]) -> Change:
    return ring(*(change(*position) for position in SQUARE))


CHANGED: dict[str, tuple[Change, str]] = {
    "another type": (lambda document: document.update(type="Topology"), "FeatureCollection"),
    "no features": (lambda document: document.update(features=[]), "no features"),
    "features that are none": (lambda document: document.update(features=[1, None, "x", []]), "type Feature"),
    "features as an object": (lambda document: document.update(features={}), "no features"),
    "no properties": (properties(None), "property area"),
    "an area that is a number": (properties({"area": 7}), "property area"),
    "an area of spaces": (properties({"area": " "}), "property area"),
    "an area twice": (properties({"area": "south"}), "one feature an area"),
    "an area of nobody": (properties({"area": "east"}), "areas.csv"),
    "no geometry": (geometry(None), "a Polygon or a MultiPolygon"),
    "a point": (geometry({"type": "Point", "coordinates": [-1.3, 51.1]}), "a Polygon or a MultiPolygon"),
    "a line": (geometry({"type": "LineString", "coordinates": SQUARE}), "a Polygon or a MultiPolygon"),
    "an empty polygon": (geometry({"type": "Polygon", "coordinates": []}), "no rings"),
    "an empty multipolygon": (geometry({"type": "MultiPolygon", "coordinates": [[]]}), "no rings"),
    "no coordinates": (geometry({"type": "Polygon"}), "no rings"),
    "coordinates as words": (geometry({"type": "Polygon", "coordinates": "x"}), "no rings"),
    "a type that is a list": (geometry({"type": ["Polygon"], "coordinates": [SQUARE]}), "a Polygon or"),
    "three positions": (ring(*SQUARE[:2], SQUARE[0]), "too short"),
    "a ring that is open": (ring(*SQUARE[:4]), "not closed"),
    "a bow tie": (ring(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]), "Self-intersection"),
    "no surface": (ring(SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[1], SQUARE[0]), "do not cross"),
    "a position of one number": (ring([-1.4], *SQUARE[1:4], [-1.4]), "finite numbers"),
    "a position of words": (ring(["a", "b"], *SQUARE[1:4], ["a", "b"]), "finite numbers"),
    "a position of null": (ring([None, 51.0], *SQUARE[1:4], [None, 51.0]), "finite numbers"),
    "a position of true": (ring([True, 51.0], *SQUARE[1:4], [True, 51.0]), "finite numbers"),
    "latitude first": (moved(lambda east, north: [north, east]), "the wrong way round"),
    "metres without saying so": (moved(lambda east, north: [east * 1e5 + 6e5, north * 2e3]), "another system"),
    "Paris": (moved(lambda east, north: [east + 4.0, north - 2.4]), "Great Britain"),
    "a hole outside": (
        geometry({"type": "Polygon", "coordinates": [SQUARE, [[x + 1, y + 1] for x, y in SQUARE]]}),
        "outside",
    ),
    "two surfaces over one another": (
        geometry({"type": "MultiPolygon", "coordinates": [[SQUARE]] * 2}),
        "do not cross",
    ),
    "a system by a link": (
        lambda document: document.update(crs={"type": "link", "properties": {"href": "http://127.0.0.1:9/"}}),
        "crs",
    ),
    "a system that is unknown": (
        lambda document: document.update(crs={"type": "name", "properties": {"name": "EPSG:3857"}}),
        "crs",
    ),
    "a system that is a word": (lambda document: document.update(crs="EPSG:4326"), "crs"),
    "very many corners": (
        ring(*[[-1.4 + number * 1e-7, 51.05] for number in range(MOST_POINTS)]),
        "200,000 points",
    ),
}
WRITTEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "broken at"),
    "a word": (b"nothing", "broken at"),
    "a number": (b"1", "FeatureCollection"),
    "half a file": (b'{"type": "FeatureCollection", "features": [', "broken at"),
    "UTF-16": ('{"type": "FeatureCollection"}'.encode("utf-16"), "UTF-8"),
    "bytes that are no text": (b"\xff\x00\xfe", "UTF-8"),
    "a list of lists of lists": (b"[" * 200_000, "brackets"),
    "not a number": (b'{"type": "FeatureCollection", "features": [NaN]}', "NaN"),
    "infinity": (b'{"type": "FeatureCollection", "features": [-Infinity]}', "Infinity"),
    "a number without end": (b'{"features": ' + b"9" * 10_000 + b"}", "JSON"),
    "a name twice": (b'{"type": "FeatureCollection", "type": "FeatureCollection"}', "twice in one object"),
    "a document of GDAL": (VRT.encode(), "broken at"),
    "far too long": (b" " * (MOST_BYTES + 1), "bytes"),
}


def spoilt(folder: Path, name: str) -> str:
    """Spoil the map, and return a word that must be said of it."""
    path = folder / "areas.geojson"
    if name in WRITTEN:
        content, word = WRITTEN[name]
        path.write_bytes(content)
        return word
    change, word = CHANGED[name]
    document = drawn(folder)
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    return word


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    return tiny(tmp_path_factory.mktemp("maps"))


@pytest.fixture
def pack(shared: TinyPack) -> TinyPack:
    """The pack with its own map again, and without a report of checks."""
    (shared.folder / "quality.csv").unlink(missing_ok=True)
    shutil.copy(tiny_map(shared), shared.folder / "areas.geojson")
    return shared


def tiny_map(pack: TinyPack) -> Path:
    """A copy of the sound map, kept beside the data."""
    kept = pack.folder.parents[1] / "areas.geojson"
    if not kept.exists():
        shutil.copy(pack.folder / "areas.geojson", kept)
    return kept


@pytest.fixture(scope="module")
def sound(shared: TinyPack) -> Pack:
    """The pack as it is read with its own map."""
    return read_pack(shared.folder)


@pytest.mark.parametrize("name", [*CHANGED, *WRITTEN])
def test_what_is_wrong_with_a_map_is_said(pack: TinyPack, sound: Pack, name: str) -> None:
    word = spoilt(pack.folder, name)
    errors = errors_of(replace(sound, boundaries=read_boundaries(pack.folder)))
    assert word in "".join(map(str, errors))
    assert all(Path(error.file).name in {"areas.geojson", "areas.csv"} for error in errors)
    assert all(error.allowed and error.remedy for error in errors)


def test_a_pack_is_read_with_its_map(pack: TinyPack) -> None:
    word = spoilt(pack.folder, "half a file")
    assert word in "".join(map(str, errors_of(read_pack(pack.folder))))


OF_EACH_KIND = ("an area of nobody", "no geometry", "a bow tie", "latitude first", "half a file", "a document of GDAL")


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_check_and_check_pack_and_run_refuse_a_broken_map_in_sentences(pack: TinyPack, name: str) -> None:
    word = spoilt(pack.folder, name)
    out = str(pack.folder.parents[1] / "runs")
    for arguments in (
        ["check", str(pack.scenario)],
        ["check-pack", str(pack.folder)],
        ["run", str(pack.scenario), "--draws", "1", "--out", out],
    ):
        ended = CliRunner().invoke(cli, arguments)
        assert isinstance(ended.exception, SystemExit), arguments
        assert ended.exit_code == 2, arguments
        assert "areas.geojson" in ended.output
        if arguments[0] != "check-pack":  # a table folds its words
            assert word in ended.output, (arguments, ended.output[:500])


def test_every_fault_of_a_map_is_named_at_once_with_its_feature_and_area(pack: TinyPack) -> None:
    document = drawn(pack.folder)
    document["features"][0]["geometry"]["coordinates"][0].pop()
    document["features"][1]["geometry"]["coordinates"][0][1] = ["x", 1]
    document["features"].append({"type": "Feature", "properties": {}, "geometry": None})
    (pack.folder / "areas.geojson").write_text(json.dumps(document), encoding="utf-8")
    found = read_boundaries(pack.folder)
    assert [fault.where for fault in found.faults] == [
        "feature 1, area north",
        "feature 2, area south",
        "feature 3",
        "feature 3",
    ]
    assert found.named == {"north", "south"}
    assert found.shapes == {}


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_map_in_metres_that_says_so_and_one_in_degrees_lie_in_the_same_place(pack: TinyPack, mark: str) -> None:
    before = read_boundaries(pack.folder).shapes["north"]
    corners = [[east, north, 12.5] for east, north in before.exterior.coords]
    document = drawn(pack.folder)
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    document["features"] = [
        {**document["features"][0], "geometry": {"type": "MultiPolygon", "coordinates": [[corners]]}}
    ]
    (pack.folder / "areas.geojson").write_text(mark + json.dumps(document), encoding="utf-8")
    found = read_boundaries(pack.folder)
    assert found.faults == ()
    assert found.shapes["north"].equals(before)
