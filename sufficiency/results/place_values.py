"""The table of place values: what one more place would save, by need, phase and area."""

import numpy as np
import pandas as pd

from models.placement.new_places import KIND, kind_of_new_place
from models.placement.outcome import new_place
from models.sampling import quantiles
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number

LEAST = 0.005
"""Pounds below which a place saves nothing: they would be written as zero."""


def place_values(made: Made) -> pd.DataFrame:
    """Cells and years ahead in which one more place saves anything in any draw (``models.placement.new_places``)."""
    run, instance = made.run, made.run.instance
    value, saving = new_place(instance, run.central)
    low, high = quantiles(run.outcomes.new_place, (0.1, 0.9))
    kind, _ = kind_of_new_place(instance.cells)
    columns = {
        "saving_gbp": saving,
        "saving_gbp_p10": low[1],
        "saving_gbp_p90": high[1],
        "value_gbp": value,
        "value_gbp_p10": low[0],
        "value_gbp_p90": high[0],
        "place_funding_gbp": np.broadcast_to(instance.prices.filled[kind], value.shape),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    state = frame["requirement"].isin([str(requirement) for requirement in KIND])
    return frame[state & (frame[["value_gbp", "value_gbp_p90"]] >= LEAST).any(axis=1)]


PLACE_VALUES = ResultTable(
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
    words="What one more place for learners of a need, phase and area would save in a year, in pounds of the base"
    " year: in money before the funding of the place, and with the penalties of learners without a place.",
    make=place_values,
)
