"""How an authority's total of plans grows: its own recent growth, decaying towards England's, with calibrated error.

Logs of plans grow by ``g(k) = g_england(k) + w * rho**(k-1) * (g_own - g_england)`` in year ``k`` ahead.

``g_england(k)``: England's growth of the last year. ``g_own``: the authority's mean growth over ``growth_years``.
``w``: ``own_weight``. ``rho``: ``own_decay``.

The miss in logs at ``h`` years ahead has three parts: a shock common to all authorities, a persistent error of this
authority and its own noise. Each is drawn once a path and carried along it, because an error that is drawn anew
each year averages itself away. The sizes come from past misses (:class:`GrowthErrors`).
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from models.parameters import GrowthParameters
from models.sampling import Floats, normals


@dataclass(frozen=True)
class GrowthErrors:
    """Standard deviations of the miss, in logs, for 1, 2, ... years ahead, of an authority of ``reference_plans``."""

    common: tuple[float, ...]
    persistent: tuple[float, ...]
    own: tuple[float, ...]
    reference_plans: float = 3000.0
    size_exponent: float = 0.15

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "GrowthErrors":
        """Read the table ``growth_errors``: one row a horizon (1, 2, ...) with ``common``, ``persistent``, ``own``."""
        table = table.sort_values("horizon")
        return cls(*(tuple(float(value) for value in table[part]) for part in ("common", "persistent", "own")))

    def sizes(self, horizon: int, plans: float) -> Floats:
        """Standard deviations of the three parts, shape (3, horizon), for an authority with ``plans``."""
        known = np.arange(1, len(self.common) + 1)
        asked = np.arange(1, horizon + 1)
        parts = np.array([self.common, self.persistent, self.own], dtype=np.float64)
        within = np.array([np.interp(asked, known, part) for part in parts])
        beyond = np.maximum(asked / known[-1], 1.0) ** np.array([[1.0], [1.0], [0.5]])
        scale = (max(plans, 1.0) / self.reference_plans) ** -self.size_exponent
        return np.asarray(within * beyond * np.array([[1.0], [scale], [scale]]))


def usable(history: pd.Series, parameters: GrowthParameters) -> pd.Series:
    """Counts that growth may be read from: present and above zero, by ascending census year."""
    kept = history[history.notna() & (history > 0) & ~history.index.isin(parameters.excluded_years)].sort_index()
    return kept.astype(np.float64)


def yearly_growth(history: pd.Series) -> pd.Series:
    """Growth of each year, in logs, spread evenly over a gap; indexed by the later year."""
    logs = np.log(history)
    return pd.Series(
        {later: (logs[later] - logs[earlier]) / (later - earlier) for earlier, later in pairwise(history.index)},
        dtype=np.float64,
    )


def forecast_total(own: pd.Series, england: pd.Series, parameters: GrowthParameters, horizon: int) -> Floats:
    """Central path of an authority's plans in each of the next ``horizon`` years; shape (horizon,).

    ``own`` and ``england`` are plans by census year. Too short a history grows as England does.

    Raises
    ------
    ValueError
        When no count of either is above zero.
    """
    counts = usable(own, parameters)
    country = usable(england[england.index <= own.index.max()], parameters)
    if counts.empty or len(country) < 2:
        raise ValueError("no plans to grow from: the authority needs one count above zero and England two")
    growth_england = float(yearly_growth(country).iloc[-1])
    recent = yearly_growth(counts).tail(parameters.growth_years)
    gap = float(recent.mean()) - growth_england if len(recent) == parameters.growth_years else 0.0
    first = int(own.index.max()) - int(counts.index[-1])
    years = np.arange(first + horizon)
    growth = growth_england + parameters.own_weight * parameters.own_decay**years * gap
    return np.asarray(counts.iloc[-1] * np.exp(np.cumsum(growth)))[first:]


def total_paths(
    own: pd.Series,
    england: pd.Series,
    parameters: GrowthParameters,
    errors: GrowthErrors,
    horizon: int,
    seed: int,
    draws: int,
) -> Floats:
    """Paths of an authority's plans, shape (draws, horizon), around :func:`forecast_total`.

    The common shock of a draw is the same for every authority; the rest is keyed by the name of ``own``.
    """
    central = forecast_total(own, england, parameters, horizon)
    sizes = errors.sizes(horizon, float(usable(own, parameters).iloc[-1]))
    steps = ("growth/common", f"growth/persistent/{own.name}", f"growth/own/{own.name}")
    parts = np.array([normals(seed, draws, step, 1) for step in steps])
    return np.asarray(central * np.exp(np.einsum("pdo,ph->dh", parts, sizes)))
