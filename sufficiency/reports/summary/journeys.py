"""How near home the specialist places of learners are, and how long they travel."""

from models.vocabulary import NEEDS, Need
from sufficiency.reports.summary.values import NearHome, Travelled
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL, records

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
    minutes = _minutes(view)
    return tuple(
        Travelled(
            academic_year=str(row["academic_year"]),
            learners=float(row["learners"]),
            over_limit=float(row["over_limit"]),
            residential=float(row["residential"]),
            stated=float(row["stated"]),
            limits=(limits[0], limits[-1]),
            minutes=minutes.get(str(row["academic_year"])),
        )
        for row in records(sums)
    )


def _minutes(view: RunView) -> dict[str, tuple[float, float]]:
    """Minutes one way of all who travel daily, by academic year: the mean, and what 19 in 20 are within."""
    table = view.tables["access"]
    rows = table[table["area"] == ALL].dropna(subset=["mean_minutes", "p95_minutes"])
    return {str(row["academic_year"]): (float(row["mean_minutes"]), float(row["p95_minutes"])) for row in records(rows)}
