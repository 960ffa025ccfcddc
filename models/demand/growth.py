"""How an authority's total of plans grows: England's growth, its own lead over it, and a pull towards England's rate.

In year ``k`` ahead the log of plans grows by::

    g(k) = g_england * damping**k + w * rho**(k-1) * (g_own - g_england) - c * (1 - c)**(k-1) * r

``g_england``: England's growth of the last year. ``damping``: ``england_damping``. ``g_own``: the authority's mean
growth over ``growth_years``. ``w``: ``own_weight``. ``rho``: ``own_decay``. ``c``: ``convergence``. ``r``: how far the
authority's plans for each resident aged 0-25 lie above England's, in logs (``relative_rate``; 0 when not known).
Why, and what each term gains on the published years: ``docs/accuracy.md``.

Paths carry a three-part error (:mod:`models.demand.growth_errors`): each part is drawn once a path, because an error
that is drawn anew each year averages itself away.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Ints, settled
from models.demand.growth_errors import TAIL_DEGREES, GrowthErrors
from models.parameters.demand import GrowthParameters
from models.sampling import Draws, heavy_tailed, normals

FEWEST_PLANS_FOR_A_BREAK = 100
"""Below this, a jump is chance and no break (A-43)."""


@dataclass(frozen=True)
class Start:
    """Where a forecast starts: the last count that may be used, and the growth read from the years before it.

    ``growth`` is the yearly growth above England's, in logs; None where the history is too short or broken.
    """

    census_year: int
    plans: float
    growth: float | None


def forecast_total(
    own: pd.Series, england: pd.Series, parameters: GrowthParameters, horizon: int, relative_rate: float = 0.0
) -> Floats:
    """Central path of an authority's plans in the ``horizon`` years after the last year of ``own``; shape (horizon,).

    ``own`` and ``england`` are plans by census year, absent counts blank; years of ``england`` after the last of
    ``own`` are not used. A history that is too short, or broken, grows as England does. Counts of zero throughout
    give zeros, no count at all gives blanks (absent is not zero).

    Raises
    ------
    ValueError
        When England has fewer than two counts to grow from.
    """
    start = find_start(own, england, parameters)
    if start is None:
        return np.full(horizon, 0.0 if own.notna().any() else np.nan)
    since = int(own.index.max()) - start.census_year
    steps = np.arange(since + horizon)
    growth = _england_growth(own, england, parameters, start.census_year, horizon)
    growth = growth + parameters.own_weight * parameters.own_decay**steps * (start.growth or 0.0)
    growth = growth - parameters.convergence * (1.0 - parameters.convergence) ** steps * relative_rate
    return np.asarray(start.plans * settled(np.exp(np.cumsum(growth))))[since:]


def total_paths(  # noqa: PLR0913, PLR0917 - what is forecast (four), how far, and the key of the streams (two)
    own: pd.Series,
    england: pd.Series,
    parameters: GrowthParameters,
    errors: GrowthErrors,
    horizon: int,
    seed: int,
    draws: Draws,
    relative_rate: float = 0.0,
) -> Floats:
    """Paths of an authority's plans, shape (draws, horizon), around :func:`forecast_total`.

    The common shock of a draw is the same for every authority; the rest is keyed by the name of ``own``. At each
    horizon the central path's logarithm carries Student's tails of the standard deviation of all three parts.
    """
    central = forecast_total(own, england, parameters, horizon, relative_rate)
    common, persistent, noise = sizes = _sizes(own, england, parameters, errors, horizon)
    deviation = np.sqrt((sizes**2).sum(axis=0))
    steps = np.sqrt(np.diff(noise**2, prepend=0.0).clip(min=0.0))
    walk = np.cumsum(normals(seed, draws, f"growth/own/{own.name}", horizon) * steps, axis=1)
    shock = normals(seed, draws, "growth/common", 1) * common
    drift = normals(seed, draws, f"growth/persistent/{own.name}", 1) * persistent
    total = shock + drift + walk
    scores = np.divide(total, deviation, out=np.zeros_like(total), where=deviation > 0)
    return np.asarray(central * settled(np.exp(deviation * heavy_tailed(scores, TAIL_DEGREES))))


def relative_rate(plans: float, persons: float, england_plans: float, england_persons: float) -> float:
    """Log of an authority's plans for each resident over England's; 0 where a figure is missing or not above zero."""
    figures = np.array([plans, england_persons, persons, england_plans], dtype=np.float64)
    if not (np.isfinite(figures) & (figures > 0)).all():
        return 0.0
    return float(np.log(figures[:2]).sum() - np.log(figures[2:]).sum())


def find_start(own: pd.Series, england: pd.Series, parameters: GrowthParameters) -> Start | None:
    """Where the forecast starts; None when no count is above zero.

    A last count that fell as a break does (:func:`breaks`) is taken for a faulty return and not started from.
    """
    years, counts = usable_counts(own, parameters)
    if not len(years):
        return None
    broken = _broken(years, counts, parameters)
    if len(years) > 1 and broken[-1] and counts[-1] < counts[-2]:
        years, counts, broken = years[:-1], counts[:-1], broken[:-1]
    growth = None
    if len(years) >= parameters.shortest_history:
        recent = slice(-parameters.growth_years, None)
        lead = _growth(years, counts)[recent] - _growth_of_england(england, years[1:][recent])
        kept = lead[~broken[recent]]
        growth = float(kept.mean()) if len(kept) else None
    return Start(int(years[-1]), float(counts[-1]), growth)


def breaks(own: pd.Series, parameters: GrowthParameters) -> tuple[int, ...]:
    """Census years whose count jumped or fell, from the one before, by more than ``break_ratio`` a year."""
    years, counts = usable_counts(own, parameters)
    return tuple(int(year) for year in years[1:][_broken(years, counts, parameters)])


def usable_counts(history: pd.Series, parameters: GrowthParameters) -> tuple[Ints, Floats]:
    """Census years, ascending, and their counts that growth may be read from: above zero, in no excluded year.

    A total of zero is a return that was not made: no authority maintains no plan (A-44).
    """
    years = history.index.to_numpy(dtype=np.int64)
    counts = history.to_numpy(dtype=np.float64)
    order = np.argsort(years)
    kept = order[(counts[order] > 0) & ~np.isin(years[order], parameters.excluded_years)]
    return years[kept], counts[kept]


def _growth(years: Ints, counts: Floats) -> Floats:
    """Growth up to each year but the first, in logs a year, spread evenly over a gap."""
    return np.asarray(np.diff(np.log(counts)) / np.diff(years))


def _broken(years: Ints, counts: Floats, parameters: GrowthParameters) -> Flags:
    """Whether each year but the first is a break."""
    large = np.minimum(counts[1:], counts[:-1]) >= FEWEST_PLANS_FOR_A_BREAK
    return np.asarray((np.abs(_growth(years, counts)) > np.log(parameters.break_ratio)) & large)


def _growth_of_england(england: pd.Series, asked: Ints) -> Floats:
    """England's growth of each year asked; of the nearest earlier year (or the first) where that is not known."""
    years, counts = usable_counts(england, GrowthParameters())
    if len(years) < 2:
        raise ValueError("England's totals must hold two counts above zero, or there is nothing to grow with")
    position = np.searchsorted(years[1:], asked, side="right") - 1
    return _growth(years, counts)[np.maximum(position, 0)]


def _england_growth(
    own: pd.Series, england: pd.Series, parameters: GrowthParameters, since: int, horizon: int
) -> Floats:
    """England's growth in each year after ``since``: as counted up to the last year of ``own``, then damped."""
    last = int(own.index.max())
    counted = _growth_of_england(england[england.index <= last], np.arange(since + 1, last + 2))
    ahead = counted[-1] * parameters.england_damping ** np.arange(1, horizon + 1)
    return np.concatenate([counted[:-1], ahead])


def _sizes(
    own: pd.Series, england: pd.Series, parameters: GrowthParameters, errors: GrowthErrors, horizon: int
) -> Floats:
    """Standard deviations (3, horizon), counted from the year of the start, wider where no growth could be read."""
    start = find_start(own, england, parameters)
    if start is None:
        return np.zeros((3, horizon))
    since = int(own.index.max()) - start.census_year
    widening = 1.0 if start.growth is not None else parameters.short_history_widening
    return errors.sizes(np.arange(since + 1.0, since + horizon + 1.0), start.plans, widening)
