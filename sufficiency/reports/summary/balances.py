"""Learners who require a state special school or base against the places that there are, and where the others are.

A learner who could only be served by an independent school does not lack a state place. Totals and their ranges are
those of ``place_need_totals``, added up inside each draw; what else a row needs to add up is of ``place_need``.
"""

from typing import Any

import pandas as pd

from models.vocabulary import NEEDS, PHASES, STATE_REQUIREMENTS, Need, Phase
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Balance, CellGap, Missing
from sufficiency.reports.summary.view import RunView
from sufficiency.results.place_need import GAP
from sufficiency.results.place_need_totals import AUTHORITY, PHASE_AND_NEED
from sufficiency.tables.contracts import ALL, records

LARGEST_GAPS = 10
KEYS = {AUTHORITY: [], "phase": ["phase"], "need": ["need"], PHASE_AND_NEED: ["phase", "need"], "area": ["area"]}
"""Levels of the totals, with the columns of the table of place need that their codes name."""
CENTRAL = ["places_now", "places_committed", "reallocated", "inmss_otherwise", "unplaced"]


def balances(view: RunView, bounds: Bounds, level: str) -> tuple[Balance, ...]:
    """Balances by academic year and the keys of a ``level``, in the order of the vocabulary."""
    keys = KEYS[level]
    totals = view.tables["place_need_totals"]
    totals = totals[totals["level"] == level]
    codes = [code.split(" ")[: len(keys)] for code in totals["code"]]
    named = pd.DataFrame(codes, totals.index, keys, dtype=totals["code"].dtype)
    cells = _local(view.tables["place_need"]).groupby(["academic_year", *keys])[CENTRAL].sum().reset_index()
    rows = totals.join(named).merge(cells, on=["academic_year", *keys], how="left", validate="one_to_one")
    rows = rows.fillna(dict.fromkeys(CENTRAL, 0.0))
    return tuple(sorted((_balance(bounds, keys, row) for row in records(rows)), key=_position))


def largest_gaps(view: RunView, bounds: Bounds, focus: str) -> tuple[CellGap, ...]:
    """Cells that lack the most places in the year ``focus``, largest first; ties in the order of their codes."""
    cells = _local(view.tables["place_need"])
    cells = cells[(cells["academic_year"] == focus) & (cells["gap"] > 0)]
    cells = cells.merge(view.areas[["area", "name"]], on="area", how="left", validate="many_to_one")
    codes = ["area", "phase", "need", "requirement"]
    cells = cells.sort_values(["gap", *codes], ascending=[False, True, True, True, True])
    return tuple(_cell_gap(bounds, row) for row in records(cells.head(LARGEST_GAPS)))


def _local(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells["requirement"].isin(STATE_REQUIREMENTS)]


def _balance(bounds: Bounds, keys: list[str], row: dict[str, float]) -> Balance:
    total, *parts = (_estimate(bounds, row, measure) for measure in ("gap", *GAP))
    figures: dict[str, Any] = {name: float(row[name]) for name in CENTRAL}
    figures |= {name: str(row[name]) for name in ("academic_year", *keys)}
    return Balance(required=_estimate(bounds, row, "required"), missing=Missing(total, *parts), **figures)


def _estimate(bounds: Bounds, row: dict[str, float], measure: str) -> Estimate:
    return bounds.given(*(float(row[name]) for name in (measure, f"{measure}_p10", f"{measure}_p90")))


def _cell_gap(bounds: Bounds, row: dict[str, float | str]) -> CellGap:
    central, low, high = (float(row[name]) for name in ("gap", "gap_p10", "gap_p90"))
    figures: dict[str, Any] = {name: str(row[name]) for name in ("academic_year", "phase", "need", "requirement")}
    figures |= {name: float(row[name]) for name in GAP}
    return CellGap(area_name=str(row["name"]), gap=bounds.given(central, low, high), **figures)


def _position(row: Balance) -> tuple[str, int, int, str]:
    phase = -1 if row.phase == ALL else PHASES.index(Phase(row.phase))
    need = -1 if row.need == ALL else NEEDS.index(Need(row.need))
    return (row.academic_year, need, phase, row.area)
