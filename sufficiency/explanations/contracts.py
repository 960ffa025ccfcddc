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

EXPLANATION_TABLES: tuple[Contract, ...] = (DISPLACED,)
"""Every table of this package, in the order in which they are written."""
