"""With practice off the model is the earlier one: its central path, frozen from before practice came in."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from books_by_hand import place_of
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import REPOSITORY, run_tiny, write_tiny_pack

from models.money.lines import ITEMS
from models.vocabulary import PROVISIONS, SPECIALIST
from sufficiency.forecast.pipeline import central_run
from sufficiency.packs.inputs import Inputs, load_inputs
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


def specialist_gbp(made) -> np.ndarray:
    """Pounds by financial year as they were added up: of specialist places alone, all by twelfths, none above places.

    The adjustment of the grant, which came later, is not among them; nor are places of learners above them.
    """
    kept = np.array([item.provision in SPECIALIST and item.line != "cross_border" for item in ITEMS])
    units = made.units[:, place_of("place_special", "state_special")]
    places = (made.central.steered.places * made.instance.providers.of_kind(("state_special",))).sum(axis=1)
    academic = made.spend[:, kept].sum(axis=1) - 10_000.0 * (units - places)
    return 5 / 12 * academic[:-1] + 7 / 12 * academic[1:]


EARLIER_FEES = {
    "ASD": 77_697.0,
    "DS": 77_697.0,
    "HI": 81_058.0,
    "MLD": 72_654.0,
    "MSI": 95_626.0,
    "OTH": 77_697.0,
    "PD": 82_179.0,
    "PMLD": 93_385.0,
    "SEMH": 79_938.0,
    "SLCN": 74_895.0,
    "SLD": 79_938.0,
    "SPLD": 72_654.0,
    "VI": 81_058.0,
}
"""Fees by need that the pack of Hampshire had then."""


EARLIER_TOP_UPS = {
    "state_special": {
        "ASD": 11_206.0,
        "DS": 11_206.0,
        "HI": 14_567.0,
        "MLD": 6_163.0,
        "MSI": 29_135.0,
        "OTH": 11_206.0,
        "PD": 15_688.0,
        "PMLD": 26_894.0,
        "SEMH": 13_447.0,
        "SLCN": 8_404.0,
        "SLD": 13_447.0,
        "SPLD": 6_163.0,
        "VI": 14_567.0,
    },
    "specialist_base": {
        "ASD": 6_723.0,
        "DS": 6_723.0,
        "HI": 8_740.0,
        "MLD": 3_698.0,
        "MSI": 17_481.0,
        "OTH": 6_723.0,
        "PD": 9_413.0,
        "PMLD": 16_136.0,
        "SEMH": 8_068.0,
        "SLCN": 5_043.0,
        "SLD": 8_068.0,
        "SPLD": 3_698.0,
        "VI": 8_740.0,
    },
}


def with_earlier_prices(inputs: Inputs) -> Inputs:
    """Fees and top-ups by need as they were, everyone carried, and prices of whatever year as they stand."""
    prices = inputs.tables["prices"]
    prices = prices[prices["item"] != "carried_share"].assign(index="cash")
    special = prices["item"].eq("fee") & prices["provision"].isin(INMSS_KINDS)
    fees = [prices[special].assign(need=need, value=fee) for need, fee in EARLIER_FEES.items()]
    earlier = pd.concat([prices[~special], *fees], ignore_index=True)
    for kind, by_need in EARLIER_TOP_UPS.items():
        rows = earlier["item"].eq("top_up") & earlier["provision"].eq(kind)
        earlier.loc[rows, "value"] = earlier.loc[rows, "need"].map(by_need)
    return replace(inputs, tables=MappingProxyType({**inputs.tables, "prices": earlier}))


INMSS_KINDS = ("non_maintained_special", "independent_special")


def test_hampshire_s_central_path_is_the_earlier_one():
    scenario = load_scenario(REPOSITORY / "scenarios" / "hampshire" / "baseline.yaml")
    changed = {
        section: getattr(scenario.parameters, section).model_copy(update=values) for section, values in EARLIER.items()
    }
    scenario = replace(scenario, draws=1, parameters=scenario.parameters.model_copy(update=changed))
    inputs = with_earlier_prices(load_inputs(REPOSITORY / "data" / "hampshire"))
    made = central_run(scenario, inputs, place_values=False)
    of_pair = made.instance.providers.provision[made.instance.pairs.provider]
    found = np.array([np.bincount(of_pair, year.learners, len(PROVISIONS)) for year in made.path.years[1:6]])
    assert found[:, PROVISIONS.index("state_special")] == pytest.approx(STATE_SPECIAL, abs=0.001)
    independent = [PROVISIONS.index(kind) for kind in INMSS_KINDS]
    assert found[:, independent].sum(axis=1) == pytest.approx(INMSS_SPECIAL, abs=0.001)
