"""How figures and codes are written, the same in every format."""

from collections.abc import Callable

from models.vocabulary import NEED_NAMES, Need, Phase, Requirement
from sufficiency.reports.summary.values import Estimate

SUMMED_SENTENCE = "The range of a total adds up those of its parts, so it is a little too wide."

PHASE_NAMES: dict[str, str] = {
    Phase.EARLY_YEARS: "Early years",
    Phase.PRIMARY: "Primary",
    Phase.SECONDARY: "Secondary",
    Phase.POST_16: "Post-16",
    Phase.POST_19: "Post-19",
}
REQUIREMENT_NAMES: dict[str, str] = {
    Requirement.BASE: "specialist base",
    Requirement.SPECIAL: "special school",
    Requirement.INDEPENDENT_ONLY: "independent school",
}


def range_sentence(draws: int) -> str:
    """Say what the ranges of a run are."""
    if draws < 2:
        return "This run made no draws, so it has no ranges: every figure is a central one."
    return f"Ranges hold four outcomes in five (80%, from {draws:,} draws): one in five lies outside."


def whole(value: float) -> str:
    """Return a figure to the nearest whole, with thousands separators and a true minus sign: ``−1,234``."""
    rounded = round(value)
    return f"{rounded:,}".replace("-", "−")


def about(value: float) -> str:
    """Return a figure to three significant digits, as a sentence would say it."""
    size = len(str(abs(round(value))))
    return whole(round(value, 3 - size) if size > 3 else value)


def tenths(value: float) -> str:
    """Return a small figure to a tenth, a larger one to the nearest whole."""
    return f"{value:.1f}" if abs(value) < 10 else whole(value)


def pounds(value: float) -> str:
    """Pounds to three significant digits: ``£71,900``."""
    return f"{'−' if round(value) < 0 else ''}£{about(abs(value))}"


def millions(value: float) -> str:
    """Pounds as millions to one decimal: ``£123.4m``."""
    sign = "−" if round(value / 1e6, 1) < 0 else ""
    return f"{sign}£{abs(value) / 1e6:,.1f}m"


def percent(share: float) -> str:
    """A share to the nearest whole per cent: ``37%``."""
    return f"{round(100 * share)}%"


def between(least: float, most: float, write: Callable[[float], str] = whole) -> str:
    """Return two figures, ``63 to 148``, or the one where both are written alike."""
    low, high = write(least), write(most)
    return low if low == high else f"{low} to {high}"


def span(estimate: Estimate, write: Callable[[float], str] = whole, to: str = " to ") -> str:
    """Return the range alone: ``1,100 to 1,300``; ``up to 1,300`` where only the top is known; nothing if certain."""
    central = write(estimate.central)
    low, high = (central if bound is None else write(bound) for bound in (estimate.low, estimate.high))
    if low == high == central:
        return ""
    return f"up to {high}" if estimate.low is None else f"{low}{to}{high}"


def with_span(estimate: Estimate, write: Callable[[float], str] = whole, to: str = " to ") -> str:
    """Return the central figure and its range, ``1,200 (1,100 to 1,300)``."""
    bounds = span(estimate, write, to)
    return write(estimate.central) + (f" ({bounds})" if bounds else "")


def measure(value: float | None) -> str:
    """Return a figure of any size and unit to four digits; nothing where there is none."""
    if value is None:
        return ""
    return whole(value) if abs(value) >= 1000 else f"{value:.4g}"


def need_name(code: str) -> str:
    """Name of a need, ``Autism (ASD)``."""
    return NEED_NAMES[Need(code)]
