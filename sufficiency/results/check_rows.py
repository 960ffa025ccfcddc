"""What the checks of a run have in common: a row of the report, a law that stops the run, and years in words."""

from collections.abc import Iterable, Sequence

Row = dict[str, object]
TOLERANCE = 1e-6
PLANS_TOLERANCE = 0.01
"""Published tables are whole numbers; a fitted joint table adds to them to this much."""


def row(check_name: str, severity: str, subject: str, numbers: tuple[float, float], message: str) -> Row:
    """A row of the table of checks; ``numbers`` are the value found and the threshold."""
    value, threshold = numbers
    return {
        "check": check_name,
        "severity": severity,
        "subject": subject,
        "value": value,
        "threshold": threshold,
        "message": message,
    }


def law(check_name: str, subject: str, miss: float, message: str, tolerance: float = TOLERANCE) -> list[Row]:
    """An identity that holds to a tolerance, or else stops the run; the rounding of the arithmetic is no miss."""
    severity = "information" if miss <= tolerance else "error"
    return [row(check_name, severity, subject, (round(miss, 9), tolerance), message)]


def at_most(miss: float, unit: str = "") -> str:
    """Return by how much an identity misses, in words."""
    return "nothing" if miss <= TOLERANCE else f"{miss:,.6f}{unit} at most"


def years_in_words(some: Iterable[str], every: Sequence[str]) -> str:
    """Academic years as runs of neighbours: ``2025/26, 2028/29 to 2034/35``; ``every`` year in order."""
    places = sorted(every.index(year) for year in some)
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(every[run[0]] + (f" to {every[run[-1]]}" if len(run) > 1 else "") for run in runs)
