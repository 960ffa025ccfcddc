"""The table of learners who required a place and got none, with the reason."""

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST
from models.explain.reasons import reason, years_of
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, free_text, number


def unplaced(made: Made) -> pd.DataFrame:
    """Cells and years in which the central run or one draw in ten leaves somebody out."""
    run = made.run
    high = run.draws.ranges(lambda drawn: drawn.unplaced, (0.9,))[0]
    central = np.array([year.unplaced for year in run.central.years])
    frame = by_cell(run, "academic_year", academic_years(run), {"learners": central, "learners_p90": high})
    named = np.argwhere((central > SMALLEST) | (high > SMALLEST))
    names = dict(zip(run.supply.providers["provider_id"], run.supply.providers["name"], strict=True))
    years = years_of(run.instance, run.central)
    kept = frame.iloc[np.ravel_multi_index((named[:, 0], named[:, 1]), central.shape)].copy()
    kept["reason"] = [reason(run.instance, names, years[year], cell) for year, cell in named.tolist()]
    return kept


UNPLACED = ResultTable(
    "unplaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), number("learners_p90", "learners", 0, optional=True), free_text("reason")),
    words="Learners of an area, phase, need and requirement without a place, in the central run and at the top of"
    " the range of the draws (p90), and the reason.",
    make=unplaced,
)
