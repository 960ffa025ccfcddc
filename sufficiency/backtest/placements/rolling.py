"""Rolling origins: every method forecasts the learners of each kind from every January, in each setting.

``plans_known``: plans are given as they were counted, places grow as practised. ``plans_and_places_known``: the
learners of state special schools are given too. ``all_forecast``: plans are forecast, as a run does.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from models.demand.practised import INMSS, STATE, Diversion
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.panel import Panel as PlansPanel
from sufficiency.backtest.placements.known import (
    ALL,
    SERIES,
    Known,
    PlansAhead,
    known_at,
    plans_as_counted,
    plans_as_forecast,
)
from sufficiency.backtest.placements.ours import METHOD, LearnersAhead, outcomes, outcomes_with_places, practised
from sufficiency.backtest.placements.rivals import OLD_CHAIN, RIVALS, rivals, rivals_with_places
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.packs.placements import Panel
from sufficiency.tables.contracts import Contract, check, integer, number, text

SETTINGS = ("plans_known", "plans_and_places_known", "all_forecast")
METHODS = (METHOD, *RIVALS, OLD_CHAIN)
FIRST_ORIGIN_AFTER = 2
"""Januaries before the first origin: the growth of two years is read."""
LONGEST_HORIZON = 4

PLACEMENT_FORECASTS = Contract(
    "forecasts",
    (
        text("authority"),
        integer("origin", "census year", 1990, 2200),
        integer("horizon", "years ahead", 1, LONGEST_HORIZON),
        text("setting", SETTINGS),
        text("method", METHODS),
        text("series", SERIES),
    ),
    (
        number("forecast", "learners", 0),
        number("p10", "learners", 0, optional=True),
        number("p90", "learners", 0, optional=True),
        number("actual", "learners", 0, optional=True),
    ),
)
"""``p10`` and ``p90`` are blank for methods without a band, ``actual`` where the count was not published."""


def origins_of(counts: PlacementCounts) -> list[int]:
    """Januaries that can be forecast from and scored."""
    return counts.years[FIRST_ORIGIN_AFTER:-1]


def roll_placements(
    counts: PlacementCounts,
    parameters: PractisedParameters,
    diversion: Diversion,
    origins: list[int],
    plans: PlansPanel | None = None,
) -> pd.DataFrame:
    """Forecasts of every method and setting from each origin with what came: a table of :data:`PLACEMENT_FORECASTS`.

    ``plans`` is a panel with longer histories of plans for the forecast of plans.
    """
    horizons = {origin: min(LONGEST_HORIZON, counts.years[-1] - origin) for origin in origins}
    forecast = plans_as_forecast(counts, origins, LONGEST_HORIZON, plans)
    parts = []
    for origin in origins:
        known = known_at(counts, origin)
        counted = plans_as_counted(counts, origin, horizons[origin])
        parts += [
            *_everything(known, counted, "plans_known", parameters),
            *_with_places(known, counted, counts.usable[STATE], parameters, diversion),
            *_everything(known, _up_to(forecast[origin], horizons[origin]), "all_forecast", parameters),
        ]
    made = pd.concat(parts, ignore_index=True).dropna(subset="forecast")
    return check(made.assign(actual=_actual(made, counts.published)), PLACEMENT_FORECASTS)


def _up_to(ahead: PlansAhead, horizons: int) -> PlansAhead:
    return PlansAhead(ahead.plans.iloc[:, : horizons + 1], ahead.deviation.iloc[:, : horizons + 1])


def _everything(
    known: Known, ahead: PlansAhead, setting: str, parameters: PractisedParameters
) -> Iterator[pd.DataFrame]:
    yield from _ours(outcomes(practised(known, ahead, parameters)), known.origin, setting)
    yield from _theirs(rivals(known, ahead), known.origin, setting)


def _with_places(
    known: Known, ahead: PlansAhead, state: pd.DataFrame, parameters: PractisedParameters, diversion: Diversion
) -> Iterator[pd.DataFrame]:
    state_known = state.reindex(columns=ahead.plans.columns[1:])
    ours = outcomes_with_places(practised(known, ahead, parameters), state_known, diversion)
    yield from _ours(ours, known.origin, "plans_and_places_known")
    yield from _theirs(rivals_with_places(known, ahead, state_known), known.origin, "plans_and_places_known")


def _ours(made: Mapping[str, LearnersAhead], origin: int, setting: str) -> Iterator[pd.DataFrame]:
    for series, outcome in made.items():
        long = _long(outcome.forecast, origin, "forecast")
        bands = (_long(outcome.quantile(chance), origin, name)[name] for name, chance in (("p10", 0.1), ("p90", 0.9)))
        low, high = bands
        yield long.assign(p10=low, p90=high, setting=setting, method=METHOD, series=series)


def _theirs(made: Mapping[tuple[str, str], pd.DataFrame], origin: int, setting: str) -> Iterator[pd.DataFrame]:
    for (method, series), forecast in made.items():
        long = _long(forecast, origin, "forecast")
        yield long.assign(p10=float("nan"), p90=float("nan"), setting=setting, method=method, series=series)


def _long(frame: pd.DataFrame, origin: int, name: str) -> pd.DataFrame:
    """A frame of authorities by January as rows of authority, origin and horizon."""
    named = frame.rename_axis(index="authority").set_axis(frame.columns - origin, axis=1)
    long = named.reset_index().melt("authority", var_name="horizon", value_name=name)
    return long.astype({"horizon": "int64"}).assign(origin=origin)


def _actual(forecasts: pd.DataFrame, published: Panel) -> pd.Series:
    """Learners that were published of the January forecast."""
    counts = {series: published[series] for series in SERIES if series != ALL}
    counts[ALL] = published[STATE] + published[INMSS]
    long = pd.concat({series: frame.T.unstack() for series, frame in counts.items()})  # noqa: PD010 - a lookup, no table
    keys = [forecasts["series"], forecasts["authority"], forecasts["origin"] + forecasts["horizon"]]
    return pd.Series(long.reindex(pd.MultiIndex.from_arrays(keys)).to_numpy(dtype="float64"), index=forecasts.index)
