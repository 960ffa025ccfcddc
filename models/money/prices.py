"""Prices of places, learners and journeys, at the prices of one financial year.

    price = stated price * index from its own year to the base year

A fee is what a place costs in all; of it health and social care pay their parts, and DfE the place funding where the
fee holds it. The high needs block pays the rest:

    block = fee - fee_health - fee_care - fee_place_funding
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.money.indices import PriceIndices
from models.money.lines import ANY, ITEMS
from models.vocabulary import (
    IN_COUNTY,
    INMSS,
    KINDS_OF_PROVISION,
    NEEDS,
    PHASES,
    PROVISIONS,
    SPECIALIST,
    Provision,
)

RESIDENTIAL = "residential_fee"
FUNDED_BY_DFE = (Provision.NON_MAINTAINED_SPECIAL, Provision.SPECIALIST_POST_16)
"""Provision whose places DfE funds itself (high needs operational guide 2024-25)."""
_PLACE = (("place_funding", 1),)
_BLOCK_FEE = (("fee", 1), ("fee_health", -1), ("fee_care", -1), ("fee_place_funding", -1))
PRICES_OF_LINE: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        "place_bases": _PLACE,
        "place_special": _PLACE,
        "place_non_maintained": _PLACE,
        "place_specialist_post_16": _PLACE,
        "top_up_schools": (("top_up", 1),),
        "top_up_special": (("top_up", 1),),
        "inmss_fees": _BLOCK_FEE,
        "fee_health": (("fee_health", 1),),
        "fee_care": (("fee_care", 1),),
    }
)
"""Items of a pack's prices that a unit of a line costs, and the sign with which each counts."""
Find = Callable[[str, str, str, str], float | None]
"""The price of an item for a provision, phase and need; None where the pack has none."""


def _nothing() -> Floats:
    return np.zeros(len(ITEMS))


@dataclass(frozen=True)
class Prices:
    """Pounds a year at base-year prices, by provision in the order of PROVISIONS.

    ``filled`` and ``empty`` a place that the authority commissions, and ``direct`` one that DfE funds, (provisions,);
    ``learner`` a learner's top-up or whole fee, ``health``, ``care`` and ``in_fee`` what of a fee health, social care
    and DfE pay, (provisions, needs), DfE at non-maintained special schools alone; ``journey`` a learner who is carried,
    ``mile`` the same for each one-way mile, and ``carried`` the share of learners who are, (provisions, phases);
    ``residential`` a learner who boards, education and care, and ``mainstream`` the top-up of a learner there, None
    where the pack has no price of its own. ``per_plan`` pounds a plan and ``fixed`` pounds of a year, (items,), are
    those of lines that follow the last outturn.
    """

    filled: Floats
    empty: Floats
    direct: Floats
    learner: Floats
    health: Floats
    care: Floats
    in_fee: Floats
    journey: float
    mile: float
    carried: Floats
    residential: float | None = None
    mainstream: float | None = None
    per_plan: Floats = field(default_factory=_nothing)
    fixed: Floats = field(default_factory=_nothing)

    @property
    def others_pay(self) -> Floats:
        """What of a fee the high needs block does not pay, (provisions, needs)."""
        return self.health + self.care + self.in_fee

    @property
    def fees_by_need(self) -> bool:
        """Whether fees differ by need: until then nobody knows what a place saves by need."""
        independent = [PROVISIONS.index(kind) for kind in INMSS]
        return bool(np.ptp(self.learner[independent], axis=1).any())


def read_prices(table: pd.DataFrame, indices: PriceIndices, base: int) -> Prices:
    """Arrange a pack's price table at the prices of financial year ``base``; the most exact price goes first.

    Raises
    ------
    ValueError
        When a provision that the method prices has no price for a need.
    """
    find = _finder(table, indices, base)
    filled, empty = place_funding(table, indices, base)
    funded_by_dfe = _finder(table[table["provision"].isin(FUNDED_BY_DFE)], indices, base)
    return Prices(
        filled=filled,
        empty=empty,
        direct=_for(FUNDED_BY_DFE, lambda kind: funded_by_dfe("place_funding", kind, ANY, ANY) or 0.0),
        learner=_of_learners(find, SPECIALIST, None),
        health=_of_learners(find, INMSS, "fee_health"),
        care=_of_learners(find, INMSS, "fee_care"),
        in_fee=_of_learners(find, (Provision.NON_MAINTAINED_SPECIAL,), "fee_place_funding"),
        journey=_required(find, "transport_fixed", ANY, ANY),
        mile=_required(find, "transport_mile", ANY, ANY),
        carried=_carried(find),
        residential=find(RESIDENTIAL, ANY, ANY, ANY),
        mainstream=find("top_up", Provision.MAINSTREAM, ANY, ANY),
    )


def place_funding(table: pd.DataFrame, indices: PriceIndices, base: int) -> tuple[Floats, Floats]:
    """Pounds of a place that the authority commissions, filled and empty, (provisions,) each; nothing where none is."""
    find = _finder(table, indices, base)
    filled = _of_places(find, "place_funding", np.zeros(len(PROVISIONS)))
    return filled, _of_places(find, "place_funding_empty", filled)


def _finder(table: pd.DataFrame, indices: PriceIndices, base: int) -> Find:
    """Look prices up, one of the provision before one of the phase before one of the need before one of any."""
    columns = [table[name].tolist() for name in ("item", "provision", "phase", "need", "value", "index", "price_year")]
    stated: dict[tuple[str, ...], float] = {
        (item, provision, phase, need): value * indices.factor(index, year, base)
        for item, provision, phase, need, value, index, year in zip(*columns, strict=True)
    }

    def find(item: str, provision: str, phase: str, need: str) -> float | None:
        nearest = product((provision, ANY), (phase, ANY), (need, ANY))
        return next((stated[item, *where] for where in nearest if (item, *where) in stated), None)

    return find


def _required(find: Find, item: str, provision: str, need: str) -> float:
    price = find(item, provision, ANY, need)
    if price is None:
        raise ValueError(f"no price for {item}, {provision}, {need}")
    return price


def _of_learners(find: Find, kinds: tuple[Provision, ...], item: str | None) -> Floats:
    """Price of a learner by provision and need: ``item``, nothing where there is none; None: what the kind charges."""
    prices = np.zeros((len(PROVISIONS), len(NEEDS)))
    for kind in kinds:
        of_needs = (
            [_required(find, KINDS_OF_PROVISION[kind].charge, kind, need) for need in NEEDS]
            if item is None
            else [find(item, kind, ANY, need) or 0.0 for need in NEEDS]
        )
        prices[PROVISIONS.index(kind)] = of_needs
    return prices


def _of_places(find: Find, item: str, otherwise: Floats) -> Floats:
    """Price of a place that the authority commissions; those of other kinds are nobody's of its own."""

    def of_kind(kind: Provision) -> float:
        price = find(item, kind, ANY, ANY)
        return float(otherwise[PROVISIONS.index(kind)]) if price is None else price

    return _for(IN_COUNTY, of_kind)


def _for(kinds: tuple[Provision, ...], of_kind: Callable[[Provision], float]) -> Floats:
    return np.array([of_kind(kind) if kind in kinds else 0.0 for kind in PROVISIONS])


def _carried(find: Find) -> Floats:
    """Share of learners who are carried, (provisions, phases); everyone where the pack does not say."""

    def share(provision: Provision, phase: str) -> float:
        found = find("carried_share", provision, phase, ANY)
        return 1.0 if found is None else found

    return np.array([[share(kind, phase) for phase in PHASES] for kind in PROVISIONS])
