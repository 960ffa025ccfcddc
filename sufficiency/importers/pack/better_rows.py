"""A pack that a local source is put into: its tables, what changes in them, and how it is written.

Rows are replaced one by one, the better source in the place of the weaker (``strength``); every row keeps its source.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pandas as pd

from models.vocabulary import Basis
from sufficiency.importers.pack.existing import ExistingPack, read_existing, with_section, with_sources
from sufficiency.importers.pack.writer import table_text, write_files
from sufficiency.packs.contracts import AREAS, DEMAND_POINTS, PLACES, PLANS_JOINT, PROVIDER_REGISTER, PROVIDERS
from sufficiency.tables.contracts import Contract

READ = (AREAS, DEMAND_POINTS, PLANS_JOINT, PROVIDERS, PLACES)
WRITTEN = (PROVIDERS, PLACES, PROVIDER_REGISTER)
GIAS = "gias"
REGISTER_STRENGTH = 2
PLACES_PREFIX = "places_"
"""How the name of a workbook of place numbers begins in ``sources.yaml``."""
_IMPORTED = ("dfe_", "ons_", "sen2", "place_facts", "school_designations", "high_needs_")


@dataclass(frozen=True)
class SourceEntry:
    """A file read: its name in ``sources.yaml``, and what stands there."""

    id: str
    file: str
    publisher: str
    title: str
    date: str
    licence: str
    sha256: str

    @property
    def particulars(self) -> dict[str, str]:
        """What stands in ``sources.yaml`` under the name."""
        return {key: value for key, value in asdict(self).items() if key != "id"}


@dataclass(frozen=True)
class LocalReport:
    """What an import of a local source did: differences, line by line, notes, places by provision, files written.

    ``places`` has the base year's places of each provision, before and after.
    """

    read: tuple[str, ...]
    differences: tuple[str, ...]
    notes: tuple[str, ...]
    places: tuple[tuple[str, float, float], ...]
    files: tuple[str, ...]
    written: bool


def read_local_pack(folder: Path) -> ExistingPack:
    """Read the tables that local sources need; an empty register of providers where the pack has none.

    Raises
    ------
    InputError
        When there is no pack, or one of the tables breaks its contract.
    """
    pack = read_existing(folder, READ, (PROVIDER_REGISTER,))
    none = {PROVIDER_REGISTER.name: pd.DataFrame(columns=PROVIDER_REGISTER.column_names)}
    return replace(pack, tables={**none, **pack.tables})


def strength(basis: str, source: str) -> int:
    """How strong a row is: 4 agreed or written by the authority, 3 published, 2 the register's, 1 scaled, 0 estimated.

    A source that is no importer's is the authority's own hand.
    """
    if source.startswith(PLACES_PREFIX) or not re.match(rf"A-\d+|{GIAS}\b|{'|'.join(_IMPORTED)}", source):
        return 4
    if source.split(maxsplit=1)[0] == GIAS:
        return 2
    return {Basis.PUBLISHED: 3, Basis.SCALED: 1, Basis.ESTIMATED: 0}[Basis(basis)]


def differences(old: pd.DataFrame, new: pd.DataFrame, contract: Contract) -> list[str]:
    """Return a line for each row of ``new`` that is not in ``old``, differs from it, or is gone; sorted by key."""
    before, after = (_by_key(frame, contract) for frame in (old, new))
    lines = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        name = f"{contract.name} {' '.join(key)}"
        if was is None:
            lines.append(f"+ {name}: {_shown(now or {})}")
        elif now is None:
            lines.append(f"- {name}: {_shown(was)}")
        else:
            fields = [
                f"{field} {was[field] or '(blank)'} -> {now[field] or '(blank)'}"
                for field in was
                if was[field] != now[field]
            ]
            lines.append(f"~ {name}: {'; '.join(fields)}")
    return lines


def _by_key(frame: pd.DataFrame, contract: Contract) -> dict[tuple[str, ...], dict[str, str]]:
    rows = [{column: _word(row[column]) for column in contract.column_names} for row in frame.to_dict("records")]
    keys = contract.key_names
    return {
        tuple(row[key] for key in keys): {column: row[column] for column in row if column not in keys} for row in rows
    }


def _word(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - a blank number
        return ""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _shown(row: Mapping[str, str]) -> str:
    """Return the fields by which a person knows a row."""
    wanted = ("name", "provision", "places", "reserved", "relation", "basis", "source")
    return ", ".join(
        f"{row[field]}" if field == "name" else f"{field} {row[field]}" for field in wanted if row.get(field)
    )


def places_by_provision(pack: ExistingPack, tables: Mapping[str, pd.DataFrame]) -> tuple[tuple[str, float, float], ...]:
    """Places of the base year by provision, before and after; markets are left out."""
    before, after = (_base_places(pack, one) for one in (pack.tables, tables))
    return tuple((kind, before.get(kind, 0.0), after.get(kind, 0.0)) for kind in sorted(before.keys() | after.keys()))


def _base_places(pack: ExistingPack, tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    places, providers = tables["places"], tables["providers"]
    dated = places[places["academic_year"] <= pack.base_year].sort_values("academic_year")
    latest = dated.groupby(["provider_id", "phase"])["places"].last().groupby("provider_id").sum()
    named = providers[providers["elastic"] == "no"]
    sums = named.assign(places=named["provider_id"].map(latest)).groupby("provision")["places"].sum()
    return {str(kind): float(total) for kind, total in sums.items()}


def files_of(
    pack: ExistingPack, tables: Mapping[str, pd.DataFrame], entries: list[SourceEntry], section: str
) -> dict[str, str]:
    """Return the text of each file that changes: tables, ``sources.yaml``, and a section of the README."""
    texts = {
        f"{c.name}.csv": table_text(tables[c.name], c) for c in WRITTEN if c.name in tables and len(tables[c.name])
    }
    texts["sources.yaml"] = with_sources(pack, {entry.id: entry.particulars for entry in entries})
    texts["README.md"] = with_section(pack, section)
    return {name: text for name, text in texts.items() if _stands(pack.folder / name) != text}


def write(pack: ExistingPack, texts: Mapping[str, str]) -> None:
    """Write the files in one step; nothing where nothing changed.

    Raises
    ------
    InputError
        When the folder is no importer's.
    """
    if texts:
        write_files(pack.folder, texts)


def _stands(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
