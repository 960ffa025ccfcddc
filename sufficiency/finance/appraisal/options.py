"""Appraises every option of a file for both sets of payers: flows, answers, and what would turn each answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.arrays import Floats
from models.money.appraisal import (
    OPTIMISM_BIAS,
    Appraisal,
    CashFlows,
    Planned,
    UnitPounds,
    appraise,
    cash_flows,
    discount_factors,
    net_present_value,
    switching_value,
)
from models.vocabulary import financial_year
from sufficiency.errors import Fault, Severity
from sufficiency.finance.appraisal.of_run import DiversionTaken, Payers, RunMoney
from sufficiency.finance.sets import COUNCIL, PlaceSet, PlaceSets

FEE_EITHER_WAY, LEAST_FILL = 0.1, 0.8
"""How far the fee, and the filling, are varied beside the interval of the diversion (A-431)."""


@dataclass(frozen=True)
class Switch:
    """How an answer hangs on one amount: what was taken, the amount at which the value is nil, and the value at ends.

    ``nil`` is None where no amount makes the value nil.
    """

    variable: str
    taken: float
    nil: float | None
    low: float
    high: float
    value_at_low: float
    value_at_high: float


@dataclass(frozen=True)
class OptionAppraised:
    """An option for some payers: what it does in each year, the appraisal at the diversion taken and at its ends."""

    option: PlaceSet
    payers: Payers
    planned: Planned
    unit: UnitPounds
    diversion: DiversionTaken
    flows: CashFlows
    central: Appraisal
    low: Appraisal
    high: Appraisal
    switches: tuple[Switch, ...]

    @property
    def value(self) -> float:
        """Net present value at the diversion taken."""
        return self.central.net_present_value


@dataclass(frozen=True)
class Appraised:
    """Every option for both sets of payers, in the order of the file; years count from ``first_year``."""

    sets: PlaceSets
    money: RunMoney
    factors: Floats
    answers: tuple[OptionAppraised, ...]

    @property
    def first_year(self) -> int:
        """The financial year to which everything is discounted."""
        return self.sets.first_year

    def of(self, payers: Payers) -> list[OptionAppraised]:
        """Answers for some payers, the best first."""
        return sorted((one for one in self.answers if one.payers is payers), key=lambda one: -one.value)


def appraised(sets: PlaceSets, money: RunMoney) -> Appraised:
    """Appraise every option over the same years, discounted to the same one."""
    factors = discount_factors(sets.years, sets.rates)
    answers = (_answer(sets, money, option, payers, factors) for option in sets.options for payers in Payers)
    return Appraised(sets, money, factors, tuple(answers))


def _answer(sets: PlaceSets, money: RunMoney, option: PlaceSet, payers: Payers, factors: Floats) -> OptionAppraised:
    planned = option.planned(sets.first_year, sets.years, money.capital_factor(option.capital.price_year))
    if payers is Payers.DSG_AND_COUNCIL and option.capital.paid_by != COUNCIL:
        planned = replace(planned, capital=np.zeros_like(planned.capital))
    unit = money.units[payers, option.provision]
    if option.otherwise.mainstream_gbp is not None:
        unit = replace(unit, mainstream=option.otherwise.mainstream_gbp)
    diversion = _diversion(option, money.diversion)
    central, low, high = (
        appraise(planned, unit, share, factors) for share in (diversion.share, diversion.low, diversion.high)
    )
    flows = cash_flows(planned, unit, diversion.share)
    switches = tuple(_switches(planned, unit, diversion, factors, option.capital.optimism_bias))
    return OptionAppraised(option, payers, planned, unit, diversion, flows, central, low, high, switches)


def _diversion(option: PlaceSet, of_run: DiversionTaken) -> DiversionTaken:
    """The share and its ends: the file's where it has them, else the run's, which hold the file's share too."""
    given = option.otherwise
    share, low, high = (
        of_run if stated is None else stated
        for stated, of_run in ((given.inmss, of_run.share), (given.low, of_run.low), (given.high, of_run.high))
    )
    return DiversionTaken(share, min(low, share), max(high, share))


def _switches(
    planned: Planned, unit: UnitPounds, diversion: DiversionTaken, factors: Floats, bias: float
) -> Iterator[Switch]:
    """Switching values of diversion, fee, filling and capital, each with all else as it was taken."""

    def value(planned: Planned, unit: UnitPounds, share: float) -> float:
        return net_present_value(cash_flows(planned, unit, share).net, factors)

    def at_fee(fee: float) -> float:
        return value(planned, replace(unit, fee=fee), diversion.share)

    def at_fill(fill: float) -> float:
        return value(replace(planned, learners=planned.learners * fill), unit, diversion.share)

    def at_cost(a_place: float) -> float:
        return value(replace(planned, capital=planned.capital * (a_place / cost)), unit, diversion.share)

    yield _switch(
        "diversion",
        lambda share: value(planned, unit, share),
        (diversion.share, diversion.low, diversion.high),
    )
    fees = (unit.fee, unit.fee * (1.0 - FEE_EITHER_WAY), unit.fee * (1.0 + FEE_EITHER_WAY))
    yield _switch("fee", at_fee, fees)
    yield _switch("fill", at_fill, (1.0, LEAST_FILL, 1.0))
    cost = float(planned.capital.sum() / planned.places.max())
    if cost > 0.0:
        bare, most = cost / (1.0 + bias), OPTIMISM_BIAS["non-standard"][1]
        yield _switch("capital", at_cost, (cost, bare, max(bare * (1.0 + most), cost)))


def _switch(variable: str, value: Callable[[float], float], amounts: tuple[float, float, float]) -> Switch:
    """Say of a variable taken at (taken, low, high) what turns the answer."""
    taken, low, high = amounts
    nil = switching_value(value, 0.0, max(2.0 * taken, 1.0))
    return Switch(variable, taken, nil, low, high, value(low), value(high))


def doubts_beside(sets: PlaceSets, money: RunMoney, file: str) -> list[Fault]:
    """What of a file is hard to believe beside a run: places that it has already, and building after they open."""
    doubts = []
    for option in sets.options:
        spent = [year for year, share in option.capital.profile if share]
        if option.opens <= money.base:
            words = f"{option.name} opens in September {option.opens}: {money.scenario}, which counts from "
            doubts.append(("opens", f"{words}{financial_year(money.base)}, has such places already"))
        if spent and min(spent) > option.opens:
            doubts.append(("capital.profile", f"all of {option.name} is paid for after it opens; is it a slip?"))
    return [Fault(file, 0, 0, where, words, severity=Severity.WARNING) for where, words in doubts]
