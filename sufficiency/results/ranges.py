"""The table of ranges of totals that no other table holds: added up inside each draw, then quantiles."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.sampling import quantiles
from models.vocabulary import (
    IN_COUNTY,
    INMSS,
    NEEDS,
    PHASES,
    PROVISIONS,
    STATE_REQUIREMENTS,
    Provision,
    academic_year,
)
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, AREA, number, text


def ranges(made: Made) -> pd.DataFrame:
    """Ranges of required places by phase, area and need, and of the headline totals."""
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
    rows = [_rows(base, measure, {}, values) for measure, values in totals.items()]
    rows += [_rows(base + 1, measure, {}, values) for measure, values in money.items()]
    rows += [_rows(base, "required", *group) for group in _required(run)]
    return pd.DataFrame([row for group in rows for row in group], columns=RANGES.column_names)


def _spend(spend: Floats, provisions: tuple[Provision, ...]) -> Floats:
    return np.asarray(spend[:, :, [PROVISIONS.index(provision) for provision in provisions]].sum(axis=(2, 3)))


def _required(run: Run) -> list[tuple[dict[str, str], Floats]]:
    """Learners who require a state place, by the groups that a report shows; (draws, years + 1) each."""
    cells = run.instance.cells
    state = cells.requires(*STATE_REQUIREMENTS)
    required = run.outcomes.required
    groups: list[tuple[dict[str, str], NDArray[np.bool_]]] = [({}, state)]
    groups += [({"area": area}, state & (cells.area == i)) for i, area in enumerate(run.authority.areas)]
    groups += [({"phase": str(phase)}, state & (cells.phase == f)) for f, phase in enumerate(PHASES)]
    groups += [({"need": str(need)}, state & (cells.need == n)) for n, need in enumerate(NEEDS)]
    groups += [
        ({"phase": str(phase), "need": str(need)}, state & (cells.phase == f) & (cells.need == n))
        for f, phase in enumerate(PHASES)
        for n, need in enumerate(NEEDS)
    ]
    totals = np.moveaxis(required @ np.array([chosen for _, chosen in groups], dtype=np.float64).T, -1, 0)
    return [(labels, total) for (labels, chosen), total in zip(groups, totals, strict=True) if chosen.any()]


def _rows(first: int, measure: str, labels: dict[str, str], values: Floats) -> list[dict[str, object]]:
    """One row a year from the census of ``first`` on; ``values`` is (draws, years)."""
    low, high = quantiles(values, (0.1, 0.9))
    whole = {"area": ALL, "phase": ALL, "need": ALL}
    return [
        {"measure": measure, "academic_year": academic_year(first + ahead), **whole, **labels, "p10": p10, "p90": p90}
        for ahead, (p10, p90) in enumerate(zip(low, high, strict=True))
    ]


RANGES = ResultTable(
    "ranges",
    (text("measure"), ACADEMIC_YEAR, AREA, text("phase", (ALL, *PHASES)), text("need", (ALL, *NEEDS))),
    (number("p10", ""), number("p90", "")),
    words="The 80% range of a total, added up inside each draw: learners required, placed, displaced, unmet, unplaced"
    " and above places, and pounds of the financial year that starts in the academic year's first year.",
    make=ranges,
)
