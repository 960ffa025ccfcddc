"""Providers and their dated places, as the parts of an import hand them on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from sufficiency.packs.contracts import PLACES, PROVIDERS


@dataclass(frozen=True)
class ProviderTables:
    """Rows of the pack's providers and places."""

    providers: pd.DataFrame
    places: pd.DataFrame


def joined(parts: list[ProviderTables]) -> ProviderTables:
    """Put several parts into one; none at all make two empty tables."""
    filled = [part for part in parts if len(part.providers)]
    if not filled:
        return ProviderTables(pd.DataFrame(columns=PROVIDERS.column_names), pd.DataFrame(columns=PLACES.column_names))
    return ProviderTables(
        pd.concat([part.providers for part in filled], ignore_index=True),
        pd.concat([part.places for part in filled], ignore_index=True),
    )


def apportioned(weights: Floats, total: float, step: float = 1.0) -> Floats:
    """Share ``total`` by ``weights`` in steps (largest remainders first, earlier rows at a tie), so that it adds up.

    ``total`` is taken to the nearest step; weights that are all nought share alike.
    """
    units = round(total / step)
    weights = weights if weights.sum() > 0 else np.ones_like(weights)
    exact = weights / weights.sum() * units
    floor = np.floor(exact + 1e-9)
    spare = round(units - floor.sum())
    first = np.argsort(-(exact - floor), kind="stable")[:spare]
    floor[first] += 1.0
    return np.asarray(np.round(floor * step, 6))


def from_base_year(places: pd.DataFrame, base_year: str) -> pd.DataFrame:
    """Let places begin in the base year: of what is dated up to it the last holds from it on."""
    dated = places.assign(academic_year=places["academic_year"].where(places["academic_year"] > base_year, base_year))
    ordered = dated.loc[places["academic_year"].sort_values(kind="stable").index]
    last = ~ordered.duplicated(["provider_id", "academic_year"], keep="last")
    return dated[last.reindex(dated.index)].reset_index(drop=True)


def places_from(year: str, ids: pd.Series, places: Floats, basis: str, source: str) -> pd.DataFrame:
    """Places from an academic year on, in all phases together, none of them held for others."""
    return pd.DataFrame(
        {
            "provider_id": ids,
            "academic_year": year,
            "phase": "all",
            "places": places,
            "reserved": 0.0,
            "basis": basis,
            "source": source,
        }
    )
