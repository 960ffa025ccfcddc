"""Puts the counts of a return into a pack: row by row in the place of what was there, all files at once."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sufficiency.importers.pack.existing import ExistingPack, read_existing
from sufficiency.importers.pack.rows import Change, replaced
from sufficiency.importers.pack.sources import yaml_text
from sufficiency.importers.pack.writer import table_text
from sufficiency.packs.contracts import OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.tables.contracts import Contract

COUNTED = tuple(
    table for table in PACK_TABLES if table.name.startswith(("areas", "providers", "plans", "new", "ceased", "funnel"))
)
"""Tables that a return is counted into, and those that say where and with whom."""


def read_pack(folder: Path, wanted: tuple[Contract, ...] = COUNTED) -> ExistingPack:
    """Read the tables ``wanted`` of a pack, and those of the optional ones that it has.

    Raises
    ------
    InputError
        When there is no pack, or its tables break their contracts.
    """
    return read_existing(folder, wanted, OPTIONAL_PACK_TABLES)


def changed_files(pack: ExistingPack, new: Mapping[str, pd.DataFrame]) -> tuple[dict[str, str], tuple[Change, ...]]:
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


def file_entry(path: Path, publisher: str, title: str) -> dict[str, object]:
    """Return the entry in ``sources.yaml`` of one more file that was read."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return {"file": path.name, "publisher": publisher, "title": title, "sha256": digest}


def with_joint(pack: ExistingPack, method: str) -> dict[str, str]:
    """Return ``pack.yaml`` saying how the joint table was obtained."""
    fit = {"method": method, "iterations": 0, "largest_residual_plans": 0.0}
    return {"pack.yaml": yaml_text({**pack.about, "joint_fit": fit})}


def section_of(values: Mapping[str, str]) -> str:
    """Return the README's section on the return."""
    return (Path(__file__).parent / "sen2_readme.md").read_text(encoding="utf-8").format_map(values)
