"""Parameters of where learners are: how full schools are, what state places practice adds, and who goes elsewhere."""

from typing import Literal, Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from models.parameters.declare import Parameters, parameter

AS_COMMITTED, AS_IN_THE_LAST_YEARS = "as_committed", "as_in_the_last_years"
StatePlaces = Literal["as_committed", "as_in_the_last_years"]
"""Which state places a run has: those that are dated, or the growth of the last years besides."""


class CapacityParameters(Parameters):
    """Places, how full they may be, and how the independent market grows."""

    state_places: StatePlaces = parameter(
        AS_COMMITTED,
        "State places of the years ahead: as_committed has those that are dated (the baseline of a plan),"
        " as_in_the_last_years lets them grow as learners there did (the baseline of a budget).",
        unit="as_committed or as_in_the_last_years",
        source="A-170",
    )
    practised_occupancy: bool = parameter(
        True,
        "Whether a state school that had more learners than places in the base year goes on having as many above them.",
        unit="true or false",
        source="A-171",
    )
    crowding_a_year: float = parameter(
        0.015,
        "How fast each of the first two steps of crowding widens, in learners for each place, a year ahead.",
        unit="share of places a year",
        source="A-172",
        ge=0.0,
        le=1.0,
    )
    crowding_step: float = parameter(
        0.05,
        "Most learners beyond that, as a share of places, in each of these steps.",
        unit="share of places",
        source="A-172",
        ge=0.0,
        le=1.0,
    )
    first_crowding_gbp: float = parameter(
        30_000.0,
        "Pounds put on a learner in the first step.",
        unit="pounds a learner",
        source="A-172",
        ge=0.0,
        le=1e12,
    )
    second_crowding_gbp: float = parameter(
        110_000.0,
        "Pounds put on a learner in the second step: above a learner without a state place, below one beyond the share"
        " of their area, phase and need.",
        unit="pounds a learner",
        source="A-172",
        ge=0.0,
        le=1e12,
    )
    ceiling: float = parameter(
        1.2,
        "Most learners of a state school, in places; one that had more in the base year keeps what it had. Only a"
        " scenario lifts it.",
        unit="learners a place",
        source="A-173",
        ge=1.0,
        le=10.0,
    )
    market_growth: float = parameter(
        0.225,
        "Fastest yearly growth, compound, of the independent and non-maintained places that the authority can buy"
        " beyond what practice has them take.",
        unit="share a year",
        source="A-11",
        ge=0.0,
        le=2.0,
    )
    market_growth_low: float = parameter(
        0.18,
        "Lower end of its 80% interval, drawn once a path.",
        unit="share a year",
        source="A-11",
        ge=0.0,
        le=2.0,
    )
    market_growth_high: float = parameter(
        0.274,
        "Upper end of that interval.",
        unit="share a year",
        source="A-11",
        ge=0.0,
        le=2.0,
    )

    @model_validator(mode="after")
    def _market_in_order(self) -> Self:
        within("market_growth", self.market_growth_low, self.market_growth, self.market_growth_high)
        return self


class PlacementParameters(Parameters):
    """Where learners go whom no state place takes: to INMSS, or they stay in mainstream."""

    as_practised: bool = parameter(
        True,
        "Whether independent and non-maintained special schools take as many learners as practice has them take; if"
        " not, they take everyone whom no state place takes, and schools fill without limit.",
        unit="true or false",
        source="A-174",
    )
    diversion: float = parameter(
        0.1,
        "Of learners whom one more state place would take, the share who would else be in an independent or"
        " non-maintained school; the others would else be in mainstream.",
        unit="share",
        source="A-175",
        ge=0.0,
        le=1.0,
    )
    diversion_low: float = parameter(
        0.0,
        "Lower end of the 80% interval of that share, drawn once a path.",
        unit="share",
        source="A-175",
        ge=0.0,
        le=1.0,
    )
    diversion_high: float = parameter(
        0.3,
        "Upper end of that interval.",
        unit="share",
        source="A-175",
        ge=0.0,
        le=1.0,
    )
    unserved_weight_gbp: float = parameter(
        100_000.0,
        "Pounds put on a learner whom no state place takes, beyond the top-up of their need, so that state places are"
        " filled before anybody goes elsewhere or stays in mainstream; it is no money, and no total counts it.",
        unit="pounds a learner",
        source="A-176",
        ge=0.0,
        le=1e12,
    )
    spread_weight_gbp: float = parameter(
        40_000.0,
        "Pounds put besides on such a learner beyond the share of the area, phase and need that the base year's"
        " intake leaves without a state place: what holds each school's intake near that of the base year.",
        unit="pounds a learner",
        source="A-177",
        ge=0.0,
        le=1e12,
    )

    @model_validator(mode="after")
    def _diversion_in_order(self) -> Self:
        within("diversion", self.diversion_low, self.diversion, self.diversion_high)
        return self


def within(name: str, low: float, centre: float, high: float) -> None:
    """Refuse a figure outside its own 80% interval.

    Raises
    ------
    PydanticCustomError
        With what to set as well.
    """
    if low > high:
        words = f"{name}_low, {low:g}, is above {name}_high, {high:g}: swap them"
        raise PydanticCustomError("interval", "{words}", {"words": words})
    if not low <= centre <= high:
        words = f"{name} {centre:g} lies outside its interval, {low:g} to {high:g}: set {name}_low and {name}_high too"
        raise PydanticCustomError("interval", "{words}", {"words": words})
