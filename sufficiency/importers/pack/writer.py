"""Writes a pack all at once: the same tables give the same bytes, and a broken import leaves the old pack alone."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.report import ImportReport
from sufficiency.tables.contracts import Column, Contract, check

DECIMALS = {
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


def table_text(frame: pd.DataFrame, contract: Contract) -> str:
    """Return a table as CSV text: checked, sorted by key, with fixed decimals.

    Raises
    ------
    sufficiency.tables.contracts.ContractError
        When the table breaks its contract.
    """
    ordered = check(frame, contract)
    words = {column.name: _words(ordered[column.name], column, contract.name) for column in contract.columns}
    return str(pd.DataFrame(words, columns=contract.column_names).to_csv(index=False, lineterminator="\n"))


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
        if not there[name].is_file() or there[name].read_text(encoding="utf-8") != text
    }
    written = bool(changed) and not dry_run
    if written:
        write_files(report.folder, changed)
    return replace(report, files=tuple(sorted(changed)), written=written)


def write_files(destination: Path, files: Mapping[str, str]) -> None:
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
    destination.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(dir=destination.parent, prefix=f".{destination.name}-"))
    try:
        fresh, old = workshop / "fresh", workshop / "old"
        if destination.exists():
            shutil.copytree(destination, fresh)
        fresh.mkdir(mode=0o755, exist_ok=True)
        for name in sorted(files):
            (fresh / name).write_text(files[name], encoding="utf-8", newline="\n")
        if destination.exists():
            destination.replace(old)
        fresh.replace(destination)
    finally:
        if (workshop / "old").exists() and not destination.exists():
            (workshop / "old").replace(destination)
        shutil.rmtree(workshop)


def _words(values: pd.Series, column: Column, table: str) -> pd.Series:
    if column.kind == "text":
        return values
    present = values[values.notna()].astype("float64")
    whole = column.kind == "integer" or bool((present % 1 == 0).all())
    decimals = 0 if whole else DECIMALS.get(table, 3)
    words = np.array([f"{value:.{decimals}f}" for value in present.round(decimals) + 0.0], dtype=object)
    return pd.Series(words, index=present.index, dtype=object).reindex(values.index, fill_value="")
