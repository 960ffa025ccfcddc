"""The table of pockets: who is short of a place beside places to spare, and the re-designation that would save most.

Every year, the re-designations with the largest bounds (``models.explain.pockets``) are tried: the September is solved
again with the provider's new pairs, and what that saves is told. Only entrants use a new designation; nobody who has a
place moves. Providers are taken to serve every age of a phase, also where a scenario asks for single ages.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.arrays import Floats
from models.explain.pockets import LEAST_SPARE
from models.explain.redesignation import Pockets, find_pockets, near_enough
from models.vocabulary import NEEDS
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, Contract, number, text

LEAST_SHORT = 0.05
"""Learners short below which there is no pocket."""


def pockets(run: Run) -> pd.DataFrame:
    """Cells with somebody short beside places to spare that their need may not use, by year ahead."""
    found = find_pockets(run.instance, run.central)
    short = found.unplaced + found.displaced + found.above
    best, spare = _best(run, found)
    names = np.array([*run.instance.providers.ids, ""], dtype=object)
    takes = np.array([*(" ".join(needs) for needs in _needs(run)), ""], dtype=object)
    provider = np.array([*(candidate.provider for candidate in found.candidates), -1])[best]
    years = np.arange(len(short))[:, None]
    columns = {
        "unplaced": found.unplaced,
        "displaced": found.displaced,
        "above_places": found.above,
        "spare_places": spare,
        "provider_unused": np.append(found.spare, np.zeros((len(short), 1)), axis=1)[years, provider],
        "placed": _of_tried(found, best, "placed"),
        "saving_gbp": _of_tried(found, best, "money_gbp"),
        "objective_saving_gbp": _of_tried(found, best, "objective_gbp"),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    frame = frame.assign(provider_id=names[provider].ravel(), takes=takes[provider].ravel())
    return frame[np.ravel((short >= LEAST_SHORT) & (best >= 0))]


def _needs(run: Run) -> list[list[str]]:
    """Needs that each provider takes now."""
    return [[str(NEEDS[need]) for need in np.flatnonzero(row)] for row in run.instance.providers.needs]


def _best(run: Run, found: Pockets) -> tuple[NDArray[np.intp], Floats]:
    """Candidate that would save most for each year and cell, tried ones first (-1: no pocket); places to spare."""
    years, cells = found.unplaced.shape
    best, spare = np.full((years, cells), -1), np.zeros((years, cells))
    worth = np.full((years, cells), -np.inf)
    for each, candidate in enumerate(found.candidates):
        near = candidate.cell[near_enough(run.instance, candidate)]
        for place in range(years):
            free = found.spare[place, candidate.provider]
            if free < LEAST_SPARE:
                continue
            spare[place, near] += free
            tried = found.tried[place].get(each)
            value = found.bounds[place, each] * 1e-9 if tried is None else 1.0 + tried.objective_gbp
            better = near[value > worth[place, near]]
            best[place, better], worth[place, better] = each, value
    return best, spare


def _of_tried(found: Pockets, best: NDArray[np.intp], name: str) -> Floats:
    """A figure of the best candidate of each year and cell; blank where it was not tried."""
    values = np.full(best.shape, np.nan)
    for place, tried in enumerate(found.tried):
        for each, made in tried.items():
            figure = getattr(made, name)
            mine = best[place] == each
            values[place, mine] = figure[mine] if isinstance(figure, np.ndarray) else figure
    return values


POCKETS = Contract(
    "pockets",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("unplaced", "learners", 0),
        number("displaced", "learners", 0),
        number("above_places", "learners", 0),
        number("spare_places", "places", 0),
        text("provider_id"),
        text("takes"),
        number("provider_unused", "places", 0),
        number("placed", "learners", 0, optional=True),
        number("saving_gbp", "pounds a year", optional=True),
        number("objective_saving_gbp", "pounds a year", 0, optional=True),
    ),
)
"""Learners short of a local place beside places to spare that take their phase and kind but not their need, within the
journey limit (``models.explain.pockets``). ``provider_id`` is the provider whose re-designation for the need would save
most; ``takes`` the needs it takes now; ``placed`` the learners of the row it would place in the year, ``saving_gbp``
and ``objective_saving_gbp`` what the re-designation would save in the year, over all areas and phases; blank where it
was not tried, because others promised more."""
