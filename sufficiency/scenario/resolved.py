"""A resolved tree, and from it the typed scenario with its values and where each was set."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel

from models.vocabulary import Need, Phase, Provision
from sufficiency.errors import Fault
from sufficiency.scenario import nodes
from sufficiency.scenario.kinds import ALL_PHASES
from sufficiency.scenario.lever_reading import levers_of, policies_of
from sufficiency.scenario.nodes import Section, dotted, leaves
from sufficiency.scenario.schema import ScenarioFile
from sufficiency.scenario.values import NewProvider, PlaceChange, Places, Scenario, Setting


@dataclass(frozen=True)
class Resolved:
    """A scenario before it is typed: its tree, the faults so far, and the files it was read from."""

    tree: Section
    faults: tuple[Fault, ...]
    files: tuple[Path, ...]
    root: Path


def label(path: Path) -> str:
    """Name a file in messages: relative to where the program runs, when it is below."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


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
        settings=_settings(written, resolved),
        files=resolved.files,
        root=resolved.root,
    )


def _settings(written: ScenarioFile, resolved: Resolved) -> Mapping[str, Setting]:
    """Every value by its dotted path, defaults too, each with the place that set it."""
    names = {label(path): path.relative_to(resolved.root.parent).as_posix() for path in resolved.files}
    marks = {dotted(path): replace(mark, file=names[mark.file]) for path, _, mark in leaves(resolved.tree)}
    values = {dotted(path): value for path, value in _values(written, ())}
    return MappingProxyType({path: Setting(value, marks.get(path)) for path, value in values.items()})


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


def _places(written: ScenarioFile) -> Places:
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
    return Places(written.places.committed, _new_providers(written), tuple(changes))


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
