"""Place need in whole learners, as it is published: a count that is hidden could else be worked out of decimals.

Learners are rounded where they are (:mod:`sufficiency.returns.turning`): each cell is within one of its figure, and
every total is as near to its own as that allows, within one or two. What is the sum of others is added up from what is
written of them, so that every row and every total foots.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.arrays import Floats, Indices
from models.vocabulary import Requirement
from sufficiency.returns.place_need.cube import YEAR
from sufficiency.returns.place_need.spare import HUNDREDTHS
from sufficiency.returns.place_need.tables import ELSEWHERE, PARTS
from sufficiency.returns.turning import turned
from sufficiency.tables.rounding import running

_ORDER = [YEAR, "requirement", "need_group", "phase", "area"]
_IN_INMSS = "in_inmss"
_ON_ROLL_OR_REST = ("on_roll", *(name for name in ELSEWHERE if name not in PARTS))


def whole_tables(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Tables of a run in which ``place_need_by_group`` and ``schools`` count whole learners."""
    groups, schools = _groups(tables["place_need_by_group"]), _schools(tables["schools"])
    return MappingProxyType({**tables, "place_need_by_group": groups, "schools": schools})


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    """Every row foots: the gap is its parts, those required are on roll or elsewhere."""
    rows = table.sort_values(_ORDER, ignore_index=True)
    apart = (rows["requirement"] == str(Requirement.INDEPENDENT_ONLY)).to_numpy(dtype=np.bool_)
    rows[_IN_INMSS] = np.where(apart, rows["required"] - rows[["on_roll", "unmet", "unplaced"]].sum(axis=1), 0.0)
    exact = rows.copy()
    for names, beside, own in (
        (PARTS, (), ~apart),
        (_ON_ROLL_OR_REST, ("inmss_for_want", "unmet"), ~apart),
        (("on_roll", "unmet", "unplaced", _IN_INMSS), (), apart),
    ):
        owed = (exact[list(beside)] - rows[list(beside)]).sum(axis=1)
        for _, of_year in exact[own].groupby(YEAR, sort=False):
            rows.loc[of_year.index, list(names)] = whole_columns(of_year, names, owed[of_year.index].to_numpy())
    elsewhere = np.where(apart, rows[["unmet", "unplaced", _IN_INMSS]].sum(axis=1), rows[list(ELSEWHERE)].sum(axis=1))
    return rows.assign(gap=rows[list(PARTS)].sum(axis=1), required=rows["on_roll"] + elsewhere).drop(columns=_IN_INMSS)


def whole_columns(rows: pd.DataFrame, names: Sequence[str], owed: Floats) -> Floats:
    """Columns of the rows of a year in whole numbers, (rows, names).

    Each cell is within one of its figure; totals over areas, phases, need groups and kinds, of each column and of the
    columns together, are as near as turns bring them. ``owed`` (rows,) is what columns that are whole already, and are
    added up with these, lack.
    """
    members = _members(rows)
    exact, whole = rows[list(names)].to_numpy(dtype=np.float64), np.zeros((len(rows), len(names)))
    for at in range(len(names)):
        own, behind = exact[:, at], owed + exact[:, : at + 1].sum(axis=1) - whole[:, :at].sum(axis=1)
        sums = [own[some].sum() for some in members] + [behind[some].sum() for some in members] + behind.tolist()
        parts = [*members, *members, *np.arange(len(rows))[:, None]]
        equations = [(len(rows) + place, tuple((int(row), 1) for row in some)) for place, some in enumerate(parts)]
        found = turned(np.concatenate([own, sums]), equations)
        whole[:, at] = np.floor(own + 0.5) if found is None else found[: len(rows)]
    return whole


def _members(rows: pd.DataFrame) -> list[Indices]:
    """Rows of every total over one or more of the columns that tell rows apart."""
    columns = [name for name in _ORDER if name != YEAR]
    kept = [some for size in range(len(columns)) for some in combinations(columns, size)]
    every = [np.arange(len(rows), dtype=np.intp)]
    return every + [np.asarray(found) for some in kept if some for found in rows.groupby(list(some)).indices.values()]


def _schools(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.sort_values([YEAR, "provision", "provider_id"], ignore_index=True)
    for name in ("incumbents", "entrants", "over_capacity", "unused"):
        rows[name] = _whole(rows, name, [YEAR, "provision"])
    return rows.assign(learners=rows["incumbents"] + rows["entrants"])


def _whole(rows: pd.DataFrame, name: str, together: list[str]) -> "pd.Series[float]":
    """A column in whole numbers, whose running sums within rows ``together`` are the rounded ones."""
    groups = rows.groupby(together).ngroup().to_numpy()
    hundredth = running(rows[name].to_numpy(dtype=np.float64) / HUNDREDTHS, groups)
    return pd.Series(np.rint(hundredth * HUNDREDTHS), index=rows.index)
