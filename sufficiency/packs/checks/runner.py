"""Reads a pack whatever is wrong with it, and runs every check on what can be read."""

from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sufficiency.errors import Fault, InputError
from sufficiency.packs.check_ranges import CHECK_RANGES, read_ranges
from sufficiency.packs.checks import facts, files, flows, people, places, providers, schools, sums, traps
from sufficiency.packs.checks.report import verdict, write_quality
from sufficiency.packs.checks.rows import Pack, Registered, Row, Severity
from sufficiency.packs.contracts import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.tables.cells import Problem
from sufficiency.tables.files import inspect_table

CHECKS: tuple[Registered, ...] = tuple(
    check
    for module in (files, sums, flows, people, providers, places, schools, traps, facts)
    for check in module.CHECKS
)
"""Every check, in the order of the report."""
_ORDER = {severity: place for place, severity in enumerate(Severity)}


def check_pack(folder: Path) -> tuple[Row, ...]:
    """Run every check on the pack in ``folder``: errors first, then warnings, then information.

    Raises
    ------
    InputError
        When the folder is no pack, or the reference table beside it is missing.
    """
    pack = read_pack(folder)
    rows = [row for check in CHECKS if _readable(check, pack) for row in check.function(pack)]
    left_out = [check.name for check in CHECKS if not _readable(check, pack)]
    if left_out:
        action = "repair the tables named above, and check again"
        words = (", ".join(left_out), "tables that meet their contracts", action)
        rows.append(Row("every check was made", Severity.WARNING, folder.name, *words))
    return tuple(sorted(rows, key=lambda row: _ORDER[row.severity]))


def read_pack(folder: Path) -> Pack:
    """Read the tables that meet their contracts, and the problems of the others.

    Raises
    ------
    InputError
        As :func:`check_pack`.
    """
    if not (folder / "pack.yaml").is_file():
        known = sorted(path.parent.name for path in folder.parent.glob("*/pack.yaml"))
        message = f"no pack is here: it has no pack.yaml; packs beside it: {', '.join(known) or 'none'}"
        raise InputError([Fault(str(folder), 0, 0, "", message)])
    tables: dict[str, pd.DataFrame] = {}
    readable: dict[str, pd.DataFrame] = {}
    problems: dict[str, tuple[Problem, ...]] = {}
    optional = (*OPTIONAL_PACK_TABLES, *LOCAL_PACK_TABLES)
    present = [contract for contract in optional if (folder / f"{contract.name}.csv").exists()]
    for contract in (*PACK_TABLES, *present):
        inspected = inspect_table(folder / f"{contract.name}.csv", contract)
        problems[contract.name], readable[contract.name] = inspected.problems, inspected.readable
        if inspected.sound:
            tables[contract.name] = inspected.readable
    about = _particulars(folder / "pack.yaml")
    base = about.get("base_census_year")
    ranges = read_ranges(folder.parent / "reference")
    return Pack(folder, about, base if isinstance(base, int) else 0, tables, readable, problems, ranges)


def _particulars(path: Path) -> dict[str, Any]:
    """Return what ``pack.yaml`` says; nothing where it is broken, which a check then tells."""
    try:
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return about if isinstance(about, dict) else {}


def _readable(check: Registered, pack: Pack) -> bool:
    return all(table in pack.tables for table in check.tables)


def checked_again(folder: Path) -> str:
    """Check a pack that an import has just written, renew its quality.csv, and say in a sentence what was found."""
    ranges = folder.parent / "reference" / f"{CHECK_RANGES.name}.csv"
    if not ranges.is_file():
        return f"{folder}: not checked, as {ranges} is missing; move the pack into data/, then: sufficiency check-pack"
    rows = check_pack(folder)
    write_quality(folder, rows)
    return f"{folder}: {verdict(rows)} They are in quality.csv; sufficiency check-pack {folder} shows them."
