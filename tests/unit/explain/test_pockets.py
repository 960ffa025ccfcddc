"""Pockets: Elm School has places to spare and takes SLD alone; learners of other needs are short of a place."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from allocation_cases import Case, least_cost
from small_world import PRIMARY, PULP_LOOKS_AHEAD, STATE, world
from tiny_pack import WITHOUT_PRACTICE, run_tiny, table_of, write_tiny_pack

from models.explain.pockets import candidates, most_saved
from models.explain.redesignation import Pockets, find_pockets
from models.explain.septembers import septembers
from models.vocabulary import NEEDS, PROVISIONS
from sufficiency.results.pockets import POCKETS

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


def elm_for_sld(providers: pd.DataFrame) -> pd.DataFrame:
    return providers.assign(needs=providers["needs"].mask(providers["provider_id"] == "elm", "SLD"))


@pytest.fixture(scope="module", params=[{}, WITHOUT_PRACTICE], ids=["as practised", "without practice"])
def made(tmp_path_factory, request):
    scenario = {"draws": 1, "horizon": 2027, "parameters": request.param}
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), {"providers": elm_for_sld}, scenario))[0]


@pytest.fixture(scope="module")
def found(made) -> Pockets:
    return find_pockets(made.instance, made.central, most=99)


def test_elm_is_the_provider_with_places_to_spare_and_asd_and_semh_are_short_beside_it(made):
    table = table_of(made, POCKETS)
    assert set(table["provider_id"]) == {"elm"}
    assert set(table["takes"]) == {"SLD"}
    assert {"ASD", "SEMH"} <= set(table["need"])
    providers = made.central.years[1]
    elm = made.instance.providers.ids.index("elm")
    held = providers.learners[made.instance.pairs.provider == elm].sum()
    unused = table.loc[table["academic_year"] == "2025/26", "provider_unused"]
    assert unused.to_numpy() == pytest.approx(providers.usable_places[elm] - held)
    assert (table[["without", "displaced", "above_places"]].sum(axis=1) >= 0.05).all()


def test_what_a_redesignation_saves_is_what_another_solver_finds_and_none_saves_more_than_the_best(made, found):
    tried = 0
    for place, of_year in enumerate(found.tried):
        best = max((figures.objective_gbp for figures in of_year.values()), default=0.0)
        for each in np.flatnonzero(found.bounds[place] > 0):
            saved = saved_by(made, found, place, int(each))
            assert saved <= found.bounds[place, each] + 1.0
            assert saved <= best + 1.0
            if each in of_year:
                assert of_year[each].objective_gbp == pytest.approx(saved, abs=1.0)
                tried += 1
        assert best > 10_000 or not found.bounds[place].any()
    assert tried >= 1


def saved_by(made, found: Pockets, place: int, each: int) -> float:
    """What a candidate saves in a year, by the other solver."""
    instance, candidate = made.instance, found.candidates[each]
    september = septembers(instance, made.central)[place]
    own = instance.structure(instance.state_pairs)
    own = replace(own, cost_gbp=september.cost_gbp[instance.state_pairs])
    steps = instance.state_steps if instance.parameters.placement.as_practised else None
    case = Case(own, september.entrants, september.room, september.rules, instance.parameters.allocation, steps)
    price = instance.prices
    cost = price.learner[instance.providers.provision[candidate.provider], candidate.need] + price.journey
    more = replace(
        own,
        cell=np.append(own.cell, candidate.cell),
        provider=np.append(own.provider, np.full(candidate.cell.size, candidate.provider)),
        cost_gbp=np.append(own.cost_gbp, cost + price.mile * candidate.miles),
        miles=np.append(own.miles, candidate.miles),
        directed=None if own.directed is None else np.append(own.directed, np.zeros(candidate.cell.size, dtype=bool)),
        phase_row=np.append(own.phase_row, candidate.row),
    )
    return least_cost(case) - least_cost(replace(case, structure=more))


def test_at_most_so_many_are_tried_and_the_rest_are_left_blank(made):
    one = find_pockets(made.instance, made.central, most=1)
    for place, of_year in enumerate(one.tried):
        assert list(of_year) == ([int(one.bounds[place].argmax())] if one.bounds[place].any() else [])
    table = table_of(made, POCKETS)
    assert table["objective_saving_gbp"].notna().any()
    assert (table["placed"].isna() == table["objective_saving_gbp"].isna()).all()


def test_no_saving_by_need_is_written_until_fees_are_known_by_need(made):
    assert table_of(made, POCKETS)["saving_gbp"].isna().all()
    learner = made.instance.prices.learner.copy()
    learner[PROVISIONS.index("independent_special"), NEEDS.index("SEMH")] += 1.0
    instance = replace(made.instance, prices=replace(made.instance.prices, learner=learner))
    known = table_of(replace(made, instance=instance), POCKETS)
    assert known["saving_gbp"].notna().any()
    assert (known["placed"].isna() == known["saving_gbp"].isna()).all()


def test_a_bound_fills_the_room_with_those_who_gain_most():
    small = world([PRIMARY, PRIMARY + 1], ("oak", STATE, 4, 15, 5.0))
    semh = replace(small.cells, need=np.array([NEEDS.index("SEMH")] * 2))
    (candidate,) = [
        each
        for each in candidates(semh, small.providers, small.pairs, np.array([True]))
        if each.need == NEEDS.index("SEMH")
    ]
    assert candidate.cell.tolist() == [0, 1]
    assert candidate.miles.tolist() == [5.0, 5.0]
    gain, entrants = np.array([10.0, 30.0]), np.array([4.0, 2.0])
    assert most_saved(candidate, gain, entrants, np.array([3.0])) == 2 * 30.0 + 1 * 10.0
    assert most_saved(candidate, -gain, entrants, np.array([3.0])) == 0.0
