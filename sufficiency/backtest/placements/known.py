"""What was known in a January, and which plans are given or forecast for the years after it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.growth_errors import tail_quantiles
from models.demand.practised import INMSS, KINDS, PLANS, STATE
from models.parameters.demand import GrowthParameters
from sufficiency.backtest.ours import OurMethod, forecast_origins
from sufficiency.backtest.panel import TOTAL
from sufficiency.backtest.panel import Panel as PlansPanel
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.packs.placements import Panel

ALL = "all_special"
SERIES = ("base", STATE, INMSS, ALL)
"""What is scored; the learners of all special schools are those of the state's and of the others together."""
OLDEST_COUNT = 2
"""Where a January cannot be used, the last one up to this many years before it is, carried on with the plans."""


@dataclass(frozen=True)
class Known:
    """What was known at ``origin``: the usable ``panel`` up to it, and where each authority starts.

    ``learners`` are those of each kind (authorities by kind) at the origin; ``since`` the years from the count that
    they were carried on from (0: counted at the origin).
    """

    origin: int
    panel: Panel
    learners: pd.DataFrame
    since: pd.DataFrame

    def counted(self, series: str) -> pd.DataFrame:
        """Learners of a series by January up to the origin; of all special schools, those of the two kinds."""
        return self.panel[STATE] + self.panel[INMSS] if series == ALL else self.panel[series]

    def starting(self, series: str) -> pd.Series:
        """Learners of a series at the origin."""
        return self.learners[STATE] + self.learners[INMSS] if series == ALL else self.learners[series]


@dataclass(frozen=True)
class PlansAhead:
    """Plans by authority and January from the origin on, and the standard deviation of their logs (0: given)."""

    plans: pd.DataFrame
    deviation: pd.DataFrame


def known_at(counts: PlacementCounts, origin: int) -> Known:
    """What could be used in the January of ``origin``."""
    panel = {
        series: frame[[year for year in counts.years if year <= origin]] for series, frame in counts.usable.items()
    }
    plans = panel[PLANS]
    learners = pd.DataFrame({kind: panel[kind][origin] for kind in KINDS})
    since = pd.DataFrame(0, index=learners.index, columns=list(KINDS))
    for years in range(1, OLDEST_COUNT + 1):
        if origin - years not in plans:
            break
        grown = plans[origin] / plans[origin - years]
        for kind in KINDS:
            carried = (panel[kind][origin - years] * grown).where(learners[kind].isna())
            learners[kind] = learners[kind].fillna(carried)
            since[kind] = since[kind].mask(carried.notna(), years)
    return Known(origin, panel, learners, since)


def plans_as_counted(counts: PlacementCounts, origin: int, horizons: int) -> PlansAhead:
    """Plans as they were counted later; blank where the count cannot be used."""
    plans = counts.usable[PLANS].reindex(columns=range(origin, origin + horizons + 1))
    return PlansAhead(plans.where(plans > 0), plans * 0.0)


def plans_as_forecast(
    counts: PlacementCounts, origins: list[int], horizons: int, published: PlansPanel | None = None
) -> dict[int, PlansAhead]:
    """Plans as our method forecasts them from each origin, with what was known there.

    The method reads the longer histories of ``published``, a panel of plans, where one is given; otherwise those of the
    panel of placements, and England's total of the reference tables.
    """
    references = counts.references
    panel = published or PlansPanel({TOTAL: counts.usable[PLANS]}, references.england)
    panel = panel.without(references.faulty)
    forecasts = forecast_origins(panel, origins, OurMethod(references, GrowthParameters(), horizons))
    totals = forecasts[forecasts["series"] == TOTAL].copy()
    names = references.recoded.set_index("code")["authority"]
    known_as = {names[code]: code for code in counts.usable[PLANS].index if code in names.index}
    totals["authority"] = [known_as.get(names.get(code), code) for code in totals["authority"]]
    wide = float(tail_quantiles([0.9])[0])
    totals["deviation"] = np.log(totals["p90"] / totals["forecast"]) / wide
    return {origin: _ahead(counts, origin, totals[totals["origin"] == origin], horizons) for origin in origins}


def _ahead(counts: PlacementCounts, origin: int, totals: pd.DataFrame, horizons: int) -> PlansAhead:
    now = counts.usable[PLANS][origin]

    def wide(column: str, first: pd.Series) -> pd.DataFrame:
        later = totals.pivot_table(index="authority", columns="horizon", values=column).reindex(now.index)
        return pd.DataFrame({origin: first, **{origin + ahead: later[ahead] for ahead in range(1, horizons + 1)}})

    return PlansAhead(wide("forecast", now.where(now > 0)), wide("deviation", now * 0.0))


def values(frame: pd.DataFrame) -> Floats:
    """A frame as numbers."""
    return frame.to_numpy(dtype=np.float64)
