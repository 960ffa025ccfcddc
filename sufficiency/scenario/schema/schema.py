"""What may be written in a scenario: every key with its description, unit, bounds, default and source.

The same models check a file, make ``scenarios/schema.json`` for editors, and make ``docs/reference-scenarios.md``.
"""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from models.parameters.declare import Parameters, parameter
from models.parameters.method import MethodParameters
from sufficiency.scenario.schema.kinds import (
    ALL_PHASES,
    METRES,
    NAME,
    OWN_SOURCE,
    AcademicYear,
    CalendarDate,
    ChangeName,
    Code,
    Files,
    NeedCode,
    PhaseCode,
    PhasedPlaces,
    ProvisionCode,
    Text,
    refuse_degrees,
)
from sufficiency.scenario.schema.lever_schema import LeverEntry, both_given
from sufficiency.scenario.schema.policy_schema import PoliciesEntry


class PlaceChangeEntry(Parameters):
    """One dated change of a provider's places."""

    provider: Code = Field(
        description="Provider whose places change: its id in the authority's providers.csv (for a school, its URN), its"
        " name there where no other has it, or a name under new_providers."
    )
    from_year: AcademicYear = Field(
        alias="from", description="Academic year from whose September the change holds, such as 2026/27."
    )
    add: int | None = parameter(
        None,
        "Places added from that year on, in addition to every other change; fewer than none takes places away.",
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
    places: PhasedPlaces | None = Field(
        default=None,
        description="In place of set: places in each September from that year on, such as [40, 60, 80]; the last stays"
        " until the provider's next dated change.",
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
        amounts = {"add": self.add, "set": self.set_to, "places": self.places}
        given = [key for key, amount in amounts.items() if amount is not None]
        if len(given) != 1:
            words = f"exactly one of add, set and places is expected{both_given(given)}"
            raise PydanticCustomError("one_amount", "{words}", {"words": words})
        return self


class NewProviderEntry(Parameters):
    """A provider that the authority's pack does not have; its places come with it, or from changes that name it."""

    name: Text = Field(description="Name of the provider, as it should be printed.")
    provision: ProvisionCode = Field(description="What kind of provision it is.")
    area: Code = Field(description="Area it stands in: a code or a name of the authority's areas.csv.")
    needs: tuple[NeedCode, ...] = Field(description="Primary needs it takes; ASC is accepted for ASD.", min_length=1)
    ages: tuple[Annotated[int, Field(ge=0, le=25)], ...] = Field(
        description="Youngest and oldest age it takes, both inclusive.",
        min_length=2,
        max_length=2,
        json_schema_extra={"unit": "years on 31 August", "source": OWN_SOURCE},
    )
    easting: float | None = parameter(
        None, "Position, eastwards; or give postcode or town.", unit=METRES, source=OWN_SOURCE, ge=0, le=700_000
    )
    northing: float | None = parameter(
        None, "Position, northwards.", unit=METRES, source=OWN_SOURCE, ge=0, le=1_300_000
    )
    postcode: Text | None = Field(
        default=None,
        description="In place of easting and northing: a postcode of postcodes.csv, a table of the pack that you add.",
    )
    town: Text | None = Field(
        default=None,
        description="In place of easting and northing: a name of towns.csv, a table of the pack that you add.",
    )
    opens: AcademicYear | None = Field(
        default=None, description="Academic year in whose September it opens with the first of places."
    )
    places: PhasedPlaces | None = Field(
        default=None,
        description="Places in each September from opens on, such as [20, 40, 60]; the last stays.",
        json_schema_extra={"unit": "places", "source": OWN_SOURCE},
    )
    source: Text = Field(description="Where the plan comes from, or why it is assumed.")
    in_force: bool = Field(
        default=True, description="Whether it is built; false leaves out a provider that the file inherits."
    )

    @field_validator("easting", "northing", mode="before")
    @classmethod
    def _in_metres(cls, metres: object) -> object:
        return refuse_degrees(metres)

    @field_validator("ages")
    @classmethod
    def _ages_in_order(cls, ages: tuple[int, ...]) -> tuple[int, ...]:
        if list(ages) != sorted(ages):
            raise PydanticCustomError("ages_in_order", "the youngest age comes first, then the oldest, such as [4, 10]")
        return ages

    @model_validator(mode="after")
    def _one_position(self) -> Self:
        remedy = "give easting and northing, or a postcode, or a town, and one of the three alone"
        if (self.easting is None) != (self.northing is None):
            raise PydanticCustomError("one_amount", f"one of easting and northing is missing; {remedy}")
        given = sum(place is not None for place in (self.easting, self.postcode, self.town))
        if given != 1:
            raise PydanticCustomError(
                "one_amount", f"its position is {'given twice' if given else 'missing'}; {remedy}"
            )
        if (self.opens is None) != (self.places is None):
            raise PydanticCustomError("one_amount", "opens and places belong together; give both or neither")
        return self


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
    levers: dict[ChangeName, LeverEntry] = Field(
        default={},
        description="Dated, aimed changes to what the method takes, each under a name of its own, by which another file"
        " can adjust it.",
    )
    policies: PoliciesEntry = Field(
        default=PoliciesEntry(), description="What is decided about learners who have a place."
    )
