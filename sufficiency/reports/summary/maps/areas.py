"""The figures of each area that maps show: required, missing, share near home, minutes."""

from collections.abc import Mapping

from sufficiency.reports.summary.maps.values import AreaFigures
from sufficiency.reports.summary.values import Access, Balance
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL, records


def area_figures(view: RunView, by_area: tuple[Balance, ...], access: tuple[Access, ...]) -> tuple[AreaFigures, ...]:
    """The areas in the order of their names; those of ``by_area``, which is of one academic year."""
    names = dict(zip(view.areas["area"], view.areas["name"], strict=True))
    years = {row.academic_year for row in by_area}
    shares = {area: share for year in years for area, share in _shares(view, year).items()}
    minutes = {row.area: row.mean_minutes for row in access}
    found = (
        AreaFigures(
            area=row.area,
            name=str(names.get(row.area, row.area)),
            required=row.required,
            missing=row.gap,
            share_in_area=shares.get(row.area),
            minutes=minutes.get(row.area),
        )
        for row in by_area
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.area)))


def _shares(view: RunView, academic_year: str) -> Mapping[str, float]:
    """Share of an area's learners with a specialist place who have it in a state school or base of the area."""
    table = view.tables["local_shares"]
    chosen = table[(table["academic_year"] == academic_year) & (table["need"] == ALL) & (table["area"] != ALL)]
    return {str(row["area"]): float(row["share_in_area_state"]) for row in records(chosen)}
