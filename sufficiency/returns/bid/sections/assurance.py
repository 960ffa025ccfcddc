"""Risks, assumptions with their ratings, sources with their fingerprints, and what was checked."""

from collections import Counter
from collections.abc import Iterator

from sufficiency.packs.quality import State
from sufficiency.returns.audience import Audience
from sufficiency.returns.bid.evidence import BidCell, BidHeading, BidSection, BidTable, Figures, words
from sufficiency.returns.bid.given import BidGiven
from sufficiency.returns.bid.project import LEVELS_OF_RISK
from sufficiency.returns.bid.words import range_words

ASSUMED = (
    *("A-01", "A-02", "A-03", "A-04", "A-06", "A-07", "A-11", "A-18", "A-156", "A-157", "A-171", "A-172", "A-174"),
    *("A-175", "A-185", "A-425", "A-426", "A-427", "A-428", "A-429", "A-430", "A-431", "A-450"),
    *("A-485", "A-486", "A-487", "A-488", "A-489"),
)
"""Assumptions on which every bid rests: demand, requirement, diversion, appraisal, and the bid's own."""
_STATES = {
    State.CURRENT: "The checks of the pack are of the pack as it is now.",
    State.CHANGED: "The pack has changed since it was checked: run sufficiency check-pack again.",
    State.MISSING: "The pack has not been checked: run sufficiency check-pack.",
}


def risks_section(given: BidGiven) -> BidSection:
    """The project's risks, the gravest first."""
    order = {level: place for place, level in enumerate(LEVELS_OF_RISK)}
    ranked = sorted(given.project.risks, key=lambda one: -(1 + order[one.likelihood]) * (1 + order[one.effect]))
    rows = tuple((one.risk, one.likelihood, one.effect, one.owner, one.mitigation) for one in ranked)
    table = BidTable(
        "risks",
        "Risks, the gravest first",
        "As the project's file has them.",
        words("Risk", "Likelihood", "Effect", "Owner", "What is done about it"),
        rows,
        notes=() if rows else ("To be written: the project's file has no risks.",),
    )
    return BidSection("risks", "Risks", (), (table,))


def assumptions_section(given: BidGiven) -> BidSection:
    """Assumptions on which the evidence rests, with quality and impact."""
    found = given.vouched.log_found
    notes = () if found else ("The assumptions log is not at hand (docs/assumptions.md beside scenarios/): ids alone.",)
    table = BidTable(
        "assumptions",
        "Assumptions and how well each is supported",
        "Those that the evidence and the run's pack rest on. Quality is how well an assumption is supported, impact how"
        " much results move with it: green good or small, amber middling, red weak or large.",
        words("Id", "What is assumed", "Value", "Quality", "Impact"),
        tuple(given.vouched.assumptions),
        notes=notes,
    )
    return BidSection("assumptions", "Assumptions", (), (table,))


def sources_section(given: BidGiven) -> BidSection:
    """Where the data are from, with fingerprints of the files."""
    table = BidTable(
        "sources",
        "Sources of the data",
        "What the pack was made of, with the beginning of each file's sha256.",
        words("Publisher", "Title", "Date", "Licence", "sha256"),
        tuple(given.vouched.sources),
    )
    runs = BidTable("runs", "The runs", "The saved runs that are quoted.", words("What", "Which"), tuple(_runs(given)))
    return BidSection("sources", "Where this comes from", (), (table, runs))


def _runs(given: BidGiven) -> Iterator[tuple[str, str]]:
    beside = {"Unmitigated": given.unmitigated, "Mitigated": given.main, "With the project": given.with_project}
    for name, run in beside.items():
        yield name, "none given" if run is None else f"{run.title} ({run.scenario}), {run.draws:,} draws"
    yield "Pack", f"{given.vouched.pack}, fingerprint {given.vouched.fingerprint}"
    yield from given.vouched.provenance.items()


def quality_section(given: BidGiven) -> BidSection:
    """What was checked, how accurate the forecast has been, and what is unexplained of the money."""
    vouched = given.vouched
    sentences = (
        _STATES[State(vouched.pack_state)],
        range_words(given.main.draws),
        "Figures are what a model expects, not counts of children; a person decides where each child goes to school.",
        *vouched.unexplained,
    )
    checks = _checks(given)
    accuracy = BidTable(
        "accuracy",
        "How accurate the forecast of plans has been",
        "Measured on the published counts of 145 authorities, forecast from each January of 2017 to 2024 without sight"
        " of later counts (docs/accuracy.md); h is years ahead.",
        (*words("Measure"), BidHeading("Measured", Figures.WORDS), BidHeading("Gate", Figures.WORDS)),
        tuple(vouched.accuracy),
        notes=()
        if vouched.accuracy
        else ("The page on accuracy is not at hand (docs/accuracy.md beside scenarios/).",),
    )
    return BidSection("quality", "Quality statement", sentences, (accuracy, checks), ("quality_statement",))


def _checks(given: BidGiven) -> BidTable:
    """What checks found: in full for officers, as they quote counts of few children; for all others how often."""
    found = given.vouched.checks
    rows: tuple[tuple[BidCell, ...], ...]
    if given.audience is Audience.INTERNAL:
        headings = words("Check", "How bad", "Where", "What was found")
        rows = tuple((one.kind, str(one.severity), one.where, one.value or one.message) for one in found)
    else:
        headings = (*words("Check", "How bad"), BidHeading("Times"))
        times = Counter((one.kind, str(one.severity)) for one in found)
        rows = tuple((kind, severity, float(number)) for (kind, severity), number in sorted(times.items()))
    return BidTable(
        "checks",
        "What the checks of the pack and the run found",
        "Errors and warnings; what is merely good to know is left out.",
        headings,
        rows,
        notes=() if found else ("Nothing to warn of.",),
    )
