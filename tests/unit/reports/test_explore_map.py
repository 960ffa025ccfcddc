"""The map of a run: bytes that repeat, styles that fit their layers, and text that stays text."""

import hashlib
import time
from itertools import cycle, pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from drawn_styles import drawn, read_style, symbols_of
from hypothesis import given
from hypothesis import strategies as st
from payloads import PAYLOADS, SCRIPTS
from shapely.geometry import LineString, MultiPolygon, Point, box

from sufficiency.harmless import visible
from sufficiency.reports.explore.atlas.geopackage import GEOMETRY, STYLES, geopackage
from sufficiency.reports.explore.atlas.layers import AREAS, CRS, FLOWS, GAPS, OF_AREA, OF_PROVIDER, PROVIDERS, of_year
from sufficiency.reports.explore.atlas.styles import flow_spans, nice, spans_of, styles_of

pytestmark = pytest.mark.unit
YEARS = ("2024/25", "2025/26", "2029/30")
FOCUS = YEARS[-1]
TEXTS = [visible(text) for text in (*PAYLOADS, *SCRIPTS)]
LARGEST = {"share_near_home": 1.0, "mean_minutes": 40.0}


def layers():
    """A square an area, each named by a payload, and a school of every kind in each of them."""
    luck, count = np.random.default_rng(3), len(TEXTS)
    shapes = [MultiPolygon([box(1000 * at, 0, 1000 * at + 900, 900)]) for at in range(count)]
    codes = [f"a{at}" for at in range(count)]
    figures = {of: luck.random(count) * LARGEST.get(of, 300.0) for of in OF_AREA}
    figures["gap"][0] = 0.0
    wide = {of_year(name, year): values for year in YEARS for name, values in figures.items()}
    kinds = ("state_special", "specialist_base", "non_maintained_special", "independent_special", "further_education")
    who = {
        "provider_id": codes,
        "name": TEXTS,
        "provision": [kind for kind, _ in zip(cycle(kinds), codes, strict=False)],
    }
    of_school = {of_year(name, year): luck.random(count) * 200 for year in YEARS for name in OF_PROVIDER}
    dated = pd.DataFrame({"academic_year": YEARS, "starts": pd.to_datetime([f"{year[:4]}-09-01" for year in YEARS])})
    dated["ends"] = dated["starts"] + pd.Timedelta(days=363)
    areas = pd.DataFrame({"area": codes, "name": TEXTS})
    by_year = dated.merge(areas.assign(**figures), how="cross")
    flows = dated.merge(pd.DataFrame({"area": codes, "learners": luck.random(count) * 180}), how="cross")
    lines = [LineString([(1000 * at, 0), (1000 * at + 400, 800)]) for at in range(count)]
    points = [Point(1000 * at + 300, 300) for at in range(count)]
    return {
        AREAS: gpd.GeoDataFrame(areas.assign(**wide), geometry=shapes, crs=CRS),
        GAPS: gpd.GeoDataFrame(by_year, geometry=shapes * len(YEARS), crs=CRS),
        FLOWS: gpd.GeoDataFrame(flows, geometry=lines * len(YEARS), crs=CRS),
        PROVIDERS: gpd.GeoDataFrame(pd.DataFrame({**who, **of_school}), geometry=points, crs=CRS),
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The file, and where it stands."""
    path = tmp_path_factory.mktemp("map") / "map.gpkg"
    made = layers()
    path.write_bytes(geopackage(made, styles_of(made, FOCUS, YEARS)))
    return path


def test_two_writes_of_the_same_layers_give_the_same_bytes(written):
    time.sleep(1.1)  # a second later, so that a time of writing would show
    made = layers()
    again = geopackage(made, styles_of(made, FOCUS, YEARS))
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(written.read_bytes()).hexdigest()
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None, "the clock of others is left alone"


def test_every_layer_is_on_the_national_grid_and_reads_back_with_its_texts_as_they_are(written):
    for name, layer in layers().items():
        read = gpd.read_file(written, layer=name)
        assert read.crs.to_epsg() == 27700
        assert len(read) == len(layer)
        if "name" in layer:
            assert read["name"].tolist() == layer["name"].tolist()
        assert read.geometry.geom_equals(layer.geometry).all()


def test_styles_are_where_qgis_looks_for_them_and_one_of_each_layer_comes_first(written):
    rows = pyogrio.read_dataframe(written, layer=STYLES)
    wanted = "f_table_catalog f_table_schema f_table_name f_geometry_column styleName styleQML styleSLD useAsDefault"
    assert list(rows) == [*wanted.split(), "description", "owner", "ui", "update_time"]
    assert (rows["f_table_schema"] == "").all()
    assert (rows["f_geometry_column"] == GEOMETRY).all()
    assert rows[rows["useAsDefault"]].groupby("f_table_name").size().to_dict() == dict.fromkeys(layers(), 1)
    assert not rows.duplicated(["f_table_name", "styleName"]).any()


def test_every_style_names_columns_that_are_there_has_a_class_for_every_value_and_draws_something(written):
    rows = pyogrio.read_dataframe(written, layer=STYLES)
    for row in rows.itertuples():
        layer, style = gpd.read_file(written, layer=row.f_table_name), read_style(row.styleQML)
        assert style.columns <= set(layer), row.styleName
        symbols = symbols_of(layer, style)
        shown = layer["academic_year"] == FOCUS if style.of.startswith("CASE") else np.ones(len(layer), dtype=bool)
        assert [symbol is not None for symbol in symbols] == list(shown), row.styleName
        if row.useAsDefault:
            picture = drawn(layer[shown].head(6), style)
            assert len(np.unique(picture.reshape(-1, 4), axis=0)) > 2, row.styleName


@given(st.floats(1e-6, 1e9))
def test_a_step_is_plain_and_no_less_than_asked(step):
    found = nice(step)
    assert step * (1 - 1e-6) <= found <= 2.5 * step
    assert nice(0.0) == 0.0


@given(st.lists(st.floats(0, 1e6), max_size=30))
def test_classes_hold_every_figure_and_follow_one_another(figures):
    for spans in (spans_of(pd.Series(figures, dtype="float64")), flow_spans(pd.Series(figures, dtype="float64"))):
        assert all(any(span.low <= figure <= span.high + 1e-6 for span in spans) for figure in figures)
        assert all(one.high == pytest.approx(other.low) for one, other in pairwise(spans))
        assert len(spans) <= 7


def test_without_areas_there_are_styles_of_schools_and_journeys_alone():
    made = {name: layer for name, layer in layers().items() if name in {FLOWS, PROVIDERS}}
    assert {one.layer for one in styles_of(made, FOCUS, YEARS)} == {FLOWS, PROVIDERS}
