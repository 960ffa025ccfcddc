"""What is known of England and of every authority: the contracts of the tables in ``data/reference/``."""

from models.demand.practised import KINDS
from models.demand.practised import PLANS as PLANS_SERIES
from models.vocabulary import AGE_GROUPS
from sufficiency.packs.contracts import (
    AGE,
    CALENDAR_YEAR,
    CENSUS_YEAR,
    NEED,
    NOT_RECORDED,
    PLANS,
    PRICE_INDICES,
    SOURCE,
)
from sufficiency.packs.placements import PROVISIONS_OF_SERIES
from sufficiency.tables.contracts import Contract, free_text, integer, number, text

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

PLACEMENTS_PANEL = Contract(
    "placements_panel",
    (text("authority"), CENSUS_YEAR, text("series", (PLANS_SERIES, *PROVISIONS_OF_SERIES, NOT_RECORDED))),
    (number("learners", "learners with a plan", 0),),
)
"""Plans of each authority (ONS code as published), and its learners in each kind of provision, every January that was
published; a count that is suppressed or was not asked for has no row."""
PLACEMENTS_KNOWN_FAULTS = Contract(
    "placements_known_faults",
    (text("authority"), CENSUS_YEAR, text("series", ("all", "placements", PLANS_SERIES, *PROVISIONS_OF_SERIES))),
    (free_text("reason"), SOURCE),
)
"""Counts of that panel that are no counts; ``placements`` are all kinds of provision, ``all`` plans too."""
PLACEMENTS_ELASTICITIES = Contract(
    "placements_elasticities",
    (text("kind", KINDS),),
    (
        number("elasticity_read", "% of learners for each % of plans"),
        number("believed", "share", 0, 1),
        number("elasticity", "% of learners for each % of plans"),
        text("census_years"),
        SOURCE,
    ),
)
PLACEMENTS_ERRORS = Contract(
    "placements_errors",
    (text("kind", KINDS), integer("horizon", "years ahead", 1, 30)),
    (
        *(number(part, "standard deviation in logs", 0) for part in ("common", "persistent", "own")),
        number("size_learners", "learners of the kind", 0),
        number("with_state_special", "correlation", -1, 1),
    ),
)
"""Sizes of the three parts of the error of learners of a kind, given plans (``sufficiency calibrate placements``)."""
PLACEMENTS_DIVERSION = Contract(
    "placements_diversion",
    (text("reading"),),
    (
        number("diversion", "learners fewer for each one more", -1, 1),
        number("standard_error", "learners", 0, optional=True),
        number("low", "learners fewer for each one more", 0, 1, optional=True),
        number("high", "learners fewer for each one more", 0, 1, optional=True),
        SOURCE,
    ),
)
"""The share that a run draws (``chosen``, an 80% interval), and what the panel shows over spans of years."""

MARKET_GROWTH = Contract(
    "market_growth",
    (integer("span", "years", 1, 30),),
    (
        integer("growths", "growths of an authority", 1),
        *(number(name, "share a year, compound", -1) for name in ("p10", "p50", "p80", "p90", "p95")),
        SOURCE,
    ),
)
"""How fast authorities' learners at independent and non-maintained special schools grew, over spans of years."""

ALL_SPECIAL = "all_special"
"""The learners of all special schools, the state's and the others, as one series."""
_PERCENT = "percent of the count"
PAST_MISSES = Contract(
    "past_misses",
    (
        text("series", (PLANS_SERIES, *AGE_GROUPS, *KINDS, ALL_SPECIAL)),
        integer("years_ahead", "years ahead", 1, 30),
    ),
    (
        number("mean_abs_percent", _PERCENT, 0),
        number("signed_percent", _PERCENT),
        number("together_percent", _PERCENT, optional=True),
        number("inside_80", "percent of counts", 0, 100, optional=True),
        integer("forecasts", "forecasts scored", 1),
        integer("authorities", "authorities", 1),
        integer("first_january", "census year", 2000, 2100),
        integer("last_january", "census year", 2000, 2100),
        SOURCE,
    ),
)
"""How far forecasts of the method missed, made from each January between the first and the last, over authorities.

``signed_percent`` is forecast less count, a mean over forecasts; ``together_percent`` that of all the authorities'
learners added up. Plans and kinds of provision are forecast as a run forecasts them; age bands have no ``inside_80``,
because the bands of a run are made in another way than those that could be scored (``docs/accuracy.md``).
"""

OPTIONAL_REFERENCE_TABLES: tuple[Contract, ...] = (PAST_MISSES,)
"""What reports show where it is there, and no figure of a run rests on."""
REFERENCE_TABLES: tuple[Contract, ...] = (
    ENGLAND_PLANS_BY_AGE,
    ENGLAND_PLANS_BY_AGE_NEED,
    ENGLAND_NEW_PLANS,
    ENGLAND_NEW_PLANS_BY_NEED,
    ENGLAND_CEASED_PLANS,
    ENGLAND_POPULATION,
    GROWTH_ENGLAND,
    GROWTH_ERRORS,
    PLACEMENTS_PANEL,
    PLACEMENTS_KNOWN_FAULTS,
    PLACEMENTS_ELASTICITIES,
    PLACEMENTS_ERRORS,
    PRICE_INDICES,
)
