"""The cost of stability, against another solver and in cases where it must be nothing."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, least_cost
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, table_of, write_tiny_pack

from models.explain.septembers import anew
from models.explain.stability import Placed
from models.placement.displaced import directed_learners
from models.placement.years import follow_years
from sufficiency.results.stability import STABILITY

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"draws": 1}))[0]


@pytest.fixture(scope="module")
def table(made):
    return table_of(made, STABILITY)


@pytest.mark.parametrize("ahead", [0, 2])
def test_the_placement_anew_is_the_cheapest_that_another_solver_finds(made, table, ahead):
    instance, path = made.instance, made.central
    structure = replace(
        instance.programmes(shared=True)[0].structure,
        cells=instance.cells.labels(instance.areas),
        providers=instance.providers.ids,
        cell=instance.pairs.cell,
        provider=instance.pairs.provider,
        cost_gbp=anew(instance, path)[ahead].cost_gbp,
        miles=instance.pairs.miles,
        directed=instance.directed & (instance.cells.requirement == 1)[instance.pairs.cell],
        phase_rows=instance.pairs.rows.labels,
        phase_row_provider=instance.pairs.rows.provider,
        phase_row=instance.pairs.rows.of_pair,
    )
    september, year = anew(instance, path)[ahead], path.years[ahead + 1]
    case = Case(structure, september.entrants, september.room, september.rules, instance.parameters.allocation)
    plan = Placed(
        year.learners, year.unplaced.sum(), year.over_capacity.sum(), float(year.learners @ path.cost_gbp[ahead + 1])
    )
    saving = plan.objective(instance.pairs.miles, instance.parameters.allocation) - least_cost(case)
    assert table["objective_saving_gbp"].iloc[ahead] == pytest.approx(saving, abs=1.0)
    assert saving > 0


def test_the_table_adds_up_and_moves_no_more_than_there_are(made, table):
    assert (table["plan_gbp"] - table["anew_gbp"] - table["saving_gbp"]).abs().max() < 1e-6
    assert (table["moved"] <= table["incumbents"] + 1e-9).all()
    assert table["moved"].max() > 0
    inmss = [float(year.learners[made.instance.directed].sum()) for year in made.central.years[1:]]
    assert table["inmss"].to_numpy() == pytest.approx(inmss)
    everyone = made.central.required[1:].sum(axis=1)
    for which in ("", "_anew"):
        assert (table[f"inmss{which}"] + table[f"unplaced{which}"] <= everyone + 1e-6).all()


def test_stability_costs_nothing_where_nobody_has_a_place_to_keep(made):
    """Everyone leaves in summer: the plan places all anew already, and the direction of entrants is that of all."""
    instance = replace(made.instance, survival=np.zeros_like(made.instance.survival))
    path = made.central
    course = replace(path.course, moves=replace(path.course.moves, stay=0 * path.course.moves.stay))
    course = replace(course, moves=replace(course.moves, onward=0 * course.moves.onward))
    nobody = follow_again(instance, course, path)
    table = table_of(replace(made, instance=instance, central=nobody), STABILITY)
    assert table["objective_saving_gbp"].abs().max() < 1.0
    assert table["moved"].max() == 0


def follow_again(instance, course, path):
    programmes = instance.programmes(shared=True)
    years = follow_years(programmes, instance.pairs, instance.base, course, place_values=False)
    sent = directed_learners(instance.pairs, instance.directed, years, course.moves, path.steered.directed_share)
    return replace(path, years=years, course=course, directed=sent)
