"""What journeys have to do with it: learners who travel to INMSS for want of a place, and the miles of that."""

from collections.abc import Iterator

from models.vocabulary import INMSS
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.returns.audience import HIDDEN
from sufficiency.returns.bid.evidence import (
    BidCell,
    BidHeading,
    BidSection,
    BidTable,
    Figures,
    counts,
    figure,
    over,
    pounds,
    words,
)
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.need_facts import MILES

SCHOOL_DAYS, JOURNEYS_A_DAY = 190, 2
"""Days of a school year, and journeys of a day (A-488)."""


def travel_section(given: BidGiven) -> BidSection:
    """Miles that would not be travelled, by year, and what a journey costs."""
    return BidSection(
        "travel",
        "Travel",
        (
            (
                "Miles are by road, one way, of all learners of these needs who are in INMSS for want of a place, less"
                " those of a journey to the middle of their own area; nought at least. They are a model's miles, not"
                " routes."
            ),
        ),
        (_by_year(given), _a_journey(given)),
    )


def _by_year(given: BidGiven) -> BidTable:
    return BidTable(
        "travel",
        "Journeys to INMSS for want of a place",
        "Learners in INMSS for want of a place, one-way miles a day that they travel beyond a journey in their own"
        f" area, miles a learner, and miles a year (two journeys a day, {SCHOOL_DAYS} days; A-488). Learners of the"
        " project: how many of them the project's places could bring back, if each took one of them.",
        (
            *words("Academic year"),
            *counts("In INMSS for want of a place", "One-way miles saved a day"),
            BidHeading("Miles a learner", Figures.TENTHS),
            *counts("Miles saved a year", "Learners of the project"),
        ),
        tuple(_rows(given)),
        notes=("Learners who are in INMSS now mostly stay to the end of their phase; miles are saved as places fill.",),
    )


def _rows(given: BidGiven) -> Iterator[tuple[BidCell, ...]]:
    facts = given.main.facts
    for year in given.years:
        learners, miles = (facts.of(name, year, given.asked) for name in ("inmss_for_want", MILES))
        a_year = miles if miles == HIDDEN else figure(miles) * JOURNEYS_A_DAY * SCHOOL_DAYS
        yield year, learners, miles, over(miles, learners), a_year, given.learners(year)


def _a_journey(given: BidGiven) -> BidTable:
    unit = given.appraised.money.units[Payers.PUBLIC_VALUE, given.project.option.provision]
    few = bool(given.few & set(map(str, INMSS)))
    rows: tuple[tuple[BidCell, ...], ...] = (
        ("To INMSS", HIDDEN if few else unit.fee_journey),
        ("To the new places", HIDDEN if given.project.option.provision in given.few else unit.journey),
    )
    return BidTable(
        "journey_costs",
        "What a journey costs the council a year",
        "Mean cost a learner a year of journeys to INMSS and to places like the project's, over learners of all needs"
        " who are there now, carried or not; prices of the run.",
        (*words("Journey"), *pounds("A learner, a year")),
        rows,
    )
