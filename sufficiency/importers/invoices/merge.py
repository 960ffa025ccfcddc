"""Puts what places cost into the prices of a pack: fees by kind and need, what health and care pay, boarding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import pandas as pd

from models.money.fees import BY_NEED, FEWEST
from models.money.lines import ANY, FEES
from models.money.prices import RESIDENTIAL
from models.vocabulary import KINDS_OF_PROVISION, NEEDS, Basis, Provision
from sufficiency.importers.invoices.stays import BOARDING
from sufficiency.packs.contracts import PRICES
from sufficiency.tables.contracts import records

FEE_HEALTH, FEE_CARE, FEE_PLACE_FUNDING = "fee_health", "fee_care", "fee_place_funding"
UNIT = "GBP a learner a year"


@dataclass(frozen=True)
class NewPrices:
    """The table of prices with the new ones in it, notes, and whether a mean of few learners is among them."""

    table: pd.DataFrame
    notes: tuple[str, ...]
    small: bool


def merge_prices(prices: pd.DataFrame, costs: pd.DataFrame, year: int, source: str, *, few_too: bool) -> NewPrices:
    """Replace fees of the kinds that ``costs`` has (of ``models.money.fees.annual_costs``).

    All earlier fees of such a kind go. What health and care pay of it goes where invoices say it. The place funding in
    a fee becomes nothing, for a school invoices what DfE does not pay it (A-423). Kinds of fewer than ``FEWEST``
    learners leave the pack as it is, unless ``few_too``.
    """
    whole = costs[costs["need"] == ANY]
    few = whole.loc[whole["learners"] < FEWEST, "kind"].tolist()
    used = costs[few_too | ~costs["kind"].isin(few)]
    items = [item for row in records(used) for item in _items(row)]
    said = {(item, kind) for item, kind, _, _ in items}
    funded = prices[(prices["item"] == FEE_PLACE_FUNDING) & prices["provision"].isin({kind for _, kind in said})]
    gross = sorted(set(funded["provision"]))
    items += [(FEE_PLACE_FUNDING, kind, ANY, 0.0) for kind in gross]
    said |= {(FEE_PLACE_FUNDING, kind) for kind in gross}
    stays = [pair not in said for pair in zip(prices["item"], prices["provision"], strict=True)]
    rows = [
        (item, kind, ANY, need, round(gbp, 2), UNIT, year, FEES, str(Basis.PUBLISHED), source)
        for item, kind, need, gbp in items
    ]
    new = pd.DataFrame(rows, columns=PRICES.column_names)
    kept = prices.loc[stays, PRICES.column_names]
    table = pd.concat([part for part in (kept, new) if len(part)], ignore_index=True)
    notes = [
        *_notes(costs, few, few_too=few_too),
        *(
            f"{kind_name(kind)}: no invoice holds DfE's place funding; {FEE_PLACE_FUNDING} becomes 0"
            for kind in sorted(set(funded.loc[funded["value"] > 0, "provision"]))
        ),
    ]
    return NewPrices(table, tuple(notes), bool(few) and few_too)


def _items(row: Mapping[str, Any]) -> list[tuple[str, str, str, float]]:
    """Item, provision, need and pounds of a row of costs; a residential fee is what education and care pay."""
    kind, need, gbp, health, care = (row[name] for name in ("kind", "need", "gbp", "health_gbp", "care_gbp"))
    unsaid = isnan(health)
    if kind == BOARDING:
        return [(RESIDENTIAL, ANY, ANY, gbp - (0.0 if unsaid else health))] if need == ANY else []
    fee = [(BY_NEED, kind, need, gbp)]
    return fee if unsaid else [*fee, (FEE_HEALTH, kind, need, health), (FEE_CARE, kind, need, care)]


def _notes(costs: pd.DataFrame, few: Sequence[str], *, few_too: bool) -> list[str]:
    notes = []
    for kind in few:
        done = "written all the same, and the pack is marked" if few_too else "the pack's price stays (--few-too)"
        notes.append(f"{kind_name(kind)}: fewer than {FEWEST} learners; {done}")
    if BOARDING in set(costs["kind"]):
        notes.append(
            "residential places stand apart from fees, which are of day places; a run boards only learners who live "
            "too far for a daily journey, so hold its fees against your ledger"
        )
    for kind in sorted({*costs["kind"]} - {*few, BOARDING}):
        of_kind = costs[costs["kind"] == kind]
        pooled = [str(need) for need in NEEDS if need not in set(of_kind["need"])]
        if pooled:
            words = f"{', '.join(pooled)} have fewer than {FEWEST} learners each and take the mean of the kind"
            notes.append(f"{kind_name(kind)}: {words}")
        if of_kind["health_gbp"].isna().all():
            notes.append(f"{kind_name(kind)}: no invoice says what health and care pay; the pack's own stay")
    return notes


def kind_name(kind: str) -> str:
    """Name of a kind of provision, or of boarding, in words."""
    return "residential" if kind == BOARDING else KINDS_OF_PROVISION[Provision(kind)].name
