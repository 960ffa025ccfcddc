"""How far the forecast of a total may miss: a three-part error, its size read from past misses.

The miss in logs, ``h`` years ahead, of an authority with ``N`` plans has variance::

    (common * h)**2 + ((persistent * h)**2 + own**2 * h) * (1 + size_plans / N)

``common``: a shock to all authorities alike. ``persistent``: an authority's growth is off by the same amount each
year. ``own``: its own noise, which adds up year by year like a random walk. The factor at the end widens the bands of
small authorities: one of ``size_plans`` plans has twice the variance of a very large one.

Sizes are fitted to the squared misses around each origin's mean miss (non-negative least squares) and then stretched
so that 80% of past misses lie in the 80% band (the conformal step). Tails are Student's, ``TAIL_DEGREES`` degrees.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.optimize import nnls
from scipy.special import stdtrit

from models.arrays import Floats

TAIL_DEGREES = 6.0
"""Degrees of freedom of the error's tails (A-46)."""
REFORM_YEARS = (2016, 2017)
"""Censuses in which the law of September 2014 (plans up to age 25) raised England's growth from 1% to 12% a year."""
REFORM_WEIGHT = 0.1
"""Weight of misses across those censuses in the common shock: such a law comes about once in ten years (A-47)."""
LONGEST_HORIZON = 10
"""Years ahead written to the table of sizes."""
FEWEST_MISSES = 60
"""Fewer past misses than this say too little about size (A-48)."""
TRIMMED = 0.99
"""Misses beyond this quantile of their horizon count as that quantile, so that a faulty return does not rule."""
SIZE_STEPS = (0.0, 250.0, 500.0, 750.0, 1000.0, 1250.0, 1500.0, 2000.0, 2500.0, 3000.0, 4000.0)
"""Values of ``size_plans`` that are tried."""
BAND = 0.8
"""The band that past misses are made to fill."""


@dataclass(frozen=True)
class GrowthErrors:
    """Standard deviations of the miss, in logs, 1, 2, ... years ahead, of a very large authority."""

    common: tuple[float, ...]
    persistent: tuple[float, ...]
    own: tuple[float, ...]
    size_plans: float = 1000.0

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "GrowthErrors":
        """Read ``growth_errors``: ``horizon`` (1, 2, ...), ``common``, ``persistent``, ``own`` and ``size_plans``."""
        ordered = table.sort_values("horizon")
        common, persistent, own = (tuple(ordered[part].tolist()) for part in ("common", "persistent", "own"))
        size = float(ordered["size_plans"].iloc[0]) if "size_plans" in ordered else cls.size_plans
        return cls(common, persistent, own, size)

    @classmethod
    def from_yearly(cls, common: float, persistent: float, own: float, size_plans: float) -> "GrowthErrors":
        """Build from the three sizes of one year ahead."""
        years = np.arange(1, LONGEST_HORIZON + 1)
        return cls(
            common=tuple((common * years).tolist()),
            persistent=tuple((persistent * years).tolist()),
            own=tuple((own * np.sqrt(years)).tolist()),
            size_plans=size_plans,
        )

    def table(self) -> pd.DataFrame:
        """Return the table that :meth:`from_table` reads."""
        parts = {"common": self.common, "persistent": self.persistent, "own": self.own}
        return pd.DataFrame({"horizon": range(1, len(self.common) + 1), **parts, "size_plans": self.size_plans})

    def of_country(self) -> "GrowthErrors":
        """Errors of England's total: the common shock alone."""
        nothing = (0.0,) * len(self.common)
        return replace(self, persistent=nothing, own=nothing)

    def sizes(self, years: Floats, plans: Floats | float, widening: Floats | float = 1.0) -> Floats:
        """Standard deviations of the three parts, shape (3, n), ``years`` ahead (n,); the two local ones are widened.

        ``plans`` and ``widening`` are numbers, or arrays (n,). Beyond the last horizon of the table the common and
        persistent parts grow with the years, the own noise with their square root.
        """
        known = np.arange(1, len(self.common) + 1)
        within = np.array([np.interp(years, known, part) for part in (self.common, self.persistent, self.own)])
        beyond = np.maximum(np.asarray(years) / known[-1], 1.0) ** np.array([[1.0], [1.0], [0.5]])
        local = np.broadcast_to(widening * np.sqrt(1.0 + self.size_plans / np.maximum(plans, 1.0)), np.shape(years))
        return np.asarray(within * beyond * np.stack([np.ones_like(local), local, local]))

    def band(
        self, years: Floats, plans: Floats | float, probabilities: Sequence[float], widening: Floats | float = 1.0
    ) -> Floats:
        """Factors on the central forecast that give its quantiles; shape (len(probabilities), n)."""
        deviation = np.sqrt((self.sizes(years, plans, widening) ** 2).sum(axis=0))
        return np.asarray(np.exp(np.outer(tail_quantiles(probabilities), deviation)))


def tail_quantiles(probabilities: Sequence[float]) -> Floats:
    """Quantiles of the error divided by its standard deviation; shape (len(probabilities),)."""
    unit = np.sqrt((TAIL_DEGREES - 2.0) / TAIL_DEGREES)
    return np.asarray(unit * stdtrit(TAIL_DEGREES, np.asarray(probabilities, dtype=np.float64)))


def estimate_errors(misses: pd.DataFrame, size_steps: Sequence[float] = SIZE_STEPS) -> GrowthErrors | None:
    """Sizes of the error from past misses, or None when there are too few.

    ``misses``: one row an authority, origin and horizon: ``origin`` (census year), ``horizon`` (years), ``plans``
    (at the origin), ``miss`` (log of actual over forecast). ``size_steps`` are the values of ``size_plans`` tried.
    """
    usable = misses[np.isfinite(misses["miss"]) & (misses["plans"] > 0)]
    if len(usable) < FEWEST_MISSES:
        return None
    means = usable.groupby(["origin", "horizon"])["miss"].transform("mean")
    local = (usable["miss"] - means).to_numpy(dtype=np.float64)
    horizon = usable["horizon"].to_numpy(dtype=np.float64)
    plans = usable["plans"].to_numpy(dtype=np.float64)
    persistent, own, size_plans = _local_sizes(local, horizon, plans, size_steps)
    deviations = np.sqrt(_local_variance(persistent, own, size_plans, horizon, plans))
    stretch = float(np.quantile(np.abs(local) / deviations, BAND)) / float(tail_quantiles([(1 + BAND) / 2])[0])
    common = _common_size(usable)
    return GrowthErrors.from_yearly(stretch * common, stretch * persistent, stretch * own, size_plans)


def _trimmed_squares(local: Floats, horizon: Floats) -> Floats:
    absolute = np.abs(local)
    for years in np.unique(horizon):
        chosen = horizon == years
        absolute[chosen] = np.minimum(absolute[chosen], np.quantile(absolute[chosen], TRIMMED))
    return np.asarray(absolute**2)


def _local_variance(persistent: float, own: float, size_plans: float, horizon: Floats, plans: Floats) -> Floats:
    variance = ((persistent * horizon) ** 2 + own**2 * horizon) * (1.0 + size_plans / plans)
    return np.maximum(variance, 1e-8)


def _local_sizes(
    local: Floats, horizon: Floats, plans: Floats, size_steps: Sequence[float]
) -> tuple[float, float, float]:
    """``persistent``, ``own``, and that of the sizes tried with which bands cover small and large most alike."""
    squares = _trimmed_squares(local, horizon)
    small = plans <= np.median(plans)
    best = (np.inf, 0.0, 0.0, 0.0)
    for size_plans in size_steps:
        factor = 1.0 + size_plans / plans
        weight = 1.0 / (horizon * factor)
        design = np.column_stack([horizon**2, horizon]) * (factor * weight)[:, None]
        orthogonal, triangle = np.linalg.qr(design)
        (persistent, own), _ = nnls(triangle, orthogonal.T @ (squares * weight))
        sizes = (float(np.sqrt(persistent)), float(np.sqrt(own)), size_plans)
        misses = np.abs(local) / np.sqrt(_local_variance(*sizes, horizon, plans))
        uneven = abs(np.log(np.quantile(misses[small], BAND) / np.quantile(misses[~small], BAND)))
        best = min(best, (float(uneven), *sizes))
    return best[1:]


def _common_size(misses: pd.DataFrame) -> float:
    """Root mean square of the mean miss of an origin a year ahead; misses across the reform weigh little."""
    means = misses.groupby(["origin", "horizon"])["miss"].mean().reset_index()
    squares = (means["miss"] / means["horizon"]) ** 2
    target = means["origin"] + means["horizon"]
    reform = (means["origin"] < REFORM_YEARS[-1]) & (target >= REFORM_YEARS[0])
    if reform.all() or not reform.any():
        return float(np.sqrt(squares.mean()))
    return float(np.sqrt((1 - REFORM_WEIGHT) * squares[~reform].mean() + REFORM_WEIGHT * squares[reform].mean()))
