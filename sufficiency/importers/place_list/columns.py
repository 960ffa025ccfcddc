"""What the columns of a sheet hold: the school, its phase, the year, and numbers of places of some kind.

``NAMES`` and ``PHASES`` are the words that authorities use for columns and phases. A heading with a year may say more:
``pre-16``, ``post-16`` or a phase; a special school, or a SEN unit and resourced provision (a base). So do the headings
of DfE's *High needs place numbers* and, by their names, the columns of its *School capacity*.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.vocabulary import Phase
from sufficiency.importers.opening.lists import HEADER_WITHIN, folded, text_of
from sufficiency.importers.opening.workbooks import Sheet
from sufficiency.importers.place_list.years import why_no_year, year_in

NAMES = {
    "urn": (
        "urn",
        "dfe urn",
        "school_urn",
        "school urn",
        "unique reference number",
        "provider id",
        "provider_id",
        "reference number",
    ),
    "name": (
        "school",
        "school name",
        "school_name",
        "name",
        "setting",
        "provider",
        "provider name",
        "establishment",
        "establishment name",
        "institution",
        "institution name",
    ),
    "authority": (
        *("local authority", "local authority name", "local authority code", "provider local authority"),
        *("la", "la name", "la_name", "la code", "la number", "old_la_code"),
    ),
    "phase": ("phase", "phase of education", "stage"),
    "year": (
        *("year", "academic year", "academic_year", "time_period"),
        *("from", "from september", "effective from", "start", "date"),
    ),
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
SPECIAL, BASE = "special", "base"
"""The kinds of provider that a column may be of."""
WHOLE, PRE_16, POST_16 = "whole", "pre-16", "post-16"
UP_TO_PRIMARY, SECONDARY_ON = "early years and primary", "secondary and post-16"
"""Parts of a school that published numbers are of, beside single phases; none of them is one of our phases."""
PUBLISHED = {
    "High needs place numbers": re.compile(r"20\d\d to 20\d\d .*academies.*-.*(?:pre|post)-16"),
    "School capacity": re.compile(r"(?:primary|secondary)_(?:resourced_provision_|send_unit_)?capacity$"),
}
"""DfE's releases, and how the headings of their place columns are written."""
_CAPACITY_PARTS = {"primary": UP_TO_PRIMARY, "secondary": SECONDARY_ON}
_PARTS = (
    (re.compile(r"\bpre[- ]?16\b|\bunder[- ]?16\b"), PRE_16),
    (re.compile(r"\bpost[- ]?16\b"), POST_16),
    *((re.compile(rf"\b{words}\b"), PHASES[words]) for words in ("early years", "primary", "secondary", "post-19")),
)
_KINDS = (
    (re.compile(r"\bunits?\b|\brps?\b|\barps?\b|\bresourced\b|\bbases?\b"), BASE),
    (re.compile(r"\bspecial\b(?! educational)"), SPECIAL),
)
_NOT_READ = (
    (re.compile(r"\bhospitals?\b|\bap\b|\balternative provision\b"), "is of alternative provision or hospital places"),
    (
        re.compile(
            r"\b(?:roll|nor|pupils?|learners?|headcount|occup\w+|vacan\w+|utili[sz]ation|spare|surplus|shortfall|demand"
            r"|costs?|funding|rates?|percent\w*|increases?|decreases?|changes?|difference|variance|growth|additional"
            r"|extra)\b|%"
        ),
        "is no number of places",
    ),
)
_ELSEWHERE = re.compile(r"\bmainstream\b|\bcolleges?\b|\bfe\b|\bilps?\b|\bindependent learning\b|\b16[- ](?:to )?19\b")


@dataclass(frozen=True)
class PlaceColumn:
    """What the numbers of a column are: of which academic year, part of a school and kind of provider.

    Blank where the row says it, or where it is whatever the school is.
    """

    year: str = ""
    part: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Header:
    """Where each column stands (from 0), by what it holds; columns of places, and what is wrong or not read."""

    row: int
    columns: Mapping[str, int]
    places: Mapping[int, PlaceColumn]
    titles: Sequence[str]
    asked: Mapping[int, str] = field(default_factory=dict)
    not_read: Mapping[int, str] = field(default_factory=dict)

    @property
    def publication(self) -> str:
        """The release of DfE that the sheet is of; empty for any other."""
        headings = [folded(self.titles[place]) for place, column in self.places.items() if column.kind]
        return next((name for name, form in PUBLISHED.items() if any(map(form.match, headings))), "")

    @property
    def of_many(self) -> bool:
        """Whether columns are of kinds of provider, as in a list of many authorities."""
        return any(column.kind for column in self.places.values())


def header_of(sheet: Sheet) -> Header | None:
    """Find the header: a school column, and places with a year, or columns of years, or columns that DfE publishes."""
    for number, row in sheet.rows[:HEADER_WITHIN]:
        titles = [text_of(value) for value in row]
        headings = [folded(title) for title in titles]
        columns = {held: place for held, names in NAMES.items() for place, one in enumerate(headings) if one in names}
        if not {"urn", "name"} & columns.keys():
            continue
        if {"places", "year"} <= columns.keys():
            return Header(number, columns, {columns["places"]: PlaceColumn()}, titles)
        others = {place: value for place, value in enumerate(row) if place not in columns.values()}
        asked = {place: why for place, one in others.items() if (why := why_no_year(one)) and not _no_places(one)}
        dated = "year" in columns
        read = {place: _place_column(one, headings[place], year_in_rows=dated) for place, one in others.items()}
        not_read = {place: said for place, said in read.items() if isinstance(said, str)}
        places = {place: one for place, one in read.items() if isinstance(one, PlaceColumn) and place not in asked}
        if places or asked:
            sums = _beside_kinds(places)
            kept = {place: column for place, column in places.items() if place not in sums}
            return Header(number, columns, kept, titles, asked, {**not_read, **sums})
    return None


def years_above(sheet: Sheet) -> str:
    """Say that years stand in a row of their own, above the headings; nothing where they do not."""
    rows = sheet.rows[:HEADER_WITHIN]
    for (above, years), (number, row) in itertools.pairwise(rows):
        headings = [folded(text_of(value)) for value in row]
        if any(map(year_in, years)) and any(one in NAMES["urn"] + NAMES["name"] for one in headings):
            return (
                f"has years in row {above}, above the headings of row {number}; "
                "write both into one row, such as Pre-16 2026/27"
            )
    return ""


def _beside_kinds(places: Mapping[int, PlaceColumn]) -> dict[int, str]:
    """Columns that say no kind, in a sheet where others do: sums of those, and the like."""
    if not any(column.kind for column in places.values()):
        return {}
    return {place: "says no kind of school" for place, column in places.items() if not column.kind}


def _place_column(value: object, heading: str, *, year_in_rows: bool) -> PlaceColumn | str | None:
    """What a column holds: places of some kind, something else in words, or nothing of interest."""
    if PUBLISHED["School capacity"].match(heading) and year_in_rows:
        stage, _, rest = heading.partition("_")
        return PlaceColumn("", _CAPACITY_PARTS[stage], SPECIAL if rest == "capacity" else BASE)
    year = year_in(value)
    if not year:
        return "names no one academic year" if re.search(r"(?<!\d)20\d\d(?!\d)", heading) else None
    if said := _no_places(heading):
        return said
    kind = next((kind for form, kind in _KINDS if form.search(heading)), "")
    part = next((part for form, part in _PARTS if form.search(heading)), WHOLE if kind else "")
    if kind and "total" in heading.split():
        return "is a sum"
    if not kind and _ELSEWHERE.search(heading):
        return "is of no special school or base"
    return PlaceColumn(year, part if kind or not part else PHASES.get(part, part), kind)


def _no_places(value: object) -> str:
    """Say what else than places in special schools and bases a heading is of; nothing where it is of those."""
    return next((said for form, said in _NOT_READ if form.search(folded(text_of(value)))), "")
