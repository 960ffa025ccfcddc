"""Makes a scenario of a tree that the schema has checked: its values, where each was set, and what the method takes.

Academic years become census years here, year groups ages, and entries that are not in force are left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from models.levers.lever import How, Lever, Shape, What, Where
from models.levers.policy import Policies, Protection, Review
from models.vocabulary import Need, Phase, Provision, Requirement, census_year
from sufficiency.errors import Fault
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.schema.lever_schema import AMOUNTS, MAINSTREAM, LeverEntry, WhereEntry
from sufficiency.scenario.schema.policy_schema import PoliciesEntry
from sufficiency.scenario.schema.schema import ScenarioFile
from sufficiency.scenario.values import NewProvider, PlaceChange, PlacesAsked, Scenario, SetValue
from sufficiency.tree import nodes
from sufficiency.tree.nodes import Section, dotted, leaves


@dataclass(frozen=True)
class Resolved:
    """A scenario before it is typed: its tree, the faults so far, and the files it was read from with their sha256.

    ``is_whole`` says whether everything that it extends could be read.
    """

    tree: Section
    faults: tuple[Fault, ...]
    files: tuple[Path, ...]
    hashes: Mapping[Path, str]
    root: Path
    warnings: tuple[Fault, ...] = ()
    is_whole: bool = True


def label(path: Path) -> str:
    """Name a file in messages: relative to where the program runs, when it is below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def _below(path: Path, root: Path) -> str:
    """Name a file relative to the folder that holds scenarios/."""
    return path.relative_to(root.parent).as_posix()


def typed(written: ScenarioFile, resolved: Resolved) -> Scenario:
    """Return the scenario of a checked file."""
    own = resolved.files[0].relative_to(resolved.root).with_suffix("")
    return Scenario(
        scenario_id="-".join(own.parts),
        title=written.title,
        question=written.question,
        author=written.author,
        date=written.date,
        sources=written.sources,
        authority=written.authority,
        seed=written.seed,
        draws=written.draws,
        horizon=written.horizon,
        parameters=written.parameters,
        places=_places(written),
        levers=levers_of(written.levers),
        policies=policies_of(written.policies),
        set_values=_set_values(written, resolved),
        files=resolved.files,
        file_hashes={_below(path, resolved.root): digest for path, digest in resolved.hashes.items()},
        root=resolved.root,
        warnings=resolved.warnings,
    )


def _set_values(written: ScenarioFile, resolved: Resolved) -> Mapping[str, SetValue]:
    """Every value by its dotted path, defaults too, each with the place that set it."""
    names = {label(path): _below(path, resolved.root) for path in resolved.files}
    marks = {dotted(path): replace(mark, file=names[mark.file]) for path, _, mark in leaves(resolved.tree)}
    values = {dotted(path): value for path, value in _values(written, ())}
    return MappingProxyType({path: SetValue(value, marks.get(path)) for path, value in values.items()})


def _values(part: object, path: nodes.Path) -> Iterator[tuple[nodes.Path, object]]:
    """Yield what stands below ``part``, leaving out what has neither a value nor a default."""
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from _values(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for name, entry in part.items():
            yield from _values(entry, (*path, name))
    elif part not in (None, ()):
        yield path, part.isoformat() if isinstance(part, date) else part


def _places(written: ScenarioFile) -> PlacesAsked:
    changes = [
        PlaceChange(
            name=name,
            provider_id=entry.provider,
            academic_year=entry.from_year,
            phase=None if entry.phase == ALL_PHASES else Phase(entry.phase),
            add=entry.add,
            set_to=entry.set_to,
            source=entry.source,
        )
        for name, entry in written.places.changes.items()
        if entry.in_force
    ]
    changes.sort(key=lambda change: (change.academic_year, change.provider_id, change.phase or "", change.name))
    return PlacesAsked(written.places.committed, _new_providers(written), tuple(changes))


def _new_providers(written: ScenarioFile) -> tuple[NewProvider, ...]:
    return tuple(
        NewProvider(
            provider_id=provider_id,
            name=entry.name,
            provision=Provision(entry.provision),
            area=entry.area,
            needs=tuple(Need(need) for need in entry.needs),
            min_age=entry.ages[0],
            max_age=entry.ages[1],
            easting=entry.easting,
            northing=entry.northing,
            source=entry.source,
        )
        for provider_id, entry in sorted(written.places.new_providers.items())
    )


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
