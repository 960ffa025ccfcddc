"""What the returns are made of: tables of a saved run, and the names of its schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.vocabulary import census_year


@dataclass(frozen=True)
class ReturnFacts:
    """Tables of a run by name, its manifest, and the name of each school by its identifier."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]
    schools: Mapping[str, str]

    @property
    def learners(self) -> pd.DataFrame:
        """Everybody with a plan: academic_year, year_group, need, provision, learners."""
        return self.tables["learners_by_year_group"]

    @property
    def years(self) -> tuple[str, ...]:
        """Academic years, the base year first."""
        return tuple(sorted(self.learners["academic_year"].unique(), key=census_year))

    @property
    def base(self) -> str:
        """The academic year whose census has been counted."""
        return self.years[0]

    @property
    def base_census(self) -> int:
        """The January of that census."""
        return census_year(self.base)
