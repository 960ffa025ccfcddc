"""Turns of phrase that the sentences of several parts share."""

from collections.abc import Callable

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Plans
from sufficiency.reports.words import about, span, whole

STEADY = 0.02
"""A change of no more than two in a hundred counts as no change."""


def plans_figure(row: Plans) -> str:
    """Plans as a sentence says them: those published in full."""
    return whole(row.plans.central) if row.published else about(row.plans.central)


def at_end(row: Plans) -> str:
    """About how many plans there are in a January."""
    return f"about {about(row.plans.central)} in January {row.census_year}"


def spread(estimate: Estimate, write: Callable[[float], str] = about) -> str:
    """The range in brackets, as it follows a figure; nothing where there is none."""
    bounds = span(estimate, write)
    return f" ({bounds})" if bounds else ""


def change_of(before: float, after: float, words: tuple[str, str, str]) -> str:
    """Choose the word for a change: up, down, or hardly any."""
    up, down, level = words
    if abs(after - before) <= STEADY * before:
        return level
    return up if after > before else down


def more_of(change: float) -> str:
    """A change in words: ``1,230 more``, or none."""
    if round(change) == 0:
        return "No more"
    return f"{about(abs(change))} {'more' if change > 0 else 'fewer'}"
