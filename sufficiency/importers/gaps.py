"""Fills the two-way tables that the release lacks for an authority from another pattern, and says so (A-39).

Some authorities could not return the placement of most plans, one has no need by age. The authority's own table of the
year before, or England's, then gives the pattern, fitted to the totals by age, need and provision that the authority
does have. Every filled row has ``A-39`` in its source.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.joint import Margin, fit
from sufficiency.importers.dfe_release import BASE_CENSUS_YEAR, SOURCE
from sufficiency.packs import NOT_RECORDED

Floats = NDArray[np.float64]
Plans = dict[str, pd.DataFrame]
LEAST_RECORDED = 0.5
"""Share of plans whose provision must be recorded for the authority's own pattern to be used (A-39)."""


def filled(plans: Plans, england: Plans, need_totals: dict[str, float]) -> Plans:
    """Return the plan tables with what is missing in the base year filled in.

    ``england`` holds England's tables by the same names; ``need_totals`` the authority's plans by need.
    """
    by_provision, by_need = plans["plans_by_age_provision"], plans["plans_by_age_need"]
    if not _recorded(_base(by_provision)):
        ages = by_need.groupby("age")["plans"].sum()
        earlier = by_provision[by_provision["census_year"] != BASE_CENSUS_YEAR]
        pattern = earlier if _recorded(earlier) else _base(england["plans_by_age_provision"])
        own = _fitted(_recorded_only(pattern), {"age": ages})
        by_provision = pd.concat([earlier, own], ignore_index=True) if len(earlier) else own
    if by_need.empty:
        totals = {"age": _sums(_base(by_provision), "age"), "need": pd.Series(need_totals)}
        by_need = _fitted(_recorded_only(england["plans_by_age_need"]), totals)
    pairs = plans["plans_by_need_provision"]
    if not _recorded(pairs):
        totals = {"need": _sums(by_need, "need"), "provision": _sums(_base(by_provision), "provision")}
        pairs = _fitted(_recorded_only(england["plans_by_need_provision"]), totals)
    return plans | {
        "plans_by_age_provision": by_provision,
        "plans_by_age_need": by_need,
        "plans_by_need_provision": pairs,
        "new_plans_by_need": _new_by_need(plans, england),
    }


def _new_by_need(plans: Plans, england: Plans) -> pd.DataFrame:
    """New plans by age and need; England's needs at each age where the authority's are not published."""
    own, pattern = plans["new_plans_by_need"], england["new_plans_by_need"]
    if len(own) or plans["new_plans"].empty:
        return own
    year = int(pattern["calendar_year"].iloc[0])
    started = plans["new_plans"]
    ages = _sums(started[started["calendar_year"] == year], "age")
    return _fitted(_recorded_only(pattern), {"age": ages}).drop(columns="census_year").assign(calendar_year=year)


def _base(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["census_year"] == BASE_CENSUS_YEAR]


def _sums(table: pd.DataFrame, column: str) -> pd.Series:
    return table.groupby(column)["plans"].sum()


def _recorded(table: pd.DataFrame) -> bool:
    unknown = table.loc[table["provision"] == NOT_RECORDED, "plans"].sum()
    total = float(table["plans"].sum())
    return total > 0 and float(unknown) <= (1.0 - LEAST_RECORDED) * total


def _recorded_only(table: pd.DataFrame) -> pd.DataFrame:
    columns = [column for column in ("need", "provision") if column in table.columns]
    return table[(table[columns] != NOT_RECORDED).all(axis=1)]


def _fitted(pattern: pd.DataFrame, totals: dict[str, pd.Series]) -> pd.DataFrame:
    """Scale England's pattern to the authority's totals, by each of the columns that ``totals`` names."""
    rows, columns = [column for column in ("age", "need", "provision") if column in pattern.columns]
    wide = pattern.pivot_table(index=rows, columns=columns, values="plans", aggfunc="sum", fill_value=0.0)
    codes = {rows: wide.index.tolist(), columns: wide.columns.tolist()}
    margins = [Margin((list(codes).index(column),), _aligned(total, codes[column])) for column, total in totals.items()]
    table = fit(wide.to_numpy(dtype=np.float64), margins, tolerance=1e-6).table
    long = pd.DataFrame(table, index=wide.index, columns=wide.columns).reset_index()
    long = long.melt(id_vars=rows, var_name=columns, value_name="plans")
    return long.assign(census_year=BASE_CENSUS_YEAR, source=f"{SOURCE} A-39")


def _aligned(totals: pd.Series, codes: Sequence[object]) -> Floats:
    """Totals in the order of ``codes``; what has no place among them (not recorded) is spread in proportion."""
    known = totals.reindex(list(codes), fill_value=0.0).to_numpy(dtype=np.float64)
    return np.asarray(known * float(totals.sum()) / max(float(known.sum()), 1e-12))
