"""The file ``quality.csv`` of a pack: what its checks found, and of which files.

Its last row holds a fingerprint of the files that were checked, so that a run can say when they have changed since.
"""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sufficiency.tables.files import csv_text

QUALITY = "quality.csv"
HEADER = ("check", "severity", "where", "value", "allowed", "action")
CHECKED = "files checked"
"""Name of the row that holds the fingerprint."""
LETTERS = 16


class State(StrEnum):
    """Whether the findings are of the pack as it is now."""

    CURRENT = "current"
    CHANGED = "changed"
    MISSING = "missing"


@dataclass(frozen=True)
class QualityRow:
    """One row of the file, as written."""

    check: str
    severity: str
    where: str
    value: str
    allowed: str
    action: str


@dataclass(frozen=True)
class Quality:
    """What the checks of a pack found, and whether that is of the pack as it is now."""

    state: State = State.MISSING
    findings: tuple[QualityRow, ...] = ()

    def of(self, *severities: str) -> tuple[QualityRow, ...]:
        """Findings of some severities, in the file's order."""
        return tuple(finding for finding in self.findings if finding.severity in severities)


def fingerprint(folder: Path) -> str:
    """Return a short hash of the tables of a pack and of ``pack.yaml``, by name and content."""
    files = sorted(path for path in (*folder.glob("*.csv"), folder / "pack.yaml") if path.name != QUALITY)
    digests = (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in files)
    return hashlib.sha256("".join(digests).encode()).hexdigest()[:LETTERS]


def quality_text(rows: Iterable[Sequence[str]], mark: str) -> str:
    """Return findings, each in the order of HEADER, and the fingerprint ``mark`` as CSV: equal packs, equal bytes."""
    checked = (CHECKED, "information", "pack.yaml and every table", mark, "the same", "after a change, check again")
    return csv_text(HEADER, [*rows, checked])


def read_quality(folder: Path) -> Quality:
    """Read what the checks found; nothing where they were never made, or the file is none of theirs."""
    path = folder / QUALITY
    if not path.is_file():
        return Quality()
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        header, *rows = [tuple(row) for row in csv.reader(file)] or [()]
    if header != HEADER or any(len(row) != len(HEADER) for row in rows):
        return Quality()
    findings = tuple(QualityRow(*row) for row in rows)
    marks = {finding.value for finding in findings if finding.check == CHECKED}
    state = State.CURRENT if marks == {fingerprint(folder)} else State.CHANGED
    return Quality(state, tuple(finding for finding in findings if finding.check != CHECKED))
