"""The closed vocabularies (needs, phases, requirements, ages, years), and the one table of kinds of provision.

Sources: needs and provision are the codes of the SEN2 person-level return and of DfE's *Education, health and
care plans* release; age is age on 31 August before the academic year, so that the National Curriculum year
group is ``age - 4`` (Reception 0, Year 6 = 6, Year 11 = 11).
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Need(StrEnum):
    """Primary need of a plan."""

    ASD = "ASD"
    SEMH = "SEMH"
    SLCN = "SLCN"
    MLD = "MLD"
    SLD = "SLD"
    PMLD = "PMLD"
    SPLD = "SPLD"
    PD = "PD"
    HI = "HI"
    VI = "VI"
    MSI = "MSI"
    DS = "DS"
    OTH = "OTH"


class NeedGroup(StrEnum):
    """Needs that one kind of school mostly serves together."""

    AUTISM_COMMUNICATION = "autism_communication"
    SEMH = "semh"
    MODERATE_SPECIFIC = "moderate_specific"
    SEVERE_PROFOUND = "severe_profound"
    SENSORY_PHYSICAL = "sensory_physical"
    OTHER = "other"


class Phase(StrEnum):
    """Phase of education, by National Curriculum year group."""

    EARLY_YEARS = "early_years"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    POST_16 = "post_16"
    POST_19 = "post_19"


class AgeGroup(StrEnum):
    """Age bands of the DfE release."""

    UNDER_5 = "under_5"
    AGE_5_10 = "5_to_10"
    AGE_11_15 = "11_to_15"
    AGE_16_19 = "16_to_19"
    AGE_20_25 = "20_to_25"


class Provision(StrEnum):
    """Where a learner with a plan is educated."""

    MAINSTREAM = "mainstream"
    SUPPORT_BASE = "support_base"
    SPECIALIST_BASE = "specialist_base"
    STATE_SPECIAL = "state_special"
    NON_MAINTAINED_SPECIAL = "non_maintained_special"
    INDEPENDENT_SPECIAL = "independent_special"
    INDEPENDENT_MAINSTREAM = "independent_mainstream"
    ALTERNATIVE_PROVISION = "alternative_provision"
    FURTHER_EDUCATION = "further_education"
    SPECIALIST_POST_16 = "specialist_post_16"
    EARLY_YEARS_SETTING = "early_years_setting"
    ELSEWHERE = "elsewhere"


class Requirement(StrEnum):
    """The kind of specialist place that a learner needs; a learner who needs none is in no requirement."""

    BASE = "base"
    SPECIAL = "special"
    INDEPENDENT_ONLY = "independent_only"


class Basis(StrEnum):
    """How a figure of a pack was obtained."""

    PUBLISHED = "published"
    SCALED = "scaled"
    ESTIMATED = "estimated"


NEEDS: tuple[Need, ...] = tuple(Need)
NEED_GROUPS: tuple[NeedGroup, ...] = tuple(NeedGroup)
PHASES: tuple[Phase, ...] = tuple(Phase)
AGE_GROUPS: tuple[AgeGroup, ...] = tuple(AgeGroup)
PROVISIONS: tuple[Provision, ...] = tuple(Provision)
REQUIREMENTS: tuple[Requirement, ...] = tuple(Requirement)
AGES: tuple[int, ...] = tuple(range(26))
"""Single ages on 31 August, 0 to 25."""
FIRST_YEAR_GROUP = -4
"""National Curriculum year group of age 0; Reception is 0 and Year 11 is 11."""

ROAD_CLASSES = ("motorway", "a_road", "b_road", "minor")
"""Classes of roads, each with a speed among the parameters."""


class Sector(StrEnum):
    """Who offers the specialist places of a kind of provision; ``other`` kinds offer none that the method fills."""

    STATE = "state"
    INDEPENDENT = "independent"
    OTHER = "other"


@dataclass(frozen=True)
class KindOfProvision:
    """What the method knows of one kind of provision: a row of KINDS_OF_PROVISION.

    ``takes`` are the requirements of its learners in the base year, the most usual first, and those that a new provider
    of the kind takes. A place of the kind counts for ``stands_for`` when places are set against requirement.
    ``may_also_take`` are the requirements that a scenario may open to it. ``name`` is the kind in words.
    """

    provision: Provision
    name: str
    sector: Sector = Sector.OTHER
    takes: tuple[Requirement, ...] = ()
    stands_for: Requirement | None = None
    may_also_take: tuple[Requirement, ...] = ()

    @property
    def charge(self) -> str:
        """Price that follows each learner: a top-up in the state's places, a fee elsewhere, nothing in other kinds."""
        return {Sector.STATE: "top_up", Sector.INDEPENDENT: "fee", Sector.OTHER: ""}[self.sector]


_STATE, _INDEPENDENT = Sector.STATE, Sector.INDEPENDENT
_BASE, _SPECIAL, _ONLY = Requirement.BASE, Requirement.SPECIAL, Requirement.INDEPENDENT_ONLY
_EITHER, _ANY = (_SPECIAL, _ONLY), (_BASE, _SPECIAL, _ONLY)
KINDS_OF_PROVISION: dict[Provision, KindOfProvision] = {
    kind.provision: kind
    for kind in (
        KindOfProvision(Provision.MAINSTREAM, "mainstream school"),
        KindOfProvision(Provision.SUPPORT_BASE, "support base"),
        KindOfProvision(Provision.STATE_SPECIAL, "state special school", _STATE, (_SPECIAL,), _SPECIAL, (_BASE,)),
        KindOfProvision(Provision.SPECIALIST_BASE, "specialist base", _STATE, (_BASE,), _BASE),
        KindOfProvision(
            Provision.NON_MAINTAINED_SPECIAL, "non-maintained special school", _INDEPENDENT, _EITHER, _ONLY, _ANY
        ),
        KindOfProvision(
            Provision.INDEPENDENT_SPECIAL, "independent special school", _INDEPENDENT, _EITHER, _ONLY, _ANY
        ),
        KindOfProvision(
            Provision.INDEPENDENT_MAINSTREAM, "independent mainstream school", _INDEPENDENT, (_ONLY,), _ONLY, _ANY
        ),
        KindOfProvision(Provision.ALTERNATIVE_PROVISION, "alternative provision setting"),
        KindOfProvision(Provision.FURTHER_EDUCATION, "further education college"),
        KindOfProvision(Provision.SPECIALIST_POST_16, "specialist post-16 institution"),
        KindOfProvision(Provision.EARLY_YEARS_SETTING, "early years setting"),
        KindOfProvision(Provision.ELSEWHERE, "place elsewhere"),
    )
}
"""The one table of kinds of provision; every other list of kinds is made from it."""


def provisions_of(sector: Sector) -> tuple[Provision, ...]:
    """Return the kinds of provision of a sector, in the order of the table."""
    return tuple(kind for kind, row in KINDS_OF_PROVISION.items() if row.sector is sector)


IN_COUNTY: tuple[Provision, ...] = provisions_of(Sector.STATE)
"""State-funded specialist provision."""

INMSS: tuple[Provision, ...] = provisions_of(Sector.INDEPENDENT)
"""Independent and non-maintained special schools, with independent mainstream held apart by its own code."""

SPECIALIST: tuple[Provision, ...] = (*IN_COUNTY, *INMSS)
"""Provision whose places the method fills."""

SPECIAL_SCHOOLS: tuple[Provision, ...] = tuple(
    kind for kind in SPECIALIST if _SPECIAL in KINDS_OF_PROVISION[kind].takes
)
"""Special schools, the state's and others."""

INMSS_SPECIAL: tuple[Provision, ...] = tuple(kind for kind in INMSS if kind in SPECIAL_SCHOOLS)
"""Independent and non-maintained special schools alone."""

STATE_KIND: dict[Requirement, Provision] = {
    requirement: kind
    for requirement in REQUIREMENTS
    for kind in IN_COUNTY
    if KINDS_OF_PROVISION[kind].stands_for is requirement
}
"""State provision meant for a requirement; there is none for ``independent_only``."""

STATE_REQUIREMENTS: tuple[Requirement, ...] = tuple(STATE_KIND)
"""Requirements that a state place can meet."""

NEED_NAMES: dict[Need, str] = {
    Need.ASD: "Autism (ASD)",
    Need.SEMH: "Social, emotional and mental health (SEMH)",
    Need.SLCN: "Speech, language and communication (SLCN)",
    Need.MLD: "Moderate learning difficulty (MLD)",
    Need.SLD: "Severe learning difficulty (SLD)",
    Need.PMLD: "Profound and multiple learning difficulty (PMLD)",
    Need.SPLD: "Specific learning difficulty (SpLD)",
    Need.PD: "Physical disability (PD)",
    Need.HI: "Hearing impairment (HI)",
    Need.VI: "Visual impairment (VI)",
    Need.MSI: "Multi-sensory impairment (MSI)",
    Need.DS: "Down syndrome (DS)",
    Need.OTH: "Other (OTH)",
}

NEED_GROUP_OF: dict[Need, NeedGroup] = {
    Need.ASD: NeedGroup.AUTISM_COMMUNICATION,
    Need.SLCN: NeedGroup.AUTISM_COMMUNICATION,
    Need.SEMH: NeedGroup.SEMH,
    Need.MLD: NeedGroup.MODERATE_SPECIFIC,
    Need.SPLD: NeedGroup.MODERATE_SPECIFIC,
    Need.DS: NeedGroup.MODERATE_SPECIFIC,
    Need.SLD: NeedGroup.SEVERE_PROFOUND,
    Need.PMLD: NeedGroup.SEVERE_PROFOUND,
    Need.HI: NeedGroup.SENSORY_PHYSICAL,
    Need.VI: NeedGroup.SENSORY_PHYSICAL,
    Need.MSI: NeedGroup.SENSORY_PHYSICAL,
    Need.PD: NeedGroup.SENSORY_PHYSICAL,
    Need.OTH: NeedGroup.OTHER,
}
"""The four broad areas of the SEND Code of Practice, with cognition and learning in two (A-450)."""

NEED_GROUP_NAMES: dict[NeedGroup, str] = {
    NeedGroup.AUTISM_COMMUNICATION: "Autism and communication",
    NeedGroup.SEMH: "Social, emotional and mental health",
    NeedGroup.MODERATE_SPECIFIC: "Moderate and specific learning difficulties",
    NeedGroup.SEVERE_PROFOUND: "Severe and profound learning difficulties",
    NeedGroup.SENSORY_PHYSICAL: "Sensory and physical",
    NeedGroup.OTHER: "Other needs",
}

NEED_ALIASES: dict[str, Need] = {"ASC": Need.ASD}
"""What people write for a need, where it is not the code."""

_PHASE_FIRST_AGE = {
    Phase.EARLY_YEARS: 0,
    Phase.PRIMARY: 4,
    Phase.SECONDARY: 11,
    Phase.POST_16: 16,
    Phase.POST_19: 19,
}
_AGE_GROUP_FIRST_AGE = {
    AgeGroup.UNDER_5: 0,
    AgeGroup.AGE_5_10: 5,
    AgeGroup.AGE_11_15: 11,
    AgeGroup.AGE_16_19: 16,
    AgeGroup.AGE_20_25: 20,
}


@cache
def phase_of_age(age: int) -> Phase:
    """Phase of a learner of ``age`` (years on 31 August)."""
    return next(phase for phase in reversed(PHASES) if age >= _PHASE_FIRST_AGE[phase])


def year_group_code(year_group: int) -> str:
    """A year group as a code: ``R``, ``1`` to ``21``, and those below Reception by age, ``age_3``."""
    if year_group == 0:
        return "R"
    return str(year_group) if year_group > 0 else f"age_{year_group - FIRST_YEAR_GROUP}"


def year_group_name(year_group: int) -> str:
    """A year group in words; those below Reception by their age on 31 August."""
    if year_group == 0:
        return "Reception"
    return f"Year {year_group}" if year_group > 0 else f"Age {year_group - FIRST_YEAR_GROUP}"


@cache
def age_group_of_age(age: int) -> AgeGroup:
    """DfE age band of ``age`` (years on 31 August)."""
    return next(group for group in reversed(AGE_GROUPS) if age >= _AGE_GROUP_FIRST_AGE[group])


@cache
def ages_of_phase(phase: Phase) -> tuple[int, ...]:
    """Return the single ages of ``phase``, ascending."""
    return tuple(age for age in AGES if phase_of_age(age) is phase)


@cache
def ages_of_group(group: AgeGroup) -> tuple[int, ...]:
    """Return the single ages of an age band, ascending."""
    return tuple(age for age in AGES if age_group_of_age(age) is group)


def academic_year(census_year: int) -> str:
    """Academic year in which the January census of ``census_year`` falls: 2025 is ``2024/25``."""
    return f"{census_year - 1}/{census_year % 100:02d}"


def census_year(academic_year_label: str) -> int:
    """January census that falls in an academic year: ``2024/25`` is 2025. Raises ValueError for another form."""
    first, _, second = academic_year_label.partition("/")
    year = int(first) + 1
    if len(first) != 4 or second != f"{year % 100:02d}":
        raise ValueError(f"not an academic year such as 2024/25: {academic_year_label!r}")
    return year


def financial_year(starting: int) -> str:
    """Financial year that starts in April of ``starting``: 2025 is ``2025-26``."""
    return f"{starting}-{(starting + 1) % 100:02d}"


def start_of(financial_year_label: str) -> int:
    """Year in which a financial year starts: ``2025-26`` is 2025. Raises ValueError for another form."""
    first, _, second = financial_year_label.partition("-")
    year = int(first)
    if len(first) != 4 or second != f"{(year + 1) % 100:02d}":
        raise ValueError(f"not a financial year such as 2025-26: {financial_year_label!r}")
    return year
