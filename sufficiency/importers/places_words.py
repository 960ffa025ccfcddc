"""The words of an authority's list of place numbers: what its columns, phases, years and numbers look like."""

import datetime as dt
import re

from models.vocabulary import Phase
from sufficiency.importers.workbooks import Value

MOST_PLACES = 2_000
"""More than any school has; beyond it a number is a reference number or a sum."""
NAMES = {
    "urn": ("urn", "dfe urn", "provider id", "provider_id", "reference number"),
    "name": (
        "school",
        "school name",
        "name",
        "setting",
        "provider",
        "establishment",
        "establishment name",
        "institution",
    ),
    "phase": ("phase", "phase of education", "stage"),
    "year": ("year", "academic year", "academic_year", "from", "from september", "effective from", "start", "date"),
    "places": (
        "places",
        "agreed places",
        "agreed place number",
        "agreed place numbers",
        "apn",
        "place number",
        "number of places",
        "commissioned places",
        "planned places",
        "total places",
    ),
    "reserved": ("reserved", "held for other authorities", "other authorities", "other las", "other la places"),
}
"""What people call the columns, in small letters."""
PHASES: dict[str, str] = {
    "": "all",
    "all": "all",
    "all phases": "all",
    "all through": "all",
    "all-through": "all",
    "whole school": "all",
    "early years": str(Phase.EARLY_YEARS),
    "early_years": str(Phase.EARLY_YEARS),
    "nursery": str(Phase.EARLY_YEARS),
    "primary": str(Phase.PRIMARY),
    "secondary": str(Phase.SECONDARY),
    "post 16": str(Phase.POST_16),
    "post-16": str(Phase.POST_16),
    "post_16": str(Phase.POST_16),
    "16-19": str(Phase.POST_16),
    "sixth form": str(Phase.POST_16),
    "post 19": str(Phase.POST_19),
    "post-19": str(Phase.POST_19),
    "post_19": str(Phase.POST_19),
    "19-25": str(Phase.POST_19),
}
_MONTHS = "sep|sept|september"
_ALLOWED = "allowed: a whole number, 0 or more"


def why_no_places(value: Value, words: str, blank: str) -> str:
    """Say why a cell holds no number of places; nothing where it does. ``blank`` is what to say of a blank."""
    if not words:
        return blank
    if words.startswith("="):
        return "is a formula whose value was not saved; open the workbook in Excel and save it"
    if isinstance(value, bool | dt.datetime | dt.date) or not re.fullmatch(r"-?\d+(\.\d+)?", words):
        return "is no plain number; write digits only, such as 120 (no commas, units or symbols)"
    number = float(words)
    tests = (
        (number < 0, f"is below 0; {_ALLOWED}"),
        (number != round(number), f"is not whole; {_ALLOWED}"),
        (number > MOST_PLACES, f"is above {MOST_PLACES:,}; is it a reference number or a sum?"),
    )
    return next((message for failed, message in tests if failed), "")


def year_in(value: Value) -> str:
    """Return the academic year that a cell names, such as 2025/26; empty where it names none.

    A date before September is in the academic year begun by then (A-79). A year alone is not taken: it may be either.
    """
    if isinstance(value, dt.datetime | dt.date):
        return _label(value.year - (value.month < 9))
    words = text_of(value).casefold()
    both = re.search(r"\b(20\d\d) ?[/\u2013-] ?(20)?(\d\d)\b", words)
    if both and int(both[3]) == (int(both[1]) + 1) % 100:
        return _label(int(both[1]))
    month = re.search(rf"\b(?:{_MONTHS})[ .-]*(?:(20\d\d)|(\d\d))\b", words)
    return _label(int(month[1] or f"20{month[2]}")) if month else ""


def _label(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def text_of(value: Value) -> str:
    """Cell as a person sees it: whole numbers without decimals, no spaces around."""
    if value is None:
        return ""
    if isinstance(value, float) and value == round(value):
        return str(round(value))
    return str(value).strip()
