"""The gap less the places to spare that serve it: a place 15 minutes away serves, an empty one out of reach does not.

A surplus never offsets a gap but where its place can be filled: in the same year a school's unused places serve
learners of the needs, phases and kind of place that it takes, from areas within reach, each place once
(:mod:`sufficiency.returns.place_need.serving`). Whose places they are, and for which phase, is assumption A-465.
Figures are whole hundredths throughout, so that everything foots.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.arrays import Floats, Indices
from models.vocabulary import NEED_GROUP_OF, NEEDS, PHASES, REQUIREMENTS, STATE_REQUIREMENTS, Need
from sufficiency.returns.place_need.reach import Reach
from sufficiency.returns.place_need.serving import serve
from sufficiency.tables.rounding import running

MINUTES = 30.0
"""Minutes one way within which a place to spare serves (A-460)."""
HUNDREDTHS = 100
"""Units of a place: the figures of a run have two decimals; published ones are whole."""
GROUP = ["academic_year", "area", "phase", "need_group", "requirement"]
"""Key of a row of place need by group."""
_CELL = ["area", "phase", "need", "requirement"]


def places_to_spare(
    groups: pd.DataFrame,
    cells: pd.DataFrame,
    schools: pd.DataFrame,
    reach: Reach,
    within: float,
    units: int = HUNDREDTHS,
) -> pd.Series:
    """Return for each row of ``groups`` the places to spare that serve its gap, at most the gap.

    groups : columns GROUP and ``gap``.
    cells : the run's ``place_need``, whose gaps by need say who of a group is short.
    schools : the run's ``schools``, with their ``unused`` places.
    units : those of a place in which the gaps are whole.
    """
    short = _short(groups, cells, units)
    parts = [
        _of_year(rows, _spare(schools, year, reach, units), reach, within) for year, rows in short.groupby(GROUP[0])
    ]
    if not parts:
        return pd.Series(0.0, index=groups.index)
    served = pd.concat(parts).groupby(GROUP)["to_spare"].sum()
    found = served.reindex(pd.MultiIndex.from_frame(groups[GROUP]))
    return pd.Series(np.round(found.fillna(0.0).to_numpy() / units, 2), index=groups.index)


def _short(groups: pd.DataFrame, cells: pd.DataFrame, units: int) -> pd.DataFrame:
    """Units that each need is short of: the gap of its group, shared out as the gaps of its needs."""
    state = cells[cells["requirement"].isin(list(STATE_REQUIREMENTS))]
    state = state.assign(need_group=[str(NEED_GROUP_OF[Need(need)]) for need in state["need"]])
    both = state[[*GROUP, "need", "gap"]].merge(groups[[*GROUP, "gap"]], on=GROUP, suffixes=("_of_need", ""))
    both = both.sort_values([*GROUP, "need"], ignore_index=True)
    row = np.asarray(both.groupby(GROUP).ngroup(), dtype=np.intp)
    return both.assign(short=_shared(both["gap"].to_numpy(), both["gap_of_need"].to_numpy(), row, units))


def _shared(whole: Floats, weight: Floats, row: Indices, units: int) -> Floats:
    """Units of each part, by weight; the parts of a row add up to its whole, which stands beside each of them."""
    sums = _sums(row, weight)
    alike = np.bincount(row)
    share = np.where(sums[row] > 0, weight / np.where(sums[row] > 0, sums[row], 1.0), 1.0 / alike[row])
    return _in_units(whole * share * units, row)


def _spare(schools: pd.DataFrame, year: object, reach: Reach, units: int) -> Floats:
    """Units of places that each school of ``reach`` has to spare in a year."""
    unused = schools[schools["academic_year"] == year].set_index("provider_id")["unused"]
    return np.asarray(np.rint(unused.reindex(list(reach.schools)).fillna(0.0).to_numpy() * units))


def _of_year(rows: pd.DataFrame, spare: Floats, reach: Reach, within: float) -> pd.DataFrame:
    """Rows of ``short`` of one year, with ``to_spare`` in units."""
    minutes = _minutes(rows, reach)
    short = rows["short"].to_numpy(dtype=np.float64)
    _, alike = np.unique(minutes, axis=0, return_inverse=True)
    alike = np.ravel(alike)
    first = np.array([np.flatnonzero(alike == one)[0] for one in range(alike.max() + 1)])
    served = serve(_sums(alike, short), spare, minutes[first], within).sum(axis=1)
    return rows.assign(to_spare=_handed_out(served, short, alike))


def _handed_out(served: Floats, short: Floats, alike: Indices) -> Floats:
    """What serves learners of whom the same schools are as far away goes to each as it is short, (rows,)."""
    sums = _sums(alike, short)
    shares = np.divide(short * served[alike], sums[alike], out=np.zeros_like(short), where=sums[alike] > 0)
    return _in_units(shares, alike)


def _in_units(values: Floats, row: Indices) -> Floats:
    """Whole units, whose running sums within each row are the rounded ones."""
    return np.asarray(np.rint(running(values / HUNDREDTHS, row) * HUNDREDTHS))


def _sums(row: Indices, values: Floats) -> Floats:
    return np.bincount(row, values).astype(np.float64)


def _minutes(rows: pd.DataFrame, reach: Reach) -> Floats:
    """Minutes from each row to each school, endless where it does not take the row's learners, (rows, schools)."""
    area, phase, need, kind = (_places(rows[name], labels) for name, labels in _axes(reach))
    takes = reach.needs[:, need] & reach.phases[:, phase] & reach.requirements[:, kind]
    return np.where(takes.T, reach.minutes[area, phase], np.inf)


def _axes(reach: Reach) -> Iterator[tuple[str, list[str]]]:
    for name, labels in zip(_CELL, (reach.areas, PHASES, NEEDS, REQUIREMENTS), strict=True):
        yield name, [str(label) for label in labels]


def _places(codes: pd.Series, labels: list[str]) -> Indices:
    return np.asarray(pd.Index(labels).get_indexer(pd.Index(codes)), dtype=np.intp)
