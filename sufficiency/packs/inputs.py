"""Reads an authority's pack and the reference tables of England, checks them against their contracts, hashes them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.packs.checks.references import cross_faults
from sufficiency.packs.contracts import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.packs.reference import REFERENCE_TABLES
from sufficiency.tables.files import read_table


@dataclass(frozen=True)
class Inputs:
    """A checked pack: ``tables`` and ``reference`` by name, ``about`` from pack.yaml, ``hashes`` of every file read."""

    folder: Path
    about: MappingProxyType[str, Any]
    tables: MappingProxyType[str, pd.DataFrame]
    reference: MappingProxyType[str, pd.DataFrame]
    hashes: MappingProxyType[str, str]

    @property
    def boundaries(self) -> Path:
        """The GeoJSON of the areas."""
        return self.folder / "areas.geojson"


def load_inputs(folder: Path) -> Inputs:
    """Read ``data/<authority>/`` and ``data/reference/``.

    Raises
    ------
    InputError
        With every fault of every file.
    """
    if not (folder / "pack.yaml").is_file():
        known = sorted(path.parent.name for path in folder.parent.glob("*/pack.yaml"))
        raise InputError([Fault(str(folder), 0, 0, "", f"no pack for this authority; there are {', '.join(known)}")])
    reference_folder = folder.parent / "reference"
    may_be = (*LOCAL_PACK_TABLES, *OPTIONAL_PACK_TABLES)
    local = tuple(table for table in may_be if (folder / f"{table.name}.csv").is_file())
    tables, faults = _read_all(folder, (*PACK_TABLES, *local))
    reference, more = _read_all(reference_folder, REFERENCE_TABLES)
    if not (folder / "areas.geojson").is_file():
        faults.append(Fault(str(folder / "areas.geojson"), 0, 0, "", "the file is missing; make the pack again"))
    faults += [] if faults else cross_faults(folder, tables)
    if faults or more:
        raise InputError([*faults, *more])
    names = [
        folder / "pack.yaml",
        folder / "areas.geojson",
        *(folder / f"{table.name}.csv" for table in (*PACK_TABLES, *local)),
    ]
    names += [reference_folder / f"{table.name}.csv" for table in REFERENCE_TABLES]
    return Inputs(
        folder=folder,
        about=MappingProxyType(yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))),
        tables=MappingProxyType(tables),
        reference=MappingProxyType(reference),
        hashes=MappingProxyType({f"{path.parent.name}/{path.name}": sha256(path) for path in names}),
    )


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_all(folder: Path, contracts: tuple[Any, ...]) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for contract in contracts:
        tables[contract.name], found = read_table(folder / f"{contract.name}.csv", contract)
        faults.extend(found)
    return tables, faults
