"""The table of access: who has a suitable state school near enough, and how long learners travel."""

import pandas as pd

from models.explain.access import access_by_area
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, AREA, number


def access(made: Made) -> pd.DataFrame:
    """One row a year and area, and one of all areas together; areas without learners are left out."""
    areas = [*made.run.instance.areas, ALL]
    years = zip(academic_years(made.run), access_by_area(made.run.instance, made.run.central), strict=True)
    return pd.DataFrame(
        [
            {
                "academic_year": label,
                "area": area,
                "state_required": found.state_required,
                "within_reach": found.within_reach,
                "share_within_reach": found.share(found.within_reach),
                "in_reach": found.in_reach,
                "share_in_reach": found.share(found.in_reach),
                "learners": found.journeys.daily,
                "mean_minutes": found.journeys.mean_minutes,
                "p95_minutes": found.journeys.p95_minutes,
                "over_limit": found.journeys.over_limit,
            }
            for label, by_area in years
            for area, found in zip(areas, by_area, strict=True)
            if found.anybody
        ]
    )


ACCESS = ResultTable(
    "access",
    (ACADEMIC_YEAR, AREA),
    (
        number("state_required", "learners", 0),
        number("within_reach", "learners", 0),
        number("share_within_reach", "share", 0, 1, optional=True),
        number("in_reach", "learners", 0),
        number("share_in_reach", "share", 0, 1, optional=True),
        number("learners", "learners", 0),
        number("mean_minutes", "minutes one way", 0, optional=True),
        number("p95_minutes", "minutes one way", 0, optional=True),
        number("over_limit", "learners", 0),
    ),
    words="Learners of an area who require a base or special school, how many have a suitable one of the authority"
    " within the journey limit, full or not, and how many a place in one. Minutes one way of all who travel daily to a"
    " specialist place; those over the limit are counted without the market, whose journey is only stated.",
    make=access,
    totals=("area",),
)
