"""What a run explains, as reports show it: who is displaced, and why. Empty where the run has no such table."""

from sufficiency.reports.bounds import Bounds, key_of
from sufficiency.reports.values import Displaced, Explained
from sufficiency.reports.view import RunView, records


def explained(view: RunView, bounds: Bounds) -> Explained:
    """Read the tables of explanations."""
    return Explained(displaced=tuple(_displaced(view, bounds)))


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
