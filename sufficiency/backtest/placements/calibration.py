"""Makes the reference tables of placements that a run reads, again from a panel with newer Januaries."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from models.demand.practised import elasticities
from models.demand.practised_errors import estimate_practised_errors, hindcast_misses
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.placements.diversion import CHOSEN, SPANS, read_diversion
from sufficiency.backtest.placements.market import SUSTAINED, market_growth
from sufficiency.backtest.placements.tables import PlacementCounts, read_counts
from sufficiency.errors import Fault, InputError
from sufficiency.importers.pack.writer import write_reference_files
from sufficiency.packs.england.contracts import (
    MARKET_GROWTH,
    PLACEMENTS_DIVERSION,
    PLACEMENTS_ELASTICITIES,
    PLACEMENTS_ERRORS,
)
from sufficiency.tables.contracts import check, records
from sufficiency.tables.files import frame_text

CHOICE = "A-157"


def run_placements_calibration(panel: Path, source: str, out: Path, reference: Path) -> Iterator[str]:
    """Estimate the ``placements_`` tables from ``panel`` and write them into ``out``; yield the lines to print.

    Raises
    ------
    InputError
        When the panel cannot be used, or tells too little of how far forecasts missed.
    """
    tables = placement_tables(read_counts(panel, reference), PractisedParameters(), source)
    write_reference_files(out, {f"{name}.csv": frame_text(table, 6) for name, table in tables.items()})
    for row in records(tables[PLACEMENTS_ELASTICITIES.name]):
        read = f"read {row['elasticity_read']:.2f}, {row['census_years']}"
        yield f"{row['kind']}: {row['elasticity']:.2f}% for each 1% of plans ({read})"
    for row in records(tables[PLACEMENTS_DIVERSION.name]):
        error = "" if pd.isna(row["standard_error"]) else f" (standard error {row['standard_error']:.3f})"
        yield f"diversion, {row['reading']}: {row['diversion']:.3f}{error}"
    for row in records(tables[MARKET_GROWTH.name]):
        if row["span"] == SUSTAINED:
            ends = f"({row['p80']:.3f} to {row['p95']:.3f})"
            yield f"independent market, nine in ten authorities over {SUSTAINED} years: at most {row['p90']:.3f} {ends}"
    yield f"elasticities, errors, diversion and growth of the market: {out}"


def placement_tables(counts: PlacementCounts, parameters: PractisedParameters, source: str) -> dict[str, pd.DataFrame]:
    """The three ``placements_`` tables and ``market_growth``, as known at the last January."""
    last = counts.years[-1]
    used = elasticities(counts.usable, last, parameters).reset_index().assign(source=source)
    errors = estimate_practised_errors(hindcast_misses(counts.usable, last, parameters))
    if errors is None:
        words = "too few forecasts could be scored to say how far they miss"
        raise InputError([Fault("panel", 0, 0, "learners", words)])
    readings = [reading for span in SPANS if (reading := read_diversion(counts.usable, span, parameters))]
    none = float("nan")
    rows = [("chosen", CHOSEN.central, none, CHOSEN.low, CHOSEN.high, CHOICE)]
    rows += [(_span(one.span), one.diversion, one.standard_error, none, none, source) for one in readings]
    diversion = pd.DataFrame(rows, columns=PLACEMENTS_DIVERSION.column_names)
    return {
        contract.name: check(table, contract)
        for contract, table in (
            (PLACEMENTS_ELASTICITIES, used),
            (PLACEMENTS_ERRORS, errors.table()),
            (PLACEMENTS_DIVERSION, diversion),
            (MARKET_GROWTH, market_growth(counts.usable, source)),
        )
    }


def _span(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"
