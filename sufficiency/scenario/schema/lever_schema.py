"""What may be written of a lever: every key with its description, unit, bounds and source.

Which aims and which amounts suit which lever is said in the table of ``models.levers.lever``.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from models.levers.lever import How, Shape, What
from models.parameters.declare import Parameters, parameter
from models.vocabulary import REQUIREMENTS
from sufficiency.scenario.schema.kinds import OWN_SOURCE, AcademicYear, Code, NeedCode, OnePhase, Text, choice

OWN_UNIT = "the unit of what the lever moves"
AMOUNTS = tuple(str(how) for how in How)
MAINSTREAM = "mainstream"
"""Stands among the requirements for a learner who needs no specialist place."""
MOST = 10_000_000.0
_WHAT = choice(*What)
_SHAPE = choice(*Shape)
_PLACE = choice(MAINSTREAM, *REQUIREMENTS)
WhatCode = Annotated[str, _WHAT[0], _WHAT[1]]
ShapeCode = Annotated[str, _SHAPE[0], _SHAPE[1]]
PlaceCode = Annotated[str, _PLACE[0], _PLACE[1]]


def both_given(keys: list[str]) -> str:
    """What is said where an entry has several amounts, of which a file that is extended may have given one."""
    return f"; {' and '.join(keys)} are given, here or in a file that is extended" if len(keys) > 1 else ""


def one_of(amounts: tuple[str, ...]) -> str:
    """Say that one of some keys is expected."""
    *others, last = amounts
    return f"exactly one of {', '.join(others)} and {last} is expected"


class WhereEntry(Parameters):
    """Whom a lever is aimed at; what is left out is not narrowed."""

    needs: tuple[NeedCode, ...] = Field(default=(), description="Primary needs; ASC is accepted for ASD.")
    phases: tuple[OnePhase, ...] = Field(default=(), description="Phases of education.")
    year_groups: tuple[Annotated[int, Field(ge=-4, le=21)], ...] = Field(
        default=(),
        description="National Curriculum year groups; Reception is 0, the year before it -1, Year 12 is 12.",
        json_schema_extra={"unit": "year groups", "source": OWN_SOURCE},
    )
    reception_from: AcademicYear | None = Field(
        default=None,
        description="Birth cohort: the earliest academic year in which those aimed at are in Reception.",
    )
    reception_to: AcademicYear | None = Field(
        default=None, description="Birth cohort: the latest academic year in which those aimed at are in Reception."
    )
    areas: tuple[Code, ...] = Field(default=(), description="Areas: codes or names of the authority's areas.csv.")
    providers: tuple[Code, ...] = Field(
        default=(),
        description="Providers: ids or names of the authority's providers.csv, or names under places.new_providers.",
    )


class MovesEntry(Parameters):
    """Between which kinds of place a lever on the requirement mix moves learners."""

    from_place: PlaceCode | None = Field(
        default=None,
        alias="from",
        description="Kind of place whose share the amount acts on; mainstream is no specialist place.",
    )
    to_place: PlaceCode | None = Field(
        default=None,
        alias="to",
        description="Kind of place that takes up what the other gives, or gives what it takes.",
    )


class LeverEntry(Parameters):
    """One lever."""

    what: WhatCode = Field(description="What the lever moves; the table of levers says what each is.")
    where: WhereEntry = Field(
        default=WhereEntry(),
        description="Whom it is aimed at; nothing here: everybody. Each lever takes some aims only.",
    )
    multiply: float | None = parameter(
        None, "Factor that it is multiplied by.", unit="ratio", source=OWN_SOURCE, ge=0.0, le=100.0
    )
    add: float | None = parameter(
        None, "Amount that is added to it.", unit=OWN_UNIT, source=OWN_SOURCE, ge=-MOST, le=MOST
    )
    target: float | None = parameter(
        None, "Amount that it is moved to.", unit=OWN_UNIT, source=OWN_SOURCE, ge=0.0, le=MOST
    )
    at_most: float | None = parameter(
        None, "Amount above which it is cut; what is below stays.", unit=OWN_UNIT, source=OWN_SOURCE, ge=0.0, le=MOST
    )
    low: float | None = parameter(
        None,
        "Lower end of the amount's 80% interval, drawn once a path; without low and high the amount is certain.",
        unit=OWN_UNIT,
        source=OWN_SOURCE,
        ge=-MOST,
        le=MOST,
    )
    high: float | None = parameter(
        None, "Upper end of the amount's 80% interval.", unit=OWN_UNIT, source=OWN_SOURCE, ge=-MOST, le=MOST
    )
    from_year: AcademicYear = Field(
        alias="from", description="First academic year in which the lever acts, such as 2026/27."
    )
    until: AcademicYear | None = Field(
        default=None,
        description="step: last academic year in which it acts, or for good. Other shapes: the year that has the full"
        " amount, which then stays.",
    )
    shape: ShapeCode = Field(
        default="step",
        description="How it comes in: at once (step), evenly (linear), most of it early (front_loaded) or late"
        " (back_loaded).",
    )
    moves: MovesEntry = Field(
        default=MovesEntry(), description="For requirement_mix: between which kinds of place learners move."
    )
    at_transfer: bool = Field(
        default=True,
        description="For requirement_mix: whether it acts only on those who enter a phase, who then keep it through"
        " the phase; false moves everybody aimed at, at once.",
    )
    owner: Text = Field(description="Who answers for the measure: a reform plan must say so.")
    evidence: Text = Field(description="What the amount rests on, or why it is assumed.")
    in_force: bool = Field(
        default=True, description="Whether the lever acts; false leaves out a lever that the file inherits."
    )

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        given = [amount for amount in AMOUNTS if getattr(self, amount) is not None]
        if len(given) != 1:
            raise PydanticCustomError("one_amount", "{words}", {"words": f"{one_of(AMOUNTS)}{both_given(given)}"})
        if (self.low is None) != (self.high is None):
            raise PydanticCustomError("one_amount", "low and high belong together; give both or neither")
        return self
