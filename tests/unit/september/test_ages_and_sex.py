"""Providers that serve single ages of a phase, or one sex: by hand, and a linear programme by single years of age."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, SECONDARY, SPECIAL, STATE, world
from tiny_pack import run_tiny, write_tiny_pack

from models.parameters.method import AllocationParameters
from models.programme.allocation import Rules, build, solve
from models.programme.structure import Structure
from models.september.ages_and_sex import (
    ALL_NEEDS_BOYS,
    BOYS,
    IN_PHASE,
    ages_of_cells,
    moves_of_pairs,
    placed_by_part,
    shares_of_parts,
    split_cells,
    structure_of_parts,
)
from models.september.asked import September
from models.vocabulary import AGES, NEEDS, PHASES, ages_of_phase
from sufficiency.packs.contracts import PROVIDER_REGISTER
from sufficiency.results.every_table import make_tables
from sufficiency.tables.files import write_table

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

STEERING = AllocationParameters()
OAK, MIDDLE = ("oak", STATE, 4, 15, 1.0), ("middle", STATE, 9, 13, 1.0)


def parts_of(school, directed=None):
    marked = np.zeros(school.pairs.cell.size, dtype=bool) if directed is None else directed
    return split_cells(school.cells, school.pairs, school.providers, marked)


def structure_of(school, cost):
    return Structure(
        cells=school.cells.labels(("north",)),
        providers=school.providers.ids,
        cell=school.pairs.cell,
        provider=school.pairs.provider,
        cost_gbp=np.array(cost),
        miles=school.pairs.miles,
    )


def september(school, entrants, room):
    nothing_fixed = Rules()
    is_open = np.ones(school.pairs.cell.size, dtype=bool)
    return September(np.array(entrants), np.array(room), nothing_fixed, None, is_open)


def test_a_school_from_age_nine_takes_a_part_of_the_primary_phase():
    school = world([PRIMARY, SECONDARY], OAK, MIDDLE, by_age=True)
    assert list(zip(school.pairs.cell, school.pairs.provider, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert school.pairs.whole.tolist() == [True, False, True, True]
    parts = parts_of(school)
    assert parts.cell.tolist() == [0, 0, 1, 1]
    held = [sorted({AGES[age] for age in np.flatnonzero(kinds.any(axis=1))}) for kinds in parts.kinds]
    assert sorted(held[:2]) == [[4, 5, 6, 7, 8], [9, 10]]
    assert sorted(held[2:]) == [[11, 12, 13], [14, 15]]


def test_without_the_choice_a_phase_is_taken_whole_or_not_at_all():
    school = world([PRIMARY, SECONDARY], OAK, MIDDLE)
    assert list(zip(school.pairs.cell, school.pairs.provider, strict=True)) == [(0, 0), (1, 0), (1, 1)]


def test_the_entrants_of_a_year_are_shared_by_the_ages_of_those_who_were_not_there():
    school = world([PRIMARY], OAK, MIDDLE, by_age=True)
    learners = np.zeros((2, 1, len(AGES), len(NEEDS), 3))
    learners[0, 0, 4:11, 0, SPECIAL] = 10.0
    learners[1, 0, 4:11, 0, SPECIAL] = 10.0
    survival = np.full((len(AGES), len(NEEDS)), 0.9)
    by_age = ages_of_cells(school.cells, learners)
    assert by_age[0, 0].tolist() == (10.0 * IN_PHASE[PRIMARY]).tolist()
    share = shares_of_parts(parts_of(school), school.cells, by_age, survival)[0]
    assert sorted(share.tolist()) == pytest.approx([2 / 16, 14 / 16]), "ten of age 4, one of each age above"


def test_where_nobody_arrives_the_shares_are_those_of_who_is_there():
    school = world([PRIMARY], OAK, MIDDLE, by_age=True)
    learners = np.zeros((2, 1, len(AGES), len(NEEDS), 3))
    learners[0, 0, 4:10, 0, SPECIAL] = 10.0
    learners[1, 0, 5:11, 0, SPECIAL] = 10.0
    by_age = ages_of_cells(school.cells, learners)
    share = shares_of_parts(parts_of(school), school.cells, by_age, np.ones((len(AGES), len(NEEDS))))[0]
    assert sorted(share.tolist()) == pytest.approx([2 / 6, 4 / 6])
    nobody = shares_of_parts(parts_of(school), school.cells, 0 * by_age, np.ones((len(AGES), len(NEEDS))))[0]
    assert sorted(nobody.tolist()) == pytest.approx([2 / 7, 5 / 7]), "every age alike"


def test_learners_leave_a_school_at_the_last_age_that_it_serves():
    school = world([PRIMARY, SECONDARY], OAK, MIDDLE, by_age=True)
    learners = np.zeros((2, 1, len(AGES), len(NEEDS), 3))
    learners[:, 0, 4:16, 0, SPECIAL] = 10.0
    survival, continuing = np.full((len(AGES), len(NEEDS)), 0.9), np.full((len(PHASES), len(NEEDS), 3), 0.5)
    by_age = ages_of_cells(school.cells, learners)
    stay, onward = moves_of_pairs(parts_of(school), school.cells, school.pairs, by_age, (survival, continuing))
    assert stay[0] == pytest.approx([0.9 * 6 / 7, 0.9 * 1 / 2, 0.9 * 4 / 5, 0.9 * 2 / 3])
    assert onward[0] == pytest.approx([0.5 * 0.9 / 7, 0.5 * 0.9 / 2, 0.5 * 0.9 / 5, 0.0]), "half still need it"
    assert school.pairs.onward.tolist() == [2, 3, -1, -1]


def test_girls_schools_take_the_share_of_girls():
    school = world([SECONDARY], OAK, ("girls", STATE, 4, 15, 1.0), by_age=True, girls=("girls",))
    parts = parts_of(school)
    assert parts.cell.tolist() == [0, 0]
    learners = np.zeros((2, 1, len(AGES), len(NEEDS), 3))
    learners[1, 0, 11:16, 0, SPECIAL] = 10.0
    by_age = ages_of_cells(school.cells, learners)
    share = shares_of_parts(parts, school.cells, by_age, np.ones((len(AGES), len(NEEDS))))
    assert sorted(share[0].tolist()) == pytest.approx([1 - BOYS[NEEDS[0]], BOYS[NEEDS[0]]])
    programme = build(structure_of_parts(structure_of(school, [20_000.0, 10_000.0]), parts), STEERING)
    found = placed_by_part(programme, parts, share[0], september(school, [10.0], [50.0, 50.0]), place_values=False)
    assert found.learners.tolist() == pytest.approx([10 * BOYS[NEEDS[0]], 10 * (1 - BOYS[NEEDS[0]])])
    valued = placed_by_part(programme, parts, share[0], september(school, [10.0], [50.0, 50.0]), place_values=True)
    assert valued.learner_value_gbp.tolist() == pytest.approx([20_000.0]), "one boy fewer saves more than one girl"
    assert valued.learner_money_gbp.tolist() == pytest.approx([20_000.0])


def test_the_shares_of_boys_are_shares_around_that_of_all_plans():
    assert all(0.5 < share < 0.8 for share in BOYS.values())
    assert min(BOYS.values()) < ALL_NEEDS_BOYS < max(BOYS.values())


def by_single_ages(school, cost, entrants, room) -> float:
    """Oracle: least cost with one variable for each cell, single age and provider; all ages of a phase alike."""
    ends, price, sides = [], [], {}
    for cell, learners in enumerate(entrants):
        ages = ages_of_phase(PHASES[school.cells.phase[cell]])
        for age in ages:
            sides[(cell, age)] = learners / len(ages)
            for pair in np.flatnonzero(school.pairs.cell == cell):
                if school.providers.ages[school.pairs.provider[pair], age]:
                    ends.append(((cell, age), int(school.pairs.provider[pair])))
                    price.append(cost[pair])
            ends.append(((cell, age), -1))
            price.append(STEERING.unplaced_penalty_gbp)
    for provider in range(len(room)):
        ends.append((None, provider))
        price.append(STEERING.over_penalty_gbp)
    equal = [[float(end[0] == key) for end in ends] for key in sides]
    within = [
        [(-1.0 if end[0] is None else 1.0) if end[1] == provider else 0.0 for end in ends]
        for provider in range(len(room))
    ]
    found = linprog(price, A_ub=within, b_ub=room, A_eq=equal, b_eq=list(sides.values()))
    return float(found.fun)


@pytest.mark.parametrize("seed", range(8))
def test_the_plan_costs_what_a_programme_by_single_years_of_age_costs(seed: int):
    school, cost, parts, entrants, room = random_school(seed)
    asked = september(school, entrants, room)
    ages = [len(ages_of_phase(PHASES[phase])) for phase in school.cells.phase]
    share = np.array([k.any(axis=1).sum() / ages[c] for c, k in zip(parts.cell, parts.kinds, strict=True)])
    programme = build(structure_of_parts(structure_of(school, cost), parts), STEERING)
    found = placed_by_part(programme, parts, share, asked, place_values=False)
    assert found.objective_gbp == pytest.approx(by_single_ages(school, cost, entrants, room), rel=1e-6)
    placed = np.bincount(school.pairs.cell, found.learners, len(entrants))
    assert placed + found.unplaced == pytest.approx(entrants, abs=1e-9)


def random_school(seed: int, wider: int = 0):
    rng = np.random.default_rng(seed)
    ranges = [sorted(rng.integers(4, 16, 2)) for _ in range(4)]
    providers = [
        (f"p{place}", (STATE, PRIVATE)[place % 2], max(int(low) - wider, 4), min(int(high) + wider, 15), 1.0)
        for place, (low, high) in enumerate(ranges)
    ]
    school = world([PRIMARY, SECONDARY], ("oak", STATE, 4, 15, 5.0), *providers, by_age=True)
    price = rng.integers(5, 60, 5) * 1000.0
    entrants, room = rng.integers(5, 40, 2).astype(float), rng.integers(0, 20, 5).astype(float)
    return school, price[school.pairs.provider], parts_of(school), entrants, room


@pytest.mark.parametrize("seed", range(8))
def test_a_wider_age_range_never_costs_more(seed: int):
    costs = []
    for wider in (0, 1, 3):
        school, cost, parts, entrants, room = random_school(seed, wider)
        ages = [len(ages_of_phase(PHASES[phase])) for phase in school.cells.phase]
        share = np.array([k.any(axis=1).sum() / ages[c] for c, k in zip(parts.cell, parts.kinds, strict=True)])
        programme = build(structure_of_parts(structure_of(school, cost), parts), STEERING)
        asked = september(school, entrants, room)
        costs.append(placed_by_part(programme, parts, share, asked, place_values=False).objective_gbp)
    assert costs[0] >= costs[1] - 1e-6
    assert costs[1] >= costs[2] - 1e-6


def test_where_every_provider_serves_everyone_the_plan_is_that_of_whole_cells():
    school = world([PRIMARY, SECONDARY], OAK, ("elm", PRIVATE, 4, 15, 3.0), by_age=True)
    parts = parts_of(school)
    assert parts.cell.tolist() == [0, 1]
    whole = structure_of(school, [9.0, 8.0, 7.0, 4.0])
    asked = september(school, [4.0, 5.0], [6.0, 2.0])
    split = placed_by_part(
        build(structure_of_parts(whole, parts), STEERING), parts, np.ones(2), asked, place_values=False
    )
    plain = solve(build(whole, STEERING), asked.entrants, asked.room, place_values=False)
    assert split.learners == pytest.approx(plain.learners)


@pytest.mark.slow
def test_a_whole_run_by_age_and_sex_keeps_its_laws(tmp_path: Path):
    exact = {"parameters": {"eligibility": {"own_ages_and_sex": True}}, "draws": 1}
    pack = write_tiny_pack(tmp_path, scenario=exact)
    register = [
        {**dict.fromkeys(PROVIDER_REGISTER.column_names, ""), "urn": name, "part": "school", "provider_id": name}
        | {"relation": "current", "name": name, "type": 7, "status": 1, "gender": gender, "source": "a test"}
        for name, gender in (("elm", "Girls"), ("oak", "Mixed"))
    ]
    empty = {"statutory_low_age", "statutory_high_age", "capacity", "on_roll"}
    table = pd.DataFrame(register).assign(**dict.fromkeys(empty, np.nan))
    write_table(table, PROVIDER_REGISTER, pack.table("provider_register"))
    made, inputs = run_tiny(pack)
    elm = made.instance.providers.ids.index("elm")
    assert made.instance.providers.sexes[elm].tolist() == [False, True]
    tables = make_tables(made, inputs)
    key = ["academic_year", "area", "phase", "need", "requirement"]
    total = tables["placements"].groupby(key)["learners"].sum()
    for name in ("unmet", "unplaced"):
        total = total.add(tables[name].groupby(key)["learners"].sum(), fill_value=0.0)
    required = tables["requirement"]["learners"]
    assert total.sum() == pytest.approx(required.sum(), abs=1e-6)
