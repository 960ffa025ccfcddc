"""The table of place values: what one more place would save, by need, phase and area."""

import numpy as np
import pandas as pd

from models.arrays import Floats, Indices
from models.placement.outcome import new_place
from models.places.new_places import kind_of_new_place
from models.sampling import quantiles
from models.vocabulary import STATE_REQUIREMENTS
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number

LEAST = 0.005
"""Pounds below which a place saves nothing: they would be written as zero."""


def place_values(made: Made) -> pd.DataFrame:
    """Cells and years ahead in which one more place saves anything in any draw (``models.places.new_places``)."""
    run, instance = made.run, made.run.instance
    value, saving = new_place(instance, run.central)
    low, high = quantiles(run.outcomes.new_place, (0.1, 0.9))
    kind, _ = kind_of_new_place(instance.cells)
    columns = {
        "saving_gbp": saving,
        "saving_gbp_p10": low[1],
        "saving_gbp_p90": high[1],
        "shadow_price_gbp": value,
        "shadow_price_gbp_p10": low[0],
        "shadow_price_gbp_p90": high[0],
        "diversion": np.full(value.shape, run.central.diversion),
        "break_even_diversion": _break_even(run, kind),
        "place_funding_gbp": np.broadcast_to(instance.prices.filled[kind], value.shape),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    state = frame["requirement"].isin([str(requirement) for requirement in STATE_REQUIREMENTS])
    return frame[state & (frame[["shadow_price_gbp", "shadow_price_gbp_p90"]] >= LEAST).any(axis=1)]


def _break_even(run: Run, kind: Indices) -> Floats:
    """Diversion at which a new place for a learner of each cell saves nothing, (years, cells), by its own learner.

    Running cost and funding of the place are met by ``share`` of a place at INMSS and the rest of a mainstream one.
    """
    steered = run.central.steered
    place = steered.new_place_gbp[1:] + run.instance.prices.filled[kind]
    saved, kept = steered.inmss_gbp[1:] - steered.mainstream_gbp, place - steered.mainstream_gbp
    known = (saved > 0) & np.isfinite(place)
    return np.divide(kept, saved, out=np.full_like(kept, np.nan), where=known)


PLACE_VALUES = ResultTable(
    "place_values",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("saving_gbp", "pounds a year"),
        number("saving_gbp_p10", "pounds a year"),
        number("saving_gbp_p90", "pounds a year"),
        number("shadow_price_gbp", "pounds a year", 0),
        number("shadow_price_gbp_p10", "pounds a year", 0),
        number("shadow_price_gbp_p90", "pounds a year", 0),
        number("place_funding_gbp", "pounds a year", 0),
        number("diversion", "share", 0),
        number("break_even_diversion", "share", optional=True),
    ),
    words="What one more place for learners of a need, phase and area would save in a year, in pounds of the base"
    " year: in money before the funding of the place, and its shadow price, weights that are no money included. The"
    " diversion is the share of learners in new places who would else be in an independent school, and its break-even"
    " the share at which such a place, funding included, would save nothing (above 1: it never does).",
    make=place_values,
)
