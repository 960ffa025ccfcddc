"""Methods to beat, which place planners use or software offers: each sees only the counts of one authority.

A challenger takes counts of consecutive years up to the origin and gives the next years' counts and, where the method
has one, the standard deviation of their logs (Gaussian bands). Names are those of ``--methods``.
"""

import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing

from models.arrays import Floats


@dataclass(frozen=True)
class Outlook:
    """Central forecast of each year ahead, and the standard deviation of its log (None: the method has no band)."""

    central: Floats
    deviation: Floats | None = None


Challenger = Callable[[Floats, int], Outlook]
FEWEST_COUNTS = 4
"""With fewer counts a challenger gives no forecast."""
GROWTH_YEARS = 3
ORDERS = tuple((p, 1, q) for p in range(3) for q in range(3 - p))
"""Orders that ARIMA may take; with at most fifteen counts, corrected AIC never affords more than two coefficients."""


def no_change(counts: Floats, horizon: int) -> Outlook:
    """The last count, for ever."""
    return Outlook(np.full(horizon, counts[-1]))


def own_growth(counts: Floats, horizon: int) -> Outlook:
    """The authority's own growth of the last three years, for ever: the usual spreadsheet."""
    growth = np.log(counts[-1] / counts[-1 - GROWTH_YEARS]) / GROWTH_YEARS
    return Outlook(counts[-1] * np.exp(growth * np.arange(1, horizon + 1)))


def straight_line(counts: Floats, horizon: int) -> Outlook:
    """The least-squares line through the last five counts, continued."""
    recent = counts[-5:]
    slope, level = np.polyfit(np.arange(len(recent)), recent, 1)
    return Outlook(np.maximum(level + slope * (len(recent) - 1 + np.arange(1, horizon + 1)), 0.0))


def drift(counts: Floats, horizon: int) -> Outlook:
    """Random walk with drift, in logs: the mean growth of the whole history, errors adding up year by year."""
    growth = np.diff(np.log(counts))
    years = np.arange(1, horizon + 1)
    spread = np.sqrt(growth.var(ddof=1) * years * (1 + years / len(growth)))
    return Outlook(counts[-1] * np.exp(growth.mean() * years), np.asarray(spread))


def damped_holt(counts: Floats, horizon: int) -> Outlook:
    """Exponential smoothing with a damped additive trend (statsmodels)."""
    with _quiet():
        fitted = ExponentialSmoothing(counts, trend="add", damped_trend=True, initialization_method="estimated").fit()
        return Outlook(np.maximum(fitted.forecast(horizon), 0.0))


def arima(counts: Floats, horizon: int) -> Outlook:
    """ARIMA of the logs, differenced once, with drift, its order by corrected AIC (statsmodels)."""
    with _quiet():
        fits = []
        for order in ORDERS:
            with suppress(np.linalg.LinAlgError, ValueError):
                fits.append(ARIMA(np.log(counts), order=order, trend="t").fit())
        best = min(fits, key=lambda fitted: fitted.aicc if np.isfinite(fitted.aicc) else np.inf)
        ahead = best.get_forecast(horizon)
        return Outlook(np.asarray(np.exp(ahead.predicted_mean)), np.asarray(ahead.se_mean))


def theta(counts: Floats, horizon: int) -> Outlook:
    """The Theta method (statsmodels)."""
    with _quiet():
        fitted = ThetaModel(counts, period=1, deseasonalize=False).fit()
        return Outlook(np.maximum(np.asarray(fitted.forecast(horizon)), 0.0))


def _quiet() -> warnings.catch_warnings:
    """Keep the solvers' complaints about short series to themselves: their forecasts are scored all the same."""
    return warnings.catch_warnings(action="ignore")


CHALLENGERS: dict[str, Challenger] = {
    "no_change": no_change,
    "own_growth": own_growth,
    "straight_line": straight_line,
    "drift": drift,
    "damped_holt": damped_holt,
    "arima": arima,
    "theta": theta,
}
SLOW = ("damped_holt", "arima", "theta")
"""Methods that fit a model to each authority; they forecast the total alone."""
