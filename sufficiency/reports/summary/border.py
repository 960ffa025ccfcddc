"""What crosses the authority's border: places kept for learners of others, and its own learners outside it."""

from dataclasses import dataclass

import pandas as pd

from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import records

IMPORT, EXPORT, MARKET = "import", "export", "market"
MOST_SHOWN = 10
"""Providers that are shown by name in each direction; the others stand together."""
LEAST = 0.5
"""Learners or places below which a provider is shown with nobody."""
SHOWN_OF = {IMPORT: "places", EXPORT: "learners"}
"""What is shown of the providers of a direction."""


@dataclass(frozen=True)
class BorderYear:
    """One academic year: places ``kept`` for learners of others, own learners outside, and in the market."""

    academic_year: str
    kept: float
    outside: float
    places_outside: float
    in_market: float


@dataclass(frozen=True)
class Crosser:
    """A provider, its kind of provision, and its places or learners in each of the years shown."""

    name: str
    provision: str
    figures: tuple[float, ...]


@dataclass(frozen=True)
class Crossers:
    """The providers of a direction with the most by name, how many others there are, and what they and all have."""

    years: tuple[str, ...]
    largest: tuple[Crosser, ...]
    others: int
    of_others: tuple[float, ...]
    of_all: tuple[float, ...]


@dataclass(frozen=True)
class Border:
    """What crosses the border, by year, and of which providers; a direction nobody crosses in has none."""

    years: tuple[BorderYear, ...]
    imports: Crossers | None
    exports: Crossers | None

    def in_year(self, academic_year: str) -> BorderYear:
        """Return the row of a year."""
        return next(row for row in self.years if row.academic_year == academic_year)


def border(view: RunView, years: tuple[str, ...]) -> Border | None:
    """What crosses the border: every year in all, and providers in the ``years``."""
    table = view.tables["cross_border"]
    if table.empty:
        return None
    sums = table.groupby(["academic_year", "direction"])[["places", "learners"]].sum()
    every = sorted(set(view.tables["place_need"]["academic_year"]))

    def figure(year: str, direction: str, name: str) -> float:
        return float(sums[name].get((year, direction), 0.0))

    rows = tuple(
        BorderYear(
            academic_year=year,
            kept=figure(year, IMPORT, "places"),
            outside=figure(year, EXPORT, "learners"),
            places_outside=figure(year, EXPORT, "places"),
            in_market=figure(year, MARKET, "learners"),
        )
        for year in every
    )
    return Border(rows, _crossers(view, IMPORT, years), _crossers(view, EXPORT, years))


def _crossers(view: RunView, direction: str, years: tuple[str, ...]) -> Crossers | None:
    """The providers of a direction, those with the most in any of the years first."""
    table = view.tables["cross_border"]
    rows = table[(table["direction"] == direction) & table["academic_year"].isin(years)]
    wide = rows.pivot_table(index="provider_id", columns="academic_year", values=SHOWN_OF[direction], aggfunc="sum")
    wide = wide.reindex(columns=list(years)).fillna(0.0)
    wide = wide[wide.max(axis=1) >= LEAST]
    if wide.empty:
        return None
    named = view.providers.set_index("provider_id")[["name", "provision"]]
    order = wide.assign(most=wide.max(axis=1)).sort_values(["most", "provider_id"], ascending=[False, True]).index
    largest, rest = wide.loc[order[:MOST_SHOWN]], wide.loc[order[MOST_SHOWN:]]
    return Crossers(
        years=years,
        largest=tuple(_crosser(named, str(provider), largest.loc[provider]) for provider in largest.index),
        others=len(rest),
        of_others=tuple(map(float, rest.sum())),
        of_all=tuple(map(float, wide.sum())),
    )


def _crosser(named: pd.DataFrame, provider: str, figures: pd.Series) -> Crosser:
    about = records(named.loc[[provider]])[0]
    return Crosser(str(about["name"]), str(about["provision"]), tuple(map(float, figures)))
