"""The table of learners who are in mainstream though they need another place."""

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number


def unmet(made: Made) -> pd.DataFrame:
    """Cells and years with anybody unmet in the central run or at the top of the range."""
    low, high = made.run.draws.ranges(lambda drawn: drawn.unmet, (0.1, 0.9))
    central = np.array([year.unmet for year in made.run.central.years])
    values = {"learners": central, "learners_p10": low, "learners_p90": high}
    frame = by_cell(made.run, "academic_year", academic_years(made.run), values)
    return frame[(frame["learners"] > SMALLEST) | (frame["learners_p90"] > SMALLEST)]


UNMET = ResultTable(
    "unmet",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("learners", "learners", 0),
        number("learners_p10", "learners", 0, optional=True),
        number("learners_p90", "learners", 0, optional=True),
    ),
    words="Learners of an area, phase, need and requirement who are in a mainstream school though those like them had"
    " a base or a special school in the base year: no state place was free, and independent schools take only some.",
    make=unmet,
)
