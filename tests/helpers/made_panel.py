"""A panel of forty made authorities over twelve years, with age bands, for tests of the backtest."""

import numpy as np
import pandas as pd

from models.demand.growth_errors import GrowthErrors
from models.vocabulary import AGE_GROUPS
from sufficiency.backtest.panel import TOTAL, Panel, make_panel
from sufficiency.backtest.references import References

YEARS = range(2030, 2042)
AUTHORITIES = [f"E0600{number:04d}" for number in range(40)]
SHARES = np.array([0.05, 0.33, 0.36, 0.2, 0.06])


def made_references() -> References:
    population = pd.DataFrame(
        [(name, year, 50_000.0) for name in [*AUTHORITIES, "E92000001"] for year in range(2020, 2042)],
        columns=["authority", "mid_year", "persons"],
    )
    recoded = pd.DataFrame({"code": ["E06009998", "E06009999"], "authority": ["Moved", "Moved"], "source": ["", ""]})
    faulty = pd.DataFrame({"authority": pd.Series(dtype=str), "census_year": pd.Series(dtype=int), "reason": []})
    england = pd.Series(500_000.0 * 1.09 ** np.arange(12), index=list(YEARS))
    return References(population, recoded, faulty, england, GrowthErrors.from_yearly(0.02, 0.012, 0.04, 750.0))


def tidy_panel() -> pd.DataFrame:
    """Counts of every authority, band and year, whole numbers, with England's rows."""
    generator = np.random.default_rng(11)
    growth = 0.09 + generator.normal(0, 0.05, (len(YEARS), len(AUTHORITIES)))
    totals = np.round(np.linspace(200, 9000, len(AUTHORITIES)) * np.exp(np.cumsum(growth, axis=0)))
    rows = []
    for year, counts in zip(YEARS, totals, strict=True):
        for name, count in zip(AUTHORITIES, counts, strict=True):
            shares = generator.dirichlet(SHARES * 400)
            bands = np.round(count * shares)
            rows += [(name, year, str(band), plans) for band, plans in zip(AGE_GROUPS, bands, strict=True)]
            rows.append((name, year, TOTAL, bands.sum()))
    tidy = pd.DataFrame(rows, columns=["authority", "year", "series", "plans"])
    england = tidy.groupby(["year", "series"], as_index=False)["plans"].sum().assign(authority="E92000001")
    return pd.concat([tidy, england], ignore_index=True)


def made_panel() -> Panel:
    return make_panel(tidy_panel(), made_references())
