"""Which academic year a heading or a cell names, and what is asked where it names another kind of year."""

import datetime as dt
import re

from models.vocabulary import academic_year
from sufficiency.importers.opening.lists import text_of
from sufficiency.importers.opening.workbooks import Value

_TO = r" ?(?:/|-|_|\.|\u2010|\u2011|\u2013|\u2014|to) ?"
_PAIR = re.compile(rf"(?<![\d/.-])(20\d\d){_TO}(?:20)?(\d\d)(?![\d/.-]\d|\d)")
_SHORT_PAIR = re.compile(
    rf"(?<![\d/.-])(?<!\bage )(?<!\bages )(?<!\baged )(\d\d){_TO}(\d\d)(?![\d/.-]\d|\d| ?y(?:ea)?rs?[ -]olds?)"
)
_SEPTEMBER = re.compile(r"0?9[/.-](20\d\d)|(20\d\d)[/.-]09")
_RUN = re.compile(r"(20\d\d)(\d\d)")
_AUTUMN = re.compile(
    r"\b(?:sep|sept|september|(?:aut|autumn|michaelmas)(?: term)?)\b[ .,'\u2019-]*(?:(20\d\d)|(\d\d))\b"
)
_DATE = re.compile(r"\b(?:0?(\d{1,2})[/.-]0?(\d{1,2})[/.-](?:20)?(\d\d)|20(\d\d)-(\d\d)-(\d\d))\b")
_FINANCIAL = re.compile(r"\bf ?/? ?y(?:\b|(?=\d))|\bfinancial\b|\bfiscal\b|\bbudget year\b")
_ASKED = (
    (_FINANCIAL, "is a financial year; say from which September the places are: write 2026/27 or September 2026"),
    (
        re.compile(r"(?:from )?(?:1(?:st)? )?apr(?:il)?[ .,'-]*(?:20)?\d\d"),
        "is an April; places are by academic year: write that of their September, such as 2026/27",
    ),
    (
        re.compile(
            r"(?:jan\w*|feb\w*|mar|march|may|june?|july?|aug\w*|oct\w*|nov\w*|dec\w*|spring|summer)(?: term)?"
            r"[ .,'-]*(?:20)?\d\d|(?:0?[1-8]|1[0-2])[/.-]20\d\d"
        ),
        "is no September; write the academic year of the places, such as 2026/27",
    ),
    (
        re.compile(
            r"(?:ay|(?:academic |school |calendar )?year|apns?|places|agreed places|from|in)? ?20\d\d"
            r" ?(?:academic year|apns?|places|agreed places)?"
        ),
        "is a year alone; write 2025/26 or September 2025",
    ),
    (re.compile(rf"20\d\d{_TO}\d\d{_TO}20\d\d{_TO}\d\d"), "names two academic years; give each a column of its own"),
    (
        re.compile(rf"20\d\d(?:{_TO}| )(?:20)?\d{{1,2}}|\d\d ?/ ?\d\d|2[1-9]\d\d"),
        "is no academic year, which ends in the year after its first; write 2025/26",
    ),
)
"""What looks like a year and is none, with what to write; tried in this order on what was not read."""
_SHORT, _SHORT_AMONG_WORDS = range(15, 60), range(20, 60)
"""What two figures may be as the first of an academic year: 2015/16 to 2059/60; beside words, 16-17 may be ages."""
_DAYS = range(42_000, 60_000)
"""Numbers that spreadsheets keep days as: 2014 to 2064."""
_DAY_NOUGHT = dt.date(1899, 12, 30)


def year_in(value: Value) -> str:
    """Return the academic year that a heading or cell names, such as 2025/26; empty where it names none.

    A date before September is in the academic year begun by then (A-79); a heading of 1 April is asked about
    (``why_no_year``). A year alone is not taken: it may be either.
    """
    day = _day(value)
    if day:
        return academic_year(day.year + (day.month >= 9))
    words = _plain(value)
    if _FINANCIAL.search(words):
        return ""
    pairs = [(int(first), int(second)) for first, second in _PAIR.findall(words)]
    run = _RUN.fullmatch(words)
    if run:
        pairs.append((int(run[1]), int(run[2])))
    pairs += [(2000 + int(first), int(second)) for first, second in _short_pairs(words)]
    ends = {first + 1 for first, second in pairs if second == (first + 1) % 100}
    if ends:
        return academic_year(min(ends)) if len(ends) == 1 else ""
    autumn = _SEPTEMBER.fullmatch(words) or _AUTUMN.search(words)
    return academic_year(int(autumn[1] or f"20{autumn[2][-2:]}") + 1) if autumn else _of_date(words)


def _short_pairs(words: str) -> list[tuple[str, str]]:
    """Years of two figures: ``26/27``, also among words."""
    bare = re.sub(r"^(?:ay|academic year|year|apn|places|agreed places) ?| ?(?:apn|places)$", "", words)
    allowed = _SHORT if _SHORT_PAIR.fullmatch(bare) else _SHORT_AMONG_WORDS
    return [pair for pair in _SHORT_PAIR.findall(bare) if int(pair[0]) in allowed]


def _day(value: Value) -> dt.date | None:
    """Return the day that a cell holds, also where it has become the number that stands for it."""
    if isinstance(value, dt.datetime | dt.date):
        return value
    words = text_of(value)
    number = int(words) if re.fullmatch(r"\d{5}", words) else 0
    return _DAY_NOUGHT + dt.timedelta(days=number) if number in _DAYS else None


def _of_date(words: str) -> str:
    date = _DATE.search(words)
    if not date:
        return ""
    year, month = (int(date[3]), int(date[2])) if date[3] else (int(date[4]), int(date[5]))
    return academic_year(2000 + year + (month >= 9)) if 1 <= month <= 12 else ""


def why_no_year(value: Value) -> str:
    """Say what to write instead of a heading that is a year, or a part of one, of another kind; else nothing."""
    day = _day(value)
    if day:
        return _ASKED[1][1] if (day.month, day.day) == (4, 1) else ""
    words = _plain(value)
    april = _DATE.fullmatch(words)
    if april and (april[1], april[2]) == ("1", "4"):
        return _ASKED[1][1]
    if year_in(value):
        return ""
    return next((asked for pattern, asked in _ASKED if _asks(pattern, words)), "")


def _asks(pattern: re.Pattern[str], words: str) -> bool:
    return bool(pattern.search(words) if pattern is _FINANCIAL else pattern.fullmatch(words))


def _plain(value: Value) -> str:
    """Small letters, one space between words."""
    return re.sub(r"\s+", " ", text_of(value).casefold()).strip()
