"""The dated facts about places, fees and flows, and what each is used for in a pack.

The use of each fact stands in ``packs/codes/fact_roles.csv``.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from models.vocabulary import academic_year
from sufficiency.importers.open_data.people.dfe_release import source_of
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.packs.lookups import lookup

SOURCE = "place_facts"
FACTS_YEAR = "2024/25"
"""Academic year that the published totals of places are of; what is dated later comes on top of them."""


@dataclass(frozen=True)
class PlaceFacts:
    """One authority's facts, as published (``table``), and those that a pack uses, with their roles (``used``).

    base_census_year : the January that the pack starts from.
    """

    table: pd.DataFrame
    used: pd.DataFrame
    base_census_year: int

    @property
    def base_year(self) -> str:
        """Academic year of the base census."""
        return academic_year(self.base_census_year)

    @property
    def release(self) -> str:
        """Name of the release in the pack."""
        return source_of(self.base_census_year)

    def value(self, role: str) -> float | None:
        """Figure of a role, or None where nothing is published for it."""
        found = self.used.loc[self.used["role"] == role, "value"]
        return float(found.iloc[0]) if len(found) else None

    def rows(self, role: str) -> pd.DataFrame:
        """Return every fact of a role, with ``provider``, ``academic_year`` and the rest of its particulars."""
        return self.used[self.used["role"] == role]

    def district_of(self, provider: str) -> str:
        """District that a fact gives for a provider whose position is not registered; empty where none does."""
        found = self.used.loc[(self.used["provider"] == provider) & (self.used["district"] != ""), "district"]
        return str(found.iloc[0]) if len(found) else ""


def read_place_facts(path: Path, dfe_code: str, base_census_year: int) -> PlaceFacts:
    """Read the facts of one authority; an authority with none gives an empty table."""
    words = read_words(path, path.name, ("authority", "fact", "value", "unit", "as_at", "confidence", "source"))
    here = words[words["authority"] == dfe_code]
    table = here.assign(value=numbers(here, "value", path.name))
    used = table.merge(lookup("fact_roles"), on=["authority", "fact", "as_at"], how="inner", validate="one_to_one")
    years = [max(academic_year_of(as_at), FACTS_YEAR) for as_at in used["as_at"]]
    return PlaceFacts(table, used.assign(academic_year=pd.Series(years, used.index, dtype="str")), base_census_year)


def academic_year_of(as_at: str) -> str:
    """Academic year in force from a date such as 2025-09, 2024 or 2030/31."""
    year, _, month = as_at.partition("-")
    ends = int(year[:4]) + (not month or int(month) >= 9)
    return academic_year(ends)


def facts_table(facts: PlaceFacts, published: dict[str, float]) -> pd.DataFrame:
    """Return the pack's yardsticks: the authority's facts, and base-year counts of the release."""
    own = pd.DataFrame(
        {
            "fact": facts.table["fact"],
            "value": facts.table["value"],
            "unit": facts.table["unit"],
            "as_at": facts.table["as_at"],
            "source": f"{SOURCE}: " + facts.table["source"] + ", confidence " + facts.table["confidence"],
        }
    )
    names = {code: f"plans, January {facts.base_census_year}, {code.replace('_', ' ')}" for code in published}
    counts = pd.DataFrame(
        {
            "fact": [names[code] for code in published],
            "value": list(published.values()),
            "unit": "plans",
            "as_at": f"{facts.base_census_year}-01",
            "source": facts.release,
        }
    )
    twice = own.duplicated("fact", keep=False)
    own["fact"] = own["fact"].where(~twice, own["fact"] + ", " + own["as_at"])
    return pd.concat([own, counts], ignore_index=True)
