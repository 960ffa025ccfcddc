"""Appraisal of a set of new places: what it costs, what it saves, and what would have to be true for it to pay.

    net[t]  = saved[t] - capital[t] - place_funding[t] - top_ups[t]
    value   = sum over t of net[t] / (1 + r)^t                    t = 0 is the first financial year, not discounted
    year[t] = 5/12 of academic year t - 1 and 7/12 of academic year t, so a September opening gives 7/12 of its first

Pounds are real, at the prices of one year. What is paid is below zero, what is saved above it. Conventions and a worked
example: docs/appraisal.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from models.arrays import Floats

OLD_YEAR = 5 / 12
"""Share of a financial year, April to August, that is of the academic year which began before it."""


@dataclass(frozen=True)
class DiscountRates:
    """Real discount rates: ``steps`` are (year of the appraisal, rate from that year on); ``edition`` dates them."""

    edition: str
    steps: tuple[tuple[int, float], ...]

    def in_year(self, year: int) -> float:
        """The rate at which a year is worth less than the one before it."""
        return next(rate for first, rate in reversed(self.steps) if year >= first)


GREEN_BOOK = DiscountRates("HM Treasury, The Green Book, 2022 edition", ((0, 0.035), (31, 0.030), (76, 0.025)))
"""Social time preference rate, A-425: 3.5% real to year 30, 3.0% to year 75, 2.5% after."""
OPTIMISM_BIAS = {"standard": (0.02, 0.24), "non-standard": (0.04, 0.51)}
"""Lower and upper bound of what is added to the capital of buildings: Mott MacDonald 2002 (Green Book), A-426."""


def discount_factors(years: int, rates: DiscountRates = GREEN_BOOK) -> Floats:
    """What a pound of each year 0 to ``years`` is worth in year 0, (years + 1,)."""
    yearly = [1.0, *(1.0 / (1.0 + rates.in_year(year)) for year in range(1, years + 1))]
    return np.cumprod(np.array(yearly))


def with_optimism_bias(cost_gbp: float, bias: float) -> float:
    """Capital with what such estimates have been short of, a share of the estimate."""
    return cost_gbp * (1.0 + bias)


def from_opening(of_academic: Sequence[float], opening: int, years: int) -> Floats:
    """Averages over financial years 0 to ``years`` of what each academic year has, (years + 1,).

    ``of_academic`` begins with the academic year whose September is in financial year ``opening``; its last goes on.
    """
    stated = np.concatenate([np.zeros(opening + 1), of_academic, np.full(years + 1, of_academic[-1])])[: years + 2]
    return np.asarray(OLD_YEAR * stated[:-1] + (1.0 - OLD_YEAR) * stated[1:])


@dataclass(frozen=True)
class Planned:
    """A set of places over the years of its appraisal, (years,) each.

    ``capital`` is pounds with optimism bias, ``places`` those funded, filled or not, ``learners`` those in them.
    """

    capital: Floats
    places: Floats
    learners: Floats


@dataclass(frozen=True)
class UnitPounds:
    """Pounds a year of one set of payers, at constant prices.

    filled, empty : funding of a place with a learner in it and without.
    top_up, journey : a learner in the new places.
    fee, fee_journey : one who would else be at an independent or non-maintained special school.
    mainstream : one who would else be in mainstream.
    """

    filled: float
    empty: float
    top_up: float
    journey: float
    fee: float
    fee_journey: float
    mainstream: float


@dataclass(frozen=True)
class CashFlows:
    """Pounds by year, (years,) each: below zero what is paid, above it what is saved."""

    capital: Floats
    place_funding: Floats
    top_ups: Floats
    fees_avoided: Floats
    transport: Floats
    mainstream_avoided: Floats

    @property
    def net(self) -> Floats:
        """All of them together."""
        return np.asarray(sum(getattr(self, one.name) for one in fields(self)))


def cash_flows(planned: Planned, unit: UnitPounds, diversion: float) -> CashFlows:
    """What a set pays and saves; ``diversion`` is the share of its learners who would else be at INMSS."""
    learners = planned.learners
    return CashFlows(
        capital=-planned.capital,
        place_funding=-(unit.empty * planned.places + (unit.filled - unit.empty) * learners),
        top_ups=-unit.top_up * learners,
        fees_avoided=diversion * unit.fee * learners,
        transport=(diversion * unit.fee_journey - unit.journey) * learners,
        mainstream_avoided=(1.0 - diversion) * unit.mainstream * learners,
    )


def net_present_value(net: Floats, factors: Floats) -> float:
    """Discounted sum of a net flow."""
    return float((net * factors).sum())


def payback_year(net: Floats) -> int | None:
    """First year from whose end on all that was paid is saved again; None where there is none.

    Give discounted flows for the discounted payback.
    """
    owing = np.flatnonzero(np.cumsum(net) < 0.0)
    first = int(owing[-1]) + 1 if len(owing) else 0
    return first if first < len(net) else None


@dataclass(frozen=True)
class Appraisal:
    """The answer for a set, in pounds and years from its first.

    ``cost_a_place`` is capital with optimism bias; ``cost_a_place_year`` everything paid for a place (capital, funding,
    top-ups, journeys) over its years, both discounted. Paybacks are None where the set never pays.
    """

    net_present_value: float
    net_undiscounted: float
    payback: int | None
    payback_discounted: int | None
    cost_a_place: float
    cost_a_place_year: float


def appraise(planned: Planned, unit: UnitPounds, diversion: float, factors: Floats) -> Appraisal:
    """Appraise a set of places of which some are funded."""
    flows = cash_flows(planned, unit, diversion)
    journeys = -unit.journey * planned.learners
    paid = net_present_value(flows.capital + flows.place_funding + flows.top_ups + journeys, factors)
    return Appraisal(
        net_present_value=net_present_value(flows.net, factors),
        net_undiscounted=float(flows.net.sum()),
        payback=payback_year(flows.net),
        payback_discounted=payback_year(flows.net * factors),
        cost_a_place=float(planned.capital.sum() / planned.places.max()),
        cost_a_place_year=-paid / net_present_value(planned.places, factors),
    )


HALVINGS, LINEAR = 200, 1e-9


def switching_value(value: Callable[[float], float], low: float, high: float) -> float | None:
    """The amount at which ``value`` is nil: in closed form where it is linear, else by bisection from low to high.

    Of a linear value it may lie outside low and high. None where there is none, or where no end has the other sign.
    """
    at_low, at_high = value(low), value(high)
    size = max(abs(at_low), abs(at_high), 1.0)
    if abs(value((low + high) / 2.0) - (at_low + at_high) / 2.0) <= LINEAR * size:
        flat = abs(at_high - at_low) <= LINEAR * size
        return None if flat else low - at_low * (high - low) / (at_high - at_low)
    if (at_low > 0.0) == (at_high > 0.0):
        return None
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if (value(middle) > 0.0) == (at_low > 0.0) else (low, middle)
    return (low + high) / 2.0
