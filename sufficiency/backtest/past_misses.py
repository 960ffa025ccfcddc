"""How far forecasts missed, for the reports of runs: rows of ``data/reference/past_misses.csv`` from a backtest.

Each benchmark that fills a part of ``docs/accuracy.md`` renews its own series in that table, so that both say the same.
"""

from pathlib import Path

import pandas as pd

from models.demand.practised import PLANS
from sufficiency.backtest.ours import METHOD
from sufficiency.backtest.panel import AGE_BANDS, TOTAL
from sufficiency.backtest.placements.rolling import SETTINGS
from sufficiency.backtest.placements.scores import england_errors, scored_cells
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.packs.england.contracts import PAST_MISSES
from sufficiency.tables.contracts import check
from sufficiency.tables.files import read_table, table_text
from sufficiency.tables.folders import put_file

COLUMNS = {"mape": "mean_abs_percent", "bias": "signed_percent", "cover_80": "inside_80"}
KEY = ["series", "years_ahead"]


def misses_of_plans(accuracy: pd.DataFrame, source: str) -> pd.DataFrame:
    """Rows of :data:`PAST_MISSES` for plans and their age bands, from the accuracy table of ``backtest``."""
    rows = accuracy[(accuracy["authorities"] == "complete") & (accuracy["method"] == METHOD)]
    rows = rows[rows["series"].isin([TOTAL, *AGE_BANDS]) & rows["measure"].isin(COLUMNS) & (rows["horizon"] != "all")]
    rows = rows.assign(years_ahead=rows["horizon"].astype(int), measure=rows["measure"].map(COLUMNS))
    every, by_origin = (rows[rows["split"] == split] for split in ("all", "origin"))
    wide = every.pivot_table(index=KEY, columns="measure", values="value")
    wide["inside_80"] = wide["inside_80"].where(wide.index.get_level_values("series") == TOTAL)
    counts = every[every["measure"] == COLUMNS["mape"]].groupby(KEY)["cells"].sum()
    origins = by_origin.assign(group=by_origin["group"].astype(int)).groupby(KEY)
    table = wide.assign(
        forecasts=counts,
        authorities=origins["cells"].max(),
        first_january=origins["group"].min(),
        last_january=origins["group"].max(),
        together_percent=float("nan"),
        source=source,
    ).reset_index()
    return check(table.assign(series=table["series"].replace(TOTAL, PLANS)), PAST_MISSES)


def misses_of_placements(forecasts: pd.DataFrame, counts: PlacementCounts, source: str) -> pd.DataFrame:
    """Rows of :data:`PAST_MISSES` for kinds of provision, with plans forecast too, as ``backtest placements`` does."""
    cells = scored_cells(forecasts, counts)
    cells = cells[(cells["setting"] == SETTINGS[2]) & (cells["method"] == METHOD)].rename(
        columns={"horizon": "years_ahead"}
    )
    together = england_errors(cells.rename(columns={"years_ahead": "horizon"})).rename(columns={"horizon": KEY[1]})
    scored = cells[cells["enough"]]
    inside = scored["actual"].between(scored["p10"], scored["p90"]) * 100.0
    table = scored.assign(missed=scored["error"].abs(), inside=inside.where(scored["p10"].notna())).groupby(KEY).agg(
        mean_abs_percent=("missed", "mean"), signed_percent=("error", "mean"), inside_80=("inside", "mean"),
        forecasts=("error", "size"), authorities=("authority", "nunique"),
        first_january=("origin", "min"), last_january=("origin", "max"),
    )  # fmt: skip
    together_percent = together.groupby(KEY)["england_error"].mean()
    return check(table.assign(together_percent=together_percent, source=source).reset_index(), PAST_MISSES)


def renew(path: Path, rows: pd.DataFrame) -> None:
    """Put rows in place of those of their series in the table at ``path``, which is made where it is not there."""
    kept = pd.DataFrame(columns=PAST_MISSES.column_names)
    if path.exists():
        kept, _ = read_table(path, PAST_MISSES)
        kept = kept[~kept["series"].isin(rows["series"])]
    both = pd.concat([kept, rows], ignore_index=True) if len(kept) else rows
    put_file(path, table_text(check(both, PAST_MISSES), PAST_MISSES, places=6))
