"""What an import did: one ``Change`` for each table, one ``ImportReport``, and one text that every command prints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sufficiency.tables.aligned import TextColumn, aligned

LEGEND = "rows that change (+ new, - taken out, ~ changed); of a long table those that change most:"
COUNTS = ("rows", "added", "taken out", "changed", "restated", "as before", "kept", "before", "after")
COLUMNS = (
    TextColumn("table", 34),
    *(TextColumn(heading, 10, right=True) for heading in COUNTS),
    TextColumn("  unit"),
)
EXPLAINED = (
    "restated: the same figures from another source; kept: rows of a better source, which stay;",
    "before, after: what the table adds up to",
)


@dataclass(frozen=True)
class Change:
    """What an import does to one table, or to one part of it: its rows by what becomes of them.

    part : census year, calendar year or kind of provision; empty for a whole table.
    changed : rows with other values; restated : rows with the same values from another source.
    kept : rows of a better source, which the import leaves alone; they are among the other counts.
    before, after : what the rows add up to, in ``unit``; missing where nothing stood there, or nothing is added up.
    differences : rows that change, in words; of a long table those that change most.
    """

    table: str
    part: str = ""
    added: int = 0
    dropped: int = 0
    changed: int = 0
    restated: int = 0
    same: int = 0
    kept: int = 0
    before: float | None = None
    after: float | None = None
    unit: str = ""
    differences: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows after the import."""
        return self.added + self.changed + self.restated + self.same


@dataclass(frozen=True)
class ImportReport:
    """What an import read, found and changed in the pack in ``folder``.

    head : what was read, in a few lines; notes : what a person should know.
    files : names of the files that are new or change; written : whether they were written.
    figures : numbers that stand in the head, by name.
    """

    folder: Path
    head: tuple[str, ...]
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    files: tuple[str, ...] = ()
    written: bool = False
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def differences(self) -> tuple[str, ...]:
        """Rows that change, in words."""
        return tuple(line for change in self.changes for line in change.differences)


def report_text(report: ImportReport) -> str:
    """Return the text that every import prints: head, notes, a line for each table, rows that change, files."""
    head = [*report.head, *(f"  note: {note}" for note in report.notes)]
    if not report.files:
        return "\n".join([*head, "the pack has this already: nothing changes"])
    table = aligned(COLUMNS, map(_cells, report.changes), indent="  ")
    rows = [LEGEND, *(f"  {line}" for line in report.differences)] if report.differences else []
    verb = "written" if report.written else "dry run, nothing is written; this would be"
    files = f"{verb}: {', '.join(report.files)} in {report.folder}"
    return "\n".join([*head, *table, *(f"  {line}" for line in EXPLAINED), *rows, files])


def _cells(change: Change) -> tuple[str, ...]:
    counts = (
        *(change.rows, change.added, change.dropped, change.changed, change.restated, change.same),
        *(change.kept, change.before, change.after),
    )
    name = f"{change.table} {change.part}".strip()
    return (name, *("-" if count is None else f"{count:,.0f}" for count in counts), f"  {change.unit}")
