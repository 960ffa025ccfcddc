"""The short report of a backtest: tables as Markdown, pictures, and what to know about each authority's history."""

import pandas as pd

from models.demand.growth import breaks, usable_counts
from sufficiency.backtest.ours import METHOD, OLDEST_COUNT, OurMethod
from sufficiency.backtest.panel import AGE_BANDS, TOTAL, Panel
from sufficiency.backtest.pictures import CAPTIONS, pictures
from sufficiency.tables.contracts import Contract, check, free_text, text

REMARKS = Contract("remarks", (text("authority"), free_text("remark")), (free_text("what_is_done"),))

NAMES = {
    "mape": "mean absolute % error",
    "bias": "mean % error, signed (negative: too few)",
    "cover_80": "inside the 80% band, %",
    "cover_95": "inside the 95% band, %",
    "width_80": "width of the 80% band, % of forecast",
    "pinball": "pinball loss, % of actual",
}


def remarks(panel: Panel, ours: OurMethod) -> pd.DataFrame:
    """Return a row for each thing to know about a history at the last year: a table of :data:`REMARKS`."""
    parameters = ours.parameters
    faulty = ours.references.faulty
    rows = [
        (str(authority), f"{year} known to be faulty: {reason}", "not used, scored apart")
        for authority, year, reason in zip(faulty["authority"], faulty["census_year"], faulty["reason"], strict=True)
        if authority in panel.counts[TOTAL].index and year in panel.years
    ]
    visible = panel.without(ours.references.faulty).counts[TOTAL]
    for authority, own in visible.T.items():
        years, _ = usable_counts(own, parameters)
        name = str(authority)
        if not len(years):
            rows.append((name, "no count above zero", "not forecast"))
        elif own.dropna().index.max() < panel.years[-1] - OLDEST_COUNT:
            rows.append((name, f"last counted in {years[-1]}", "not forecast after that"))
        elif len(years) < parameters.shortest_history:
            rows.append((name, f"only {len(years)} counts", "grows as England does, with wider bands"))
        rows += [(name, f"break in {year}", "growth is not read across it") for year in breaks(own, parameters)]
    return check(pd.DataFrame(rows, columns=["authority", "remark", "what_is_done"]), REMARKS)


def report_files(accuracy: pd.DataFrame, known: pd.DataFrame, command: str) -> dict[str, str]:
    """Return ``report.md`` and its pictures, by file name; ``known`` are the remarks."""
    drawn = pictures(accuracy)
    parts = [
        "# How accurate the forecasts were",
        f"Made by `{command}`. Every forecast saw the panel up to its origin and no further.",
        *sections(accuracy),
        *(f"![{CAPTIONS[name]}]({name}.svg)" for name in drawn),
        f"## What to know about {known['authority'].nunique()} authorities",
        as_markdown(known) if len(known) else "Nothing.",
    ]
    return {"report.md": "\n\n".join(parts) + "\n"} | {f"{name}.svg": picture for name, picture in drawn.items()}


def sections(accuracy: pd.DataFrame) -> list[str]:
    """Headings and tables in order, leaving out what there are no figures for."""
    if accuracy.empty:
        return ["No forecast could be scored: no year after an origin has been counted."]
    return [
        part
        for title, table in (
            ("Methods: plans, mean absolute % error by years ahead", methods_table(accuracy, "mape")),
            ("Methods: plans, pinball loss in % of actual, by years ahead", methods_table(accuracy, "pinball")),
            ("Our total by years ahead", measures_table(accuracy)),
            ("Our total by origin", split_table(accuracy, "origin")),
            ("Our total by size of authority", split_table(accuracy, "size")),
            ("Age bands, mean absolute % error by years ahead", bands_table(accuracy)),
            ("Other authorities and England, mean absolute % error by years ahead", sets_table(accuracy)),
        )
        if len(table)
        for part in (f"## {title}", as_markdown(table))
    ]


def methods_table(accuracy: pd.DataFrame, measure: str) -> pd.DataFrame:
    """One measure of the total, methods by horizon, best first."""
    rows = _all(accuracy, "complete")
    rows = rows[(rows["measure"] == measure) & (rows["series"] == TOTAL) & (rows["horizon"] != "all")]
    wide = rows.pivot_table(index="method", columns="horizon", values="value")
    return wide.sort_values(list(wide.columns[:1])).rename(columns="h = {}".format).reset_index()


def measures_table(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Every measure of our total, by horizon."""
    rows = _all(accuracy, "complete")
    rows = rows[(rows["method"] == METHOD) & (rows["series"] == TOTAL)]
    wide = rows.pivot_table(index="measure", columns="horizon", values="value")
    return _named(wide)


def split_table(accuracy: pd.DataFrame, split: str) -> pd.DataFrame:
    """Every measure of our total over all horizons, by origin or size."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["split"] == split)]
    rows = rows[(rows["method"] == METHOD) & (rows["series"] == TOTAL) & (rows["horizon"] == "all")]
    return _named(rows.pivot_table(index="measure", columns="group", values="value"))


def bands_table(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute % error of each age band and method, by horizon."""
    rows = _all(accuracy, "complete")
    rows = rows[rows["series"].isin(AGE_BANDS) & (rows["measure"] == "mape") & (rows["horizon"] != "all")]
    wide = rows.pivot_table(index=["series", "method"], columns="horizon", values="value")
    order = [(band, method) for band in AGE_BANDS for method in sorted(rows["method"].unique())]
    return wide.reindex([key for key in order if key in wide.index]).rename(columns="h = {}".format).reset_index()


def sets_table(accuracy: pd.DataFrame) -> pd.DataFrame:
    """Mean absolute % error of our total for each set of authorities, by horizon."""
    rows = accuracy[(accuracy["split"] == "all") & (accuracy["method"] == METHOD) & (accuracy["series"] == TOTAL)]
    rows = rows[rows["measure"] == "mape"]
    wide = rows.pivot_table(index="authorities", columns="horizon", values="value")
    return wide.rename(columns=lambda horizon: f"h = {horizon}").reset_index()


def as_markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown: numbers with two decimals below 10 and one above."""
    lines = ["| " + " | ".join(str(column) for column in table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "" if pd.isna(value) else f"{value:.{2 if abs(value) < 9.995 else 1}f}"


def _all(accuracy: pd.DataFrame, authorities: str) -> pd.DataFrame:
    return accuracy[(accuracy["split"] == "all") & (accuracy["authorities"] == authorities)]


def _named(wide: pd.DataFrame) -> pd.DataFrame:
    ordered = wide.reindex([measure for measure in NAMES if measure in wide.index])
    return ordered.rename(index=NAMES).rename_axis("measure").reset_index()
