"""The saved results of a run: its tables, pages and manifest, written whole or not at all, read back and verified."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from sufficiency import __version__
from sufficiency.errors import Fault, InputError
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.tables.files import read_table, write_table
from sufficiency.tables.folders import swapped_in, write_files

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Results:
    """The tables of a run by name, and its manifest."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, object]


def save(results: Results, pages: Mapping[str, str], folder: Path) -> None:
    """Write tables, ``pages`` (file name to text) and the manifest; an older run of that name is replaced whole."""
    with swapped_in(folder) as making:
        for contract in EVERY_TABLE:
            write_table(results.tables[contract.name], contract, making / f"{contract.name}.csv")
        write_files(making, pages)
        manifest = {**results.manifest, "outputs": hashes(making)}
        write_files(making, {MANIFEST: as_json(manifest)})


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of a folder but the manifest, by name."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def as_json(value: object) -> str:
    """Write a manifest: sorted keys, indented, plain text."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def load(folder: Path) -> Results:
    """Read a saved run and verify it against its manifest.

    Raises
    ------
    InputError
        When files are missing, changed since the run, or break their contract.
    """
    if not (folder / MANIFEST).is_file():
        raise InputError([Fault(str(folder), 0, 0, "", f"not a run: it has no {MANIFEST}")])
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    faults = verify(folder, manifest)
    tables = {}
    for contract in EVERY_TABLE:
        tables[contract.name], found = read_table(folder / f"{contract.name}.csv", contract)
        faults += found
    if faults:
        raise InputError(faults)
    return Results(MappingProxyType(tables), MappingProxyType(manifest))


def verify(folder: Path, manifest: Mapping[str, object]) -> list[Fault]:
    """Compare the files of a run with the sha256 that its manifest holds."""
    noted, found = dict(manifest["outputs"]), hashes(folder)  # type: ignore[call-overload]
    return [
        Fault(str(folder / name), 0, 0, "", "missing, or changed since the run was written; run it again")
        for name in sorted(noted)
        if found.get(name) != noted[name]
    ]


def provenance() -> dict[str, str]:
    """Version of the tool and, where it runs from a git checkout, its commit."""
    return {"version": __version__, "commit": _commit()}


def _commit() -> str:
    git = shutil.which("git")
    if git is None:
        return "unknown"
    here = Path(__file__).parent
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    asked = subprocess.run(  # noqa: S603 - fixed words, no input of a person
        [git, "-C", str(here), "rev-parse", "HEAD"], capture_output=True, text=True, check=False, env=environment
    )
    return asked.stdout.strip() or "unknown"
