"""The figures of each area that maps show: required, missing, share near home, minutes."""

from collections.abc import Mapping

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.maps.values import AreaFigures
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL, records


def area_figures(
    view: RunView,
    academic_year: str,
    needed: Mapping[str, tuple[Estimate, Estimate]],
    minutes: Mapping[str, float],
) -> tuple[AreaFigures, ...]:
    """The areas of ``needed`` in the order of their names; their shares are those of the year.

    ``needed`` has learners required and places missing by area, ``minutes`` the mean journey.
    """
    names = dict(zip(view.areas["area"], view.areas["name"], strict=True))
    shares = _shares(view, academic_year)
    found = (
        AreaFigures(area, str(names.get(area, area)), required, missing, shares.get(area), minutes.get(area))
        for area, (required, missing) in needed.items()
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.area)))


def _shares(view: RunView, academic_year: str) -> Mapping[str, float]:
    """Share of an area's learners with a specialist place who have it in a state school or base of the area."""
    table = view.tables["local_shares"]
    chosen = table[(table["academic_year"] == academic_year) & (table["need"] == ALL) & (table["area"] != ALL)]
    rows = ((str(row["area"]), float(row["in_area_state"]), float(row["learners"])) for row in records(chosen))
    return {area: in_area / learners for area, in_area, learners in rows if learners}
