"""What an authority's pack holds: the contract of each of its tables.

A pack is a folder ``data/<authority id>/`` of these tables as CSV, with ``pack.yaml`` (name, codes, base census
year), ``sources.yaml`` (what was read), ``areas.geojson`` and a README. Importers write packs; inputs read them.
What stands in ``data/reference/`` for every authority is in the room ``england``.
"""

from models.money.lines import ANY, INDICES, LINES, Ledger
from models.vocabulary import AGE_GROUPS, NEEDS, PHASES, PROVISIONS, ROAD_CLASSES, Basis
from sufficiency.tables.contracts import Column, Contract, free_text, integer, number, text

NOT_RECORDED = "not_recorded"
"""Code of a need or provision that the published table gives as unknown, and of an area that nobody knows."""
NO_PLAN = "no_plan"
"""Code of where a learner was before a plan started, or is after it ended."""

BASIS = text("basis", tuple(Basis))
SOURCE = free_text("source")
AGE = integer("age", "years on 31 August", 0, 25)
BLOCK_LINES = tuple(code for code, line in LINES.items() if line.ledger is Ledger.DSG_HIGH_NEEDS)
CENSUS_YEAR = integer("census_year", "year", 2000, 2100)
CALENDAR_YEAR = integer("calendar_year", "year", 2000, 2100)
NEED = text("need", (*NEEDS, NOT_RECORDED))
PROVISION = text("provision", (*PROVISIONS, NOT_RECORDED))
PLANS = number("plans", "plans", 0)


def _blank(column: Column) -> Column:
    return Column(column.name, column.kind, column.unit, column.allowed, column.minimum, column.maximum, optional=True)


def _count(name: str, unit: str) -> Column:
    return Column(name, "number", unit, (), 0, None, optional=True)


def _word(name: str) -> Column:
    return Column(name, "text", optional=True)


AREAS = Contract("areas", (text("area"),), (free_text("name"),))
PLANS_BY_AGE_BAND = Contract(
    "plans_by_age_band", (CENSUS_YEAR, text("age_band", ("total", *AGE_GROUPS))), (PLANS, SOURCE)
)
PLANS_BY_AGE_PROVISION = Contract("plans_by_age_provision", (CENSUS_YEAR, AGE, PROVISION), (PLANS, SOURCE))
PLANS_BY_AGE_NEED = Contract("plans_by_age_need", (CENSUS_YEAR, AGE, NEED), (PLANS, SOURCE))
PLANS_BY_NEED_PROVISION = Contract("plans_by_need_provision", (CENSUS_YEAR, NEED, PROVISION), (PLANS, SOURCE))
PLANS_JOINT = Contract(
    "plans_joint",
    (AGE, text("need", NEEDS), text("provision", PROVISIONS)),
    (number("plans", "plans", 0), BASIS),
)
"""Base-year plans by age, need and provision together; where only margins are published, fitted to them. Learners
whose need or provision is not recorded are spread in proportion, so the table adds to the published total."""
NEW_PLANS = Contract("new_plans", (CALENDAR_YEAR, AGE), (PLANS, SOURCE))
"""Plans started in the calendar year by age when started; age 20 stands for 20 and over, 2 for 2 and under."""
NEW_PLANS_BY_NEED = Contract("new_plans_by_need", (CALENDAR_YEAR, AGE, NEED), (PLANS, SOURCE))
CEASED_PLANS = Contract("ceased_plans", (CALENDAR_YEAR, AGE, text("reason")), (PLANS, SOURCE))
"""Plans that ended in the calendar year by age when ended (20: 20 and over); reason ``all`` or a cease reason."""
FUNNEL = Contract(
    "funnel",
    (CALENDAR_YEAR,),
    (
        number("requests", "requests", 0),
        number("assessments", "assessments decided", 0, optional=True),
        number("new_plans", "plans", 0),
        SOURCE,
    ),
)
POPULATION = Contract(
    "population",
    (integer("year", "mid-year", 2000, 2100), text("area"), AGE),
    (number("persons", "persons", 0), text("variant", ("estimate", "projection")), SOURCE),
)
"""Persons at mid-year; the January census of year t+1 takes mid-year t."""
DEMAND_POINTS = Contract(
    "demand_points",
    (text("point"),),
    (
        text("area"),
        number("easting", "metres, British National Grid", 0, 700_000),
        number("northing", "metres, British National Grid", 0, 1_300_000),
        *(number(f"persons_{phase}", "persons", 0) for phase in PHASES),
    ),
)
PROVIDERS = Contract(
    "providers",
    (text("provider_id"),),
    (
        free_text("name"),
        text("provision", PROVISIONS),
        Column("area", "text", optional=True),
        _blank(number("easting", "metres, British National Grid", 0, 700_000)),
        _blank(number("northing", "metres, British National Grid", 0, 1_300_000)),
        _blank(number("journey_miles", "miles one way, where there is no position", 0)),
        integer("min_age", "years on 31 August", 0, 25),
        integer("max_age", "years on 31 August, inclusive", 0, 25),
        text("needs"),
        text("requirements"),
        text("elastic", ("yes", "no")),
        BASIS,
        SOURCE,
    ),
)
"""``needs`` and ``requirements`` are codes separated by spaces. ``area`` is blank outside the authority. An elastic
provider is a market: its places grow each year by a parameter, and it has ``journey_miles`` in place of a position."""
PLACES = Contract(
    "places",
    (text("provider_id"), text("academic_year"), text("phase", ("all", *PHASES))),
    (
        number("places", "places", 0),
        number("reserved", "places held by learners of other authorities", 0),
        BASIS,
        SOURCE,
    ),
)
"""Places from that academic year until the provider's next row."""
PRICES = Contract(
    "prices",
    (
        text("item"),
        text("provision", (ANY, *PROVISIONS)),
        text("phase", (ANY, *PHASES)),
        text("need", (ANY, *NEEDS)),
    ),
    (
        number("value", "", 0),
        free_text("unit"),
        integer("price_year", "year in which the financial year of the price starts", 2010, 2100),
        text("index", INDICES),
        BASIS,
        SOURCE,
    ),
)
"""Items: ``place_funding`` and ``place_funding_empty`` (pounds a place a year), ``top_up`` (pounds a learner a year),
``fee`` (education, health and care of a learner a year) and what of it others pay: ``fee_health``, ``fee_care``, and
``fee_place_funding`` where the fee holds the place funding that DfE pays itself; ``transport_fixed`` (pounds a learner
who is carried a year), ``transport_mile`` (the same for each mile one way), ``carried_share`` (share of learners who
are carried; the only item with a phase), ``residential_fee`` (pounds a learner who boards a year; may be absent)."""
FACTS = Contract("facts", (text("fact"),), (number("value", ""), free_text("unit"), free_text("as_at"), SOURCE))

PACK_TABLES: tuple[Contract, ...] = (
    AREAS,
    PLANS_BY_AGE_BAND,
    PLANS_BY_AGE_PROVISION,
    PLANS_BY_AGE_NEED,
    PLANS_BY_NEED_PROVISION,
    PLANS_JOINT,
    NEW_PLANS,
    NEW_PLANS_BY_NEED,
    CEASED_PLANS,
    FUNNEL,
    POPULATION,
    DEMAND_POINTS,
    PROVIDERS,
    PLACES,
    PRICES,
    FACTS,
)

PLANS_BY_AREA_JOINT = Contract(
    "plans_by_area_joint",
    (text("area"), AGE, text("need", NEEDS), text("provision", PROVISIONS)),
    (number("plans", "plans", 0), BASIS),
)
"""Base-year plans by area of residence, age, need and provision together, counted from persons; cells that hold nobody
are left out, so an absent cell is nought. Area ``not_recorded``: home unknown, or outside the authority. Its sum over
areas is ``plans_joint``."""
PROVIDER_ROLLS = Contract(
    "provider_rolls",
    (CENSUS_YEAR, text("provider_id"), text("provision", (*PROVISIONS, NOT_RECORDED))),
    (number("learners", "learners with a plan of this authority", 0), SOURCE),
)
"""Learners on census day by provider (its URN) and provision: providers of the pack that have any, and other schools
of specialist provision, which the pack may not have. The authority's own learners only: never a whole roll."""
PLACEMENT_MOVES = Contract(
    "placement_moves",
    (
        CENSUS_YEAR,
        AGE,
        NEED,
        text("from_provision", (*PROVISIONS, NOT_RECORDED, NO_PLAN)),
        text("to_provision", (*PROVISIONS, NOT_RECORDED, NO_PLAN)),
    ),
    (number("learners", "learners", 0), SOURCE),
)
"""Learners by provision on the census day before and on that of ``census_year``; age and need as at the later one."""

NEED_CHANGES = Contract(
    "need_changes",
    (CENSUS_YEAR, text("age_group", AGE_GROUPS), text("need_from", NEEDS), text("need_to", NEEDS)),
    (PLANS, SOURCE),
)
"""Plans that were in force on the census day before and on that of ``census_year``, by primary need on both; age group
at the later one. Cells that hold nobody are left out. Several years are added up."""

AREA_RATES = Contract(
    "area_rates",
    (text("area"), text("age_group", AGE_GROUPS)),
    (number("relative_rate", "plans a resident over the authority's", 0), SOURCE),
)
"""How many plans the residents of an area have, compared with those of the whole authority; an absent row is 1."""
HOUSING = Contract(
    "housing",
    (integer("year", "mid-year", 2000, 2100), text("area")),
    (
        number("dwellings", "dwellings completed since the mid-year before", 0),
        *(number(f"yield_{phase}", "persons of the phase a dwelling", 0) for phase in PHASES),
        SOURCE,
    ),
)
"""New homes beyond those that the population projection already holds, and the persons of each phase in one."""

PROVIDER_REGISTER = Contract(
    "provider_register",
    (text("urn"), text("part", ("school", "base"))),
    (
        text("provider_id"),
        text("relation", ("current", "predecessor")),
        free_text("name"),
        integer("type", "code of the type of establishment"),
        integer("status", "code of the status"),
        _word("opened"),
        _word("closed"),
        _count("statutory_low_age", "years"),
        _count("statutory_high_age", "years"),
        _count("capacity", "places"),
        _count("on_roll", "pupils"),
        _word("section_41"),
        _word("boarders"),
        _word("gender"),
        _word("ukprn"),
        SOURCE,
    ),
)
"""What the register of schools (GIAS) says of each provider, and the reference numbers it had before: a provider keeps
the identifier with which it came in, and this table joins the two. ``part``: the school, or the specialist base in a
mainstream school, whose capacity and roll are then the base's."""

JOURNEYS = Contract(
    "journeys",
    (text("area"), text("phase", ("all", *PHASES)), text("provider_id")),
    (
        number("miles", "miles one way", 0),
        _blank(number("minutes", "minutes one way, boarding included", 0)),
        SOURCE,
    ),
)
"""Journeys as the authority measures them, in place of computed ones; a row of a phase goes before one of all."""
ROAD_NODES = Contract(
    "road_nodes",
    (text("node"),),
    (
        number("easting", "metres, British National Grid", 0, 700_000),
        number("northing", "metres, British National Grid", 0, 1_300_000),
    ),
)
ROAD_EDGES = Contract(
    "road_edges",
    (text("edge"),),
    (
        text("from_node"),
        text("to_node"),
        number("metres", "metres", 0),
        text("road_class", ROAD_CLASSES),
        _blank(number("mph", "miles an hour, where not that of the class", 1, 80)),
    ),
)
"""Roads between nodes, passable both ways; the quickest way on them replaces the straight line."""

FINANCIAL_YEAR = text("financial_year")
HIGH_NEEDS = Contract(
    "high_needs",
    (FINANCIAL_YEAR, text("line", BLOCK_LINES), text("kind", ("outturn", "budget", "explained"))),
    (
        number("amount_gbp", "pounds"),
        _blank(number("learners", "learners with a plan for whom it was paid", 0)),
        BASIS,
        SOURCE,
    ),
)
"""What the authority's own ledger says of lines of the high needs block: section 251 budget and outturn, and amounts of
outturn less model that somebody has explained, with the explanation as source. Income is below zero."""
GRANT = Contract(
    "grant",
    (
        FINANCIAL_YEAR,
        text("item", ("grant", "opening_balance", "eligible_deficit", "stability_grant", "interest_rate")),
    ),
    (number("value", "pounds, or a share a year"), BASIS, SOURCE),
)
"""The high needs block of the Dedicated Schools Grant and its balance: at 1 April (a deficit below zero), the deficit
that the Stability Grant covers at 31 March that ends the year, the grant itself where it is known, and the rate of
interest at which the council carries a deficit."""
PRICE_INDICES = Contract(
    "price_indices",
    (text("index", INDICES), FINANCIAL_YEAR),
    (number("growth", "share on the year before", -0.5, 1.0), BASIS, SOURCE),
)
"""How the prices of an index moved, and will; the last growth goes on. A pack's own row goes before the one
that England's table has of the same index and year."""

LOCAL_PACK_TABLES: tuple[Contract, ...] = (
    AREA_RATES,
    HOUSING,
    PROVIDER_REGISTER,
    JOURNEYS,
    ROAD_NODES,
    ROAD_EDGES,
    HIGH_NEEDS,
    GRANT,
    PRICE_INDICES,
)
"""Tables that an authority may add of its own; a pack without them is complete."""
OPTIONAL_PACK_TABLES: tuple[Contract, ...] = (PLANS_BY_AREA_JOINT, PROVIDER_ROLLS, PLACEMENT_MOVES, NEED_CHANGES)
"""Tables that a pack has only where person-level data were imported; not for publication."""
