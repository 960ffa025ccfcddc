"""Rolling origins: every method forecasts from every origin and sees only what was counted up to then."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from models.arrays import Floats
from sufficiency.backtest.challengers import CHALLENGERS, FEWEST_COUNTS, SLOW, Challenger
from sufficiency.backtest.ours import METHOD, QUANTILES, OurMethod, actual_plans, forecast_origins
from sufficiency.backtest.panel import ENGLAND, SERIES, TOTAL, Panel
from sufficiency.tables.contracts import Contract, check, integer, number, text
from sufficiency.workers import crew

METHODS = (METHOD, *CHALLENGERS)
QUICK = tuple(method for method in METHODS if method not in SLOW)
FIRST_ORIGIN_AFTER = 7
"""Years of history before the first origin, where none is named: 2017 on the published panel."""
AT_ONCE = 32
"""Histories that a worker is handed at once."""
SMALLEST_COUNT = 0.5
"""Stands for a count of zero where a method needs logs."""

KEY = (
    text("authority"),
    integer("origin", "census year", 1990, 2200),
    integer("horizon", "years ahead", 1, 30),
    text("method"),
    text("series", SERIES),
)
BAND = tuple(number(name, "plans", 0, optional=True) for name in QUANTILES)
FORECASTS = Contract(
    "forecasts",
    KEY,
    (
        number("forecast", "plans", 0),
        *BAND,
        number("actual", "plans", 0, optional=True),
    ),
)
"""``actual`` is blank where the year has not been counted; quantiles are blank where the method gives none."""
OWN_FORECASTS = Contract(
    "forecasts of your own",
    KEY,
    (number("forecast", "plans", 0), *BAND),
)


@dataclass(frozen=True)
class History:
    """Counts of consecutive years up to an origin, of one authority and series."""

    series: str
    authority: str
    origin: int
    counts: Floats


def default_origins(panel: Panel) -> list[int]:
    """Origins that can be scored: after seven years of history, up to the last year but one."""
    years = panel.years
    return [year for year in years[:-1] if year >= years[0] + min(FIRST_ORIGIN_AFTER, len(years) - 2)]


def roll(panel: Panel, origins: Sequence[int], methods: Sequence[str], ours: OurMethod, workers: int) -> pd.DataFrame:
    """Forecasts of ``methods`` at ``origins`` with what was counted: a table of :data:`FORECASTS`."""
    visible = panel.without(ours.references.faulty)
    parts = []
    if METHOD in methods:
        parts.append(forecast_origins(visible, sorted(origins), ours))
    rivals = [method for method in methods if method != METHOD]
    if rivals:
        histories = _histories(visible, origins)
        parts += [_challenge(histories, method, ours.horizons, workers) for method in rivals]
    return with_actual(pd.concat(parts, ignore_index=True), panel)


def with_actual(forecasts: pd.DataFrame, panel: Panel) -> pd.DataFrame:
    """Forecasts with the counts of ``panel``, checked and sorted."""
    return check(forecasts.assign(actual=actual_plans(forecasts, panel)), FORECASTS)


def _challenge(histories: list[History], method: str, horizons: int, workers: int) -> pd.DataFrame:
    """Forecasts of one challenger; the slow ones are spread over processes and forecast the total alone."""
    slow = method in SLOW
    chosen = [history for history in histories if history.series == TOTAL or not slow]
    tasks = [(history.counts, horizons) for history in chosen]
    hands_at_work = workers if slow else 1
    with crew(hands_at_work, CHALLENGERS.__getitem__, method) as hands:
        results = dict(hands.each(_forecast, tasks, AT_ONCE))
    keys = pd.DataFrame([(history.authority, history.origin, history.series) for history in chosen])
    keys = (
        keys.loc[keys.index.repeat(horizons)].reset_index(drop=True).set_axis(["authority", "origin", "series"], axis=1)
    )
    values = pd.DataFrame(
        np.array([results[place] for place in range(len(tasks))]).reshape(-1, 1 + len(QUANTILES)),
        columns=["forecast", *QUANTILES],
    )
    ahead = np.tile(np.arange(1, horizons + 1), len(chosen))
    return pd.concat([keys, values], axis=1).assign(method=method, horizon=ahead)


def _histories(panel: Panel, origins: Sequence[int]) -> list[History]:
    """Counts up to each origin of every series that is counted then, and long enough."""
    rows: list[tuple[str, str, pd.Series]] = [(TOTAL, ENGLAND, panel.england.reindex(panel.years))]
    for series, frame in panel.counts.items():
        rows += [(series, str(authority), own) for authority, own in frame.T.items()]
    found = []
    for series, authority, own in rows:
        counts = own.to_numpy(dtype=np.float64)
        first = int(np.isfinite(counts).argmax())
        for origin in origins:
            known = counts[first : origin - panel.years[0] + 1]
            if len(known) >= FEWEST_COUNTS and np.isfinite(known[-1]):
                found.append(History(series, authority, origin, _without_gaps(known)))
    return found


def _without_gaps(counts: Floats) -> Floats:
    """Fill gaps with even growth; a count of zero becomes a half, so that it has a log."""
    logs = np.log(np.where(counts == 0, SMALLEST_COUNT, counts))
    known, place = np.isfinite(logs), np.arange(len(logs))
    return np.asarray(np.exp(np.interp(place, place[known], logs[known])))


def _forecast(challenger: Challenger, task: tuple[Floats, int]) -> Floats:
    """Central forecast and quantiles of one history; shape (horizons, 1 + quantiles)."""
    counts, horizons = task
    forecast = challenger(counts, horizons)
    if forecast.deviation is None:
        quantiles = np.full((horizons, len(QUANTILES)), np.nan)
    else:
        scores = ndtri(np.array(list(QUANTILES.values())))
        quantiles = forecast.central[:, None] * np.exp(np.outer(forecast.deviation, scores))
    return np.column_stack([forecast.central, quantiles])
