"""Are counts, codes and years written as the tool reads them."""

import difflib
import re
from collections.abc import Iterator

import pandas as pd

from models.vocabulary import NEED_ALIASES, NEEDS, REQUIREMENTS, census_year
from sufficiency.errors import Fault, Severity
from sufficiency.harmless import why_no_code, why_no_words
from sufficiency.packs.checks.register import FILE_READ, Place, check, finding, line
from sufficiency.packs.lookups import current_codes, lookup
from sufficiency.packs.reading import Pack

RETIRED_NEEDS = {str(alias): str(need) for alias, need in NEED_ALIASES.items()} | {
    "BESD": "SEMH",
    "EBD": "SEMH",
    "SEBD": "SEMH",
}
"""Codes of returns up to 2014, and of everyday speech, for the need that the tool writes."""
CODES = ("id", "ons_code", "dfe_code", "area_kind")
"""Particulars of ``pack.yaml`` that are codes."""
COUNTED = (
    *("plans_by_age_band", "plans_by_age_provision", "plans_by_age_need", "plans_by_need_provision"),
    *("new_plans", "new_plans_by_need", "ceased_plans"),
)
ASSUMED = r"\bA-\d+\b"
"""An assumption in a row's source: the figure is worked out, so it need not be whole."""


@check(Severity.ERROR)
def published_counts_are_whole(pack: Pack) -> Iterator[Fault]:
    """Plans counted by a return, of a file that was read, are whole; only a row that names an assumption has parts."""
    yield from _parts(pack, published=True)


@check(Severity.WARNING)
def parts_of_plans_are_explained(pack: Pack) -> Iterator[Fault]:
    """Plans from elsewhere may hold parts, for they are worked out: their row says by which assumption."""
    yield from _parts(pack, published=False)


def _parts(pack: Pack, *, published: bool) -> Iterator[Fault]:
    """Parts of plans in rows that name no assumption: those of a published file, or those of another source."""
    for table in COUNTED:
        plans = pack.column(table, "plans")
        parts = plans[(plans % 1 != 0) & (plans >= 0)]
        sources = pack.column(table, "source").reindex(parts.index, fill_value="").astype(str)
        wanted = sources.str.contains(FILE_READ, regex=True) == published
        for number, value in parts[wanted & ~sources.str.contains(ASSUMED, regex=True)].items():
            remedy = "write the count itself, or name the assumption in source"
            yield finding(line(table, number, "plans"), f"{value:g}", "a whole number, 0 or more", remedy)


@check(Severity.ERROR)
def particulars_can_be_shown(pack: Pack) -> Iterator[Fault]:
    """What ``pack.yaml`` says goes to screens, pages and tables: no control characters, no code like a formula."""
    for key, value in pack.about.items():
        why = (why_no_code if key in CODES else why_no_words)(str(value))
        if why:
            yield finding(Place("pack.yaml", 0, str(key)), str(value), "letters, digits and plain signs", why)


@check(Severity.ERROR)
def codes_are_current(pack: Pack) -> Iterator[Fault]:
    """Needs and requirements of providers: none unknown, none retired, none twice."""
    yield from _coded(pack.column("providers", "needs"), "needs", [str(need) for need in NEEDS], RETIRED_NEEDS)
    words = [str(word) for word in REQUIREMENTS]
    yield from _coded(pack.column("providers", "requirements"), "requirements", words, {})


@check(Severity.WARNING, kind="codes are current")
def area_codes_are_current(pack: Pack) -> Iterator[Fault]:
    """Codes of areas are those in use today."""
    areas = pack.column("areas", "area")
    for number, code in areas[areas.isin(list(current_codes()))].items():
        remedy = f"write {current_codes()[code]}, here and in every table with an area"
        yield finding(line("areas", number, "area"), code, "codes in use today", remedy)


def _coded(values: pd.Series, column: str, known: list[str], retired: dict[str, str]) -> Iterator[Fault]:
    allowed = ", ".join(known)
    for number, codes in values.items():
        words = str(codes).split()
        for word in dict.fromkeys(words):
            message = ""
            if word in retired:
                remedy = f"is an old code; write {retired[word]}"
            elif word not in known:
                near = difflib.get_close_matches(word.upper(), [one.upper() for one in known], n=1, cutoff=0.6)
                remedy = "is no code of ours" + (f"; did you mean {_as_known(near[0], known)}?" if near else "")
                message = f"{word} is not of {allowed}"
            elif words.count(word) > 1:
                remedy = "stands twice; keep one"
            else:
                continue
            yield finding(line("providers", number, column), word, allowed, remedy, message)


def _as_known(word: str, known: list[str]) -> str:
    return next(one for one in known if one.upper() == word)


@check(Severity.WARNING)
def cease_reasons_are_known(pack: Pack) -> Iterator[Fault]:
    """Reasons of ceased plans are those of the return."""
    reasons = pack.column("ceased_plans", "reason")
    known = sorted(set(lookup("cease_reasons")["reason"]))
    for number, reason in reasons[~reasons.isin(known)].drop_duplicates().items():
        remedy = "write the reason of the return, or other"
        yield finding(line("ceased_plans", number, "reason"), str(reason), ", ".join(known), remedy)


@check(Severity.ERROR)
def academic_years_are_written_so(pack: Pack) -> Iterator[Fault]:
    """Academic years are written 2025/26."""
    for number, year in pack.column("places", "academic_year").items():
        if not is_academic_year(str(year)):
            allowed, remedy = "an academic year such as 2025/26", "write both years, the second in two figures"
            message = f"{str(year)!r} is not an academic year such as 2026/27: two years, one after the other"
            yield finding(line("places", number, "academic_year"), str(year), allowed, remedy, message)


def is_academic_year(label: str) -> bool:
    """Whether a label reads as an academic year of this century."""
    if not re.fullmatch(r"20[0-9]{2}/[0-9]{2}", label):
        return False
    try:
        census_year(label)
    except ValueError:
        return False
    return True
