"""Kinds of value that a scenario takes: texts, codes, years, dates, and words of a closed list."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
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
Files = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
