"""Places required against the places that there are.

Specialist places are those of special schools and specialist bases. A learner who could only be served by an
independent school does not lack one:
``gap = learners who require a base or a special school - (places now + places committed beyond them)``.
"""

import pandas as pd

from models.vocabulary import NEEDS, PHASES, STATE_REQUIREMENTS, Need, Phase, academic_year
from sufficiency.reports.summary.bounds import Bounds, key_of
from sufficiency.reports.summary.values import Balance, CellGap
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL, records

LARGEST_GAPS = 10

REQUIRED = ["learners", "learners_p10", "learners_p90"]
PLACES = ["places_now", "places_committed"]


def balances(view: RunView, bounds: Bounds, keys: list[str]) -> tuple[Balance, ...]:
    """Places required and places there by academic year and ``keys``, in the order of the vocabulary.

    A cell without a row requires nothing, or has no place: here, and only here, absent is zero.
    """
    requirement = view.tables["requirement"]
    required = _local(requirement.assign(academic_year=requirement["census_year"].map(academic_year)))
    places = _local(view.tables["place_need"])
    by = ["academic_year", *keys]
    required = required[required["academic_year"].isin(set(places["academic_year"]))]
    sums = required.groupby(by)[REQUIRED].sum().join(places.groupby(by)[PLACES].sum(), how="outer")
    rows = records(sums.fillna(dict.fromkeys((*REQUIRED, *PLACES), 0.0)).reset_index())
    return tuple(sorted((_balance(bounds, by, row) for row in rows), key=_position))


def largest_gaps(view: RunView, bounds: Bounds, focus: str) -> tuple[CellGap, ...]:
    """Cells that lack the most places in the year ``focus``, largest first; ties in the order of their codes."""
    cells = _local(view.tables["place_need"])
    cells = cells[(cells["academic_year"] == focus) & (cells["gap_p50"] > 0)]
    cells = cells.merge(view.areas[["area", "name"]], on="area", how="left", validate="many_to_one")
    codes = ["area", "phase", "need", "requirement"]
    cells = cells.sort_values(["gap_p50", *codes], ascending=[False, True, True, True, True])
    return tuple(_cell_gap(bounds, row) for row in records(cells.head(LARGEST_GAPS)))


def _local(cells: pd.DataFrame) -> pd.DataFrame:
    return cells[cells["requirement"].isin(STATE_REQUIREMENTS)]


def _balance(bounds: Bounds, by: list[str], row: dict[str, float]) -> Balance:
    keys = {name: str(row[name]) for name in by}
    required = bounds.total(row["learners"], key_of("required", **keys), row["learners_p10"], row["learners_p90"])
    return Balance(required=required, places_now=row["places_now"], places_committed=row["places_committed"], **keys)


def _cell_gap(bounds: Bounds, row: dict[str, float | str]) -> CellGap:
    middle, low, high = (float(row[f"gap_{quantile}"]) for quantile in ("p50", "p10", "p90"))
    return CellGap(
        academic_year=str(row["academic_year"]),
        area_name=str(row["name"]),
        phase=str(row["phase"]),
        need=str(row["need"]),
        requirement=str(row["requirement"]),
        gap=bounds.given(middle, low, high),
    )


def _position(row: Balance) -> tuple[str, int, int, str]:
    phase = -1 if row.phase == ALL else PHASES.index(Phase(row.phase))
    need = -1 if row.need == ALL else NEEDS.index(Need(row.need))
    return (row.academic_year, need, phase, row.area)
