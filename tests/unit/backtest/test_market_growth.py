"""How fast the independent market has grown, by hand and as it ships."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models.demand.practised import Diversion
from models.parameters.placement import CapacityParameters, PlacementParameters
from sufficiency.backtest.placements.market import SUSTAINED, market_growth

pytestmark = pytest.mark.unit
REFERENCE = Path(__file__).parents[3] / "data" / "reference"


def test_growth_is_compound_and_authorities_with_few_learners_say_nothing():
    learners = pd.DataFrame({2020: [100.0, 10.0, 40.0], 2021: [110.0, 50.0, np.nan], 2022: [121.0, 60.0, 90.0]})
    table = market_growth({"inmss_special": learners}, "by hand").set_index("span")
    assert table.loc[1, "growths"] == 3
    assert table.loc[1, "p50"] == pytest.approx(0.1)
    assert table.loc[2, "growths"] == 2
    assert table.loc[2, "p50"] == pytest.approx((0.1 + 0.5) / 2)


def test_a_run_lets_the_market_grow_as_the_shipped_table_says():
    row = pd.read_csv(REFERENCE / "market_growth.csv").set_index("span").loc[SUSTAINED]
    ours = CapacityParameters()
    limits = [ours.market_growth, ours.market_growth_low, ours.market_growth_high]
    assert limits == pytest.approx(row[["p90", "p80", "p95"]].tolist(), abs=0.0006)


def test_a_run_diverts_as_many_as_the_shipped_table_says():
    chosen = Diversion.from_table(pd.read_csv(REFERENCE / "placements_diversion.csv"))
    ours = PlacementParameters()
    assert (ours.diversion, ours.diversion_low, ours.diversion_high) == (chosen.central, chosen.low, chosen.high)
