"""Counts people into the plan tables of a pack: the census year's stock, the calendar year's events.

Tables hold every age and code, so that a row of a weaker source never stays among the rows that replace it. Learners
whose need or provision is not recorded stay so in the two-way tables; in the joint ones they are spread in proportion
(A-20): provision as among learners of the same age and need, need as among those of the same age and provision.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.vocabulary import AGE_GROUPS, NEEDS, PROVISIONS, Basis, Provision, age_group_of_age
from sufficiency.importers.open_data.people.release_layout import CENSUS_AGES, EVENT_AGES
from sufficiency.importers.sen2.files import Sen2Return
from sufficiency.importers.sen2.people import People
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.lookups import lookup

NEED_CODES = [*map(str, NEEDS), NOT_RECORDED]
PROVISION_CODES = [*map(str, PROVISIONS), NOT_RECORDED]
NOT_ROLLED = (Provision.MAINSTREAM, Provision.EARLY_YEARS_SETTING, Provision.FURTHER_EDUCATION)
"""Provision whose rolls are not kept: the tool places nobody there, and their numbers are small."""


@dataclass(frozen=True)
class Joint:
    """Plans of the base year, shape (areas, ages, needs, provisions), and where spread learners are among them."""

    areas: tuple[str, ...]
    plans: Floats
    touched: NDArray[np.bool_]

    def authority(self) -> pd.DataFrame:
        """Return the pack's ``plans_joint``: every cell."""
        return _cells({"age": CENSUS_AGES}, self.plans.sum(axis=0), np.asarray(self.touched.any(axis=0)))

    def by_area(self) -> pd.DataFrame:
        """Return the pack's ``plans_by_area_joint``: the cells that hold anybody."""
        table = _cells({"area": self.areas, "age": CENSUS_AGES}, self.plans, self.touched)
        return table[table["plans"] > 0].reset_index(drop=True)


def _cells(axes: dict[str, Sequence[object]], plans: Floats, touched: NDArray[np.bool_]) -> pd.DataFrame:
    codes = axes | {"need": list(map(str, NEEDS)), "provision": list(map(str, PROVISIONS))}
    index = pd.MultiIndex.from_product(list(codes.values()), names=list(codes))
    basis = np.where(touched.ravel(), str(Basis.SCALED), str(Basis.PUBLISHED))
    return pd.DataFrame({"plans": plans.ravel(), "basis": basis}, index=index).reset_index()


def stock_tables(people: People, sen2: Sen2Return) -> dict[str, pd.DataFrame]:
    """Plans on census day: by age band, and by each pair of age, need and provision."""
    learners = people.learners
    ages, needs, provisions = ("age", CENSUS_AGES), ("need", NEED_CODES), ("provision", PROVISION_CODES)
    groups = learners["age"].map({age: str(age_group_of_age(age)) for age in CENSUS_AGES})
    bands = pd.concat([groups, pd.Series("total", index=groups.index)]).rename("age_band").to_frame()
    tables = {
        "plans_by_age_band": _counted(bands, [("age_band", ["total", *map(str, AGE_GROUPS)])]),
        "plans_by_age_provision": _counted(learners, [ages, provisions]),
        "plans_by_age_need": _counted(learners, [ages, needs]),
        "plans_by_need_provision": _counted(learners, [needs, provisions]),
    }
    return {name: table.assign(census_year=sen2.census_year, source=sen2.source) for name, table in tables.items()}


def event_tables(people: People, sen2: Sen2Return) -> dict[str, pd.DataFrame]:
    """Plans started and ended in the calendar year by age at the event, 2 for 2 and under and 20 for 20 and over."""
    started, ended = (
        frame.assign(age=frame["age"].clip(EVENT_AGES[0], EVENT_AGES[-1])) for frame in (people.started, people.ended)
    )
    both = pd.concat([ended, ended.assign(reason="all")])
    reasons = list(dict.fromkeys(lookup("cease_reasons")["reason"]))
    funnel = {"requests": people.requests, "assessments": people.assessments, "new_plans": len(started)}
    tables = {
        "new_plans": _counted(started, [("age", EVENT_AGES)]),
        "new_plans_by_need": _counted(started, [("age", EVENT_AGES), ("need", NEED_CODES)]),
        "ceased_plans": _counted(both, [("age", EVENT_AGES), ("reason", reasons)]),
        "funnel": pd.DataFrame([funnel]).astype("float64"),
    }
    return {name: table.assign(calendar_year=sen2.calendar_year, source=sen2.source) for name, table in tables.items()}


def provider_rolls(people: People, sen2: Sen2Return) -> pd.DataFrame:
    """Learners by provider (its URN) and provision: the pack's providers, and others of specialist provision."""
    learners = people.learners
    kept = learners["known"] | ~learners["provision"].isin([*map(str, NOT_ROLLED), NOT_RECORDED])
    rolls = learners[kept & (learners["provider_id"] != "")].groupby(["provider_id", "provision"], as_index=False)
    table = rolls.size().rename(columns={"size": "learners"})
    return table.assign(census_year=sen2.census_year, source=sen2.source, learners=table["learners"].astype("float64"))


def _counted(frame: pd.DataFrame, axes: Sequence[tuple[str, Sequence[object]]]) -> pd.DataFrame:
    """Rows of ``frame`` by the codes of each axis, nought included."""
    names = [name for name, _ in axes]
    counts = frame.groupby(names).size() if len(frame) else pd.Series(dtype="float64")
    if len(axes) == 1:
        index: pd.Index = pd.Index(list(axes[0][1]), name=names[0])
    else:
        index = pd.MultiIndex.from_product([list(codes) for _, codes in axes], names=names)
    return counts.reindex(index, fill_value=0).astype("float64").rename("plans").reset_index()


def joint_of(people: People, areas: Sequence[str]) -> Joint:
    """Count the joint table by area; learners whose area is not recorded have a line of their own."""
    lines = (*areas, NOT_RECORDED)
    codes: dict[str, list[str] | list[int]] = {
        "area": list(lines),
        "age": list(CENSUS_AGES),
        "need": NEED_CODES,
        "provision": PROVISION_CODES,
    }
    counts = np.zeros([len(labels) for labels in codes.values()])
    positions = tuple(pd.Index(labels).get_indexer(pd.Index(people.learners[name])) for name, labels in codes.items())
    np.add.at(counts, positions, 1.0)
    plans = _spread(counts)
    return Joint(lines, plans, plans != counts[:, :, :-1, :-1])


def _spread(counts: Floats) -> Floats:
    """Spread the last line of needs and of provisions (not recorded) over the others, in proportion."""
    recorded = counts[:, :, :-1, :-1].sum(axis=0)
    by_need = np.moveaxis(_shares(np.moveaxis(recorded, 1, 2)), 2, 1)
    by_provision = _shares(recorded)
    by_age = _shares(recorded.reshape(len(recorded), 1, -1))[:, 0].reshape(recorded.shape)
    plans = counts[:, :, :-1, :-1].copy()
    plans += counts[:, :, -1:, :-1] * by_need[None]
    plans += counts[:, :, :-1, -1:] * by_provision[None]
    plans += counts[:, :, -1:, -1:] * by_age[None]
    return np.asarray(plans)


def _shares(table: Floats) -> Floats:
    """Shares along the last axis of (ages, lines, codes); an empty line has its age's, an empty age everybody's."""
    everybody = table.sum(axis=(0, 1))
    share = np.broadcast_to(everybody / max(float(everybody.sum()), 1.0), table.shape).copy()
    for level in (table.sum(axis=1, keepdims=True), table):
        totals = level.sum(axis=-1, keepdims=True)
        share = np.where(totals > 0, level / np.where(totals > 0, totals, 1.0), share)
    return np.asarray(share)
