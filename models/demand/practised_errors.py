"""How far the learners of a kind of provision may miss, given the plans; and paths of learners that may.

For each kind the miss in logs has the three parts of :mod:`models.demand.growth_errors` (common to all authorities,
persistent, own noise), its local parts wider for authorities with few learners of the kind::

    variance = (common h)**2 + ((persistent h)**2 + own**2 h) (1 + size_learners / K)

Sizes are read from *hindcasts*: the rule with the elasticities known in a January, set back to every earlier one, its
misses counted up to that January. So a band never knows what came after it, and three Januaries are enough (A-156).
Where one kind holds more than forecast another may hold fewer: each kind's error goes with that of state special
schools by a correlation, read from the same misses. Beyond the years scored, own noise grows with their square root and
the other parts with the years, as those of plans do. Every part is drawn once a path and carried along it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats, settled
from models.demand.growth_errors import TAIL_DEGREES, GrowthErrors, estimate_errors
from models.demand.practised import KINDS, PLANS, Practice, practice, practised_learners
from models.parameters.practised import PractisedParameters
from models.sampling import Draws, heavy_tailed, normals

LEADING = "state_special"
"""Kind with whose error those of the others go together."""
FEWEST_LEARNERS = 30
"""Kinds of an authority with fewer learners in the January forecast from say too little about size (A-155)."""
SIZE_STEPS = (0.0, 10.0, 25.0, 50.0, 75.0, 100.0, 150.0, 200.0, 300.0, 400.0, 600.0, 800.0, 1200.0)
"""Values of ``size_learners`` that are tried."""


@dataclass(frozen=True)
class PractisedErrors:
    """Sizes of the error of each kind of :data:`KINDS`, and its correlation with the error of :data:`LEADING`."""

    sizes: Mapping[str, GrowthErrors]
    with_leading: Mapping[str, float]

    @classmethod
    def from_table(cls, table: pd.DataFrame) -> "PractisedErrors":
        """Read ``placements_errors``: rows of kind and horizon, as :meth:`table` gives them."""
        by_kind = {str(kind): rows for kind, rows in table.groupby("kind")}
        sizes = {
            kind: GrowthErrors.from_table(rows.rename(columns={"size_learners": "size_plans"}))
            for kind, rows in by_kind.items()
        }
        return cls(sizes, {kind: float(rows["with_state_special"].iloc[0]) for kind, rows in by_kind.items()})

    def table(self) -> pd.DataFrame:
        """``kind``, ``horizon``, ``common``, ``persistent``, ``own``, ``size_learners``, ``with_state_special``."""
        parts = [
            errors.table().assign(kind=kind, with_state_special=self.with_leading[kind])
            for kind, errors in self.sizes.items()
        ]
        return pd.concat(parts, ignore_index=True).rename(columns={"size_plans": "size_learners"})

    def deviation(self, kind: str, years: Floats, learners: Floats | float) -> Floats:
        """Standard deviation of the log of learners of a kind, ``years`` ahead (n,), given the plans."""
        return np.asarray(np.sqrt((self.sizes[kind].sizes(years, learners) ** 2).sum(axis=0)))


def hindcast_misses(panel: Mapping[str, pd.DataFrame], known_at: int, parameters: PractisedParameters) -> pd.DataFrame:
    """Misses of the rule, with the elasticities of ``known_at``, from every earlier January to those up to it.

    ``panel`` as in :func:`models.demand.practised.elasticities`. One row an ``authority``, ``kind``, ``origin`` and
    ``horizon``: ``plans`` (learners of the kind at the origin, as :func:`estimate_errors` calls size) and ``miss`` (log
    of actual over forecast).
    """
    elasticity = practice(panel, known_at, parameters).elasticity
    parts = []
    years = [int(year) for year in panel[PLANS].columns]
    for origin in (year for year in years if year < known_at):
        ahead = range(origin, known_at + 1)
        then = practice(panel, origin, parameters)
        start = Practice(then.learners, then.lead, elasticity, then.decay)
        plans = panel[PLANS].reindex(columns=ahead)
        forecast = practised_learners(start, plans.where(plans > 0).to_numpy(dtype=np.float64))
        for place, kind in enumerate(KINDS):
            central = pd.DataFrame(forecast[:, :, place], plans.index, ahead)
            parts.append(_misses(central, panel[kind]).assign(kind=kind, origin=origin))
    columns = ["authority", "kind", "origin", "horizon", "plans", "miss"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _misses(central: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Misses of forecasts (authorities by year, the origin first) of a kind that enough learners were in."""
    origin = int(central.columns[0])
    asked = central[central[origin] >= FEWEST_LEARNERS]
    actual = counted.reindex(index=asked.index, columns=asked.columns)
    ratio = (actual.where(actual > 0) / asked).drop(columns=origin).rename_axis(index="authority", columns="year")
    long = ratio.reset_index().melt("authority", value_name="ratio").dropna()
    plans = long["authority"].map(asked[origin])
    return long.assign(horizon=long["year"].astype(int) - origin, plans=plans, miss=np.log(long["ratio"]))


def estimate_practised_errors(misses: pd.DataFrame) -> PractisedErrors | None:
    """Sizes and correlations from :func:`hindcast_misses`; None when there are too few misses of all kinds together.

    A kind with too few of its own takes the sizes of all kinds together.
    """
    anyone = estimate_errors(misses, SIZE_STEPS) if len(misses) else None
    if anyone is None:
        return None
    each = {kind: estimate_errors(misses[misses["kind"] == kind], SIZE_STEPS) or anyone for kind in KINDS}
    found = PractisedErrors(each, dict.fromkeys(KINDS, 0.0))
    return PractisedErrors(each, _with_leading(misses, found))


def _with_leading(misses: pd.DataFrame, errors: PractisedErrors) -> dict[str, float]:
    """Correlation of each kind's misses with the leading's, around the mean of their origin, in units of their size."""
    keys = ["authority", "origin", "horizon"]
    own = misses["miss"] - misses.groupby(["kind", "origin", "horizon"])["miss"].transform("mean")
    sizes = pd.Series(np.nan, index=misses.index)
    for kind, rows in misses.groupby("kind"):
        years, learners = (rows[name].to_numpy(dtype=np.float64) for name in ("horizon", "plans"))
        sizes[rows.index] = errors.deviation(str(kind), years, learners)
    scores = misses.assign(score=own / sizes).pivot_table(index=keys, columns="kind", values="score")
    found = scores.clip(-3.0, 3.0).corr(min_periods=len(KINDS) * 10)
    return {kind: 1.0 if kind == LEADING else _known(found, kind) for kind in KINDS}


def _known(found: pd.DataFrame, kind: str) -> float:
    value = found.reindex(index=[kind], columns=[LEADING]).to_numpy(dtype=np.float64).item()
    return value if np.isfinite(value) else 0.0


def practised_paths(
    start: Practice, plans: Floats, errors: PractisedErrors, seed: int, draws: Draws, authority: str
) -> Floats:
    """Paths of the learners of each kind, shape (draws, years + 1, kinds), for one authority.

    ``plans``: its drawn plans, (draws, years + 1), the first at the last count; ``start`` has shape (kinds,). Around
    the rule each path carries an error of the tails of Student: nobody's first year moves.
    """
    central = practised_learners(start, plans)
    years = plans.shape[1] - 1
    ahead = np.arange(1.0, years + 1.0)
    luck = {kind: _luck(kind, authority, seed, draws, years) for kind in KINDS}
    factors = np.ones_like(central)
    for place, kind in enumerate(KINDS):
        common, persistent, noise = errors.sizes[kind].sizes(ahead, float(start.learners[place]))
        together = errors.with_leading[kind]
        apart = np.sqrt(1.0 - together**2)
        shock, drift, steps = (
            together * leading + apart * own if kind != LEADING else own
            for leading, own in zip(luck[LEADING], luck[kind], strict=True)
        )
        walk = np.cumsum(steps * np.sqrt(np.diff(noise**2, prepend=0.0).clip(min=0.0)), axis=1)
        deviation = np.sqrt(common**2 + persistent**2 + noise**2)
        total = shock * common + drift * persistent + walk
        scores = np.divide(total, deviation, out=np.zeros_like(total), where=deviation > 0)
        factors[:, 1:, place] = settled(np.exp(deviation * heavy_tailed(scores, TAIL_DEGREES)))
    return np.asarray(central * factors)


def _luck(kind: str, authority: str, seed: int, draws: Draws, years: int) -> tuple[Floats, Floats, Floats]:
    """Normal deviates of the common, persistent and own parts of a kind: (draws, 1), (draws, 1), (draws, years)."""
    return (
        normals(seed, draws, f"practised/common/{kind}", 1),
        normals(seed, draws, f"practised/persistent/{kind}/{authority}", 1),
        normals(seed, draws, f"practised/own/{kind}/{authority}", years),
    )
