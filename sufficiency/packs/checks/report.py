"""Shows the findings of a pack to a person: a table, and a sentence."""

from collections.abc import Sequence

from sufficiency.errors import Fault, Severity
from sufficiency.packs.quality import cells_of
from sufficiency.tables.aligned import TextColumn, aligned

COLUMNS = ("check", "severity", "where", "value", "allowed", "what to do")
_SHARES = (16, 11, 24, 30, 25, 34)
"""How the width is shared over the columns; severity needs eleven letters."""
_GAP = "  "


def table_of(findings: Sequence[Fault], width: int) -> str:
    """Return the findings as a table of at most ``width`` columns of letters, cells folded."""
    room = max(width, 100) - len(_GAP) * (len(_SHARES) - 1)
    columns = [
        TextColumn(heading, max(11, room * share // sum(_SHARES)), folded=True)
        for heading, share in zip(COLUMNS, _SHARES, strict=True)
    ]
    return "\n".join(aligned(columns, map(cells_of, findings), gap=_GAP, rule=True))


def verdict(findings: Sequence[Fault]) -> str:
    """Say in one sentence how many findings there are of each severity."""
    errors, warnings, notes = (sum(one.severity is severity for one in findings) for severity in Severity)
    words = f"{errors} errors, {warnings} warnings, {notes} for information"
    if errors:
        return f"{words}: repair the errors before you run a forecast."
    if warnings:
        return f"{words}: the pack runs; look at the warnings before you rely on it."
    return f"{words}: the pack can be used."


def has_errors(findings: Sequence[Fault]) -> bool:
    """Whether a pack must not be used."""
    return any(finding.severity is Severity.ERROR for finding in findings)
