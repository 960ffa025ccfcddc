"""What the cells of an invoice list say: pounds, weeks, needs, day or residential, kinds of school, years.

Each reader returns what stands there, or raises :class:`UnreadableError` with what is wrong and what to write instead.
"""

import datetime as dt
import difflib
import re
from dataclasses import dataclass

from models.money.lines import ANY
from models.vocabulary import KINDS_OF_PROVISION, NEED_ALIASES, NEED_NAMES, NEEDS, Provision, financial_year
from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.lists import folded, text_of
from sufficiency.importers.opening.workbooks import Value
from sufficiency.packs.lookups import mapping

MOST_GBP = 1_000_000
"""More than any place costs a year; beyond it an amount is a sum, or pence."""
SCHOOL_YEAR = 38.0
"""Weeks of a school year, of 190 days (A-420)."""
MOST_WEEKS = 53.0
_NOTHING = frozenset({"", "-", "\u2013", "\u2014", "nil", "none", "n/a", "na"})
_NOT_KNOWN = frozenset({*_NOTHING, "unknown", "not known", "not recorded", "nr", "no need recorded"})
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+")
_WEEKS = re.compile(r"(\d+(?:\.\d+)?) ?(?:weeks?|wks?|w)?(?: ?(?:a|per) ?(?:year|annum)| ?p\.?a\.?)?")
_DAY = re.compile(r"\bday\b|^d$|\bnon[- ]?residential\b|\bdaily\b")
_BOARDS = re.compile(r"(?<!non-)(?<!non )(?<!non)residential\b|\bresi?\b|\bboard\w*|\bweekly\b|\btermly\b|^r$")
_WHOLE_YEAR = re.compile(r"(?<![\d.])(\d\d)(?![\d.])")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)")
_YEARS = re.compile(r"(?<!\d)(?:20)?(\d\d) ?(?:/|-|\u2013|to) ?(?:20)?(\d\d)(?!\d)")


class UnreadableError(ValueError):
    """A cell does not say what its column holds; the message says why, and what to write."""


@dataclass(frozen=True)
class StatedAmount:
    """An amount in pounds; or, of a part of an invoice, its share of the whole."""

    value: float
    is_share: bool = False


@dataclass(frozen=True)
class KindOfPlace:
    """Whether a learner boards, and of how many weeks a whole year of the place is; None where it does not say."""

    boards: bool
    weeks: float | None


def money_in(value: Value) -> StatedAmount | None:
    """Return pounds, or a share where a percentage stands there; None where the cell is blank."""
    words = _figures(value)
    if words in _NOTHING:
        return None
    bare = re.sub(r"\s|\u00a3|gbp", "", words.replace("\u2212", "-"))
    credit = bool(re.fullmatch(r"\(.*\)|-.*|.*-|.*cr", bare))
    bare = re.sub(r"^\(|\)$|^-|-$|cr$", "", bare)
    share = bare.endswith("%")
    bare = bare.removesuffix("%")
    if not _NUMBER.fullmatch(bare):
        raise UnreadableError("is no amount; write pounds, such as 71,162.50")
    number = float(bare.replace(",", "")) * (-1.0 if credit else 1.0)
    if share:
        if not 0 <= number <= 100:
            raise UnreadableError("is no share; allowed: 0% to 100%")
        return StatedAmount(number / 100.0, is_share=True)
    if abs(number) > MOST_GBP:
        raise UnreadableError(f"is above \u00a3{MOST_GBP:,}; is it a sum of several, or in pence?")
    return StatedAmount(number)


def weeks_in(value: Value) -> float | None:
    """Return weeks; None where the cell is blank."""
    words = _figures(value)
    if words in _NOTHING:
        return None
    found = _WEEKS.fullmatch(words)
    if not found:
        raise UnreadableError("is no number of weeks; write figures, such as 38")
    weeks = float(found[1])
    if not 0 < weeks <= MOST_WEEKS:
        raise UnreadableError(f"is no number of weeks of a year; allowed: above 0, at most {MOST_WEEKS:g}")
    return weeks


def place_in(value: Value) -> KindOfPlace:
    """Return whether a place is a day place or a residential one, and of how many weeks, such as *residential 52*."""
    words = folded(text_of(value))
    said = [int(number) for number in _WHOLE_YEAR.findall(words)]
    weeks = float(said[0]) if said else None
    day, boards = bool(_DAY.search(words)), bool(_BOARDS.search(words))
    if not (day or boards) and weeks and weeks > SCHOOL_YEAR + 2 and re.fullmatch(r"\d\d ?-?(?:weeks?|wks?)?", words):
        boards = True
    if day == boards:
        raise UnreadableError("is neither day nor residential; write such as Day, Weekly, Termly, Residential 38")
    if weeks is not None and not SCHOOL_YEAR - 8 <= weeks <= MOST_WEEKS:
        raise UnreadableError("has no weeks of a whole year; write such as Residential 38 or Residential 52")
    return KindOfPlace(boards, weeks if boards else SCHOOL_YEAR)


def need_in(value: Value) -> str:
    """Return the code of a need; ``any`` where it is blank or not recorded."""
    words = folded(text_of(value))
    if words in _NOT_KNOWN:
        return ANY
    named = {_plain(name.partition("(")[0]): str(need) for need, name in NEED_NAMES.items()}
    codes = {str(need).casefold(): str(need) for need in NEEDS}
    codes |= {alias.casefold(): str(need) for alias, need in NEED_ALIASES.items()}
    known = {**named, **mapping("need_words", "word", "need"), **codes}
    inside = re.findall(r"\(([a-z]+)\)", words)
    for one in (words, *inside, _plain(words), _plain(words.partition("(")[0])):
        if one in known:
            return known[one]
    near = difflib.get_close_matches(_plain(words), list(known), n=1, cutoff=0.6)
    hint = f"; nearest is {known[near[0]]}" if near else ""
    raise UnreadableError(f"is no need{hint}; allowed: {', '.join(NEEDS)}, their names, or blank where it is not known")


def kind_in(value: Value) -> Provision | None:
    """Return a kind of provision; None where the cell is blank."""
    words = folded(text_of(value))
    if words in _NOTHING:
        return None
    known = {_plain(kind): kind for kind in Provision}
    known |= {_plain(row.name): kind for kind, row in KINDS_OF_PROVISION.items()}
    known |= {word: Provision(kind) for word, kind in mapping("kind_words", "word", "provision").items()}
    for one in (_plain(words), re.sub(r" (?:school|provision|college|institution)s?$", "", _plain(words))):
        if one in known:
            return known[one]
    raise UnreadableError(
        "is no kind of school; write independent special, non-maintained special or independent mainstream"
    )


def year_in(value: Value, *, academic: bool = False) -> int | None:
    """Return the year in which a financial or academic year starts; None where the cell is blank.

    A date is in the financial year that begins in its April, under an ``academic`` heading in the September before. The
    academic year 2024/25 is taken for the financial year 2024-25, in which most of it lies (A-424).
    """
    words = folded(text_of(value))
    if words in _NOTHING:
        return None
    date = _DATE.fullmatch(words)
    year, month = (value.year, value.month) if isinstance(value, dt.date) else (0, 0)
    if date and int(date[1]) <= 31:
        year, month = int(date[3]), int(date[2])
    if 1 <= month <= 12:
        return year - (month < (9 if academic else 4))
    found = None if date else _YEARS.search(words)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise UnreadableError(f"is no financial or academic year; write {financial_year(2024)}")
    return 2000 + int(found[1])


def year_started(label: str) -> int:
    """Year in which the financial year that a person names, such as 2024-25, starts; InputError where it is none."""
    first = int(label[:4]) if re.fullmatch(r"20\d\d[-/]\d\d", label) else 0
    if not first or financial_year(first) != label.replace("/", "-"):
        message = f"{label[:20]!r} is no financial year; write such as 2024-25"
        raise InputError([Fault("--year", 0, 0, "", message)])
    return first


def _figures(value: Value) -> str:
    """Words of a cell that should hold a number; a date, a yes and a formula without its value are refused."""
    if isinstance(value, dt.datetime | dt.date):
        raise UnreadableError("is a date; the program that wrote the list took a number for one: write the number")
    words = folded(text_of(value)).removeprefix("'").strip()
    if words.startswith("="):
        raise UnreadableError("is a formula whose value was not saved; open the workbook in Excel and save it")
    return words


def _plain(words: str) -> str:
    """Letters only, difficulties in the singular, without the words that names of needs may lack."""
    bare = re.sub(r"[^a-z0-9]+", " ", words.casefold().replace("&", " and ")).strip()
    bare = re.sub(r"\bdifficulties\b", "difficulty", bare)
    return re.sub(r" needs?$| disabilit(?:y|ies)$", "", bare) if bare.count(" ") > 1 else bare
