"""Oracle: each provider's places shared out one learner at a time, on the tiny authority."""

from collections import defaultdict

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, table_of, write_tiny_pack

from models.placement.place_need import supply_by_cell
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS
from sufficiency.results.place_need import PLACE_NEED

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

STATE_STANDS_FOR = {"specialist_base": "base", "state_special": "special"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))[0]


@pytest.fixture(scope="module")
def supplied(made):
    return supply_by_cell(made.instance, made.central)


def stands_for(provision: str) -> str:
    return STATE_STANDS_FOR.get(provision, "independent_only")


def shared_out(made, year: int, places: np.ndarray) -> dict[int, float]:
    """Places of each cell, provider by provider; the base keeps 8 for the primary phase and 4 for the secondary."""
    instance, learners = made.instance, made.central.years[year].learners
    phase = instance.cells.phase[instance.pairs.cell]
    cells: dict[int, float] = defaultdict(float)
    for provider, name in enumerate(instance.providers.ids):
        mine = instance.pairs.provider == provider
        parts = {None: places[provider]} if name != "ash-base" else {"primary": 8.0, "secondary": 4.0}
        for kept, held in parts.items():
            pairs = np.flatnonzero(mine if kept is None else mine & (phase == PHASES.index(kept)))
            weights = {int(instance.pairs.cell[pair]): float(learners[pair]) for pair in pairs}
            if not sum(weights.values()):
                weights = {cell: float(made.central.required[year, cell]) for cell in weights}
            for cell, weight in weights.items():
                kind = REQUIREMENTS[instance.cells.requirement[cell]]
                if stands_for(PROVISIONS[instance.providers.provision[provider]]) == kind and weight:
                    cells[cell] += held * weight / sum(weights.values())
    return cells


@pytest.mark.parametrize("year", [0, 2, 4])
def test_places_are_shared_among_cells_in_proportion_to_their_learners(made, supplied, year):
    now, committed = supplied
    usable = made.instance.usable_places
    there = np.where(made.instance.providers.elastic, usable[0], usable[year])
    by_hand = shared_out(made, year, there)
    assert now[year] + committed[year] == pytest.approx([by_hand[cell] for cell in range(now.shape[1])])


def test_in_the_base_year_state_places_stand_for_those_in_them(made, supplied):
    now, committed = supplied
    kinds = made.instance.cells.requirement
    total = {str(kind): now[0, kinds == position].sum() for position, kind in enumerate(REQUIREMENTS)}
    assert total["special"] == pytest.approx(24 + 12)
    assert total["base"] == pytest.approx(12)
    assert 0 < total["independent_only"] < 15, "places for which a state school would do stand for nobody"
    assert not committed[0].any()


def test_places_committed_are_those_that_open_later(made, supplied):
    special = made.instance.cells.requirement == REQUIREMENTS.index("special")
    assert supplied[1][:, special].sum(axis=1) == pytest.approx([0, 0, 6, 6, 6])


def test_the_market_stands_for_what_it_held_in_the_base_year_only(made, supplied):
    independent = made.instance.cells.requirement == REQUIREMENTS.index("independent_only")
    assert not supplied[1][:, independent].any()
    assert made.central.steered.usable_places[-1, made.instance.providers.elastic].sum() > 7


def test_the_gap_is_what_is_required_less_the_places_cell_by_cell(made):
    table = table_of(made, PLACE_NEED)
    places = table["places_now"] + table["places_committed"]
    for quantile in ("p10", "p50", "p90"):
        missing = table[f"required_{quantile}"] - places
        assert table[f"gap_{quantile}"].to_numpy() == pytest.approx(missing.to_numpy())
