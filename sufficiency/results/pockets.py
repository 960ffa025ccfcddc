"""The table of pockets: who is short of a place while others stand empty, and what would join them."""

import numpy as np
import pandas as pd

from models.explain.redesignation import best_by_cell, find_pockets
from models.vocabulary import NEEDS
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number, text


def pockets(made: Made) -> pd.DataFrame:
    """Cells and years ahead with a pocket, and the re-designation that would save most (``models.explain``)."""
    run, instance = made.run, made.run.instance
    found = find_pockets(instance, run.central)
    best, by_need = best_by_cell(instance, found), instance.prices.fees_by_need
    taken = [" ".join(str(NEEDS[need]) for need in np.flatnonzero(row)) for row in instance.providers.needs]
    names, takes = (np.array([*words, ""], dtype=object) for words in (instance.providers.ids, taken))
    columns = {
        "without": found.without,
        "displaced": found.displaced,
        "above_places": found.above,
        "spare_places": best.spare_places,
        "provider_unused": best.provider_unused,
        "placed": best.placed,
        "saving_gbp": best.money_gbp if by_need else np.full_like(best.money_gbp, np.nan),
        "objective_saving_gbp": best.objective_gbp,
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    frame = frame.assign(provider_id=names[best.provider].ravel(), takes=takes[best.provider].ravel())
    return frame[best.found.ravel()]


POCKETS = ResultTable(
    "pockets",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("without", "learners", 0),
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
    words="Learners of an area, phase, need and requirement who are short of a place (without one or unmet in"
    " mainstream, displaced, or above places), and places to spare near enough that may not"
    " take their need. The provider that would save most if it did: the needs it takes"
    " now, learners it would place and pounds it would save in the year (blank: others promised more; the"
    " saving is blank too while fees are not known by need, as it would differ by need).",
    make=pockets,
)
