"""The table of placements by year group: who requires a place, and where they are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST
from models.outcome.year_groups import WHERE, placed_by_age
from models.vocabulary import AGES, FIRST_YEAR_GROUP, NEEDS, REQUIREMENTS
from sufficiency.results.shapes import Made, ResultTable, academic_years, table_of
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, integer, number

YEAR_GROUP = integer("year_group", "National Curriculum year group", FIRST_YEAR_GROUP, FIRST_YEAR_GROUP + len(AGES) - 1)
YEAR_GROUPS = tuple(age + FIRST_YEAR_GROUP for age in AGES)
_REQUIRED, _PLACED = tuple(f"required_{kind}" for kind in REQUIREMENTS), tuple(map(str, WHERE))


def placements_by_year_group(made: Made) -> pd.DataFrame:
    """One row a year, area, year group and need in which anybody requires a place."""
    instance, path = made.run.instance, made.run.central
    placed, required = placed_by_age(instance, path), path.required_by_age
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "academic_year": academic_years(made.run),
        "area": instance.areas,
        "year_group": YEAR_GROUPS,
        "need": NEEDS,
    }
    columns = {name: required[..., place] for place, name in enumerate(_REQUIRED)}
    columns |= {name: placed[..., place] for place, name in enumerate(_PLACED)}
    frame = table_of(axes, columns)
    return frame[np.ravel(required.sum(axis=-1)) > SMALLEST]


PLACEMENTS_BY_YEAR_GROUP = ResultTable(
    "placements_by_year_group",
    (ACADEMIC_YEAR, AREA, YEAR_GROUP, NEED),
    tuple(number(name, "learners", 0) for name in (*_REQUIRED, *_PLACED)),
    words="Learners of an area, year group and need who require a base, a special school, or an independent school"
    " only, and where they are: in each kind of provision, unmet in mainstream, or without a place. The year group is"
    " the age on 31 August less four: Reception is 0. A row adds up; over year groups it adds up to `placements.csv`.",
    make=placements_by_year_group,
    balance={_REQUIRED[1]: dict.fromkeys(_PLACED, 1) | {_REQUIRED[0]: -1, _REQUIRED[2]: -1}},
)
