"""Prices placements, places and journeys.

Two parts. Place funding is paid on commissioned places, filled or empty (special schools), or at one rate filled
and another empty (bases); the top-up follows the learner. An independent or non-maintained school charges one fee.

    marginal cost of a state place  = top_up + transport              (its place funding is paid in any case)
    marginal cost of an INMSS place = fee + transport
    transport                       = fixed + pounds a mile * one-way miles
    marginal cost of boarding       = residential fee, moved as the daily fee is   (no daily transport)

Money is in pounds of the price's own base year, moved by ``inflation`` from the base academic year. A financial
year takes 5/12 of the academic year that ends in it and 7/12 of the one that starts in it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.arrays import Flags, Floats, Indices, settled
from models.vocabulary import IN_COUNTY, INMSS, KINDS_OF_PROVISION, NEEDS, PROVISIONS, SPECIALIST, Provision

OLD_YEAR, NEW_YEAR = 5 / 12, 7 / 12
CHARGES_FEE = np.array([provision in INMSS for provision in PROVISIONS])
"""Which provisions charge one fee, (provisions,)."""
SPEND_LINES = ("place_funding", "top_up", "fee", "transport")
RESIDENTIAL = "residential_fee"


@dataclass(frozen=True)
class Prices:
    """Pounds a year, by provision in the order of PROVISIONS.

    ``filled`` and ``empty`` a place, (provisions,); ``learner`` a learner's top-up or fee, (provisions, needs);
    ``journey`` a learner; ``mile`` a learner and one-way mile; ``residential`` a learner who boards, education and
    care, and ``mainstream`` the top-up of a learner there, None where the pack has no price of its own.
    """

    filled: Floats
    empty: Floats
    learner: Floats
    journey: float
    mile: float
    residential: float | None = None
    mainstream: float | None = None


def read_prices(table: pd.DataFrame) -> Prices:
    """Arrange a pack's price table; a price for one need or provision goes before one for any.

    Raises
    ------
    ValueError
        When a provision that the method prices has no price for a need.
    """
    filled = _by_provision(table, "place_funding", np.zeros(len(PROVISIONS)))
    empty = _by_provision(table, "place_funding_empty", filled)
    learner = np.zeros((len(PROVISIONS), len(NEEDS)))
    for provision in SPECIALIST:
        item = KINDS_OF_PROVISION[provision].charge
        learner[PROVISIONS.index(provision)] = [_price(table, item, provision, need) for need in NEEDS]
    return Prices(
        filled=filled,
        empty=empty,
        learner=learner,
        journey=_price(table, "transport_fixed", "any", "any"),
        mile=_price(table, "transport_mile", "any", "any"),
        residential=_price(table, RESIDENTIAL, "any", "any") if (table["item"] == RESIDENTIAL).any() else None,
        mainstream=_price(table, "top_up", Provision.MAINSTREAM, "any") if _mainstream(table).any() else None,
    )


def _mainstream(table: pd.DataFrame) -> "pd.Series[bool]":
    return (table["item"] == "top_up") & (table["provision"] == Provision.MAINSTREAM)


def _price(table: pd.DataFrame, item: str, provision: str, need: str) -> float:
    rows = table[
        (table["item"] == item) & table["provision"].isin([provision, "any"]) & table["need"].isin([need, "any"])
    ]
    if rows.empty:
        raise ValueError(f"no price for {item}, {provision}, {need}")
    exactness = (rows["provision"] == provision).astype(int) * 2 + (rows["need"] == need).astype(int)
    return float(rows["value"].iloc[int(exactness.argmax())])


def _by_provision(table: pd.DataFrame, item: str, otherwise: Floats) -> Floats:
    """Price of a place of each provision; one for any is for the state's places, which alone are commissioned."""
    rows = table[table["item"] == item].set_index("provision")["value"]
    return np.array(
        [
            float(rows.get(provision, rows.get("any", absent) if provision in IN_COUNTY else absent))
            for provision, absent in zip(PROVISIONS, otherwise, strict=True)
        ]
    )


def journey_cost(prices: Prices, miles: Floats) -> Floats:
    """Yearly pounds of the journey of one learner on each pair."""
    return np.asarray(prices.journey + prices.mile * miles)


def marginal_cost(charge: Floats, journey: Floats) -> Floats:
    """Yearly pounds of one more learner on each pair: top-up or fee, and journey."""
    return np.asarray(charge + journey)


def with_boarding(
    charge: Floats, journey: Floats, before: Floats, fee_gbp: float, boards: Flags
) -> tuple[Floats, Floats]:
    """Charge and journey where learners board: the residential fee, moved as the daily one is, and no daily journey.

    ``charge`` and ``journey`` are (years, pairs) pounds a learner, ``before`` (pairs,) the charge in base prices, and
    ``boards`` (pairs,) marks the pairs whose learners board.
    """
    if not boards.any():
        return charge, journey
    moved = np.divide(charge, before, out=np.ones_like(charge), where=before > 0)
    return np.where(boards, fee_gbp * moved, charge), np.where(boards, 0.0, journey)


def academic_year_spend(
    prices: Prices,
    learners: Floats,
    provision: Indices,
    charge: Floats,
    journey: Floats,
    commissioned: tuple[Floats, Indices, Floats],
) -> Floats:
    """Spend of one academic year in base prices, shape (provisions, lines as SPEND_LINES).

    ``learners``, ``provision`` and the pounds a learner ``charge`` (top-up or fee) and ``journey`` are per pair.
    ``commissioned`` holds, per provider, its places, its provision and the learners in it (of any authority).
    """
    places, provider_provision, filled = commissioned
    empty = np.maximum(places - filled, 0.0)
    funding = prices.filled[provider_provision] * np.minimum(places, filled) + prices.empty[provider_provision] * empty
    charged, transport = _sum_by(provision, learners * charge), _sum_by(provision, learners * journey)
    funded = _sum_by(provider_provision, funding)
    by_line = (funded, np.where(CHARGES_FEE, 0.0, charged), np.where(CHARGES_FEE, charged, 0.0), transport)
    return np.stack(by_line, axis=1)


def with_unmet(spend: Floats, learners: float, top_up_gbp: float) -> Floats:
    """Spend of an academic year with the top-ups of ``learners`` in mainstream though they need another place."""
    whole = spend.copy()
    whole[PROVISIONS.index(Provision.MAINSTREAM), SPEND_LINES.index("top_up")] += top_up_gbp * learners
    return whole


def _sum_by(provision: Indices, amounts: Floats) -> Floats:
    return np.asarray(np.bincount(provision, amounts, len(PROVISIONS)), dtype=np.float64)


def financial_years(academic: Floats, inflation: float) -> Floats:
    """Academic-year spend (years, ...) to the financial years that start in each but the first; (years - 1, ...).

    Prices move by ``inflation`` a year from the first academic year on.
    """
    factor = settled((1.0 + inflation) ** np.arange(len(academic), dtype=np.float64))
    nominal = academic * factor.reshape(-1, *([1] * (academic.ndim - 1)))
    return np.asarray(OLD_YEAR * nominal[:-1] + NEW_YEAR * nominal[1:])
