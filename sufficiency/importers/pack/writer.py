"""Writes a pack all at once: the same tables give the same bytes, and a broken import leaves the old pack alone."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.report import ImportReport
from sufficiency.tables.contracts import Contract, check
from sufficiency.tables.files import table_text
from sufficiency.tables.folders import swapped_in, write_files

PACK_DECIMALS = {
    "plans_joint": 6,
    "plans_by_area_joint": 6,
    "population": 2,
    "demand_points": 1,
    "providers": 2,
    "places": 2,
    "prices": 2,
    "facts": 2,
}
"""Decimals of a number column that is not whole throughout; three in other tables."""
MARKER = "sources.yaml"
"""The file by which a folder is known to be an importer's own."""


def pack_table_text(frame: pd.DataFrame, contract: Contract) -> str:
    """Return a table as CSV text: checked, sorted by key, with fixed decimals.

    Raises
    ------
    sufficiency.tables.contracts.ContractError
        When the table breaks its contract.
    """
    return table_text(check(frame, contract), contract, PACK_DECIMALS.get(contract.name, 3), whole_is_plain=True)


def carried_out(report: ImportReport, files: Mapping[str, str], *, dry_run: bool) -> ImportReport:
    """Write those of ``files`` that are new or differ into the report's folder, in one step; return the whole report.

    A dry run says the same and writes nothing.

    Raises
    ------
    InputError
        When the folder is no importer's.
    """
    there = {name: report.folder / name for name in files}
    changed = {
        name: text
        for name, text in files.items()
        if not there[name].is_file() or there[name].read_text(encoding="utf-8", errors="replace") != text
    }
    written = bool(changed) and not dry_run
    if written:
        write_pack_files(report.folder, changed)
    return replace(report, files=tuple(sorted(changed)), written=written)


def write_pack_files(destination: Path, files: Mapping[str, str]) -> None:
    """Put ``files`` into the folder ``destination`` in one step; until all are written the old folder stands.

    What else the folder holds stays.

    Raises
    ------
    InputError
        When the folder is in use for something else: it holds files, and none that says an import made it.
    """
    destination = destination.resolve()
    if destination.exists() and any(destination.iterdir()) and not (destination / MARKER).exists():
        message = f"holds other files, and no {MARKER} of an earlier import; name a new folder with --out"
        raise InputError([Fault(str(destination), 0, 0, "", message)])
    with swapped_in(destination, keep=True) as fresh:
        write_files(fresh, files)
