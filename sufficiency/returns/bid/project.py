"""What a capital project is, as its file says: for whom, what is built, who commissions it, and the officer's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import NEED_GROUP_OF, Need, NeedGroup, Phase, Provision
from sufficiency.errors import Fault
from sufficiency.finance.sets import PlaceSet, PlaceSets

GROUPS_OF_PHASING = {
    "nursery": ("Nursery", 0, 3),
    "reception": ("Reception", 4, 4),
    "ks1": ("KS1 (Y1-2)", 5, 6),
    "ks2": ("KS2 (Y3-6)", 7, 10),
    "ks3": ("KS3 (Y7-9)", 11, 13),
    "ks4": ("KS4 (Y10-11)", 14, 15),
    "age_16_19": ("16 to 19", 16, 18),
}
"""Rows of the phasing table: name, youngest and oldest age on 31 August (DfE, special free schools)."""
YEARS_OF_PHASING = 7
"""The year of opening and six more."""
WORDS = {
    "summary": "The case in a few sentences",
    "local_context": "Local context",
    "why_not_a_base": "Why the need cannot be met in specialist bases",
    "site": "Site and building",
    "consultation": "Schools, parents and neighbouring authorities",
    "revenue": "How the places will be paid for once they are open",
    "quality_statement": "Who checked the evidence, and how",
}
"""What the officer may write, and the title under which it stands."""
TO_BE_WRITTEN = "to be written"
"""Stands where the officer has written nothing."""
LEVELS_OF_RISK = ("low", "medium", "high")


@dataclass(frozen=True)
class BidRisk:
    """A risk of the project, with how likely it is and how much it would do: low, medium or high."""

    name: str
    risk: str
    likelihood: str
    effect: str
    owner: str
    mitigation: str


@dataclass(frozen=True)
class BidProject:
    """What a project's file says.

    ``areas`` are empty where it is for the whole authority; ``ages`` are on 31 August; ``phasing`` are learners by key
    of GROUPS_OF_PHASING in each year from opening, empty where the file leaves them to be worked out.
    """

    title: str
    contact: str
    designation: str
    need_groups: tuple[NeedGroup, ...]
    needs: tuple[Need, ...]
    phases: tuple[Phase, ...]
    areas: tuple[str, ...]
    ages: tuple[int, int]
    sets: PlaceSets
    preferred: str
    commissioners: Mapping[str, int]
    phasing: Mapping[str, tuple[float, ...]]
    risks: tuple[BidRisk, ...]
    words: Mapping[str, str]
    unmitigated: Path | None
    mitigated: Path | None
    warnings: tuple[Fault, ...]

    @property
    def option(self) -> PlaceSet:
        """The option that the bid is for."""
        return next(option for option in self.sets.options if option.name == self.preferred)

    @property
    def is_base(self) -> bool:
        """Whether the project itself is a specialist base."""
        return self.option.provision is Provision.SPECIALIST_BASE

    @property
    def all_needs(self) -> tuple[Need, ...]:
        """Every need of the groups that the project is for."""
        return tuple(need for need in Need if NEED_GROUP_OF[need] in self.need_groups)
