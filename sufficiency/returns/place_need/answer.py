"""Place need of a saved run as a command shows it: to everybody with small numbers hidden, or to officers as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from models.arrays import Flags
from sufficiency.forecast.pipeline import priced
from sufficiency.results.diversion import assumed
from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.place_need import exports as names
from sufficiency.returns.place_need import market_position as market
from sufficiency.returns.place_need.exports import exports_of
from sufficiency.returns.place_need.prices_of_places import (
    BuildingCost,
    CostsOfPlaces,
    costs_of_places,
    costs_table,
)
from sufficiency.returns.place_need.reach import reach_of
from sufficiency.returns.place_need.reading import SavedNeed
from sufficiency.returns.place_need.spare import HUNDREDTHS, MINUTES, places_to_spare
from sufficiency.returns.place_need.tables import DERIVED, KEY, STATE, DiversionAssumed, derived_rows
from sufficiency.tables.contracts import ALL

YEARS_SHOWN = (0, 5, 10)
"""Years after the base year that a summary shows, as far as the run goes (A-464)."""


@dataclass(frozen=True)
class Asked:
    """What is asked: for whom, within how many minutes a place to spare serves, and what building costs."""

    audience: Audience = Audience.PUBLIC
    within: float = MINUTES
    building: Mapping[str, BuildingCost] | None = None


@dataclass(frozen=True)
class PlaceNeedAnswer:
    """Tables of place need, each with its totals; hidden figures are the text ``c``.

    ``need`` is by area, phase, need group and kind of place, ``independent`` of those whom only an independent school
    can serve, ``market`` the market position, ``schools`` by school. ``exact`` is ``need`` with nothing hidden:
    whole numbers that add up are made of it.
    """

    saved: SavedNeed
    asked: Asked
    need: pd.DataFrame
    independent: pd.DataFrame
    market: pd.DataFrame
    schools: pd.DataFrame
    costs: CostsOfPlaces
    diversion: DiversionAssumed
    exact: pd.DataFrame

    @property
    def years(self) -> list[str]:
        """The years that a summary shows: the base year and some after it; the last of a run that is shorter."""
        years = self.saved.years
        shown = [years[at] for at in YEARS_SHOWN if at < len(years)]
        return shown if len(shown) > 1 else [*dict.fromkeys((years[0], years[-1]))]

    @property
    def costs_by_group(self) -> pd.DataFrame:
        """What a place of each kind and need group costs, beside its benchmarks."""
        return costs_table(self.costs)


def answer_of(saved: SavedNeed, asked: Asked) -> PlaceNeedAnswer:
    """Work out place need, with nothing hidden: with two decimals for officers, in whole learners for everybody."""
    public = asked.audience is Audience.PUBLIC
    tables = saved.whole if public else saved.tables
    groups, cells, units = tables["place_need_by_group"], tables["place_need"], 1 if public else HUNDREDTHS
    state = groups[groups["requirement"].isin(STATE)]
    reach = reach_of(saved.scenario, saved.inputs)
    to_spare = places_to_spare(state, cells, tables["schools"], reach, asked.within, units)
    diversion = DiversionAssumed(*assumed(saved.scenario.parameters.placement))
    costs = _costs(saved, asked)
    derived = derived_rows(groups, to_spare, diversion, costs)
    frames = {one.name: one.frame for one in exports_of(tables)}
    need = frames[names.NEED].merge(derived.drop(columns="gap", errors="ignore"), on=list(KEY), validate="1:1")
    return PlaceNeedAnswer(
        saved=saved,
        asked=asked,
        need=need,
        exact=need,
        independent=frames[names.INDEPENDENT_ONLY],
        market=market.with_places(frames[names.MARKET], derived),
        schools=frames[names.SCHOOLS],
        costs=costs,
        diversion=diversion,
    )


def _costs(saved: SavedNeed, asked: Asked) -> CostsOfPlaces:
    prices = priced(saved.scenario, saved.inputs)
    stated, own = prices.mainstream, saved.scenario.parameters.costs.mainstream_top_up_gbp
    return costs_of_places(prices, own if stated is None else stated, saved.tables["place_need"], asked.building or {})


def hidden_in(answer: PlaceNeedAnswer, hidden: Mapping[str, pd.DataFrame]) -> PlaceNeedAnswer:
    """The answer for everybody; ``hidden`` are the run's exports once small numbers are hidden, by name.

    Only where something is hidden is taken from them; what is worked out of a gap is hidden where that gap is.
    """
    need = _masked(answer.need, hidden[names.NEED], KEY)
    gaps = need.set_index(list(KEY))["gap"]
    table = _masked(answer.market, hidden[names.MARKET], market.KEY)
    return replace(
        answer,
        need=need.assign(**{name: _with_hidden(need[name], _secret_of(name, need, gaps)) for name in DERIVED}),
        independent=_masked(answer.independent, hidden[names.INDEPENDENT_ONLY], names.KEY_OF_INDEPENDENT),
        market=table.assign(**{name: _built(table, gaps, name) for name in market.BUILT}),
        schools=_masked(answer.schools, hidden[names.SCHOOLS], names.KEY_OF_SCHOOLS),
    )


def _masked(own: pd.DataFrame, hidden: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """A table with the figures hidden that are hidden in its export."""
    rows = hidden.set_index(list(key)).reindex(pd.MultiIndex.from_frame(own[list(key)]))
    columns = [str(name) for name in rows.columns if (rows[name] == HIDDEN).any()]
    return own.assign(**{name: _with_hidden(own[name], (rows[name] == HIDDEN).to_numpy()) for name in columns})


def _with_hidden(values: pd.Series, secret: Flags) -> pd.Series:
    return values.astype(object).mask(secret, HIDDEN)


def _secret(table: pd.DataFrame, gaps: pd.Series) -> Flags:
    """Whether the gap of each row is hidden; ``gaps`` are by the key of place need."""
    return np.asarray(gaps.reindex(pd.MultiIndex.from_frame(table[list(KEY)])).eq(HIDDEN), dtype=np.bool_)


def _secret_of(name: str, need: pd.DataFrame, gaps: pd.Series) -> Flags:
    """Whether a figure worked out of the gap is hidden in each row.

    What building costs differs by kind of place, so that the cost of all would give back the places of each kind: it
    is hidden where the gap of either kind is.
    """
    secret = _secret(need, gaps)
    if not name.endswith("_gbp"):
        return secret
    of_kinds = [_secret(need.assign(requirement=kind), gaps) for kind in STATE]
    return np.asarray(secret | (np.any(of_kinds, axis=0) & (need["requirement"] == ALL).to_numpy(dtype=np.bool_)))


def _built(table: pd.DataFrame, gaps: pd.Series, name: str) -> pd.Series:
    """Places to build of the market position, hidden where the gap of the same learners is."""
    return _with_hidden(table[name], _secret(table.assign(phase=ALL, requirement=market.BUILT[name]), gaps))
