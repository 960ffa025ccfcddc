"""The file ``quality.csv`` of a pack: what its checks found, and of which files.

Its last row holds a fingerprint of the files that were checked, so that a run can say when they have changed since.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pandas as pd

from models.vocabulary import Basis
from sufficiency.errors import Fault, Severity
from sufficiency.harmless import uncelled
from sufficiency.packs.fingerprint import CHECKED, QUALITY, fingerprint
from sufficiency.tables.files import csv_text
from sufficiency.tables.folders import put_file

HEADER = ("check", "severity", "where", "value", "allowed", "action")


class State(StrEnum):
    """Whether the findings are of the pack as it is now."""

    CURRENT = "current"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True)
class Quality:
    """What the checks of a pack found, and whether that is of the pack as it is now."""

    state: State = State.MISSING
    findings: tuple[Fault, ...] = ()

    def of(self, *severities: str) -> tuple[Fault, ...]:
        """Findings of some severities, in the file's order."""
        return tuple(finding for finding in self.findings if finding.severity in severities)


def cells_of(finding: Fault) -> tuple[str, ...]:
    """Return a finding in the order of the columns; `where` is the file, its line, and the place inside."""
    file = Path(finding.file).name
    place = f"{file} line {finding.line}" if finding.line else file
    where = ", ".join(part for part in (place, finding.where) if part)
    return (finding.kind, str(finding.severity), where, finding.value, finding.allowed, finding.remedy)


def quality_text(findings: Iterable[Fault], mark: str) -> str:
    """Return findings and the fingerprint ``mark`` as CSV: equal packs, equal bytes."""
    files = "pack.yaml, areas.geojson and every table"
    checked = (CHECKED, "information", files, mark, "the same", "after a change, check again")
    return csv_text(HEADER, [*map(cells_of, findings), checked])


def write_quality(folder: Path, findings: Iterable[Fault]) -> None:
    """Write the findings into the pack's folder as ``quality.csv``."""
    text = quality_text(findings, fingerprint(folder))
    put_file(folder / QUALITY, text)


def read_quality(folder: Path) -> Quality:
    """Read what the checks found; nothing where they were never made, or the file is none of theirs."""
    path = folder / QUALITY
    if not path.is_file():
        return Quality()
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        try:
            header, *rows = [tuple(map(uncelled, row)) for row in csv.reader(file)] or [()]
        except csv.Error:
            return Quality()
    if header != HEADER or any(len(row) != len(HEADER) or row[1] not in set(Severity) for row in rows):
        return Quality()
    marks = {value for check, _, _, value, _, _ in rows if check == CHECKED}
    state = State.CURRENT if marks == {fingerprint(folder)} else State.CHANGED
    return Quality(state, tuple(_finding(row) for row in rows if row[0] != CHECKED))


def rows_by_basis(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    """How many rows of each table are published, scaled and estimated, of the tables of a pack that say so."""
    counted = {name: table["basis"].value_counts() for name, table in tables.items() if "basis" in table}
    return {name: {str(basis): int(rows.get(basis, 0)) for basis in Basis} for name, rows in counted.items()}


def _finding(row: tuple[str, ...]) -> Fault:
    """Return a row of the file as the finding that it was; its place is one text."""
    kind, severity, where, value, allowed, remedy = row
    return Fault("", 0, 0, where, kind=kind, severity=Severity(severity), value=value, allowed=allowed, remedy=remedy)
