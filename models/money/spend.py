"""What an academic year costs: units and pounds of every item, at base-year prices.

    place[j]   = 10000 APN[j] + 10000 f max(0, roll[j] - APN[j])      state special; f: learners above places, funded
    base[j]    = 6000 min(occupied, APN) + 10000 max(0, APN - occupied)
    cross      = 6000 (exports - imports)                             of the grant; income where imports are more
    fees       = learners (fee - health - care - place funding in the fee)
    transport  = learners carried (fixed + mile d)
    other      = plans[provision] unit[line], or the last outturn

Sources: high needs operational guide 2025-26 (places, cross-border adjustment), ``docs/money.md``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.arrays import Floats, Indices
from models.money.lines import ITEMS, LINES, Follows, SpendLine, of_line
from models.money.prices import Prices
from models.vocabulary import NEEDS, PROVISIONS, Provision

CROSS_BORDER_GBP = 6_000.0
"""Pounds a learner of the import and export adjustment (high needs national funding formula)."""
_SPECIAL, _BASE = PROVISIONS.index(Provision.STATE_SPECIAL), PROVISIONS.index(Provision.SPECIALIST_BASE)
_MAINSTREAM = PROVISIONS.index(Provision.MAINSTREAM)


@dataclass(frozen=True)
class Taken:
    """Learners with a plan in an academic year and what is charged for them.

    plans : (provisions, needs) learners in every kind of provision.
    charged, transported : (provisions, needs) pounds of top-ups or whole fees, and of journeys.
    carried : (provisions, needs) learners who are carried.
    """

    plans: Floats
    charged: Floats
    transported: Floats
    carried: Floats


@dataclass(frozen=True)
class Commissioned:
    """Places that the authority commissions, by provider; learners of any authority in them.

    provision, places, roll : (providers,). ``imports`` and ``exports`` are learners in all.
    """

    provision: Indices
    places: Floats
    roll: Floats
    imports: float
    exports: float


Amounts = tuple[Floats, Floats]
"""Units and pounds of a line, (provisions, needs) each; what knows no need stands under the first."""


def academic_year_spend(prices: Prices, mainstream: float, taken: Taken, places: Commissioned, funded: float) -> Floats:
    """Units and pounds of every item in an academic year, (2, items).

    ``mainstream`` is the top-up there, ``funded`` the share of learners above places for whom places are paid.
    """
    by_line: Mapping[str, Amounts] = {
        "place_special": special_places(prices, places, funded),
        "place_bases": base_places(prices, places),
        "top_up_schools": top_ups_of_schools(mainstream, taken),
        "top_up_special": (taken.plans, taken.charged),
        "inmss_fees": fees_of_the_block(prices, taken),
        "cross_border": cross_border(places),
        "sen_transport": (taken.carried, taken.transported),
        "fee_health": (taken.plans, taken.plans * prices.health),
        "fee_care": (taken.plans, taken.plans * prices.care),
        "place_non_maintained": (taken.plans, taken.plans * prices.direct[:, None]),
        "place_specialist_post_16": (taken.plans, taken.plans * prices.direct[:, None]),
    }
    found = np.zeros((2, len(ITEMS)))
    for code, amounts in by_line.items():
        for row, amount in zip(found, amounts, strict=True):
            row[_AT[code]] = _parts(LINES[code], amount)
    followed = np.concatenate([_parts(LINES[code], taken.plans) for code in _FOLLOWED])
    found[0, _FOLLOWS] = followed
    found[1] += found[0] * prices.per_plan + prices.fixed
    return found


def special_places(prices: Prices, places: Commissioned, funded: float) -> Amounts:
    """Places of state special schools, filled or not, and the share of learners above them that is funded."""
    filled = np.minimum(places.places, places.roll)
    above = funded * np.maximum(places.roll - places.places, 0.0)
    gbp = prices.filled[_SPECIAL] * (filled + above) + prices.empty[_SPECIAL] * (places.places - filled)
    return _at(_SPECIAL, places, places.places + above), _at(_SPECIAL, places, gbp)


def base_places(prices: Prices, places: Commissioned) -> Amounts:
    """Places of bases: the lower rate where a learner is in them, the higher where nobody is."""
    filled = np.minimum(places.places, places.roll)
    gbp = prices.filled[_BASE] * filled + prices.empty[_BASE] * (places.places - filled)
    return _at(_BASE, places, places.places), _at(_BASE, places, gbp)


def top_ups_of_schools(mainstream: float, taken: Taken) -> Amounts:
    """Top-ups in mainstream schools, at one price, and in bases, as charged."""
    charged = taken.charged.copy()
    charged[_MAINSTREAM] = mainstream * taken.plans[_MAINSTREAM]
    return taken.plans, charged


def fees_of_the_block(prices: Prices, taken: Taken) -> Amounts:
    """Fees less what health, social care and DfE pay of them."""
    return taken.plans, taken.charged - taken.plans * prices.others_pay


def cross_border(places: Commissioned) -> Amounts:
    """The adjustment of the grant for learners who cross the border: what it takes off counts as spend."""
    units, gbp = (np.zeros((len(PROVISIONS), len(NEEDS))) for _ in range(2))
    units[_SPECIAL, 0] = places.exports - places.imports
    gbp[_SPECIAL, 0] = CROSS_BORDER_GBP * units[_SPECIAL, 0]
    return units, gbp


def _at(provision: int, places: Commissioned, of_providers: Floats) -> Floats:
    """The sum over providers of a kind, where the kind stands, (provisions, needs)."""
    whole = np.zeros((len(PROVISIONS), len(NEEDS)))
    whole[provision, 0] = of_providers[places.provision == provision].sum()
    return whole


def _parts(line: SpendLine, amounts: Floats) -> Floats:
    """Amounts (provisions, needs) as the items of a line."""
    if not line.provisions:
        return np.asarray(amounts.sum(keepdims=True).ravel())
    mine = amounts[[PROVISIONS.index(kind) for kind in line.provisions]]
    return np.asarray(mine.ravel() if line.by_need else mine.sum(axis=1))


_AT = {code: np.flatnonzero(of_line(code)) for code in LINES}
_FOLLOWED = tuple(code for code, line in LINES.items() if line.follows is Follows.PLANS)
_FOLLOWS = np.concatenate([_AT[code] for code in _FOLLOWED])
