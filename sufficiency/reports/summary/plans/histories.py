"""Plans of each age band, phase, need and area: as published to the base census, and forecast with their ranges.

By age band plans are published every January. By phase, need and area no past figure is shown: single ages are
published for two Januaries, needs for one, and areas never.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from models.vocabulary import AGE_GROUPS, NEEDS, PHASES
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.plans.values import PlansOf
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records

AGE_BAND, PHASE, NEED, AREA = "age_group", "phase", "need", "area"
LEVELS = (AGE_BAND, PHASE, NEED, AREA)


def plans_by(view: RunView, bounds: Bounds) -> tuple[PlansOf, ...]:
    """Plans by level and code in the order of the vocabulary; who has no plan in any year is left out."""
    codes = {AGE_BAND: AGE_GROUPS, PHASE: PHASES, NEED: NEEDS, AREA: tuple(view.areas["area"])}
    rows = view.tables["forecast_totals"].sort_values("census_year")
    by_code = {key: of_code for key, of_code in rows.groupby(["level", "code"]) if key[0] in LEVELS}
    published = dict(_published(view))
    found = (
        _plans_of(level, str(code), by_code[level, str(code)], published, bounds, int(view.context["base_census_year"]))
        for level in LEVELS
        for code in codes[level]
        if (level, str(code)) in by_code
    )
    return tuple(one for one in found if any(round(plans.central) for _, plans in one.forecast))


def _published(view: RunView) -> Iterator[tuple[str, tuple[tuple[int, float], ...]]]:
    """Counts of each age band before the base census."""
    before = view.plans_by_age_band
    if before.empty:
        return
    before = before[before["census_year"] < int(view.context["base_census_year"])].sort_values("census_year")
    for band, rows in before.groupby("age_band"):
        yield str(band), tuple((int(row["census_year"]), float(row["plans"])) for row in records(rows))


def _plans_of(
    level: str, code: str, rows: pd.DataFrame, published: Mapping[str, tuple[tuple[int, float], ...]],
    bounds: Bounds, base: int,
) -> PlansOf:  # fmt: skip
    ahead = tuple((int(row["census_year"]), _estimate(row, bounds, base)) for row in records(rows))
    return PlansOf(level, code, published.get(code, ()) if level == AGE_BAND else (), ahead)


def _estimate(row: dict[str, float], bounds: Bounds, base: int) -> Estimate:
    """Plans of one January; those of the base census have no range."""
    plans = float(row["plans"])
    if int(row["census_year"]) <= base:
        return Estimate(plans)
    return bounds.given(plans, float(row["plans_p10"]), float(row["plans_p90"]))
