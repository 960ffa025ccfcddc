"""What a lever is: the words for what it moves, how, whom it is aimed at, and when. Loads nothing heavy.

``models.levers.acting`` says how its amount acts, ``models.demand.levers_on_plans`` on what.
"""

from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import Need, Phase, Requirement, phase_of_age


class What(StrEnum):
    """What a lever moves."""

    REQUEST_RATE = "request_rate"
    SURVIVAL = "survival"
    NEED_MIX = "need_mix"
    REQUIREMENT_MIX = "requirement_mix"
    FEE = "fee"
    TOP_UP = "top_up"
    TRANSPORT_PRICE = "transport_price"
    JOURNEY_LIMIT = "journey_limit"
    DIRECTED_SHARE = "directed_share"
    MARKET_GROWTH = "market_growth"
    PREVALENCE_CEILING = "prevalence_ceiling"
    POPULATION = "population"


class How(StrEnum):
    """How the amount acts; the order of the members is the order in which levers act."""

    MULTIPLY = "multiply"
    ADD = "add"
    TARGET = "target"
    AT_MOST = "at_most"


class Shape(StrEnum):
    """How a lever comes in."""

    STEP = "step"
    LINEAR = "linear"
    FRONT_LOADED = "front_loaded"
    BACK_LOADED = "back_loaded"


@dataclass(frozen=True)
class Where:
    """The aim of a lever; an empty tuple or None leaves that side open.

    ``ages`` are on 31 August; ``born_from`` and ``born_to`` bound the academic year's age group by the census year in
    which its members are in Reception (age 4).
    """

    needs: tuple[Need, ...] = ()
    phases: tuple[Phase, ...] = ()
    ages: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    reception_from: int | None = None
    reception_to: int | None = None


@dataclass(frozen=True)
class Lever:
    """One lever. ``amount`` is its central value; ``low`` and ``high`` an 80% interval, drawn once a path.

    ``first_year`` and ``last_year`` are census years. ``moves_from`` and ``moves_to`` name the requirement of
    ``requirement_mix`` (None: no specialist place); the share taken from the one goes to the other.
    """

    name: str
    what: What
    how: How
    amount: float
    first_year: int
    last_year: int | None = None
    shape: Shape = Shape.STEP
    where: Where = Where()
    low: float | None = None
    high: float | None = None
    moves_from: Requirement | None = None
    moves_to: Requirement | None = None
    at_transfer: bool = True


def aims_at(where: Where, year: int, age: int) -> bool:
    """Whether an aim takes in those of an age in a census year, whatever their need."""
    reception = year - age + 4
    return (
        (not where.ages or age in where.ages)
        and (not where.phases or phase_of_age(age) in where.phases)
        and (where.reception_from is None or reception >= where.reception_from)
        and (where.reception_to is None or reception <= where.reception_to)
    )


LEARNERS = ("needs", "phases", "year_groups", "reception_from", "reception_to")
PLACED = ("needs", "phases", "areas", "providers")
"""Aims of what is charged for, paid for or allowed of a learner of some cell at some provider."""

RESIDENTS = (*LEARNERS, "areas")


@dataclass(frozen=True)
class Kind:
    """What may be said of a lever: its aims and amounts, and whether an interval is drawn; ``about``: what it moves."""

    about: str
    unit: str
    aims: tuple[str, ...] = ()
    amounts: tuple[How, ...] = tuple(How)
    drawn: bool = True
    is_share: bool = False


KINDS: dict[What, Kind] = {
    What.REQUEST_RATE: Kind("New plans a person of an age and need in a year.", "plans a person a year", RESIDENTS),
    What.SURVIVAL: Kind(
        "Share of plans of an age and need that go on from the year before.", "share", RESIDENTS, is_share=True
    ),
    What.NEED_MIX: Kind(
        "Share of the needs aimed at among the plans of an age; the other needs give way in proportion.",
        "share",
        RESIDENTS,
        is_share=True,
    ),
    What.REQUIREMENT_MIX: Kind(
        "Share of the plans of an age and need that require the kind of place named under moves.from.",
        "share",
        (*LEARNERS, "areas"),
        is_share=True,
    ),
    What.FEE: Kind("Fee of an independent or non-maintained school.", "pounds a learner a year", PLACED),
    What.TOP_UP: Kind("Top-up of a learner in a state school or base.", "pounds a learner a year", PLACED),
    What.TRANSPORT_PRICE: Kind("Factor on the price of journeys, 1 in the base year.", "ratio", PLACED),
    What.JOURNEY_LIMIT: Kind("Longest one-way journey for which a place is considered.", "miles", PLACED, drawn=False),
    What.DIRECTED_SHARE: Kind(
        "Share of learners newly in need of a special school who go to an independent one whatever the cost.",
        "share",
        ("needs", "phases", "areas"),
        is_share=True,
    ),
    What.MARKET_GROWTH: Kind(
        "Yearly growth of the independent places that the authority can buy.", "share a year", ("needs", "providers")
    ),
    What.PREVALENCE_CEILING: Kind(
        "Most plans a person aged 0 to 25; there is none without a lever.",
        "plans a person",
        amounts=(How.AT_MOST,),
        drawn=False,
    ),
    What.POPULATION: Kind(
        "Persons of an age in an area in a future year.",
        "persons",
        ("phases", "year_groups", "reception_from", "reception_to", "areas"),
        drawn=False,
    ),
}
"""Every lever; the reference page lists them."""
