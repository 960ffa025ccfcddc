"""What the explanations of a run say, in the titles of their sections."""

from collections.abc import Callable

from sufficiency.reports.values import Summary
from sufficiency.reports.words import (
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    about,
    millions,
    need_name,
    percent,
    pounds,
    tenths,
)


def explained_titles(summary: Summary) -> dict[str, str]:
    """Return a title for each explanation that the run has."""
    written: dict[str, Callable[[Summary], str]] = {
        "displaced": displaced_title,
        "place_values": place_values_title,
        "pockets": pockets_title,
        "stability": stability_title,
        "access": access_title,
    }
    return {name: write(summary) for name, write in written.items() if getattr(summary.explained, name)}


def displaced_title(summary: Summary) -> str:
    """Say how many learners in INMSS could be placed locally if there were room."""
    row = summary.explained.displaced_in(summary.focus_year) or summary.explained.displaced[-1]
    return (
        f"In {row.academic_year} about {about(row.displaced.central)} learners in independent and non-maintained "
        "schools could be placed locally if there were room"
    )


def place_values_title(summary: Summary) -> str:
    """Say what one more place would save, where the most are missing."""
    row = summary.explained.place_values[0]
    return (
        f"One more {REQUIREMENT_NAMES[row.requirement]} place saves {pounds(row.saving.central)} a year: "
        f"{need_name(row.need)}, {PHASE_NAMES[row.phase].lower()}, {row.area_name}"
    )


def pockets_title(summary: Summary) -> str:
    """Say which re-designation would save most."""
    best = max(summary.explained.pockets, key=lambda pocket: (pocket.placed, pocket.saving_gbp))
    return (
        f"{best.provider} has {tenths(best.unused)} places to spare in {best.academic_year}: open to "
        f"{need_name(best.need)}, it would take {tenths(best.placed)} of them"
    )


def stability_title(summary: Summary) -> str:
    """Say what it costs that learners keep their places."""
    row = summary.explained.stability_in(summary.focus_year) or summary.explained.stability[-1]
    saved = f"save {millions(row.saving_gbp)}" if row.saving_gbp >= 0 else f"cost {millions(-row.saving_gbp)} more"
    return (
        f"Placing everyone anew in {row.academic_year} would {saved} and move about {about(row.moved)} learners; "
        "it is not done"
    )


def access_title(summary: Summary) -> str:
    """Say where the fewest have a place near enough."""
    worst = min(summary.explained.access, key=lambda row: row.share_in_reach)
    name = dict(summary.area_names).get(worst.area, "the authority")
    return (
        f"In {summary.focus_year} {percent(worst.share_in_reach)} of the learners of {name} who need a base or special "
        "school have a place in one that is near enough, the fewest of all areas"
    )
