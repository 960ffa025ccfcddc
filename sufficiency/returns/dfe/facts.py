"""What the returns are made of: tables of a saved run, and the names of its schools."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from models.outcome.year_groups import UNMET
from models.vocabulary import census_year


@dataclass(frozen=True)
class ReturnFacts:
    """Tables of a run by name, its manifest, and the name of each school by its identifier."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]
    schools: Mapping[str, str]

    @cached_property
    def learners(self) -> pd.DataFrame:
        """Everybody with a plan: academic_year, year_group, need, provision, ``where`` and learners.

        Learners who need another place than they are in have rows of their own, where they are ``unmet_base`` or
        ``unmet_special``.
        """
        table = self.tables["learners_by_year_group"]
        unmet = [table.assign(where=name, learners=table[name])[table[name] > 0] for name in UNMET]
        others = table.assign(where=table["provision"], learners=table["learners"] - table[[*UNMET]].sum(axis=1))
        return pd.concat([others, *unmet], ignore_index=True).drop(columns=[*UNMET])

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
