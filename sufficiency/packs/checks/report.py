"""Shows the findings of a pack to a person: a table, and a sentence."""

import textwrap
from collections.abc import Sequence

from sufficiency.errors import Fault, Severity
from sufficiency.packs.quality import cells_of

COLUMNS = ("check", "severity", "where", "value", "allowed", "what to do")
_SHARES = (16, 11, 24, 30, 25, 34)
"""How the width is shared over the columns; severity needs eleven letters."""
_GAP = "  "


def table_of(findings: Sequence[Fault], width: int) -> str:
    """Return the findings as a table of at most ``width`` columns of letters, cells folded."""
    room = max(width, 100) - len(_GAP) * (len(_SHARES) - 1)
    widths = [max(11, room * share // sum(_SHARES)) for share in _SHARES]
    lines = [*_folded(COLUMNS, widths), _GAP.join("-" * one for one in widths)]
    for finding in findings:
        lines += _folded(cells_of(finding), widths)
    return "\n".join(lines)


def _folded(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    folded = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    height = max(len(cell) for cell in folded)
    filled = [cell + [""] * (height - len(cell)) for cell in folded]
    return [
        _GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
        for parts in zip(*filled, strict=True)
    ]


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
