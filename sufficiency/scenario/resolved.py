"""Makes a scenario of a tree that the schema has checked: its values, where each was set, and what the method takes.

Academic years become census years here, year groups ages, and entries that are not in force are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from models.levers.lever import How, Lever, Shape, What, Where
from models.levers.policy import Policies, Protection, Review
from models.vocabulary import Need, Phase, Provision, Requirement, academic_year, census_year
from sufficiency.errors import Fault
from sufficiency.scenario.gazetteer import GAZETTEERS, Found, look_up
from sufficiency.scenario.naming import PackNames, code_of, names_of_pack
from sufficiency.scenario.schema.kinds import ALL_PHASES
from sufficiency.scenario.schema.lever_schema import AMOUNTS, MAINSTREAM, LeverEntry, WhereEntry
from sufficiency.scenario.schema.policy_schema import PoliciesEntry
from sufficiency.scenario.schema.schema import NewProviderEntry, PlaceChangeEntry, ScenarioFile
from sufficiency.scenario.values import NewProvider, PlaceChange, PlacesAsked, Scenario, SetValue, pack_folder_of
from sufficiency.tree import nodes
from sufficiency.tree.nodes import Section, dotted, leaves


@dataclass(frozen=True)
class Resolved:
    """A scenario before it is typed: its tree, the faults so far, and the files it was read from with their sha256."""

    tree: Section
    faults: tuple[Fault, ...]
    files: tuple[Path, ...]
    hashes: Mapping[Path, str]
    root: Path


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
    folder = pack_folder_of(resolved.root, written.authority)
    names = names_of_pack(folder)
    new = {provider_id: entry.name for provider_id, entry in _new_entries(written)}
    names = replace(names, providers={**names.providers, **new})
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
        places=_places(written, names, folder),
        levers=_with_codes(levers_of(written.levers), names),
        policies=policies_of(written.policies),
        set_values=_set_values(written, resolved),
        files=resolved.files,
        file_hashes={_below(path, resolved.root): digest for path, digest in resolved.hashes.items()},
        root=resolved.root,
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


def _places(written: ScenarioFile, names: PackNames, folder: Path) -> PlacesAsked:
    """Places of the future; ``names`` know the providers, new ones too, and ``folder`` is the pack's."""
    changes: list[PlaceChange] = []
    for name, entry in written.places.changes.items():
        if entry.in_force:
            changes += _changes(name, entry, code_of(entry.provider, names.providers), written.horizon)
    for provider_id, new in _new_entries(written):
        changes += _phased(_opening(provider_id, new), new.places or (), written.horizon)
    changes.sort(key=lambda change: (change.academic_year, change.provider_id, change.phase or "", change.name))
    new_providers = tuple(
        _new_provider(provider_id, entry, names, folder) for provider_id, entry in _new_entries(written)
    )
    return PlacesAsked(written.places.committed, new_providers, tuple(changes))


def _new_entries(written: ScenarioFile) -> list[tuple[str, NewProviderEntry]]:
    """New providers in force, by name."""
    return sorted((name, entry) for name, entry in written.places.new_providers.items() if entry.in_force)


def _changes(name: str, entry: PlaceChangeEntry, provider_id: str, horizon: int) -> Iterable[PlaceChange]:
    """The changes of one entry: itself, or one for each September of a list."""
    phase = None if entry.phase == ALL_PHASES else Phase(entry.phase)
    change = PlaceChange(name, provider_id, entry.from_year, phase, entry.add, entry.set_to, entry.source)
    if entry.places is None:
        return [change]
    return _phased(replace(change, phased=f"places.changes.{name}"), entry.places, horizon)


def _opening(provider_id: str, entry: NewProviderEntry) -> PlaceChange:
    where = f"places.new_providers.{provider_id}"
    return PlaceChange(provider_id, provider_id, entry.opens or "", None, None, 0, entry.source, where)


def _phased(first: PlaceChange, places: tuple[int, ...], horizon: int) -> Iterator[PlaceChange]:
    """Yield a change for each September whose places differ from the one before; none after the run but the first."""
    before = None
    for ahead, amount in enumerate(places):
        year = census_year(first.academic_year) + ahead
        if amount != before and (year <= horizon or ahead == 0):
            named = academic_year(year)
            yield replace(first, name=f"{first.name} {named}", academic_year=named, set_to=amount)
        before = amount


def _new_provider(provider_id: str, entry: NewProviderEntry, names: PackNames, folder: Path) -> NewProvider:
    found_by = next(((key, word) for key in GAZETTEERS if (word := getattr(entry, key)) is not None), None)
    found = look_up(folder, *found_by) if found_by else Found(entry.easting or 0.0, entry.northing or 0.0)
    return NewProvider(
        provider_id=provider_id,
        name=entry.name,
        provision=Provision(entry.provision),
        area=code_of(entry.area, names.areas),
        needs=tuple(Need(need) for need in entry.needs),
        min_age=entry.ages[0],
        max_age=entry.ages[1],
        easting=found.easting,
        northing=found.northing,
        source=entry.source,
        found_by=found_by,
    )


AGE_OF_YEAR_GROUP = 4
"""Age on 31 August less National Curriculum year group."""


def levers_of(entries: Mapping[str, LeverEntry]) -> tuple[Lever, ...]:
    """Levers in force, by name."""
    return tuple(lever_of(name, entry) for name, entry in sorted(entries.items()) if entry.in_force)


def _with_codes(levers: tuple[Lever, ...], names: PackNames) -> tuple[Lever, ...]:
    """Levers aimed at the codes of the areas and providers that a file may name."""
    return tuple(replace(lever, where=_where_by_code(lever.where, names)) for lever in levers)


def _where_by_code(where: Where, names: PackNames) -> Where:
    areas = dict.fromkeys(code_of(area, names.areas) for area in where.areas)
    return replace(where, areas=(*areas,), providers=tuple(code_of(one, names.providers) for one in where.providers))


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
