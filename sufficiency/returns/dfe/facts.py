"""What the returns are made of: tables of a saved run, and the names of its schools."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], Mapping[tuple[int, str], float]]:
        """Learners of each kind of provision and academic year, by year group and need."""
        table = self.tables["learners_by_year_group"]
        return _nested(table, ("provision", "academic_year"), ("year_group", "need"))

    @cached_property
    def of_school(self) -> Mapping[tuple[str, str], Mapping[tuple[str, str], float]]:
        """The authority's learners of each school and academic year, by phase and need."""
        return _nested(self.tables["placements"], ("provider_id", "academic_year"), ("phase", "need"))


def _nested(table: pd.DataFrame, outer: Sequence[str], inner: Sequence[str]) -> Mapping[Any, Mapping[Any, float]]:
    """Learners summed by the ``inner`` columns within the ``outer`` ones; of what is not there nobody."""
    sums = table.groupby([*outer, *inner], sort=True)["learners"].sum().reset_index()
    found: defaultdict[Any, dict[Any, float]] = defaultdict(dict)
    for *key, learners in sums.itertuples(index=False, name=None):
        found[tuple(key[: len(outer)])][tuple(key[len(outer) :])] = float(learners)
    return found
