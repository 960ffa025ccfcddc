"""What one more place is worth, where places stand empty, and what it costs that learners stay."""

from collections.abc import Sequence
from functools import partial

from sufficiency.reports.pictures.worth import worth_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import (
    MEAN_OF_NEEDS,
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    about,
    money,
    need_name,
    percent,
    saves,
    tenths,
)

MOST_NAMED = 4
"""So many areas are all named; of more, those left out are, where they are fewer."""
FEW_POCKETS = 6
"""So many re-designations stand open on the page."""


def part_title(summary: Summary) -> str:
    """Say from which diversion one more place pays, and which the run assumes."""
    diversion = summary.explained.diversion
    if diversion is None or diversion.break_even is None:
        return "What one more place is worth"
    return (
        f"One more state place pays where {percent(diversion.break_even)} or more of its learners would else be in"
        f" INMSS; the run assumes {percent(diversion.share)}"
    )


def place_values_title(summary: Summary) -> str:
    """Say what one more place would save where the most are missing, its funding paid."""
    row = summary.explained.place_values[0]
    need = need_name(row.need) if summary.explained.by_need else MEAN_OF_NEEDS
    where = f"{PHASE_NAMES[row.phase].lower()}, {row.area_name}"
    told = f"{need}, {where}" if summary.explained.by_need else f"{where} ({need})"
    return f"One more {REQUIREMENT_NAMES[row.requirement]} place {saves(row.net)}, its funding included: {told}"


def areas_of(names: Sequence[str], every: Sequence[str]) -> str:
    """Name the areas of a re-designation: those left out where they are most of them."""
    left = [name for name in every if name not in names]
    if len(names) <= MOST_NAMED or len(left) >= len(names):
        return ", ".join(names)
    return f"all areas but {', '.join(left)}" if left else "all areas"


def pockets_title(summary: Summary) -> str:
    """Say which re-designation would save most."""
    best = max(summary.explained.pockets, key=lambda pocket: (pocket.placed, pocket.saving_gbp or 0.0))
    return (
        f"{best.provider} has {tenths(best.unused)} places to spare in {best.academic_year}: open to "
        f"{need_name(best.need)}, it would take {tenths(best.placed)} learners"
        + (", as others then go elsewhere" if best.placed > best.unused else "")
    )


def stability_title(summary: Summary) -> str:
    """Say what it costs that learners keep their places."""
    row = summary.explained.stability_in(summary.focus_year) or summary.explained.stability[-1]
    saved = f"save {money(row.saving_gbp)}" if row.saving_gbp >= 0 else f"cost {money(-row.saving_gbp)} more"
    return (
        f"Placing everyone anew in {row.academic_year} would {saved} and move about {about(row.moved)} learners; "
        "it is not done"
    )


def _gather(_: RunView, summary: Summary) -> Given | None:
    explained, titles, pictures = summary.explained, {}, {}
    if explained.place_values:
        titles["place_values"] = place_values_title(summary)
        words = "A row a place: a dot for what one more place saves in a year, its funding paid, and a line for its"
        words += " range; left of the upright line it costs more than it saves. Each has its break-even beside it."
        pictures["place_values"] = worth_chart(explained.place_values, titles["place_values"], words)
    if explained.pockets:
        titles["pockets"] = pockets_title(summary)
    if explained.stability:
        titles["stability"] = stability_title(summary)
    if not titles:
        return None
    titles["part"] = part_title(summary)
    every = [name for _, name in summary.area_names]
    return {
        "titles": titles,
        "pictures": pictures,
        "explained": explained,
        "areas_of": partial(areas_of, every=every),
        "few_pockets": FEW_POCKETS,
    }


PART = ReportPart("worth", "What a place is worth", _gather)
