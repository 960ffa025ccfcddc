"""The table of places and learners that cross the authority's border."""

import numpy as np
import pandas as pd

from models.explain.access import SMALLEST, border_crossings
from sufficiency.results.shapes import Made, ResultTable, academic_years
from sufficiency.tables.contracts import ACADEMIC_YEAR, PROVIDER_ID, number, text


def cross_border(made: Made) -> pd.DataFrame:
    """One row a year, direction and provider with places or learners."""
    ids = np.array(made.run.instance.providers.ids, dtype=object)
    years = zip(academic_years(made.run), border_crossings(made.run.instance, made.run.central), strict=True)
    frames = []
    for label, crossings in years:
        for one in crossings:
            some = one.theirs & ((one.places > SMALLEST) | (one.learners > SMALLEST))
            frame = {"provider_id": ids[some], "places": one.places[some], "learners": one.learners[some]}
            frames.append(pd.DataFrame(frame).assign(academic_year=label, direction=one.direction))
    return pd.concat(frames, ignore_index=True)


CROSS_BORDER = ResultTable(
    "cross_border",
    (ACADEMIC_YEAR, text("direction", ("import", "export", "market")), PROVIDER_ID),
    (number("places", "places", 0), number("learners", "learners", 0)),
    words="By provider: places kept for other authorities' learners (import), and the authority's own learners"
    " outside it (export) or in the independent market, with the places there.",
    make=cross_border,
)
