"""Oracle: each provider's places shared out by hand, on the tiny authority; and places that stand still."""

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import CENTRES, every_draw, run_tiny, table_of, write_tiny_pack

from models.arrays import Floats
from models.outcome.outcome import outcome_of
from models.outcome.place_need import place_need_of, places_by_cell
from models.vocabulary import PHASES, PROVISIONS, REQUIREMENTS
from sufficiency.results.place_need import FOOT, GAP, PLACE_NEED
from sufficiency.results.place_need_totals import PLACE_NEED_TOTALS

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

STANDS_FOR = {"specialist_base": ("base", "special"), "state_special": ("base", "special")}
KEY = ["academic_year", "area", "phase", "need", "requirement"]
LARCH = {
    "name": "Larch School",
    "provision": "state_special",
    "area": "south",
    "ages": [11, 15],
    "needs": ["SEMH"],
    "easting": CENTRES["south"][0],
    "northing": CENTRES["south"][1],
    "source": "invented",
}
"""A new school of the south for SEMH, secondary."""
NINE_MORE = {"larch": {"provider": "larch", "from": "2026/27", "add": 9, "source": "invented"}}
WHO = {"owner": "Place planning", "evidence": "invented"}
SENT_AWAY = {"levers": {"sent-away": {"what": "directed_share", "target": 0.9, "from": "2025/26", **WHO}}}
"""A lever that moves learners between schools and changes neither who requires a place nor any place."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny")))[0]


def with_larch(root, changes=None, **differently):
    """A run with Larch School, nine places from the second September ahead, perhaps ``differently`` described."""
    places = {"new_providers": {"larch": {**LARCH, **differently}}, "changes": NINE_MORE}
    return run_tiny(write_tiny_pack(root, changes, {"places": places}))[0]


def shared_out(made, places: Floats) -> dict[int, float]:
    """Places of each cell, provider by provider; the base keeps 8 for the primary phase and 4 for the secondary."""
    instance, learners = made.instance, made.instance.base.learners
    phase = instance.cells.phase[instance.pairs.cell]
    cells: dict[int, float] = defaultdict(float)
    for provider, name in enumerate(instance.providers.ids):
        mine = instance.pairs.provider == provider
        parts = {None: places[provider]} if name != "ash-base" else {"primary": 8.0, "secondary": 4.0}
        for kept, held in parts.items():
            pairs = np.flatnonzero(mine if kept is None else mine & (phase == PHASES.index(kept)))
            weights = {int(instance.pairs.cell[pair]): float(learners[pair]) for pair in pairs}
            if not sum(weights.values()):
                weights = {cell: float(made.central.required[0, cell]) for cell in weights}
            for cell, weight in weights.items():
                kind = REQUIREMENTS[instance.cells.requirement[cell]]
                served = STANDS_FOR.get(PROVISIONS[instance.providers.provision[provider]], ("independent_only",))
                if kind in served and weight:
                    cells[cell] += held * weight / sum(weights.values())
    return cells


@pytest.mark.parametrize("year", [0, 2, 4])
def test_places_are_shared_among_cells_as_the_base_year_used_them(made, year):
    now, committed = places_by_cell(made.instance, made.central)
    usable = made.instance.usable_places
    by_hand = shared_out(made, np.where(made.instance.providers.elastic, usable[0], usable[year]))
    assert now[year] + committed[year] == pytest.approx([by_hand[cell] for cell in range(now.shape[1])])


def test_in_the_base_year_state_places_stand_for_those_in_them(made):
    now, committed = places_by_cell(made.instance, made.central)
    kinds = made.instance.cells.requirement
    total = {str(kind): now[0, kinds == position].sum() for position, kind in enumerate(REQUIREMENTS)}
    assert total["special"] == pytest.approx(24 + 12)
    assert total["base"] == pytest.approx(12)
    assert 0 < total["independent_only"] < 15, "places for which a state school would do stand for nobody"
    assert not committed[0].any()


def test_places_committed_are_those_that_open_later(made):
    special = made.instance.cells.requirement == REQUIREMENTS.index("special")
    assert places_by_cell(made.instance, made.central)[1][:, special].sum(axis=1) == pytest.approx([0, 0, 6, 6, 6])


def test_the_market_stands_for_what_it_held_in_the_base_year_only(made):
    independent = made.instance.cells.requirement == REQUIREMENTS.index("independent_only")
    assert not places_by_cell(made.instance, made.central)[1][:, independent].any()
    assert made.central.steered.usable_places[-1, made.instance.providers.elastic].sum() > 7


def test_the_places_of_a_new_school_show_in_its_own_area_need_and_phase(made, tmp_path):
    with_school, without = (table_of(run, PLACE_NEED).set_index(KEY) for run in (with_larch(tmp_path), made))
    added = (with_school["places_committed"] - without["places_committed"]).round(9)
    assert added[added != 0].to_dict() == {
        (year, "south", "secondary", "SEMH", "special"): 9.0 for year in ("2026/27", "2027/28", "2028/29")
    }
    assert with_school["places_now"].equals(without["places_now"])


def test_a_new_school_whose_area_has_no_such_learner_stands_for_all_whom_it_takes(tmp_path):
    run = with_larch(tmp_path, {"population": nobody_in("south")}, needs=["SLD"], ages=[4, 15])
    standing = run.instance.standing
    mine = standing.provider == run.instance.providers.ids.index("larch")
    areas = {run.instance.areas[area] for area in run.instance.cells.area[standing.cell[mine]]}
    assert areas == {"north"}
    assert standing.of_provider[mine].sum() == pytest.approx(1.0)


def nobody_in(area: str):
    """Change of the population: nobody of school age lives in an area."""
    return lambda table: table.assign(persons=table["persons"].mask((table["area"] == area) & (table["age"] > 3), 0.0))


def test_places_stand_still_when_learners_are_reallocated(made, tmp_path):
    moved = run_tiny(write_tiny_pack(tmp_path, scenario=SENT_AWAY))[0]
    one, other = table_of(made, PLACE_NEED), table_of(moved, PLACE_NEED)
    columns = [*KEY, "required", "places_now", "places_committed"]
    pd.testing.assert_frame_equal(one[columns], other[columns])
    assert (one["reallocated"] - other["reallocated"]).abs().max() > 0.5, "the lever moves nobody"


def test_every_row_adds_up_and_so_does_its_gap(made):
    table = table_of(made, PLACE_NEED)
    assert table[list(FOOT)].sum(axis=1).to_numpy() == pytest.approx(table["required"].to_numpy(), abs=1e-9)
    assert table[list(GAP)].sum(axis=1).to_numpy() == pytest.approx(table["gap"].to_numpy(), abs=1e-9)
    assert not table.loc[table["requirement"] == "independent_only", list(GAP)].to_numpy().any()


def test_learners_above_places_are_those_of_state_schools(made):
    need = place_need_of(made.instance, made.central)
    state = made.instance.providers.of_kind((PROVISIONS[0],)) | made.instance.providers.home
    over = [float(year.over_capacity[state].sum()) for year in made.central.years]
    assert need.above.sum(axis=1) == pytest.approx(over)


def test_the_range_of_a_gap_is_of_its_sum_in_each_draw(made):
    table = table_of(made, PLACE_NEED).set_index(KEY)
    every = every_draw(made)
    drawn = every.above + every.displaced + every.unmet
    low, half, high = np.quantile(drawn[:, -1].sum(axis=1), (0.1, 0.5, 0.9))
    whole = table_of(made, PLACE_NEED_TOTALS).set_index(["level", "academic_year"]).loc[("authority", "2028/29")]
    assert whole[["gap_p10", "gap_p50", "gap_p90"]].to_numpy(dtype=float).ravel() == pytest.approx([low, half, high])
    parts = table.loc["2028/29", ["gap_p10", "gap_p90"]].sum()
    assert parts["gap_p10"] <= low + 1e-9, "a sum of quantiles is wider"
    assert parts["gap_p90"] >= high - 1e-9


def test_totals_are_the_sums_of_the_central_cells_at_every_level(made):
    cells, totals = table_of(made, PLACE_NEED), table_of(made, PLACE_NEED_TOTALS)
    state = cells[cells["requirement"] != "independent_only"]
    state = state.assign(places=state["places_now"] + state["places_committed"])
    state = state.assign(phase_need=state["phase"] + " " + state["need"], authority="all")
    for level in ("authority", "area", "phase", "need", "phase_need"):
        by_hand = state.groupby(["academic_year", level])[["required", "places", "gap", *GAP]].sum()
        own = totals[totals["level"] == level].set_index(["academic_year", "code"])
        assert own[by_hand.columns].to_numpy() == pytest.approx(by_hand.to_numpy(), abs=1e-9), level


def test_a_draw_keeps_what_place_need_says_of_its_path(made):
    need, kept = place_need_of(made.instance, made.central), outcome_of(made.instance, made.central)
    assert kept.above == pytest.approx(need.above)
    assert kept.places == pytest.approx(need.now + need.committed)
