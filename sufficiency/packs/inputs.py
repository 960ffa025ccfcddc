"""Reads what a run needs: an authority's pack and the tables of England, checked, with a hash of every file."""

from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from sufficiency.errors import Fault, InputError
from sufficiency.packs.boundaries import MAP_FILE
from sufficiency.packs.checks.runner import errors_of
from sufficiency.packs.england.contracts import OPTIONAL_REFERENCE_TABLES, REFERENCE_TABLES
from sufficiency.packs.particulars import PACK_FILE
from sufficiency.packs.reading import read_pack
from sufficiency.packs.small_numbers import holds_small_numbers
from sufficiency.tables.files import first_faults, read_table
from sufficiency.tables.outputs import NOBODYS, sha256
from sufficiency.tree.small_files import refuse_links


@dataclass(frozen=True)
class Inputs:
    """A checked pack: ``tables`` and ``reference`` by name, ``about`` from pack.yaml.

    ``hashes`` are the sha256 of every file that figures are read from, by folder and name; ``pack_files`` those of
    every file that stands in the pack, by name. ``boundaries`` are the shapes of the areas on the National Grid.
    """

    folder: Path
    about: MappingProxyType[str, Any]
    tables: MappingProxyType[str, pd.DataFrame]
    reference: MappingProxyType[str, pd.DataFrame]
    hashes: MappingProxyType[str, str]
    pack_files: MappingProxyType[str, str]
    boundaries: MappingProxyType[str, BaseGeometry]

    @property
    def small_numbers(self) -> bool:
        """Whether the pack holds small numbers, so that nothing made of it may be published."""
        return holds_small_numbers(self.about, self.tables)


def load_inputs(folder: Path) -> Inputs:
    """Read ``data/<authority>/`` and ``data/reference/``.

    Raises
    ------
    InputError
        With every error that ``check-pack`` finds in the pack, and every fault of the tables of England.
    """
    pack = read_pack(folder, "no pack for this authority; there are")
    refuse_links(folder.parent / "reference")
    by_file: dict[str, list[Fault]] = {}
    for fault in errors_of(pack):
        by_file.setdefault(fault.file, []).append(fault)
    reference: dict[str, pd.DataFrame] = {}
    shown = [
        table for table in OPTIONAL_REFERENCE_TABLES if (folder.parent / "reference" / f"{table.name}.csv").exists()
    ]
    for contract in (*REFERENCE_TABLES, *shown):
        path = folder.parent / "reference" / f"{contract.name}.csv"
        reference[contract.name], by_file[str(path)] = read_table(path, contract)
    faults = [fault for found in by_file.values() for fault in first_faults(found)]
    if faults:
        raise InputError(faults)
    read = [folder / name for name in (PACK_FILE, MAP_FILE, *(f"{name}.csv" for name in pack.tables))]
    read += [folder.parent / "reference" / f"{name}.csv" for name in reference]
    tables = {name: table.reset_index(drop=True) for name, table in pack.tables.items()}
    return Inputs(
        folder=folder,
        about=MappingProxyType(dict(pack.about)),
        tables=MappingProxyType(tables),
        reference=MappingProxyType(reference),
        hashes=MappingProxyType({f"{path.parent.name}/{path.name}": sha256(path) for path in read}),
        pack_files=MappingProxyType(files_of_pack(folder)),
        boundaries=MappingProxyType(dict(pack.boundaries.shapes)),
    )


def files_of_pack(folder: Path) -> dict[str, str]:
    """sha256 of every file that stands in a pack, by name; what is hidden is none of it."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name[0] != "."]
    return {path.name: sha256(path) for path in files if path.name not in NOBODYS}
