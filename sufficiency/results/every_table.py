"""The list of every table that a run gives, in the order in which they are made and described."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from sufficiency.forecast.pipeline import Run
from sufficiency.forecast.swings import Swung
from sufficiency.packs.inputs import Inputs
from sufficiency.results.access import ACCESS
from sufficiency.results.checks import CHECKS
from sufficiency.results.cross_border import CROSS_BORDER
from sufficiency.results.displaced import DISPLACED
from sufficiency.results.drivers import DRIVERS
from sufficiency.results.flows import FLOWS
from sufficiency.results.forecast import FORECAST, FORECAST_TOTALS
from sufficiency.results.funnel import FUNNEL
from sufficiency.results.journeys import JOURNEYS
from sufficiency.results.learners_by_kind import LEARNERS_BY_KIND
from sufficiency.results.learners_by_year_group import LEARNERS_BY_YEAR_GROUP, LEARNERS_BY_YEAR_GROUP_TOTALS
from sufficiency.results.local_shares import LOCAL_SHARES
from sufficiency.results.place_need import PLACE_NEED
from sufficiency.results.place_need_by_group import PLACE_NEED_BY_GROUP
from sufficiency.results.place_need_totals import PLACE_NEED_TOTALS
from sufficiency.results.place_values import PLACE_VALUES
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.placements_by_year_group import PLACEMENTS_BY_YEAR_GROUP
from sufficiency.results.pockets import POCKETS
from sufficiency.results.ranges import RANGES
from sufficiency.results.requirement import REQUIRED
from sufficiency.results.school_origins import SCHOOL_ORIGINS
from sufficiency.results.schools import SCHOOLS
from sufficiency.results.shapes import Made, ResultTable
from sufficiency.results.spend import SPEND
from sufficiency.results.spend_by_academic_year import SPEND_BY_ACADEMIC_YEAR
from sufficiency.results.stability import STABILITY
from sufficiency.results.state_shares import STATE_SHARES
from sufficiency.results.swings import SWINGS_TABLE
from sufficiency.results.unmet import UNMET
from sufficiency.results.unplaced import UNPLACED
from sufficiency.tables.contracts import check

EVERY_TABLE: tuple[ResultTable, ...] = (
    FORECAST,
    FORECAST_TOTALS,
    FLOWS,
    REQUIRED,
    PLACEMENTS,
    PLACEMENTS_BY_YEAR_GROUP,
    LEARNERS_BY_YEAR_GROUP,
    LEARNERS_BY_YEAR_GROUP_TOTALS,
    SCHOOLS,
    SCHOOL_ORIGINS,
    LEARNERS_BY_KIND,
    UNMET,
    UNPLACED,
    SPEND,
    SPEND_BY_ACADEMIC_YEAR,
    PLACE_NEED,
    PLACE_NEED_TOTALS,
    PLACE_NEED_BY_GROUP,
    STATE_SHARES,
    LOCAL_SHARES,
    DISPLACED,
    PLACE_VALUES,
    POCKETS,
    STABILITY,
    ACCESS,
    JOURNEYS,
    CROSS_BORDER,
    DRIVERS,
    FUNNEL,
    RANGES,
    SWINGS_TABLE,
    CHECKS,
)
"""A table may use those before it; the checks look at all of them, and stand last."""


def make_tables(
    run: Run, inputs: Inputs, chosen: Iterable[ResultTable] = EVERY_TABLE, swings: tuple[Swung, ...] = ()
) -> Mapping[str, pd.DataFrame]:
    """Make tables of a run, by name, each checked against its contract.

    Raises
    ------
    ContractError
        When a table breaks its contract.
    ModelError
        When the tables break a law.
    """
    tables: dict[str, pd.DataFrame] = {}
    for table in chosen:
        tables[table.name] = check(table.make(Made(run, inputs, MappingProxyType(tables), swings)), table)
    return MappingProxyType(tables)
