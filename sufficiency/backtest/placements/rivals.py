"""Ways of forecasting learners that planners use, and the ways that this tool used before; names as in the tables."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.demand.practised import INMSS
from sufficiency.backtest.placements.known import ALL, SERIES, Known, PlansAhead, values

GROWTH_YEARS = 3

Rival = Callable[[Known, str, PlansAhead], pd.DataFrame]
"""Takes what was known, a series and plans ahead; gives authorities by January after the origin."""


def held_share(known: Known, series: str, ahead: PlansAhead) -> pd.DataFrame:
    """The last share of plans, held: how this tool forecast before."""
    now = ahead.plans[known.origin]
    return ahead.plans.iloc[:, 1:].mul(known.starting(series) / now, axis=0)


def own_growth(known: Known, series: str, ahead: PlansAhead) -> pd.DataFrame:
    """The authority's own growth of up to three years, for ever: the usual spreadsheet."""
    counts = known.counted(series).where(lambda learners: learners > 0)
    growth = np.full(len(counts), np.nan)
    for years in range(min(GROWTH_YEARS, counts.shape[1] - 1), 0, -1):
        now, then = (values(counts[[year]])[:, 0] for year in (known.origin, known.origin - years))
        growth = np.where(np.isnan(growth), np.log(now / then) / years, growth)
    return _growing(known, series, ahead, pd.Series(growth, index=counts.index))


def england_growth(known: Known, series: str, ahead: PlansAhead) -> pd.DataFrame:
    """England's growth of the kind of up to three years, for ever."""
    counts = known.counted(series)
    years = [int(year) for year in counts.columns]
    pairs = [(year - 1, year) for year in years[-GROWTH_YEARS:] if year - 1 in years]
    yearly = [counts[list(pair)].dropna().sum().to_numpy() for pair in pairs]
    growth = float(np.mean([np.log(after / before) for before, after in yearly]))
    return _growing(known, series, ahead, pd.Series(growth, index=counts.index))


def no_change(known: Known, series: str, ahead: PlansAhead) -> pd.DataFrame:
    """The last count, for ever."""
    return _growing(known, series, ahead, pd.Series(0.0, index=known.learners.index))


def old_chain(known: Known, ahead: PlansAhead, state_known: pd.DataFrame) -> pd.DataFrame:
    """Other special schools as what is left of a held share of special schools when state places are taken off."""
    return (held_share(known, ALL, ahead) - state_known).clip(lower=0.0)


def _growing(known: Known, series: str, ahead: PlansAhead, growth: pd.Series) -> pd.DataFrame:
    later = [int(year) for year in ahead.plans.columns[1:]]
    return pd.DataFrame({year: known.starting(series) * np.exp(growth * (year - known.origin)) for year in later})


RIVALS: dict[str, Rival] = {
    "held_share": held_share,
    "own_growth": own_growth,
    "england_growth": england_growth,
    "no_change": no_change,
}
OLD_CHAIN = "old_chain"


def rivals(known: Known, ahead: PlansAhead) -> dict[tuple[str, str], pd.DataFrame]:
    """Forecasts of every rival and series, by method and series."""
    return {(name, series): rival(known, series, ahead) for name, rival in RIVALS.items() for series in SERIES}


def rivals_with_places(
    known: Known, ahead: PlansAhead, state_known: pd.DataFrame
) -> dict[tuple[str, str], pd.DataFrame]:
    """The same where the learners of state special schools are given: all special schools are those and the others."""
    others = {name: rival(known, INMSS, ahead) for name, rival in RIVALS.items()}
    others[OLD_CHAIN] = old_chain(known, ahead, state_known)
    made = {(name, INMSS): frame for name, frame in others.items()}
    return made | {(name, ALL): frame + state_known for name, frame in others.items()}
