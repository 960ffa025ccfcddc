"""Puts the schools of the register into the tables of a pack, row by row, where they are better than what is there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from models.vocabulary import phase_of_age
from sufficiency.importers.existing_pack import ExistingPack
from sufficiency.importers.gias_match import Matches, estimated_bases
from sufficiency.importers.gias_places import places_with_capacities, with_closings, year_of
from sufficiency.importers.gias_providers import provider_row
from sufficiency.importers.gias_schools import BASE, CLOSED, Row, rows_of
from sufficiency.importers.local_packs import GIAS


@dataclass(frozen=True)
class Merged:
    """Providers and places with the register's in them, and what a person should know of it."""

    providers: pd.DataFrame
    places: pd.DataFrame
    notes: tuple[str, ...]


def merge(entries: pd.DataFrame, matches: Matches, pack: ExistingPack) -> Merged:
    """Merge the open schools that are in the pack or new to it, and take out those that closed.

    ``entries`` are those of the authority and those that the pack has, open and closed.
    """
    before = {str(row["provider_id"]): row for row in rows_of(pack.tables["providers"])}
    open_ones = [row for row in rows_of(entries) if row["status"] != CLOSED]
    notes: list[str] = []
    providers: dict[str, Row] = {}
    for entry in open_ones:
        provider = matches.of(entry)
        row, said = provider_row(entry, provider, before.get(provider), pack)
        notes += said
        if row is not None:
            providers[provider] = row
    places, said = places_with_capacities(
        [entry for entry in open_ones if matches.of(entry) in providers], matches, pack
    )
    notes += said
    ended = _ended(entries, matches, pack)
    gone, said = _gone(ended, pack)
    replaced, told = _replaced_bases(providers, places, pack)
    notes += [*said, *told]
    left = gone | replaced | set(matches.merged)
    table = pd.DataFrame([*(before | providers).values()], columns=pack.tables["providers"].columns)
    dated = with_closings(entries, ended, matches, pack, places)
    return Merged(
        table[~table["provider_id"].isin(left)].reset_index(drop=True),
        dated[~dated["provider_id"].isin(left)].reset_index(drop=True),
        tuple(notes),
    )


def _ended(entries: pd.DataFrame, matches: Matches, pack: ExistingPack) -> list[Row]:
    """Closed schools that are providers of the pack, with ``provider_id``, and that no open school continues."""
    ids = set(pack.tables["providers"]["provider_id"])
    continued = set(matches.provider.values()) | set(matches.merged)
    rows = [
        row | {"provider_id": row["urn"] if row["part"] != BASE else f"{row['urn']}-base"}
        for row in rows_of(entries)
        if row["status"] == CLOSED
    ]
    return [row for row in rows if row["provider_id"] in ids - continued]


def _gone(ended: list[Row], pack: ExistingPack) -> tuple[set[str], list[str]]:
    """Providers whose school closed before the base year began."""
    long_closed = [row for row in ended if row["closed"] and year_of(row["closed"], after=True) <= pack.base_year]
    return (
        {row["provider_id"] for row in long_closed},
        [f"{row['name']} ({row['urn']}): closed on {row['closed']}; taken out" for row in long_closed],
    )


def _replaced_bases(
    providers: Mapping[str, Row], places: pd.DataFrame, pack: ExistingPack
) -> tuple[set[str], list[str]]:
    """Estimated bases of the phases that listed bases with places take now (A-77)."""
    with_places = set(places.loc[places["places"] > 0, "provider_id"])
    listed = [
        row
        for one, row in providers.items()
        if row["provision"] == "specialist_base" and one in with_places and _listed(row)
    ]
    phases = {str(phase_of_age(age)) for row in listed for age in range(int(row["min_age"]), int(row["max_age"]) + 1)}
    gone = estimated_bases(pack, phases)
    if not gone:
        return set(), []
    now = places[places["academic_year"] <= pack.base_year].set_index("provider_id")["places"]
    before, after = (float(now[now.index.isin(ids)].sum()) for ids in (gone, [row["provider_id"] for row in listed]))
    words = ", ".join(sorted(phase.replace("_", " ") for phase in phases))
    note = (
        f"{len(listed)} listed bases ({after:,.0f} places) stand in the place of {len(gone)} estimated ones "
        f"({before:,.0f} places) for {words}; check that the list is whole"
    )
    return gone, [note]


def _listed(row: Row) -> bool:
    return bool(re.match(rf"{GIAS}\b", str(row["source"])))
