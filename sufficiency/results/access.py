"""The table of access by area: how long learners travel, and who has a suitable state school near enough.

Of the learners of an area who need a base or a special school: those for whom an open state school or base that takes
their need, phase and requirement is within the journey limit of their phase, full or not (``within_reach``), and those
who have a place in one (``in_reach``). Minutes are of all who travel daily to a specialist place, as in
``journeys.csv``, with all phases together.
"""

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats
from models.placement.displaced import STATE_REQUIREMENTS, within_reach
from models.places.travel import limit_minutes
from models.vocabulary import IN_COUNTY
from sufficiency.forecast.pipeline import Run
from sufficiency.results.journeys import weighted_quantile
from sufficiency.results.shapes import SMALLEST, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, AREA, Contract, number


def access(run: Run) -> pd.DataFrame:
    """Minutes and access by year and area, and of all areas together; areas without learners are left out."""
    instance, path = run.instance, run.central
    cells, pairs = instance.cells, instance.pairs
    state = instance.providers.of_kind(IN_COUNTY)[pairs.provider]
    limits = limit_minutes(instance.parameters.travel)
    reached = within_reach(cells, pairs, state, path.steered.open_pairs, limits)
    near = state & (pairs.minutes <= limits[cells.phase[pairs.cell]])
    rows = []
    for place, (label, year) in enumerate(zip(academic_years(run), path.years, strict=True)):
        for code, area in enumerate([*instance.areas, ALL]):
            mine = np.ones(len(cells.area), dtype=np.bool_) if area == ALL else cells.area == code
            needed = mine & np.isin(cells.requirement, STATE_REQUIREMENTS)
            required = path.required[place]
            rows.append(
                {
                    "academic_year": label,
                    "area": area,
                    "state_required": float(required[needed].sum()),
                    "within_reach": float(required[needed & reached[place]].sum()),
                    "in_reach": float(year.learners[near & needed[pairs.cell]].sum()),
                    **_travelled(run, year.learners, mine[pairs.cell]),
                }
            )
    frame = pd.DataFrame(rows)
    frame = frame[frame["learners"] + frame["state_required"] > SMALLEST]
    whole = frame["state_required"].where(frame["state_required"] > SMALLEST)
    return frame.assign(
        share_within_reach=(frame["within_reach"] / whole).clip(upper=1.0),
        share_in_reach=(frame["in_reach"] / whole).clip(upper=1.0),
    )


def _travelled(run: Run, learners: Floats, mine: Flags) -> dict[str, float]:
    """Minutes of the learners of an area who travel daily."""
    long, minutes = run.instance.eligibility.long, run.instance.pairs.minutes
    some = mine & ~long.residential & (learners > SMALLEST)
    daily = learners[some]
    return {
        "learners": float(daily.sum()),
        "mean_minutes": float(np.average(minutes[some], weights=daily)) if daily.size else np.nan,
        "p95_minutes": weighted_quantile(minutes[some], daily, 0.95) if daily.size else np.nan,
        "over_limit": float(learners[some & long.beyond].sum()),
    }


ACCESS = Contract(
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
)
"""Specialist access by area in which learners live, and ``all``: learners who need a base or a special school
(``state_required``), those with a suitable open state provider within the journey limit, full or not
(``within_reach``), those placed in one (``in_reach``); daily journeys of all with a specialist place (``learners``)."""
