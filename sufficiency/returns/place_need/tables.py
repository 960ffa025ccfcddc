"""The table of place need as it is sent away: what is missing, what to spare serves, what to build and what it costs.

``to_build`` is the gap less the places to spare that serve it, row by row, so that it is nowhere below nought and no
surplus of one travel area or need group offsets another. Of the learners in what is built, the run's diversion would
else be in an independent or non-maintained school (INMSS).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import STATE_REQUIREMENTS, Requirement
from sufficiency.returns.place_need.cube import YEAR, at, with_totals
from sufficiency.returns.place_need.prices_of_places import CostsOfPlaces
from sufficiency.tables.contracts import ALL
from sufficiency.tables.rounding import running

OVER = ("area", "phase", "need_group", "requirement")
KEY = (YEAR, *OVER)
PARTS = ("above_places", "inmss_for_want", "unmet")
"""The three parts of the gap."""
ELSEWHERE = ("inmss_for_want", "unmet", "inmss_otherwise", "unplaced")
"""Where learners are who require a state place and are not in one; with those on roll they are all."""
PLACES = ("places_agreed", "places_committed", "places_to_close")
LEARNERS = ("required", "on_roll", "gap", *PARTS, "inmss_otherwise", "unplaced")
"""Columns that count learners."""
SUMS = (*LEARNERS, *PLACES, "miles_saved")
"""Columns of a run that add up."""
RANGES = tuple(f"{name}_{end}" for name in ("required", "gap") for end in ("p10", "p50", "p90"))
DERIVED = (
    *("to_spare", "to_build"),
    *("inmss_avoided", "inmss_avoided_low", "inmss_avoided_high"),
    *("build_low_gbp", "build_high_gbp", "benchmark_gbp"),
)
"""Columns worked out here; each rests on the gap of its row."""
UNIT_COSTS = ("running_gbp", "inmss_fee_gbp", "mainstream_gbp")
"""Pounds of a place or learner a year, where a row is of one need group and kind of place."""
COLUMNS = (
    *("required", "required_p10", "required_p50", "required_p90", "on_roll", *PLACES),
    *("gap", *PARTS, "gap_p10", "gap_p50", "gap_p90"),
    *("to_spare", "to_build", "inmss_avoided", "inmss_avoided_low", "inmss_avoided_high", "miles_saved"),
    *(*UNIT_COSTS, "build_low_gbp", "build_high_gbp", "benchmark_gbp", "inmss_otherwise", "unplaced"),
)
"""Columns in the order of the file."""
STATE = [str(kind) for kind in STATE_REQUIREMENTS]


@dataclass(frozen=True)
class DiversionAssumed:
    """Share of learners in new places who would else be at INMSS, and the interval of it."""

    share: float
    low: float
    high: float


def place_need_rows(groups: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """What a run says: places a state school could meet, every row and every total, with the ranges that are known.

    ``groups`` is the run's ``place_need_by_group``, ``totals`` its ``place_need_totals``.
    """
    state = groups[groups["requirement"].isin(STATE)]
    on_roll = (state["required"] - state[list(ELSEWHERE)].sum(axis=1)).round(2)
    state = state.assign(on_roll=on_roll)  # rounded by itself it may be a hundredth off, and the row would not foot
    return with_totals(state, OVER, SUMS).merge(_ranges(state, totals), on=list(KEY), how="left")


def _ranges(state: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Ranges of rows and of those totals of which the run has them: a range of a sum is no sum of ranges."""
    found = [state[[*KEY, *RANGES]]]
    for level, rows in totals.groupby("level"):
        if level in (*OVER, "authority"):
            whole = rows.assign(**dict.fromkeys(OVER, ALL))
            found.append(
                (whole if level == "authority" else whole.assign(**{str(level): rows["code"]}))[[*KEY, *RANGES]]
            )
    return pd.concat(found, ignore_index=True)


def derived_rows(
    groups: pd.DataFrame, to_spare: pd.Series, diversion: DiversionAssumed, costs: CostsOfPlaces
) -> pd.DataFrame:
    """What follows from the run, every row and every total; ``to_spare`` is by row of the state rows of ``groups``."""
    state = groups.loc[to_spare.index, [*KEY, "gap"]].assign(to_spare=to_spare)
    to_build = np.round((state["gap"] - state["to_spare"]).to_numpy(dtype=np.float64), 2)
    of_kind = {name: state["requirement"].map(_building(costs, name)) for name in ("low", "high", "benchmark")}
    leaves = state.assign(
        to_build=to_build,
        inmss_avoided=_hundredths(state, to_build * diversion.share),
        inmss_avoided_low=_hundredths(state, to_build * diversion.low),
        inmss_avoided_high=_hundredths(state, to_build * diversion.high),
        build_low_gbp=to_build * of_kind["low"],
        build_high_gbp=to_build * of_kind["high"],
        benchmark_gbp=to_build * of_kind["benchmark"],
    )
    table = with_totals(leaves, OVER, DERIVED)
    lacking = [kind for kind, cost in costs.building.items() if cost.benchmark is None]
    unknown = table["requirement"].isin([*lacking, *([ALL] if lacking else [])])
    return _with_unit_costs(table.assign(benchmark_gbp=table["benchmark_gbp"].mask(unknown)), costs)


def _hundredths(rows: pd.DataFrame, learners: Floats) -> Floats:
    """Learners with two decimals, as they are written, so that totals are the sums of what is written."""
    years = rows.groupby(YEAR).ngroup().to_numpy()
    return running(learners, years)


def _building(costs: CostsOfPlaces, name: str) -> Mapping[str, float]:
    """Pounds a place by kind; nought where no benchmark is given, whose totals are then left blank."""
    return {kind: float(getattr(cost, name) or 0.0) for kind, cost in costs.building.items()}


def _with_unit_costs(table: pd.DataFrame, costs: CostsOfPlaces) -> pd.DataFrame:
    pairs = pd.MultiIndex.from_frame(table[["requirement", "need_group"]])
    running = {pair: costs.running(*pair) for pair in costs.top_up}
    return table.assign(
        running_gbp=[running.get(pair, np.nan) for pair in pairs],
        inmss_fee_gbp=[costs.fee.get(pair, np.nan) for pair in pairs],
        mainstream_gbp=np.where([pair in running for pair in pairs], costs.mainstream, np.nan),
    )


def independent_rows(groups: pd.DataFrame) -> pd.DataFrame:
    """Learners whom only an independent school can serve, by area, phase and need group, with every total."""
    apart = groups[groups["requirement"] == str(Requirement.INDEPENDENT_ONLY)]
    elsewhere = apart[["on_roll", "unmet", "unplaced"]].sum(axis=1)
    apart = apart.assign(in_inmss=np.round(apart["required"] - elsewhere, 2))
    return with_totals(apart, OVER[:-1], INDEPENDENT)


INDEPENDENT = ("required", "in_inmss", "on_roll", "unmet", "unplaced")
"""Columns of the table of learners whom only an independent school can serve."""


def of_level(table: pd.DataFrame, **codes: str) -> pd.DataFrame:
    """Rows of place need at a level; see :func:`sufficiency.returns.place_need.cube.at`."""
    return at(table, OVER, **codes)
