"""How near home learners have their specialist places, as the run's table ``local_shares`` counts them."""

from models.vocabulary import NEEDS, Need
from sufficiency.reports.values import NearHome
from sufficiency.reports.view import ALL, RunView, records

COUNTS = ["learners", "in_area_state", "in_authority", "out_of_authority", "in_market"]


def near_home(view: RunView) -> tuple[NearHome, ...]:
    """Where the specialist places of the whole authority's learners are, for every need together in each year."""
    return tuple(row for row in _rows(view) if row.need == ALL)


def near_home_by_need(view: RunView, years: tuple[str, ...]) -> tuple[NearHome, ...]:
    """The same by need in the ``years``, in the order of the vocabulary."""
    rows = (row for row in _rows(view) if row.need != ALL and row.academic_year in years)
    return tuple(sorted(rows, key=lambda row: (NEEDS.index(Need(row.need)), row.academic_year)))


def _rows(view: RunView) -> list[NearHome]:
    """Rows of every area together, by year; none where the run has no such table."""
    table = view.tables.get("local_shares")
    if table is None:
        return []
    everywhere = table[table["area"] == ALL].sort_values(["academic_year", "need"])
    return [
        NearHome(str(row["academic_year"]), **{name: float(row[name]) for name in COUNTS}, need=str(row["need"]))
        for row in records(everywhere)
    ]
