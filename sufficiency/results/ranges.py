"""The table of ranges of totals that no other table holds: added up inside each draw, then quantiles."""

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.sampling import quantiles
from models.vocabulary import (
    IN_COUNTY,
    INMSS,
    PROVISIONS,
    Provision,
    academic_year,
)
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text


def ranges(made: Made) -> pd.DataFrame:
    """Ranges of the headline totals."""
    run, outcomes = made.run, made.run.outcomes
    totals = {
        "inmss": outcomes.inmss,
        "displaced": outcomes.displaced.sum(axis=2),
        "in_county": outcomes.in_county,
        "unmet": outcomes.unmet.sum(axis=2),
        "unplaced": outcomes.unplaced.sum(axis=2),
        "over_capacity": outcomes.over_capacity,
    }
    money = {"inmss_gbp": _spend(outcomes.spend, INMSS), "state_gbp": _spend(outcomes.spend, IN_COUNTY)}
    base = run.authority.base_census_year
    rows = [_rows(base, measure, values) for measure, values in totals.items()]
    rows += [_rows(base + 1, measure, values) for measure, values in money.items()]
    return pd.DataFrame([row for group in rows for row in group], columns=RANGES.column_names)


def _spend(spend: Floats, provisions: tuple[Provision, ...]) -> Floats:
    return np.asarray(spend[:, :, [PROVISIONS.index(provision) for provision in provisions]].sum(axis=(2, 3)))


def _rows(first: int, measure: str, values: Floats) -> list[dict[str, object]]:
    """One row a year from the census of ``first`` on; ``values`` is (draws, years)."""
    low, high = quantiles(values, (0.1, 0.9))
    return [
        {"measure": measure, "academic_year": academic_year(first + ahead), "p10": p10, "p90": p90}
        for ahead, (p10, p90) in enumerate(zip(low, high, strict=True))
    ]


RANGES = ResultTable(
    "ranges",
    (text("measure"), ACADEMIC_YEAR),
    (number("p10", ""), number("p90", "")),
    words="The range of a total (p10 to p90), added up inside each draw: learners placed, displaced, unmet, unplaced"
    " and above places, and pounds of the financial year that starts in the academic year's first year.",
    make=ranges,
)
