"""The reference tables of England under ``data/reference/``: their contracts."""

from sufficiency.packs.contracts import AGE, CALENDAR_YEAR, CENSUS_YEAR, NEED, PLANS, SOURCE
from sufficiency.tables.contracts import Contract, integer, number, text

ENGLAND_PLANS_BY_AGE = Contract("england_plans_by_age", (CENSUS_YEAR, AGE), (PLANS, SOURCE))
ENGLAND_PLANS_BY_AGE_NEED = Contract("england_plans_by_age_need", (CENSUS_YEAR, AGE, NEED), (PLANS, SOURCE))
ENGLAND_NEW_PLANS = Contract("england_new_plans", (CALENDAR_YEAR, AGE), (PLANS, SOURCE))
ENGLAND_NEW_PLANS_BY_NEED = Contract("england_new_plans_by_need", (CALENDAR_YEAR, AGE, NEED), (PLANS, SOURCE))
ENGLAND_CEASED_PLANS = Contract("england_ceased_plans", (CALENDAR_YEAR, AGE, text("reason")), (PLANS, SOURCE))
ENGLAND_POPULATION = Contract(
    "england_population",
    (integer("year", "mid-year", 2000, 2100), AGE),
    (number("persons", "persons", 0), text("variant", ("estimate", "projection")), SOURCE),
)
GROWTH_ENGLAND = Contract("growth_england", (CENSUS_YEAR,), (PLANS, SOURCE))
"""England's total of plans (to 2018 statements and plans), from which growth is read."""
GROWTH_ERRORS = Contract(
    "growth_errors",
    (integer("horizon", "years ahead", 1, 30),),
    (
        *(number(part, "standard deviation in logs", 0) for part in ("common", "persistent", "own")),
        number("size_plans", "plans", 0),
    ),
)
"""Sizes of the three parts of the total's error, and the size of authority at which its own part doubles in variance,
estimated from past misses (``sufficiency calibrate``)."""

REFERENCE_TABLES: tuple[Contract, ...] = (
    ENGLAND_PLANS_BY_AGE,
    ENGLAND_PLANS_BY_AGE_NEED,
    ENGLAND_NEW_PLANS,
    ENGLAND_NEW_PLANS_BY_NEED,
    ENGLAND_CEASED_PLANS,
    ENGLAND_POPULATION,
    GROWTH_ENGLAND,
    GROWTH_ERRORS,
)
