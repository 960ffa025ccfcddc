"""How near forecasts of learners came, by setting, method, series and years ahead.

Scored are the authorities whose placements were published every January with few not recorded (``complete``), and of
them the cells with 30 learners or more (A-155) in the January forecast from and in the one forecast; counts known to be
faulty, at either end, are left out, or scored with the rest where ``every_count`` is asked. Percentages are of the
actual count, widths of the forecast; errors are forecast less actual, negative when too few were forecast. England's
error is that of the sum over the complete authorities, small ones too, a mean over origins.
"""

import numpy as np
import pandas as pd

from models.demand.practised import KINDS, PLANS, STATE
from models.demand.practised_errors import FEWEST_LEARNERS
from sufficiency.backtest.placements.known import ALL, SERIES
from sufficiency.backtest.placements.ours import METHOD
from sufficiency.backtest.placements.rolling import METHODS, SETTINGS
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.backtest.scores import THIRDS
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.placements import MOST_NOT_RECORDED, Panel
from sufficiency.tables.contracts import Contract, check, number, text

MEASURES = ("mape", "bias", "england_error", "cover_80", "width_80", "n")
EVERY_HORIZON = "all"

PLACEMENT_ACCURACY = Contract(
    "accuracy",
    (
        text("setting", SETTINGS),
        text("method", METHODS),
        text("series", SERIES),
        text("horizon"),
        text("measure", MEASURES),
    ),
    (number("value", "percent; forecasts scored for n"),),
)
"""``horizon`` is a number of years or ``all``."""


def complete_authorities(counts: PlacementCounts) -> list[str]:
    """Authorities whose placements were published every January, with few not recorded, and no fault of all series."""
    published = counts.published
    few = ~(published[NOT_RECORDED] >= MOST_NOT_RECORDED * published[PLANS])
    whole = (few & published[STATE].notna() & counts.usable[PLANS].notna()).all(axis=1)
    return [str(authority) for authority in whole.index[whole]]


def scored_cells(forecasts: pd.DataFrame, counts: PlacementCounts, *, every_count: bool = False) -> pd.DataFrame:
    """Forecasts of the complete authorities that can be scored, with ``start`` (learners at the origin), ``enough``
    (30 at both ends) and ``error`` (percent).
    """  # noqa: D205 - one sentence
    panel = counts.published if every_count else counts.usable
    rows = forecasts[forecasts["authority"].isin(complete_authorities(counts))]
    start = _counts_at(panel, rows, rows["origin"])
    actual = _counts_at(panel, rows, rows["origin"] + rows["horizon"])
    error = (rows["forecast"] - actual) / actual * 100
    enough = (start >= FEWEST_LEARNERS) & (actual >= FEWEST_LEARNERS)
    rows = rows.assign(start=start, actual=actual, enough=enough, error=error)
    return rows[start.notna() & actual.notna()]


def score_placements(forecasts: pd.DataFrame, counts: PlacementCounts, *, every_count: bool = False) -> pd.DataFrame:
    """Accuracy table of :data:`PLACEMENT_ACCURACY`."""
    cells = scored_cells(forecasts, counts, every_count=every_count)
    keys = ["setting", "method", "series", "horizon"]
    of_cells = _with_all(_measured(cells[cells["enough"]])).groupby(keys).agg(
        mape=("mape", "mean"), bias=("error", "mean"), cover_80=("inside", "mean"), width_80=("width", "mean"),
        n=("error", "size"),
    )  # fmt: skip
    england = _with_all(england_errors(cells)).groupby(keys)["england_error"].mean()
    table = of_cells.join(england, how="outer").reset_index().melt(keys, var_name="measure")
    return check(table.dropna(subset="value"), PLACEMENT_ACCURACY)


def england_errors(cells: pd.DataFrame) -> pd.DataFrame:
    """Error of the sum over authorities (percent), by setting, method, series, origin and horizon."""
    keys = ["setting", "method", "series", "origin", "horizon"]
    sums = cells.groupby(keys)[["forecast", "actual"]].sum()
    return ((sums["forecast"] / sums["actual"] - 1) * 100).rename("england_error").reset_index()


def coverage_by(forecasts: pd.DataFrame, counts: PlacementCounts, split: str) -> pd.DataFrame:
    """Share of counts inside our 80% band, percent: rows setting and series, columns origins or thirds by size."""
    cells = scored_cells(forecasts, counts)
    ours = _measured(cells[cells["enough"] & (cells["method"] == METHOD)])
    rank = ours.groupby(["setting", "series", "origin"])["start"].rank(pct=True)
    third = (np.ceil(rank * len(THIRDS)).clip(1, len(THIRDS)) - 1).astype(int).map(dict(enumerate(THIRDS)))
    by = third if split == "size" else ours["origin"]
    found = ours.assign(by=by).pivot_table(index=["setting", "series"], columns="by", values="inside")
    return found[[third for third in THIRDS if third in found]] if split == "size" else found


def _measured(cells: pd.DataFrame) -> pd.DataFrame:
    banded = cells["p10"].notna() & cells["p90"].notna()
    inside = ((cells["actual"] >= cells["p10"]) & (cells["actual"] <= cells["p90"])).astype(float) * 100
    width = (cells["p90"] - cells["p10"]) / cells["forecast"].where(cells["forecast"] > 0) * 100
    return cells.assign(mape=cells["error"].abs(), inside=inside.where(banded), width=width.where(banded))


def _with_all(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of each horizon, and once more of all horizons together."""
    one = rows.assign(horizon=rows["horizon"].astype(str))
    return pd.concat([one, one.assign(horizon=EVERY_HORIZON)], ignore_index=True)


def _counts_at(panel: Panel, rows: pd.DataFrame, years: pd.Series) -> pd.Series:
    """Count of each row's series in a January, blank where none."""
    counts = {series: panel[series] for series in KINDS} | {ALL: panel[STATE] + panel["inmss_special"]}
    long = pd.concat({series: frame.T.unstack() for series, frame in counts.items()})  # noqa: PD010 - a lookup
    found = long.reindex(pd.MultiIndex.from_arrays([rows["series"], rows["authority"], years]))
    return pd.Series(found.to_numpy(dtype=np.float64), index=rows.index)
