"""The saved results of a run: its tables, pages and manifest, written whole or not at all, read back and verified."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sufficiency import __version__
from sufficiency.errors import Fault, InputError
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.headlines import DRAWS
from sufficiency.tables.files import read_table, table_text
from sufficiency.tables.outputs import MADE_BY, MANIFEST, OUTPUTS, changed_since, read_manifest, write_output

SUMMARY, REPORT = "summary.txt", "report.html"
EVERY_FILE = (*(f"{contract.name}.csv" for contract in EVERY_TABLE), DRAWS, SUMMARY, REPORT)
"""Every file of a run but manifest and sums."""


@dataclass(frozen=True)
class Results:
    """The tables of a run by name, and its manifest."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]


class Setting(BaseModel):
    """A value of a scenario, and the file and line that set it."""

    model_config = ConfigDict(strict=True, extra="forbid")
    value: object
    set_by: str


class RunManifest(BaseModel):
    """What the manifest of a run says, apart from its files: who reads a run may count on each of these."""

    model_config = ConfigDict(strict=True, extra="allow")
    scenario: str
    title: str
    question: str
    author: str
    authority: str
    made_by: str
    version: str
    commit: str
    seed: int
    draws: int = Field(ge=1)
    settings: dict[str, Setting]
    inputs: dict[str, str]
    pack_files: dict[str, str]
    scenario_files: dict[str, str]


def save(results: Results, pages: Mapping[str, str], folder: Path) -> None:
    """Write tables, ``pages`` (file name to text) and the manifest; an older run of that scenario is replaced whole.

    Raises
    ------
    InputError
        When the folder holds anything but an older run of that scenario, as it was written.
    """
    tables = {f"{one.name}.csv": table_text(results.tables[one.name], one) for one in EVERY_TABLE}
    write_output(folder, tables | dict(pages), results.manifest[MADE_BY], results.manifest)


def load(folder: Path) -> Results:
    """Read a saved run, every file of which is verified.

    Raises
    ------
    InputError
        When files are missing, changed since the run, or break their contract.
    """
    manifest = load_manifest(folder)
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for contract in EVERY_TABLE:
        tables[contract.name], found = read_table(folder / f"{contract.name}.csv", contract)
        faults += found
    if faults:
        raise InputError(faults)
    return Results(MappingProxyType(tables), MappingProxyType(manifest))


def load_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a run and verify all its files.

    Raises
    ------
    InputError
        When the folder is no run, or anything that the run wrote is missing or was changed since.
    """
    manifest = read_manifest(folder, "a run")
    faults = [*not_of_a_run(folder, manifest), *changed_since(folder, manifest)]
    if faults:
        raise InputError(faults)
    return manifest


def not_of_a_run(folder: Path, manifest: Mapping[str, Any]) -> list[Fault]:
    """What a manifest lacks of that of a run as it is made now."""
    path = str(folder / MANIFEST)
    again = "it may be of an older version; make the run again"
    lacking = [name for name in EVERY_FILE if name not in manifest[OUTPUTS]]
    faults = [Fault(path, 0, 0, OUTPUTS, f"does not list {name}; {again}") for name in lacking]
    try:
        RunManifest.model_validate(manifest)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            where = ".".join(str(part) for part in problem["loc"])
            faults.append(Fault(path, 0, 0, where, f"is not as a run writes it; {again}"))
    return faults


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
