"""What each table of DfE's release *Education, health and care plans* must hold, under every label that it has had.

The release of 2025 in both its issues, and that of 2026. What is said here is what is checked (``release_reading``);
what differs between releases is a further label here, and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from sufficiency.packs.lookups import lookup, mapping

CENSUS_AGES = tuple(range(2, 26))
EVENT_AGES = tuple(range(2, 21))
ALL, BY_AGE, BY_PLACEMENT = "all", "age", "placement"
CENSUS, CALENDAR = "census year", "calendar year"
NATIONAL, LOCAL, REGIONAL = "National", "Local authority", "Regional"
LEVELS = {
    NATIONAL: ("national", "country"),
    LOCAL: ("local authority", "local authorities", "la"),
    REGIONAL: ("regional", "region"),
}
NOT_USED = frozenset({"ethnicity", "sex", "years ehc plan in place", "years plan held"})
"""Topics in plain letters that every release has and nobody reads."""
KEYS = ("time_period", "geographic_level", "new_la_code", "old_la_code", "la_name", "breakdown_topic", "breakdown")
TOGETHER = {"special_academy_free": ("special_academy", "special_free_school")}
"""Columns of the release of 2025 that stand in parts from 2026 on; ``x`` in years that were not split."""
REST = {
    "special_academy_free": (
        "special_total",
        ("special_la_maintained", "special_independent", "special_non_maintained"),
    )
}
"""Of a column in parts: the total and the others of it, which tell it in years that were not split."""
ACADEMIES = "Special - Academy/free schools"
LABELS_TOGETHER = {ACADEMIES: ("Special - Academy", "Special - Free school")}
"""Placements of the release of 2025 that stand in parts from 2026 on."""
SAME_LABEL = {"special - academy/free school": ACADEMIES, "special - academies/free schools": ACADEMIES}


@dataclass(frozen=True)
class Topic:
    """One way in which a table is broken down: the labels that it has had, and the ages that England must have."""

    kind: str
    labels: tuple[str, ...]
    ages: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its names, what its period counts, its columns of counts, and its topics.

    columns : those that must be there; the first is the total. optional : those that some releases have.
    parts : columns that add up to the first one in England's line of all plans; none where they need not.
    together : columns that stand in parts in some releases. levels : whose lines must be there.
    """

    names: tuple[str, ...]
    period: str
    columns: tuple[str, ...]
    topics: tuple[Topic, ...]
    optional: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: tuple[str, ...] = (NATIONAL, LOCAL)

    @property
    def name(self) -> str:
        """Name of the table in the release of 2025."""
        return self.names[0]

    @property
    def kinds(self) -> dict[str, str]:
        """Kind of topic by its label, in plain letters."""
        return {plain(label): topic.kind for topic in self.topics for label in topic.labels}


def _everyone(*labels: str) -> Topic:
    return Topic(ALL, labels)


_AGE_IN_JANUARY = ("Child or young persons age", "Age at start of academic year")
_AGE_AT_START = ("Age when plan started", "Age on plan start date")
_PLACEMENTS = tuple(lookup("placements")["column"])
_NEEDS = tuple(column for column in lookup("needs")["column"] if column != "number_ds")
_DOWN_SYNDROME = "number_ds"
_REASONS = tuple(column for column in lookup("cease_reasons")["column"] if column not in {"total_ceased", "not_rec"})

TABLES: tuple[Table, ...] = (
    Table(
        ("caseload",),
        CENSUS,
        ("ehcplans", *_PLACEMENTS),
        (_everyone("All EHC plans"), Topic(BY_AGE, _AGE_IN_JANUARY, CENSUS_AGES)),
        parts=_PLACEMENTS,
        together=TOGETHER,
    ),
    Table(
        ("sen_needs_all_plans", "sen_needs_caseload"),
        CENSUS,
        ("ehc_plans", *_NEEDS),
        (
            _everyone("All EHC plans"),
            Topic(BY_AGE, _AGE_IN_JANUARY, CENSUS_AGES),
            Topic(BY_PLACEMENT, ("Type of placement",)),
        ),
        optional=(_DOWN_SYNDROME,),
        parts=(*_NEEDS, _DOWN_SYNDROME),
    ),
    Table(
        ("sen_need_newplans", "sen_needs_newplans"),
        CALENDAR,
        ("ehc_plans", *_NEEDS),
        (Topic(BY_AGE, (_AGE_IN_JANUARY[0], *_AGE_AT_START), EVENT_AGES),),
        optional=(_DOWN_SYNDROME,),
        parts=(*_NEEDS, _DOWN_SYNDROME),
    ),
    Table(
        ("newplans",),
        CALENDAR,
        ("new_ehc_plans",),
        (
            _everyone("New EHC plans", "All new EHC plans"),
            Topic(BY_AGE, (*_AGE_AT_START, _AGE_IN_JANUARY[0]), EVENT_AGES),
        ),
    ),
    Table(
        ("ceased_plans",),
        CALENDAR,
        ("total_ceased", *_REASONS),
        (Topic(BY_AGE, ("Age plan ceased",), EVENT_AGES),),
        optional=("not_rec",),
        parts=(*_REASONS, "not_rec"),
    ),
    Table(
        ("requests",),
        CALENDAR,
        ("requests_received_in_year",),
        (_everyone("All requests for EHC needs assessments"),),
    ),
    Table(("assessments",), CALENDAR, ("assess_in_year",), (_everyone("All EHC needs assessments"),)),
)


def topic_of(table: str, kind: str) -> Topic:
    """Return the topic of a kind of the table of that name."""
    return next(topic for one in TABLES if one.name == table for topic in one.topics if topic.kind == kind)


def plain(label: str) -> str:
    """Return a label in small letters, one space between words, without apostrophes and with simple dashes."""
    bare = re.sub(r"['\u2018\u2019]", "", label.casefold())
    return " ".join(re.sub(r"[\u2010-\u2015]", "-", bare).split())


def level_of(words: pd.Series) -> pd.Series:
    """Return the geographic levels that words mean, in any letters; absent for other levels."""
    return words.map(plain).map({word: level for level, own in LEVELS.items() for word in own})


def census_year(period: str) -> int | None:
    """January of a period: 2025 of ``202425``, ``2024/25``, ``2024-2025`` and ``2025``; None for other words."""
    found = re.fullmatch(r"(20\d\d)(?:\s*[/\-\u2013]?\s*(?:20)?(\d\d))?(?:\.0+)?", period.strip())
    if found is None:
        return None
    first, second = int(found[1]), found[2]
    if second is None:
        return first
    return first + 1 if (first + 1) % 100 == int(second) else None


def calendar_year(period: str) -> int | None:
    """Calendar year of ``2024``; None for other words."""
    found = re.fullmatch(r"(20\d\d)(?:\.0+)?", period.strip())
    return None if found is None else int(found[1])


_AGE = re.compile(
    r"(?:aged? )?(\d{1,2})(?:\.0+)?(?: years?)?(?: old)?"
    r"(?: ?\+| (?:and|or) (?:under|over|younger|older|above|below))?"
)
_UNDER = re.compile(r"(?:aged? )?(?:under|below|less than) (\d{1,2})(?: years?)?")
_NO_AGE = ("unknown", "not known", "not recorded", "missing", "total", "all")


def age_of(label: str) -> int | None:
    """Age of ``age 10``, ``10``, ``under 3`` (2), ``age 20 and over``; -1 where it is unknown; None for other words."""
    words = plain(label)
    if found := _AGE.fullmatch(words):
        return int(found[1])
    if found := _UNDER.fullmatch(words):
        return int(found[1]) - 1
    return -1 if any(re.search(rf"\b{word}\b", words) for word in _NO_AGE) else None


def authority_code(word: str) -> str | None:
    """DfE's three figures: 851 of ``851``, ``851.0`` and ``0851``; None for other words."""
    found = re.fullmatch(r"0*([1-9]\d\d)(?:\.0+)?", word.strip())
    return None if found is None else found[1]


@cache
def placements() -> dict[str, str]:
    """Provision by placement in plain letters, in every label that it has had; empty for what is a sum of others."""
    published = mapping("placements", "label", "provision")
    parts = {part: published[whole] for whole, own in LABELS_TOGETHER.items() for part in own}
    known = {plain(label): provision for label, provision in (published | parts).items()}
    return known | {label: published[whole] for label, whole in SAME_LABEL.items()}


def as_published(label: str) -> str:
    """Return a placement in plain letters as the release writes it."""
    written = [*lookup("placements")["label"], *(part for own in LABELS_TOGETHER.values() for part in own)]
    return next((one for one in written if plain(one) == label), label)


def wanted_placements() -> list[tuple[frozenset[str], ...]]:
    """For each placement the sets of labels (plain) any one of which is the whole of it."""
    wanted = []
    for label in lookup("placements")["label"]:
        same = [frozenset({name}) for name, whole in SAME_LABEL.items() if whole == label]
        parts = [frozenset(map(plain, LABELS_TOGETHER[label]))] if label in LABELS_TOGETHER else []
        wanted.append((frozenset({plain(label)}), *parts, *same))
    return wanted
