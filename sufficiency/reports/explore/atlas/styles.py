"""Which style each layer of the map has: the classes of its figures, in the colours of the report."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.colors import Colormap, LinearSegmentedColormap, to_hex

from models.vocabulary import KINDS_OF_PROVISION
from sufficiency.reports.explore.atlas.layers import (
    AREAS,
    ENDS,
    FLOWS,
    GAPS,
    MINUTES,
    NEAR_HOME,
    PROVIDERS,
    STARTS,
    YEAR,
    Layers,
    kind_name,
    of_year,
)
from sufficiency.reports.explore.atlas.symbols import (
    Categorised,
    Category,
    FigureClass,
    Graduated,
    Style,
    fill,
    line,
    marker,
)
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, PALE_BLUE, SOFT

SHADES = LinearSegmentedColormap.from_list("missing", ["#fdf1e7", "#f3b88a", "#b34700"])
"""From none to most places missing: one hue, growing darker."""
SPARE, NONE, EDGE = PALE_BLUE, "#efefec", "#ffffff"
"""Colours of an area with places to spare, of one without a figure, and of borders."""
BLUES = LinearSegmentedColormap.from_list("much", ["#eef4f9", PALE_BLUE, BLUE])
"""For what is not missing: shares and minutes."""
CLASSES = 5
"""Classes of a measure above nought: about as many shades as a reader tells apart."""
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
"""First digits of a step between classes."""
WIDTHS = ((1.0, 0.1), (5.0, 0.3), (10.0, 0.6), (25.0, 1.2), (50.0, 2.0), (100.0, 3.0))
"""Learners up to which a line has so many millimetres; the last class ends where the figures do (A-556)."""
WIDEST = 4.0
KINDS: dict[str, tuple[str, str]] = {
    "state_special": (BLUE, "circle"),
    "specialist_base": ("#3f9c8f", "square"),
    "non_maintained_special": ("#8a5a9c", "diamond"),
    "independent_special": (ORANGE, "triangle"),
    "independent_mainstream": ("#c98a1b", "star"),
}
"""Colour and shape of a kind of provision: neither alone tells two apart."""
OTHER_KIND = (SOFT, "cross_fill")
SMALLEST, BY_ROOT = 1.6, 0.45
"""Millimetres across a point without places, and for each root of a place: areas go by places (A-556)."""
_DATES = (STARTS, ENDS)


@dataclass(frozen=True)
class NamedStyle:
    """A style of a layer under a name; QGIS opens the layer with the one that ``is_first``."""

    layer: str
    name: str
    words: str
    style: Style
    is_first: bool = False


def styles_of(layers: Layers, focus: str, years: Sequence[str]) -> list[NamedStyle]:
    """Every style of every layer; ``focus`` is the year that areas and journeys show first."""
    return [
        *(_of_areas(layers, focus) if AREAS in layers else []),
        *_of_providers(layers[PROVIDERS], years[0], focus),
        *_of_flows(layers[FLOWS], focus),
    ]


def _of_areas(layers: Layers, focus: str) -> list[NamedStyle]:
    areas, by_year = layers[AREAS], layers[GAPS]
    named = []
    for measure, words in (("gap", "Places missing"), ("required", "Learners who require a base or special school")):
        column = of_year(measure, focus)
        shown = Style(Graduated(column, spans_of(areas[column])), label="name")
        named.append(NamedStyle(AREAS, f"{measure} {focus}", f"{words} in {focus}.", shown, measure == "gap"))
        dated = Style(Graduated(measure, spans_of(by_year[measure])), label="name", dates=_DATES)
        named.append(NamedStyle(GAPS, measure, f"{words} by year.", dated, measure == "gap"))
    for measure, words in ((NEAR_HOME, "Share near home"), (MINUTES, "Minutes one way")):
        column = of_year(measure, focus)
        shown = Style(Graduated(column, spans_of(areas[column], BLUES)), label="name")
        named.append(NamedStyle(AREAS, f"{measure} {focus}", f"{words} in {focus}.", shown))
    return named


def _of_providers(providers: gpd.GeoDataFrame, base: str, focus: str) -> list[NamedStyle]:
    """Points by kind, sized by places of the base year and of the focus year."""
    named = []
    for year in dict.fromkeys((base, focus)):
        size = f'{SMALLEST:g} + {BY_ROOT:g} * sqrt(max(0, coalesce("{of_year("places", year)}", 0)))'
        kinds = [str(kind) for kind in KINDS_OF_PROVISION if str(kind) in set(providers["provision"])]
        found = [_category(kind, size) for kind in kinds]
        style = Style(Categorised("provision", found), label="name")
        words = f"Kind of school; size by places in {year}."
        named.append(NamedStyle(PROVIDERS, f"kind and places {year}", words, style, year == base))
    return named


def _category(kind: str, size: str) -> Category:
    colour, shape = KINDS.get(kind, OTHER_KIND)
    return Category(kind, kind_name(kind), marker(colour, shape, size))


def _of_flows(flows: gpd.GeoDataFrame, focus: str) -> list[NamedStyle]:
    """Lines by learners: those of the focus year alone, and those of every year by date."""
    spans = flow_spans(flows["learners"])
    one = f'CASE WHEN "{YEAR}" = \'{focus}\' THEN "learners" END'
    every = Style(Graduated("learners", spans, by_size=True), dates=_DATES)
    return [
        NamedStyle(
            FLOWS, f"learners {focus}", f"Learners by line in {focus}.", Style(Graduated(one, spans, True)), True
        ),
        NamedStyle(FLOWS, "learners by year", "Learners by line; the time of the map says the year.", every),
    ]


def spans_of(values: pd.Series, shades: Colormap = SHADES) -> list[FigureClass]:
    """Classes of a measure that is never below nought: none, then equal steps up to its largest figure."""
    largest = float(values.max()) if values.notna().any() else 0.0
    none = FigureClass(0.0, 0.0, "none", fill(SPARE if shades is SHADES else NONE, EDGE, 0.3))
    step = nice(largest / CLASSES)
    count = math.ceil(round(largest / step, 9)) if step else 0
    return [none, *(_span(place, step, count, shades) for place in range(count))]


def _span(place: int, step: float, count: int, shades: Colormap) -> FigureClass:
    low, high = place * step, (place + 1) * step
    return FigureClass(low, high, f"{low:g} to {high:g}", fill(to_hex(shades((place + 1) / count)), EDGE, 0.3))


def nice(step: float) -> float:
    """The least step with a plain first digit that is no less than ``step``; nought for nought."""
    if step <= 0:
        return 0.0
    size = 10.0 ** math.floor(math.log10(step))
    return next(round(first * size, 9) for first in NICE if first * size >= step * (1 - 1e-9))


def flow_spans(values: pd.Series) -> list[FigureClass]:
    """Classes of lines by learners."""
    largest = float(values.max()) if len(values) else 0.0
    ends, low, spans = [*WIDTHS, (math.ceil(max(largest, WIDTHS[-1][0] + 1)), WIDEST)], 0.0, []
    for high, width in ends:
        spans.append(FigureClass(low, float(high), f"{low:g} to {high:g}", line(INK, width, 0.45)))
        low = float(high)
    return spans
