"""Which kinds of provision, needs and ages go to which line of which return: the one mapping of each, as data.

The same learner stands differently in each. Non-maintained special schools count with the state's special schools in
the School Capacity Survey (SCAP) and with independent ones in the local reform plan.
"""

from dataclasses import dataclass

from models.outcome.year_groups import UNMET
from models.vocabulary import AGES, FIRST_YEAR_GROUP, YEAR_GROUPS, AgeGroup, Need, Phase, Provision, age_group_of_age

SCAP_NAMES: dict[str, str] = {
    "UR": "SEN units and resourced provision in mainstream schools",
    "IN": "Independent schools",
    "SS": "State-funded special schools, non-maintained ones included",
    "AP": "Alternative provision",
}
"""Kinds of place in the SEND forecast of SCAP. Who counts there: :data:`models.outcome.year_groups.SCAP_KINDS`."""
SCAP_YEAR_GROUPS: dict[Phase, tuple[int, ...]] = {
    Phase.PRIMARY: (0, 1, 2, 3, 4, 5, 6),
    Phase.SECONDARY: (7, 8, 9, 10, 11),
}
SCAP_YEARS_AHEAD: dict[Phase, int] = {Phase.PRIMARY: 5, Phase.SECONDARY: 7}
"""Years forecast beyond the base year."""


@dataclass(frozen=True)
class PlanLine:
    """A line of table 6 of the reform plan.

    provisions : what counts there; none where the tool does not tell the line from another.
    group : the table of needs within it (7.1 to 7.7), or empty.
    note : what a reader must know of the line.
    """

    code: str
    name: str
    provisions: tuple[Provision, ...] = ()
    group: str = ""
    note: str = ""


_NOT_APART = "not told apart by the tool; fill in from your own records"
PLAN_LINES: tuple[PlanLine, ...] = (
    PlanLine("early_years", "Early years settings including PVIs", (Provision.EARLY_YEARS_SETTING,), "7.1"),
    PlanLine(
        "mainstream",
        "Mainstream schools and academies",
        (Provision.MAINSTREAM,),
        "7.2",
        "holds learners who wait for a specialist place, and sixth forms of schools (A-472)",
    ),
    PlanLine("support_bases", "Support bases in mainstream", (Provision.SUPPORT_BASE,), "7.2"),
    PlanLine("specialist_bases", "Specialist bases in mainstream", (Provision.SPECIALIST_BASE,), "7.3"),
    PlanLine(
        "maintained_special", "Maintained special schools and special academies", (Provision.STATE_SPECIAL,), "7.4"
    ),
    PlanLine(
        "nmss_or_independent",
        "NMSS or independent: LA-funded",
        (Provision.NON_MAINTAINED_SPECIAL, Provision.INDEPENDENT_SPECIAL, Provision.INDEPENDENT_MAINSTREAM),
        "7.5",
        "every learner at such a school (A-473)",
    ),
    PlanLine(
        "nmss_or_independent_other",
        "NMSS or independent: other suitable arrangements",
        group="7.5",
        note=f"{_NOT_APART}, and take it from the line above",
    ),
    PlanLine("alternative_provision", "Alternative provision", (Provision.ALTERNATIVE_PROVISION,), "7.6"),
    PlanLine(
        "mainstream_post_16",
        "Mainstream post-16",
        (Provision.FURTHER_EDUCATION,),
        "7.7",
        "further education, sixth-form colleges and 16-19 academies (A-472)",
    ),
    PlanLine(
        "mainstream_post_16_specialist",
        "Mainstream post-16 specialist",
        group="7.7",
        note=f"{_NOT_APART}, and take it from the line above",
    ),
    PlanLine("specialist_post_16", "Specialist post-16 institutions", (Provision.SPECIALIST_POST_16,), "7.7"),
    PlanLine(
        "elective_home_education", "Elective home education", note=f"{_NOT_APART}, and take it from the last line"
    ),
    PlanLine(
        "other_arrangements",
        "Other arrangements by the LA (EOTAS)",
        note=f"{_NOT_APART}, and take it from the last line",
    ),
    PlanLine(
        "other",
        "Other (including hospital)",
        (Provision.ELSEWHERE,),
        note="all who are elsewhere: at home, in hospital, in work, waiting or not in education (A-473)",
    ),
)
"""The 14 lines of table 6. Those without provision stay empty: no split is invented."""
WHERE_OF: dict[Provision, tuple[str, ...]] = {one: (str(one),) for one in Provision} | {
    Provision.MAINSTREAM: (str(Provision.MAINSTREAM), *UNMET)
}
"""Where learners of a kind of provision are: in mainstream are those who are unmet there, too."""
KNOWN_LINES: tuple[PlanLine, ...] = tuple(line for line in PLAN_LINES if line.provisions)
OTHER_GROUP = "other"
"""The lines of table 6 that no table 7.1 to 7.7 is about."""
GROUP_NAMES: dict[str, str] = {
    "7.1": "Early years settings including PVIs",
    "7.2": "Mainstream including support bases",
    "7.3": "Specialist bases",
    "7.4": "Maintained special schools and special academies",
    "7.5": "NMSS or independent",
    "7.6": "Alternative provision or hospital",
    "7.7": "Post-16",
    OTHER_GROUP: "Elsewhere, in no table 7.1 to 7.7",
}
PLAN_NEEDS: dict[str, tuple[str, tuple[Need, ...]]] = {
    "ASD": ("Autistic spectrum disorder", (Need.ASD,)),
    "HI": ("Hearing impairment", (Need.HI,)),
    "MLD": ("Moderate learning difficulty", (Need.MLD,)),
    "MSI": ("Multi-sensory impairment", (Need.MSI,)),
    "PD": ("Physical disability", (Need.PD,)),
    "PMLD": ("Profound and multiple learning difficulty", (Need.PMLD,)),
    "SEMH": ("Social, emotional and mental health", (Need.SEMH,)),
    "SLCN": ("Speech, language and communication needs", (Need.SLCN,)),
    "SLD": ("Severe learning difficulty", (Need.SLD,)),
    "SPLD": ("Specific learning difficulty", (Need.SPLD,)),
    "VI": ("Visual impairment", (Need.VI,)),
    "OTH": ("Other", (Need.OTH, Need.DS)),
}
"""Needs of table 7: Down syndrome, which it does not name, counts with other (A-471)."""
NO_ASSESSMENT = "SEN support but no specialist assessment"
"""The thirteenth need, which nobody with a plan has."""
AGE_GROUP_NAMES: dict[AgeGroup, str] = {
    AgeGroup.UNDER_5: "Under 5",
    AgeGroup.AGE_5_10: "5 to 10",
    AgeGroup.AGE_11_15: "11 to 15",
    AgeGroup.AGE_16_19: "16 to 19",
    AgeGroup.AGE_20_25: "20 to 25",
}
AT_31_AUGUST, TURNED = "at_31_august", "turned"
AGE_BASES: dict[str, int] = {AT_31_AUGUST: 0, TURNED: 1}
"""Ages of a return, and how many years are added to the age on 31 August before the academic year (A-470)."""

AGE_WORDS: dict[str, str] = {
    AT_31_AUGUST: "at 31 August before the academic year",
    TURNED: "that learners turn in the academic year",
}


def age_group_in(basis: str, year_group: int) -> AgeGroup:
    """Age group of a year group: by the age on 31 August, or by that which a learner turns in the academic year."""
    return age_group_of_age(min(year_group - FIRST_YEAR_GROUP + AGE_BASES[basis], AGES[-1]))


GRID_BANDS: dict[str, tuple[int, ...]] = {
    "Nursery": tuple(group for group in YEAR_GROUPS if group < 0),
    "Reception": (0,),
    "KS1": (1, 2),
    "KS2": (3, 4, 5, 6),
    "KS3": (7, 8, 9),
    "KS4": (10, 11),
    "16 to 19": tuple(group for group in YEAR_GROUPS if group > 11),
}
"""Rows of the grid of a new or larger school; learners of 19 and over stand in the last (A-476)."""
