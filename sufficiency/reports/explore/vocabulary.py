"""Every code that stands in the tables of a run, with its name: ``codes.csv``."""

from collections.abc import Iterator, Mapping

from models.money.lines import ANY
from models.vocabulary import KINDS_OF_PROVISION, YEAR_GROUPS, year_group_name
from sufficiency.reports.finance.names import LEDGER_NAMES
from sufficiency.results.as_files import AUTHORITY, Names
from sufficiency.returns.dfe.mapping import SCAP_NAMES
from sufficiency.tables.contracts import ALL

DRIVER_WORDS = {
    "ageing": "Learners who have a plan grow older, and others start",
    "population": "More or fewer children live in the authority",
    "request_rate": "More or fewer assessments are requested",
    "survival": "Plans last longer or end earlier",
    "need_mix": "Needs change among learners",
    "interaction": "What follows of several of these together",
}
DIRECTION_WORDS = {
    "import": "Other authorities' learners in the authority's places",
    "export": "The authority's learners in schools outside it",
    "market": "The authority's learners in the independent market",
}
SEVERITY_WORDS = {"error": "Wrong", "warning": "Wants a look", "information": "Good to know"}
LEVEL_WORDS = {
    AUTHORITY: "The whole authority",
    "area": "An area",
    "phase": "A phase",
    "need": "A need",
    "phase_need": "A phase and need",
    "age_group": "An age group",
    "year_group": "A year group",
    "requirement": "A kind of specialist place",
}
_PROVISION = {
    **{str(kind): row.name.capitalize() for kind, row in KINDS_OF_PROVISION.items()},
    ANY: "Any provision",
    ALL: "All kinds",
    **{code: f"School Capacity Survey: {name}" for code, name in SCAP_NAMES.items()},
}
CLOSED: Mapping[str, Mapping[str, str]] = {
    "provision": _PROVISION,
    "ledger": LEDGER_NAMES,
    "driver": DRIVER_WORDS,
    "direction": DIRECTION_WORDS,
    "severity": SEVERITY_WORDS,
    "level": LEVEL_WORDS,
    "year_group": {str(group): year_group_name(group) for group in YEAR_GROUPS},
}
"""Names of codes that tables write without a name beside them."""
_OF_RUN = ("area", "need", "need_group", "phase", "age_group", "requirement", "provider_id", "kind", "measure", "line")
Vocabularies = Mapping[str, Mapping[str, str]]


def vocabularies(names: Names) -> Vocabularies:
    """The name of each code, by column; ``names`` are those of a run."""
    return {**{column: names[column] for column in _OF_RUN}, **CLOSED}


def rows_of(known: Vocabularies) -> Iterator[tuple[str, str, str]]:
    """Column, code and name of each."""
    for column, codes in known.items():
        for code, name in codes.items():
            yield column, code, name
