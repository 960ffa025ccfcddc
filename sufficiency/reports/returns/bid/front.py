"""The first page of a bid: what is asked for and for whom, and the few figures on which the case rests."""

from dataclasses import dataclass

from models.vocabulary import KINDS_OF_PROVISION, NEED_GROUP_NAMES, academic_year, financial_year
from sufficiency.finance.appraisal.of_run import Payers
from sufficiency.reports.returns.bid.figures import pounds_in_full, written
from sufficiency.reports.words import millions, percent
from sufficiency.returns.bid.evidence import BidCell, Figures, less
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.project import TO_BE_WRITTEN, WORDS
from sufficiency.returns.bid.sections.demand import total_gap
from sufficiency.returns.bid.sections.options import nil_of
from sufficiency.returns.bid.words import PHASE_WORDS

MISSING = "learners above them, in INMSS for want, or unmet"
"""What a place that is missing is: not what is required less the places there are."""


@dataclass(frozen=True)
class BidFinding:
    """One figure of the first page, and the words that follow it."""

    figure: str
    words: str


def particulars(given: BidGiven) -> list[tuple[str, str]]:
    """What is asked for, each with its name; what the project's file leaves out is to be written."""
    project, option = given.project, given.project.option
    where = ", ".join(given.area_names.get(area, area) for area in project.areas) or f"all of {given.authority}"
    return [
        ("Authority", given.authority),
        ("Contact", project.contact or TO_BE_WRITTEN),
        ("Designation", project.designation or TO_BE_WRITTEN),
        ("Groups of needs", ", ".join(NEED_GROUP_NAMES[group] for group in project.need_groups)),
        ("Phases", ", ".join(PHASE_WORDS[phase] for phase in project.phases)),
        ("Ages on 31 August", f"{project.ages[0]} to {project.ages[1]}"),
        ("Areas", where),
        ("Places", f"{option.places} in a {KINDS_OF_PROVISION[option.provision].name}: {option.title}"),
        ("Opens", f"September {option.opens} ({academic_year(option.opens + 1)})"),
        ("Capital with optimism bias", pounds_in_full(option.capital.total_gbp)),
    ]


def findings(given: BidGiven) -> list[BidFinding]:
    """The figures on which the case rests."""
    facts, year, asked = given.main.facts, given.full, given.asked
    required, gap = facts.of("required", year, asked), total_gap(given, year)
    places, want = facts.places(year, asked), facts.of("inmss_for_want", year, asked)
    stand = f", and {_whole(places)} places stand for them" if isinstance(places, float) else ""
    found = [
        BidFinding(_whole(required), f"learners require a place in {year}{stand}"),
        BidFinding(_whole(gap), f"places are missing in {year} without the project: {MISSING}"),
    ]
    if isinstance(want, float):
        found.append(BidFinding(_whole(want), f"of them are for learners in INMSS for want of a place in {year}"))
    if given.unmitigated is not None and year in given.unmitigated.facts.years:
        fewer = less(given.unmitigated.facts.of("required", year, asked), required)
        found.append(BidFinding(_whole(fewer), f"fewer learners require a place in {year} than without mitigation"))
    return [*found, _value(given)]


def _value(given: BidGiven) -> BidFinding:
    answer = next(one for one in given.appraised.of(Payers.PUBLIC_VALUE) if one.option.name == given.project.preferred)
    pays = nil_of(next(switch for switch in answer.switches if switch.variable == "diversion"))
    last = financial_year(given.appraised.first_year + given.appraised.sets.years)
    from_which = f"it pays from {percent(pays)}" if isinstance(pays, float) else "it pays at no diversion"
    words = f"net present value to {last}, public value, at a diversion of"
    return BidFinding(millions(answer.value), f"{words} {percent(answer.diversion.share)}; {from_which}")


def _whole(cell: BidCell) -> str:
    return written(cell, Figures.COUNT) or "–"


def boxes(given: BidGiven) -> dict[str, tuple[str, str]]:
    """Title and words of every box of the officer; words are empty where nothing is written."""
    return {key: (title, given.project.words.get(key, "")) for key, title in WORDS.items()}
