"""What may be written in a scenario: every key with its description, unit, bounds, default and source.

The same models check a file, make ``scenarios/schema.json`` for editors, and make ``docs/reference-scenarios.md``.
Keys planned but not accepted until they have an effect: ``levers`` and ``policies``.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, field_validator, model_validator
from pydantic_core import PydanticCustomError

from models.parameters import MethodParameters, Parameters, parameter
from models.vocabulary import IN_COUNTY, INMSS, NEED_ALIASES, NEEDS, PHASES, census_year

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
    """Take a code written as a whole number, such as a URN, as the text that it is."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _choice(*codes: str, aliases: Mapping[str, str] = MappingProxyType({})) -> tuple[BeforeValidator, WithJsonSchema]:
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
_NEED = _choice(*NEEDS, aliases=NEED_ALIASES)
_PHASE = _choice(ALL_PHASES, *PHASES)
_PROVISION = _choice(*IN_COUNTY, *INMSS)
NeedCode = Annotated[str, _NEED[0], _NEED[1]]
PhaseCode = Annotated[str, _PHASE[0], _PHASE[1]]
ProvisionCode = Annotated[str, _PROVISION[0], _PROVISION[1]]
ChangeName = Annotated[str, StringConstraints(pattern=f"^{NAME}$", max_length=60)]
Files = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_several),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


class PlaceChangeEntry(Parameters):
    """One dated change of a provider's places."""

    provider: Code = Field(
        description="Provider whose places change: its id in the authority's providers.csv (for a school, its URN),"
        " or a name under new_providers."
    )
    from_year: AcademicYear = Field(
        alias="from", description="Academic year from whose September the change holds, such as 2026/27."
    )
    add: int | None = parameter(
        None,
        "Places added from that year on, beside every other change; fewer than none takes places away.",
        unit="places",
        source=OWN_SOURCE,
        ge=-2_000,
        le=2_000,
    )
    set_to: int | None = Field(
        default=None,
        alias="set",
        description="Places from that year until the provider's next dated change; 0 closes the provider.",
        ge=0,
        le=2_000,
        json_schema_extra={"unit": "places", "source": OWN_SOURCE},
    )
    phase: PhaseCode = Field(
        default=ALL_PHASES, description="Phase whose places change, where the provider's places are split by phase."
    )
    source: Text = Field(description="Where the figure comes from, or why it is assumed.")
    in_force: bool = Field(
        default=True, description="Whether the change holds; false leaves out a change that the file inherits."
    )

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.add is None) == (self.set_to is None):
            raise PydanticCustomError("one_amount", "exactly one of add and set is expected")
        return self


class NewProviderEntry(Parameters):
    """A provider that the authority's pack does not have; its places come from changes that name it."""

    name: Text = Field(description="Name of the provider, as it should be printed.")
    provision: ProvisionCode = Field(description="What kind of provision it is.")
    area: Code = Field(description="Area it stands in: a code of the authority's areas.csv.")
    needs: tuple[NeedCode, ...] = Field(description="Primary needs it takes; ASC is accepted for ASD.", min_length=1)
    ages: tuple[Annotated[int, Field(ge=0, le=25)], ...] = Field(
        description="Youngest and oldest age it takes, both inclusive.",
        min_length=2,
        max_length=2,
        json_schema_extra={"unit": "years on 31 August", "source": OWN_SOURCE},
    )
    easting: float = parameter(..., "Position, eastwards.", unit=METRES, source=OWN_SOURCE, ge=0, le=700_000)
    northing: float = parameter(..., "Position, northwards.", unit=METRES, source=OWN_SOURCE, ge=0, le=1_300_000)
    source: Text = Field(description="Where the plan comes from, or why it is assumed.")

    @field_validator("ages")
    @classmethod
    def _ages_in_order(cls, ages: tuple[int, ...]) -> tuple[int, ...]:
        if list(ages) != sorted(ages):
            raise PydanticCustomError("ages_in_order", "the youngest age comes first, then the oldest, such as [4, 10]")
        return ages


class PlacesEntry(Parameters):
    """Places of the future."""

    committed: bool = Field(
        default=True,
        description="Whether the dated openings, changes and closures after the base year that the authority's pack"
        " holds take place; false cancels them all, and places stay as in the base year.",
    )
    new_providers: dict[ChangeName, NewProviderEntry] = Field(
        default={}, description="Providers that the pack does not have, each under the name used as its id."
    )
    changes: dict[ChangeName, PlaceChangeEntry] = Field(
        default={}, description="Dated changes, each under a name of its own, by which another file can adjust it."
    )


class ScenarioFile(Parameters):
    """A scenario as it is written, after what it extends has been filled in."""

    title: Text = Field(description="What the scenario is called. Every file has its own.")
    question: Text = Field(description="The question it answers, as one sentence. Every file has its own.")
    author: Text = Field(description="Who answers for the file. Every file has its own.")
    date: CalendarDate | None = Field(default=None, description="When the file was written or last reviewed.")
    sources: tuple[Text, ...] = Field(default=(), description="What the file's own figures rest on.")
    extends: Files = Field(
        default=(),
        description="File, or files in order, that this one builds on, relative to this file; later ones win.",
    )
    authority: Annotated[str, StringConstraints(pattern=f"^{NAME}$", max_length=60)] = Field(
        description="Folder under data/ of the authority's pack, such as hampshire."
    )
    seed: int = parameter(
        20_250_116,
        "Number that starts the random streams; scenarios with the same seed share their luck.",
        unit="number",
        source="the day of the base census, 16 January 2025",
        ge=0,
        le=2**32 - 1,
    )
    draws: int = parameter(
        50,
        "Draws of the whole method behind each range.",
        unit="draws",
        source="the sampling error of each end of an 80% range, for a normal quantity, is then a tenth of its width",
        ge=1,
        le=100_000,
    )
    horizon: int = parameter(
        2035,
        "Last census year of the forecast.",
        unit="census year",
        source="ten censuses after the base census of January 2025",
        ge=2020,
        le=2050,
    )
    parameters: MethodParameters = Field(default=MethodParameters(), description="Parameters of the method, by stage.")
    places: PlacesEntry = Field(default=PlacesEntry(), description="Dated changes of places.")
