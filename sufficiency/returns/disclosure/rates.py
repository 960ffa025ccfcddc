"""Percentages, means and unit costs are hidden with the counts below them, and where these are small."""

import numpy as np
import pandas as pd

from sufficiency.returns.disclosure.small import LEAST_BASE, small
from sufficiency.returns.exports import Export


def hidden_rates(export: Export, hidden: pd.DataFrame) -> pd.DataFrame:
    """Return which rates of each row are hidden, given which counts are.

    A rate on two counts or more is taken to be a percentage of the last of them.
    """
    return pd.DataFrame(
        {
            rate: _hidden(export.frame, hidden, tuple(below)) & export.frame[rate].notna()
            for rate, below in export.rates.items()
        },
        index=export.frame.index,
    )


def _hidden(frame: pd.DataFrame, hidden: pd.DataFrame, below: tuple[str, ...]) -> pd.Series:
    counts = frame[list(below)].to_numpy(dtype=np.float64)
    found = hidden[list(below)].to_numpy().any(axis=1) | small(counts).any(axis=1)
    if len(below) > 1:
        found |= np.rint(counts[:, -1]) < LEAST_BASE
    return pd.Series(found, index=frame.index)
