"""The table of place need: places required, places there and committed, and the gap."""

import pandas as pd

from models.placement.place_need import supply_by_cell
from sufficiency.results.shapes import Made, ResultTable, academic_years, by_cell
from sufficiency.tables.contracts import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, number, quantile_columns


def place_need(made: Made) -> pd.DataFrame:
    """Place need of every year and cell; a surplus of one cell never offsets another's gap."""
    run = made.run
    low, middle, high = run.required_quantiles
    now, committed = supply_by_cell(run.instance, run.central)
    places = now + committed
    values = {
        "required_p10": low,
        "required_p50": middle,
        "required_p90": high,
        "places_now": now,
        "places_committed": committed,
        "gap_p10": low - places,
        "gap_p50": middle - places,
        "gap_p90": high - places,
    }
    return by_cell(run, "academic_year", academic_years(run), values)


PLACE_NEED = ResultTable(
    "place_need",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        *quantile_columns("required", "places", "p10", "p50", "p90"),
        number("places_now", "places", 0),
        number("places_committed", "places", 0),
        number("gap_p10", "places"),
        number("gap_p50", "places"),
        number("gap_p90", "places"),
    ),
    words="Places required by learners of an area, phase and need, by kind of place; places there now, places"
    " committed on top, and the gap (below zero: places to spare).",
    make=place_need,
)
