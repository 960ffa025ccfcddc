"""The table of ranges of totals that no other table holds: added up inside each draw, then quantiles."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.placement.outcome import Outcome, outcome_of
from models.vocabulary import IN_COUNTY, INMSS, PROVISIONS, Provision
from sufficiency.forecast.kept import Drawn
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, number, text


def ranges(made: Made) -> pd.DataFrame:
    """The headline totals of the central run, and their ranges."""
    run, central = made.run, outcome_of(made.run.instance, made.run.central)
    rows: list[tuple[object, ...]] = []
    for first, measures in ((0, TOTALS), (1, MONEY)):
        for measure, of in measures.items():
            low, high = run.draws.ranges(of, (0.1, 0.9))
            years = academic_years(run)[first:]
            rows += zip([measure] * len(years), years, of(central), low, high, strict=True)
    return pd.DataFrame(rows, columns=RANGES.column_names)


TOTALS: dict[str, Callable[[Outcome | Drawn], Floats]] = {
    "inmss": lambda found: found.inmss,
    "displaced": lambda found: found.displaced.sum(axis=-1),
    "in_county": lambda found: found.in_county,
    "unmet": lambda found: found.unmet.sum(axis=-1),
    "unplaced": lambda found: found.unplaced.sum(axis=-1),
    "over_capacity": lambda found: found.above.sum(axis=-1),
}
MONEY: dict[str, Callable[[Outcome | Drawn], Floats]] = {
    "inmss_gbp": lambda found: _spend(found.spend, INMSS),
    "state_gbp": lambda found: _spend(found.spend, IN_COUNTY),
}


MEASURE_NAMES = {
    "inmss": "learners in independent and non-maintained schools",
    "displaced": "learners in independent and non-maintained schools only for want of a local place",
    "in_county": "learners in state special schools and bases of the authority",
    "unmet": "learners unmet in mainstream",
    "unplaced": "learners without a place",
    "over_capacity": "learners above the places of their state school",
    "inmss_gbp": "pounds spent on independent and non-maintained schools",
    "state_gbp": "pounds spent on state special schools and bases",
}
"""What each measure is, in words."""


def _spend(spend: Floats, provisions: tuple[Provision, ...]) -> Floats:
    return np.asarray(spend[..., [PROVISIONS.index(provision) for provision in provisions], :].sum(axis=(-2, -1)))


RANGES = ResultTable(
    "ranges",
    (text("measure"), ACADEMIC_YEAR),
    (number("central", "learners", 0), *(number(end, "learners", 0, optional=True) for end in ("p10", "p90"))),
    words="Totals of the central run and their ranges (p10 to p90), added up inside each draw: learners placed,"
    " displaced, unmet, unplaced and above the places of their state school, and pounds of the financial year that"
    " starts in the academic year's first year.",
    make=ranges,
)
