"""What the register changes in the tables of a pack: a row is replaced where the register's is better.

**Providers.** The row that the pack has for a school becomes the register's; what the register does not know stays as
the pack has it. A school that closed before the base year, and that no open school continues, is taken out.

**Places.** The capacity in the register takes the place of weaker numbers (A-76). A school that closes later has no
places from the September after.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.vocabulary import IN_COUNTY, KINDS_OF_PROVISION, NEEDS, Provision, academic_year, phase_of_age
from sufficiency.importers.gias.match import Matches, estimated_bases
from sufficiency.importers.gias.schools import BASE, CLOSED, CLOSING, PROPOSED, Row
from sufficiency.importers.open_data.providers.state_special import ANY_NEEDS
from sufficiency.importers.pack.better_rows import GIAS, REGISTER_STRENGTH, strength
from sufficiency.importers.pack.existing import ExistingPack
from sufficiency.tables.contracts import records

ROLL_STRENGTH = 0.5
"""A roll stands in for places (A-76) only where nothing but an estimate was there."""


@dataclass(frozen=True)
class MergedRegister:
    """Providers and places with the register's in them, and what a person should know of it."""

    providers: pd.DataFrame
    places: pd.DataFrame
    notes: tuple[str, ...]


def merge(entries: pd.DataFrame, matches: Matches, pack: ExistingPack) -> MergedRegister:
    """Merge the open schools that are in the pack or new to it, and take out those that closed.

    ``entries`` are those of the authority and those that the pack has, open and closed.
    """
    before = {str(row["provider_id"]): row for row in records(pack.tables["providers"])}
    open_ones = [row for row in records(entries) if row["status"] != CLOSED]
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
    replaced, more = _replaced_bases(providers, places, pack)
    notes += [*said, *more]
    left = gone | replaced | set(matches.merged)
    table = pd.DataFrame([*(before | providers).values()], columns=pack.tables["providers"].columns)
    dated, said = with_closings(entries, ended, matches, pack, places)
    notes += said
    return MergedRegister(
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
        for row in records(entries)
        if row["status"] == CLOSED
    ]
    return [row for row in rows if row["provider_id"] in ids - continued]


def _gone(ended: list[Row], pack: ExistingPack) -> tuple[set[str], list[str]]:
    """Providers whose school closed before the base year began, or on a day that the register does not give."""
    gone = [row for row in ended if not row["closed"] or year_of(row["closed"], after=True) <= pack.base_year]
    return {row["provider_id"] for row in gone}, [f"{row['name']} ({row['urn']}): {_closed(row, pack)}" for row in gone]


def _closed(row: Row, pack: ExistingPack) -> str:
    if row["closed"]:
        return f"closed on {row['closed']}; taken out"
    return (
        "is closed in the register, which does not say since when; taken out. When did it close? If it had learners in "
        f"{pack.base_year}, give the register its CloseDate and import it again"
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


def year_of(date: str, *, after: bool = False) -> str:
    """Academic year in which a date (2025-09-01) falls, or the one after it."""
    return academic_year(int(date[:4]) + (int(date[5:7]) >= 9) + after)


def places_with_capacities(entries: list[Row], matches: Matches, pack: ExistingPack) -> tuple[pd.DataFrame, list[str]]:
    """Return the places with capacities of the register where those are better; those of independent schools stay."""
    rows = {(row["provider_id"], row["academic_year"], row["phase"]): row for row in records(pack.tables["places"])}
    by_phase = {provider for provider, _, phase in rows if phase != "all"}
    notes = _undated(entries, pack.base_year)
    for entry in entries:
        provider = matches.of(entry)
        if entry["provision"] not in IN_COUNTY or provider in by_phase or _never_opens(entry):
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


def _never_opens(entry: Row) -> bool:
    """Whether a school is proposed, and the register does not say from when."""
    return entry["status"] == PROPOSED and not entry["opened"]


def _undated(entries: list[Row], base_year: str) -> list[str]:
    """Ask when schools open and close, where the register is silent, and whether those are open whose end is past."""
    opening = "is proposed, and the register has no OpenDate: it brings no places. When does it open? Give its places"
    closing = (
        "is to close, and the register has no CloseDate: its places stay. When does it close? Give it 0 places then"
    )
    asked = [(entry, opening) for entry in entries if _never_opens(entry)]
    asked += [(entry, closing) for entry in entries if entry["status"] == CLOSING and not entry["closed"]]
    asked += [
        (
            entry,
            f"is open in the register, though its CloseDate is {entry['closed']}: its places stay. Has it closed?",
        )
        for entry in entries
        if entry["closed"] and year_of(entry["closed"], after=True) <= base_year
    ]
    return [f"{entry['name']} ({entry['urn']}): {words} (import places)" for entry, words in asked]


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
) -> tuple[pd.DataFrame, list[str]]:
    """Add 0 places from the September after a school closes, for those that close after the base year began.

    ``ended`` are the closed schools that nobody continues, with their ``provider_id``. Weaker rows of later years go;
    those that an authority gave or published stay, and are told.
    """
    ending = [row for row in ended if row["closed"]]
    ending += [
        row | {"provider_id": matches.of(row)} for row in records(entries) if row["status"] != CLOSED and row["closed"]
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
        return places, []
    ends = {(row["provider_id"], row["phase"]): row["academic_year"] for row in rows}
    notes, kept = [], []
    for row in records(places):
        end = ends.get((row["provider_id"], row["phase"]), "z")
        stays = row["academic_year"] < end or strength(row["basis"], row["source"]) > REGISTER_STRENGTH
        if stays and row["academic_year"] >= end and row["places"] > 0:
            notes.append(
                f"{row['provider_id']}: has no places from {end} by the register, but {row['places']:g} from "
                f"{row['academic_year']} in the pack ({row['source']}), which stay. Which is right?"
            )
        kept.append(stays)
    both = pd.concat([places[kept], pd.DataFrame(rows)], ignore_index=True)
    return both.drop_duplicates(["provider_id", "academic_year", "phase"], keep="first"), notes


def provider_row(entry: Row, provider: str, old: Row | None, pack: ExistingPack) -> tuple[Row | None, list[str]]:
    """Return the provider's row, and notes; no row where the school cannot be placed on the map."""
    label = f"{entry['name']} ({entry['urn']})"
    if old is not None and strength(old["basis"], old["source"]) > REGISTER_STRENGTH:
        return old, [f"{label}: kept as you wrote it (source: {old['source']})"]
    position = (entry["easting"], entry["northing"])
    if not all(value > 0 for value in position):
        if old is None:
            return None, [f"{label}: has no position in the register, so it was not added; add it to providers.csv"]
        position = (old["easting"], old["northing"])
    needs, source, said = _needs(entry, old, pack)
    row = {
        "provider_id": provider,
        "name": entry["name"],
        "provision": entry["provision"],
        "area": _area(entry, position, old, pack),
        "easting": position[0],
        "northing": position[1],
        "journey_miles": np.nan if position[0] > 0 else (old or {}).get("journey_miles", np.nan),
        "min_age": entry["min_age"],
        "max_age": entry["max_age"],
        "needs": needs,
        "requirements": " ".join(KINDS_OF_PROVISION[Provision(entry["provision"])].takes),
        "elastic": "no",
        "basis": "published",
        "source": source,
    }
    return row, [f"{label}: {words}" for words in said]


def _needs(entry: Row, old: Row | None, pack: ExistingPack) -> tuple[str, str, list[str]]:
    """Needs that the register names; else those that the pack had; else a general designation."""
    if entry["needs"]:
        return entry["needs"], f"{GIAS} A-22 A-36", []
    if old is not None:
        source = old["source"] if old["source"].startswith(GIAS) else f"{GIAS} A-36, needs from {old['source']}"
        return old["needs"], source, ["names no need in the register; those of the pack stay"]
    if entry["part"] == BASE:
        return _needs_in_bases(pack), f"{GIAS} A-36 A-77", ["names no need; it takes those that bases have today"]
    return ANY_NEEDS, f"{GIAS} A-36 A-37", ["names no need; a general designation stands in"]


def _needs_in_bases(pack: ExistingPack) -> str:
    joint = pack.tables["plans_joint"]
    there = set(joint.loc[(joint["provision"] == "specialist_base") & (joint["plans"] > 0), "need"])
    return " ".join(str(need) for need in NEEDS if need in there) or ANY_NEEDS


def _area(entry: Row, position: tuple[float, float], old: Row | None, pack: ExistingPack) -> str:
    """Area of the nearest small area, for schools of the authority; others have none, or keep what the pack says."""
    if entry["la"] != pack.dfe_code:
        return "" if old is None else str(old["area"])
    points = pack.tables["demand_points"]
    steps = points[["easting", "northing"]].to_numpy(dtype=np.float64) - np.array(position)
    return str(points["area"].iloc[int(np.hypot(steps[:, 0], steps[:, 1]).argmin())])
