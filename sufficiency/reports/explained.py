"""What a run explains, as reports show it: who is displaced, and why. Empty where the run has no such table."""

from sufficiency.reports.bounds import Bounds, key_of
from sufficiency.reports.values import Displaced, Explained, PlaceValue
from sufficiency.reports.view import RunView, records

RELIEF = 1_000.0
"""Pounds by which a value that holds penalties exceeds the money in it where a place relieves somebody."""


def explained(view: RunView, bounds: Bounds, focus: str) -> Explained:
    """Read the tables of explanations; ``focus`` is the year of what is not shown for every year."""
    return Explained(
        displaced=tuple(_displaced(view, bounds)),
        place_values=tuple(_place_values(view, bounds, focus)),
    )


def _place_values(view: RunView, bounds: Bounds, focus: str) -> list[PlaceValue]:
    """The area where one more place saves most, for each need, phase and kind of place, the largest saving first."""
    table = view.tables.get("place_values")
    if table is None:
        return []
    rows = table[table["academic_year"] == focus].merge(view.areas[["area", "name"]], on="area", validate="many_to_one")
    order = ["saving_gbp", "value_gbp", "need", "phase", "requirement", "area"]
    rows = rows.sort_values(order, ascending=[False, False, True, True, True, True])
    best = rows.drop_duplicates(["need", "phase", "requirement"])
    return [
        PlaceValue(
            area_name=str(row["name"]),
            phase=str(row["phase"]),
            need=str(row["need"]),
            requirement=str(row["requirement"]),
            saving=bounds.given(float(row["saving_gbp"]), float(row["saving_gbp_p10"]), float(row["saving_gbp_p90"])),
            place_funding=float(row["place_funding_gbp"]),
            relieves=float(row["value_gbp"]) > float(row["saving_gbp"]) + RELIEF,
        )
        for row in records(best)
    ]


def _displaced(view: RunView, bounds: Bounds) -> list[Displaced]:
    table = view.tables.get("displaced")
    if table is None:
        return []
    sums = table.groupby("academic_year")[["at_inmss", "directed", "out_of_reach", "displaced"]].sum().reset_index()
    return [
        Displaced(
            academic_year=str(row["academic_year"]),
            at_inmss=float(row["at_inmss"]),
            directed=float(row["directed"]),
            out_of_reach=float(row["out_of_reach"]),
            displaced=bounds.total(float(row["displaced"]), key_of("displaced", str(row["academic_year"]))),
        )
        for row in records(sums)
    ]
