"""Every parameter of the method, by stage; those of the forecast of plans stand in ``models.parameters.demand``."""

from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from models.parameters.declare import Parameters, parameter
from models.parameters.demand import CohortParameters, GrowthParameters
from models.parameters.placement import CapacityParameters, PlacementParameters
from models.parameters.practised import PractisedParameters
from models.parameters.substitution import refusal
from models.vocabulary import Requirement


class RequirementParameters(Parameters):
    """Which learners need a specialist place, and of which kind."""

    independent_only_share: float = parameter(
        0.25,
        "Share of learners in independent and non-maintained special schools whom no state place could serve.",
        unit="share",
        source="A-06",
        ge=0.0,
        le=1.0,
    )


class SubstitutionParameters(Parameters):
    """Which kinds of provision each requirement may use, other than those whose providers state that they take it."""

    base: tuple[str, ...] = parameter(
        (),
        "Kinds of provision that a learner who needs a specialist base may also use, such as state_special.",
        unit="kinds of provision",
        source="A-140",
    )
    special: tuple[str, ...] = parameter(
        (),
        "Kinds of independent provision that a learner who needs a special school may also use.",
        unit="kinds of provision",
        source="A-140",
    )
    independent_only: tuple[str, ...] = parameter(
        (),
        "Kinds of independent provision that a learner whom only an independent school can serve may also use.",
        unit="kinds of provision",
        source="A-140",
    )

    @field_validator("base", "special", "independent_only")
    @classmethod
    def _may_serve(cls, kinds: tuple[str, ...], field: ValidationInfo) -> tuple[str, ...]:
        for kind in kinds:
            refused = refusal(Requirement(str(field.field_name)), kind)
            if refused:
                raise PydanticCustomError("substitution", "{refused}", {"refused": refused})
        return kinds


class TravelParameters(Parameters):
    """Miles and minutes from where children live to where places are."""

    circuity: float = parameter(
        1.35,
        "Road miles for each straight-line mile.",
        unit="ratio",
        source="A-07",
        ge=1.0,
        le=3.0,
    )
    detour_miles: float = parameter(
        0.0,
        "Road miles beyond that, whatever the distance: short journeys are more roundabout than long ones.",
        unit="miles",
        source="A-07",
        ge=0.0,
        le=10.0,
    )
    speed_mph: float = parameter(
        25.0,
        "Mean door-to-door driving speed.",
        unit="miles an hour",
        source="A-08",
        ge=5.0,
        le=70.0,
    )
    boarding_minutes: float = parameter(
        6.0,
        "Minutes spent on boarding and on picking up other learners.",
        unit="minutes",
        source="A-09",
        ge=0.0,
        le=60.0,
    )
    longest_miles: float = parameter(
        60.0,
        "Longest one-way journey for which a pair of area and provider is considered.",
        unit="miles",
        source="A-10",
        ge=1.0,
        le=300.0,
    )

    primary_limit_minutes: float = parameter(
        45.0,
        "Longest one-way journey to the end of primary age; longer ones are counted as breaches.",
        unit="minutes",
        source="DfE, Travel to school for children of compulsory school age (January 2024): 45 minutes; A-133",
        ge=5.0,
        le=240.0,
    )
    secondary_limit_minutes: float = parameter(
        75.0,
        "Longest one-way journey of secondary age and above; longer ones are counted as breaches.",
        unit="minutes",
        source="DfE, Travel to school for children of compulsory school age (January 2024): 75 minutes; A-133",
        ge=5.0,
        le=240.0,
    )
    limit_is_hard: bool = parameter(
        False,
        "Whether nobody is newly placed beyond the limit of their phase; those who are there already keep their place.",
        unit="true or false",
        source="the guidance sets no hard limit for specialist placements; A-133",
    )
    residential: bool = parameter(
        False,
        "Whether learners with a very long journey to an independent or non-maintained school board there.",
        unit="true or false",
        source="A-134",
    )
    residential_beyond_minutes: float = parameter(
        90.0,
        "One-way minutes beyond which learners board, where that is an option.",
        unit="minutes",
        source="A-134",
        ge=5.0,
        le=240.0,
    )
    motorway_mph: float = parameter(
        59.0,
        "Speed on motorways, where the authority supplies a road network.",
        unit="miles an hour",
        source="DfT, average speeds on the strategic road network; A-132",
        ge=5.0,
        le=80.0,
    )
    a_road_mph: float = parameter(
        25.4,
        "Speed on A roads, where the authority supplies a road network.",
        unit="miles an hour",
        source="DfT, average speed on local A roads in England, year to June 2019; A-132",
        ge=5.0,
        le=80.0,
    )
    b_road_mph: float = parameter(
        24.0,
        "Speed on B roads, where the authority supplies a road network.",
        unit="miles an hour",
        source="A-132",
        ge=5.0,
        le=80.0,
    )
    minor_mph: float = parameter(
        18.0,
        "Speed on other roads, where the authority supplies a road network.",
        unit="miles an hour",
        source="A-132",
        ge=5.0,
        le=80.0,
    )


class AllocationParameters(Parameters):
    """The prices that steer the allocation of one September."""

    mile_weight_gbp: float = parameter(
        0.0,
        "Pounds a year put on each one-way mile of a learner's journey, beyond its transport cost.",
        unit="pounds a mile",
        source="A-12",
        ge=0.0,
        le=1e12,
    )
    unplaced_penalty_gbp: float = parameter(
        300_000.0,
        "Pounds put on a learner without a place; above any placement's cost, so that nobody is left out to save.",
        unit="pounds a learner",
        source="A-13",
        ge=0.0,
        le=1e12,
    )
    over_penalty_gbp: float = parameter(
        150_000.0,
        "Pounds put on a learner above a provider's places, in the last step of crowding where there are several;"
        " above the dearest place, below an unplaced learner.",
        unit="pounds a learner",
        source="A-14",
        ge=0.0,
        le=1e12,
    )
    directed_share: float = parameter(
        0.05,
        "Share of learners newly in need of a special school who go to an independent one whatever the cost, by order"
        " of the tribunal or by parental preference.",
        unit="share",
        source="A-18",
        ge=0.0,
        le=1.0,
    )
    p95_minutes: float = parameter(
        0.0,
        "Minutes one way within which nineteen in twenty of an area's entrants are to travel; 0 sets no such cap.",
        unit="minutes",
        source="A-142",
        ge=0.0,
        le=240.0,
    )
    p95_penalty_gbp: float = parameter(
        20_000.0,
        "Pounds put on each entrant beyond the one in twenty who may travel longer than that cap.",
        unit="pounds a learner",
        source="A-142",
        ge=0.0,
        le=1e6,
    )


class EligibilityParameters(Parameters):
    """Who may go where."""

    own_ages_and_sex: bool = parameter(
        False,
        "Whether a provider takes only learners of its own ages inside a phase and, where the pack's register of"
        " schools gives it, of its own sex; otherwise it takes a phase whole or not at all.",
        unit="true or false",
        source="A-131",
    )


BY_MONTH, BY_TERM = "by_month", "by_term"
FeesBilled = Literal["by_month", "by_term"]
"""How fees are billed."""


class CostParameters(Parameters):
    """How prices move, and a price that packs may lack."""

    residential_fee_gbp: float = parameter(
        140_000.0,
        "Education and care of a learner who boards for 38 weeks, where the pack has no residential_fee.",
        unit="pounds a year",
        source="A-135",
        ge=0.0,
        le=1e6,
    )
    mainstream_top_up_gbp: float = parameter(
        8_600.0,
        "Top-up of a learner with a plan in a mainstream school, where the pack has no top_up of mainstream.",
        unit="pounds a year",
        source="A-178",
        ge=0.0,
        le=1e6,
    )
    inflation: float = parameter(
        0.0,
        "Yearly growth of every price index beyond the growth stated for it, in the years ahead; what is flat in cash"
        " stays flat.",
        unit="share a year",
        source="A-15",
        ge=-0.2,
        le=0.5,
    )
    funded_above_places: float = parameter(
        1.0,
        "Share of the learners above a state special school's places for whom place funding is paid.",
        unit="share",
        source="A-400",
        ge=0.0,
        le=1.0,
    )
    fees_billed: FeesBilled = parameter(
        BY_MONTH,
        "How fees of independent and non-maintained schools fall into financial years: by_month (5 months of 12 of the"
        " old academic year) or by_term (1 term of 3).",
        unit="by_month or by_term",
        source="A-401",
    )
    school_days_from_april: float = parameter(
        66 / 190,
        "School days from April on, of those of an academic year: the share of its transport that falls into the"
        " financial year which begins then.",
        unit="share of school days",
        source="A-402",
        ge=0.0,
        le=1.0,
    )


class MethodParameters(Parameters):
    """Every parameter of the method, by stage."""

    growth: GrowthParameters = Field(default=GrowthParameters(), description="Growth of the total.")
    cohort: CohortParameters = Field(default=CohortParameters(), description="Cohort flow.")
    practised: PractisedParameters = Field(
        default=PractisedParameters(), description="Learners of each kind of provision, as in the last years."
    )
    requirement: RequirementParameters = Field(default=RequirementParameters(), description="Kind of place needed.")
    substitution: SubstitutionParameters = Field(
        default=SubstitutionParameters(), description="Who may use which provision other than their own."
    )
    travel: TravelParameters = Field(default=TravelParameters(), description="Journeys.")
    capacity: CapacityParameters = Field(
        default=CapacityParameters(), description="Places, how full they may be, and the market."
    )
    placement: PlacementParameters = Field(
        default=PlacementParameters(), description="What becomes of learners whom no state place takes."
    )
    eligibility: EligibilityParameters = Field(default=EligibilityParameters(), description="Whom providers take.")
    allocation: AllocationParameters = Field(default=AllocationParameters(), description="Who is placed where.")
    costs: CostParameters = Field(default=CostParameters(), description="Prices.")

    @model_validator(mode="after")
    def _without_practice(self) -> Self:
        """Refuse schools as full as they are without practice, where they fill without limit."""
        if self.capacity.practised_occupancy and not self.placement.as_practised:
            words = "without placement.as_practised schools fill without limit: set capacity.practised_occupancy: false"
            raise PydanticCustomError("without_practice", "{words} too", {"words": words})
        return self
