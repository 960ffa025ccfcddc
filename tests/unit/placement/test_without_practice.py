"""With practice off the model is the earlier one: its central path, frozen from before practice came in."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import REPOSITORY, run_tiny, write_tiny_pack

from models.vocabulary import PROVISIONS
from sufficiency.forecast.pipeline import central_run
from sufficiency.packs.inputs import load_inputs
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

EARLIER = {
    "placement": {"as_practised": False},
    "capacity": {"practised_occupancy": False, "market_growth": 0.269},
}
"""The two switches, and how fast the market could grow then."""
KINDS = [PROVISIONS.index(name) for name in ("specialist_base", "state_special", "independent_special")]
TINY = [
    [12.0, 39.0, 15.0],
    [12.47209, 40.868745, 19.035],
    [13.146206, 43.572577, 23.026807],
    [13.683772, 43.121561, 29.881569],
    [12.92852, 42.0, 29.904875],
]
"""Learners of the tiny authority in bases, state special and independent schools, base year first."""
TINY_ABOVE = [4.0, 5.725255, 2.718783, 2.805333, 0.92852]
TINY_GBP = [2_768_838.39, 3_216_753.93, 3_780_998.29, 4_025_537.38]
STATE_SPECIAL = [3867.98, 3886.71, 3802.826, 3581.829, 3504.321]
INMSS_SPECIAL = [1765.499, 2227.503, 2811.76, 3424.232, 3833.692]
"""Learners of Hampshire in January 2026 to 2030."""


def test_the_tiny_authority_s_central_path_is_the_earlier_one(tmp_path):
    made, _ = run_tiny(write_tiny_pack(tmp_path, scenario={"draws": 1, "parameters": EARLIER}))
    of_pair = made.instance.providers.provision[made.instance.pairs.provider]
    years = made.central.years
    found = np.array([np.bincount(of_pair, year.learners, len(PROVISIONS))[KINDS] for year in years])
    assert found == pytest.approx(np.array(TINY), abs=1e-5)
    assert [year.over_capacity.sum() for year in years] == pytest.approx(TINY_ABOVE, abs=1e-5)
    assert not any(year.unmet.any() or year.unplaced.any() for year in years)
    assert specialist_gbp(made) == pytest.approx(np.array(TINY_GBP), abs=0.01)
    assert made.central.diversion == 1.0


def test_hampshire_s_central_path_is_the_earlier_one():
    scenario = load_scenario(REPOSITORY / "scenarios" / "hampshire" / "baseline.yaml")
    changed = {
        section: getattr(scenario.parameters, section).model_copy(update=values) for section, values in EARLIER.items()
    }
    scenario = replace(scenario, draws=1, parameters=scenario.parameters.model_copy(update=changed))
    made = central_run(scenario, load_inputs(REPOSITORY / "data" / "hampshire"), place_values=False)
    of_pair = made.instance.providers.provision[made.instance.pairs.provider]
    found = np.array([np.bincount(of_pair, year.learners, len(PROVISIONS)) for year in made.path.years[1:6]])
    assert found[:, PROVISIONS.index("state_special")] == pytest.approx(STATE_SPECIAL, abs=0.001)
    independent = [PROVISIONS.index(kind) for kind in ("non_maintained_special", "independent_special")]
    assert found[:, independent].sum(axis=1) == pytest.approx(INMSS_SPECIAL, abs=0.001)
