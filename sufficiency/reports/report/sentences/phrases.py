"""Turns of phrase that the sentences of several parts share."""

from collections.abc import Callable

from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.values import Balance, Plans
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


def is_are(count: float) -> str:
    """The verb that follows a count as it is written."""
    return "is" if round(abs(count)) == 1 else "are"


def place_word(count: float) -> str:
    """What places are called, one or several."""
    return "place" if round(abs(count)) == 1 else "places"


def required_sentence(row: Balance) -> str:
    """Say how many learners require a state place, and where those are who neither have one nor are missing one."""
    empty = -round(row.reallocated)
    used = f", {whole(empty)} of them not used" if empty > 0 else ""
    learners = "learner requires" if round(row.required.central) == 1 else "learners require"
    there = f"{whole(row.places)} {place_word(row.places)} {is_are(row.places)} there{used}"
    words = f"{whole(row.required.central)} {learners} a state special school or base; {there}"
    others = round(row.inmss_otherwise)
    if others:
        words += (
            f", and {whole(others)} of the learners {is_are(others)} in INMSS by order, by preference or because no"
            " state school is near enough"
        )
    return f"{words}."
