"""Puts the counts of a return into a pack: row by row in the place of what was there, all files at once."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from models.tables import Contract
from sufficiency.csv_tables import read_table
from sufficiency.errors import Fault, InputError
from sufficiency.importers.lookups import TABLES
from sufficiency.importers.pack_rows import Change, replaced
from sufficiency.importers.pack_writer import table_text, write_files
from sufficiency.importers.source_files import yaml_text
from sufficiency.packs import OPTIONAL_PACK_TABLES, PACK_TABLES

COUNTED = tuple(
    table for table in PACK_TABLES if table.name.startswith(("areas", "providers", "plans", "new", "ceased", "funnel"))
)
"""Tables that a return is counted into, and those that say where and with whom."""


@dataclass(frozen=True)
class Pack:
    """A pack as it stands: its folder, ``pack.yaml``, and the tables read, by name; optional ones where it has them."""

    folder: Path
    about: dict[str, Any]
    tables: dict[str, pd.DataFrame]

    @property
    def base_year(self) -> int:
        """January census that the pack starts from."""
        return int(self.about["base_census_year"])


def read_pack(folder: Path, wanted: tuple[Contract, ...] = COUNTED) -> Pack:
    """Read the tables ``wanted`` of a pack that an importer made, and those of the optional ones that it has.

    Raises
    ------
    InputError
        When there is no pack, or its tables break their contracts.
    """
    if not (folder / "pack.yaml").is_file():
        message = "holds no pack; make one first with: sufficiency import open-data"
        raise InputError([Fault(str(folder), 0, 0, "", message)])
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for contract in (*wanted, *OPTIONAL_PACK_TABLES):
        path = folder / f"{contract.name}.csv"
        if contract in wanted or path.is_file():
            tables[contract.name], found = read_table(path, contract)
            faults += found
    if faults:
        raise InputError(faults)
    return Pack(folder, yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8")), tables)


def changed_files(pack: Pack, new: Mapping[str, pd.DataFrame]) -> tuple[dict[str, str], tuple[Change, ...]]:
    """Return the text of every table with its new rows, and what changes in it."""
    files: dict[str, str] = {}
    changes: list[Change] = []
    for contract in (*PACK_TABLES, *OPTIONAL_PACK_TABLES):
        if contract.name in new:
            table, found = replaced(pack.tables.get(contract.name), new[contract.name], contract)
            files[f"{contract.name}.csv"] = table_text(table, contract)
            changes += found
    return files, tuple(changes)


def empty(contract: Contract) -> pd.DataFrame:
    """Return the table without rows."""
    kinds = {"text": "object", "integer": "int64", "number": "float64"}
    return pd.DataFrame({column.name: pd.Series(dtype=kinds[column.kind]) for column in contract.columns})


def with_sources(pack: Pack, entries: Mapping[str, dict[str, object]]) -> dict[str, str]:
    """Return ``sources.yaml`` with the entries put in, sorted by name."""
    known = yaml.safe_load((pack.folder / "sources.yaml").read_text(encoding="utf-8"))
    return {"sources.yaml": yaml_text(dict(sorted((known | dict(entries)).items())))}


def file_entry(path: Path, publisher: str, title: str) -> dict[str, object]:
    """Return the entry in ``sources.yaml`` of one more file that was read."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return {"file": path.name, "publisher": publisher, "title": title, "sha256": digest}


def with_joint(pack: Pack, method: str) -> dict[str, str]:
    """Return ``pack.yaml`` saying how the joint table was obtained."""
    fit = {"method": method, "iterations": 0, "largest_residual_plans": 0.0}
    return {"pack.yaml": yaml_text(pack.about | {"joint_fit": fit})}


def with_section(pack: Pack, values: Mapping[str, str]) -> dict[str, str]:
    """Return ``README.md`` with the section on the return at its end, in place of an earlier one of its heading."""
    path = pack.folder / "README.md"
    page = path.read_text(encoding="utf-8") if path.is_file() else ""
    section = (TABLES / "sen2_readme.md").read_text(encoding="utf-8").format_map(values)
    heading = section.splitlines()[0]
    parts = [part.strip() for part in re.split(r"(?m)^(?=## )", page) if not part.startswith(f"{heading}\n")]
    return {"README.md": "\n\n".join([*filter(None, parts), section.strip()]) + "\n"}


def write_pack(pack: Pack, files: Mapping[str, str]) -> None:
    """Write the files into the pack's folder in one step."""
    write_files(pack.folder, files)
