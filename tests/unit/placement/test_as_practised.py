"""Whole runs as practised: what more places, orders, reviews and a full market do to where learners are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import BASE, CENTRES, PROVIDERS, REPOSITORY, every_draw, run_tiny, write_tiny_pack

from models.demand.practised import KINDS, practised_learners
from models.parameters.placement import AS_IN_THE_LAST_YEARS
from models.vocabulary import IN_COUNTY, INMSS_SPECIAL, PROVISIONS, Requirement
from sufficiency.forecast.pipeline import Run, central_run
from sufficiency.forecast.practice import start_of
from sufficiency.packs.inputs import load_inputs
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD), pytest.mark.slow]

WHY = {"owner": "O", "evidence": "E"}
FIRST, SECOND = "2025/26", "2026/27"


def tiny(folder: Path, changes: dict[str, object] | None = None, **scenario: object) -> Run:
    return run_tiny(write_tiny_pack(folder, changes, scenario={"draws": 1, **scenario}))[0]


def inmss_for_every_need(providers: pd.DataFrame) -> pd.DataFrame:
    """Independent schools and markets that take all needs of the tiny authority."""
    return providers.assign(needs=providers["needs"].mask(providers["provision"] == "independent_special", ALL_NEEDS))


ALL_NEEDS = "ASD SEMH SLD"
EVERY_NEED = {"providers": inmss_for_every_need}


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Run:
    return tiny(tmp_path_factory.mktemp("plain"), EVERY_NEED)


def special_at(made: Run, kind: np.ndarray) -> np.ndarray:
    """Learners who require a special school, by year, at the ``kind`` of pairs."""
    instance = made.instance
    there = kind & instance.cells.requires(Requirement.SPECIAL)[instance.pairs.cell]
    return np.array([year.learners[there].sum() for year in made.central.years])


def at_inmss(made: Run) -> np.ndarray:
    return special_at(made, made.instance.directed)


def in_state(made: Run) -> np.ndarray:
    return special_at(made, ~made.instance.directed)


def unmet(made: Run) -> np.ndarray:
    return np.array([year.unmet.sum() for year in made.central.years])


def test_inmss_takes_what_practice_has_it_take_and_the_diversion_of_what_state_places_miss(plain):
    practised = plain.central.course.elsewhere.practised
    missing = practised.state.sum(axis=1) - in_state(plain)[1:]
    asked = practised.inmss.sum(axis=1) + 0.1 * missing
    assert at_inmss(plain)[1:4] == pytest.approx(asked[:3])
    assert at_inmss(plain)[4] > asked[3], "who is there stays, and orders are kept, also where fewer are asked for"
    assert unmet(plain).max() > 1.0


def test_where_no_school_takes_a_need_its_share_of_the_intake_goes_to_the_others(tmp_path):
    """Nobody at INMSS takes SLD, and the market for ASD has no places: SEMH alone may go, and as many do."""
    made = tiny(tmp_path)
    practised = made.central.course.elsewhere.practised
    missing = practised.state.sum(axis=1) - in_state(made)[1:]
    asked = practised.inmss.sum(axis=1) + 0.1 * missing
    assert at_inmss(made)[1:3] == pytest.approx(asked[:2])


@pytest.mark.parametrize("provider", ["oak", "elm", "ash-base"])
@pytest.mark.parametrize("more", [1, 4, 30])
def test_a_school_enlarged_raises_neither_inmss_nor_the_unmet_in_any_year(tmp_path, plain, provider, more):
    phase = {"phase": "primary"} if provider == "ash-base" else {}
    change = {"provider": provider, "from": FIRST, "add": more, "source": "a test", **phase}
    made = tiny(tmp_path, EVERY_NEED, places={"changes": {"more": change}})
    assert (at_inmss(made) <= at_inmss(plain) + 1e-6).all()
    assert (unmet(made) <= unmet(plain) + 1e-6).all()
    assert unmet(made).sum() < unmet(plain).sum()


def test_a_new_school_raises_neither_and_its_learners_come_from_inmss_by_the_diversion(tmp_path, plain):
    east, north = CENTRES["south"]
    new = {"name": "New", "provision": "state_special", "area": "south", "needs": ["SEMH", "ASD"], "ages": [4, 18]}
    new |= {"easting": east, "northing": north, "source": "a test"}
    opened = {"provider": "new", "from": SECOND, "set": 2, "source": "a test"}
    made = tiny(tmp_path, EVERY_NEED, places={"new_providers": {"new": new}, "changes": {"opened": opened}})
    assert (at_inmss(made) <= at_inmss(plain) + 1e-6).all()
    assert (unmet(made) <= unmet(plain) + 1e-6).all()
    more, fewer = in_state(made) - in_state(plain), at_inmss(plain) - at_inmss(made)
    assert more[2] > 1.0
    assert fewer[:4] == pytest.approx(0.1 * more[:4], abs=1e-6)


def test_a_review_moves_learners_out_of_inmss_for_good_less_those_who_take_the_place_of_others(tmp_path, plain):
    review = {"moves_a_year": 2.0, "from": SECOND, "until": SECOND, **WHY}
    made = tiny(tmp_path, EVERY_NEED, policies={"reviews": {"one": review}})
    fewer = at_inmss(plain) - at_inmss(made)
    assert fewer[:2] == pytest.approx([0.0, 0.0])
    assert 0.0 < fewer[2] <= 0.9 * 2.0
    assert (fewer[3:] > 0.01).all(), "the review is over, and what it moved lasts"
    assert (np.diff(fewer[2:]) < 1e-9).all(), "it leaves as learners do"


def test_no_orders_at_all_lower_inmss_as_far_as_half_of_them_do_and_again(tmp_path, plain):
    """A lever that ends at nothing is one like any other: what is usual is not measured by what it leaves."""
    fewer = [
        tiny(tmp_path / name, EVERY_NEED, levers={"fewer": {"what": "directed_share", **to, "from": SECOND, **WHY}})
        for name, to in (("half", {"multiply": 0.5}), ("none", {"target": 0.0}))
    ]
    half, none = (at_inmss(plain) - at_inmss(made) for made in fewer)
    assert (half[2:] > 1e-3).all()
    assert none[2:] == pytest.approx(2.0 * half[2:], rel=0.1)


def test_orders_beyond_the_usual_raise_inmss_for_good(tmp_path, plain):
    more = {"what": "directed_share", "target": 0.5, "from": SECOND, "until": SECOND, **WHY}
    made = tiny(tmp_path / "more", EVERY_NEED, levers={"more": more})
    extra = at_inmss(made) - at_inmss(plain)
    assert extra[:2] == pytest.approx([0.0, 0.0])
    assert extra[2] > 1.0
    assert (extra[3:] > 0.5).all(), "the lever is over, and whom it sent stay"


def test_a_market_that_may_not_grow_takes_nobody_beyond_its_places_and_the_rest_stay_unmet(tmp_path, plain):
    none = {"what": "market_growth", "at_most": 0.0, "from": FIRST, **WHY}
    made = tiny(tmp_path, EVERY_NEED, levers={"none": none})
    private = made.instance.providers.of_kind(INMSS_SPECIAL)
    size = len(private)
    now = made.instance.usable_places[0, private].sum()
    for year in made.central.years[1:]:
        held = np.bincount(made.instance.pairs.provider, year.learners, size)
        assert (held <= year.usable_places + 1e-6)[private].all()
        assert year.usable_places[private].sum() <= now + 1e-9
    assert (at_inmss(made)[1:] < at_inmss(plain)[1:]).all()
    assert (unmet(made)[1:] > unmet(plain)[1:]).all()


@pytest.mark.parametrize("authority", ["tiny", "hampshire"])
def test_no_state_school_is_beyond_its_ceiling_unless_it_had_more_in_the_base_year(plain, authority, hampshire_inputs):
    instance, years = plain.instance, plain.central.years
    if authority == "hampshire":
        scenario = load_scenario(REPOSITORY / "scenarios" / "hampshire" / "baseline.yaml")
        made = central_run(replace(scenario, draws=1), hampshire_inputs, place_values=False)
        instance, years = made.instance, made.path.years
    state = instance.providers.of_kind(IN_COUNTY)
    held = np.array([np.bincount(instance.pairs.provider, year.learners, len(state)) for year in years])
    most = np.maximum(1.2 * instance.usable_places, held[0])
    assert (held[:, state] <= most[:, state] + 1e-6).all()


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(tmp_path):
    pack = write_tiny_pack(tmp_path, EVERY_NEED, scenario={"draws": 6})
    one, two = (run_tiny(pack, workers)[0] for workers in (1, 2))
    for name in one.draws.form.shapes:
        assert getattr(every_draw(one), name).tobytes() == getattr(every_draw(two), name).tobytes()
    for first, second in zip(one.central.years, two.central.years, strict=True):
        assert first.learners.tobytes() == second.learners.tobytes()


@pytest.fixture(scope="module")
def hampshire_inputs():
    return load_inputs(REPOSITORY / "data" / "hampshire")


def test_with_places_as_in_the_last_years_hampshire_s_learners_are_where_practice_has_them(hampshire_inputs):
    scenario = load_scenario(REPOSITORY / "scenarios" / "hampshire" / "baseline.yaml")
    growing = scenario.parameters.capacity.model_copy(update={"state_places": AS_IN_THE_LAST_YEARS})
    method = scenario.parameters.model_copy(update={"capacity": growing})
    made = central_run(replace(scenario, draws=1, parameters=method), hampshire_inputs, place_values=False)
    start = start_of(made.demand.authority, hampshire_inputs, method.practised)
    practised = practised_learners(start, made.plans.sum(axis=(1, 2)))[1:6]
    kinds = made.instance.providers.provision[made.instance.pairs.provider]
    found = np.array([np.bincount(kinds, year.learners, len(PROVISIONS)) for year in made.path.years[1:6]])
    inmss = [PROVISIONS.index(kind) for kind in INMSS_SPECIAL]
    for kind, learners in (
        ("state_special", found[:, PROVISIONS.index("state_special")]),
        ("inmss_special", found[:, inmss].sum(axis=1)),
    ):
        assert learners == pytest.approx(practised[:, KINDS.index(kind)], rel=0.03), kind


GROWING = {"parameters": {"capacity": {"state_places": AS_IN_THE_LAST_YEARS}}}


def state_places(made: Run) -> np.ndarray:
    kinds = made.instance.providers.of_kind(("state_special",)) & made.instance.providers.home
    return np.array([year.usable_places[kinds].sum() for year in made.central.years])


@pytest.mark.parametrize(
    "change",
    [
        {"provider": "oak", "from": SECOND, "set": 0},
        pytest.param({"provider": "oak", "from": SECOND, "set": 10}, marks=pytest.mark.slow),
        pytest.param({"provider": "elm", "from": SECOND, "add": 1}, marks=pytest.mark.slow),
    ],
)
def test_with_places_as_in_the_last_years_what_is_dated_counts_towards_them(tmp_path, change):
    """A kind has the places that practice asks for, whatever is dated below that; a school that closed has none."""
    grown = tiny(tmp_path / "grown", EVERY_NEED, **GROWING)
    changes = {"one": {**change, "source": "a test"}}
    changed = tiny(tmp_path / "changed", EVERY_NEED, **GROWING, places={"changes": changes})
    dated = tiny(tmp_path / "dated", EVERY_NEED, places={"changes": changes})
    assert (state_places(changed) >= state_places(dated) - 1e-9).all()
    assert (state_places(changed) <= np.maximum(state_places(grown), state_places(dated)) + 1e-9).all()
    oak = changed.instance.providers.ids.index("oak")
    if change.get("set") == 0:
        held = [year.held.total(changed.instance.pairs.provider, len(changed.instance.providers.ids))[oak]
                for year in changed.central.years[2:]]  # fmt: skip
        assert [year.usable_places[oak] for year in changed.central.years[2:]] == [0.0] * len(held)
        assert held == [0.0] * len(held)
        assert (state_places(changed)[2:] > state_places(dated)[2:] + 1.0).all(), "the other school takes up the growth"


def test_places_of_the_base_year_are_those_that_are_dated_however_full_schools_are_and_grow(tmp_path):
    """State special schools had 39 learners on 36 places; they are the places that grow, from the next year on."""
    parameters = {"capacity": {"state_places": AS_IN_THE_LAST_YEARS, "practised_occupancy": False}}
    made = tiny(tmp_path, parameters=parameters)
    mine = made.instance.providers.of_kind(("state_special",))
    found = made.central.steered.usable_places[:, mine].sum(axis=1)
    assert found[0] == 36.0
    assert found[1] > 39.0


def test_a_market_that_is_drawn_to_stand_still_grows_as_practice_has_its_learners_grow(tmp_path):
    """Seven places, and fifteen learners with SEMH at independent special schools, who grow with practice or stay."""
    none = {"market_growth": 0.0, "market_growth_low": 0.0, "market_growth_high": 0.0}
    made = tiny(tmp_path, parameters={"capacity": none})
    inputs = load_inputs(tmp_path / "data" / "tiny")
    start = start_of(made.demand.authority, inputs, made.scenario.parameters.practised)
    bought = practised_learners(start, made.plans.sum(axis=(1, 2)))[:, KINDS.index("inmss_special")]
    growth = np.maximum(bought[1:] / bought[:-1], 1.0)
    assert growth[0] > 1.0
    at = made.instance.providers.ids.index("market-SEMH")
    by_hand = 7.0 + 15.0 * (np.cumprod(growth) - 1.0)
    assert [year.usable_places[at] for year in made.central.years[1:]] == pytest.approx(by_hand.tolist())


def test_the_ones_that_a_test_names_are_of_the_tiny_authority():
    assert {"oak", "elm", "ash-base"} <= set(PROVIDERS["provider_id"])
    assert f"{BASE}/{BASE - 1999}" == FIRST
