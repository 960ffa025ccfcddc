"""The tables of place need in the form in which small numbers are hidden."""

from collections.abc import Iterator, Mapping

import pandas as pd

from sufficiency.returns.agreed_places import with_agreed_places
from sufficiency.returns.exports import Cell, Export, Link
from sufficiency.returns.place_need import market_position as market
from sufficiency.returns.place_need.cube import YEAR, with_totals
from sufficiency.returns.place_need.tables import (
    ELSEWHERE,
    INDEPENDENT,
    KEY,
    LEARNERS,
    OVER,
    PARTS,
    PLACES,
    RANGES,
    independent_rows,
    place_need_rows,
)
from sufficiency.tables.contracts import ALL

NEED, INDEPENDENT_ONLY, MARKET, SCHOOLS = "place_need", "independent_only", "market_position", "place_need_schools"
"""Names of the exports."""
KEY_OF_INDEPENDENT, KEY_OF_SCHOOLS = (YEAR, *OVER[:-1]), (YEAR, "provision", "provider_id")
OF_SCHOOLS = ("learners", "incumbents", "entrants")
HELD = ("places_agreed", "places_committed", "places_scenario", "places_grown", "places", "usable_places")
"""Places of a school: public where they were agreed, but of other schools and estimated bases those of its learners."""
FOLLOW_LEARNERS = (
    *("learners_p10", "learners_p90", "occupancy", "occupancy_p10", "occupancy_p90", "unused", "over_capacity"),
    *HELD,
)
WORTH = ("place_saving_gbp", "place_shadow_price_gbp")


def exports_of(tables: Mapping[str, pd.DataFrame]) -> tuple[Export, ...]:
    """The exports of a run's ``place_need_by_group``, ``place_need_totals`` and ``schools``."""
    groups = tables["place_need_by_group"]
    need, independent = place_need_rows(groups, tables["place_need_totals"]), independent_rows(groups)
    position = market.market_position(need, independent)
    return (
        Export(
            name=NEED,
            frame=need,
            key=KEY,
            counts=LEARNERS,
            rates={"miles_saved": ("inmss_for_want",)},
            follows={**{name: name.rpartition("_")[0] for name in RANGES}, **dict.fromkeys(PLACES, "on_roll")},
            identities=(
                ("gap", tuple((part, 1) for part in PARTS)),
                ("required", tuple((part, 1) for part in ("on_roll", *ELSEWHERE))),
            ),
        ),
        Export(
            name=INDEPENDENT_ONLY,
            frame=independent,
            key=KEY_OF_INDEPENDENT,
            counts=INDEPENDENT,
            identities=(("required", tuple((part, 1) for part in INDEPENDENT[1:])),),
        ),
        Export(
            name=MARKET,
            frame=position,
            key=market.KEY,
            counts=market.LEARNERS,
            identities=((market.LEARNERS[0], tuple((part, 1) for part in market.LEARNERS[1:])),),
            links=tuple(_links(position, need, independent)),
        ),
        _of_schools(tables["schools"]),
    )


def _links(position: pd.DataFrame, need: pd.DataFrame, independent: pd.DataFrame) -> Iterator[Link]:
    """Cells of the market position of the base year that are cells of the other tables too."""
    base = position[YEAR].min()
    there, only = (set(_keys(table, base)) for table in (need, independent))
    for area, group in _keys(position, base):
        here = ((YEAR, base), ("area", area), ("need_group", group))
        every_phase = (*here, ("phase", ALL))
        if (area, group) in there:
            both = (*every_phase, ("requirement", ALL))
            yield (Cell(MARKET, here, "for_want"), 1), (Cell(NEED, both, "inmss_for_want"), -1)
            yield (Cell(MARKET, here, "otherwise"), 1), (Cell(NEED, both, "inmss_otherwise"), -1)
        if (area, group) in only:
            yield (Cell(MARKET, here, "independent_only"), 1), (Cell(INDEPENDENT_ONLY, every_phase, "in_inmss"), -1)


def _keys(table: pd.DataFrame, year: str) -> Iterator[tuple[str, str]]:
    """Area and need group of the rows of a year, once each."""
    rows = table.loc[table[YEAR] == year, list(market.OVER)].drop_duplicates()
    yield from rows.itertuples(index=False, name=None)


def _of_schools(schools: pd.DataFrame) -> Export:
    """Schools by kind, and the sum of each kind, which other returns have too: it stands here so that it hides."""
    over = KEY_OF_SCHOOLS[1:]
    sums = with_totals(schools, over, OF_SCHOOLS)
    sums = sums[sums["provision"] != ALL]
    others = [name for name in schools.columns if name not in (YEAR, *over, *OF_SCHOOLS)]
    return Export(
        name=SCHOOLS,
        frame=sums.merge(schools[[YEAR, *over, *others]], on=[YEAR, *over], how="left"),
        key=KEY_OF_SCHOOLS,
        counts=OF_SCHOOLS,
        rates=dict.fromkeys(WORTH, ("learners",)),
        follows=dict.fromkeys(FOLLOW_LEARNERS, "learners"),
        not_added=("provision",),
        open=dict.fromkeys(HELD, ("provider_id", with_agreed_places(schools))),
        identities=(("learners", (("incumbents", 1), ("entrants", 1))),),
    )
