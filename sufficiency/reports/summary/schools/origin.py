"""Where the places of each provider come from: published or estimated, of one school or of several, by what rule."""

from dataclasses import dataclass

import pandas as pd

from models.vocabulary import Basis
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.assumptions_log import ids_in
from sufficiency.tables.contracts import records

POOLED = ("A-24", "A-25", "A-29", "A-30")
"""Assumptions by which an importer makes one row of many schools or bases: such a row is not one school."""


@dataclass(frozen=True)
class PlacesKnown:
    """What a pack says of the places of one provider in the base year; ``is_published`` is None where it has none."""

    is_published: bool | None = None
    is_pooled: bool = False
    cites: tuple[str, ...] = ()


def places_of(view: RunView, base_year: str) -> dict[str, PlacesKnown]:
    """Return what the pack says of the places of each provider by its id; nothing where a view has no such table."""
    found: dict[str, list[dict[str, str]]] = {}
    if len(view.places):
        given = view.places[view.places["academic_year"] <= base_year].sort_values("academic_year")
        latest = given.drop_duplicates(["provider_id", "phase"], keep="last")
        for row in records(latest.fillna({"basis": "", "source": ""})):
            found.setdefault(str(row["provider_id"]), []).append(row)
    pooled = pooled_providers(view.providers)
    ids = {*found, *pooled}
    return {provider: _of(found.get(provider, []), is_pooled=provider in pooled) for provider in sorted(ids)}


def pooled_providers(providers: pd.DataFrame) -> set[str]:
    """Return the ids of the providers that stand for several schools or bases."""
    if "source" not in providers:
        return set()
    cited = providers["source"].fillna("").astype(str).map(ids_in)
    return set(providers.loc[cited.map(lambda ids: any(one in POOLED for one in ids)), "provider_id"])


def _of(rows: list[dict[str, str]], *, is_pooled: bool) -> PlacesKnown:
    published = all(row["basis"] == Basis.PUBLISHED for row in rows) if rows else None
    cites = ids_in(" ".join(str(row["source"]) for row in rows))
    return PlacesKnown(published, is_pooled, tuple(cites))
