"""Completes the two-way tables that the release lacks for an authority, and fits its joint table (A-20, A-39).

An authority with all three two-way tables has its joint table fitted to them from a flat start. Some could not return
the placement of most plans, one has no need by age. Theirs starts from England's joint table and is fitted to what the
authority does have: its plans by age and need, its total by need, or its pattern of provision by age of the year before
(England's where that is missing too). What the release lacks is then read from that table, so that all tables of a pack
count the same learners; every such row has ``A-39`` in its source.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.joint import Fit, Margin, fit, joint_table, reconciled
from sufficiency.importers.open_data.people.dfe_release import source_of
from sufficiency.importers.open_data.people.joint_plans import CODES, JointPlans, counts, joint_plans, rows_of
from sufficiency.packs.contracts import NOT_RECORDED

Plans = dict[str, pd.DataFrame]
FILLED = "A-39"
"""How the source of a row that is filled in ends."""
LEAST_RECORDED = 0.5
"""Share of plans whose provision must be recorded for the authority's own pattern to be used (A-39)."""
SAME = 0.02
"""Share by which the ages of an authority may miss its published total (A-39)."""
AXES = {
    "plans_by_age_provision": ("age", "provision"),
    "plans_by_age_need": ("need", "age"),
    "plans_by_need_provision": ("need", "provision"),
}
ORDER = tuple(CODES)


@dataclass(frozen=True)
class England:
    """England's plan tables by name, its joint table with the axes of ``joint_plans.CODES``, and their January."""

    tables: Plans
    joint: Floats
    base_year: int

    def filled(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows as a table of the base year that were filled in."""
        return rows.assign(census_year=self.base_year, source=f"{source_of(self.base_year)} {FILLED}")


def england_of(tables: Plans, base_year: int) -> England:
    """Fit England's joint table; some authorities are missing in one margin or another, so they are reconciled."""
    return England(tables, _three_margins(tables, base_year).table, base_year)


def has_ages(published: Plans, year: int) -> bool:
    """Whether a January can be completed at all: its plans are there by age, with placement or with need."""
    return any(_recorded(published[name], year) for name in ("plans_by_age_provision", "plans_by_age_need"))


def completed(published: Plans, england: England, need_totals: dict[str, float]) -> tuple[Plans, JointPlans]:
    """Return the plan tables with what is missing in the base year filled in, and the joint table.

    ``need_totals`` are the authority's plans by need, from the line of all plans; England's needs in each age and
    placement stand in where there are none.
    """
    year = england.base_year
    known = {name: published[name] for name in AXES if _recorded(published[name], year)}
    if len(known) == len(AXES):
        fitted = _three_margins(published, year)
        return published | {"new_plans_by_need": _new_by_need(published, england)}, joint_plans(fitted)
    if "plans_by_age_provision" not in known:
        known["plans_by_age_provision"] = _provision_by_age(published, england)
    fitted = fit(england.joint, _margins(known, need_totals, year))
    filled = {name: england.filled(rows_of(_summed(fitted.table, axes), axes)) for name, axes in AXES.items()}
    return published | filled | known | {"new_plans_by_need": _new_by_need(published, england)}, joint_plans(fitted)


def _three_margins(plans: Plans, year: int) -> Fit:
    return joint_table(*reconciled(*(counts(plans[name], year, *axes) for name, axes in AXES.items())))


def _margins(known: Plans, need_totals: dict[str, float], year: int) -> list[Margin]:
    """Margins of the tables that are known, and the totals by need where no table gives them."""
    margins = [_margin(counts(known[name], year, *AXES[name]), AXES[name]) for name in known]
    if "plans_by_age_need" not in known and sum(need_totals.values()) > 0:
        needs = np.array([need_totals.get(str(need), 0.0) for need in CODES["need"]])
        total = counts(known["plans_by_age_provision"], year, "age", "provision").sum()
        margins.append(Margin((ORDER.index("need"),), needs * total / max(needs.sum(), 1e-12)))
    return margins


def _margin(values: Floats, axes: tuple[str, str]) -> Margin:
    places = tuple(ORDER.index(axis) for axis in axes)
    return Margin(places, values) if places[0] < places[1] else Margin(places[::-1], values.T)


def _summed(table: Floats, axes: tuple[str, str]) -> Floats:
    """Sum a joint table over the axis that is not named."""
    other = next(place for place, axis in enumerate(ORDER) if axis not in axes)
    sums = table.sum(axis=other)
    return np.asarray(sums if ORDER.index(axes[0]) < ORDER.index(axes[1]) else sums.T)


def _provision_by_age(published: Plans, england: England) -> pd.DataFrame:
    """Plans by age of the base year in the authority's pattern of the year before, else England's, at each age.

    The year before is kept where the release has it.
    """
    by_provision, year = published["plans_by_age_provision"], england.base_year
    before = by_provision[by_provision["census_year"] != year]
    own = before.assign(census_year=year)
    patterns = [england.tables["plans_by_age_provision"], *([own] if _recorded(own, year) else [])]
    shares = np.zeros((len(CODES["age"]), len(CODES["provision"]) - 1))
    for pattern in patterns:
        known = counts(pattern, year, "age", "provision")[:, :-1]
        sums = known.sum(axis=1, keepdims=True)
        shares = np.where(sums > 0, known / np.where(sums > 0, sums, 1.0), shares)
    ages = counts(published["plans_by_age_need"], year, "age", "need").sum(axis=1)
    everyone_placed = np.pad(shares * ages[:, None], ((0, 0), (0, 1)))
    filled = england.filled(rows_of(everyone_placed, ("age", "provision")))
    return pd.concat([before, filled], ignore_index=True) if len(before) else filled


def _new_by_need(plans: Plans, england: England) -> pd.DataFrame:
    """New plans by age and need; England's needs at each age where the authority's are not published."""
    own, pattern = plans["new_plans_by_need"], england.tables["new_plans_by_need"]
    if len(own) or plans["new_plans"].empty:
        return own
    year = int(pattern["calendar_year"].iloc[0])
    started = plans["new_plans"]
    ages = started[started["calendar_year"] == year].set_index("age")["plans"]
    known = pattern[pattern["need"] != NOT_RECORDED]
    shares = known["plans"] / known.groupby("age")["plans"].transform("sum")
    source = f"{source_of(england.base_year)} {FILLED}"
    filled = known.assign(plans=shares * known["age"].map(ages), source=source)
    return filled[["calendar_year", "age", "need", "plans", "source"]].reset_index(drop=True)


def lacking(tables: Plans, base_year: int) -> list[str]:
    """Say which plan tables of a pack hold nothing of the newest year that they should, or what was filled in."""
    said = []
    for name, years in _years_wanted(base_year).items():
        table = tables[name]
        period = "census_year" if "census_year" in table else "calendar_year"
        absent = [str(year) for year in years if not (table[period] == year).any()]
        if absent:
            said.append(f"{name}.csv has no line of {' and '.join(absent)}: the release has none of this authority")
        if table["source"].astype(str).str.endswith(FILLED).any():
            said.append(f"{name}.csv is filled in from another pattern: the release lacks its figures (A-39)")
    return said + _totals_lacking(tables, base_year)


def _years_wanted(base_year: int) -> dict[str, tuple[int, ...]]:
    census: dict[str, tuple[int, ...]] = dict.fromkeys(AXES, (base_year,))
    events = dict.fromkeys(("new_plans", "new_plans_by_need", "ceased_plans", "funnel"), (base_year - 1,))
    return census | {"plans_by_age_provision": (base_year - 1, base_year)} | events


def _totals_lacking(tables: Plans, base_year: int) -> list[str]:
    """Say that the published total is missing, or that the ages do not add up to it."""
    bands, ages = tables["plans_by_age_band"], tables["plans_by_age_provision"]
    total = float(bands.loc[(bands["census_year"] == base_year) & (bands["age_band"] == "total"), "plans"].sum())
    added = float(ages.loc[ages["census_year"] == base_year, "plans"].sum())
    if total == 0:
        return [f"the release has no total of plans of January {base_year}: no count stands to compare with"]
    if abs(added - total) > SAME * total:
        return [f"plans by age of January {base_year} add up to {added:,.0f}, and the published total is {total:,.0f}"]
    return []


def _recorded(table: pd.DataFrame, year: int) -> bool:
    """Whether a January is there and, where it is by provision, most of it recorded."""
    now = table[table["census_year"] == year]
    total = float(now["plans"].sum())
    if "provision" not in now:
        return total > 0
    unknown = now.loc[now["provision"] == NOT_RECORDED, "plans"].sum()
    return total > 0 and float(unknown) <= (1.0 - LEAST_RECORDED) * total
