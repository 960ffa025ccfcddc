"""The table of place values: what one more place would save, by need, phase and area."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.explain.over_needs import mean_over_needs
from models.outcome.outcome import break_even, new_place
from models.outcome.place_need import place_need_of
from models.places.new_places import kind_of_new_place
from models.vocabulary import STATE_REQUIREMENTS
from sufficiency.forecast.kept import Drawn
from sufficiency.results.diversion import assumed
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number

SHARES = ("diversion", "diversion_low", "diversion_high")
LEAST = 0.005
"""Pounds below which a place saves nothing: they would be written as zero."""


def place_values(made: Made) -> pd.DataFrame:
    """Cells and years ahead in which one more place saves anything in any draw (``models.places.new_places``)."""
    run, instance = made.run, made.run.instance
    sayable = what_may_be_said(made)

    def both(drawn: Drawn) -> Floats:
        return np.stack([drawn.new_place[:, 0], sayable(drawn.new_place[:, 1])], axis=1)

    value, saving = new_place(instance, run.central)
    low, high = run.draws.ranges(both, (0.1, 0.9), sorted(run.draws.valued))
    kind, _ = kind_of_new_place(instance.cells)
    shares = assumed(run.scenario.parameters.placement)
    columns = {
        "saving_gbp": sayable(saving),
        "saving_gbp_p10": low[1],
        "saving_gbp_p90": high[1],
        "shadow_price_gbp": value,
        "shadow_price_gbp_p10": low[0],
        "shadow_price_gbp_p90": high[0],
        **{name: np.full(value.shape, share) for name, share in zip(SHARES, shares, strict=True)},
        "break_even_diversion": sayable(break_even(instance, run.central.steered)),
        "place_funding_gbp": np.broadcast_to(instance.prices.filled[kind], value.shape),
    }
    frame = by_cell(run, "academic_year", academic_years(run)[1:], columns)
    state = frame["requirement"].isin([str(requirement) for requirement in STATE_REQUIREMENTS])
    return frame[state & (frame[["shadow_price_gbp", "shadow_price_gbp_p90"]] >= LEAST).any(axis=1)]


def what_may_be_said(made: Made) -> Callable[[Floats], Floats]:
    """What makes a saving by cell (..., years, cells) one that may be printed: itself, where fees are known by need.

    Where they are not, the mean over needs (A-445), each counted as often as it is short of a place.
    """
    instance = made.run.instance
    if instance.prices.fees_by_need:
        return lambda saving: saving
    short = place_need_of(instance, made.run.central).gap[1:]
    return lambda saving: mean_over_needs(saving, instance.cells, short)


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
    " (above 1: it never does; blank: no independent school takes such a learner). While fees are not known by need,"
    " saving and break-even are the mean over the needs of the area, phase and requirement.",
    make=place_values,
)
