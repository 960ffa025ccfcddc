"""A table of swings made by hand, for reports: numbers that are easy to follow, in an order that is not theirs."""

import pandas as pd

from sufficiency.results.swings import SWINGS_TABLE, SWUNG_MEASURES
from sufficiency.tables.contracts import check

OWN = {"missing_places": 1000.0, "plans": 20_000.0, "inmss_learners": 800.0, "unmet_learners": 300.0}
OWN |= {"high_needs_gbp": 200e6, "high_needs_nominal_gbp": 240e6}

Row = tuple[str, str, str, str, tuple[str, str, str], dict[str, tuple[float, float]]]
ROWS: list[Row] = [
    (
        "parameters.costs.inflation",
        "Growth of prices beyond that of each index",
        "A-15",
        "A-526",
        ("-0.01", "0", "0.02"),
        {"high_needs_nominal_gbp": (-12e6, 25e6)},
    ),
    (
        "parameters.growth.england_damping",
        "How much of England's growth is left each year",
        "A-41",
        "A-515",
        ("0.82", "0.97", "1.09"),
        {"missing_places": (-300.0, 320.0), "plans": (-2000.0, 2100.0), "high_needs_gbp": (-20e6, 22e6)},
    ),
    (
        "parameters.capacity.state_places",
        "Which state places are counted on",
        "A-170",
        "A-170",
        ("as_committed", "as_committed", "as_in_the_last_years"),
        {"missing_places": (0.0, -240.0), "unmet_learners": (0.0, -200.0)},
    ),
    (
        "parameters.requirement.independent_only_share",
        "Learners in INMSS whom no state place could serve",
        "A-06",
        "A-522",
        ("0.1", "0.25", "0.5"),
        {"missing_places": (88.0, -147.0)},
    ),
    (
        "parameters.placement.diversion",
        "Learners in new state places who would be in INMSS",
        "A-175",
        "A-157",
        ("0", "0.1", "0.3"),
        {"missing_places": (0.2, -0.3), "inmss_learners": (-2.0, 4.0)},
    ),
]


def swings_table(rows: list[Row] | None = None, own: dict[str, float] | None = None) -> pd.DataFrame:
    """The table of a run with these swings; changes are those at the low and the high value."""
    made = [_row(row, own or OWN) for row in (ROWS if rows is None else rows)]
    return check(pd.DataFrame(made, columns=SWINGS_TABLE.column_names, dtype=None if made else float), SWINGS_TABLE)


def _row(row: Row, own: dict[str, float]) -> dict[str, object]:
    path, name, assumption, because, (low, as_it_is, high), changes = row
    about = {"path": path, "academic_year": "2029/30", "name": name, "assumption": assumption, "range_from": because}
    figures = {}
    for measure in SWUNG_MEASURES:
        at_low, at_high = changes.get(measure, (0.0, 0.0))
        figures |= {measure: own[measure], f"{measure}_at_low": own[measure] + at_low}
        figures |= {f"{measure}_at_high": own[measure] + at_high}
    return {**about, "low": low, "own": as_it_is, "high": high, **figures}
