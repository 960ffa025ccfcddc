"""How far places are from where children live, as the crow flies: for checks of positions and of transport."""

import numpy as np

from models.places.travel import straight_line_miles
from models.vocabulary import IN_COUNTY, PHASES
from sufficiency.packs.reading import Pack


def mean_miles(pack: Pack) -> float | None:
    """Mean straight line from the authority's children to its special schools and bases; None where there are none."""
    points, providers = pack.tables["demand_points"], pack.tables["providers"]
    own = providers[providers["provision"].isin(IN_COUNTY) & (providers["area"].fillna("") != "")]
    there = own[["easting", "northing"]].dropna().to_numpy(dtype=np.float64)
    children = points[[f"persons_{phase}" for phase in PHASES]].to_numpy(dtype=np.float64).sum(axis=1)
    if len(there) == 0 or children.sum() <= 0:
        return None
    grid = points[["easting", "northing"]].to_numpy(dtype=np.float64)
    return float(np.average(straight_line_miles(grid, there).mean(axis=1), weights=children))
