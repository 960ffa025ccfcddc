"""The saved results of a run: its tables, pages and manifest, written whole or not at all, read back and verified."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sufficiency import __version__
from sufficiency.errors import Fault, InputError
from sufficiency.results.as_files import Names, file_of, read_back, texts_of, words_of
from sufficiency.results.checks_of_ranges import FEWEST_DRAWS, too_few
from sufficiency.results.every_table import EVERY_TABLE
from sufficiency.results.headlines import DRAWS, DRAWS_IN_FULL
from sufficiency.results.shapes import ResultTable
from sufficiency.results.spend_by_academic_year import IN_FULL as SPEND_IN_FULL
from sufficiency.results.spend_by_academic_year import UNITS_IN_FULL
from sufficiency.tables.outputs import (
    MADE_BY,
    MANIFEST,
    OUTPUTS,
    Readme,
    changed_since,
    read_manifest,
    write_output,
)
from sufficiency.tables.rounding import without_ends

SUMMARY, REPORT, SHOWN = "summary.txt", "report.html", "summary.json"
EXACT = "exact"
"""Says in the manifest that the files have every figure in full."""
UNEXPLAINED = "unexplained_money"
"""Part of a manifest: sentences that say what is unexplained of the council's outturn, wherever money is quoted."""
EVERY_FILE: dict[str, str] = {
    SUMMARY: "The figures of the run on one screen.",
    REPORT: "The whole report; open it in a browser, it needs no network.",
    SHOWN: "Every value that the report shows, in full, for programs that draw it anew: report reads it.",
    **{name: words for table in EVERY_TABLE for name, words in words_of(table).items()},
    DRAWS: "The headline totals of every draw (-1 is the central run), so that runs can be compared draw by draw.",
    DRAWS_IN_FULL: "The same with six decimals, which compare reads.",
    SPEND_IN_FULL: "Pounds of every item, academic year and draw (-1 is the central run), which finance reads.",
    UNITS_IN_FULL: "Places or learners of every item and academic year with six decimals, which finance reads.",
}
"""Every file of a run but README, manifest and sums, and what it is."""
NEEDED = (*map(file_of, EVERY_TABLE), DRAWS, SPEND_IN_FULL, UNITS_IN_FULL, SUMMARY, REPORT)
"""Files without which a folder is no run that can be read."""
NOTES = """
A row is a part, never the total of other rows. Totals stand in the tables whose names end in _totals; there each row
says at which level it stands: keep one level before you add up. A name stands beside each code. The figure without an
ending is the central one; _p10 and _p90 are the ends of its range, _p50 the middle. """
ROUNDED = """Learners, plans and places have two decimals, pounds none. So that columns still add up, a figure may be
0.01 off, one that follows from others and the end of a range a few hundredths; run --exact writes all in full."""
IN_FULL = "Figures are written in full (run --exact)."


@dataclass(frozen=True)
class Results:
    """The tables of a run by name, its manifest, and the names that stand beside codes in its files."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]
    names: Names = field(default_factory=dict)


def settings_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Value of every setting of a run, by its dotted path."""
    return {path: setting["value"] for path, setting in manifest["settings"].items()}


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

    Figures are rounded for people unless the manifest says EXACT; ranges of too few draws are left blank.

    Raises
    ------
    InputError
        When the folder holds anything but an older run of that scenario, as it was written.
    """
    exact, draws = bool(results.manifest.get(EXACT)), int(results.manifest.get("draws", FEWEST_DRAWS))
    files = dict(pages)
    for one in EVERY_TABLE:
        table = results.tables[one.name]
        written = without_ends(table) if draws < FEWEST_DRAWS else table
        files |= texts_of(one, written, results.names, exact=exact)
    notes = NOTES + (IN_FULL if exact else ROUNDED)
    if draws < FEWEST_DRAWS:
        notes += f" The ends and middles of ranges are blank: {too_few(draws)}."
    readme = Readme(EVERY_FILE, notes)
    write_output(folder, files, results.manifest[MADE_BY], results.manifest, readme)


def load(folder: Path, chosen: Iterable[ResultTable] = EVERY_TABLE) -> Results:
    """Read a saved run, every file of which is verified, or the chosen tables of it.

    Raises
    ------
    InputError
        When files are missing, changed since the run, or break their contract.
    """
    manifest = load_manifest(folder)
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for table in chosen:
        tables[table.name], found = read_back(folder, table, manifest[OUTPUTS])
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
    if other := maker_of_another(manifest):
        return [Fault(str(folder), 0, 0, "", f"is no run; it holds what {other!r} made")]
    again = "it may be of an older version; make the run again"
    lacking = [name for name in NEEDED if name not in manifest[OUTPUTS]]
    faults = [Fault(path, 0, 0, OUTPUTS, f"does not list {name}; {again}") for name in lacking]
    try:
        RunManifest.model_validate(manifest)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            where = ".".join(str(part) for part in problem["loc"])
            faults.append(Fault(path, 0, 0, where, f"is not as a run writes it; {again}"))
    return faults


def maker_of_another(manifest: Mapping[str, Any]) -> str:
    """What made a folder that another command than ``run`` wrote; empty for a run."""
    maker = manifest.get(MADE_BY)
    other = isinstance(maker, str) and SUMMARY not in manifest[OUTPUTS] and not maker.startswith("run ")
    return str(maker) if other else ""


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
