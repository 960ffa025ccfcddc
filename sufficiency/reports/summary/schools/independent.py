"""Independent and non-maintained schools: those with several learners by name, the others and the market together."""

import math
from typing import Any

from models.vocabulary import INMSS
from sufficiency.reports.summary.bounds import Bounds
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.schools.origin import pooled_providers
from sufficiency.reports.summary.schools.values import IndependentShown
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records

NAMED = 5.0
"""A school has so many learners at least, in the base year or the focus year, to be named (A-542)."""
FEW = "few"
"""The name of those that have fewer."""
LEAST = 0.005
"""Learners below which there are none."""
Row = dict[str, Any]
Pair = tuple[Row, Row]


def independent_schools(view: RunView, bounds: Bounds, years: tuple[str, str]) -> tuple[IndependentShown, ...]:
    """Return independent and non-maintained schools of the base year and the focus year.

    First those with five learners or more by name, the largest first, then those with fewer as one row, then the rows
    that stand for many schools: those of one name and kind as one.
    """
    names = dict(zip(view.providers["provider_id"], view.providers["name"], strict=True))
    pooled, bundles = pooled_providers(view.providers), dict[tuple[int, str, str], list[Pair]]()
    for now, then in _pairs(view, years):
        provider, provision = str(now["provider_id"]), str(now["provision"])
        name, size = str(names.get(provider, provider)), max(now["learners"], then["learners"])
        if size < LEAST:
            continue
        if provider in pooled:
            bundles.setdefault((2, name, provision), []).append((now, then))
        elif size >= NAMED:
            bundles.setdefault((0, name, f"{provision} {provider}"), []).append((now, then))
        else:
            bundles.setdefault((1, FEW, ""), []).append((now, then))
    shown = [
        (rank, _shown(name, kind.partition(" ")[0], rank == 2, pairs, bounds))
        for (rank, name, kind), pairs in bundles.items()
    ]
    ordered = sorted(shown, key=lambda one: (one[0], -one[1].then.central, one[1].name))
    return tuple(school for _, school in ordered)


def _pairs(view: RunView, years: tuple[str, str]) -> list[Pair]:
    """Rows of each school in the two years."""
    table = view.tables["schools"]
    table = table[table["provision"].isin([str(kind) for kind in INMSS]) & table["academic_year"].isin(years)]
    found: dict[str, dict[str, Row]] = {}
    for row in records(table.sort_values(["academic_year", "provider_id"])):
        found.setdefault(str(row["provider_id"]), {})[str(row["academic_year"])] = row
    return [(of_year[years[0]], of_year[years[1]]) for of_year in found.values()]


def _shown(name: str, provision: str, is_pooled: bool, pairs: list[Pair], bounds: Bounds) -> IndependentShown:
    """One row of the table; the range of one provider is the run's own, several together have none."""
    now, then = (sum(float(pair[at]["learners"]) for pair in pairs) for at in (0, 1))
    ends = [float(pairs[0][1][f"learners_{end}"]) for end in ("p10", "p90")]
    known = len(pairs) == 1 and not any(math.isnan(end) for end in ends)
    grown = sum(float(pair[1]["places_grown"]) for pair in pairs)
    return IndependentShown(
        name=name,
        provision=provision,
        count=len(pairs),
        is_pooled=is_pooled,
        now=now,
        then=bounds.given(then, *ends).around() if known else Estimate(then),
        most=sum(float(pair[1]["places"]) for pair in pairs) if grown >= LEAST else None,
    )
