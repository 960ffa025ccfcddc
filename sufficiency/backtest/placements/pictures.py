"""Pictures of a backtest of placements, in the style of the others."""

import pandas as pd

from models.demand.practised import INMSS, STATE
from sufficiency.backtest.pictures import Picture, ScoreLine, by_number, draw
from sufficiency.backtest.placements.known import ALL
from sufficiency.backtest.placements.ours import METHOD
from sufficiency.backtest.placements.rivals import OLD_CHAIN
from sufficiency.reports.pictures.style import BLUE, ORANGE, SOFT

OF_METHODS = {
    "placements-all": ("plans_known", ALL, "Learners in all special schools, plans known"),
    "placements-state": ("plans_known", STATE, "Learners in state special schools, plans known"),
    "placements-inmss": (
        "plans_known",
        INMSS,
        "Learners in independent and non-maintained special schools, plans known",
    ),
    "placements-chain": (
        "plans_and_places_known",
        INMSS,
        "Learners in independent and non-maintained special schools, plans and state places known",
    ),
}
COVERAGE = "placements-coverage"
SHORT_NAMES = {ALL: "all special", STATE: "state special", INMSS: "other special", "base": "bases"}
CAPTIONS = {
    **{
        name: f"{words}: mean absolute % error by years ahead, one line a method."
        for name, (_, _, words) in OF_METHODS.items()
    },
    COVERAGE: "Share of counts inside our 80% bands by origin, plans known, all years ahead together.",
}


def placement_pictures(accuracy: pd.DataFrame, by_origin: pd.DataFrame) -> dict[str, str]:
    """Draw the pictures that there are figures for: texts of SVG files, by the names of :data:`CAPTIONS`.

    ``by_origin`` is the share of counts inside the band, a row a setting and series, a column an origin.
    """
    drawn = {name: _methods(accuracy, setting, series) for name, (setting, series, _) in OF_METHODS.items()}
    drawn[COVERAGE] = _coverage(by_origin)
    return {name: draw(name, CAPTIONS[name], picture) for name, picture in drawn.items() if picture.lines}


def _methods(accuracy: pd.DataFrame, setting: str, series: str) -> Picture:
    rows = accuracy[(accuracy["setting"] == setting) & (accuracy["series"] == series) & (accuracy["measure"] == "mape")]
    lines = [_line(str(method), by_number(one, "horizon")) for method, one in rows.groupby("method")]
    return Picture(tuple(lines), "years ahead", "mean absolute error, %")


def _line(method: str, points: pd.Series) -> ScoreLine:
    if method == METHOD:
        return ScoreLine(points, f"{METHOD} (ours)", BLUE)
    return ScoreLine(
        points, method.replace("_", " ").replace("england", "England"), ORANGE if method == OLD_CHAIN else SOFT, 1.2
    )


def _coverage(by_origin: pd.DataFrame) -> Picture:
    colours = {ALL: BLUE, INMSS: ORANGE}
    rows = by_origin.loc["plans_known"] if "plans_known" in by_origin.index else by_origin.iloc[:0]
    lines = [
        ScoreLine(row.dropna(), SHORT_NAMES[str(series)], colours.get(str(series), SOFT))
        for series, row in rows.iterrows()
    ]
    return Picture(tuple(lines), "forecast from January", "counts inside the 80% band, %", ((80.0, SOFT),))
