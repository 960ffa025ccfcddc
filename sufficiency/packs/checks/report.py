"""Shows the findings of a pack: a table for a person, ``quality.csv`` for the record."""

from collections.abc import Sequence
from pathlib import Path

from sufficiency.packs.checks.rows import Row, Severity
from sufficiency.packs.quality import QUALITY, fingerprint, quality_text
from sufficiency.tables.aligned import TextColumn, aligned

COLUMNS = ("check", "severity", "where", "value", "allowed", "what to do")
_SHARES = (16, 11, 24, 30, 25, 34)
"""How the width is shared over the columns; severity needs eleven letters."""
_GAP = "  "


def write_quality(folder: Path, rows: Sequence[Row]) -> None:
    """Write the findings into the pack's folder as ``quality.csv``."""
    text = quality_text([cells_of(row) for row in rows], fingerprint(folder))
    (folder / QUALITY).write_text(text, encoding="utf-8", newline="\n")


def cells_of(row: Row) -> tuple[str, ...]:
    """Return a finding in the order of the columns."""
    return (row.check, str(row.severity), row.where, row.value, row.allowed, row.action)


def table_of(rows: Sequence[Row], width: int) -> str:
    """Return the findings as a table of at most ``width`` columns of letters, cells folded."""
    room = max(width, 100) - len(_GAP) * (len(_SHARES) - 1)
    columns = [
        TextColumn(heading, max(11, room * share // sum(_SHARES)), folded=True)
        for heading, share in zip(COLUMNS, _SHARES, strict=True)
    ]
    return "\n".join(aligned(columns, map(cells_of, rows), gap=_GAP, rule=True))


def verdict(rows: Sequence[Row]) -> str:
    """Say in one sentence how many findings there are of each kind."""
    found = {severity: sum(row.severity is severity for row in rows) for severity in Severity}
    words = [
        f"{found[Severity.ERROR]} errors",
        f"{found[Severity.WARNING]} warnings",
        f"{found[Severity.INFORMATION]} for information",
    ]
    if found[Severity.ERROR]:
        return f"{', '.join(words)}: repair the errors before you run a forecast."
    if found[Severity.WARNING]:
        return f"{', '.join(words)}: the pack runs; look at the warnings before you rely on it."
    return f"{', '.join(words)}: the pack can be used."


def has_errors(rows: Sequence[Row]) -> bool:
    """Whether a pack must not be used."""
    return any(row.severity is Severity.ERROR for row in rows)
