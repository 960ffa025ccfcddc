"""How the figures of a bid are written: counts whole, pounds whole, shares as per cent, what is hidden as it is."""

from collections.abc import Callable

from sufficiency.reports.words import millions, percent, rounded, whole
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.bid.evidence import BidCell, Figures

NOT_KNOWN = ""
LARGE = 10.0


def written(cell: BidCell, kind: Figures) -> str:
    """Return a cell as a page shows it; nothing where it is not known."""
    if cell is None or cell != cell:  # noqa: PLR0124 - not a number
        return NOT_KNOWN
    return cell if isinstance(cell, str) else _WRITE[kind](cell)


def pounds_in_full(value: float) -> str:
    """Whole pounds, with a true minus sign."""
    return f"{'−' if rounded(value) < 0 else ''}£{abs(rounded(value)):,}"


def small_or_large(value: float) -> str:
    """An amount of any unit: whole where it is large, to two decimals where it is a share."""
    if abs(value) >= LARGE:
        return whole(value)
    return f"{value:.2f}".removesuffix("0").removesuffix(".0").replace("-", "−")


_WRITE: dict[Figures, Callable[[float], str]] = {
    Figures.WORDS: small_or_large,
    Figures.COUNT: whole,
    Figures.POUNDS: pounds_in_full,
    Figures.MILLIONS: millions,
    Figures.SHARE: percent,
    Figures.TENTHS: small_or_large,
}


def is_figure(kind: Figures) -> bool:
    """Whether a column holds figures, which stand to the right."""
    return kind is not Figures.WORDS


def hidden_words(*, internal: bool) -> str:
    """Say what a hidden figure is; nothing in a bid for officers, which hides none."""
    if internal:
        return ""
    return f"{HIDDEN}: hidden, because it, or what could be worked out from it, rests on fewer than five learners."
