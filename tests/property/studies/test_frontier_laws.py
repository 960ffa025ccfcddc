"""Laws of the trade-off between cost and miles: one September, and what the picture and its table say of it."""

import numpy as np
import pandas as pd
import pytest
from allocation_cases import drawn, solved
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from models.explain.septembers import septembers
from models.programme.allocation import build, solve
from sufficiency.errors import InputError
from sufficiency.packs.inputs import load_inputs
from sufficiency.reports.pictures.frontier import frontier_picture, in_words
from sufficiency.scenario.loader import load_scenario
from sufficiency.studies.frontier import FRONTIER, frontier, read_weights, weighted

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

WEIGHTS = (0.0, 300.0, 1_000.0, 5_000.0)


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_in_one_september_cost_rises_and_miles_fall_along_the_weights(seed: int):
    """``A`` and ``B`` of the module, with the longest journey of the case."""
    case = drawn(seed)
    longest = float(case.structure.miles.max(initial=0.0))
    costs, miles = [], []
    for weight in (0.0, 1.0, 3.0, 10.0, 100.0):
        changes = {
            "mile_weight_gbp": weight,
            "unplaced_penalty_gbp": 300.0 + weight * longest,
            "over_penalty_gbp": 150.0 + weight * longest,
        }
        found = solved(case, parameters=case.parameters.model_copy(update=changes))
        left, above = found.unplaced.sum(), found.over.sum() + found.phase_over.sum()
        costs.append(case.structure.cost_gbp @ found.learners + 300.0 * left + 150.0 * above)
        miles.append(case.structure.miles @ found.learners + longest * (left + above))
    assert (np.diff(costs) >= -1e-6).all()
    assert (np.diff(miles) <= 1e-6).all()


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 1, "horizon": 2026})


@pytest.fixture(scope="module")
def table(pack) -> pd.DataFrame:
    inputs = load_inputs(pack.folder)
    return frontier(load_scenario(pack.scenario), inputs, WEIGHTS, lambda _step: None)


def test_each_weight_of_the_table_is_the_run_with_that_weight(pack, table):
    made = run_tiny(pack)[0]
    (september,) = septembers(made.instance, made.central)
    for weight in WEIGHTS:
        instance = weighted(made.instance, weight)
        found = solve(
            build(instance.programmes(shared=True)[0].structure, instance.parameters.allocation),
            *canonical(instance, september),
            place_values=False,
        )
        row = table[(table["mile_weight_gbp"] == weight) & (table["academic_year"] == "2025/26")].iloc[0]
        structure = instance.programmes(shared=True)[0].structure
        kept = made.central.years[1].incumbents @ instance.pairs.miles
        assert row["miles"] == pytest.approx(found.learners @ structure.miles + kept)
        assert row["unplaced"] == pytest.approx(found.unplaced.sum(), abs=1e-9)


def canonical(instance, september):
    """Entrants, room and rules in the order of the programme's own structure."""
    structure = instance.programmes(shared=True)[0].structure
    labels, ids = instance.cells.labels(instance.areas), instance.providers.ids
    cells = [labels.index(cell) for cell in structure.cells]
    providers = [ids.index(provider) for provider in structure.providers]
    rows = list(zip(instance.pairs.rows.provider.tolist(), instance.pairs.rows.labels, strict=True))
    order = [
        rows.index((providers[provider], label))
        for provider, label in zip(structure.phase_row_provider, structure.phase_rows, strict=True)
    ]
    rules = type(september.rules)(
        phase_room=september.rules.phase_room[order], directed_share=september.rules.directed_share[cells]
    )
    return september.entrants[cells], september.room[providers], rules


def test_the_table_marks_the_scenario_s_own_weight_and_the_first_september_is_a_trade_off(table):
    assert list(table.columns) == FRONTIER.column_names
    assert set(table.loc[table["own"] == "yes", "mile_weight_gbp"]) == {0.0}
    first = table[table["academic_year"] == "2025/26"].sort_values("mile_weight_gbp")
    assert (first["miles"].diff().dropna() <= 1e-6).all()
    assert (table["minutes_over"] <= table["minutes"]).all()


def test_the_picture_holds_every_point_in_its_text(table):
    picture = frontier_picture(table, "Tiny: what a shorter journey costs")
    assert picture.startswith("<svg")
    assert "<title" in picture
    assert "£0 a mile (the scenario): " in picture
    assert all(f"£{weight:,g} a mile" in picture for weight in WEIGHTS)
    words = in_words(table, "Tiny")
    assert len(words.splitlines()) == 3 + len(WEIGHTS) + 3


def test_weights_are_read_sorted_with_the_scenario_s_own_and_refused_with_a_sentence():
    assert read_weights("1000, 0,50", 75.0) == (0.0, 50.0, 75.0, 1000.0)
    for wrong in ("a", "-1", "1e9", "nan", ""):
        with pytest.raises(InputError, match="is no weight; write pounds a mile"):
            read_weights(wrong, 0.0)
