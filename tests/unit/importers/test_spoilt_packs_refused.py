"""A pack with spoilt small files is refused by an import in sentences, and boundaries that cannot be drawn are too."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from register_hand_made import write_numbered_pack, write_register
from shapely.geometry import shape
from tiny_pack import TinyPack

from sufficiency.errors import InputError
from sufficiency.importers.gias.make import RegisterFiles, import_gias
from sufficiency.importers.open_data.people.areas import DISTRICT, Areas
from sufficiency.importers.open_data.people.boundaries import boundaries
from sufficiency.importers.opening import published_csv
from sufficiency.importers.opening.published_csv import read_words

pytestmark = pytest.mark.unit

SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a page that is no text": (
        lambda folder: (folder / "README.md").write_bytes(b"\xff\xfe\x00"),
        r"README\.md.*UTF-8",
    ),
    "sources with an anchor": (lambda folder: (folder / "sources.yaml").write_text("a: &x 1\nb: *x\n"), "anchor"),
    "sources that are a list": (lambda folder: (folder / "sources.yaml").write_text("- a\n"), "section"),
    "particulars with a tag": (
        lambda folder: (folder / "pack.yaml").write_text("id: !!python/name:os.system\n"),
        "tag",
    ),
    "particulars that are a list": (lambda folder: (folder / "pack.yaml").write_text("[1]\n"), r"pack\.yaml:1:1"),
    "particulars of the wrong kind": (
        lambda folder: (folder / "pack.yaml").write_text("id: tiny\nname: {}\nbase_census_year: 20251\n"),
        r"pack\.yaml:2 name: 'a section' stands here(.|\n)*pack\.yaml:3 base_census_year",
    ),
    "particulars without the number": (
        lambda folder: (folder / "pack.yaml").write_text(
            "id: a\nname: b\nons_code: c\narea_kind: d\nbase_census_year: 2025\n"
        ),
        "must say dfe_code",
    ),
}


@pytest.fixture
def pack(tmp_path: Path) -> TinyPack:
    return write_numbered_pack(tmp_path)


@pytest.mark.parametrize("name", SPOILT)
def test_an_import_refuses_a_pack_with_spoilt_small_files_and_changes_nothing(
    pack: TinyPack, tmp_path: Path, name: str
) -> None:
    spoil, words = SPOILT[name]
    spoil(pack.folder)
    before = {path.name: path.read_bytes() for path in pack.folder.iterdir()}
    with pytest.raises(InputError, match=words):
        import_gias(RegisterFiles(write_register(tmp_path / "register"), None), pack.folder, dry_run=False)
    assert {path.name: path.read_bytes() for path in pack.folder.iterdir()} == before


def test_a_packed_table_is_unpacked_no_further_than_a_published_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a\n" + b"1\n" * 5_000))
    assert len(read_words(path, path.name, ("a",))) == 5_000
    monkeypatch.setattr(published_csv, "LARGEST_FILE", 1_000)
    with pytest.raises(InputError, match="more than 1,000 bytes"):
        read_words(path, path.name, ("a",))


def drawn(path: Path, *geometries: object) -> Path:
    """Write one feature of Portsmouth for each geometry, after a sound square of somewhere else."""
    ring = [[-2.0, 51.0], [-1.9, 51.0], [-1.9, 51.1], [-2.0, 51.0]]
    shapes = [("E06000099", {"type": "Polygon", "coordinates": [ring]}), *(("E06000044", one) for one in geometries)]
    features = [{"type": "Feature", "properties": {"LAD24CD": code}, "geometry": one} for code, one in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def portsmouth() -> Areas:
    table = pd.DataFrame({"area": ["E06000044"], "name": ["Portsmouth"]})
    return Areas(DISTRICT, table, {"E06000044": "E06000044"})


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        "square",
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": [[[1.0], [2.0]]]},
        {"type": "Point", "coordinates": [-1.0, 50.8]},
        {"type": "Polygon", "coordinates": []},
        {"type": "GeometryCollection", "geometries": []},
    ],
)
def test_published_boundaries_that_are_no_surfaces_are_named_by_their_feature(tmp_path: Path, geometry: object) -> None:
    with pytest.raises(InputError, match="feature 2, area E06000044"):
        boundaries(drawn(tmp_path / "b.geojson", geometry), portsmouth())


def test_boundaries_that_rounding_would_make_cross_are_written_so_that_they_do_not(tmp_path: Path) -> None:
    spike = [[-1.1, 50.8], [-1.0, 50.80004], [-1.0, 50.8], [-1.04, 50.79996], [-1.04, 50.7], [-1.1, 50.7], [-1.1, 50.8]]
    bow = [[-1.1, 50.8], [-1.0, 50.9], [-1.0, 50.8], [-1.1, 50.9], [-1.1, 50.8]]
    for number, ring in enumerate((spike, bow)):
        path = drawn(tmp_path / f"{number}.geojson", {"type": "Polygon", "coordinates": [ring]})
        (feature,) = json.loads(boundaries(path, portsmouth()))["features"]
        assert shape(feature["geometry"]).is_valid
        assert shape(feature["geometry"]).area > 0.004
