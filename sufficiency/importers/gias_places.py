"""Places of the schools of the register: capacities where they are better than what is there, and closings."""

from collections.abc import Mapping

import pandas as pd

from sufficiency.importers.existing_pack import ExistingPack
from sufficiency.importers.gias_match import Matches
from sufficiency.importers.gias_schools import CLOSED, PROPOSED, Row, rows_of
from sufficiency.importers.local_packs import GIAS, REGISTER_STRENGTH, strength

ROLL_STRENGTH = 0.5
"""A roll stands in for places (A-76) only where nothing but an estimate was there."""


def year_of(date: str, *, after: bool = False) -> str:
    """Academic year in which a date (2025-09-01) falls, or the one after it."""
    start = int(date[:4]) - (int(date[5:7]) < 9) + after
    return f"{start}/{(start + 1) % 100:02d}"


def places_with_capacities(entries: list[Row], matches: Matches, pack: ExistingPack) -> tuple[pd.DataFrame, list[str]]:
    """Return the places with capacities of the register where those are better; those of independent schools stay."""
    rows = {(row["provider_id"], row["academic_year"], row["phase"]): row for row in rows_of(pack.tables["places"])}
    by_phase = {provider for provider, _, phase in rows if phase != "all"}
    notes = []
    for entry in entries:
        provider = matches.of(entry)
        if entry["provision"] not in {"state_special", "specialist_base"} or provider in by_phase:
            continue
        joined = [one for one, into in matches.merged.items() if into == provider]
        itself = provider in {entry["urn"], f"{entry['urn']}-base"}
        opens = year_of(entry["opened"]) if itself and entry["opened"] else pack.base_year
        key = (provider, max(opens, pack.base_year), "all")
        old = _in_force(rows, provider, key[1])
        new = _capacity(entry, key, old)
        if new is not None:
            rows[key] = new
        elif old is not None and joined:
            rows |= _with_joined(rows, old, joined, pack.base_year)
        elif old is None:
            notes.append(
                f"{entry['name']} ({entry['urn']}): has neither capacity nor roll; give its places (import places)"
            )
    return pd.DataFrame(list(rows.values()), columns=pack.tables["places"].columns), notes


def _in_force(rows: Mapping[tuple[str, str, str], Row], provider: str, year: str) -> Row | None:
    """Row of all phases in force in a year; the first later one where the provider opens later."""
    dated = sorted(key for key in rows if key[0] == provider and key[2] == "all")
    before = [key for key in dated if key[1] <= year]
    return rows[before[-1]] if before else (rows[dated[0]] if dated else None)


def _capacity(entry: Row, key: tuple[str, str, str], old: Row | None) -> Row | None:
    """Row of the register's places; None where it has none, or the pack has better."""
    if not entry["places"] > 0:
        return None
    strong = REGISTER_STRENGTH if entry["basis"] == "published" else ROLL_STRENGTH
    if old is not None and not old["source"].startswith(GIAS) and strength(old["basis"], old["source"]) >= strong:
        return None
    provider, year, phase = key
    return {
        "provider_id": provider,
        "academic_year": year,
        "phase": phase,
        "places": float(entry["places"]),
        "reserved": 0.0 if old is None else min(float(old["reserved"]), float(entry["places"])),
        "basis": entry["basis"],
        "source": f"{GIAS} A-76",
    }


def _with_joined(
    rows: Mapping[tuple[str, str, str], Row], old: Row, joined: list[str], year: str
) -> dict[tuple[str, str, str], Row]:
    """Add the places of schools that became part of this one, where the register does not give the whole."""
    added = [row for one in joined if (row := _in_force(rows, one, year)) is not None]
    both = old | {
        "places": float(old["places"]) + sum(float(row["places"]) for row in added),
        "reserved": float(old["reserved"]) + sum(float(row["reserved"]) for row in added),
        "source": f"{old['source']}, with {' '.join(joined)}",
    }
    return {(old["provider_id"], old["academic_year"], old["phase"]): both}


def with_closings(
    entries: pd.DataFrame, ended: list[Row], matches: Matches, pack: ExistingPack, places: pd.DataFrame
) -> pd.DataFrame:
    """Add 0 places from the September after a school closes, for those that close after the base year began.

    ``ended`` are the closed schools that nobody continues, with their ``provider_id``.
    """
    ending = [row for row in ended if row["closed"]]
    ending += [
        row | {"provider_id": matches.of(row)}
        for row in rows_of(entries)
        if row["status"] not in {CLOSED, PROPOSED} and row["closed"]
    ]
    rows = [
        {
            "provider_id": row["provider_id"],
            "academic_year": year_of(row["closed"], after=True),
            "phase": phase,
            "places": 0.0,
            "reserved": 0.0,
            "basis": "published",
            "source": f"{GIAS}, closes {row['closed']}",
        }
        for row in ending
        if year_of(row["closed"], after=True) > pack.base_year
        for phase in sorted(set(places.loc[places["provider_id"] == row["provider_id"], "phase"]))
    ]
    if not rows:
        return places
    both = pd.concat([places, pd.DataFrame(rows)], ignore_index=True)
    return both.drop_duplicates(["provider_id", "academic_year", "phase"], keep="first")
