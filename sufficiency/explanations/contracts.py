"""Contracts of the tables that explain a run's placements, written beside those of the design."""

from models.tables import ACADEMIC_YEAR, AREA, NEED, PHASE, REQUIREMENT, Contract, number, text

COUNTS = ("unplaced", "above_places", "inmss")

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

POCKETS = Contract(
    "pockets",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        number("unplaced", "learners", 0),
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
)
"""Learners short of a local place beside places to spare that take their phase and kind but not their need, within the
journey limit (``models.pockets``). ``provider_id`` is the provider whose re-designation for the need would save most;
``takes`` the needs it takes now; ``placed`` the learners of the row it would place in the year, ``saving_gbp`` and
``objective_saving_gbp`` what the re-designation would save in the year, over all areas and phases; blank where it was
not tried, because others promised more."""

STABILITY = Contract(
    "stability",
    (ACADEMIC_YEAR,),
    (
        number("plan_gbp", "pounds a year", 0),
        number("anew_gbp", "pounds a year", 0),
        number("saving_gbp", "pounds a year"),
        number("objective_saving_gbp", "pounds a year", 0),
        number("incumbents", "learners", 0),
        number("moved", "learners", 0),
        *(number(f"{measure}{which}", "learners", 0) for measure in COUNTS for which in ("", "_anew")),
    ),
)
"""What it costs that learners keep their places: each year of the central run against the cheapest placement of
everyone anew, which is never taken. Top-ups, fees and transport of the plan and of the placement anew, in prices of
the base year; ``objective_saving_gbp`` with penalties and the weight of miles, as the allocator counts; ``moved``
incumbents who would lose their place; learners unplaced, above places and in INMSS, in the plan and ``_anew``."""

ACCESS = Contract(
    "access",
    (ACADEMIC_YEAR, AREA),
    (
        number("state_required", "learners", 0),
        number("within_reach", "learners", 0),
        number("share_within_reach", "share", 0, 1, optional=True),
        number("in_reach", "learners", 0),
        number("share_in_reach", "share", 0, 1, optional=True),
        number("learners", "learners", 0),
        number("mean_minutes", "minutes one way", 0, optional=True),
        number("p95_minutes", "minutes one way", 0, optional=True),
        number("over_limit", "learners", 0),
    ),
)
"""Specialist access by area in which learners live, and ``all``: learners who need a base or a special school
(``state_required``), those with a suitable open state provider within the journey limit, full or not
(``within_reach``), those placed in one (``in_reach``); daily journeys of all with a specialist place (``learners``)."""

EXPLANATION_TABLES: tuple[Contract, ...] = (DISPLACED, PLACE_VALUES, POCKETS, STABILITY, ACCESS)
"""Every table of this package, in the order in which they are written."""
