"""The market position statement as one table: what independent and non-maintained schools (INMSS) are asked for.

By area, need group and year: learners who are there for want of a state place, those who are there otherwise (by order
or preference, or out of reach of a state school), and those whom only an independent school can serve; and beside them
the places that the authority is to build. What it builds, the market is no longer asked for.
"""

import pandas as pd

from sufficiency.returns.place_need.cube import EACH, YEAR
from sufficiency.returns.place_need.tables import of_level
from sufficiency.tables.contracts import ALL

OVER = ("area", "need_group")
KEY = (YEAR, *OVER)
LEARNERS = ("in_inmss", "for_want", "otherwise", "independent_only")
"""Columns that count learners; the first is the sum of the others."""
COLUMNS = (*LEARNERS, "to_build_base", "to_build_special", "to_build")
BUILT = {"to_build_base": "base", "to_build_special": "special", "to_build": ALL}


def market_position(need: pd.DataFrame, independent: pd.DataFrame) -> pd.DataFrame:
    """One row a year, area and need group, and every total; ``need`` and ``independent`` are tables with totals."""
    there = _both(need).set_index(list(KEY))[["inmss_for_want", "inmss_otherwise"]]
    only = independent[independent["phase"] == ALL].set_index(list(KEY))["in_inmss"]
    every = there.index.union(only.index)
    there, only = there.reindex(every, fill_value=0.0), only.reindex(every, fill_value=0.0)
    table = pd.DataFrame(
        {
            "in_inmss": (there["inmss_for_want"] + there["inmss_otherwise"] + only).round(6),
            "for_want": there["inmss_for_want"],
            "otherwise": there["inmss_otherwise"],
            "independent_only": only,
        }
    )
    return table.reset_index()


def with_places(table: pd.DataFrame, derived: pd.DataFrame) -> pd.DataFrame:
    """The table with the places to build of each row, from what is derived of place need."""
    index = pd.MultiIndex.from_frame(table[list(KEY)])
    built = {
        name: _both(derived, kind).set_index(list(KEY))["to_build"].reindex(index).fillna(0.0).to_numpy()
        for name, kind in BUILT.items()
    }
    return table.assign(**built)


def _both(table: pd.DataFrame, kind: str = ALL) -> pd.DataFrame:
    """Rows of all phases and a kind of place: every area and need group, and their totals."""
    choices = [{"area": area, "need_group": group} for area in (EACH, ALL) for group in (EACH, ALL)]
    return pd.concat([of_level(table, requirement=kind, **choice) for choice in choices], ignore_index=True)
