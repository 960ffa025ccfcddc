"""Laws of the trade-off between cost and miles: one September, and what the picture and its table say of it."""

import numpy as np
import pandas as pd
import pytest
from allocation_cases import drawn, solved, stepped
from hypothesis import given, settings
from hypothesis import strategies as st
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import inputs_of, run_tiny, write_tiny_pack
from words_of_figures import assert_words_stand_apart

from models.programme.steps import Steps
from sufficiency.errors import InputError
from sufficiency.reports.pictures.frontier import Point, frontier_figure, frontier_picture, in_words
from sufficiency.reports.pictures.style import styled
from sufficiency.scenario.loader import load_scenario
from sufficiency.studies.frontier import FRONTIER, between, frontier, read_weights, unchanged

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

WEIGHTS = (0.0, 300.0, 1_000.0, 5_000.0)
PENALTIES = {
    "allocation": ("unplaced_penalty_gbp", "over_penalty_gbp"),
    "placement": ("unserved_weight_gbp",),
    "capacity": ("first_crowding_gbp", "second_crowding_gbp"),
}
"""Weights that are no money: who is without a place, or above places, counts as many miles as the longest journey."""


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


@settings(max_examples=40)
@given(seed=st.integers(0, 10**9))
def test_so_they_do_where_penalties_have_steps(seed: int):
    case = stepped(seed, ceilings=False)
    longest = float(case.structure.miles.max(initial=0.0))
    unplaced_gbp, over_gbp = np.atleast_2d(case.steps.unplaced_gbp), np.array(case.steps.over_gbp)
    costs, miles = [], []
    for weight in (0.0, 1.0, 3.0, 10.0, 100.0):
        more = weight * longest
        steps = Steps(unplaced_gbp + more + np.zeros((case.entrants.size, 1)), tuple((over_gbp + more).tolist()))
        parameters = case.parameters.model_copy(update={"mile_weight_gbp": weight})
        found = solved(case, steps=steps, parameters=parameters)
        without = found.unplaced.sum() + found.over.sum() + found.phase_over.sum()
        miles.append(case.structure.miles @ found.learners + longest * without)
        costs.append(found.objective_gbp - weight * miles[-1])
    assert (np.diff(costs) >= -1e-6 * max(map(abs, costs))).all()
    assert (np.diff(miles) <= 1e-6).all()


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 1, "horizon": 2026})


@pytest.fixture(scope="module")
def table(pack) -> pd.DataFrame:
    inputs = inputs_of(pack)
    return frontier(load_scenario(pack.scenario), inputs, WEIGHTS, lambda _step: None)


def test_each_weight_of_the_table_is_the_run_with_that_weight(pack, table, tmp_path):
    scenario = load_scenario(pack.scenario)
    longest = float(run_tiny(pack)[0].instance.pairs.miles.max())
    for weight in WEIGHTS:
        heavier = {
            section: {name: getattr(getattr(scenario.parameters, section), name) + weight * longest for name in names}
            for section, names in PENALTIES.items()
        }
        heavier["allocation"]["mile_weight_gbp"] = weight
        again = write_tiny_pack(tmp_path / f"{weight:g}", scenario={"draws": 1, "horizon": 2026, "parameters": heavier})
        made = run_tiny(again)[0]
        row = table[(table["mile_weight_gbp"] == weight) & (table["academic_year"] == "2025/26")].iloc[0]
        year = made.central.years[1]
        assert row["miles"] == pytest.approx(year.learners @ made.instance.pairs.miles)
        assert row["unmet"] == pytest.approx(year.unmet.sum(), abs=1e-9)
        assert row["unplaced"] == pytest.approx(year.unplaced.sum(), abs=1e-9)
        assert row["learners"] == pytest.approx(year.learners.sum())


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
    assert len(words.splitlines()) == 3 + len(WEIGHTS) + 3 + len(unchanged(table))


def test_labels_of_the_picture_stand_apart_and_within_it():
    at = ((0, 9.93, 272.56), (2200, 9.90, 272.54), (3000, 9.86, 272.42), (3500, 9.82, 272.43), (3800, 9.76, 272.42),
          (4200, 9.72, 272.27), (5800, 9.68, 272.08), (8000, 9.67, 271.92))  # fmt: skip
    with styled():
        figure = frontier_figure(tuple(Point(float(weight), *where, own=not weight) for weight, *where in at))
        _unit, *labels = figure.axes[0].texts
        assert_words_stand_apart(figure, figure.axes[0].texts)
    assert len(labels) == len(at)


def test_weights_that_are_sought_each_change_something_that_is_shown(pack):
    found = frontier(load_scenario(pack.scenario), inputs_of(pack), (), lambda _step: None)
    assert unchanged(found) == []
    assert set(found.loc[found["own"] == "yes", "mile_weight_gbp"]) == {0.0}
    lines = in_words(found, "Tiny").splitlines()[3:]
    rows = [line[10:] for line in lines[: found["mile_weight_gbp"].nunique()]]
    assert len(set(rows)) == len(rows)


def test_a_weight_that_changes_nothing_is_said_to(table):
    twice = table[table["mile_weight_gbp"] == 0.0].assign(mile_weight_gbp=1.0, own="no")
    both = pd.concat([table[table["mile_weight_gbp"] == 0.0], twice])
    assert "£1 a mile changes nothing against £0." in in_words(both, "Tiny")


@pytest.mark.parametrize(("one", "other", "middle"), [(0.0, 8000.0, 630.0), (2000.0, 4000.0, 2800.0)])
def test_a_weight_between_two_is_one_in_proportion(one, other, middle):
    assert between(one, other) == middle


def test_weights_are_read_sorted_with_the_scenario_s_own_and_refused_with_a_sentence():
    assert read_weights("1000, 0,50", 75.0) == (0.0, 50.0, 75.0, 1000.0)
    for wrong in ("a", "-1", "1e9", "nan", ""):
        with pytest.raises(InputError, match="is no weight; write pounds a mile"):
            read_weights(wrong, 0.0)
