"""The table of journeys: what the run's placements make learners travel."""

from dataclasses import asdict

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST, journeys_made
from models.places.travel import limit_minutes
from models.vocabulary import PHASES
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, PHASE, number


def journeys(made: Made) -> pd.DataFrame:
    """One row a year, area and phase with learners who have a place."""
    instance, cells, pairs = made.run.instance, made.run.instance.cells, made.run.instance.pairs
    group = (cells.area * len(PHASES) + cells.phase)[pairs.cell]
    limits = limit_minutes(instance.parameters.travel)
    rows = []
    for label, year in zip(academic_years(made.run), made.run.central.years, strict=True):
        for key in np.unique(group[year.learners > SMALLEST]).tolist():
            area, phase = divmod(key, len(PHASES))
            which = {"academic_year": label, "area": instance.areas[area], "phase": str(PHASES[phase])}
            travelled = journeys_made(instance, year.learners, group == key)
            rows.append({**which, "limit_minutes": limits[phase], **asdict(travelled)})
    numbers = {column.name: "float64" for column in JOURNEYS.values}
    return pd.DataFrame(rows, columns=JOURNEYS.column_names).astype(numbers)


JOURNEYS = ResultTable(
    "journeys",
    (ACADEMIC_YEAR, AREA, PHASE),
    (
        number("learners", "learners", 0),
        number("residential", "learners who board", 0),
        number("stated", "learners", 0),
        number("mean_miles", "miles one way", 0, optional=True),
        number("mean_minutes", "minutes one way", 0, optional=True),
        number("p95_minutes", "minutes one way", 0, optional=True),
        number("limit_minutes", "minutes one way", 0),
        number("over_limit", "learners", 0),
    ),
    words="Learners of an area and phase with a specialist place, how many board, and how many go to the market,"
    " whose journey is only stated. Miles and minutes one way of those who travel daily, and how many travel"
    " beyond the limit.",
    make=journeys,
)
