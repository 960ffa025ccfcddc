"""The table of learners who are in an independent or non-maintained school only for want of a local place."""

import pandas as pd

from models.placement.outcome import inmss_learners
from models.sampling import quantiles
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import SMALLEST, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, Contract, number


def displaced(run: Run) -> pd.DataFrame:
    """Learners at INMSS by year and cell, why they are there, and the range of those displaced; cells with any."""
    split = inmss_learners(run.instance, run.central)
    low, high = quantiles(run.outcomes.displaced, (0.1, 0.9))
    values = {
        "at_inmss": split.at_inmss,
        "directed": split.directed,
        "out_of_reach": split.out_of_reach,
        "displaced": split.displaced,
        "displaced_p10": low,
        "displaced_p90": high,
    }
    frame = by_cell(run, "academic_year", academic_years(run), values)
    return frame[(frame["at_inmss"] > SMALLEST) | (frame["displaced_p90"] > SMALLEST)]


DISPLACED = Contract(
    "displaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("at_inmss", "learners", 0),
        number("directed", "learners", 0),
        number("out_of_reach", "learners", 0),
        number("displaced", "learners", 0),
        number("displaced_p10", "learners", 0),
        number("displaced_p90", "learners", 0),
    ),
)
"""Learners in independent and non-maintained schools whose need a state place could meet, and why they are there
(``models.placement.displaced``): ``at_inmss = directed + out_of_reach + displaced`` in every row."""
