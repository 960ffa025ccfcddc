"""Re-estimates the shipped tables of growth from a panel: England's totals, and how far forecasts missed."""

from pathlib import Path

import pandas as pd

from models.growth_errors import GrowthErrors
from sufficiency.backtest.ours import Settings, central_at, errors_at, with_misses
from sufficiency.backtest.panel import AGE_BANDS, TOTAL, Panel
from sufficiency.backtest.references import GROWTH_AGE_ERRORS, GROWTH_ENGLAND, GROWTH_ERRORS
from sufficiency.csv_tables import write_table


def calibrate(panel: Panel, settings: Settings, source: str, out: Path) -> dict[str, GrowthErrors]:
    """Write ``growth_england``, ``growth_errors`` and ``growth_age_errors`` to ``out``; return the sizes by series."""
    visible = panel.without(settings.references.faulty)
    origins = [year for year in panel.years[1:-1] if (panel.england.index <= year).sum() > 1]
    central = pd.concat([central_at(visible.up_to(origin), settings) for origin in origins], ignore_index=True)
    errors = errors_at(with_misses(central, visible), panel.years[-1], settings)
    out.mkdir(parents=True, exist_ok=True)
    england = pd.DataFrame({"census_year": panel.england.index, "plans": panel.england.to_numpy(), "source": source})
    write_table(england, GROWTH_ENGLAND, out / "growth_england.csv")
    write_table(errors[TOTAL].table(), GROWTH_ERRORS, out / "growth_errors.csv")
    bands = [errors[band].table().assign(series=band) for band in AGE_BANDS if band in panel.counts]
    if bands:
        write_table(pd.concat(bands), GROWTH_AGE_ERRORS, out / "growth_age_errors.csv")
    return errors
