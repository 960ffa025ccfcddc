"""The cost of stability, against another solver and in cases where it must be nothing."""

from dataclasses import replace

import numpy as np
import pytest
from allocation_cases import Case, least_cost, steps_of
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import WITHOUT_PRACTICE, run_tiny, table_of, write_tiny_pack

from models.explain.septembers import anew
from models.placement.displaced import directed_learners
from models.placement.years import follow_years
from models.programme.steps import Steps, filled
from models.vocabulary import Requirement
from sufficiency.results.stability import STABILITY

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture(scope="module", params=[{}, WITHOUT_PRACTICE], ids=["as practised", "without practice"])
def made(tmp_path_factory, request):
    scenario = {"draws": 1, "parameters": request.param}
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario=scenario))[0]


@pytest.fixture(scope="module")
def table(made):
    return table_of(made, STABILITY)


@pytest.mark.parametrize("ahead", [0, 2])
def test_the_placement_anew_is_the_cheapest_that_another_solver_finds(made, table, ahead):
    case, learners = everyone_of(made, ahead)
    saving = cost_of(case, learners) - least_cost(case)
    assert table["objective_saving_gbp"].iloc[ahead] == pytest.approx(saving, abs=1.0)
    assert saving > 0


def everyone_of(made, ahead: int) -> tuple[Case, np.ndarray]:
    """A September with everyone to place whom the state's programme places, and where they are in the plan."""
    instance, path = made.instance, made.central
    september = anew(instance, path)[ahead]
    structure = replace(instance.structure(instance.state_pairs), cost_gbp=september.cost_gbp[instance.state_pairs])
    steps = instance.state_steps if instance.parameters.placement.as_practised else None
    allocation = instance.parameters.allocation
    case = Case(structure, september.entrants, september.room, september.rules, allocation, steps)
    return case, path.years[ahead + 1].learners[instance.state_pairs]


def cost_of(case: Case, learners: np.ndarray) -> float:
    """What a plan costs the allocator, by the other solver: each pair is asked for what it has, and has no choice."""
    prices, over, widths = steps_of(case)
    structure = case.structure
    unserved = case.entrants - np.bincount(structure.cell, learners, case.entrants.size)
    nobody = replace(widths, unplaced=np.zeros((learners.size, 0)))
    kept = replace(
        case,
        structure=replace(
            structure, cells=tuple(map(str, range(learners.size))), cell=np.arange(learners.size), directed=None
        ),
        entrants=learners,
        rules=replace(case.rules, directed_share=None, widths=nobody),
        steps=Steps((1e9,), tuple(over.tolist())),
    )
    return least_cost(kept) + float((filled(np.maximum(unserved, 0.0), widths.unplaced_to_last) * prices).sum())


def test_the_table_adds_up_and_moves_no_more_than_there_are(made, table):
    assert (table["plan_gbp"] - table["anew_gbp"] - table["saving_gbp"]).abs().max() < 1e-6
    assert (table["moved"] <= table["incumbents"] + 1e-9).all()
    assert table["moved"].max() > 0
    everyone = made.central.required[1:].sum(axis=1)
    for which in ("", "_anew"):
        assert (table[f"unserved{which}"] <= everyone + 1e-6).all()


def test_the_unserved_are_those_without_a_state_place_who_were_not_sent_elsewhere(made, table):
    instance, years = made.instance, made.central.years[1:]
    if not instance.parameters.placement.as_practised:
        assert table["unserved"].to_numpy() == pytest.approx([year.unplaced.sum() for year in years])
        return
    could_be_served = ~instance.cells.requires(Requirement.INDEPENDENT_ONLY)[instance.pairs.cell]
    at = instance.directed & could_be_served
    found = [
        year.learners[at].sum() + year.unmet.sum() - sent.everywhere[at].sum()
        for year, sent in zip(years, made.central.directed[1:], strict=True)
    ]
    assert table["unserved"].to_numpy() == pytest.approx(found)


def test_stability_costs_nothing_where_nobody_has_a_place_to_keep(made):
    """Everyone leaves in summer: the plan places all anew already, and the direction of entrants is that of all."""
    instance = replace(made.instance, survival=np.zeros_like(made.instance.survival))
    path = made.central
    course = replace(path.course, moves=replace(path.course.moves, stay=0 * path.course.moves.stay))
    course = replace(course, moves=replace(course.moves, onward=0 * course.moves.onward))
    nobody = follow_again(instance, course, path)
    table = table_of(replace(made, instance=instance, central=nobody), STABILITY)
    assert table["objective_saving_gbp"].abs().max() < 1.0
    assert table["saving_gbp"].abs().max() < 1.0, "the unserved cost as much in both"
    assert table["moved"].max() == 0


def follow_again(instance, course, path):
    programmes = instance.programmes(shared=True)
    years = follow_years(programmes, instance.pairs, instance.base, course, place_values=False)
    sent = directed_learners(instance.pairs, instance.directed, years, course, path.steered.directed_share[0])
    return replace(path, years=years, course=course, directed=sent)
