"""The short report of a backtest of placements: tables as Markdown, pictures, and the rules of scoring."""

import pandas as pd

from models.demand.practised import INMSS
from sufficiency.backtest.gates import Gate
from sufficiency.backtest.placements.gates import NAMES, SETTING_NAMES, judge_placements
from sufficiency.backtest.placements.known import SERIES
from sufficiency.backtest.placements.ours import METHOD
from sufficiency.backtest.placements.pictures import CAPTIONS, placement_pictures
from sufficiency.backtest.placements.rolling import SETTINGS
from sufficiency.backtest.placements.scores import (
    EVERY_HORIZON,
    complete_authorities,
    coverage_by,
    england_errors,
    scored_cells,
)
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.backtest.report import as_markdown

RULES = """Scored are {complete} authorities whose placements were published every January, with fewer than one in
twenty not recorded. Of them, the cells with 30 learners or more in the January forecast from and in the one forecast;
counts known to be faulty (`placements_known_faults.csv`) are left out at either end. Errors are forecast less actual,
negative when too few were forecast. England's error is that of the sum over these authorities, a mean over origins.
Forecasts of every other authority stand in `forecasts.csv` too. No forecast saw anything after its origin, sizes of
bands included; own weight, believed shares and diversion were chosen once, on these years.

*Plans known* gives plans as they were counted; *plans and state places known* gives the learners of state special
schools too; *all forecast* gives nothing, and plans are forecast from the Januaries of the panel, or of `--plans`."""
OF_OURS = {
    "mape": "mean absolute % error",
    "bias": "mean % error, signed (negative: too few)",
    "england_error": "England's total, % error",
    "cover_80": "inside the 80% band, %",
    "width_80": "width of the 80% band, % of forecast",
    "n": "forecasts scored",
}


def placement_report(
    forecasts: pd.DataFrame, accuracy: pd.DataFrame, counts: PlacementCounts, command: str
) -> dict[str, str]:
    """``report.md`` and its pictures, by file name."""
    drawn = placement_pictures(accuracy, coverage_by(forecasts, counts, "origin"))
    parts = [
        "# Where learners are: how accurate the forecasts were",
        f"Made by `{command}`.",
        RULES.format(complete=len(complete_authorities(counts))),
        *(
            part
            for title, table in sections(forecasts, accuracy, counts)
            for part in (f"## {title}", as_markdown(table))
        ),
        *(f"![{CAPTIONS[name]}]({name}.svg)" for name in drawn),
    ]
    return {"report.md": "\n\n".join(parts) + "\n"} | {f"{name}.svg": picture for name, picture in drawn.items()}


def sections(
    forecasts: pd.DataFrame, accuracy: pd.DataFrame, counts: PlacementCounts
) -> list[tuple[str, pd.DataFrame]]:
    """Titles and tables of the report, those that there are figures for."""
    made = [
        (f"Mean absolute % error, {SETTING_NAMES[setting]}", methods_table(accuracy, setting, "mape"))
        for setting in SETTINGS
    ]
    made += [(f"Ours, {SETTING_NAMES[setting]}", ours_table(accuracy, setting)) for setting in SETTINGS]
    made += [
        (
            f"England's total by method, {SETTING_NAMES['plans_and_places_known']}, % error",
            methods_table(accuracy, "plans_and_places_known", "england_error"),
        ),
        ("England's total by origin, ours, plans known, % error", england_table(forecasts, counts)),
        ("Inside our 80% band by origin, %", split_table(forecasts, counts, "origin")),
        ("Inside our 80% band by size of authority, %", split_table(forecasts, counts, "size")),
    ]
    if _whole(accuracy):
        made.append(("Gates", gates_table(judge_placements(accuracy))))
    return [(title, table) for title, table in made if len(table)]


def methods_table(accuracy: pd.DataFrame, setting: str, measure: str) -> pd.DataFrame:
    """One measure, a row a series and method, a column a horizon."""
    rows = accuracy[(accuracy["setting"] == setting) & (accuracy["measure"] == measure)]
    return _by_horizon(rows, "method", sorted(rows["method"].unique(), key=lambda method: (method != METHOD, method)))


def ours_table(accuracy: pd.DataFrame, setting: str) -> pd.DataFrame:
    """Every measure of our method, a row a series and measure, a column a horizon."""
    rows = accuracy[(accuracy["setting"] == setting) & (accuracy["method"] == METHOD)]
    rows = rows.assign(measure=rows["measure"].map(OF_OURS))
    return _by_horizon(rows, "measure", list(OF_OURS.values()))


def _by_horizon(rows: pd.DataFrame, column: str, order: list[str]) -> pd.DataFrame:
    wide = rows.pivot_table(index=["series", column], columns="horizon", values="value")
    kept = [(series, one) for series in SERIES for one in order if (series, one) in wide.index]
    named = wide.reindex(pd.MultiIndex.from_tuples(kept, names=["series", column]) if kept else wide.index[:0])
    named = named.rename(
        columns=lambda horizon: horizon if horizon == EVERY_HORIZON else f"h = {horizon}"
    ).reset_index()
    return named.assign(series=named["series"].map(NAMES))


def england_table(forecasts: pd.DataFrame, counts: PlacementCounts) -> pd.DataFrame:
    """Error of England's total with plans known, a row a series and origin, a column a horizon."""
    errors = england_errors(scored_cells(forecasts, counts))
    ours = errors[(errors["method"] == METHOD) & (errors["setting"] == "plans_known")]
    wide = ours.pivot_table(index=["series", "origin"], columns="horizon", values="england_error")
    wide = wide.reindex([key for series in SERIES for key in wide.index if key[0] == series])
    named = wide.rename(columns="h = {}".format).reset_index().astype({"origin": str})
    return named.assign(series=named["series"].map(NAMES))


def split_table(forecasts: pd.DataFrame, counts: PlacementCounts, split: str) -> pd.DataFrame:
    """Share of counts inside our 80% band, a row a setting and series, a column an origin or a third by size."""
    table = coverage_by(forecasts, counts, split)
    order = [(setting, series) for setting in SETTINGS for series in SERIES if (setting, series) in table.index]
    named = table.reindex(order).rename(columns=str).reset_index()
    return named.assign(series=named["series"].map(NAMES), setting=named["setting"].map(SETTING_NAMES))


def gates_table(gates: list[Gate]) -> pd.DataFrame:
    """Every gate with what was measured."""
    rows = [
        (one.name, one.value, _span(one.gate), _yes(one.passed), _span(one.aim), _yes(one.aim_met)) for one in gates
    ]
    return pd.DataFrame(rows, columns=["measure", "measured", "gate", "passed", "aim", "aim met"])


def _whole(accuracy: pd.DataFrame) -> bool:
    """Whether our method could be scored at every horizon that has a gate."""
    rows = accuracy[(accuracy["method"] == METHOD) & (accuracy["measure"] == "mape") & (accuracy["series"] == INMSS)]
    wanted = {(setting, str(horizon)) for setting in SETTINGS[:2] for horizon in range(1, 5)}
    return wanted <= set(zip(rows["setting"], rows["horizon"], strict=True))


def _span(limits: tuple[float, float]) -> str:
    low, high = limits
    return f"at most {high:g}" if low == 0 else f"{low:g} to {high:g}"


def _yes(true: bool) -> str:
    return "yes" if true else "no"
