"""Pictures of a backtest as SVG files, the same bytes each time; each has its words in :data:`CAPTIONS`."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sufficiency.backtest.ours import METHOD
from sufficiency.backtest.panel import TOTAL

BLUE, GREY, ORANGE = "#0b5c92", "#595959", "#b34700"
SETTINGS = {"svg.hashsalt": "sufficiency", "svg.fonttype": "none", "font.size": 10, "axes.grid": True}
SETTINGS |= {"grid.color": "#d9d9d6", "axes.spines.top": False, "axes.spines.right": False}
NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))
CAPTIONS = {
    "accuracy-methods": "Mean absolute % error of the total of plans by years ahead, one line a method.",
    "accuracy-size": "Mean absolute % error of our total by years ahead, one line a third of the authorities by size.",
    "accuracy-origin": "Mean signed % error of our total by origin, one and three years ahead; negative: too few.",
    "accuracy-coverage": "Share of counts inside our 80% and 95% bands by origin, all years ahead together.",
}


def draw(accuracy: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the pictures that ``accuracy`` has the figures for; return their paths."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["series"] == TOTAL)]
    folder.mkdir(parents=True, exist_ok=True)
    drawers = dict(zip(CAPTIONS, (_methods, _sizes, _origins, _coverage), strict=True))
    paths = []
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        for name, drawer in drawers.items():
            figure = Figure(figsize=(7, 3.6), layout="constrained")
            FigureCanvasSVG(figure)
            axes = figure.add_subplot()
            if drawer(axes, rows):
                path = folder / f"{name}.svg"
                figure.savefig(path, format="svg", metadata=NO_METADATA)
                paths.append(path)
    return paths


def _methods(axes: Axes, rows: pd.DataFrame) -> bool:
    found = rows[(rows["split"] == "all") & (rows["measure"] == "mape") & (rows["horizon"] != "all")]
    for method, line in found.groupby("method"):
        ours = method == METHOD
        _line(axes, line["horizon"], line["value"], str(method), BLUE if ours else GREY, thick=ours)
    return _finish(axes, "years ahead", "mean absolute error, %", len(found))


def _sizes(axes: Axes, rows: pd.DataFrame) -> bool:
    found = rows[(rows["split"] == "size") & (rows["measure"] == "mape") & (rows["method"] == METHOD)]
    found = found[found["horizon"] != "all"]
    for third, line in found.groupby("group"):
        _line(axes, line["horizon"], line["value"], str(third), ORANGE if third == "small third" else BLUE)
    return _finish(axes, "years ahead", "mean absolute error, %", len(found))


def _origins(axes: Axes, rows: pd.DataFrame) -> bool:
    found = rows[(rows["split"] == "origin") & (rows["measure"] == "bias") & (rows["method"] == METHOD)]
    for horizon, colour in (("1", BLUE), ("3", ORANGE)):
        line = found[found["horizon"] == horizon]
        if len(line):
            _line(axes, line["group"], line["value"], f"h = {horizon}", colour)
    axes.axhline(0.0, color=GREY, linewidth=1)
    return _finish(axes, "forecast from January", "mean error, % (negative: too few)", len(found), from_zero=False)


def _coverage(axes: Axes, rows: pd.DataFrame) -> bool:
    found = rows[(rows["split"] == "origin") & (rows["horizon"] == "all") & (rows["method"] == METHOD)]
    for measure, nominal, colour in (("cover_80", 80, BLUE), ("cover_95", 95, ORANGE)):
        line = found[found["measure"] == measure]
        if len(line):
            _line(axes, line["group"], line["value"], f"{nominal}%", colour)
        axes.axhline(nominal, color=colour, linewidth=1, linestyle=":")
    return _finish(axes, "forecast from January", "counts inside the band, %", len(found))


def _line(axes: Axes, across: pd.Series, up: pd.Series, name: str, colour: str, *, thick: bool = True) -> None:
    axes.plot(across.astype(int), up, color=colour, linewidth=2.2 if thick else 1.2, marker="o", markersize=4)
    axes.annotate(
        name, (int(across.iloc[-1]), up.iloc[-1]), (6, 0), textcoords="offset points", color=colour, va="center"
    )


def _finish(axes: Axes, across: str, up: str, points: int, *, from_zero: bool = True) -> bool:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.margins(x=0.12)
    if from_zero:
        axes.set_ylim(bottom=0)
    return points > 0
