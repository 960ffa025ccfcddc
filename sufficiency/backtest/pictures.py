"""Pictures of a backtest as SVG files, the same bytes each time; each has its words in :data:`CAPTIONS`."""

from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sufficiency.backtest.ours import METHOD
from sufficiency.backtest.panel import TOTAL

BLUE, GREY, ORANGE = "#0b5c92", "#595959", "#b34700"
SETTINGS = {"svg.hashsalt": "sufficiency", "svg.fonttype": "none", "font.size": 10, "axes.grid": True}
SETTINGS |= {"grid.color": "#d9d9d6", "axes.spines.top": False, "axes.spines.right": False}
LABEL_GAP = 0.065
"""Share of the height of a picture that two names at the end of lines keep between them."""
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
CAPTIONS = {
    "accuracy-methods": "Mean absolute % error of the total of plans by years ahead, one line a method.",
    "accuracy-size": "Mean absolute % error of our total by years ahead, one line a third of the authorities by size.",
    "accuracy-origin": "Mean signed % error of our total by origin, one and three years ahead; negative: too few.",
    "accuracy-coverage": "Share of counts inside our 80% and 95% bands by origin, all years ahead together.",
}


@dataclass(frozen=True)
class ScoreLine:
    """A line of a picture: points by whole number across, and the name written at its end."""

    points: pd.Series
    name: str
    colour: str
    width: float = 2.2


@dataclass(frozen=True)
class Picture:
    """Lines, the words of the axes, and levels marked across."""

    lines: tuple[ScoreLine, ...]
    across: str
    up: str
    levels: tuple[tuple[float, str], ...] = ()


def draw(accuracy: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the pictures that ``accuracy`` has the figures for; return their paths."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["series"] == TOTAL)]
    pictures = zip(CAPTIONS, (_methods(rows), _sizes(rows), _origins(rows), _coverage(rows)), strict=True)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        for name, picture in pictures:
            if any(len(line.points) for line in picture.lines):
                paths.append(folder / f"{name}.svg")
                _figure(picture).savefig(paths[-1], format="svg", metadata=NO_METADATA)
    return paths


def _methods(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "all") & (rows["measure"] == "mape")]
    lines = [
        ScoreLine(_by(one, "horizon"), f"{METHOD} (ours)", BLUE)
        if method == METHOD
        else ScoreLine(_by(one, "horizon"), str(method).replace("_", " "), GREY, 1.2)
        for method, one in found.groupby("method")
    ]
    return Picture(tuple(lines), "years ahead", "mean absolute error, %")


def _sizes(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "size") & (rows["measure"] == "mape") & (rows["method"] == METHOD)]
    colours = {"small third": ORANGE, "middle third": GREY}
    lines = [
        ScoreLine(_by(one, "horizon"), str(third), colours.get(str(third), BLUE))
        for third, one in found.groupby("group")
    ]
    return Picture(tuple(lines), "years ahead", "mean absolute error, %")


def _origins(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "origin") & (rows["measure"] == "bias") & (rows["method"] == METHOD)]
    lines = [
        ScoreLine(_by(found[found["horizon"] == horizon], "group"), f"h = {horizon}", colour)
        for horizon, colour in (("1", BLUE), ("3", ORANGE))
    ]
    return Picture(tuple(lines), "forecast from January", "mean error, % (negative: too few)", ((0.0, GREY),))


def _coverage(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "origin") & (rows["horizon"] == "all") & (rows["method"] == METHOD)]
    lines = [
        ScoreLine(_by(found[found["measure"] == measure], "group"), name, colour)
        for measure, name, colour in (("cover_80", "80%", BLUE), ("cover_95", "95%", ORANGE))
    ]
    levels = ((80.0, BLUE), (95.0, ORANGE), (0.0, GREY))
    return Picture(tuple(lines), "forecast from January", "counts inside the band, %", levels)


def _by(rows: pd.DataFrame, across: str) -> pd.Series:
    one = rows[rows[across] != "all"]
    return one.set_index(one[across].astype(int))["value"].sort_index()


def _figure(picture: Picture) -> Figure:
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    lines = [line for line in picture.lines if len(line.points)]
    for line in lines:
        axes.plot(line.points, color=line.colour, linewidth=line.width, marker="o", markersize=4)
    for level, colour in picture.levels:
        axes.axhline(level, color=colour, linewidth=1, linestyle=":")
    axes.set_xlabel(picture.across)
    axes.set_ylabel(picture.up)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, 0.0), high)
    ends = _apart([float(line.points.iloc[-1]) for line in lines], LABEL_GAP * (high - min(low, 0.0)))
    for line, height in zip(lines, ends, strict=True):
        place = (int(line.points.index[-1]), height)
        axes.annotate(line.name, place, (8, 0), textcoords="offset points", color=line.colour, va="center")
    return figure


def _apart(heights: list[float], gap: float) -> list[float]:
    """Heights moved up as little as keeps each ``gap`` above the one below, in their own order."""
    placed: dict[int, float] = {}
    floor = -np.inf
    for position in sorted(range(len(heights)), key=heights.__getitem__):
        placed[position] = max(heights[position], floor)
        floor = placed[position] + gap
    return [placed[position] for position in range(len(heights))]
