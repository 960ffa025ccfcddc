"""Pictures of a backtest, in the style of the reports; the caption of each stands in :data:`CAPTIONS`."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.ticker import MaxNLocator

from sufficiency.backtest.ours import METHOD
from sufficiency.backtest.panel import TOTAL
from sufficiency.reports.pictures.style import BLUE, ORANGE, SOFT, as_file, blank, label_ends, plain, short, styled, svg

LABEL_GAP = 0.065
"""Share of the height of a picture that two names at the end of lines keep between them."""
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


def pictures(accuracy: pd.DataFrame) -> dict[str, str]:
    """Draw the pictures that ``accuracy`` has the figures for: texts of SVG files, by the names of :data:`CAPTIONS`."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["series"] == TOTAL)]
    drawn = zip(CAPTIONS, (_methods(rows), _sizes(rows), _origins(rows), _coverage(rows)), strict=True)
    return {
        name: draw(name, CAPTIONS[name], picture)
        for name, picture in drawn
        if any(len(line.points) for line in picture.lines)
    }


def _methods(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "all") & (rows["measure"] == "mape")]
    lines = [
        ScoreLine(by_number(one, "horizon"), f"{METHOD} (ours)", BLUE)
        if method == METHOD
        else ScoreLine(by_number(one, "horizon"), str(method).replace("_", " "), SOFT, 1.2)
        for method, one in found.groupby("method")
    ]
    return Picture(tuple(lines), "years ahead", "mean absolute error, %")


def _sizes(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "size") & (rows["measure"] == "mape") & (rows["method"] == METHOD)]
    colours = {"small third": ORANGE, "middle third": SOFT}
    lines = [
        ScoreLine(by_number(one, "horizon"), str(third), colours.get(str(third), BLUE))
        for third, one in found.groupby("group")
    ]
    return Picture(tuple(lines), "years ahead", "mean absolute error, %")


def _origins(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "origin") & (rows["measure"] == "bias") & (rows["method"] == METHOD)]
    lines = [
        ScoreLine(by_number(found[found["horizon"] == horizon], "group"), f"h = {horizon}", colour)
        for horizon, colour in (("1", BLUE), ("3", ORANGE))
    ]
    return Picture(tuple(lines), "forecast from January", "mean error, % (negative: too few)", ((0.0, SOFT),))


def _coverage(rows: pd.DataFrame) -> Picture:
    found = rows[(rows["split"] == "origin") & (rows["horizon"] == "all") & (rows["method"] == METHOD)]
    lines = [
        ScoreLine(by_number(found[found["measure"] == measure], "group"), name, colour)
        for measure, name, colour in (("cover_80", "80%", BLUE), ("cover_95", "95%", ORANGE))
    ]
    levels = ((80.0, BLUE), (95.0, ORANGE), (0.0, SOFT))
    return Picture(tuple(lines), "forecast from January", "counts inside the band, %", levels)


def by_number(rows: pd.DataFrame, across: str) -> pd.Series:
    """Values by the whole numbers of a column, without the row of all together."""
    one = rows[rows[across] != "all"]
    return one.set_index(one[across].astype(int))["value"].sort_index()


def draw(name: str, caption: str, picture: Picture) -> str:
    """Draw a picture as the text of an SVG file."""
    lines = [line for line in picture.lines if len(line.points)]
    with styled():
        figure, axes = blank(700, 360, (60, 150, 55, 35))
        for line in lines:
            axes.plot(line.points, color=line.colour, linewidth=line.width, marker="o", markersize=4)
        for level, colour in picture.levels:
            axes.axhline(level, color=colour, linewidth=1, linestyle=":")
        plain(axes, picture.up, from_zero=False, write=short)
        axes.set_xlabel(picture.across)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        low, high = min(axes.get_ylim()[0], 0.0), axes.get_ylim()[1]
        axes.set_ylim(low, high)
        ends = [(int(line.points.index[-1]), float(line.points.iloc[-1]), line.name, line.colour) for line in lines]
        label_ends(axes, ends, LABEL_GAP * (high - low))
        return as_file(svg(figure, name, picture.up, caption))
