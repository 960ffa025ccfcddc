"""Where learners who need a specialist place are, what that costs, how near home it is and how long they travel."""

import pandas as pd

from models.vocabulary import IN_COUNTY, INMSS, NEEDS, Need
from sufficiency.reports.summary.bounds import Bounds, key_of
from sufficiency.reports.summary.values import Estimate, Learners, NearHome, Spend, Travelled
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL, records


def learners(view: RunView, bounds: Bounds) -> tuple[Learners, ...]:
    """Where learners are, by academic year; a state special school without an area is another authority's."""
    providers = view.providers[["provider_id", "provision", "area"]].rename(columns={"area": "provider_area"})
    placed = view.tables["placements"].merge(providers, on="provider_id", how="left", validate="many_to_one")
    state = placed["provision"].isin(IN_COUNTY)
    ours = placed["provider_area"].notna() & (placed["provider_area"] != "")
    counts = {
        "inmss": _by_year(placed[placed["provision"].isin(INMSS)], "learners"),
        "in_county": _by_year(placed[state & ours], "learners"),
        "elsewhere": _by_year(placed[state & ~ours], "learners"),
        "unplaced": _by_year(view.tables["unplaced"], "learners"),
        "unplaced_p90": _by_year(view.tables["unplaced"], "learners_p90"),
        "over_capacity": _by_year(view.tables["providers"], "over_capacity"),
    }
    years = sorted(set(view.tables["providers"]["academic_year"]))
    return tuple(
        _learners(bounds, year, {name: count.get(year, 0.0) for name, count in counts.items()}) for year in years
    )


def spend(view: RunView, bounds: Bounds) -> tuple[Spend, ...]:
    """Running cost by financial year: place funding, top-up, fees and transport, without building costs."""
    running = view.tables["spend"]
    running = running[running["line"] != "capital"]
    return tuple(_spend(bounds, str(year), rows) for year, rows in running.groupby("financial_year"))


def _by_year(rows: pd.DataFrame, column: str) -> dict[str, float]:
    """Sum of a column by academic year; a year without a row counts nobody."""
    return {str(year): float(value) for year, value in rows.groupby("academic_year")[column].sum().items()}


def _learners(bounds: Bounds, year: str, counts: dict[str, float]) -> Learners:
    totals = {name: bounds.total(counts[name], key_of(name, year)) for name in ("inmss", "in_county", "over_capacity")}
    unplaced = bounds.total(counts["unplaced"], key_of("unplaced", year), None, counts["unplaced_p90"])
    return Learners(academic_year=year, state_elsewhere=Estimate(counts["elsewhere"]), unplaced=unplaced, **totals)


def _spend(bounds: Bounds, year: str, rows: pd.DataFrame) -> Spend:
    inmss, state = (rows[rows["provision"].isin(kinds)] for kinds in (INMSS, IN_COUNTY))
    return Spend(year, _amount(bounds, "inmss_gbp", year, inmss), _amount(bounds, "state_gbp", year, state))


def _amount(bounds: Bounds, measure: str, year: str, rows: pd.DataFrame) -> Estimate:
    columns = ["amount_gbp", "amount_gbp_p10", "amount_gbp_p90"]
    central, low, high = (float(rows[column].sum()) for column in columns)
    return bounds.total(central, key_of(measure, year.replace("-", "/")), low, high)


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
