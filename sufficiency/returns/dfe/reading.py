"""Reads what the returns are made of out of a saved run."""

from pathlib import Path

from sufficiency.results.flows import FLOWS
from sufficiency.results.funnel import FUNNEL
from sufficiency.results.learners_by_year_group import LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.saved import load
from sufficiency.results.schools import SCHOOLS
from sufficiency.returns.dfe.facts import ReturnFacts
from sufficiency.tables.contracts import PROVIDER_ID, Contract, free_text
from sufficiency.tables.files import read_table

TABLES = (LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS, FUNNEL, FLOWS, SCHOOLS, PLACEMENTS)
_NAMES = Contract(SCHOOLS.name, SCHOOLS.key, (free_text("provider_name"),))


def read_facts(run: Path) -> ReturnFacts:
    """Read the tables of a saved run that returns are made of.

    Raises
    ------
    InputError
        When the folder holds no run, or one of an older version.
    """
    saved = load(run, TABLES)
    named, _ = read_table(run / f"{SCHOOLS.name}.csv", _NAMES)
    names = dict(zip(named[PROVIDER_ID.name], named["provider_name"], strict=True))
    return ReturnFacts(saved.tables, saved.manifest, names)
