"""The table of school origins: the areas in which the learners of each school live, and how far they travel."""

import pandas as pd

from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, PROVIDER_ID, number

KEY = [ACADEMIC_YEAR.name, PROVIDER_ID.name, AREA.name]


def school_origins(made: Made) -> pd.DataFrame:
    """One row a year, provider and area of residence with learners; means are over learners."""
    placed = made.tables["placements"]
    travelled = placed.assign(**{name: placed[name] * placed["learners"] for name in ("minutes", "miles")})
    sums = travelled.groupby(KEY)[["learners", "entrants", "minutes", "miles"]].sum().reset_index()
    return sums.assign(**{name: sums[name] / sums["learners"] for name in ("minutes", "miles")})


SCHOOL_ORIGINS = ResultTable(
    "school_origins",
    (ACADEMIC_YEAR, PROVIDER_ID, AREA),
    (
        number("learners", "learners", 0),
        number("entrants", "learners", 0),
        number("minutes", "minutes one way", 0),
        number("miles", "miles one way", 0),
    ),
    words="Where the learners of each school, base and market live: learners and entrants of an area with a provider,"
    " and their mean journey in minutes and miles one way. It adds up to placements; figures of the central run.",
    make=school_origins,
)
