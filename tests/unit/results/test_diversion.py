"""What a saving rests on: the share as assumed, and the break-even of the cells that are short, by hand."""

import numpy as np
import pandas as pd
import pytest

from models.parameters.placement import PlacementParameters
from models.places.new_places import break_even_diversion
from sufficiency.results.diversion import AssumedDiversion, assumed, diversion_of, middle

pytestmark = pytest.mark.unit

CELL = {"area": "north", "phase": "primary", "requirement": "special"}
SHARES = {"diversion": 0.1, "diversion_low": 0.0, "diversion_high": 0.3}


def test_a_place_breaks_even_where_what_its_learners_would_else_cost_is_what_it_costs():
    place, inmss, mainstream = np.array([30_000.0]), np.array([80_000.0]), 5_000.0
    (share,) = break_even_diversion(place, inmss, mainstream)
    assert share == pytest.approx(25_000 / 75_000)
    assert share * inmss[0] + (1 - share) * mainstream == pytest.approx(place[0])


def test_a_place_has_no_break_even_where_no_independent_school_takes_such_a_learner():
    assert np.isnan(break_even_diversion(np.array([30_000.0, np.inf]), np.array([0.0, 80_000.0]), 5_000.0)).all()


def test_the_break_even_of_a_run_is_the_middle_of_its_cells_counted_as_often_as_they_are_short():
    assert middle(np.array([0.2, 0.3, 0.9]), np.array([5.0, 4.0, 2.0])) == 0.3
    assert middle(np.array([0.2, 0.3, 0.9]), np.array([6.0, 1.0, 1.0])) == 0.2
    assert middle(np.array([0.2, np.nan]), np.array([1.0, 50.0])) == 0.2
    assert middle(np.array([0.2]), np.array([0.0])) is None


def test_a_run_tells_what_its_savings_rest_on_in_a_year():
    values = pd.DataFrame(
        [
            {**CELL, **SHARES, "academic_year": "2025/26", "need": "ASD", "break_even_diversion": 0.5},
            {**CELL, **SHARES, "academic_year": "2026/27", "need": "ASD", "break_even_diversion": 0.2},
        ]
    )
    need = values[[*CELL, "academic_year", "need"]].assign(gap=3.0)
    tables = {"place_values": values, "place_need": need}
    assert diversion_of(tables, "2026/27") == AssumedDiversion(0.1, 0.0, 0.3, 0.2)
    assert diversion_of({**tables, "place_values": values.head(0)}, "2026/27") is None


def test_without_practice_every_learner_in_a_new_place_would_else_be_at_an_independent_school():
    assert assumed(PlacementParameters(as_practised=False)) == (1.0, 1.0, 1.0)
    assert assumed(PlacementParameters()) == (0.1, 0.0, 0.3)
