"""How many learners require a place, with what the authority does and without it, and how many places are missing."""

from collections.abc import Iterator

from models.vocabulary import NEED_GROUP_NAMES, STATE_REQUIREMENTS, NeedGroup, Phase, Requirement
from sufficiency.returns.bid.evidence import BidCell, BidSection, BidTable, added_rows, counts, less, words
from sufficiency.returns.bid.given import BidGiven, BidRun
from sufficiency.returns.bid.need_facts import BidCells
from sufficiency.returns.bid.words import KIND_OF_PLACE, NOT_GIVEN, PHASE_WORDS, for_whom, range_words

PARTS = ("above_places", "inmss_for_want", "unmet")
_ELSEWHERE = ("inmss_otherwise", "unplaced")


def demand_section(given: BidGiven) -> BidSection:
    """Required places by year, unmitigated and mitigated, and by phase, need and kind of place."""
    return BidSection(
        "demand",
        "Demand",
        (
            (
                "Demand is the number of learners with a plan who require a place in a specialist base or a state"
                f" special school: {for_whom(given)}."
            ),
            _beside(given),
        ),
        (_by_year(given), _by_cell(given)),
        ("local_context",),
    )


def _beside(given: BidGiven) -> str:
    if given.unmitigated is None:
        return "No unmitigated run is given beside it: name one in the project's file (unmitigated:)."
    return (
        f"Unmitigated is the run {given.unmitigated.title}; mitigated is {given.main.title}. Their difference is what"
        " the authority's own measures are expected to do."
    )


def _by_year(given: BidGiven) -> BidTable:
    runs = (given.unmitigated, given.main)
    rows = [(year, *(cell for run in runs for cell in _ranged(given, run, "required", year))) for year in given.years]
    headings = (
        *counts("Unmitigated", "low", "high", "Mitigated", "low", "high"),
        *counts("Mitigated less unmitigated"),
    )
    return BidTable(
        "demand",
        "Learners who require a place, by year",
        "Learners who require a specialist base or a state special school, January of each academic year; low and high"
        f" are the ends of the range. {range_words(given.main.draws)}",
        (*words("Academic year"), *headings),
        tuple((*row, less(row[4], row[1])) for row in rows),
    )


def _ranged(given: BidGiven, run: BidRun | None, measure: str, year: str) -> tuple[BidCell, BidCell, BidCell]:
    if run is None or year not in run.facts.years:
        return None, None, None
    return run.facts.of(measure, year, given.asked), *run.facts.ends(measure, year, given.asked)


def _by_cell(given: BidGiven) -> BidTable:
    rows = list(_cells(given))
    return BidTable(
        "demand_by_phase",
        f"Learners who require a place in {given.full}, by phase and kind of place",
        f"Learners who require a place in the base year, {given.years[0]}, and in {given.full}, when the project is"
        " full or the run ends.",
        (
            *words("Group of needs", "Phase", "Kind of place required"),
            *counts(given.years[0], f"{given.full}, unmitigated", f"{given.full}, mitigated"),
        ),
        (*rows, added_rows(rows, "Total", 3)),
        totals=1,
    )


def _cells(given: BidGiven) -> Iterator[tuple[BidCell, ...]]:
    for group, phase, kind in each_cell(given):
        asked = BidCells(given.asked.areas, (phase,), (group,), (kind,))
        base, full = (given.main.facts.of("required", year, asked) for year in (given.years[0], given.full))
        other = given.unmitigated
        unmitigated = other.facts.of("required", given.full, asked) if other else None
        yield NEED_GROUP_NAMES[group], PHASE_WORDS[phase], KIND_OF_PLACE[kind], base, unmitigated, full


def each_cell(given: BidGiven) -> Iterator[tuple[NeedGroup, Phase, Requirement]]:
    """Yield every group, phase and kind of place of the project."""
    for group in given.asked.need_groups:
        for phase in given.asked.phases:
            yield from ((group, phase, kind) for kind in STATE_REQUIREMENTS)


def gap_section(given: BidGiven) -> BidSection:
    """Demand less supply with its three parts by year, and what the project leaves of it."""
    return BidSection(
        "gap",
        "The gap",
        (
            (
                "A place is missing for each learner who is above the places of a school, in an independent or"
                " non-maintained school (INMSS) for want of a place, or unmet in mainstream. A place to spare for other"
                " learners never offsets a gap."
            ),
        ),
        (_gap(given), _where_they_are(given), _against_project(given)),
    )


def _gap(given: BidGiven) -> BidTable:
    facts = given.main.facts
    rows = [
        (
            year,
            *(facts.of(part, year, given.asked) for part in PARTS),
            *_ranged(given, given.main, "gap", year),
        )
        for year in given.years
    ]
    return BidTable(
        "gap",
        "Places missing, and why each is",
        "Places missing without the project (mitigated run): the three parts add up to the gap in every year."
        f" {range_words(given.main.draws)}",
        (
            *words("Academic year"),
            *counts("Above places", "INMSS for want of a place", "Unmet in mainstream", "Gap", "low", "high"),
        ),
        tuple(rows),
    )


def _where_they_are(given: BidGiven) -> BidTable:
    facts = given.main.facts
    names = ("on_roll", "inmss_for_want", "unmet", *_ELSEWHERE, "required")
    rows = [
        (year, facts.places(year, given.asked), *(facts.of(name, year, given.asked) for name in names))
        for year in given.years
    ]
    return BidTable(
        "where_learners_are",
        "Places, and where the learners are who require one",
        "Learners on roll of state places, in INMSS for want of a place, unmet in mainstream, in INMSS for another"
        " reason and unplaced add up to those who require a place. Places are those agreed for learners like them in"
        " the base year, with what is committed and less what closes.",
        (
            *words("Academic year"),
            *counts("Places", "On roll of state places", "INMSS for want of a place", "Unmet in mainstream"),
            *counts("INMSS, other reasons", "Unplaced", "Required"),
        ),
        tuple(rows),
    )


def _against_project(given: BidGiven) -> BidTable:
    rows = [row for year in given.years if (row := _beside_project(given, year))]
    return BidTable(
        "gap_and_project",
        "The gap beside the project's places",
        "Gap without the project; places of the project that are filled in that year; and what is left of the gap if"
        " each of them serves one of these learners, at least nought. Gap in the run with the project: as the model"
        " places them, where such a run is given.",
        (
            *words("Academic year"),
            *counts("Gap without the project", "Learners of the project", "Left if each serves one of them"),
            *counts("Gap in the run with the project"),
        ),
        tuple(rows),
        notes=() if given.with_project else (NOT_GIVEN,),
    )


def _beside_project(given: BidGiven, year: str) -> tuple[BidCell, ...]:
    gap, filled = given.main.facts.of("gap", year, given.asked), given.learners(year)
    left = less(gap, filled)
    other = given.with_project
    modelled = other.facts.of("gap", year, given.asked) if other and year in other.facts.years else None
    return year, gap, filled, max(left, 0.0) if isinstance(left, float) else left, modelled


def total_gap(given: BidGiven, year: str) -> BidCell:
    """Places missing in a year for those whom the project is for."""
    return given.main.facts.of("gap", year, given.asked)
