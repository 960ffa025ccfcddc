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
    "prices": 3,
    "high_needs": 2,
    "grant": 4,
    "facts": 2,
}
"""Decimals of a number column that is not whole throughout; three in other tables."""
PACK, MARKER = "pack.yaml", "sources.yaml"
"""The files by which a folder is known to be an importer's own; a folder of England's tables has the second only."""


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
        if not there[name].is_file() or there[name].read_bytes() != text.encode("utf-8")
    }
    written = bool(changed) and not dry_run
    if written:
        write_pack_files(report.folder, changed)
    return replace(report, files=tuple(sorted(changed)), written=written)


def write_pack_files(destination: Path, files: Mapping[str, str]) -> None:
    """Put ``files`` into a pack in one step; until all are written the old folder stands. What else it holds stays.

    Raises
    ------
    InputError
        When the folder holds files and is no pack that an import made.
    """

    def guard(folder: Path) -> None:
        lacking = [name for name in (MARKER, PACK) if name in {MARKER, *files} and not (folder / name).is_file()]
        if lacking and not _is_empty(folder):
            raise _in_use(folder, " and no ".join(lacking))

    with swapped_in(destination, guard, keep=True) as fresh:
        write_files(fresh, files)


def write_reference_files(destination: Path, files: Mapping[str, str]) -> None:
    """Put ``files`` into a folder of England's tables in one step, as :func:`write_pack_files` into a pack.

    Raises
    ------
    InputError
        When the folder is a pack, or holds files and is no folder of England's tables.
    """

    def guard(folder: Path) -> None:
        ours = (
            (folder / MARKER).is_file() or _is_empty(folder) or {path.name for path in folder.iterdir()} <= set(files)
        )
        if not ours or (folder / PACK).exists():
            raise _in_use(folder, f"{MARKER} without {PACK}")

    with swapped_in(destination, guard, keep=True) as fresh:
        write_files(fresh, files)


def _is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def _in_use(folder: Path, sign: str) -> InputError:
    message = f"holds other files, and no {sign} of an earlier import; name a new folder with --out"
    return InputError([Fault(str(folder), 0, 0, "", message)])
