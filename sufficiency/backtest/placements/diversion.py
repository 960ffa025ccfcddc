"""How many fewer learners are in other special schools where more are in the state's: what the panel shows.

Over a span of years, each authority's learners beyond what the rule expects of its plans, as a share of its plans at
the start: ``y`` in independent and non-maintained special schools, ``x`` in state special schools, each less its mean
of the start year. The reading is minus the slope of ``y`` on ``x``; its standard error keeps the years of an authority
together. It is what goes together, not what causes what: an authority may build because its other schools were filling.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.demand.practised import INMSS, PLANS, STATE, Diversion, elasticities
from models.parameters.practised import PractisedParameters
from sufficiency.packs.placements import Panel

CHOSEN = Diversion(central=0.1, low=0.0, high=0.3)
"""The share used, and its 80% interval (A-157): about what three to six years show, which noise in the counts pulls
towards nothing; from nothing, to two standard errors above the longest span's reading."""
SPANS = (1, 2, 3, 4, 5, 6)
FEWEST_AUTHORITIES = 30


@dataclass(frozen=True)
class Reading:
    """What one span of years shows: the share, its standard error, and how much stands behind it."""

    span: int
    diversion: float
    standard_error: float
    authorities: int
    pairs: int


def read_diversion(panel: Panel, span: int, parameters: PractisedParameters) -> Reading | None:
    """Reading over ``span`` years, all starts together; None where too few authorities were counted at both ends."""
    rows = _beyond_expected(panel, span, parameters)
    if rows["authority"].nunique() < FEWEST_AUTHORITIES:
        return None
    around = rows[["state", "inmss"]] - rows.groupby("start")[["state", "inmss"]].transform("mean")
    squares = float((around["state"] ** 2).sum())
    slope = float((around["state"] * around["inmss"]).sum()) / squares
    left = around["state"] * (around["inmss"] - slope * around["state"])
    error = float(np.sqrt((left.groupby(rows["authority"]).sum() ** 2).sum())) / squares
    return Reading(span, -slope, error, rows["authority"].nunique(), len(rows))


def _beyond_expected(panel: Panel, span: int, parameters: PractisedParameters) -> pd.DataFrame:
    """Learners beyond those expected of plans, for each authority counted every January and each start."""
    years = [int(year) for year in panel[PLANS].columns]
    used = elasticities(panel, years[-1], parameters)["elasticity"]
    complete = (panel[STATE].notna() & panel[INMSS].notna() & (panel[PLANS] > 0)).all(axis=1)
    plans = panel[PLANS][complete]
    parts = []
    for start in years[: max(len(years) - span, 0)]:
        grown = plans[start + span] / plans[start]
        beyond = {
            name: (panel[kind][complete][start + span] - panel[kind][complete][start] * grown ** used[kind])
            / plans[start]
            for name, kind in (("state", STATE), ("inmss", INMSS))
        }
        parts.append(pd.DataFrame(beyond).rename_axis("authority").reset_index().assign(start=start))
    columns = ["authority", "state", "inmss", "start"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
