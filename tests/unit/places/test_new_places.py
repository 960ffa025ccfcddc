"""What one more place in an area saves, against opening one and solving the September again."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, PRICES, WITHOUT_PRACTICE, every_draw, run_tiny, table_of, write_tiny_pack

from models.explain.septembers import septembers
from models.outcome.outcome import new_place
from models.outcome.place_need import place_need_of
from models.places.new_places import miles_within_areas, new_place_values
from models.programme.allocation import build, solve
from models.vocabulary import NEEDS, PHASES, PROVISIONS, REQUIREMENTS
from sufficiency.forecast.draws import place_value_draws
from sufficiency.results.place_values import PLACE_VALUES

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

CELL = ("area", "phase", "need", "requirement")
A_LITTLE = 2.0**-10
SPECIAL, ONLY = REQUIREMENTS.index("special"), REQUIREMENTS.index("independent_only")


MILES_WEIGHED = {"allocation": {"mile_weight_gbp": 1_500.0}}


@pytest.fixture(
    scope="module",
    params=[{}, WITHOUT_PRACTICE, MILES_WEIGHED],
    ids=["as practised", "without practice", "miles weighed"],
)
def made(tmp_path_factory, request):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"parameters": request.param}))[0]


def test_the_septembers_solved_again_give_the_run_s_own_placements(made):
    stage, course = made.instance.programmes(shared=True)[0].state, made.central.course
    for ahead, september in enumerate(septembers(made.instance, made.central)):
        again, year = course.solved(stage, ahead, september, place_values=True), made.central.years[ahead + 1]
        assert again.learners[stage.at] == pytest.approx(year.entrants[stage.at], abs=1e-7)
        assert again.place_value_gbp == pytest.approx(year.place_value_gbp, abs=1e-4)
        assert again.place_money_gbp == pytest.approx(year.place_money_gbp, abs=1e-4)


def test_the_value_is_what_a_place_opened_there_saves_when_the_september_is_solved_again(made):
    instance, ahead = made.instance, 2
    september = septembers(instance, made.central)[ahead]
    value, saving = new_place(instance, made.central)
    running = made.central.steered.new_place_gbp[ahead + 1]
    before = costs(made, ahead, own_structure(made, september), with_room=0.0)
    tried = 0
    for cell in np.flatnonzero(instance.cells.requirement != ONLY)[::3]:
        after = costs(made, ahead, opened(own_structure(made, september), cell, running[cell]), with_room=A_LITTLE)
        saved, money = (before - after) / A_LITTLE
        weight = instance.parameters.allocation.mile_weight_gbp * instance.local_miles[instance.cells.area, :]
        weighted = weight[cell, instance.cells.phase[cell]]
        tried += value[ahead, cell] > 0
        assert value[ahead, cell] == pytest.approx(max(saved - weighted, 0.0), abs=1.0)
        assert saving[ahead, cell] == pytest.approx(money if value[ahead, cell] > 0 else 0.0, abs=1.0)
    assert tried >= 3


def own_structure(made, september):
    """The structure of the state's September, or of all, at the costs of the year."""
    at = made.instance.state_pairs
    return replace(made.instance.structure(at), cost_gbp=september.cost_gbp[at])


def costs(made, ahead: int, structure, with_room: float) -> np.ndarray:
    """Least cost of a September, as the allocator counts and in money, with a last new provider's room; nobody above.

    Miles to the new provider are none.
    """
    instance, known = made.instance, made.central.course.elsewhere
    september = septembers(instance, made.central)[ahead]
    new = len(structure.providers) - len(instance.providers.ids)
    steps, rules = None, september.rules
    if known is not None:
        steps, widths = instance.state_steps, rules.widths
        rules = replace(rules, widths=replace(widths, over=np.append(widths.over, np.zeros((new, 3)), axis=0)))
    programme = build(structure, instance.parameters.allocation, steps=steps)
    room = np.append(september.room, np.full(new, with_room))
    found = solve(programme, september.entrants, room, rules, place_values=False)
    without = 0.0 if known is None else float(found.unplaced @ known.unserved_gbp[ahead])
    return np.array([found.objective_gbp, float(found.learners @ structure.cost_gbp) + without])


def opened(structure, cell: int, running: float):
    return replace(
        structure,
        providers=(*structure.providers, "zzz-new"),
        cell=np.append(structure.cell, cell),
        provider=np.append(structure.provider, len(structure.providers)),
        cost_gbp=np.append(structure.cost_gbp, running),
        miles=np.append(structure.miles, 0.0),
        directed=None if structure.directed is None else np.append(structure.directed, False),
        phase_row=np.append(structure.phase_row, -1),
    )


def test_a_new_place_must_save_its_running_cost_and_the_weight_of_its_miles():
    """Of 20,000 and 13,000 pounds that a learner fewer saves, a top-up of 12,500 and two miles at 300 leave one."""
    value, saving = new_place_values(
        np.array([20_000.0, 13_000.0]), np.array([18_000.0, 13_000.0]), np.full(2, 12_500.0), np.full(2, 2 * 300.0)
    )
    assert value.tolist() == [6_900.0, 0.0]
    assert saving.tolist() == [5_500.0, 0.0], "the weight of miles is nobody's money"


def test_a_new_place_stands_in_the_middle_of_where_children_live():
    """Two points a mile either side of the middle, alike in children: a mile of straight line, 1.35 by road."""
    east, north = CENTRES["north"]
    points = np.array([[east - 1609.344, north], [east + 1609.344, north], [east + 9e9, north]])
    persons = np.ones((3, len(PHASES)))
    persons[2] = 0.0
    persons[:, 4] = 0.0
    persons[0, 3] = 3.0
    miles = miles_within_areas(points[:2], persons[:2], np.array([0, 0]), 1.35)
    assert miles[0, 1] == pytest.approx(1.35)
    assert miles[0, 4] == pytest.approx(1.35), "nobody of the phase: points alike"
    assert miles[0, 3] == pytest.approx(1.35 * (0.75 * 0.5 + 0.25 * 1.5))


def test_a_new_place_costs_the_top_up_and_the_journey_of_its_kind(made):
    costs = made.central.steered.new_place_gbp[1]
    cell = made.instance.cells.labels(made.instance.areas).index("north primary ASD special")
    fixed, mile = PRICES["transport_fixed", "any"], PRICES["transport_mile", "any"]
    assert costs[cell] == pytest.approx(PRICES["top_up", "state_special"] + fixed + mile * 1.35)
    assert np.isinf(costs[made.instance.cells.requirement == ONLY]).all()


def by_need(made):
    """The same run as if fees were known by need: one of them is dearer by a pound."""
    learner = made.instance.prices.learner.copy()
    learner[PROVISIONS.index("independent_special"), NEEDS.index("VI")] += 1.0
    return replace(made, instance=replace(made.instance, prices=replace(made.instance.prices, learner=learner)))


def test_while_fees_are_not_known_by_need_a_saving_is_the_mean_of_needs_that_are_short(made):
    group = ["academic_year", "area", "phase", "requirement"]
    table, known = table_of(made, PLACE_VALUES), table_of(by_need(made), PLACE_VALUES)
    assert (table.groupby(group)["saving_gbp"].nunique() == 1).all()
    assert (known.groupby(group)["saving_gbp"].nunique() > 1).any()
    instance, short = made.instance, place_need_of(made.instance, made.central).gap[1:]
    row = table.iloc[0]
    axes = (list(instance.areas), PHASES, NEEDS, REQUIREMENTS)
    area, phase, _, kind = (of.index(row[name]) for of, name in zip(axes, CELL, strict=True))
    cells = instance.cells
    alike = np.flatnonzero((cells.area == area) & (cells.phase == phase) & (cells.requirement == kind))
    _, saving = new_place(instance, made.central)
    ahead = sorted(set(table["academic_year"])).index(row["academic_year"])
    mean = np.average(saving[ahead, alike], weights=short[ahead, alike])
    assert row["saving_gbp"] == pytest.approx(mean)
    assert (table["shadow_price_gbp"] == known["shadow_price_gbp"]).all()


def test_the_table_has_ranges_over_the_draws_that_work_values_out(made):
    table = table_of(by_need(made), PLACE_VALUES)
    assert set(table["requirement"]) <= {"base", "special"}
    assert (table["shadow_price_gbp_p10"] <= table["shadow_price_gbp_p90"]).all()
    assert (table["saving_gbp"] <= table["shadow_price_gbp"] + 1e-6).all()
    assert every_draw(made).new_place.shape[:2] == (3, 2)


def test_the_most_that_a_place_saves_is_what_its_learner_would_cost_without_it(made):
    table = table_of(by_need(made), PLACE_VALUES).query("academic_year == '2028/29' and requirement == 'special'")
    if not made.instance.parameters.placement.as_practised:
        straight = 80_000 + 400 * 20 - 12_000 - 400 * 1.35
        assert table["saving_gbp"].max() >= straight - 1.0, "from the market, 20 miles away, to a place at home"
        assert set(table["diversion"]) == {1.0}
        return
    place, mainstream = 12_000 + 3_000 + 400 * 1.35, 8_600.0
    unserved = made.central.steered.unserved_gbp(0.1)[-1]
    inmss = made.central.steered.inmss_gbp[-1]
    assert unserved == pytest.approx(mainstream + 0.1 * np.maximum(inmss - mainstream, 0.0))
    assert set(table["diversion"]) == {0.1}
    for row in table[table["break_even_diversion"].notna()].itertuples():
        label = f"{row.area} {row.phase} {row.need} special"
        cost = inmss[made.instance.cells.labels(made.instance.areas).index(label)]
        met = row.break_even_diversion * cost + (1 - row.break_even_diversion) * mainstream
        assert met == pytest.approx(place + row.place_funding_gbp, abs=1.0), "what a place costs, funding included"


@pytest.mark.parametrize(
    ("draws", "most", "chosen"), [(1, 25, [0]), (4, 25, [0, 1, 2, 3]), (1000, 3, [0, 500, 999]), (50, 1, [0])]
)
def test_place_values_are_worked_out_in_draws_evenly_chosen(draws, most, chosen):
    assert place_value_draws(draws, most) == chosen
