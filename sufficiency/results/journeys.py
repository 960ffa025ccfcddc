"""What journeys a run's placements make, and which places cross the authority's border; from the run's own tables.

A journey is that of an area, phase and provider (``placements.minutes``): the same for all learners of the three. The
95th percentile and the count beyond the limit are over learners, so anybody can add them up from ``placements.csv``.
Learners who board make no daily journey: they are counted by themselves. So are those in the independent market: its
one stated journey stands for schools nearer and farther, and says nothing about limits.
"""

import numpy as np
import pandas as pd

from models.placement.instance import Instance
from models.places.travel import limit_minutes
from models.vocabulary import PHASES, academic_year
from sufficiency.forecast.pipeline import Run
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, PHASE, PROVIDER_ID, Contract, check, number, text

LEARNERS = number("learners", "learners", 0)
JOURNEYS_MADE = Contract(
    "journeys",
    (ACADEMIC_YEAR, AREA, PHASE),
    (
        LEARNERS,
        number("residential", "learners who board", 0),
        number("stated", "learners", 0),
        number("mean_miles", "miles one way", 0, optional=True),
        number("mean_minutes", "minutes one way", 0, optional=True),
        number("p95_minutes", "minutes one way", 0, optional=True),
        number("limit_minutes", "minutes one way", 0),
        number("over_limit", "learners", 0),
    ),
)
"""Learners with a place; of those, who board, and whose journey is the one that the pack states for a market. Means and
percentile are of all who do not board, breaches of journeys that are worked out or given."""
CROSS_BORDER = Contract(
    "cross_border",
    (ACADEMIC_YEAR, text("direction", ("import", "export", "market")), PROVIDER_ID),
    (number("places", "places", 0), LEARNERS),
)
"""``import``: places of the authority's own providers that are kept for learners of other authorities. ``export``: the
authority's learners at providers outside it, and the places that it can count on there. ``market``: those it buys in
the independent market, wherever that stands."""
SMALLEST = 5e-9
"""Learners below this are nobody."""


def journeys_made(run: Run) -> pd.DataFrame:
    """Journeys by academic year, area and phase (contract JOURNEYS_MADE)."""
    instance, pairs, cells = run.instance, run.instance.pairs, run.instance.cells
    group = cells.area[pairs.cell] * len(PHASES) + cells.phase[pairs.cell]
    limits = limit_minutes(instance.parameters.travel)
    rows = []
    for census, year in zip(instance.years, run.central.years, strict=True):
        for key in np.unique(group[year.learners > SMALLEST]):
            mine = np.flatnonzero((group == key) & (year.learners > SMALLEST))
            area, phase = divmod(int(key), len(PHASES))
            rows.append(
                {
                    "academic_year": academic_year(int(census)),
                    "area": instance.areas[area],
                    "phase": str(PHASES[phase]),
                    "limit_minutes": limits[phase],
                    **_of_learners(instance, mine, year.learners[mine]),
                }
            )
    numbers = {column.name: "float64" for column in JOURNEYS_MADE.values}
    return check(pd.DataFrame(rows, columns=JOURNEYS_MADE.column_names).astype(numbers), JOURNEYS_MADE)


def _of_learners(instance: Instance, pairs: np.ndarray, learners: np.ndarray) -> dict[str, float]:
    """Journeys of ``learners`` by ``pairs`` of one area and phase."""
    boards = instance.eligibility.long.residential[pairs]
    daily, mine = learners[~boards], pairs[~boards]
    minutes, miles = instance.pairs.minutes[mine], instance.pairs.miles[mine]
    some = daily.size > 0
    return {
        "learners": float(learners.sum()),
        "residential": float(learners[boards].sum()),
        "stated": float(daily[instance.eligibility.long.stated[mine]].sum()),
        "mean_miles": float(np.average(miles, weights=daily)) if some else np.nan,
        "mean_minutes": float(np.average(minutes, weights=daily)) if some else np.nan,
        "p95_minutes": weighted_quantile(minutes, daily, 0.95) if some else np.nan,
        "over_limit": float(daily[instance.eligibility.long.beyond[mine]].sum()),
    }


def weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Least value that at least ``share`` of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1] * (1 - 1e-12))])


def cross_border(run: Run) -> pd.DataFrame:
    """Places and learners that cross the border (contract CROSS_BORDER)."""
    instance, providers = run.instance, run.instance.providers
    ids = np.array(providers.ids, dtype=object)
    frames = []
    for place, (census, year) in enumerate(zip(instance.years, run.central.years, strict=True)):
        reserved = np.minimum(instance.reserved[place], instance.places[place])
        held = np.bincount(instance.pairs.provider, year.learners, ids.size)
        usable = run.central.steered.usable_places[place]
        flows = (
            ("import", providers.home, reserved, reserved),
            ("export", ~providers.home & ~providers.elastic, usable, held),
            ("market", ~providers.home & providers.elastic, usable, held),
        )
        for direction, theirs, places, learners in flows:
            some = theirs & ((places > SMALLEST) | (learners > SMALLEST))
            frame = {"provider_id": ids[some], "places": places[some], "learners": learners[some]}
            frames.append(pd.DataFrame(frame).assign(academic_year=academic_year(int(census)), direction=direction))
    return check(pd.concat(frames, ignore_index=True), CROSS_BORDER)
