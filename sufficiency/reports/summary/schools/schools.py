"""State special schools and bases, each with its places, learners and where they come from, as reports show them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.vocabulary import IN_COUNTY, Provision
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.schools.values import PlacesUsed, SchoolShown, SchoolsOfKind
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records

OUTSIDE = "outside"
"""The kind of state schools and bases that stand outside the authority."""
KINDS = (str(Provision.STATE_SPECIAL), str(Provision.SPECIALIST_BASE), OUTSIDE)
MOST_ORIGINS, LEAST_SHARE = 2, 0.05
"""Areas of residence that a school is shown with: so many at most, each with such a share of its learners (A-457)."""
LEAST = 0.005
"""Learners or places below which there are none."""
Row = dict[str, Any]
Years = tuple[str, str, str]
"""The base year, the first year ahead, and the focus year."""


def schools(view: RunView, bounds: Bounds, years: Years) -> tuple[SchoolsOfKind, ...]:
    """State schools and bases by kind, those outside the authority last; each with its figures now and then.

    A school without places or learners in both years is left out.
    """
    table = view.tables["schools"]
    state = table[table["provision"].isin([str(kind) for kind in IN_COUNTY]) & table["academic_year"].isin(years)]
    by_school: dict[str, dict[str, Row]] = {}
    for row in records(state.assign(area=state["area"].fillna(""))):
        by_school.setdefault(str(row["provider_id"]), {})[str(row["academic_year"])] = row
    shown = _shown(view, bounds, years)
    found: dict[str, list[SchoolShown]] = {kind: [] for kind in KINDS}
    for of_year in by_school.values():
        now, then = of_year[years[0]], of_year[years[2]]
        if max(now["places"], then["places"], now["learners"], then["learners"]) >= LEAST:
            found[str(now["provision"]) if now["area"] else OUTSIDE].append(shown.school(of_year))
    return tuple(
        SchoolsOfKind(kind, tuple(sorted(of_kind, key=lambda one: (one.area_name, one.area, one.name))))
        for kind, of_kind in found.items()
        if of_kind
    )


def _shown(view: RunView, bounds: Bounds, years: Years) -> "_Shown":
    """What every school is shown with; its origins begin with the area that has the most."""
    origins: dict[tuple[str, str], list[Row]] = {}
    for row in records(view.tables["school_origins"].sort_values(["learners", "area"], ascending=[False, True])):
        origins.setdefault((str(row["provider_id"]), str(row["academic_year"])), []).append(row)
    areas = dict(zip(view.areas["area"], view.areas["name"], strict=True))
    names = dict(zip(view.providers["provider_id"], view.providers["name"], strict=True))
    return _Shown(bounds, years, view.by_need, areas, names, origins)


@dataclass(frozen=True)
class _Shown:
    """What the rows of a school are shown with: years, ranges, names, and where its learners live."""

    bounds: Bounds
    years: Years
    by_need: bool
    areas: Mapping[str, str]
    names: Mapping[str, str]
    origins: Mapping[tuple[str, str], list[Row]]

    def school(self, of_year: dict[str, Row]) -> SchoolShown:
        """A school from its rows by year."""
        now, first, then = (of_year[year] for year in self.years)
        provider, worth = str(now["provider_id"]), float(then["place_saving_gbp"])
        return SchoolShown(
            name=str(self.names.get(provider, provider)),
            area=str(now["area"]),
            area_name=str(self.areas.get(now["area"], now["area"])),
            needs=tuple(str(now["takes_needs"]).split()),
            now=self.used(now, certain=True),
            then=self.used(then, certain=False),
            entrants=float(first["entrants"]),
            origins=self.from_where(provider),
            worth_gbp=None if math.isnan(worth) or not self.by_need else worth,
        )

    def used(self, row: Row, *, certain: bool) -> PlacesUsed:
        """Places and learners of a year; those of the base year have no range."""
        learners, full = (self.estimate(row, name, certain=certain) for name in ("learners", "occupancy"))
        return PlacesUsed(
            places=float(row["places"]),
            reserved=float(row["reserved"]),
            learners=learners,
            occupancy=None if math.isnan(full.central) else full,
        )

    def estimate(self, row: Row, name: str, *, certain: bool) -> Estimate:
        """A figure of a row with its range, where it holds the figure."""
        central, low, high = (float(row[f"{name}{end}"]) for end in ("", "_p10", "_p90"))
        return Estimate(central) if certain else self.bounds.given(central, low, high).around()

    def from_where(self, provider: str) -> tuple[tuple[str, float], ...]:
        """The areas that most of its learners come from now, or then where it has none now, with their shares."""
        now, _, then = (self.origins.get((provider, year), []) for year in self.years)
        rows = now or then
        total = sum(float(row["learners"]) for row in rows)
        shares = [
            (str(self.areas.get(row["area"], row["area"])), float(row["learners"]) / total)
            for row in rows[:MOST_ORIGINS]
        ]
        return tuple((area, share) for area, share in shares if share >= LEAST_SHARE)
