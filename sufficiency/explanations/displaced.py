"""The table of learners who are in an independent or non-maintained school only for want of a local place."""

import pandas as pd

from models.sampling import quantiles
from sufficiency.draws import inmss_learners
from sufficiency.pipeline import Run
from sufficiency.run_tables import SMALLEST, academic_years, by_cell


def displaced(run: Run) -> pd.DataFrame:
    """Learners at INMSS by year and cell, why they are there, and the range of those displaced; cells with any."""
    split = inmss_learners(run.setting, run.central)
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
