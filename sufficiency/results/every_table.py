"""Every table that leaves a run, in the order in which they are made."""

from types import MappingProxyType

import pandas as pd

from sufficiency.forecast.pipeline import Run
from sufficiency.results.access import ACCESS, access
from sufficiency.results.checks import CHECKS
from sufficiency.results.displaced import DISPLACED, displaced
from sufficiency.results.place_values import PLACE_VALUES, place_values
from sufficiency.results.placements import (
    PLACE_NEED,
    PLACEMENTS,
    PROVIDERS,
    REQUIREMENTS_TABLE,
    UNPLACED,
    place_need,
    placements,
    providers,
    requirement,
    unplaced,
)
from sufficiency.results.plans import FLOWS, FORECAST, FORECAST_TOTALS, flows, forecast, forecast_totals
from sufficiency.results.pockets import POCKETS, pockets
from sufficiency.results.spend import SPEND, spend
from sufficiency.results.stability import STABILITY, stability
from sufficiency.tables.contracts import Contract, check

RUN_TABLES: tuple[Contract, ...] = (
    FORECAST,
    FORECAST_TOTALS,
    FLOWS,
    REQUIREMENTS_TABLE,
    PLACEMENTS,
    PROVIDERS,
    UNPLACED,
    SPEND,
    PLACE_NEED,
    CHECKS,
)
"""Every table that leaves a run, in the order of the design."""


def run_tables(run: Run) -> MappingProxyType[str, pd.DataFrame]:
    """Every table of a run but the checks, by name, each checked against its contract."""
    made = [
        (FORECAST, forecast(run)),
        (FORECAST_TOTALS, forecast_totals(run)),
        (FLOWS, flows(run)),
        (REQUIREMENTS_TABLE, requirement(run)),
        (PLACEMENTS, placements(run)),
        (PROVIDERS, providers(run)),
        (UNPLACED, unplaced(run)),
        (SPEND, spend(run)),
        (PLACE_NEED, place_need(run)),
    ]
    return MappingProxyType({contract.name: check(frame, contract) for contract, frame in made})


EXPLANATION_TABLES: tuple[Contract, ...] = (DISPLACED, PLACE_VALUES, POCKETS, STABILITY, ACCESS)
"""Every table of this package, in the order in which they are written."""


def explanations(run: Run) -> dict[str, pd.DataFrame]:
    """Tables of ``EXPLANATION_TABLES`` by name."""
    made = [
        (DISPLACED, displaced(run)),
        (PLACE_VALUES, place_values(run)),
        (POCKETS, pockets(run)),
        (STABILITY, stability(run)),
        (ACCESS, access(run)),
    ]
    return {contract.name: check(frame, contract) for contract, frame in made}
