"""Speed of the demand forecast, and the two pictures of docs/method-demand.md.

    python benchmarks/demand.py [PICTURES_FOLDER]

Prints how time grows with draws and areas (whole arrays in one process), then draws Hampshire 2010 to 2035 with its
band and back-cast, and the path of the request-rate index with what it does.
"""

import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from models.demand.cohort import Flows
from models.demand.growth import forecast_total
from models.levers.lever import How, Lever, What, Where
from models.parameters.demand import CohortParameters
from models.sampling import quantiles
from models.vocabulary import AGE_GROUPS
from sufficiency.forecast.pipeline import Demand, draw_demand, forecast_demand
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.reports.pictures.style import BLUE, INK, ORANGE, PALE_BLUE, as_file, blank, plain, styled, svg
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

ROOT = Path(__file__).parents[1]
DRAWS = 1000


def main() -> None:
    """Measure, then draw."""
    scenario = load_scenario(ROOT / "scenarios/hampshire/baseline.yaml")
    inputs = load_inputs(scenario.pack_folder)
    forecast_demand(scenario, inputs)  # imports and caches out of the way
    print("draws  areas  seconds")
    for draws, areas in ((250, 11), (500, 11), (1000, 11), (1000, 22), (1000, 44)):
        print(f"{draws:5}  {areas:5}  {measured(scenario, inputs, draws, areas):7.2f}")
    print(f"with a lever at one area      {measured(aimed(scenario, 1), inputs, DRAWS, 11):7.2f}")
    print(f"with another at each of 11    {measured(aimed(scenario, 11), inputs, DRAWS, 11):7.2f}")
    print(f"with changes of need          {measured(scenario, followed(inputs), DRAWS, 11):7.2f}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/pictures"
    folder.mkdir(parents=True, exist_ok=True)
    demand = forecast_demand(scenario, inputs)
    drawn = draw_demand(demand, scenario, inputs, DRAWS).flows
    write(folder / "demand-hampshire.svg", plans_picture(demand, drawn, scenario))
    write(folder / "demand-index.svg", index_picture(demand, drawn, scenario, inputs))


def measured(scenario: Scenario, inputs: Inputs, draws: int, areas: int) -> float:
    """Seconds for the whole demand: paths, and plans by area, phase and need."""
    started = time.perf_counter()
    plans = draw_demand(forecast_demand(scenario, inputs), scenario, inputs, draws).by_area
    times = areas // len(plans.regime)
    _ = replace(
        plans, shares=np.tile(plans.shares, (1, 1, times, 1)) / times, regime=np.tile(plans.regime, times)
    ).by_phase
    return time.perf_counter() - started


def aimed(scenario: Scenario, areas: int) -> Scenario:
    """The scenario with a lever of its own on the request rate of each of some areas."""
    codes = sorted(pd.read_csv(scenario.pack_folder / "areas.csv")["area"])[:areas]
    levers = tuple(
        Lever(code, What.REQUEST_RATE, How.MULTIPLY, 0.9, 2026, where=Where(areas=(code,))) for code in codes
    )
    return replace(scenario, levers=levers)


def followed(inputs: Inputs) -> Inputs:
    """The inputs with changes of need, as two returns would give them."""
    rows = [(2025, str(group), "SLCN", "ASD", 20.0) for group in AGE_GROUPS]
    table = pd.DataFrame(rows, columns=["census_year", "age_group", "need_from", "need_to", "plans"])
    return replace(inputs, tables=MappingProxyType({**inputs.tables, "need_changes": table}))


def write(path: Path, picture: str) -> None:
    """Write a picture as a file of its own."""
    path.write_text(as_file(picture), encoding="utf-8")
    print(f"wrote {path.name}")


def plans_picture(demand: Demand, drawn: Flows, scenario: Scenario) -> str:
    """Hampshire's plans since 2010, what the method would have said from 2019 and 2022, and the forecast."""
    history, england = demand.authority.history, demand.authority.england_history
    years = demand.authority.base_census_year + 1 + np.arange(demand.flows.closing.shape[1])
    low, middle, high = quantiles(drawn.closing.sum(axis=(2, 3)))
    with styled():
        figure, axes = blank(800, 420, (60, 130, 40, 40))
        axes.plot(history.index, history, color=INK, marker="o", markersize=3)
        for origin in (2019, 2022):
            seen = history[history.index <= origin]
            said = forecast_total(seen, england, scenario.parameters.growth, 3)
            axes.plot([origin, *range(origin + 1, origin + 4)], [seen.iloc[-1], *said], color=ORANGE, linestyle="--")
        axes.fill_between(years, low, high, color=PALE_BLUE, linewidth=0)
        axes.plot(years, demand.flows.closing[0].sum(axis=(1, 2)), color=BLUE)
        axes.text(2035.3, high[-1], f"80%: {low[-1]:,.0f}\nto {high[-1]:,.0f}", color=BLUE, va="top")
        axes.text(2019.2, 6_000, "said from 2019 and 2022", color=ORANGE)
        plain(axes, "Plans on census day")
        words = (
            "Hampshire: plans 2010 to 2025, forecast to 2035 with its 80% band, and what was said from 2019 and 2022"
        )
        return svg(figure, "demand-hampshire", words, f"Median {middle[-1]:,.0f} plans in 2035.")


def index_picture(demand: Demand, drawn: Flows, scenario: Scenario, inputs: Inputs) -> str:
    """The request-rate index with its band, and the total it leads to beside an index held at 1."""
    years = demand.authority.base_census_year + 1 + np.arange(demand.flows.closing.shape[1])
    low, _, high = quantiles(drawn.index)
    with styled():
        figure, axes = blank(800, 360, (60, 150, 40, 40))
        axes.fill_between(years, 100 * low, 100 * high, color=PALE_BLUE, linewidth=0)
        axes.plot(years, 100 * demand.flows.index[0], color=BLUE)
        for level, colour in ((0.8, INK), (1.0, INK), (1.2, INK)):
            cohort = CohortParameters(index_long_run=level)
            parameters = scenario.parameters.model_copy(update={"cohort": cohort})
            other = forecast_demand(replace(scenario, parameters=parameters), inputs)
            axes.plot(years, 100 * other.flows.index[0], color=colour, linewidth=0.8, linestyle=":")
            total = other.flows.closing[0, -1].sum()
            words = f"to {level:.0%}: {total:,.0f} plans"
            axes.text(2035.2, 100 * other.flows.index[0, -1], words, va="center", fontsize=9)
        plain(axes, "New plans for each resident, % of the rate of 2024")
        words = "The request-rate index of Hampshire with its 80% band, and plans in 2035 for three long-run levels"
        return svg(figure, "demand-index", words, "Growth governs three years, then the index nears its level.")


if __name__ == "__main__":
    main()
