"""The table of what one more place would save, by need, phase and area, with its range over some of the draws."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.placement.new_places import kind_of_new_place
from models.placement.outcome import new_place
from models.sampling import quantiles
from models.vocabulary import STATE_REQUIREMENTS
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, Contract, number

LEAST = 0.005
"""Pounds below which a place saves nothing: they would be written as zero."""


def place_values(run: Run) -> pd.DataFrame:
    """Value and saving of one more place by year ahead and cell; cells where it saves anything in any draw."""
    value, saving = new_place(run.instance, run.central)
    low, high = quantiles(run.outcomes.new_place, (0.1, 0.9))
    columns = {
        "saving_gbp": saving,
        "saving_gbp_p10": low[1],
        "saving_gbp_p90": high[1],
        "value_gbp": value,
        "value_gbp_p10": low[0],
        "value_gbp_p90": high[0],
        "place_funding_gbp": _funding(run),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    state = frame["requirement"].isin([str(requirement) for requirement in STATE_REQUIREMENTS])
    return frame[state & (frame[["value_gbp", "value_gbp_p90"]] >= LEAST).any(axis=1)]


def _funding(run: Run) -> Floats:
    """Funding of the place itself in a year, filled, (years, cells)."""
    kind, _ = kind_of_new_place(run.instance.cells)
    return np.repeat(run.instance.prices.filled[kind][None], len(run.instance.years) - 1, axis=0)


PLACE_VALUES = Contract(
    "place_values",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("saving_gbp", "pounds a year"),
        number("saving_gbp_p10", "pounds a year"),
        number("saving_gbp_p90", "pounds a year"),
        number("value_gbp", "pounds a year", 0),
        number("value_gbp_p10", "pounds a year", 0),
        number("value_gbp_p90", "pounds a year", 0),
        number("place_funding_gbp", "pounds a year", 0),
    ),
)
"""What one more place, kept for learners of the need, phase and area, would save in the year
(``models.placement.new_places``): ``saving_gbp`` in money, before the funding of the place, ``place_funding_gbp``;
``value_gbp`` with the penalties of learners without a place or above places. In prices of the base year; ranges over
the draws that work values out."""
