"""How far forecasts made as this run's are missed before, and what such a miss would be here."""

import math
from collections.abc import Iterator

from models.demand.practised import PLANS
from models.vocabulary import academic_year
from sufficiency.reports.summary.plans.values import MissHere, PastMiss
from sufficiency.reports.summary.values import OfKind, Plans
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records


def past_misses(view: RunView) -> tuple[PastMiss, ...]:
    """Read every past miss, series by series and year by year; empty where the tables of England have none."""
    rows = view.past_misses
    if rows.empty:
        return ()
    return tuple(_past_miss(row) for row in records(rows.sort_values(["series", "years_ahead"])))


def misses_here(
    misses: tuple[PastMiss, ...], plans: tuple[Plans, ...], kinds: tuple[OfKind, ...]
) -> tuple[MissHere, ...]:
    """The farthest year that was scored, and that this run has, of plans and of each kind of provision."""
    base = plans[0].census_year
    figures = {PLANS: {row.census_year: row.plans.central for row in plans}}
    for of_kind in kinds:
        by_year = dict(of_kind.forecast)
        januaries = (row.census_year for row in plans if academic_year(row.census_year) in by_year)
        figures[of_kind.kind] = {year: by_year[academic_year(year)].central for year in januaries}
    return tuple(found for series, of in figures.items() for found in _farthest(misses, series, of, base))


def _farthest(misses: tuple[PastMiss, ...], series: str, figures: dict[int, float], base: int) -> Iterator[MissHere]:
    scored = [miss for miss in misses if miss.series == series and base + miss.years_ahead in figures]
    if scored:
        miss = scored[-1]
        forecast = figures[base + miss.years_ahead]
        yield MissHere(miss, base + miss.years_ahead, forecast, forecast * miss.missed / 100)


def _past_miss(row: dict[str, float | str]) -> PastMiss:
    together, inside = (
        None if math.isnan(value) else value for value in (float(row["together_percent"]), float(row["inside_80"]))
    )
    return PastMiss(
        series=str(row["series"]),
        years_ahead=int(row["years_ahead"]),
        missed=float(row["mean_abs_percent"]),
        leaned=float(row["signed_percent"]),
        together=together,
        inside=inside,
        authorities=int(row["authorities"]),
        first_january=int(row["first_january"]),
        last_january=int(row["last_january"]),
    )
