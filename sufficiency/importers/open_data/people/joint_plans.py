"""Plans of the base year by age, need and provision together, fitted to the margins that an authority has."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.joint import Fit, recorded
from models.vocabulary import NEEDS, PHASES, PROVISIONS, Basis, Phase, phase_of_age
from sufficiency.importers.open_data.people.release_layout import CENSUS_AGES
from sufficiency.packs.contracts import NOT_RECORDED

CODES: dict[str, tuple[object, ...]] = {
    "age": CENSUS_AGES,
    "need": (*map(str, NEEDS), NOT_RECORDED),
    "provision": (*map(str, PROVISIONS), NOT_RECORDED),
}
"""Axes of a table in which *not recorded* is a need and a provision, and the codes along each."""


@dataclass(frozen=True)
class JointPlans:
    """The fitted table, shape (ages 2-25, needs, provisions), everyone in a need and a provision."""

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

    def needs_in_phase(self, provision: str, phase: Phase) -> str:
        """Needs that learners in a provision have, and those that nobody of the phase has yet: none is refused."""
        ages = [place for place, age in enumerate(CENSUS_AGES) if phase_of_age(age) is phase]
        present = self.fit.table[ages].sum(axis=(0, 2)) > 0
        taken = set(self.needs_in(provision).split())
        return " ".join(str(need) for need, seen in zip(NEEDS, present, strict=True) if str(need) in taken or not seen)

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


def joint_plans(fitted: Fit) -> JointPlans:
    """Share out those whose provision, then those whose need is not recorded (A-20); ``fitted`` has the axes CODES."""
    table = recorded(recorded(fitted.table, axis=2), axis=1)
    return JointPlans(Fit(table, fitted.iterations, fitted.residual))


def counts(table: pd.DataFrame, census_year: int, *axes: str) -> Floats:
    """Plans of a January as an array over ``axes``, not recorded last; a pair that is not named holds nobody."""
    now = table[table["census_year"] == census_year]
    rows, columns = axes
    wide = now.pivot_table(index=rows, columns=columns, values="plans", aggfunc="sum", fill_value=0.0)
    found = wide.reindex(index=pd.Index(_codes(rows)), columns=pd.Index(_codes(columns)), fill_value=0.0)
    return found.to_numpy(dtype=np.float64)


def rows_of(array: Floats, axes: tuple[str, str]) -> pd.DataFrame:
    """Return an array over two axes as a table, without its empty lines of *not recorded*."""
    index = pd.MultiIndex.from_product([_codes(axis) for axis in axes], names=list(axes))
    table = pd.Series(array.ravel(), index=index, name="plans", dtype="float64").reset_index()
    unknown = (table[[axis for axis in axes if axis != "age"]] == NOT_RECORDED).any(axis=1)
    return table[~unknown | (table["plans"] > 0)].reset_index(drop=True)


def _codes(axis: str) -> Sequence[object]:
    return list(CODES[axis])
