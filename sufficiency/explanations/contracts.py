"""Contracts of the tables that explain a run's placements, written beside those of the design."""

from models.tables import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, Contract, number

DISPLACED = Contract(
    "displaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("at_inmss", "learners", 0),
        number("directed", "learners", 0),
        number("out_of_reach", "learners", 0),
        number("displaced", "learners", 0),
        number("displaced_p10", "learners", 0),
        number("displaced_p90", "learners", 0),
    ),
)
"""Learners in independent and non-maintained schools whose need a state place could meet, and why they are there
(``models.displacement``): ``at_inmss = directed + out_of_reach + displaced`` in every row."""

PLACE_VALUES = Contract(
    "place_values",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("saving_gbp", "pounds a year"),
        number("saving_gbp_p10", "pounds a year"),
        number("saving_gbp_p90", "pounds a year"),
        number("value_gbp", "pounds a year", 0),
        number("value_gbp_p10", "pounds a year", 0),
        number("value_gbp_p90", "pounds a year", 0),
        number("place_funding_gbp", "pounds a year", 0),
    ),
)
"""What one more place, kept for learners of the need, phase and area, would save in the year (``models.new_places``):
``saving_gbp`` in money, before the funding of the place, ``place_funding_gbp``; ``value_gbp`` with the penalties of
learners without a place or above places. In prices of the base year; ranges over the draws that work values out."""

EXPLANATION_TABLES: tuple[Contract, ...] = (DISPLACED, PLACE_VALUES)
"""Every table of this package, in the order in which they are written."""
