"""Reads a pack from its folder, whatever is wrong with it: the one way in for a run and for ``check-pack``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.packs.boundaries import Boundaries, read_boundaries
from sufficiency.packs.contracts import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES, PRICES
from sufficiency.packs.england.check_ranges import Ranges
from sufficiency.packs.old_prices import in_one_fault
from sufficiency.packs.particulars import PACK_FILE, Particulars, base_year_of, read_particulars
from sufficiency.tables.files import inspect_table
from sufficiency.tables.folders import put_back
from sufficiency.tree.small_files import refuse_links

NO_PACK_HERE = "no pack is here: it has no pack.yaml; packs beside it:"


@dataclass(frozen=True)
class Pack:
    """A pack as read: ``tables`` holds those that meet their contract, each row indexed by its line in the file.

    ``readable`` holds every row of every table, as far as it can be read, and ``faults`` what is wrong in each file;
    ``base`` is the base census year (0 where unknown), ``boundaries`` the map. ``ranges`` is what authorities of each
    size have shown: only checks that never give an error ask for it.
    """

    folder: Path
    particulars: Particulars
    base: int
    tables: Mapping[str, pd.DataFrame]
    readable: Mapping[str, pd.DataFrame]
    faults: Mapping[str, tuple[Fault, ...]]
    ranges: Ranges = field(default_factory=lambda: Ranges({}))
    boundaries: Boundaries = field(default_factory=Boundaries)

    @property
    def about(self) -> Mapping[str, Any]:
        """What ``pack.yaml`` says, as far as it can be read."""
        return self.particulars.values

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
        When the folder is no pack: ``refusal``, and the packs that are there; or when a file is a link out of it.
    """
    put_back(folder)
    if not (folder / PACK_FILE).is_file():
        known = ", ".join(sorted(path.parent.name for path in folder.parent.glob("*/pack.yaml"))) or "none"
        raise InputError([Fault(str(folder), 0, 0, "", f"{refusal} {known}")])
    refuse_links(folder)
    tables: dict[str, pd.DataFrame] = {}
    readable: dict[str, pd.DataFrame] = {}
    faults: dict[str, tuple[Fault, ...]] = {}
    may_be = (*LOCAL_PACK_TABLES, *OPTIONAL_PACK_TABLES)
    present = [contract for contract in may_be if (folder / f"{contract.name}.csv").exists()]
    for contract in (*PACK_TABLES, *present):
        inspected = inspect_table(folder / f"{contract.name}.csv", contract)
        faults[contract.name], readable[contract.name] = inspected.faults, inspected.readable
        if contract is PRICES:
            faults[contract.name] = in_one_fault(folder / f"{contract.name}.csv", inspected.faults)
        if not inspected.errors:
            tables[contract.name] = inspected.readable
    particulars = read_particulars(folder)
    base = base_year_of(particulars.values)
    return Pack(folder, particulars, base, tables, readable, faults, boundaries=read_boundaries(folder))
