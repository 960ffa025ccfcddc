"""Levers and policies as a file writes them, to those that the method takes."""

from collections.abc import Mapping

from models.lever import How, Lever, Shape, What, Where
from models.policy import Policies, Protection, Review
from models.vocabulary import Need, Phase, Requirement, census_year
from sufficiency.scenario.lever_schema import AMOUNTS, MAINSTREAM, LeverEntry, WhereEntry
from sufficiency.scenario.policy_schema import PoliciesEntry

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


def policies_of(written: PoliciesEntry) -> Policies:
    """Policies in force, by name."""
    reviews = [
        Review(
            name=name,
            moves_a_year=entry.moves_a_year,
            first_year=census_year(entry.from_year),
            last_year=_census(entry.until),
            needs=tuple(Need(need) for need in entry.needs),
        )
        for name, entry in sorted(written.reviews.items())
        if entry.in_force
    ]
    protections = [
        Protection(name, census_year(entry.learners_of))
        for name, entry in sorted(written.protections.items())
        if entry.in_force
    ]
    return Policies(tuple(reviews), tuple(protections))
