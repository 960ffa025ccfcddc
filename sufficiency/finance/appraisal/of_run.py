"""What an appraisal takes from a saved run: pounds a learner and a place at constant prices, and the diversion.

A run holds where its learners are in the base year and how far they travel; its pack holds prices. Prices of a kind of
provision are means over those learners.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.arrays import Floats, Indices
from models.money.appraisal import UnitPounds
from models.money.costs import journey_cost
from models.money.indices import PriceIndices
from models.money.lines import SERVICES
from models.money.prices import Prices
from models.vocabulary import IN_COUNTY, INMSS_SPECIAL, NEEDS, PHASES, PROVISIONS, SPECIALIST, Provision
from sufficiency.finance.saved import scenario_of
from sufficiency.forecast.pipeline import base_financial_year, indices_for, priced
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.results.diversion import assumed
from sufficiency.results.placements import PLACEMENTS
from sufficiency.results.saved import load
from sufficiency.scenario.values import Scenario


class Payers(StrEnum):
    """Whose money is counted."""

    PUBLIC_VALUE = "public_value"
    """Every public body's: schools block aside, the block, the council, health and DfE."""
    DSG_AND_COUNCIL = "dsg_and_council"
    """The high needs block's and the council's own: transport, social care's part of fees, capital that it pays."""


@dataclass(frozen=True)
class DiversionTaken:
    """Share of learners in new places who would else be at INMSS, and the ends of its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class RunMoney:
    """What an appraisal takes from a run; pounds are at the prices of the financial year ``base``.

    ``units`` are pounds by payers and kind of new place. ``fees_by_need`` says whether fees differ by need;
    ``pack_changed`` whether the pack's prices are no longer those that the run read.
    """

    scenario: str
    title: str
    authority: str
    base: int
    diversion: DiversionTaken
    units: Mapping[tuple[Payers, Provision], UnitPounds]
    indices: PriceIndices
    fees_by_need: bool
    pack_changed: bool
    small_numbers: bool

    def capital_factor(self, price_year: int) -> float:
        """What pounds of building of a year are multiplied by to be those of ``base`` (A-430)."""
        return self.indices.factor(SERVICES, price_year, self.base)


def read_run_money(folder: Path, scenarios: Path) -> RunMoney:
    """Read a saved run, and the pack that stands beside its scenarios.

    Raises
    ------
    InputError
        When the folder is no run, or its pack cannot be read.
    """
    results = load(folder, (PLACEMENTS,))
    scenario = scenario_of(folder, results.manifest, scenarios.resolve())
    inputs = load_inputs(scenario.pack_folder)
    prices = priced(scenario, inputs)
    own, stated = scenario.parameters.costs.mainstream_top_up_gbp, prices.mainstream
    mainstream = own if stated is None else stated
    learners = _learners(results.tables[PLACEMENTS.name], inputs, scenario)
    return RunMoney(
        scenario=str(results.manifest["scenario"]),
        title=str(results.manifest["title"]),
        authority=str(inputs.about["name"]),
        base=base_financial_year(inputs),
        diversion=DiversionTaken(*assumed(scenario.parameters.placement)),
        units=MappingProxyType(
            {
                (payers, kind): _unit(prices, mainstream, learners, payers, kind)
                for payers in Payers
                for kind in IN_COUNTY
            }
        ),
        indices=indices_for(scenario, inputs),
        fees_by_need=prices.fees_by_need,
        pack_changed=results.manifest["pack_files"].get("prices.csv") != inputs.pack_files["prices.csv"],
        small_numbers=inputs.small_numbers,
    )


@dataclass(frozen=True)
class _Learners:
    """Learners with a place in the base year: positions of provision, phase and need, their number, miles one way."""

    provision: Indices
    phase: Indices
    need: Indices
    number: Floats
    miles: Floats

    def of(self, kinds: tuple[Provision, ...]) -> "_Learners":
        """Those in some kinds of provision; where there are none, all learners as if they were in the first."""
        chosen = np.isin(self.provision, [PROVISIONS.index(kind) for kind in kinds])
        if not self.number[chosen].sum() > 0:
            as_if = np.full(len(self.provision), PROVISIONS.index(kinds[0]))
            return _Learners(as_if, self.phase, self.need, self.number, self.miles)
        of_each = (self.provision[chosen], self.phase[chosen], self.need[chosen])
        return _Learners(*of_each, self.number[chosen], self.miles[chosen])

    def mean(self, values: Floats) -> float:
        """Mean over learners of a value for each row."""
        return float((values * self.number).sum() / self.number.sum())


def _learners(placements: pd.DataFrame, inputs: Inputs, scenario: Scenario) -> _Learners:
    """Learners of the base year; a provider that only the scenario has is of the kind that it says."""
    providers = inputs.tables["providers"]
    kinds = dict(zip(providers["provider_id"], providers["provision"], strict=True))
    kinds |= {provider.provider_id: str(provider.provision) for provider in scenario.places.new_providers}
    rows = placements[placements["academic_year"] == placements["academic_year"].min()]
    rows = rows.assign(provision=rows["provider_id"].map(kinds)).dropna(subset=["provision"])
    rows = rows[rows["provision"].isin(SPECIALIST)]

    def positions(column: str, codes: tuple[StrEnum, ...]) -> Indices:
        return np.array([codes.index(type(codes[0])(code)) for code in rows[column]], dtype=np.intp)

    return _Learners(
        provision=positions("provision", PROVISIONS),
        phase=positions("phase", PHASES),
        need=positions("need", NEEDS),
        number=rows["learners"].to_numpy(dtype=np.float64),
        miles=rows["miles"].to_numpy(dtype=np.float64),
    )


def _unit(prices: Prices, mainstream: float, learners: _Learners, payers: Payers, kind: Provision) -> UnitPounds:
    """Pounds a year of some payers for a kind of new place."""
    there, independent = learners.of((kind,)), learners.of(INMSS_SPECIAL)
    # DfE funds places of non-maintained schools, inside the fee or beside it
    of_dfe, of_health = prices.direct[:, np.newaxis], -prices.health
    paid = prices.learner - prices.in_fee + (of_dfe if payers is Payers.PUBLIC_VALUE else of_health)
    place = PROVISIONS.index(kind)
    return UnitPounds(
        filled=float(prices.filled[place]),
        empty=float(prices.empty[place]),
        top_up=there.mean(prices.learner[there.provision, there.need]),
        journey=_journey(prices, there),
        fee=independent.mean(paid[independent.provision, independent.need]),
        fee_journey=_journey(prices, independent),
        mainstream=mainstream,
    )


def _journey(prices: Prices, learners: _Learners) -> float:
    """Mean cost of a journey over learners, carried or not."""
    carried = prices.carried[learners.provision, learners.phase]
    return learners.mean(journey_cost(prices, learners.miles, carried))
