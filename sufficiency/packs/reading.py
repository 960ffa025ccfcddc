"""Reads a pack from its folder, whatever is wrong with it: the one way in for a run and for ``check-pack``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.packs.check_ranges import Ranges
from sufficiency.packs.contracts import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.tables.files import inspect_table

NO_PACK_HERE = "no pack is here: it has no pack.yaml; packs beside it:"


@dataclass(frozen=True)
class Pack:
    """A pack as read: ``tables`` holds those that meet their contract, each row indexed by its line in the file.

    ``readable`` holds every row of every table, as far as it can be read, and ``faults`` what is wrong in each file;
    ``base`` is the base census year (0 where unknown). ``ranges`` is what authorities of each size have shown: only
    checks that never give an error ask for it.
    """

    folder: Path
    about: Mapping[str, Any]
    base: int
    tables: Mapping[str, pd.DataFrame]
    readable: Mapping[str, pd.DataFrame]
    faults: Mapping[str, tuple[Fault, ...]]
    ranges: Ranges = field(default_factory=lambda: Ranges({}))

    def column(self, table: str, column: str) -> pd.Series:
        """Return a column as far as it can be read, blanks and words with spaces around them left out; or nothing."""
        frame = self.readable.get(table, pd.DataFrame())
        if column not in frame.columns:
            return pd.Series(dtype=object)
        values = frame[column]
        if values.dtype.kind in "if":
            return values[values.notna()]
        return values[(values != "") & (values.str.strip() == values)]

    def at(self, table: str, column: str, year: int) -> pd.DataFrame:
        """Rows of a table in one year."""
        frame = self.tables[table]
        return frame[frame[column] == year]


def read_pack(folder: Path, refusal: str = NO_PACK_HERE) -> Pack:
    """Read every table that the pack has: those that meet their contracts, and the faults of the others.

    Raises
    ------
    InputError
        When the folder is no pack: ``refusal``, and the packs that are there.
    """
    if not (folder / "pack.yaml").is_file():
        known = ", ".join(sorted(path.parent.name for path in folder.parent.glob("*/pack.yaml"))) or "none"
        raise InputError([Fault(str(folder), 0, 0, "", f"{refusal} {known}")])
    tables: dict[str, pd.DataFrame] = {}
    readable: dict[str, pd.DataFrame] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    may_be = (*LOCAL_PACK_TABLES, *OPTIONAL_PACK_TABLES)
    present = [contract for contract in may_be if (folder / f"{contract.name}.csv").exists()]
    for contract in (*PACK_TABLES, *present):
        inspected = inspect_table(folder / f"{contract.name}.csv", contract)
        faults[contract.name], readable[contract.name] = inspected.faults, inspected.readable
        if not inspected.errors:
            tables[contract.name] = inspected.readable
    about = _particulars(folder / "pack.yaml")
    year = str(about.get("base_census_year"))
    return Pack(folder, about, int(year) if year.isdecimal() else 0, tables, readable, faults)


def _particulars(path: Path) -> dict[str, Any]:
    """Return what ``pack.yaml`` says; nothing where it is broken, which a check then says."""
    try:
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return about if isinstance(about, dict) else {}
