"""What a run explains, as reports show it: who is displaced, and why. Empty where a table has no rows."""

import math
from dataclasses import fields, replace
from typing import Any

from models.vocabulary import PHASES
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.values import Access, CellGap, Displaced, Explained, PlaceValue, Pocket, Stability
from sufficiency.reports.summary.view import RunView
from sufficiency.results.diversion import diversion_of
from sufficiency.tables.contracts import ALL, records

LEAST_PLACED = 0.05
"""A re-designation that places fewer learners than this counts as placing nobody."""


def explained(view: RunView, bounds: Bounds, focus: str, gaps: tuple[CellGap, ...]) -> Explained:
    """Read the tables of explanations.

    ``focus`` is the one year that is shown of some tables; ``gaps`` are its largest gaps, the largest first.
    """
    return Explained(
        diversion=diversion_of(view.tables, focus),
        displaced=tuple(_displaced(view, bounds)),
        place_values=tuple(_place_values(view, bounds, gaps)),
        pockets=tuple(_pockets(view)),
        stability=tuple(_stability(view)),
        access=tuple(_access(view, focus)),
        by_need=view.by_need,
    )


def _access(view: RunView, focus: str) -> list[Access]:
    """Access by area in the focus year, the whole authority last."""
    table = view.tables["access"]
    figures = [column.name for column in fields(Access) if column.name != "area"]
    rows = records(table[table["academic_year"] == focus].dropna())
    found = [Access(str(row["area"]), **{name: float(row[name]) for name in figures}) for row in rows]
    return sorted(found, key=lambda row: (row.area == ALL, row.area))


def _pockets(view: RunView) -> list[Pocket]:
    """Re-designations that were tried and save something, by year, the largest saving first, or the most learners."""
    table = view.tables["pockets"]
    names = dict(zip(view.areas["area"], view.areas["name"], strict=True))
    schools = dict(zip(view.providers["provider_id"], view.providers["name"], strict=True))
    tried = table[(table["placed"] > LEAST_PLACED) & (table["objective_saving_gbp"] > 0)]
    found = []
    for (year, provider, need), rows in tried.groupby(["academic_year", "provider_id", "need"]):
        first = rows.iloc[0]
        found.append(
            Pocket(
                academic_year=str(year),
                provider=str(schools.get(provider, provider)),
                unused=float(first["provider_unused"]),
                takes=str(first["takes"]),
                need=str(need),
                phases=tuple(str(phase) for phase in PHASES if phase in set(rows["phase"])),
                area_names=tuple(sorted({str(names.get(area, area)) for area in rows["area"]})),
                short=float(rows[["without", "displaced", "above_places"]].to_numpy().sum()),
                placed=float(rows["placed"].sum()),
                saving_gbp=float(first["saving_gbp"]) if view.by_need else None,
            )
        )
    return sorted(found, key=lambda of: (of.academic_year, -(of.saving_gbp or of.placed), of.provider, of.need))


def _stability(view: RunView) -> list[Stability]:
    table = view.tables["stability"]
    figures = [column.name for column in fields(Stability) if column.name != "academic_year"]
    return [
        Stability(str(row["academic_year"]), **{name: float(row[name]) for name in figures}) for row in records(table)
    ]


def _place_values(view: RunView, bounds: Bounds, gaps: tuple[CellGap, ...]) -> list[PlaceValue]:
    """What one more place would save where the most are missing, in the order of ``gaps``."""
    table = view.tables["place_values"]
    rows = records(table.merge(view.areas[["area", "name"]], on="area", validate="many_to_one"))
    by_cell = {
        tuple(row[key] for key in ("academic_year", "name", "phase", "need", "requirement")): row for row in rows
    }
    cells = [(gap.academic_year, gap.area_name, gap.phase, gap.need, gap.requirement) for gap in gaps]
    values = [_place_value(bounds, by_cell[cell]) for cell in cells if cell in by_cell]
    if view.by_need:
        return values
    return list(dict.fromkeys(replace(value, need=ALL) for value in values))


def _place_value(bounds: Bounds, row: dict[str, Any]) -> PlaceValue:
    saving = bounds.given(float(row["saving_gbp"]), float(row["saving_gbp_p10"]), float(row["saving_gbp_p90"]))
    return PlaceValue(
        area_name=str(row["name"]),
        phase=str(row["phase"]),
        need=str(row["need"]),
        requirement=str(row["requirement"]),
        saving=saving.around(),
        place_funding=float(row["place_funding_gbp"]),
        break_even=None if math.isnan(row["break_even_diversion"]) else float(row["break_even_diversion"]),
    )


def _displaced(view: RunView, bounds: Bounds) -> list[Displaced]:
    table = view.tables["displaced"]
    sums = table.groupby("academic_year")[["at_inmss", "directed", "out_of_reach", "displaced"]].sum().reset_index()
    return [
        Displaced(
            academic_year=str(row["academic_year"]),
            at_inmss=float(row["at_inmss"]),
            directed=float(row["directed"]),
            out_of_reach=float(row["out_of_reach"]),
            displaced=bounds.total(float(row["displaced"]), "displaced", str(row["academic_year"])),
        )
        for row in records(sums)
    ]
