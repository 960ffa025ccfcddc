"""Bands of a total worked out without drawing, for the paths to be measured against."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.growth import _sizes, forecast_total
from models.demand.growth_errors import GrowthErrors, tail_quantiles
from models.parameters.demand import GrowthParameters


def total_band(
    own: pd.Series,
    england: pd.Series,
    parameters: GrowthParameters,
    errors: GrowthErrors,
    horizon: int,
    probabilities: tuple[float, ...],
) -> Floats:
    """Quantiles of the authority's plans, shape (len(probabilities), horizon)."""
    central = forecast_total(own, england, parameters, horizon, 0.0)
    deviation = np.sqrt((_sizes(own, england, parameters, errors, horizon) ** 2).sum(axis=0))
    return np.asarray(central * np.exp(np.outer(tail_quantiles(probabilities), deviation)))
