"""What a lever is: the words for what it moves, how, whom it is aimed at, and when. Loads nothing heavy.

``models.levers`` says how its amount acts, ``models.steering`` on what.
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
