"""How long learners travel to their specialist places, as the run's table ``journeys`` counts them."""

from sufficiency.reports.values import Travelled
from sufficiency.reports.view import RunView, records


def travelled(view: RunView) -> tuple[Travelled, ...]:
    """Journeys of the whole authority by academic year; none where the run has no such table."""
    table = view.tables.get("journeys")
    if table is None or table.empty:
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
