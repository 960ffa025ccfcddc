"""Symbols, classes and styles as QGIS writes them: QML, made of elements so that every text in it is escaped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from sufficiency.harmless import visible

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.28.0"
"""The release of QGIS whose form the styles have; later ones read it."""
OPAQUE = 255


@dataclass(frozen=True)
class Symbol:
    """How one class is drawn: ``kind`` is fill, line or marker, ``layer`` what QGIS calls it, ``options`` its settings.

    ``by_data`` are expressions over a row's columns that settle a setting, by its name.
    """

    kind: str
    layer: str
    options: Mapping[str, str]
    by_data: Mapping[str, str]
    alpha: float = 1.0


@dataclass(frozen=True)
class FigureClass:
    """A class of figures from ``low`` to ``high``, both in it; the first class that a figure fits is its own."""

    low: float
    high: float
    label: str
    symbol: Symbol


@dataclass(frozen=True)
class Category:
    """A class of one word."""

    value: str
    label: str
    symbol: Symbol


@dataclass(frozen=True)
class Graduated:
    """Classes of figures of ``of``, a column or an expression; ``by_size`` where width tells them apart, not colour."""

    of: str
    spans: Sequence[FigureClass]
    by_size: bool = False


@dataclass(frozen=True)
class Categorised:
    """Classes of the words of a column."""

    of: str
    categories: Sequence[Category]


@dataclass(frozen=True)
class Style:
    """A style: its classes, the column that labels are, and the columns from and to when a row holds."""

    classes: Graduated | Categorised
    label: str = ""
    dates: tuple[str, str] | None = None


def fill(colour: str, outline: str, width: float) -> Symbol:
    """A surface of one colour with an outline."""
    options = {"color": rgba(colour), "outline_color": rgba(outline), "outline_width": f"{width:g}", "style": "solid"}
    return Symbol("fill", "SimpleFill", {**options, "outline_style": "solid", "outline_width_unit": "MM"}, {})


def line(colour: str, width: float, alpha: float) -> Symbol:
    """A line of so many millimetres."""
    options = {"line_color": rgba(colour), "line_width": f"{width:g}", "line_width_unit": "MM", "capstyle": "round"}
    return Symbol("line", "SimpleLine", {**options, "line_style": "solid"}, {}, alpha)


def marker(colour: str, shape: str, size: str) -> Symbol:
    """A point of one colour and shape, whose millimetres across follow from an expression."""
    options = {"color": rgba(colour), "name": shape, "size": "3", "size_unit": "MM", "scale_method": "diameter"}
    outline = {"outline_color": rgba("#ffffff"), "outline_width": "0.3", "outline_style": "solid"}
    return Symbol("marker", "SimpleMarker", {**options, **outline, "outline_width_unit": "MM"}, {"size": size})


def rgba(colour: str) -> str:
    """A colour as QGIS writes it: ``#b34700`` is ``179,71,0,255``."""
    return ",".join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5)) + f",{OPAQUE}"


def qml(style: Style) -> str:
    """A style as text of XML."""
    categories = "Symbology|Labeling" + ("|Temporal" if style.dates else "")
    labels = "1" if style.label else "0"
    root = Element("qgis", version=VERSION, styleCategories=categories, labelsEnabled=labels)
    if style.dates:
        _add_dates(root, style.dates)
    if isinstance(style.classes, Graduated):
        _add_graduated(root, style.classes)
    else:
        _add_categorised(root, style.classes)
    if style.label:
        _add_labels(root, style.label)
    return DOCTYPE + tostring(root, encoding="unicode") + "\n"


def _add_dates(root: Element, dates: tuple[str, str]) -> None:
    """A row is shown between two of its dates, once the time of the map is set."""
    fixed = {"accumulate": "0", "durationField": "", "durationUnit": "min", "fixedDuration": "0", "limitMode": "1"}
    SubElement(root, "temporal", enabled="1", mode="2", startField=dates[0], endField=dates[1], attrib=fixed)


def _add_graduated(root: Element, classes: Graduated) -> None:
    method = "GraduatedSize" if classes.by_size else "GraduatedColor"
    fixed = {"forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    renderer = SubElement(
        root, "renderer-v2", type="graduatedSymbol", attr=classes.of, graduatedMethod=method, attrib=fixed
    )
    ranges = SubElement(renderer, "ranges")
    for place, span in enumerate(classes.spans):
        ends = {"lower": f"{span.low:.6f}", "upper": f"{span.high:.6f}"}
        SubElement(ranges, "range", symbol=str(place), label=visible(span.label), render="true", attrib=ends)
    _add_symbols(renderer, [span.symbol for span in classes.spans])


def _add_categorised(root: Element, classes: Categorised) -> None:
    fixed = {"forceraster": "0", "symbollevels": "0", "enableorderby": "0"}
    renderer = SubElement(root, "renderer-v2", type="categorizedSymbol", attr=classes.of, attrib=fixed)
    written = SubElement(renderer, "categories")
    for place, one in enumerate(classes.categories):
        words = {"value": one.value, "label": visible(one.label)}
        SubElement(written, "category", symbol=str(place), type="string", render="true", attrib=words)
    _add_symbols(renderer, [one.symbol for one in classes.categories])


def _add_symbols(renderer: Element, symbols: Sequence[Symbol]) -> None:
    written = SubElement(renderer, "symbols")
    for place, symbol in enumerate(symbols):
        fixed = {"clip_to_extent": "1", "force_rhr": "0", "alpha": f"{symbol.alpha:g}"}
        outer = SubElement(written, "symbol", name=str(place), type=symbol.kind, attrib=fixed)
        layer = SubElement(outer, "layer", enabled="1", locked="0", attrib={"pass": "0", "class": symbol.layer})
        _add_options(layer, symbol.options)
        if symbol.by_data:
            _add_by_data(layer, symbol.by_data)


def _add_options(layer: Element, options: Mapping[str, str]) -> None:
    settings = SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        SubElement(settings, "Option", type="QString", name=name, value=value)


def _add_by_data(layer: Element, by_data: Mapping[str, str]) -> None:
    """Settings that follow from expressions."""
    outer = SubElement(SubElement(layer, "data_defined_properties"), "Option", type="Map")
    SubElement(outer, "Option", type="QString", name="name", value="")
    properties = SubElement(outer, "Option", type="Map", name="properties")
    for name, expression in by_data.items():
        one = SubElement(properties, "Option", type="Map", name=name)
        SubElement(one, "Option", type="bool", name="active", value="true")
        SubElement(one, "Option", type="QString", name="expression", value=expression)
        SubElement(one, "Option", type="int", name="type", value="3")
    SubElement(outer, "Option", type="QString", name="type", value="collection")


def _add_labels(root: Element, column: str) -> None:
    """Labels that are a column as it stands: no expression, no HTML."""
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    look = {"fontSize": "8", "fontSizeUnit": "Point", "textColor": rgba("#1d1d1b"), "allowHtml": "0"}
    text = SubElement(settings, "text-style", fieldName=column, isExpression="0", attrib=look)
    halo = {"bufferDraw": "1", "bufferSize": "0.8", "bufferSizeUnits": "MM"}
    SubElement(text, "text-buffer", bufferColor=rgba("#ffffff"), attrib=halo)
