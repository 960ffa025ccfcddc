"""Plans of the base year by age, need and provision together, fitted to the published margins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.joint import Fit, joint_table, reconciled, spread
from models.vocabulary import NEEDS, PHASES, PROVISIONS, Basis, Phase, phase_of_age
from sufficiency.importers.dfe_release import BASE_CENSUS_YEAR, CENSUS_AGES
from sufficiency.packs import NOT_RECORDED

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class JointPlans:
    """The fitted table, shape (ages 2-25, needs, provisions)."""

    fit: Fit

    def by_age_need(self, provision: str) -> Floats:
        """Learners in a provision, shape (ages, needs)."""
        return np.asarray(self.fit.table[:, :, [str(p) for p in PROVISIONS].index(provision)])

    def by_need(self, *provisions: str) -> dict[str, float]:
        """Learners in one or more provisions by need."""
        counts = sum(self.by_age_need(provision).sum(axis=0) for provision in provisions)
        return dict(zip(map(str, NEEDS), np.asarray(counts).tolist(), strict=True))

    def needs_in(self, provision: str) -> str:
        """Needs that learners in a provision have, separated by spaces."""
        return " ".join(need for need, learners in self.by_need(provision).items() if learners > 0)

    def by_phase(self, provision: str) -> dict[Phase, float]:
        """Learners in a provision by phase."""
        by_age = self.by_age_need(provision).sum(axis=1)
        phases = np.array([PHASES.index(phase_of_age(age)) for age in CENSUS_AGES])
        return {phase: float(by_age[phases == index].sum()) for index, phase in enumerate(PHASES)}

    def rows(self) -> pd.DataFrame:
        """Return the pack's table."""
        names = ["age", "need", "provision"]
        index = pd.MultiIndex.from_product([CENSUS_AGES, map(str, NEEDS), map(str, PROVISIONS)], names=names)
        plans = pd.Series(self.fit.table.ravel(), index=index, name="plans")
        return plans.reset_index().assign(basis=str(Basis.ESTIMATED))


def fitted_joint(plans: dict[str, pd.DataFrame]) -> JointPlans:
    """Fit the joint table to the pack's three two-way tables of the base year.

    Learners whose need or provision is not recorded are spread in proportion first (A-20), so the joint table adds to
    the published total.
    """
    needs, provisions = [*map(str, NEEDS), NOT_RECORDED], [*map(str, PROVISIONS), NOT_RECORDED]
    age_provision = _margin(plans["plans_by_age_provision"], ("age", CENSUS_AGES), ("provision", provisions))
    need_age = _margin(plans["plans_by_age_need"], ("need", needs), ("age", CENSUS_AGES))
    need_provision = _margin(plans["plans_by_need_provision"], ("need", needs), ("provision", provisions))
    age_provision = spread(age_provision[:, :-1], age_provision[:, -1], axis=1)
    need_age = spread(need_age[:-1], need_age[-1], axis=0)
    need_provision = spread(need_provision[:-1], need_provision[-1], axis=0)
    need_provision = spread(need_provision[:, :-1], need_provision[:, -1], axis=1)
    return JointPlans(joint_table(*reconciled(age_provision, need_age, need_provision)))


def _margin(table: pd.DataFrame, rows: tuple[str, Sequence[object]], columns: tuple[str, Sequence[object]]) -> Floats:
    """Plans of the base year as an array; a pair that the table does not name holds nobody."""
    now = table[table["census_year"] == BASE_CENSUS_YEAR]
    wide = now.pivot_table(index=rows[0], columns=columns[0], values="plans", aggfunc="sum", fill_value=0.0)
    return wide.reindex(index=list(rows[1]), columns=list(columns[1]), fill_value=0.0).to_numpy(dtype=np.float64)
