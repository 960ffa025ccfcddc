"""Place need in whole learners, as it is published: a count that is hidden could else be worked out of decimals.

Learners are rounded where they are, so that the running sum of a year, need group by need group and phase by phase, is
the rounded running sum: each cell is within one of its figure, and totals of need groups and their phases are too. What
is the sum of others is added up from what is written of them, so that every row and every total foots.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.vocabulary import Requirement
from sufficiency.returns.place_need.cube import YEAR
from sufficiency.returns.place_need.tables import ELSEWHERE, PARTS
from sufficiency.tables.rounding import running

HUNDREDTHS = 100
_ORDER = [YEAR, "requirement", "need_group", "phase", "area"]
_IN_INMSS = "in_inmss"


def whole_tables(tables: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    """Tables of a run in which ``place_need_by_group`` and ``schools`` count whole learners."""
    groups, schools = _groups(tables["place_need_by_group"]), _schools(tables["schools"])
    return MappingProxyType({**tables, "place_need_by_group": groups, "schools": schools})


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    """Every row foots: the gap is its parts, those required are on roll or elsewhere."""
    rows = table.sort_values(_ORDER, ignore_index=True)
    apart = (rows["requirement"] == str(Requirement.INDEPENDENT_ONLY)).to_numpy(dtype=np.bool_)
    rows[_IN_INMSS] = np.where(apart, rows["required"] - rows[["on_roll", "unmet", "unplaced"]].sum(axis=1), 0.0)
    for name in dict.fromkeys(("on_roll", *PARTS, *ELSEWHERE, _IN_INMSS)):
        rows[name] = _whole(rows, name, [YEAR, "requirement"])
    elsewhere = np.where(apart, rows[["unmet", "unplaced", _IN_INMSS]].sum(axis=1), rows[list(ELSEWHERE)].sum(axis=1))
    return rows.assign(gap=rows[list(PARTS)].sum(axis=1), required=rows["on_roll"] + elsewhere).drop(columns=_IN_INMSS)


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
