"""The table of ranges of totals that no other table holds: added up inside each draw, then quantiles."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import (
    IN_COUNTY,
    INMSS,
    PROVISIONS,
    Provision,
    academic_year,
)
from sufficiency.forecast.kept import Drawn
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text


def ranges(made: Made) -> pd.DataFrame:
    """Ranges of the headline totals."""
    base, draws = made.run.authority.base_census_year, made.run.draws
    rows = [_rows(base, measure, draws.ranges(of, (0.1, 0.9))) for measure, of in TOTALS.items()]
    rows += [_rows(base + 1, measure, draws.ranges(of, (0.1, 0.9))) for measure, of in MONEY.items()]
    return pd.DataFrame([row for group in rows for row in group], columns=RANGES.column_names)


TOTALS: dict[str, Callable[[Drawn], Floats]] = {
    "inmss": lambda drawn: drawn.inmss,
    "displaced": lambda drawn: drawn.displaced.sum(axis=2),
    "in_county": lambda drawn: drawn.in_county,
    "unmet": lambda drawn: drawn.unmet.sum(axis=2),
    "unplaced": lambda drawn: drawn.unplaced.sum(axis=2),
    "over_capacity": lambda drawn: drawn.above.sum(axis=2),
}
MONEY: dict[str, Callable[[Drawn], Floats]] = {
    "inmss_gbp": lambda drawn: _spend(drawn.spend, INMSS),
    "state_gbp": lambda drawn: _spend(drawn.spend, IN_COUNTY),
}


def _spend(spend: Floats, provisions: tuple[Provision, ...]) -> Floats:
    return np.asarray(spend[:, :, [PROVISIONS.index(provision) for provision in provisions]].sum(axis=(2, 3)))


def _rows(first: int, measure: str, ends: Floats) -> list[dict[str, object]]:
    """One row a year from the census of ``first`` on; ``ends`` of the range are (2, years)."""
    low, high = ends
    return [
        {"measure": measure, "academic_year": academic_year(first + ahead), "p10": p10, "p90": p90}
        for ahead, (p10, p90) in enumerate(zip(low, high, strict=True))
    ]


RANGES = ResultTable(
    "ranges",
    (text("measure"), ACADEMIC_YEAR),
    (number("p10", ""), number("p90", "")),
    words="The range of a total (p10 to p90), added up inside each draw: learners placed, displaced, unmet, unplaced"
    " and above the places of their state school, and pounds of the financial year that starts in the academic year's"
    " first year.",
    make=ranges,
)
