"""The table of place need by group of needs: what is needed, where everybody is, and what is missing, with ranges."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from models.arrays import Floats, Indices
from models.outcome.place_need import place_need_of
from models.outcome.year_groups import placed_by_cell
from models.placement.instance import Instance
from models.placement.path import Path
from models.vocabulary import IN_COUNTY, INMSS, NEED_GROUP_OF, NEED_GROUPS, NEEDS, PHASES, REQUIREMENTS, SPECIALIST
from sufficiency.forecast.kept import Drawn
from sufficiency.results.place_need import GAP
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, PHASE, REQUIREMENT, number, quantile_columns, text

NEED_GROUP = text("need_group", tuple(map(str, NEED_GROUPS)))
_OF_DRAWS: dict[str, Callable[[Drawn], Floats]] = {
    "required": lambda drawn: drawn.required,
    "gap": lambda drawn: drawn.above + drawn.displaced + drawn.unmet,
}


class Groups(NamedTuple):
    """Cells put together: ``order`` of the cells, where each group ``starts`` in it, and the labels of the groups."""

    order: Indices
    starts: Indices
    labels: pd.DataFrame

    def sums(self, of_cells: Floats) -> Floats:
        """Sums over the cells of each group, (..., groups)."""
        return np.asarray(np.add.reduceat(of_cells[..., self.order], self.starts, axis=-1))


def groups_of(instance: Instance) -> Groups:
    """Cells of an area, phase, group of needs and requirement."""
    cells, of_need = instance.cells, np.array([NEED_GROUPS.index(NEED_GROUP_OF[need]) for need in NEEDS])
    shape = (len(instance.areas), len(PHASES), len(NEED_GROUPS), len(REQUIREMENTS))
    code = np.ravel_multi_index((cells.area, cells.phase, of_need[cells.need], cells.requirement), shape)
    order = np.argsort(code, kind="stable")
    found, starts = np.unique(code[order], return_index=True)
    names = ("area", "phase", "need_group", "requirement")
    words = (instance.areas, PHASES, NEED_GROUPS, REQUIREMENTS)
    places = zip(names, words, np.unravel_index(found, shape), strict=True)
    return Groups(order, starts, pd.DataFrame({name: [str(of[at]) for at in each] for name, of, each in places}))


def place_need_by_group(made: Made) -> pd.DataFrame:
    """One row a year, area, phase, group of needs and kind of place; ranges of a sum are of the sum in a draw."""
    run = made.run
    groups, years = groups_of(run.instance), academic_years(run)
    columns = {name: groups.sums(values) for name, values in _central(run.instance, run.central).items()}
    for measure, of in _OF_DRAWS.items():
        ends = run.draws.ranges(partial(_of_groups, groups, of))
        columns |= {f"{measure}_{end}": values for end, values in zip(("p10", "p50", "p90"), ends, strict=True)}
    frame = pd.concat([groups.labels] * len(years), ignore_index=True)
    frame["academic_year"] = np.repeat(np.array(years, dtype=object), len(groups.starts))
    return frame.assign(**{name: np.ravel(values) for name, values in columns.items()})


def _of_groups(groups: Groups, of: Callable[[Drawn], Floats], drawn: Drawn) -> Floats:
    return groups.sums(of(drawn))


def _central(instance: Instance, path: Path) -> dict[str, Floats]:
    """The columns of the central run, (years + 1, cells) each."""
    need = place_need_of(instance, path)
    in_state = [place for place, kind in enumerate(SPECIALIST) if kind in IN_COUNTY]
    return {
        "required": need.required,
        "on_roll": placed_by_cell(instance, path)[:, :, in_state].sum(axis=2),
        "places_agreed": np.broadcast_to(need.now[0], need.now.shape),
        "places_committed": need.committed,
        "places_to_close": need.now[0] - need.now,
        "above_places": need.above,
        "inmss_for_want": need.displaced,
        "unmet": need.unmet,
        "inmss_otherwise": need.otherwise,
        "unplaced": need.unplaced,
        "gap": need.gap,
        "miles_saved": need.displaced * miles_saved(instance, path),
    }


def miles_saved(instance: Instance, path: Path) -> Floats:
    """One-way miles by which the mean learner of a cell at INMSS goes further than to the middle of their own area.

    Nought where it is nearer; (years + 1, cells).
    """
    pairs, cells = instance.pairs, instance.cells
    at = np.where(instance.providers.of_kind(INMSS)[pairs.provider], pairs.cell, -1)
    local = instance.local_miles[cells.area, cells.phase]
    learners = np.array([year.held.total(at, len(cells.area)) for year in path.years])
    travelled = [year.held.learners * pairs.miles[year.held.pairs] for year in path.years]
    miles = np.array(
        [_by_cell(of, at[year.held.pairs], len(local)) for of, year in zip(travelled, path.years, strict=True)]
    )
    mean = np.divide(miles, learners, out=np.zeros_like(miles), where=learners > 0)
    return np.asarray(np.maximum(mean - local, 0.0))


def _by_cell(miles: Floats, cell: Indices, cells: int) -> Floats:
    """Miles summed by cell; -1 is none."""
    return np.asarray(np.bincount(cell[cell >= 0], miles[cell >= 0], cells), dtype=np.float64)


PLACE_NEED_BY_GROUP = ResultTable(
    "place_need_by_group",
    (ACADEMIC_YEAR, AREA, PHASE, NEED_GROUP, REQUIREMENT),
    (
        number("required", "learners", 0),
        *quantile_columns("required", "learners", "p10", "p50", "p90"),
        number("on_roll", "learners", 0),
        number("places_agreed", "places", 0),
        number("places_committed", "places", 0),
        number("places_to_close", "places", 0),
        *(number(name, "learners", 0) for name in GAP),
        number("inmss_otherwise", "learners", 0),
        number("unplaced", "learners", 0),
        number("gap", "learners", 0),
        *quantile_columns("gap", "learners", "p10", "p50", "p90"),
        number("miles_saved", "miles one way", 0),
    ),
    words="Learners of an area, phase and group of needs who require a kind of place, those of them on the roll of a"
    " state school, the places that stood for them in the base year (agreed), those committed since and those that"
    " close, and the gap: above places, in an independent or non-maintained school for want of a place, and unmet in"
    " mainstream. Miles saved are one way, of all who are in such a school for want of a place, if they went to the"
    " middle of their own area instead.",
    make=place_need_by_group,
    balance={"gap": dict.fromkeys(GAP, 1)},
)
