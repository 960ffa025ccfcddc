"""Where learners are, by kind of provision, and what that costs."""

import pandas as pd

from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.values import OfKind, Spend
from sufficiency.reports.summary.view import RunView
from sufficiency.results.learners_by_kind import KIND_NAMES
from sufficiency.tables.contracts import records

UNPLACED = "unplaced"
"""Stands for learners without a place, as the table of ranges calls them."""


def kinds(view: RunView, bounds: Bounds) -> tuple[OfKind, ...]:
    """Everybody by kind of provision, those unmet in mainstream, and those without a place, by academic year."""
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
