"""What may be written of policies: review programmes and protected cohorts."""

from pydantic import Field

from models.parameters.declare import Parameters, parameter
from sufficiency.scenario.schema.kinds import OWN_SOURCE, AcademicYear, ChangeName, NeedCode, Text


class ReviewEntry(Parameters):
    """One review programme."""

    moves_a_year: float = parameter(
        ...,
        "Learners a year who leave an independent or non-maintained school, though a state special school could serve"
        " them, and are placed anew with the entrants of September; at most as many as there are.",
        unit="learners a year",
        source=OWN_SOURCE,
        ge=0.0,
        le=10_000.0,
    )
    from_year: AcademicYear = Field(alias="from", description="First academic year in which learners are placed anew.")
    until: AcademicYear | None = Field(default=None, description="Last such academic year; without it, for good.")
    needs: tuple[NeedCode, ...] = Field(default=(), description="Primary needs reviewed; nothing here: all of them.")
    owner: Text = Field(description="Who answers for the programme: a reform plan must say so.")
    evidence: Text = Field(description="What the number rests on, or why it is assumed.")
    in_force: bool = Field(default=True, description="Whether the programme runs; false leaves out an inherited one.")


class ProtectionEntry(Parameters):
    """One protected cohort."""

    learners_of: AcademicYear = Field(
        description="Academic year whose special-school learners keep their claim to a special school, across phase"
        " transfer too, whatever levers do to the requirement mix."
    )
    owner: Text = Field(description="Who answers for the protection.")
    evidence: Text = Field(description="Where the promise is made, or why it is assumed.")
    in_force: bool = Field(default=True, description="Whether it holds; false leaves out an inherited one.")


class PoliciesEntry(Parameters):
    """Review programmes and protected cohorts."""

    reviews: dict[ChangeName, ReviewEntry] = Field(
        default={}, description="Review programmes, each under a name of its own."
    )
    protections: dict[ChangeName, ProtectionEntry] = Field(
        default={}, description="Protected cohorts, each under a name of its own."
    )
