"""The forecast of plans as a whole, on an authority that can be counted by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import inputs_of, write_tiny_pack

from models.demand.forecast import Demand, DrawnDemand, draw_plans, forecast_plans
from models.demand.growth_errors import GrowthErrors
from models.levers.lever import How, Lever, What
from models.parameters.method import MethodParameters
from sufficiency.packs.arrange import arrange
from sufficiency.packs.inputs import load_inputs

pytestmark = pytest.mark.unit

ERRORS = GrowthErrors.from_yearly(0.02, 0.012, 0.04, 750.0)
MORE_REQUESTS = Lever("more", What.REQUEST_RATE, How.MULTIPLY, 1.5, 2026)


def more_young_children(population: pd.DataFrame) -> pd.DataFrame:
    """Three times the children of 4 in the last year, when they are most of the new plans."""
    return population.assign(
        persons=population["persons"] * np.where((population["year"] == 2028) & (population["age"] == 4), 3.0, 1.0)
    )


def forecast(folder: Path, *levers: Lever, draws: int = 6) -> tuple[Demand, DrawnDemand]:
    pack = write_tiny_pack(folder, {"population": more_young_children}).folder
    authority = arrange(load_inputs(pack), 2029)
    central = forecast_plans(authority, MethodParameters(), levers)
    return central, draw_plans(central, ERRORS, MethodParameters(), levers, seed=7, draws=draws)


def test_at_the_same_request_rate_every_draw_starts_as_many_plans_in_the_first_year_as_the_forecast(tmp_path: Path):
    made = forecast(tmp_path)
    central, drawn = (one.flows.new_plans[:, 0].sum(axis=(1, 2)) / one.flows.index[:, 0] for one in made)
    assert drawn == pytest.approx(np.repeat(central, 6))


def test_a_lever_with_an_interval_moves_each_draw_by_the_luck_of_that_draw(tmp_path: Path):
    sure, sure_draws = forecast(tmp_path / "sure", MORE_REQUESTS)
    unsure, unsure_draws = forecast(tmp_path / "unsure", replace(MORE_REQUESTS, low=1.0, high=2.0))
    assert unsure.flows.closing == pytest.approx(sure.flows.closing), "the forecast takes the amount itself"
    before, after = (drawn.flows.closing[:, -1].sum(axis=(1, 2)) for drawn in (sure_draws, unsure_draws))
    more = after - before
    assert np.sign(more).tolist() == np.sign(unsure_draws.luck[0]).tolist()
    assert len(set(np.sign(more))) == 2


def test_an_area_where_twice_as_many_of_the_children_have_a_plan_has_its_share_of_plans(tmp_path: Path):
    """Six in ten live in the north, and count twice: twelve of sixteen."""
    authority = arrange(inputs_of(write_tiny_pack(tmp_path)), 2027)
    authority = replace(authority, relative_rates=authority.relative_rates * np.array([[2.0], [1.0]]))
    made = forecast_plans(authority, MethodParameters(), ())
    plans = made.by_area.by_area()[0].sum(axis=(2, 3))
    assert plans[:, 0] / plans.sum(axis=1) == pytest.approx([0.75] * 3)
