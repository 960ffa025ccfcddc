"""The structure of the SEN2 person-level return, as far as it is read: modules, how they hang together, fields.

The return is nested. A person has requests; a request may have an assessment; an assessment may have a named plan (4a)
with the settings that it names (4b). A request that led to a plan in force also has an active plan (5a) with the
settings attended (5b) and the needs (5c).

COLLECT's Blade export gives a CSV file for each module, ``..._<module>.csv``; each record has its own id in
``<module>tableid`` and its parent's in ``<parent>tableid``. The XML of the collection nests the same records as
elements. Fields that no count needs (sex, ethnicity, reviews, budgets, mediation) are never read.

Sources: the modules and codes of ``docs/guide-data-sen2.md``; ids and file names as in COLLECT's exports.
"""

from dataclasses import dataclass

from models.vocabulary import NEEDS

TRUE, FALSE = ("1", "TRUE", "Y", "YES"), ("0", "FALSE", "N", "NO", "")
RANKS = tuple(map(str, range(1, 10)))
"""Rank of a placement or need; the first is the main one, and the only one counted."""
SETTINGS = ("OLA", "OPA", "EHE", "EYP", "OTH", "NEET", "NIEC", "NIEO")
"""Codes of a placement at no school or college with a reference number."""
CEASE_REASONS = {
    "1": "max_age",
    "2": "needs_met",
    "3": "higher_education",
    "4": "employment",
    "5": "transfer",
    "6": "no_engagement",
    "7": "left_england",
    "8": "deceased",
    "9": "other",
}
"""Why a plan ended, in the words of the packs."""


@dataclass(frozen=True)
class Field:
    """One field: ``kind`` says how its words are checked and read.

    Kinds: ``id``; ``date``; ``flag`` (yes or no); ``digits`` (exactly ``length`` figures); ``code`` (of ``allowed``);
    ``words`` (not checked). ``needed``: never blank. ``optional``: the column itself may be missing.
    """

    name: str
    kind: str
    needed: bool = False
    optional: bool = False
    allowed: tuple[str, ...] = ()
    length: int = 0


@dataclass(frozen=True)
class Module:
    """One module: its name (as in the file's name, and as the XML element, case apart), parent and fields.

    ``single``: its parent has at most one of it.
    """

    name: str
    parent: str
    fields: tuple[Field, ...]
    single: bool = False

    @property
    def id_field(self) -> str:
        """Column of the record's own id."""
        return f"{self.name}tableid"

    @property
    def parent_field(self) -> str:
        """Column of its parent's id; empty for a module whose parent is not followed."""
        return f"{self.parent}tableid" if self.parent else ""

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Own id, parent's id, fields."""
        ids = [name for name in (self.id_field, self.parent_field) if name]
        return (*(Field(name, "id", needed=True) for name in ids), *self.fields)


def _date(name: str, *, needed: bool = False) -> Field:
    return Field(name, "date", needed=needed)


_SETTING = (
    Field("urn", "digits", length=6),
    Field("ukprn", "digits", length=8),
    Field("sensetting", "code", allowed=SETTINGS),
    Field("placementrank", "code", allowed=RANKS),
    Field("senunitindicator", "flag"),
    Field("resourcedprovisionindicator", "flag"),
)

SEN2 = Module("sen2", "", (Field("lea", "digits", needed=True, length=3), _date("referencedate", needed=True)))
PERSON = Module(
    "person",
    "",
    (
        _date("personbirthdate", needed=True),
        Field("postcode", "words"),
        Field("upn", "words"),
        Field("uniquelearnernumber", "words", optional=True),
        Field("surname", "words", optional=True),
        Field("forename", "words", optional=True),
    ),
)
REQUESTS = Module("requests", "person", (_date("receiveddate"), Field("requestoutcome", "words")))
ASSESSMENT = Module(
    "assessment", "requests", (Field("assessmentoutcome", "words"), _date("assessmentoutcomedate")), single=True
)
NAMED_PLAN = Module(
    "namedplan",
    "assessment",
    (
        _date("startdate", needed=True),
        _date("ceasedate"),
        Field("ceasereason", "code", allowed=tuple(CEASE_REASONS)),
    ),
    single=True,
)
PLAN_DETAIL = Module("plandetail", "namedplan", _SETTING)
ACTIVE_PLANS = Module("activeplans", "requests", (Field("transferla", "words"),), single=True)
PLACEMENT_DETAIL = Module("placementdetail", "activeplans", (*_SETTING, _date("entrydate"), _date("leavingdate")))
SEN_NEED = Module(
    "senneed",
    "activeplans",
    (
        Field("sentype", "code", needed=True, allowed=tuple(map(str, NEEDS))),
        Field("sentyperank", "code", needed=True, allowed=RANKS),
    ),
)

MODULES: dict[str, Module] = {
    module.name: module
    for module in (
        SEN2,
        PERSON,
        REQUESTS,
        ASSESSMENT,
        NAMED_PLAN,
        PLAN_DETAIL,
        ACTIVE_PLANS,
        PLACEMENT_DETAIL,
        SEN_NEED,
    )
}
"""Every module, in the order of the return."""
