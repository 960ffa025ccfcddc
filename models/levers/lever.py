"""What a lever is: what it moves, how, whom it is aimed at and when; and the one table of kinds of lever.

``models.levers.acting`` says how an amount acts over the years. This module loads nothing heavy, so that checking a
scenario stays quick.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import Need, Phase, Requirement, Sector, phase_of_age


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

    ``ages`` are on 31 August. ``reception_from`` and ``reception_to`` are the first and last census year in which those
    aimed at are in Reception (age 4).
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

    @property
    def kind(self) -> "KindOfLever":
        """The row of the table for what it moves."""
        return KINDS_OF_LEVER[self.what]


def aims_at(where: Where, year: int, age: int) -> bool:
    """Whether an aim takes in those of an age in a census year, whatever their need."""
    reception = year - age + 4
    return (
        (not where.ages or age in where.ages)
        and (not where.phases or phase_of_age(age) in where.phases)
        and (where.reception_from is None or reception >= where.reception_from)
        and (where.reception_to is None or reception <= where.reception_to)
    )


class ActsOn(StrEnum):
    """Where in the method a kind of lever acts."""

    PERSONS = "persons"
    """Residents by area and age."""
    PLANS = "plans"
    """New plans, plans that go on, and needs, by age; the areas that it is aimed at get a forecast of their own."""
    REQUIREMENT = "requirement"
    """Who requires which kind of place."""
    PAIRS = "pairs"
    """What a learner of a cell costs at a provider, and whether they may go there."""
    CELLS = "cells"
    """Learners of one area, phase, need and requirement, wherever they go."""
    MARKETS = "markets"
    """Independent places that the authority can buy."""


LEARNERS = ("needs", "phases", "year_groups", "reception_from", "reception_to")
RESIDENTS = (*LEARNERS, "areas")
PLACED = ("needs", "phases", "areas", "providers")
"""Aims of what is charged for, paid for or allowed of a learner of some cell at some provider."""

POUNDS = "pounds a learner a year"


@dataclass(frozen=True)
class Believable:
    """What an amount can be without being a slip: what authorities have shown, with a margin (A-330).

    ``factor`` holds for ``multiply``; ``value`` for ``target`` and ``at_most``, in the unit of the lever. What is added
    may be up to half of the highest value.
    """

    factor: tuple[float, float]
    value: tuple[float, float]

    def of(self, how: How) -> tuple[float, float]:
        """Lowest and highest amount of a way to act."""
        if how is How.MULTIPLY:
            return self.factor
        return (-self.value[1] / 2, self.value[1] / 2) if how is How.ADD else self.value


@dataclass(frozen=True)
class KindOfLever:
    """What may be said of a kind of lever: a row of KINDS_OF_LEVER.

    ``about`` says what it moves, ``unit`` is that of the value moved, which stays between ``least`` and ``most``.
    An amount outside ``believable`` is allowed, with a warning.
    ``aims`` are the keys of ``where`` that make sense, ``amounts`` the ways in which its amount may act. ``drawn`` says
    whether the amount may have an interval. ``driver`` is the row of ``models.demand.drivers`` that its effect counts
    under, ``sector`` the only providers that it concerns, ``needs_aim`` whether it must be aimed at some needs.
    """

    about: str
    unit: str
    acts_on: ActsOn
    believable: Believable
    aims: tuple[str, ...] = ()
    amounts: tuple[How, ...] = tuple(How)
    least: float = 0.0
    most: float = math.inf
    drawn: bool = True
    driver: str = ""
    sector: Sector | None = None
    needs_aim: bool = False

    @property
    def is_share(self) -> bool:
        """Whether the value moved is a share of something, from 0 to 1."""
        return self.most == 1.0


KINDS_OF_LEVER: dict[What, KindOfLever] = {
    What.REQUEST_RATE: KindOfLever(
        "New plans a person of an age and need in a year.",
        "plans a person a year",
        ActsOn.PLANS,
        Believable((0.27, 3.76), (0.0, 0.054)),
        RESIDENTS,
        driver="request_rate",
    ),
    What.SURVIVAL: KindOfLever(
        "Share of plans of an age and need that go on from the year before.",
        "share",
        ActsOn.PLANS,
        Believable((0.7, 1.2), (0.3, 1.0)),
        RESIDENTS,
        most=1.0,
        driver="survival",
    ),
    What.NEED_MIX: KindOfLever(
        "Share of the needs aimed at among the plans of an age; the other needs give way in proportion.",
        "share",
        ActsOn.PLANS,
        Believable((0.18, 2.5), (0.0, 0.9)),
        RESIDENTS,
        most=1.0,
        driver="need_mix",
        needs_aim=True,
    ),
    What.REQUIREMENT_MIX: KindOfLever(
        "Share of the plans of an age and need that require the kind of place named under moves.from.",
        "share",
        ActsOn.REQUIREMENT,
        Believable((0.2, 3.76), (0.0, 0.9)),
        RESIDENTS,
        most=1.0,
    ),
    What.FEE: KindOfLever(
        "Fee of an independent or non-maintained school.",
        POUNDS,
        ActsOn.PAIRS,
        Believable((0.25, 4.0), (8_000.0, 250_000.0)),
        PLACED,
        sector=Sector.INDEPENDENT,
    ),
    What.TOP_UP: KindOfLever(
        "Top-up of a learner in a state school or base.",
        POUNDS,
        ActsOn.PAIRS,
        Believable((0.25, 4.0), (1_000.0, 80_000.0)),
        PLACED,
        sector=Sector.STATE,
    ),
    What.TRANSPORT_PRICE: KindOfLever(
        "Factor on the price of journeys, 1 in the base year.",
        "ratio",
        ActsOn.PAIRS,
        Believable((0.5, 3.0), (0.5, 3.0)),
        PLACED,
    ),
    What.JOURNEY_LIMIT: KindOfLever(
        "Longest one-way journey for which a place is considered.",
        "miles",
        ActsOn.PAIRS,
        Believable((0.1, 2.0), (3.0, 120.0)),
        PLACED,
        drawn=False,
    ),
    What.DIRECTED_SHARE: KindOfLever(
        "Share of learners newly in need of a special school who go to an independent one whatever the cost.",
        "share",
        ActsOn.CELLS,
        Believable((0.0, 10.0), (0.0, 0.5)),
        ("needs", "phases", "areas"),
        most=1.0,
    ),
    What.MARKET_GROWTH: KindOfLever(
        "Yearly growth of the independent places that the authority can buy.",
        "share a year",
        ActsOn.MARKETS,
        Believable((0.0, 3.0), (-0.44, 0.70)),
        ("needs", "providers"),
        least=-1.0,
    ),
    What.PREVALENCE_CEILING: KindOfLever(
        "Most plans a person aged 0 to 25; there is none without a lever.",
        "plans a person",
        ActsOn.PLANS,
        Believable((0.2, 2.0), (0.011, 0.11)),
        amounts=(How.AT_MOST,),
        drawn=False,
        driver="interaction",
    ),
    What.POPULATION: KindOfLever(
        "Persons of an age in an area in a future year.",
        "persons",
        ActsOn.PERSONS,
        Believable((0.5, 1.51), (0.0, 20_000.0)),
        ("phases", "year_groups", "reception_from", "reception_to", "areas"),
        drawn=False,
        driver="population",
    ),
}
"""The one table of kinds of lever. Checks, the reference page and every stage of the method ask the row."""
