"""What one more place in an area saves, against opening one and solving the September again."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, PRICES, run_tiny, table_of, write_tiny_pack

from models.explain.septembers import septembers
from models.placement.outcome import new_place
from models.places.new_places import miles_within_areas
from models.programme.allocation import build, solve
from models.vocabulary import PHASES, REQUIREMENTS
from sufficiency.forecast.draws import place_value_draws
from sufficiency.results.place_values import PLACE_VALUES

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

A_LITTLE = 2.0**-10
SPECIAL, ONLY = REQUIREMENTS.index("special"), REQUIREMENTS.index("independent_only")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))[0]


def test_the_septembers_solved_again_give_the_run_s_own_placements(made):
    programme = made.instance.programmes(shared=True)[0]
    for september, year in zip(septembers(made.instance, made.central), made.central.years[1:], strict=True):
        again = solve(programme, september.entrants, september.room, september.rules, september.cost_gbp)
        assert again.learners == pytest.approx(year.entrants, abs=1e-7)
        assert again.place_value_gbp == pytest.approx(year.place_value_gbp, abs=1e-4)


def test_the_value_is_what_a_place_opened_there_saves_when_the_september_is_solved_again(made):
    instance, ahead = made.instance, 2
    september = septembers(instance, made.central)[ahead]
    value, saving = new_place(instance, made.central)
    running = made.central.steered.new_place_gbp[ahead + 1]
    structure = instance.programmes(shared=True)[0].structure
    before = objective(structure, instance, september)
    for cell in np.flatnonzero(instance.cells.requirement != ONLY)[::3]:
        at = structure.cells.index(instance.cells.labels(instance.areas)[cell])
        after = objective(opened(structure, at, running[cell]), instance, september, with_room=A_LITTLE)
        saved = (before - after) / A_LITTLE
        if value[ahead, cell] < 100_000:  # above it, the new place would be filled beyond its places
            assert value[ahead, cell] == pytest.approx(saved, abs=1.0)
            assert saving[ahead, cell] == pytest.approx(value[ahead, cell]), "no penalties, no weight of miles"


def objective(structure, instance, september, with_room: float | None = None) -> float:
    """Least cost of a September on a structure in canonical order, with a new last provider's room."""
    labels = instance.cells.labels(instance.areas)
    cells = [labels.index(cell) for cell in structure.cells]
    room = dict(zip(instance.providers.ids, september.room, strict=True)) | {"zzz-new": with_room or 0.0}
    rows = list(zip(instance.pairs.rows.provider.tolist(), instance.pairs.rows.labels, strict=True))
    known = [
        (instance.providers.ids.index(structure.providers[provider]), label)
        for provider, label in zip(structure.phase_row_provider, structure.phase_rows, strict=True)
    ]
    rules = replace(
        september.rules,
        phase_room=september.rules.phase_room[[rows.index(row) for row in known]],
        directed_share=september.rules.directed_share[cells],
    )
    programme = build(structure, instance.parameters.allocation)
    given = np.array([room[provider] for provider in structure.providers])
    return solve(programme, september.entrants[cells], given, rules, place_values=False).objective_gbp


def opened(structure, cell: int, running: float):
    return replace(
        structure,
        providers=(*structure.providers, "zzz-new"),
        cell=np.append(structure.cell, cell),
        provider=np.append(structure.provider, len(structure.providers)),
        cost_gbp=np.append(structure.cost_gbp, running),
        miles=np.append(structure.miles, 0.0),
        directed=np.append(structure.directed, False),
        phase_row=np.append(structure.phase_row, -1),
    )


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


def test_the_table_has_ranges_over_the_draws_that_work_values_out(made):
    table = table_of(made, PLACE_VALUES)
    assert set(table["requirement"]) <= {"base", "special"}
    assert (table["value_gbp_p10"] <= table["value_gbp_p90"]).all()
    assert (table["saving_gbp"] <= table["value_gbp"] + 1e-6).all()
    assert made.outcomes.new_place.shape[:2] == (3, 2)
    last = table[(table["academic_year"] == "2028/29") & (table["requirement"] == "special")]
    straight = 80_000 + 400 * 20 - 12_000 - 400 * 1.35
    assert last["saving_gbp"].max() >= straight - 1.0, "from the market, 20 miles away, to a place at home"


@pytest.mark.parametrize(
    ("draws", "most", "chosen"), [(1, 25, [0]), (4, 25, [0, 1, 2, 3]), (1000, 3, [0, 500, 999]), (50, 1, [0])]
)
def test_place_values_are_worked_out_in_draws_evenly_chosen(draws, most, chosen):
    assert place_value_draws(draws, most) == chosen
