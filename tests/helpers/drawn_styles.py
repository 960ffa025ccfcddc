"""Reads a style that QGIS would read, and draws a layer by it: no QGIS is needed to see that it holds together."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from defusedxml.ElementTree import fromstring
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

CASE = re.compile(r"""CASE WHEN "(\w+)" = '([^']*)' THEN "(\w+)" END""")
COLUMN = re.compile(r'"(\w+)"')


@dataclass(frozen=True)
class ReadStyle:
    """What a style says: the expression of its classes, every column that it names, its classes and their symbols."""

    of: str
    columns: frozenset[str]
    ranges: list[tuple[float, float, dict[str, str]]]
    words: dict[str, dict[str, str]]


def read_style(text: str) -> ReadStyle:
    """Parse the text of a style."""
    root = fromstring(text)
    assert root.tag == "qgis"
    renderer = root.find("renderer-v2")
    symbols = {
        symbol.get("name"): {
            option.get("name"): option.get("value") for option in symbol.findall("layer/Option/Option")
        }
        for symbol in renderer.findall("symbols/symbol")
    }
    by_data = [option.get("value") for option in renderer.iter("Option") if option.get("name") == "expression"]
    labels = [text.get("fieldName") for text in root.iter("text-style")]
    dates = [one.get(name) for one in root.iter("temporal") for name in ("startField", "endField")]
    of = renderer.get("attr")
    named = COLUMN.findall(of) or [of]
    columns = {*named, *labels, *dates, *(column for words in by_data for column in COLUMN.findall(words))}
    ranges = [
        (float(one.get("lower")), float(one.get("upper")), symbols[one.get("symbol")])
        for one in renderer.findall("ranges/range")
    ]
    words = {one.get("value"): symbols[one.get("symbol")] for one in renderer.findall("categories/category")}
    assert len(ranges) + len(words) == len(symbols)
    return ReadStyle(of, frozenset(columns), ranges, words)


def symbols_of(layer: gpd.GeoDataFrame, style: ReadStyle) -> list[dict[str, str] | None]:
    """The symbol of each row; None where the style leaves it out."""
    case = CASE.fullmatch(style.of)
    if case:
        column, wanted, figure = case.groups()
        values = np.where(layer[column] == wanted, layer[figure], np.nan)
    else:
        values = layer[style.of].tolist()
    if style.words:
        return [style.words.get(value) for value in values]
    return [next((symbol for low, high, symbol in style.ranges if low <= value <= high), None) for value in values]


def drawn(layer: gpd.GeoDataFrame, style: ReadStyle) -> np.ndarray:
    """The layer drawn in the colours of its classes, as a picture of (height, width, 4)."""
    figure = Figure(figsize=(4, 4), dpi=50)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    symbols = symbols_of(layer, style)
    for row, symbol in enumerate(symbols):
        if symbol is not None:
            red, green, blue, _ = map(int, (symbol.get("color") or symbol["line_color"]).split(","))
            layer.iloc[[row]].plot(ax=axes, color=[(red / 255, green / 255, blue / 255)])
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())
