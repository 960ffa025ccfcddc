from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, SECONDARY, STATE, World, course, everywhere, world

from models.placement.base_year import base_year
from models.placement.course import Course
from models.placement.moves import moves
from models.placement.years import YearOfPlacement
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import NEEDS, PHASES, PROVISIONS

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

WORLD = world(
    [PRIMARY, SECONDARY],
    ("junior", STATE, 4, 10, 3.0),
    ("upper", STATE, 11, 15, 4.0),
    ("all-through", STATE, 4, 15, 8.0),
    ("private", PRIVATE, 4, 15, 20.0),
)
CELLS, PROVIDERS, PAIRS, YEARS = 2, 4, 6, 3


def learners(*shape: int, most: float = 40.0) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(0, most, width=32).map(lambda n: round(n, 2)))


SHARES = st.floats(0, 0.5).map(lambda share: round(share, 3))


@st.composite
def journeys_of_years(draw: st.DrawFn) -> tuple[Course, tuple[YearOfPlacement, ...]]:
    places = draw(arrays(np.int64, (YEARS, PROVIDERS), elements=st.integers(0, 30)))
    asked = course(draw(learners(YEARS, CELLS)), places, draw(SHARES), draw(SHARES))
    return asked, WORLD.follow(draw(learners(PAIRS)), asked)


@settings(max_examples=40)
@given(journeys_of_years())
def test_everyone_required_is_placed_or_unplaced_in_every_year(followed):
    asked, years = followed
    for required, year in zip(asked.required, years[1:], strict=True):
        placed = np.bincount(WORLD.pairs.cell, year.learners, CELLS)
        assert placed + year.unplaced == pytest.approx(required, abs=1e-6)


@settings(max_examples=40)
@given(journeys_of_years())
def test_incumbents_never_exceed_who_was_there_nor_who_is_required(followed):
    asked, years = followed
    for required, before, year in zip(asked.required, years[:-1], years[1:], strict=True):
        assert (np.bincount(WORLD.pairs.cell, year.incumbents, CELLS) <= required + 1e-9).all()
        kept = np.bincount(WORLD.pairs.provider, year.incumbents, PROVIDERS)
        there = np.bincount(WORLD.pairs.provider, before.learners, PROVIDERS)
        assert (kept <= there + 1e-9).all()


@settings(max_examples=40)
@given(journeys_of_years())
def test_a_provider_without_places_keeps_nobody_and_learners_above_places_are_counted(followed):
    _, years = followed
    for year in years[1:]:
        kept = np.bincount(WORLD.pairs.provider, year.incumbents, PROVIDERS)
        assert not kept[year.usable_places == 0].any()
        filled = np.bincount(WORLD.pairs.provider, year.learners, PROVIDERS)
        assert year.over_capacity == pytest.approx(np.maximum(filled - year.usable_places, 0.0), abs=1e-9)
        assert min(year.entrants.min(), year.incumbents.min(), year.unplaced.min()) >= 0


SPLIT = world(
    [PRIMARY, SECONDARY], ("all-through", STATE, 4, 15, 8.0), ("junior", STATE, 4, 10, 3.0), split=("all-through",)
)


@settings(max_examples=40)
@given(arrays(np.int64, (YEARS, 2), elements=st.integers(0, 30)), learners(3), learners(YEARS, CELLS), SHARES, SHARES)
def test_nobody_is_above_the_places_of_a_phase_uncounted_and_one_form_of_places_is_no_other(
    by_phase, base, required, stay, onward
):
    places = np.column_stack([by_phase.sum(axis=1), [20.0] * YEARS])
    years = SPLIT.follow(base.tolist(), replace(course(required, places, stay, onward), usable_row_places=by_phase))
    for asked, rows, year in zip(required, by_phase, years[1:], strict=True):
        held = SPLIT.pairs.rows.held(year.held)
        assert year.over_capacity[0] == pytest.approx(np.maximum(held - rows, 0.0).sum(), abs=1e-6)
        placed = np.bincount(SPLIT.pairs.cell, year.learners, CELLS)
        assert placed + year.unplaced == pytest.approx(asked, abs=1e-6)
        assert not SPLIT.pairs.rows.held(AtPairs.of(year.incumbents))[rows == 0].any()


@settings(max_examples=40)
@given(
    arrays(np.float64, (CELLS, 2), elements=st.integers(0, 60).map(float)),
    arrays(np.float64, (PROVIDERS,), elements=st.integers(1, 40).map(float)),
)
def test_the_base_year_fills_each_kind_of_provision_exactly(counts, places):
    known = np.zeros((CELLS, len(PROVISIONS)))
    known[:, [STATE, PRIVATE]] = counts
    base = base_year(WORLD.pairs, WORLD.providers, known, everywhere(places), WORLD.cells.labels(("area",)))
    for kind in (STATE, PRIVATE):
        of_kind = WORLD.providers.provision[WORLD.pairs.provider] == kind
        found = np.bincount(WORLD.pairs.cell[of_kind], base.learners[of_kind], CELLS)
        assert found == pytest.approx(known[:, kind], abs=1e-6)
    assert base.unplaced.sum() == 0


@given(
    arrays(np.float64, (2, 1, 26, len(NEEDS), 3), elements=st.just(0.0) | st.floats(0.1, 50), fill=st.just(2.0)),
    arrays(np.float64, (26, len(NEEDS)), elements=st.floats(0, 1), fill=st.just(0.9)),
    arrays(np.float64, (len(PHASES), len(NEEDS), 3), elements=st.floats(0, 1), fill=st.just(0.5)),
)
def test_those_who_stay_and_those_who_go_on_are_never_more_than_there_were(there, survival, continuing):
    found = moves(WORLD.cells, there, survival, continuing)
    assert (found.stay >= 0).all()
    assert (found.onward >= 0).all()
    assert (found.stay + found.onward <= 1 + 1e-12).all()


def test_the_world_of_these_laws_has_schools_for_one_phase_and_for_both():
    assert isinstance(WORLD, World)
    assert WORLD.pairs.provider.tolist() == [0, 2, 3, 1, 2, 3]
    assert WORLD.pairs.onward.tolist() == [-1, 4, 5, -1, -1, -1]
