"""Words that several tables of a bid have: kinds of place, phases, for whom the project is, and what ranges are."""

from models.vocabulary import KINDS_OF_PROVISION, NEED_GROUP_NAMES, STATE_KIND, Phase, Requirement
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS, FEWEST_DRAWS
from sufficiency.returns.bid.given import BidGiven

PHASE_WORDS: dict[str, str] = {
    Phase.EARLY_YEARS: "Early years",
    Phase.PRIMARY: "Primary",
    Phase.SECONDARY: "Secondary",
    Phase.POST_16: "Post-16",
    Phase.POST_19: "Post-19",
}
KIND_OF_PLACE: dict[str, str] = {
    Requirement.BASE: "Specialist base",
    Requirement.SPECIAL: "State special school",
    Requirement.INDEPENDENT_ONLY: "Independent school only",
}
NOT_GIVEN = (
    "No run with the project's places stands beside this one; to have one, let RUN have them, and name the run without"
    " them in the project's file (mitigated:)."
)


def for_whom(given: BidGiven) -> str:
    """Groups of needs, phases and areas of the project, in words."""
    project = given.project
    groups = ", ".join(NEED_GROUP_NAMES[group] for group in project.need_groups).lower()
    phases = " and ".join(PHASE_WORDS[phase].lower() for phase in project.phases)
    where = ", ".join(given.area_names.get(area, area) for area in project.areas) or f"all of {given.authority}"
    return f"{groups}; {phases}; {where}"


def range_words(draws: int) -> str:
    """What a range of some draws holds."""
    if draws < FEWEST_DRAWS:
        return f"No ranges: the run has {draws} draws, too few."
    if draws < ENOUGH_DRAWS:
        return f"Ranges are rough: they are from {draws} draws."
    return (
        f"Ranges hold four outcomes in five (from {draws:,} draws); where they are of a sum for which the run has none,"
        " the ends of its parts are added up, and they are mostly wider (A-485)."
    )


def kind_name(requirement: Requirement) -> str:
    """The state's kind of provision for a requirement, in words."""
    return KINDS_OF_PROVISION[STATE_KIND[requirement]].name
