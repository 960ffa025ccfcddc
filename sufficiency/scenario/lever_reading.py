"""Levers as a file writes them to levers as the method takes them."""

from collections.abc import Mapping

from models.lever import How, Lever, Shape, What, Where
from models.vocabulary import Need, Phase, Requirement, census_year
from sufficiency.scenario.lever_schema import AMOUNTS, MAINSTREAM, LeverEntry, WhereEntry

AGE_OF_YEAR_GROUP = 4
"""Age on 31 August less National Curriculum year group."""


def levers_of(entries: Mapping[str, LeverEntry]) -> tuple[Lever, ...]:
    """Levers in force, by name."""
    return tuple(lever_of(name, entry) for name, entry in sorted(entries.items()) if entry.in_force)


def lever_of(name: str, entry: LeverEntry) -> Lever:
    """One lever; academic years become the census years that fall in them."""
    how, amount = next((how, value) for how in AMOUNTS if (value := getattr(entry, how)) is not None)
    return Lever(
        name=name,
        what=What(entry.what),
        how=How(how),
        amount=amount,
        first_year=census_year(entry.from_year),
        last_year=_census(entry.until),
        shape=Shape(entry.shape),
        where=_where(entry.where),
        low=entry.low,
        high=entry.high,
        moves_from=_requirement(entry.moves.from_place),
        moves_to=_requirement(entry.moves.to_place),
        at_transfer=entry.at_transfer,
    )


def _where(entry: WhereEntry) -> Where:
    return Where(
        needs=tuple(Need(need) for need in entry.needs),
        phases=tuple(Phase(phase) for phase in entry.phases),
        ages=tuple(group + AGE_OF_YEAR_GROUP for group in entry.year_groups),
        areas=entry.areas,
        providers=entry.providers,
        reception_from=_census(entry.reception_from),
        reception_to=_census(entry.reception_to),
    )


def _census(year: str | None) -> int | None:
    return None if year is None else census_year(year)


def _requirement(place: str | None) -> Requirement | None:
    return None if place in (None, MAINSTREAM) else Requirement(place)
