"""How fast the independent market has grown: authorities' learners at other special schools, over spans of years.

Compound yearly growth from each January to the one ``span`` years later, of every authority with enough learners in the
first (:data:`models.demand.practised_errors.FEWEST_LEARNERS`). What nine authorities in ten did not exceed over
:data:`SUSTAINED` years is the fastest that a run lets the market grow beyond practice (A-11).
"""

import numpy as np
import pandas as pd

from models.demand.practised import INMSS
from models.demand.practised_errors import FEWEST_LEARNERS
from sufficiency.packs.placements import Panel

SUSTAINED = 4
"""Years over which growth counts as sustained."""
QUANTILES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95}


def market_growth(panel: Panel, source: str) -> pd.DataFrame:
    """Quantiles of compound yearly growth by ``span`` (years), and how many ``growths`` stand behind each."""
    learners = panel[INMSS]
    years = [int(year) for year in learners.columns]
    rows = []
    for span in range(1, len(years)):
        pairs = [learners[[start, start + span]].set_axis(["first", "last"], axis=1) for start in years[:-span]]
        counted = pd.concat(pairs).dropna()
        counted = counted[counted["first"] >= FEWEST_LEARNERS]
        if counted.empty:
            continue
        growth = ((counted["last"] / counted["first"]) ** (1.0 / span) - 1.0).to_numpy(dtype=np.float64)
        rows.append((span, len(growth), *np.quantile(growth, list(QUANTILES.values())).tolist(), source))
    return pd.DataFrame(rows, columns=["span", "growths", *QUANTILES, "source"])
