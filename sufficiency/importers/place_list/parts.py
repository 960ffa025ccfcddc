"""Makes of numbers for parts of a school (before 16, after 16, in units) the rows that a pack holds.

Numbers of one school, year and part are added: places funded at £6,000 and at £10,000 are different places. They are
given by phase where the ages of the school make plain which phase each part is, and else as one number for all (A-318).
"""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from models.vocabulary import PHASES, Phase, phase_of_age
from sufficiency.errors import Fault, InputError
from sufficiency.importers.place_list.columns import POST_16, PRE_16, SECONDARY_ON, UP_TO_PRIMARY, WHOLE
from sufficiency.importers.place_list.files import Stated
from sufficiency.importers.place_list.merge import WHOLE as ALL

_MOST_NAMED = 10
_AFTER_16 = (Phase.POST_16, Phase.POST_19)
_SPANS: dict[str, tuple[Phase, ...]] = {
    **{str(phase): (phase,) for phase in PHASES},
    WHOLE: PHASES,
    PRE_16: (Phase.EARLY_YEARS, Phase.PRIMARY, Phase.SECONDARY),
    POST_16: _AFTER_16,
    UP_TO_PRIMARY: (Phase.EARLY_YEARS, Phase.PRIMARY),
    SECONDARY_ON: (Phase.SECONDARY, *_AFTER_16),
}
"""Phases that a part of a school may be of."""


def in_rows(found: Mapping[Stated, str], providers: pd.DataFrame) -> tuple[dict[Stated, str], list[str]]:
    """Return the numbers as rows of a pack, and what was added up; numbers without a part stay as they are.

    Raises
    ------
    InputError
        When a school stands in two rows for one year.
    """
    rows = {one: provider for one, provider in found.items() if not one.part}
    parts: dict[tuple[str, str], list[Stated]] = {}
    for one, provider in found.items():
        if one.part:
            parts.setdefault((provider, one.academic_year), []).append(one)
    _refuse_two_rows(parts)
    ages = providers.set_index("provider_id")[["min_age", "max_age"]]
    added, nothing, open_ended = [], [], []
    for (provider, _), stated in parts.items():
        phases = _phases(*ages.loc[provider])
        if sum(one.places for one in stated) <= 0:
            nothing.append(provider)
            continue
        made = _by_phase(stated, phases)
        rows |= dict.fromkeys(made, provider)
        if [one.phase for one in made] == [ALL] and len({one.part for one in stated if one.places > 0}) > 1:
            added.append(provider)
        if PRE_16 in (held := {one.part for one in stated}) and POST_16 not in held and set(phases) & set(_AFTER_16):
            open_ended.append(provider)
    notes = (
        (added, "the places of their parts are one number for all phases, as their ages span them (A-318)"),
        (nothing, "stated with 0 places, which says nothing here; if one has closed, give the 0 in a list of your own"),
        (open_ended, "the list has no places after 16, so that theirs are not counted"),
    )
    return rows, [f"{_listed(names)}: {words}" for names, words in notes if names]


def _listed(names: list[str]) -> str:
    """The first names, and how many more there are."""
    once = list(dict.fromkeys(names))
    more = f" and {len(once) - _MOST_NAMED} others" if len(once) > _MOST_NAMED else ""
    return ", ".join(once[:_MOST_NAMED]) + more


def _refuse_two_rows(parts: Mapping[tuple[str, str], list[Stated]]) -> None:
    faults = []
    for (_, year), stated in parts.items():
        first = stated[0]
        other = next((one for one in stated if (one.where, one.row) != (first.where, first.row)), None)
        if other:
            said = f"{other.name or other.urn}: {year} stands in row {first.row} of {first.where} too; keep one"
            faults.append(Fault(other.where, other.row, 0, "", said))
    if faults:
        raise InputError(faults)


def _phases(youngest: int, oldest: int) -> tuple[Phase, ...]:
    """Phases of the ages that a provider takes."""
    return tuple(dict.fromkeys(phase_of_age(age) for age in range(int(youngest), int(oldest) + 1)))


def _by_phase(stated: list[Stated], phases: tuple[Phase, ...]) -> list[Stated]:
    """Return a number for each phase: where the list says phases, or each part is of one and every phase has one.

    Else return their sum for all phases.
    """
    named = all(one.part in PHASES for one in stated)
    totals: dict[Phase, float] = {}
    plain = len(phases) > 1
    for one in stated:
        possible = [phase for phase in _SPANS[one.part] if named or phase in phases]
        plain = plain and (len(possible) == 1 or (one.places == 0 and not possible))
        if len(possible) == 1:
            totals[possible[0]] = totals.get(possible[0], 0.0) + one.places
    whole = sum(one.places for one in stated)
    reserved = max((one.reserved for one in stated if one.reserved is not None), default=None)
    if not (named or (plain and totals.keys() == set(phases))):
        return [replace(stated[0], phase=ALL, places=whole, reserved=reserved, part="")]
    held = {
        phase: None if reserved is None else round(reserved * places / whole, 2) for phase, places in totals.items()
    }
    return [
        replace(stated[0], phase=str(phase), places=places, reserved=held[phase], part="")
        for phase, places in totals.items()
    ]
