"""Arranges the shipped panel of placements: which counts of which Januaries may be used, by authority."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.demand.practised import PLANS, PROVISIONS_OF_KIND
from models.vocabulary import Provision
from sufficiency.packs.contracts import NOT_RECORDED

MOST_NOT_RECORDED = 0.05
"""From this share of plans without a recorded placement on, a January's kinds of provision are not used (A-155)."""

COUNTED_BESIDE: dict[str, tuple[Provision, ...]] = {
    "mainstream": (Provision.MAINSTREAM,),
    "post_16": (Provision.FURTHER_EDUCATION, Provision.SPECIALIST_POST_16),
}
"""Series that are counted beside the kinds whose learners are forecast: money follows them."""
PROVISIONS_OF_SERIES = PROVISIONS_OF_KIND | COUNTED_BESIDE
SERIES_OF_PROVISION = {str(one): series for series, held in PROVISIONS_OF_SERIES.items() for one in held}

Panel = dict[str, pd.DataFrame]
"""Counts by series, each authorities by census year, absent counts blank."""


def placements_by_year(table: pd.DataFrame, codes: Mapping[str, str], alone: str | None = None) -> Panel:
    """``placements_panel`` as one frame a series, authorities by every census year, as published.

    ``codes`` gives the code by which an authority is known here for those it has, or had, elsewhere. ``alone`` asks
    for one authority, by its code here, over the same years.
    """
    years = range(int(table["census_year"].min()), int(table["census_year"].max()) + 1)
    if alone is not None:
        table = table[table["authority"].isin([alone, *(old for old, new in codes.items() if new == alone)])]
    named = table.assign(authority=table["authority"].replace(dict(codes)))
    named = named if alone is None else named[named["authority"] == alone]
    wide = named.pivot_table(
        index="authority", columns=["series", "census_year"], values="learners", aggfunc="sum", min_count=1
    )
    every = pd.MultiIndex.from_product([(PLANS, *PROVISIONS_OF_SERIES, NOT_RECORDED), list(years)])
    counts = wide.reindex(columns=every)
    return {str(series): counts[series] for series in every.unique(0)}


def usable_placements(published: Panel, faults: pd.DataFrame, codes: Mapping[str, str]) -> Panel:
    """Plans and kinds of provision that may be used: no known fault (``placements_known_faults``), few not recorded.

    Where the release does not say how many placements were not recorded (to 2022), all are taken to be.
    """
    recorded = ~(published[NOT_RECORDED] >= MOST_NOT_RECORDED * published[PLANS])
    usable = {PLANS: published[PLANS].copy(), **{one: published[one].where(recorded) for one in PROVISIONS_OF_SERIES}}
    meant = {"all": (PLANS, *PROVISIONS_OF_SERIES), "placements": tuple(PROVISIONS_OF_SERIES)}
    for authority, year, series in zip(faults["authority"], faults["census_year"], faults["series"], strict=True):
        for one in meant.get(series, (series,)):
            name = codes.get(authority, authority)
            if name in usable[one].index and year in usable[one].columns:
                usable[one].loc[name, year] = np.nan
    return usable
