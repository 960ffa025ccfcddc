"""The table of place values: what one more place would save, by need, phase and area."""

import numpy as np
import pandas as pd

from models.placement.outcome import break_even, new_place
from models.places.new_places import kind_of_new_place
from models.vocabulary import STATE_REQUIREMENTS
from sufficiency.results.diversion import assumed
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number

SHARES = ("diversion", "diversion_low", "diversion_high")
LEAST = 0.005
"""Pounds below which a place saves nothing: they would be written as zero."""


def place_values(made: Made) -> pd.DataFrame:
    """Cells and years ahead in which one more place saves anything in any draw (``models.places.new_places``)."""
    run, instance = made.run, made.run.instance
    value, saving = new_place(instance, run.central)
    low, high = run.draws.ranges(lambda drawn: drawn.new_place, (0.1, 0.9), sorted(run.draws.valued))
    kind, _ = kind_of_new_place(instance.cells)
    shares = assumed(run.scenario.parameters.placement)
    columns = {
        "saving_gbp": saving,
        "saving_gbp_p10": low[1],
        "saving_gbp_p90": high[1],
        "shadow_price_gbp": value,
        "shadow_price_gbp_p10": low[0],
        "shadow_price_gbp_p90": high[0],
        **{name: np.full(value.shape, share) for name, share in zip(SHARES, shares, strict=True)},
        "break_even_diversion": break_even(instance, run.central.steered),
        "place_funding_gbp": np.broadcast_to(instance.prices.filled[kind], value.shape),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    state = frame["requirement"].isin([str(requirement) for requirement in STATE_REQUIREMENTS])
    return frame[state & (frame[["shadow_price_gbp", "shadow_price_gbp_p90"]] >= LEAST).any(axis=1)]


PLACE_VALUES = ResultTable(
    "place_values",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("saving_gbp", "pounds a year"),
        number("saving_gbp_p10", "pounds a year", optional=True),
        number("saving_gbp_p90", "pounds a year", optional=True),
        number("shadow_price_gbp", "pounds a year", 0),
        number("shadow_price_gbp_p10", "pounds a year", 0, optional=True),
        number("shadow_price_gbp_p90", "pounds a year", 0, optional=True),
        number("place_funding_gbp", "pounds a year", 0),
        *(number(name, "share", 0, 1) for name in SHARES),
        number("break_even_diversion", "share", optional=True),
    ),
    words="What one more place for learners of a need, phase and area would save in a year, in pounds of the base"
    " year: in money before the funding of the place, and its shadow price, weights that are no money included. The"
    " diversion is the share of learners in new places who would else be in an independent school, with the interval"
    " that it is drawn from, and its break-even the share at which such a place, funding included, would save nothing"
    " (above 1: it never does; blank: no independent school takes such a learner).",
    make=place_values,
)
