"""The table of learners who are in an independent or non-maintained school (INMSS) only for want of a local place."""

import pandas as pd

from models.explain.access import SMALLEST
from models.outcome.place_need import inmss_learners
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number


def displaced(made: Made) -> pd.DataFrame:
    """Cells and years with anybody at INMSS (``models.placement.displaced``)."""
    run = made.run
    split = inmss_learners(run.instance, run.central)
    low, high = run.draws.ranges(lambda drawn: drawn.displaced, (0.1, 0.9))
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


DISPLACED = ResultTable(
    "displaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("at_inmss", "learners", 0),
        number("directed", "learners", 0),
        number("out_of_reach", "learners", 0),
        number("displaced", "learners", 0),
        number("displaced_p10", "learners", 0, optional=True),
        number("displaced_p90", "learners", 0, optional=True),
    ),
    words="Learners of an area, phase, need and requirement in independent and non-maintained schools whose need a"
    " state place could meet: sent by order or preference, out of reach of a state school, or displaced, which"
    " is for want of a local place. The three add up.",
    make=displaced,
    balance={"at_inmss": {"directed": 1, "out_of_reach": 1, "displaced": 1}},
)
