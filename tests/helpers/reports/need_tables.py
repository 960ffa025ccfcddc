"""Totals of place need and learners by kind, made from an invented table of place need, for the tests of reports."""

from collections.abc import Mapping, Sequence

import pandas as pd

from models.vocabulary import STATE_REQUIREMENTS, academic_year
from sufficiency.results.place_need import GAP
from sufficiency.tables.contracts import ALL

Range = tuple[float, float]
SHARES = dict(zip(GAP, (0.2, 0.5, 0.3), strict=True))
"""Invented shares of the three parts in a gap."""


def with_parts(cells: pd.DataFrame) -> pd.DataFrame:
    """Places missing in each cell, their parts, and what makes the row add up: places unused, or INMSS alone."""
    places = cells["places_now"] + cells["places_committed"]
    state = cells["requirement"].isin(STATE_REQUIREMENTS)
    missing = {end: (cells[f"required{end}"] - places).clip(lower=0.0).where(state, 0.0) for end in RANGE_ENDS}
    gap = missing[""]
    return cells.assign(
        **{name: gap * share for name, share in SHARES.items()},
        **{f"gap{end}": values for end, values in missing.items()},
        reallocated=(cells["required"] - places).clip(upper=0.0).where(state, 0.0),
        inmss_otherwise=cells["required"].where(~state, 0.0),
        unplaced=0.0,
    )


RANGE_ENDS = ("", "_p10", "_p50", "_p90")


def totals_of(cells: pd.DataFrame, ranges: Mapping[str, Range] | None = None) -> pd.DataFrame:
    """Totals of every level; a range is that of ``ranges`` (of the whole authority, by measure), or else a fifth.

    The first year, and places, are certain.
    """
    state = cells[cells["requirement"].isin(STATE_REQUIREMENTS)]
    state = state.assign(places=state["places_now"] + state["places_committed"], authority=ALL)
    state = state.assign(phase_need=state["phase"] + " " + state["need"])
    measures = ["required", "places", "gap", *GAP]
    parts = []
    for level in ("authority", "area", "phase", "need", "phase_need", "requirement"):
        sums = state.groupby(["academic_year", level])[measures].sum().reset_index()
        sums = sums.rename(columns={level: "code"}).assign(level=level)
        for measure in measures:
            certain = (sums["academic_year"] == sums["academic_year"].min()) | (measure == "places")
            low, high = (sums[measure].where(certain, sums[measure] * factor) for factor in (0.8, 1.2))
            given = (ranges or {}).get(measure) if level == "authority" else None
            low, high = given or (low, high)
            sums = sums.assign(**{f"{measure}_p10": low, f"{measure}_p50": sums[measure], f"{measure}_p90": high})
        parts.append(sums)
    return pd.concat(parts, ignore_index=True)


def kinds_of(
    counted: Mapping[str, Sequence[float]], forecast: Mapping[str, Sequence[float]], base: int, spread: float = 0.1
) -> pd.DataFrame:
    """Learners by kind: counts of the Januaries up to the ``base`` census, and forecasts from it on."""
    rows = []
    for kind, learners in forecast.items():
        history = dict(zip(range(base - len(counted.get(kind, ())) + 1, base + 1), counted.get(kind, ()), strict=True))
        ahead = dict(zip(range(base, base + len(learners)), learners, strict=True))
        for census in sorted({*history, *ahead}):
            central = ahead.get(census, float("nan"))
            wide = spread * (census > base)
            counts = (history.get(census, float("nan")), central, central * (1 - wide), central * (1 + wide))
            rows.append((academic_year(census), kind, *counts))
    columns = ["academic_year", "kind", "counted", "learners", "learners_p10", "learners_p90"]
    return pd.DataFrame(rows, columns=columns)
