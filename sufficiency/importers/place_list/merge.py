"""Puts agreed place numbers into the dated places of a pack.

A number holds from its September until the provider's next one. Numbers for all phases together and by phase exclude
each other: where a list changes from one to the other, a row of 0 ends what was in force, so that nothing counts twice.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.place_list.files import Stated
from sufficiency.tables.contracts import records

WHOLE = "all"
Row = dict[str, Any]
Rows = dict[tuple[str, str, str], Row]


def merge_places(places: pd.DataFrame, providers: Mapping[Stated, str], source: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the places with the stated ones in them, and notes on rows of other sources that stay or go.

    Raises
    ------
    InputError
        When a school is stated twice for one phase and year, or for all phases and single ones in one year.
    """
    _refuse_contradictions(providers)
    rows: Rows = {(row["provider_id"], row["academic_year"], row["phase"]): _plain(row) for row in records(places)}
    notes: list[str] = []
    by_year: dict[tuple[str, str], list[Stated]] = {}
    for one, provider in sorted(providers.items(), key=lambda pair: (pair[1], pair[0].academic_year, pair[0].phase)):
        by_year.setdefault((provider, one.academic_year), []).append(one)
    for (provider, year), stated in by_year.items():
        rows = _stated_year(rows, (provider, year), stated, source)
    for provider in sorted({provider for provider, _ in by_year}):
        rows, said = _later_rows(rows, provider, {year for one, year in by_year if one == provider}, source)
        notes += said
    return pd.DataFrame(list(rows.values()), columns=places.columns), notes


def _plain(row: Row) -> Row:
    return row | {"places": float(row["places"]), "reserved": float(row["reserved"])}


def _refuse_contradictions(providers: Mapping[Stated, str]) -> None:
    first: dict[tuple[str, str, str], Stated] = {}
    faults = []
    for one, provider in providers.items():
        key = (provider, one.academic_year, one.phase)
        earlier = first.setdefault(key, one)
        if earlier is not one:
            message = (
                f"{one.name or one.urn}: {one.academic_year}, {one.phase} stands in row {earlier.row} too; keep one"
            )
            faults.append(Fault(one.where, one.row, one.column, "", message))
    for (provider, year, phase), one in first.items():
        single = [other for other in first if other[:2] == (provider, year) and other[2] != WHOLE]
        if phase == WHOLE and single:
            parts = ", ".join(sorted(other[2] for other in single))
            given = f"{one.name or one.urn}: {year} is given for all phases, and for {parts}"
            message = f"{given}; they would be added: give the one or the others"
            faults.append(Fault(one.where, one.row, one.column, "", message))
    if faults:
        raise InputError(faults)


def _stated_year(rows: Rows, key: tuple[str, str], stated: list[Stated], source: str) -> Rows:
    """Put one provider's numbers of one year in, and end what was in force in the other form."""
    provider, year = key
    phases = {one.phase for one in stated}
    whole = WHOLE in phases
    earlier = _in_force({at: row for at, row in rows.items() if at[1] < year}, provider, year)
    ended = [phase for phase, row in earlier.items() if (phase == WHOLE) != whole and row["places"] > 0]
    reserved = _reserved(stated, _in_force(rows, provider, year), whole=whole)
    kept = {at: row for at, row in rows.items() if not (at[:2] == key and (at[2] == WHOLE) != whole)}
    ends = {(provider, year, phase): _row(provider, year, phase, (0.0, 0.0), source) for phase in ended}
    new = {
        (provider, year, one.phase): _row(provider, year, one.phase, (one.places, reserved[one.phase]), source)
        for one in stated
    }
    return kept | ends | new


def _in_force(rows: Rows, provider: str, year: str) -> dict[str, Row]:
    """Latest row up to a year, by phase."""
    dated = sorted(at for at in rows if at[0] == provider and at[1] <= year)
    return {at[2]: rows[at] for at in dated}


def _reserved(stated: list[Stated], before: Mapping[str, Row], *, whole: bool) -> dict[str, float]:
    """Places held for others by phase: as stated; else as they were, split by places where the form changes (A-79)."""
    held = sum(float(row["reserved"]) for row in before.values())
    total = sum(one.places for one in stated)
    found = {}
    for one in stated:
        same = before.get(one.phase)
        if one.reserved is not None:
            found[one.phase] = one.reserved
        elif whole or (same is None and total > 0):
            found[one.phase] = held if whole else round(held * one.places / total, 2)
        else:
            found[one.phase] = 0.0 if same is None else float(same["reserved"])
        found[one.phase] = min(found[one.phase], one.places)
    return found


def _row(provider: str, year: str, phase: str, numbers: tuple[float, float], source: str) -> Row:
    return {
        "provider_id": provider,
        "academic_year": year,
        "phase": phase,
        "places": numbers[0],
        "reserved": numbers[1],
        "basis": "published",
        "source": source,
    }


def _later_rows(rows: Rows, provider: str, years: set[str], source: str) -> tuple[Rows, list[str]]:
    """Rows of other sources after the first stated year: of the same form they stay, of the other form they go."""
    first = min(years)
    last = max(at for at in rows if at[0] == provider and rows[at]["source"] == source)
    whole = any(at[0] == provider and at[1] == last[1] and at[2] == WHOLE and rows[at]["places"] > 0 for at in rows)
    later = [at for at in rows if at[0] == provider and at[1] > first and rows[at]["source"] != source]
    gone = [at for at in later if at[1] > last[1] and (at[2] == WHOLE) != whole and rows[at]["places"] > 0]
    notes = [f"{provider}: {at[1]}, {at[2]} taken out, as the list counts in another form" for at in gone]
    notes += [
        f"{provider}: {rows[at]['places']:g} places from {at[1]} ({rows[at]['source']}) are not in the list and stay"
        for at in later
        if at not in gone
    ]
    return {at: row for at, row in rows.items() if at not in gone}, notes
