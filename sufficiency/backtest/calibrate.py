"""Re-estimates the shipped tables of growth from a panel: England's totals, and how far forecasts missed."""

from pathlib import Path

import numpy as np
import pandas as pd

from models.demand.growth_errors import GrowthErrors
from sufficiency.backtest.ours import OurMethod, central_at, errors_at, with_misses
from sufficiency.backtest.panel import AGE_BANDS, TOTAL, Panel
from sufficiency.backtest.references import GROWTH_AGE_ERRORS, GROWTH_ENGLAND, GROWTH_ERRORS
from sufficiency.tables.contracts import check


def calibrate(panel: Panel, settings: OurMethod, source: str, out: Path) -> dict[str, GrowthErrors]:
    """Write ``growth_england``, ``growth_errors`` and ``growth_age_errors`` to ``out``; return the sizes by series."""
    visible = panel.without(settings.references.faulty)
    origins = [year for year in panel.years[1:-1] if (panel.england.index <= year).sum() > 1]
    central = pd.concat([central_at(visible.up_to(origin), settings) for origin in origins], ignore_index=True)
    errors = errors_at(with_misses(central, visible), panel.years[-1], settings)
    out.mkdir(parents=True, exist_ok=True)
    totals = panel.england.astype(np.int64) if (panel.england % 1 == 0).all() else panel.england
    england = pd.DataFrame({"census_year": totals.index, "plans": totals.to_numpy(), "source": source})
    write_rounded(check(england, GROWTH_ENGLAND), out / "growth_england.csv", decimals=3)
    write_rounded(check(errors[TOTAL].table(), GROWTH_ERRORS), out / "growth_errors.csv", decimals=6)
    bands = [errors[band].table().assign(series=band) for band in AGE_BANDS if band in panel.counts]
    if bands:
        ages = check(pd.concat(bands, ignore_index=True), GROWTH_AGE_ERRORS)
        write_rounded(ages, out / "growth_age_errors.csv", decimals=6)
    return errors


def write_rounded(table: pd.DataFrame, path: Path, decimals: int) -> None:
    """Write a table as CSV with fixed decimals, so that the same numbers give the same bytes."""
    table.to_csv(path, index=False, float_format=f"%.{decimals}f", lineterminator="\n")
