"""Our own forecast of every authority at every origin, with bands whose sizes were known at that origin.

At each origin only the panel up to that year is used (:meth:`Panel.up_to`): the central forecasts, and the misses of
earlier origins whose outcome was published by then, from which the bands are made.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.demand.age_shares import fit_movement, project_shares, shares_of
from models.demand.growth import Start, find_start, forecast_total, relative_rate
from models.demand.growth_errors import GrowthErrors, estimate_errors
from models.parameters.demand import GrowthParameters
from sufficiency.backtest.panel import AGE_BANDS, ENGLAND, TOTAL, Panel
from sufficiency.backtest.references import References

METHOD = "sufficiency"
QUANTILES = {"p10": 0.1, "p90": 0.9, "p2_5": 0.025, "p97_5": 0.975}
FEWEST_PLANS = {TOTAL: 100, **dict.fromkeys(AGE_BANDS, 30)}
"""Authorities with fewer plans (in the band) at the origin are left out when the sizes of the error are read."""
BAND_MEMORY = 6
"""Latest origins from which the error of an age band is read: the law of 2014 changed ages 16-25 for good (A-47)."""
OLDEST_COUNT = 1
"""An authority whose last count is older than this many years at the origin has ended, and is not forecast."""


@dataclass(frozen=True)
class OurMethod:
    """What the backtest is run with."""

    references: References
    parameters: GrowthParameters
    horizons: int = 5


def forecast_origins(panel: Panel, origins: list[int], ours: OurMethod) -> pd.DataFrame:
    """Forecasts with bands at each origin, one row an authority, origin, horizon and series (England: total alone)."""
    earlier = [year for year in panel.years if panel.years[0] < year <= max(origins)]
    asked = [year for year in sorted({*earlier, *origins}) if (panel.england.index <= year).sum() > 1]
    central = pd.concat([central_at(panel.up_to(origin), ours) for origin in asked], ignore_index=True)
    misses = with_misses(central, panel)
    return pd.concat([_with_bands(central, misses, origin, ours) for origin in origins], ignore_index=True)


def central_at(known: Panel, ours: OurMethod) -> pd.DataFrame:
    """Central forecasts from the last year of ``known``.

    Columns: ``authority``, ``origin``, ``horizon``, ``series``, ``forecast``, and for the band ``plans`` (at the
    start), ``since`` (years from the start to the origin) and ``widening``.
    """
    totals = _central_totals(known, ours)
    return pd.concat([totals, _central_england(known, ours), *_central_bands(known, totals, ours)])


def _central_england(known: Panel, ours: OurMethod) -> pd.DataFrame:
    origin, counted = known.years[-1], known.england
    own = counted.reindex(range(int(counted.index.min()), origin + 1))
    path = forecast_total(own, counted, ours.parameters, ours.horizons)
    start = Start(int(counted.index.max()), float(counted.iloc[-1]), 0.0)
    return _table(origin, {ENGLAND: (start, path)}, ours)


def with_misses(central: pd.DataFrame, known: Panel) -> pd.DataFrame:
    """Forecasts whose outcome is counted in ``known``, with ``miss``: the log of actual over forecast."""
    actual = actual_plans(central, known)
    met = central[(actual > 0) & (central["forecast"] > 0)]
    return met.assign(miss=np.log(actual[met.index] / met["forecast"]))


def actual_plans(forecasts: pd.DataFrame, panel: Panel) -> pd.Series:
    """Plans that were counted in the year forecast, blank where none were."""
    long = {
        (series, authority): counts for series, frame in panel.counts.items() for authority, counts in frame.T.items()
    }
    found = pd.concat({**long, (TOTAL, ENGLAND): panel.england}, names=["series", "authority", "year"])
    keys = [forecasts["series"], forecasts["authority"], forecasts["origin"] + forecasts["horizon"]]
    met = found.reindex(pd.MultiIndex.from_arrays(keys))
    return pd.Series(met.to_numpy(dtype=np.float64), index=forecasts.index)


def errors_at(misses: pd.DataFrame, origin: int, ours: OurMethod) -> dict[str, GrowthErrors]:
    """Sizes of the error of each series from misses whose outcome was counted by ``origin``.

    Age bands look back to the last :data:`BAND_MEMORY` origins, and one that is too new learns from all of them
    together. Where there are no such misses at all, the sizes of the reference tables are used.
    """
    outcome = misses["origin"] + misses["horizon"]
    seen = (misses["authority"] != ENGLAND) & (misses["plans"] >= misses["series"].map(FEWEST_PLANS))
    seen &= outcome <= origin
    bands = misses[seen & (misses["series"] != TOTAL) & (misses["origin"] >= origin - BAND_MEMORY)]
    total = estimate_errors(misses[seen & (misses["series"] == TOTAL)]) or ours.references.errors
    anyone = (estimate_errors(bands) if len(bands) else None) or total
    each = {str(band): estimate_errors(rows) or anyone for band, rows in bands.groupby("series")}
    return {TOTAL: total, **{band: each.get(band, anyone) for band in AGE_BANDS}}


def _with_bands(central: pd.DataFrame, misses: pd.DataFrame, origin: int, ours: OurMethod) -> pd.DataFrame:
    rows = central[central["origin"] == origin]
    errors = errors_at(misses, origin, ours)
    parts = [_band(group, errors[str(series)]) for series, group in rows.groupby("series")]
    columns = ["authority", "origin", "horizon", "method", "series", "forecast", *QUANTILES]
    return pd.concat(parts).assign(method=METHOD)[columns]


def _band(rows: pd.DataFrame, errors: GrowthErrors) -> pd.DataFrame:
    years = (rows["horizon"] + rows["since"]).to_numpy(dtype=np.float64)
    plans, widening = (rows[name].to_numpy(dtype=np.float64) for name in ("plans", "widening"))
    local = errors.band(years, plans, list(QUANTILES.values()), widening)
    country = errors.of_country().band(years, plans, list(QUANTILES.values()))
    factors = np.where(rows["authority"] == ENGLAND, country, local)
    forecast = rows["forecast"].to_numpy(dtype=np.float64)
    return rows.assign(**dict(zip(QUANTILES, forecast * factors, strict=True)))


def _central_totals(known: Panel, ours: OurMethod) -> pd.DataFrame:
    origin, total, parameters = known.years[-1], known.counts[TOTAL], ours.parameters
    persons = ours.references.persons([ENGLAND, *total.index], origin)
    forecasts = {}
    for authority in total.index[total.iloc[:, -1 - OLDEST_COUNT :].notna().any(axis=1)]:
        own = total.loc[authority]
        start = find_start(own, known.england, parameters)
        if start is None:
            continue
        country = float(known.england.get(start.census_year, np.nan))
        lead = relative_rate(start.plans, persons[authority], country, persons[ENGLAND])
        path = forecast_total(own, known.england, parameters, ours.horizons, lead)
        forecasts[authority] = (start, path)
    return _table(origin, forecasts, ours)


def _table(origin: int, forecasts: dict[str, tuple[Start, Floats]], ours: OurMethod) -> pd.DataFrame:
    starts = [start for start, _ in forecasts.values()]
    wide = ours.parameters.short_history_widening
    each = pd.DataFrame(
        {
            "authority": list(forecasts),
            "origin": origin,
            "series": TOTAL,
            "plans": [start.plans for start in starts],
            "since": [origin - start.census_year for start in starts],
            "widening": [1.0 if start.growth is not None else wide for start in starts],
        }
    )
    rows = each.loc[each.index.repeat(ours.horizons)].reset_index(drop=True)
    paths = np.array([path for _, path in forecasts.values()]).reshape(-1)
    return rows.assign(horizon=np.tile(np.arange(1, ours.horizons + 1), len(each)), forecast=paths)


def _central_bands(known: Panel, totals: pd.DataFrame, ours: OurMethod) -> list[pd.DataFrame]:
    """Forecasts of each age band: the total's, times shares carried ahead from the last year they are known."""
    bands = [band for band in AGE_BANDS if band in known.counts]
    if not bands or not len(totals):
        return []
    authorities = totals["authority"].unique()
    shares = {
        year: shares_of(np.column_stack([known.counts[band].loc[authorities, year] for band in bands]))
        for year in known.years[-3:]
    }
    ahead = _shares_ahead(shares, ours.horizons)
    now = ahead[0]
    forecast = totals["forecast"].to_numpy().reshape(len(authorities), ours.horizons)
    plans = totals["plans"].to_numpy().reshape(len(authorities), ours.horizons)
    return [
        totals.assign(
            series=band,
            forecast=(forecast * ahead[1:, :, place].T).ravel(),
            plans=(plans * now[:, [place]]).ravel(),
        ).dropna(subset=["forecast"])
        for place, band in enumerate(bands)
    ]


def _shares_ahead(shares: dict[int, Floats], horizons: int) -> Floats:
    """Shares at the origin and each year ahead (horizons + 1, authorities, bands); a year not known is carried over."""
    years = sorted(shares)
    movement = fit_movement(shares[years[-2]], shares[years[-1]]) if len(years) > 1 else None
    origin = shares[years[-1]].copy()
    for year in years[-2::-1]:
        carried = project_shares(shares[year], movement, years[-1] - year)[-1]
        origin = np.where(np.isnan(origin), carried, origin)
    return np.concatenate([origin[None], project_shares(origin, movement, horizons)])
