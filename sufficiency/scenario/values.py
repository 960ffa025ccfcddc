"""A scenario as the pipeline takes it: frozen, typed, with the file and line that set each value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.levers.lever import Lever
from models.levers.policy import Policies
from models.parameters.method import MethodParameters
from models.vocabulary import Need, Phase, Provision
from sufficiency.tree.nodes import Mark


@dataclass(frozen=True)
class PlaceChange:
    """One dated change of a provider's places; exactly one of ``add`` and ``set_to`` is not None.

    ``add`` holds from September of ``academic_year`` on, in addition to every other change. ``set_to`` gives the places
    from that September until the provider's next dated change, of the pack or of the scenario. ``phase`` None: all.
    ``phased`` is the dotted path of the entry whose list of places has it as one September; empty: its own entry.
    """

    name: str
    provider_id: str
    academic_year: str
    phase: Phase | None
    add: int | None
    set_to: int | None
    source: str
    phased: str = ""


@dataclass(frozen=True)
class NewProvider:
    """A provider that the pack does not have. Ages in years on 31 August, inclusive; position in EPSG:27700 metres.

    ``found_by`` is the postcode or town that the position was looked up by, with its key; not a number: not found.
    """

    provider_id: str
    name: str
    provision: Provision
    area: str
    needs: tuple[Need, ...]
    min_age: int
    max_age: int
    easting: float
    northing: float
    source: str
    found_by: tuple[str, str] | None = None


@dataclass(frozen=True)
class PlacesAsked:
    """Places of the future.

    ``committed``: whether the pack's own dated changes after the base year take place. ``changes`` are sorted by
    academic year, provider, phase and name, and hold only those in force.
    """

    committed: bool
    new_providers: tuple[NewProvider, ...]
    changes: tuple[PlaceChange, ...]


@dataclass(frozen=True)
class SetValue:
    """One value, and where it was set: the file relative to the folder that holds scenarios/; None for a default."""

    value: object
    set_by: Mark | None


@dataclass(frozen=True)
class Scenario:
    """A resolved scenario. ``horizon`` is the last census year.

    ``set_values`` holds every value by its dotted path, defaults too, in the order of the schema, with the file and
    line that set it. ``files`` are those read, the scenario's own first; ``root`` is the folder named scenarios.
    ``file_hashes`` are the sha256 of what was read, by file as in ``set_values``, in the same order.
    """

    scenario_id: str
    title: str
    question: str
    author: str
    date: date | None
    sources: tuple[str, ...]
    authority: str
    seed: int
    draws: int
    horizon: int
    parameters: MethodParameters
    places: PlacesAsked
    levers: tuple[Lever, ...]
    policies: Policies
    set_values: Mapping[str, SetValue]
    files: tuple[Path, ...]
    file_hashes: Mapping[str, str]
    root: Path

    @property
    def provenance(self) -> dict[str, Mark]:
        """File and line of every value that a file sets, by dotted path."""
        return {path: given.set_by for path, given in self.set_values.items() if given.set_by is not None}

    @property
    def pack_folder(self) -> Path:
        """Folder of the authority's pack."""
        return pack_folder_of(self.root, self.authority)


def pack_folder_of(root: Path, authority: str) -> Path:
    """Folder of a pack: data/ stands next to scenarios/, which is ``root``."""
    return root.parent / "data" / authority
