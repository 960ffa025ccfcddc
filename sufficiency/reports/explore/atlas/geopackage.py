"""Writes layers and their styles as one GeoPackage; equal layers give equal bytes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyogrio

from sufficiency.reports.explore.atlas.layers import Layers
from sufficiency.reports.explore.atlas.styles import NamedStyle
from sufficiency.reports.explore.atlas.symbols import qml
from sufficiency.reports.workbooks import CREATED

STYLES, GEOMETRY = "layer_styles", "geom"
"""The table in which QGIS looks for styles, and the column of shapes."""
_CLOCK = "OGR_CURRENT_DATE"
"""What GDAL writes as the time of the last change, in place of now."""
_FORM = "%Y-%m-%dT%H:%M:%S.000Z"


def geopackage(layers: Layers, styles: Sequence[NamedStyle]) -> bytes:
    """Return the bytes of a GeoPackage with every layer and, in ``layer_styles``, every style."""
    with TemporaryDirectory() as folder, _at(CREATED):
        path = Path(folder) / "map.gpkg"
        for name, layer in layers.items():
            options = {"GEOMETRY_NAME": GEOMETRY}
            pyogrio.write_dataframe(
                layer, path, layer=name, driver="GPKG", geometry_type=_kind(name), layer_options=options
            )
        rows = style_rows(styles)
        pyogrio.write_dataframe(rows, path, layer=STYLES, driver="GPKG", layer_options={"FID": "id"})
        return path.read_bytes()


def style_rows(styles: Sequence[NamedStyle]) -> pd.DataFrame:
    """The rows of ``layer_styles``: QGIS asks for an empty schema, and for the names of layer and column of shapes."""
    return pd.DataFrame(
        [
            {
                "f_table_catalog": "",
                "f_table_schema": "",
                "f_table_name": one.layer,
                "f_geometry_column": GEOMETRY,
                "styleName": one.name,
                "styleQML": qml(one.style),
                "styleSLD": "",
                "useAsDefault": one.is_first,
                "description": one.words,
                "owner": "",
                "ui": "",
                "update_time": pd.Timestamp(CREATED),
            }
            for one in styles
        ]
    )


def _kind(layer: str) -> str:
    return {"providers": "Point", "flows": "LineString"}.get(layer, "MultiPolygon")


@contextmanager
def _at(moment: datetime) -> Iterator[None]:
    """Have GDAL take a moment for now."""
    before = pyogrio.get_gdal_config_option(_CLOCK)
    pyogrio.set_gdal_config_options({_CLOCK: moment.strftime(_FORM)})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_CLOCK: before})
