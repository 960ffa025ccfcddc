"""The method, one stage a line: :func:`central_run` is the list, and every stage is in ``models``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from models.arrays import Floats
from models.authority import Authority
from models.demand.cohort import Flows
from models.demand.forecast import Demand, DrawnDemand, draw_plans, forecast_plans
from models.demand.growth_errors import GrowthErrors
from models.demand.requirement import who_requires
from models.money.indices import PriceIndices, indices_of
from models.money.outturn import no_outturn, with_outturn
from models.money.prices import Prices, read_prices
from models.outcome.outcome import outcome_of, spend_of
from models.placement.futures import Futures
from models.placement.instance import Instance, Stages, prepare
from models.placement.path import Path, follow
from models.placement.steered import steer
from models.places.eligibility import who_may_go_where
from models.places.journeys import measured_journeys
from models.places.supply import Supply
from models.sampling import Draws
from sufficiency.errors import Fault, InputError
from sufficiency.forecast.draws import place_value_draws, plans_of, run_draws
from sufficiency.forecast.kept import KeptDraws, RecordForm, Store
from sufficiency.forecast.practice import central_future_of, futures_of
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.arrange import arrange
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.values import Scenario


class Step(NamedTuple):
    """What a run is doing now: a ``passing`` step is one of many, the ``last`` one ends the run."""

    words: str
    passing: bool = False
    last: bool = False


Progress = Callable[[Step], None]


@dataclass(frozen=True)
class CentralRun:
    """A run before its draws, of which ``future`` is the central one.

    ``units`` and ``spend`` are (years + 1, items): places or learners, and pounds at base-year prices.
    """

    demand: Demand
    supply: Supply
    instance: Instance
    future: Futures
    path: Path
    units: Floats
    spend: Floats

    @property
    def plans(self) -> Floats:
        """Central forecast of plans, (years + 1, ages, needs), row 0 the base year."""
        return np.asarray(self.demand.by_area.total()[0])


@dataclass(frozen=True)
class Run:
    """Everything a run worked out, in arrays; ``sufficiency.results`` makes the tables of it.

    ``plans``, ``units`` and ``spend`` are central, as in :class:`CentralRun`; ``draws`` reads those of every draw.
    """

    scenario: Scenario
    demand: Demand
    supply: Supply
    instance: Instance
    plans: Floats
    central: Path
    units: Floats
    spend: Floats
    draws: KeptDraws

    @property
    def authority(self) -> Authority:
        """The authority in arrays."""
        return self.demand.authority

    @property
    def flows(self) -> Flows:
        """Central flows of plans."""
        return self.demand.flows

    @cached_property
    def required_quantiles(self) -> Floats:
        """Tenth, half and nine tenths of the draws of learners who require a place, (3, years + 1, cells)."""
        return self.draws.ranges(lambda drawn: drawn.required)


def central_run(scenario: Scenario, inputs: Inputs, *, place_values: bool) -> CentralRun:
    """Forecast plans, place the learners and add up what it costs, centrally."""
    method, levers = scenario.parameters, scenario.levers
    demand = forecast_demand(scenario, inputs)
    authority = demand.authority
    required = who_requires(authority.joint, demand.by_area, method.requirement, levers)
    supply = scenario_supply(inputs, scenario, authority.base_census_year)
    journeys = measured_journeys(authority, supply.providers, supply.ways, method.travel)
    eligibility = who_may_go_where(required, supply, journeys, method)
    prices = priced(scenario, inputs)
    stages = Stages(demand, required, supply, journeys, eligibility, prices)
    instance = prepare(_with_anyone(stages, inputs), method, levers, scenario.policies)
    steered = steer(instance, np.zeros(len(levers)))
    future = central_future_of(demand, inputs, method, len(levers))
    path = follow(instance, instance.programmes(shared=True), future, steered, place_values=place_values)
    units, spend = spend_of(instance, path)
    return CentralRun(demand, supply, instance, future, path, units, spend)


def run(scenario: Scenario, inputs: Inputs, workers: int, progress: Progress, store: Store | None = None) -> Run:
    """Run the method centrally and in every draw; what ``store`` has of the draws already is not done again."""
    progress(Step("forecasting plans and placing learners"))
    made = central_run(scenario, inputs, place_values=True)

    def report(done: int) -> None:
        progress(Step(f"draw {done} of {scenario.draws}", passing=True))

    def sample(draws: Draws) -> tuple[DrawnDemand, Futures]:
        return drawn_futures_of(made, scenario, inputs, draws)

    kept = kept_draws(made, sample(range(1))[0], store or Store(scenario.draws))
    run_draws(made.instance, sample, kept, workers, report)
    money = (made.units, made.spend)
    return Run(scenario, made.demand, made.supply, made.instance, made.plans, made.path, *money, kept)


def kept_draws(made: CentralRun, drawn: DrawnDemand, store: Store) -> KeptDraws:
    """The draws of a run in a store; each is kept in arrays of the shapes that the central run has, and one draw."""
    shapes = {name: values.shape[1:] for name, values in plans_of(drawn).items()}
    shapes |= {name: np.shape(values) for name, values in vars(outcome_of(made.instance, made.path)).items()}
    return KeptDraws(store, RecordForm(store.key, shapes), frozenset(place_value_draws(store.draws)))


def priced(scenario: Scenario, inputs: Inputs) -> Prices:
    """The stage ``prices``: those of the pack at the prices of the base financial year, and lines of its outturn."""
    indices, base = indices_for(scenario, inputs), base_financial_year(inputs)
    prices = read_prices(inputs.tables["prices"], indices, base)
    return with_outturn(prices, inputs.tables.get("high_needs", no_outturn()), indices, base)


def base_financial_year(inputs: Inputs) -> int:
    """The financial year whose prices are base prices: the one in which the base census falls, by its start."""
    return int(inputs.about["base_census_year"]) - 1


def indices_for(scenario: Scenario, inputs: Inputs) -> PriceIndices:
    """England's price indices, those of the pack in their place where it has any."""
    tables = (inputs.reference["price_indices"], inputs.tables.get("price_indices"))
    return indices_of(tables, base_financial_year(inputs), scenario.parameters.costs.inflation)


def forecast_demand(scenario: Scenario, inputs: Inputs) -> Demand:
    """The stage ``demand``, given a scenario and a pack."""
    return forecast_plans(arrange(inputs, scenario.horizon), scenario.parameters, scenario.levers)


def draw_demand(demand: Demand, scenario: Scenario, inputs: Inputs, draws: Draws) -> DrawnDemand:
    """The stage ``demand`` in some draws."""
    errors = GrowthErrors.from_table(inputs.reference["growth_errors"])
    return draw_plans(demand, errors, scenario.parameters, scenario.levers, scenario.seed, draws)


def drawn_futures_of(made: CentralRun, scenario: Scenario, inputs: Inputs, draws: Draws) -> tuple[DrawnDemand, Futures]:
    """Plans and futures of some draws of a run."""
    drawn = draw_demand(made.demand, scenario, inputs, draws)
    futures = futures_of(made.demand.authority, drawn, inputs, scenario.parameters, scenario.seed, draws)
    return drawn, futures


def _with_anyone(stages: Stages, inputs: Inputs) -> Stages:
    """Refuse a pack in which nobody requires a specialist place: there would be nothing to say."""
    if not stages.required.cells.area.size:
        words = "nobody is in a base, a special or an independent school in the base year, so nobody requires a place;"
        fault = Fault(str(inputs.folder / "plans_joint.csv"), 0, 0, "provision", f"{words} is provision recorded?")
        raise InputError([fault])
    return stages
