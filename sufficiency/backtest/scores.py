"""How near forecasts came to what was counted, by method, series, horizon, origin and size.

Errors are signed as DfE signs them: forecast less actual, negative when too few were forecast. Percentages are of the
actual count, widths of the forecast. Pinball loss is the mean over the 2.5, 10, 50, 90 and 97.5% quantiles.
"""

import numpy as np
import pandas as pd

from sufficiency.backtest.panel import ENGLAND, SERIES, TOTAL, Panel
from sufficiency.tables.contracts import Contract, check, integer, number, text

MEASURES = ("mape", "bias", "cover_80", "cover_95", "width_80", "pinball")
SPLITS = ("all", "origin", "size")
SMALLEST_COMPLETE = 100
SETS = ("complete", "short", "small", "england")
"""``complete``: counted every year, never under 100 plans. ``short``: some years not. ``small``: under 100 plans."""
THIRDS = ("small third", "middle third", "large third")

ACCURACY = Contract(
    "accuracy",
    (
        text("authorities", (*SETS, "complete, every count")),
        text("series", SERIES),
        text("method"),
        text("split", SPLITS),
        text("group"),
        text("horizon"),
        text("measure", MEASURES),
    ),
    (number("value", "percent"), integer("cells", "forecasts scored")),
)
"""``horizon`` is a number of years or ``all``; ``value`` is in percent throughout."""


def authority_sets(panel: Panel) -> pd.Series:
    """Set of each authority (:data:`SETS`)."""
    total = panel.counts[TOTAL]
    sets = np.where(total.notna().all(axis=1), "complete", "short")
    sets = np.where(total.min(axis=1) < SMALLEST_COMPLETE, "small", sets)
    return pd.Series([*sets, "england"], index=[*total.index, ENGLAND])


def score(forecasts: pd.DataFrame, panel: Panel, faulty: pd.DataFrame) -> pd.DataFrame:
    """Accuracy table of :data:`ACCURACY`; counts known to be faulty are scored apart ("complete, every count")."""
    rows = _errors(forecasts[forecasts["actual"] > 0], panel)
    target = pd.MultiIndex.from_arrays([rows["authority"], rows["origin"] + rows["horizon"]])
    known = ~target.isin(pd.MultiIndex.from_frame(faulty[["authority", "census_year"]]))
    every = rows[rows["authorities"] == "complete"].assign(authorities="complete, every count")
    parts = [_averages(rows[known]), _averages(every)] if not known.all() else [_averages(rows)]
    return check(pd.concat(parts, ignore_index=True), ACCURACY)


def _errors(rows: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    actual, forecast = rows["actual"], rows["forecast"]
    banded = rows["p10"].notna() & rows["p2_5"].notna()
    inside_80 = (actual >= rows["p10"]) & (actual <= rows["p90"])
    inside_95 = (actual >= rows["p2_5"]) & (actual <= rows["p97_5"])
    levels = {"p2_5": 0.025, "p10": 0.1, "forecast": 0.5, "p90": 0.9, "p97_5": 0.975}
    losses = [
        np.maximum(level * (actual - rows[name]), (level - 1) * (actual - rows[name])) for name, level in levels.items()
    ]
    return rows.assign(
        authorities=rows["authority"].map(authority_sets(panel)),
        size=_thirds(rows, panel),
        mape=(forecast - actual).abs() / actual * 100,
        bias=(forecast - actual) / actual * 100,
        cover_80=inside_80.where(banded).astype(float) * 100,
        cover_95=inside_95.where(banded).astype(float) * 100,
        width_80=((rows["p90"] - rows["p10"]) / forecast * 100).where(banded & (forecast > 0)),
        pinball=(sum(losses) / len(losses) / actual * 100).where(banded),
    )


def _thirds(rows: pd.DataFrame, panel: Panel) -> pd.Series:
    """Third by plans at the origin, among the authorities that are counted every year."""
    sets = authority_sets(panel)
    total = panel.counts[TOTAL]
    complete = total[(sets.reindex(total.index) == "complete").to_numpy()]
    long = complete.rank(pct=True).reset_index(names="authority").melt("authority", var_name="origin")
    third = np.ceil(long["value"] * len(THIRDS)).clip(1, len(THIRDS)) - 1
    by_key = third.set_axis(pd.MultiIndex.from_frame(long[["authority", "origin"]]))
    keys = pd.MultiIndex.from_arrays([rows["authority"], rows["origin"]])
    found = by_key.reindex(keys).map(dict(enumerate(THIRDS)))
    return pd.Series(found.to_numpy(), index=rows.index)


def _averages(rows: pd.DataFrame) -> pd.DataFrame:
    one = rows.assign(all="all", origin=rows["origin"].astype(str), horizon=rows["horizon"].astype(str))
    both = pd.concat([one, one.assign(horizon="all")], ignore_index=True)
    return pd.concat([_split(both, split) for split in SPLITS], ignore_index=True)


def _split(rows: pd.DataFrame, split: str) -> pd.DataFrame:
    keys = ["authorities", "series", "method", split, "horizon"]
    groups = rows.dropna(subset=[split]).groupby(keys)[list(MEASURES)]
    values = groups.mean().reset_index().melt(keys, var_name="measure")
    cells = groups.count().reset_index().melt(keys, var_name="measure", value_name="cells")["cells"]
    found = values.assign(cells=cells, split=split).rename(columns={split: "group"})
    return found[found["cells"] > 0]
