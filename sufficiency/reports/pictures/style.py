"""The one style of pictures: colours, fonts, axes, and saving as SVG with real text, a title and a description.

The same picture gives the same bytes each time.
"""

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import TextToPath
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import Bbox

from sufficiency.harmless import visible
from sufficiency.reports.words import whole

INK = "#1d1d1b"
SOFT = "#595959"
RULE = "#d9d9d6"
BLUE = "#0b5c92"
ORANGE = "#b34700"
PALE_BLUE = "#cfe0ec"
PALE_ORANGE = "#f6dcc8"
"""Two hues that stay apart in every common colour blindness, each at 4.5:1 or more on white."""

LETTERS = 11.0
"""Points of the letters of a picture, where it says nothing else."""
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sufficiency",
    "font.family": "DejaVu Sans",
    "font.size": LETTERS,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "text.parse_math": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
Style = Literal["normal", "italic", "oblique"]
DOTS = 72
"""To an inch, in an SVG."""
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


def blank(width: float, height: float, margins: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """Return an empty figure of ``width`` x ``height`` (hundredths of an inch) and its axes.

    ``margins`` are left, right, bottom, top, in the same unit.
    """
    left, right, bottom, top = margins
    figure = Figure(figsize=(width / 100, height / 100))
    FigureCanvasSVG(figure)
    box = (left / width, bottom / height, (width - left - right) / width, (height - bottom - top) / height)
    return figure, figure.add_axes(box)


def plain(axes: Axes, unit: str, *, from_zero: bool = True, write: Callable[[float], str] = whole) -> None:
    """Leave of drawn axes only what a reader uses: light lines across from zero, figures, the unit above them."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=6)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: write(value)))
    if from_zero:
        axes.set_ylim(bottom=0)
    axes.text(0, 1.03, unit, transform=axes.transAxes, color=SOFT, ha="left", va="bottom")


def short(value: float) -> str:
    """Write a figure of an axis with the decimals that it has, and a true minus sign; never minus nothing."""
    return f"{round(value, 6) + 0.0:,g}".replace("-", "−")


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]], least: float) -> None:
    """Write words after the end of each line, ``least`` apart or more; an end is x, y, words and colour."""
    heights = apart([y for _, y, _, _ in ends], least)
    for (x, _, words, colour), height in zip(ends, heights, strict=True):
        label = axes.annotate(words, (x, height), (8, 0), textcoords="offset points", va="center", color=colour)
        label.set_annotation_clip(False)  # one that was moved up may stand above the axes


def apart(positions: list[float], least: float) -> list[float]:
    """Return the positions moved up as little as keeps each ``least`` above the one below; order is kept."""
    moved: list[float] = []
    order = sorted(range(len(positions)), key=positions.__getitem__)
    for index in order:
        floor = moved[-1] + least if moved else positions[index]
        moved.append(max(positions[index], floor))
    placed = dict(zip(order, moved, strict=True))
    return [placed[index] for index in range(len(positions))]


def extent(label: Text) -> Bbox:
    """Return the box that a label takes of its figure, as its letters are set in the font of every picture."""
    figure = label.get_figure(root=True)
    if figure is None:
        raise AssertionError("a label stands in a figure")
    return label.get_window_extent(RendererAgg(1, 1, figure.dpi))  # type: ignore[no-untyped-call]


def width_of(words: str, size: float = LETTERS, weight: str = "normal") -> float:
    """Return how wide words are in letters of a ``size`` (points), in hundredths of an inch; never too little."""
    return max(sum(_width(letter, size, weight) for letter in line) for line in words.split("\n"))


@cache
def _width(letter: str, size: float, weight: str) -> float:
    font = FontProperties(family=SETTINGS["font.family"], size=size, weight=weight)
    return float(RendererAgg(1, 1, 100).get_text_width_height_descent(letter, font, False)[0])  # type: ignore[no-untyped-call]


def is_free(box: Bbox, taken: Sequence[Bbox], room: Bbox) -> bool:
    """Whether a box lies within the ``room`` and on none that is ``taken``."""
    inside = room.x0 <= box.x0 and box.x1 <= room.x1 and room.y0 <= box.y0 and box.y1 <= room.y1
    return inside and not any(box.overlaps(other) for other in taken)


def svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return the figure as an SVG element for a page, its ids under ``name`` so that pictures share a page."""
    drawn = _drawn(figure)
    body = drawn[drawn.index(">", drawn.index("<svg")) + 1 :]
    box = re.search(r'viewBox="([^"]*)"', drawn)
    if box is None:
        raise AssertionError("matplotlib writes a viewBox")
    referenced = set(re.findall(r"#([\w-]+)[\")]", body))
    body = re.sub(r' id="([^"]*)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in referenced else "", body)
    body = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)
    body = re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)
    body = re.sub(r"font-family: [^;\"]*;? ?", "", body)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{box[1]}" '
        f'role="img" aria-labelledby="{name}-title {name}-description">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>'
    )
    return visible(opening + body.strip())


def _drawn(figure: Figure) -> str:
    """Return what matplotlib writes of a figure."""
    buffer, dots = io.StringIO(), figure.dpi
    figure.dpi = DOTS
    width, height = (DOTS * float(side) for side in figure.get_size_inches())
    drawer = _Drawer(width, height, buffer, metadata=NO_METADATA)  # type: ignore[no-untyped-call]
    figure.draw(drawer)
    drawer.finalize()  # type: ignore[no-untyped-call]
    figure.dpi = dots
    return buffer.getvalue()


class _Drawer(RendererSVG):
    """Writes text as text. Its place depends on how tall its letters are, each of which is measured once."""

    def get_text_width_height_descent(
        self,
        s: str,
        prop: FontProperties,
        ismath: object,  # noqa: ARG002 - matplotlib gives it; no picture has formulas
    ) -> tuple[float, float, float]:
        """Return width, height and descent of a line of text, in points."""
        points, manner = prop.get_size_in_points(), (prop.get_weight(), prop.get_style())
        widths, ascents, descents = zip(*(_size(letter, *manner) for letter in s), strict=True)
        return points * sum(widths), points * (max(ascents) + max(descents)), points * max(descents)


@cache
def _size(letter: str, weight: str | int, style: Style) -> tuple[float, float, float]:
    """Width, ascent and descent of a letter of one point."""
    font = FontProperties(family=SETTINGS["font.family"], size=1, weight=weight, style=style)
    width, height, descent = TextToPath().get_text_width_height_descent(letter, font, False)
    return width, height - descent, descent


def as_file(picture: str) -> str:
    """Return the text of a file that holds one picture and nothing else: without a page it needs a font of its own."""
    return picture.replace("<svg ", '<svg font-family="sans-serif" ', 1) + "\n"


@contextmanager
def styled() -> Iterator[None]:
    """The context in which every picture is drawn and saved; a letter that its font lacks is the browser's to find."""
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def printable(text: str) -> str:
    """Return a name without the control characters that no SVG may hold."""
    return "".join(character for character in text if character.isprintable())
