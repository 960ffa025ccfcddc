"""Where learners who need a specialist place are, what that costs, how near home it is and how long they travel."""

import pandas as pd

from models.vocabulary import NEEDS, Need
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.values import NearHome, OfKind, Spend, Travelled
from sufficiency.reports.summary.view import RunView
from sufficiency.results.learners_by_kind import KIND_NAMES
from sufficiency.tables.contracts import ALL, records

UNPLACED = "unplaced"
"""Stands for learners without a place, as the table of ranges calls them."""


def kinds(view: RunView, bounds: Bounds) -> tuple[OfKind, ...]:
    """Learners of each kind of provision, those unmet in mainstream, and those without a place, by academic year."""
    table = view.tables["learners_by_kind"].sort_values("academic_year")
    found = [_of_kind(bounds, kind, table[table["kind"] == kind]) for kind in KIND_NAMES]
    years = sorted(set(view.tables["place_need"]["academic_year"]))
    unplaced = view.tables["unplaced"].groupby("academic_year")["learners"].sum()
    nowhere = tuple((year, bounds.total(float(unplaced.get(year, 0.0)), UNPLACED, year)) for year in years)
    return (*(one for one in found if one.counted or one.forecast), OfKind(UNPLACED, (), nowhere))


def _of_kind(bounds: Bounds, kind: str, rows: pd.DataFrame) -> OfKind:
    counted = ((str(row["academic_year"]), float(row["counted"])) for row in records(rows.dropna(subset=["counted"])))
    forecast = (
        (
            str(row["academic_year"]),
            bounds.given(*(float(row[name]) for name in ("learners", "learners_p10", "learners_p90"))),
        )
        for row in records(rows.dropna(subset=["learners"]))
    )
    return OfKind(kind, tuple(counted), tuple(forecast))


MONEY_OF = {
    "high_needs": "high_needs_gbp",
    "inmss": "inmss_fees_gbp",
    "state": "state_special_gbp",
    "mainstream": "mainstream_gbp",
    "transport": "transport_gbp",
}
"""Measures of the table of ranges that each figure of spend is."""


def spend(view: RunView, bounds: Bounds) -> tuple[Spend, ...]:
    """What the block and the council pay in each financial year."""
    ranged = view.tables["ranges"]
    central = ranged[ranged["measure"].isin(MONEY_OF.values())].set_index(["academic_year", "measure"])["central"]
    years = sorted(central.index.get_level_values("academic_year").unique())
    return tuple(
        Spend(
            year.replace("/", "-"),
            **{name: bounds.total(float(central[year, of]), of, year) for name, of in MONEY_OF.items()},
        )
        for year in years
    )


COUNTS = ["learners", "in_area_state", "in_authority", "out_of_authority", "in_market"]


def near_home(view: RunView) -> tuple[NearHome, ...]:
    """Where the specialist places of the whole authority's learners are, for every need together in each year."""
    return tuple(row for row in _rows(view) if row.need == ALL)


def near_home_by_need(view: RunView, years: tuple[str, ...]) -> tuple[NearHome, ...]:
    """The same by need in the ``years``, in the order of the vocabulary."""
    rows = (row for row in _rows(view) if row.need != ALL and row.academic_year in years)
    return tuple(sorted(rows, key=lambda row: (NEEDS.index(Need(row.need)), row.academic_year)))


def _rows(view: RunView) -> list[NearHome]:
    """Rows of every area together, by year."""
    table = view.tables["local_shares"]
    everywhere = table[table["area"] == ALL].sort_values(["academic_year", "need"])
    return [
        NearHome(str(row["academic_year"]), **{name: float(row[name]) for name in COUNTS}, need=str(row["need"]))
        for row in records(everywhere)
    ]


def travelled(view: RunView) -> tuple[Travelled, ...]:
    """Journeys of the whole authority by academic year; none where the table has no rows."""
    table = view.tables["journeys"]
    if table.empty:
        return ()
    limits = sorted({float(row["limit_minutes"]) for row in records(table)})
    sums = table.groupby("academic_year")[["learners", "over_limit", "residential", "stated"]].sum().reset_index()
    return tuple(
        Travelled(
            academic_year=str(row["academic_year"]),
            learners=float(row["learners"]),
            over_limit=float(row["over_limit"]),
            residential=float(row["residential"]),
            stated=float(row["stated"]),
            limits=(limits[0], limits[-1]),
        )
        for row in records(sums)
    )
