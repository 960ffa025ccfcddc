"""The table of everybody with a plan by year group, need and kind of provision, and its totals with ranges."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.explain.access import SMALLEST
from models.outcome.outcome import Outcome, outcome_of
from models.outcome.year_groups import UNMET, UNPLACED, WHERE, everyone, placed_by_age
from models.vocabulary import (
    AGE_GROUPS,
    AGES,
    NEEDS,
    PHASES,
    PROVISIONS,
    Provision,
    ages_of_group,
    ages_of_phase,
    year_group_code,
)
from sufficiency.forecast.kept import Drawn
from sufficiency.results.placements_by_year_group import YEAR_GROUP, YEAR_GROUPS
from sufficiency.results.shapes import Made, ResultTable, academic_years, table_of
from sufficiency.tables.contracts import ACADEMIC_YEAR, ALL, NEED, number, quantile_columns, text

PROVISION = text("provision", tuple(map(str, PROVISIONS)))
AUTHORITY = "authority"


class Level(NamedTuple):
    """A level of totals: what is added up, of a draw or of the central run, and the places of each code in it."""

    of: str
    codes: dict[str, list[int]]


LEVELS = {
    AUTHORITY: Level("by_age", {ALL: list(AGES)}),
    "phase": Level("by_age", {str(phase): list(ages_of_phase(phase)) for phase in PHASES}),
    "age_group": Level("by_age", {str(group): list(ages_of_group(group)) for group in AGE_GROUPS}),
    "year_group": Level("by_age", {year_group_code(group): [place] for place, group in enumerate(YEAR_GROUPS)}),
    "need": Level("by_need", {str(need): [place] for place, need in enumerate(NEEDS)}),
}


def learners_by_year_group(made: Made) -> pd.DataFrame:
    """One row a year, year group, need and kind of provision with anybody in it."""
    instance, path = made.run.instance, made.run.central
    placed = placed_by_age(instance, path)
    whole = everyone(instance, path, placed)
    unserved = np.zeros(whole.shape)
    for place, provision in ((UNMET, Provision.MAINSTREAM), (UNPLACED, Provision.ELSEWHERE)):
        unserved[..., PROVISIONS.index(provision)] = placed[..., WHERE.index(place)].sum(axis=1)
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "academic_year": academic_years(made.run),
        "year_group": YEAR_GROUPS,
        "need": NEEDS,
        "provision": PROVISIONS,
    }
    return table_of(axes, {"learners": whole, "unserved": unserved})[np.ravel(whole) > SMALLEST]


def learners_by_year_group_totals(made: Made) -> pd.DataFrame:
    """One row a year, group and kind of provision; a range is that of the group's sum in each draw."""
    central = outcome_of(made.run.instance, made.run.central)
    return pd.concat([_of_level(made, name, level, central) for name, level in LEVELS.items()], ignore_index=True)


def _of_level(made: Made, name: str, level: Level, central: Outcome) -> pd.DataFrame:
    """The rows of a level."""
    ranges = made.run.draws.ranges(partial(_summed, level))
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "academic_year": academic_years(made.run),
        "level": [name],
        "code": [*level.codes],
        "provision": [*map(str, PROVISIONS), ALL],
    }
    ends = {f"learners_{end}": values for end, values in zip(("p10", "p50", "p90"), ranges, strict=True)}
    return table_of(axes, {"learners": _summed(level, central), **ends})


def _summed(level: Level, figures: Outcome | Drawn) -> Floats:
    """Learners of each code and kind of provision, and of all kinds, (..., years + 1, codes, provisions + 1)."""
    values: Floats = getattr(figures, level.of)
    by_code = np.stack([values[..., places, :].sum(axis=-2) for places in level.codes.values()], axis=-2)
    return np.concatenate([by_code, by_code.sum(axis=-1, keepdims=True)], axis=-1)


LEARNERS_BY_YEAR_GROUP = ResultTable(
    "learners_by_year_group",
    (ACADEMIC_YEAR, YEAR_GROUP, NEED, PROVISION),
    (number("learners", "learners", 0), number("unserved", "learners", 0)),
    words="Everybody with a plan by year group, need and kind of provision: each plan is in one row. Unserved are those"
    " of them who need another place: unmet in mainstream, or without a place (kind of provision: elsewhere). Returns"
    " are made of this table.",
    make=learners_by_year_group,
)
LEARNERS_BY_YEAR_GROUP_TOTALS = ResultTable(
    "learners_by_year_group_totals",
    (ACADEMIC_YEAR, text("level", tuple(LEVELS)), text("code"), text("provision", (*map(str, PROVISIONS), ALL))),
    (number("learners", "learners", 0), *quantile_columns("learners", "learners", "p10", "p50", "p90")),
    words="Everybody with a plan by kind of provision, and of all kinds, by phase, age group, year group, need, and in"
    " all: central, and the range of the sum over the draws.",
    make=learners_by_year_group_totals,
)
