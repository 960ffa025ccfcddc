"""The table of place need: who requires a place, which places stand for them, and where everybody else is."""

import pandas as pd

from models.outcome.place_need import place_need_of
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number, quantile_columns

FOOT = (
    "places_now",
    "places_committed",
    "reallocated",
    "above_places",
    "inmss_for_want",
    "unmet",
    "inmss_otherwise",
    "unplaced",
)
"""Columns that add up to ``required`` in every row."""
GAP = ("above_places", "inmss_for_want", "unmet")
"""Columns that add up to ``gap``."""


def place_need(made: Made) -> pd.DataFrame:
    """Place need of every year and cell (``models.outcome.place_need``); ranges of a sum are of the sum in a draw."""
    run = made.run
    central = place_need_of(run.instance, run.central)
    low, middle, high = run.required_quantiles
    least, half, most = run.draws.ranges(lambda drawn: drawn.above + drawn.displaced + drawn.unmet)
    values = {
        "required": central.required,
        "required_p10": low,
        "required_p50": middle,
        "required_p90": high,
        "places_now": central.now,
        "places_committed": central.committed,
        "reallocated": central.reallocated,
        "above_places": central.above,
        "inmss_for_want": central.displaced,
        "unmet": central.unmet,
        "inmss_otherwise": central.otherwise,
        "unplaced": central.unplaced,
        "gap": central.gap,
        "gap_p10": least,
        "gap_p50": half,
        "gap_p90": most,
    }
    return by_cell(run, "academic_year", academic_years(run), values)


PLACE_NEED = ResultTable(
    "place_need",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("required", "learners", 0),
        *quantile_columns("required", "learners", "p10", "p50", "p90"),
        number("places_now", "places", 0),
        number("places_committed", "places", 0),
        number("reallocated", "learners"),
        number("above_places", "learners", 0),
        number("inmss_for_want", "learners", 0),
        number("unmet", "learners", 0),
        number("inmss_otherwise", "learners", 0),
        number("unplaced", "learners", 0),
        number("gap", "learners", 0),
        *quantile_columns("gap", "learners", "p10", "p50", "p90"),
    ),
    words="Learners of an area, phase and need who require a kind of place, and where they are: within the places that"
    " stood for learners like them in the base year and those committed since, more or fewer (reallocated) as the plan"
    " of the year shares places out, above the places of their school, in an independent or non-maintained school for"
    " want of a place, unmet in mainstream, in an independent or non-maintained school for another reason, or unplaced."
    " The row adds up; the gap is above places, for want of a place, and unmet.",
    make=place_need,
    balance={
        "gap": dict.fromkeys(GAP, 1),
        "reallocated": {"required": 1, **{name: -1 for name in FOOT if name != "reallocated"}},
    },
)
