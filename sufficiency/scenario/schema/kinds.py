"""Kinds of value that a scenario takes: texts, codes, years, dates, and words of a closed list."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from models.vocabulary import NEED_ALIASES, NEEDS, PHASES, SPECIALIST, census_year
from sufficiency.harmless import why_no_code

ACADEMIC_YEAR = r"20\d\d/\d\d"
ALL_PHASES = "all"
METRES = "metres, British National Grid"
OWN_SOURCE = "what the entry gives as its source"
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"


def _academic_year(value: object) -> str:
    try:
        text = value if isinstance(value, str) else ""
        census_year(text)
    except ValueError:
        raise PydanticCustomError("academic_year", "an academic year such as 2026/27") from None
    return text


def _calendar_date(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("calendar_date", "a date such as 2025-01-16") from None


def _code(value: object) -> object:
    """Take a code written as a whole number, such as a URN, as the text that it is; refuse what no table may hold."""
    code = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(code, str) and (why := why_no_code(code)):
        raise PydanticCustomError("code", "{why}", {"why": why})
    return code


LEAST_METRES, MOST_DEGREES = 1_000, 62
"""No place of Great Britain lies so near to the origin of the National Grid on either axis, or so far north."""
CONVERTER = "https://gridreferencefinder.com"
_DEGREES = re.compile("-?\\d{1,2}(\\.\\d+)?\\s*[\u00b0NSEW].*|-?\\d{1,2}\\.\\d+\\s*[,; ]\\s*-?\\d{1,2}(\\.\\d+)?")
_LETTERED = re.compile(r"([HNOST])([A-HJ-Z])\s*((?:\d\s*){2,10})", re.IGNORECASE)
_SQUARES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"


def _of_letters(reference: str) -> str:
    """Easting and northing of a grid reference such as SU 717 395; empty where it is none."""
    found = _LETTERED.fullmatch(reference.strip())
    digits = re.sub(r"\s", "", found[3]) if found else ""
    if found is None or len(digits) % 2:
        return ""
    large, small = (divmod(_SQUARES.index(letter.upper()), 5) for letter in (found[1], found[2]))
    east, north = (large[1] - 2) * 5 + small[1], (3 - large[0]) * 5 + 4 - small[0]
    half = len(digits) // 2
    metres = [int(part) * 10 ** (5 - half) for part in (digits[:half], digits[half:])]
    return f"easting: {east * 100_000 + metres[0]} and northing: {north * 100_000 + metres[1]}"


def refuse_degrees(value: object) -> object:
    """Refuse a position in degrees, or in kilometres, with the way to metres."""
    number = abs(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    in_degrees = isinstance(value, str) and _DEGREES.fullmatch(value.strip())
    if isinstance(value, str) and (both := _of_letters(value)):
        words = "'{given}' is a grid reference with letters; write {both}"
        raise PydanticCustomError("grid_reference", words, {"given": value, "both": both})
    if in_degrees or (number is not None and number < LEAST_METRES):
        what, remedy = f"degrees of latitude or longitude; convert it, for one at {CONVERTER}", "or give a postcode"
        if number is not None and number > MOST_DEGREES:
            what, remedy = "kilometres", "multiply by 1,000"
        words = "this looks like {what}, {remedy}; metres on the British National Grid are expected, such as 447500"
        raise PydanticCustomError("metres", words, {"what": what, "remedy": remedy})
    return value


def choice(*codes: str, aliases: Mapping[str, str] = MappingProxyType({})) -> tuple[BeforeValidator, WithJsonSchema]:
    """Accept one of ``codes`` or an alias of one; refuse anything else, naming them."""

    def read(value: object) -> str:
        code = aliases.get(value, value) if isinstance(value, str) else value
        if not isinstance(code, str) or code not in codes:
            raise PydanticCustomError("choice", "one of {allowed}", {"allowed": ", ".join([*codes, *aliases])})
        return code

    return BeforeValidator(read), WithJsonSchema({"type": "string", "enum": [*codes, *aliases]})


def _one_or_several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _one_number_or_several(value: object) -> object:
    return (value,) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Code = Annotated[
    str,
    BeforeValidator(_code),
    StringConstraints(min_length=1, max_length=100),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}),
]
AcademicYear = Annotated[
    str, BeforeValidator(_academic_year), WithJsonSchema({"type": "string", "pattern": f"^{ACADEMIC_YEAR}$"})
]
CalendarDate = Annotated[date, BeforeValidator(_calendar_date), WithJsonSchema({"type": "string", "format": "date"})]
_NEED = choice(*NEEDS, aliases=NEED_ALIASES)
_PHASE = choice(ALL_PHASES, *PHASES)
_ONE_PHASE = choice(*PHASES)
_PROVISION = choice(*SPECIALIST)
NeedCode = Annotated[str, _NEED[0], _NEED[1]]
PhaseCode = Annotated[str, _PHASE[0], _PHASE[1]]
OnePhase = Annotated[str, _ONE_PHASE[0], _ONE_PHASE[1]]
ProvisionCode = Annotated[str, _PROVISION[0], _PROVISION[1]]
ChangeName = Annotated[str, StringConstraints(pattern=f"^{NAME}$", max_length=60)]
_PLACES = {"type": "integer", "minimum": 0, "maximum": 2_000}
PhasedPlaces = Annotated[
    tuple[Annotated[int, Field(ge=0, le=2_000)], ...],
    BeforeValidator(_one_number_or_several),
    Field(min_length=1, max_length=30),
    WithJsonSchema({"anyOf": [_PLACES, {"type": "array", "items": _PLACES, "minItems": 1, "maxItems": 30}]}),
]
Files = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
