"""The table of learners who require a specialist place."""

import pandas as pd

from sufficiency.results.shapes import Made, ResultTable, by_cell, census_years
from sufficiency.tables.contracts import AREA, CENSUS_YEAR, NEED, PHASE, REQUIREMENT, number, quantile_columns


def requirement(made: Made) -> pd.DataFrame:
    """Learners of every census year and cell, and their range."""
    low, _, high = made.run.required_quantiles
    values = {"learners": made.run.central.required, "learners_p10": low, "learners_p90": high}
    return by_cell(made.run, "census_year", census_years(made.run), values)


REQUIRED = ResultTable(
    "requirement",
    (CENSUS_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), *quantile_columns("learners", "learners", "p10", "p90")),
    words="Learners of an area, phase and need who require a base, a special school, or an independent school only,"
    " on census day, with the range of the draws (p10 to p90).",
    make=requirement,
)
