"""Laws of placement where practice says how many learners independent schools (INMSS) take, in small worlds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_world import (
    PRIMARY,
    PRIVATE,
    PULP_LOOKS_AHEAD,
    SECONDARY,
    STATE,
    World,
    as_practised,
    course,
    world,
)

from models.placement.course import Course
from models.placement.years import YearOfPlacement
from models.programme.learners_at_pairs import AtPairs
from models.september.intake import PractisedByCell

pytestmark = [pytest.mark.property, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD), pytest.mark.slow]

WORLD = world(
    [PRIMARY, SECONDARY, PRIMARY],
    ("junior", STATE, 4, 10, 3.0),
    ("upper", STATE, 11, 15, 4.0),
    ("all-through", STATE, 4, 15, 8.0),
    ("private", PRIVATE, 4, 15, 20.0),
    only=(2,),
)
CELLS, PROVIDERS, PAIRS, YEARS = 3, 4, 7, 3
IN_STATE = WORLD.providers.provision == STATE
AT_STATE = IN_STATE[WORLD.pairs.provider]
SPECIAL = np.array([True, True, False])
ENDLESS = 1e6
Asked = tuple[list[float], Course]


def learners(*shape: int, most: float = 40.0) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(0, most, width=32).map(lambda n: round(n, 2)))


SHARES = st.floats(0, 0.5).map(lambda share: round(share, 3))
DIVERSIONS = st.floats(0, 1).map(lambda share: round(share, 2))


@st.composite
def asked_of_years(draw: st.DrawFn, market: float | None = None) -> Asked:
    """The base year's learners by pair, and what the years ahead ask; the ``market`` has so many places, or any."""
    places = draw(arrays(np.int64, (YEARS, PROVIDERS), elements=st.integers(0, 30))).astype(float)
    if market is not None:
        places[:, ~IN_STATE] = market
    required = draw(learners(YEARS, CELLS))
    base = draw(learners(PAIRS)).tolist()
    plain = course(required.tolist(), places.tolist(), draw(SHARES), draw(SHARES))
    if draw(st.booleans()):
        plain = replace(plain, directed_share=draw(SHARES) * np.tile(SPECIAL, (YEARS, 1)))
    has = [draw(learners(YEARS, CELLS)) * SPECIAL for _ in ("state", "inmss")]
    practised = PractisedByCell(has[0], has[1], draw(DIVERSIONS))
    return base, as_practised(WORLD, base, plain, practised, usual_directed=draw(SHARES))


def in_cells(year: YearOfPlacement, at: np.ndarray, learners: np.ndarray | None = None) -> np.ndarray:
    """Learners of each cell at the pairs ``at``."""
    return np.bincount(WORLD.pairs.cell, (year.learners if learners is None else learners) * at, CELLS)


def of_providers(learners: np.ndarray) -> np.ndarray:
    return np.bincount(WORLD.pairs.provider, learners, PROVIDERS)


@settings(max_examples=60)
@given(asked_of_years())
def test_everyone_required_is_placed_unmet_or_unplaced_in_every_cell_and_year(asked):
    base, what = asked
    for required, year in zip(what.required, WORLD.follow(base, what)[1:], strict=True):
        everyone = in_cells(year, np.ones(PAIRS)) + year.unmet + year.unplaced
        assert everyone == pytest.approx(required, abs=1e-6)
        assert min(year.entrants.min(), year.unmet.min(), year.unplaced.min()) >= -1e-9
        assert not year.unmet[~SPECIAL].any(), "whom only INMSS can serve is unplaced without it"
        assert not year.unplaced[SPECIAL].any(), "who could be in a state school has mainstream to stay in"


@settings(max_examples=60)
@given(asked_of_years())
def test_no_state_school_takes_anybody_beyond_its_ceiling_and_no_other_beyond_its_places(asked):
    base, what = asked
    for at, year in enumerate(WORLD.follow(base, what)[1:]):
        held, stayed = of_providers(year.learners), of_providers(year.incumbents)
        ceiling = what.elsewhere.levels[-1, at]
        assert (held <= np.maximum(ceiling, stayed) + 1e-6).all()
        assert (ceiling[~IN_STATE] == what.usable_places[at, ~IN_STATE]).all()


@settings(max_examples=60)
@given(asked_of_years(market=ENDLESS))
def test_inmss_in_total_takes_what_practice_and_diversion_ask_as_far_as_anybody_is_there(asked):
    base, what = asked
    usual = np.zeros((YEARS, CELLS)) if what.directed_share is None else what.directed_share
    what = replace(what, elsewhere=replace(what.elsewhere, usual_directed=usual))
    practised = what.elsewhere.practised
    for at, year in enumerate(WORLD.follow(base, what)[1:]):
        state, inmss = in_cells(year, AT_STATE), in_cells(year, ~AT_STATE)
        stayed = in_cells(year, ~AT_STATE, year.incumbents)
        entrants = what.required[at] - in_cells(year, np.ones(PAIRS), year.incumbents)
        taken = in_cells(year, AT_STATE, year.entrants)
        least = np.minimum(what.directed(at, np.maximum(entrants, 0.0)), entrants - taken)
        asks = practised.inmss[at] + practised.diversion * (practised.state[at] - state)
        lowest = (stayed + least)[SPECIAL].sum()
        highest = (stayed + entrants - taken)[SPECIAL].sum()
        expected = np.clip(asks[SPECIAL].sum(), lowest, highest)
        assert inmss[SPECIAL].sum() == pytest.approx(expected, abs=1e-6)


@st.composite
def steady_years(draw: st.DrawFn) -> Asked:
    """As above, where whoever stays goes on requiring the place, and nobody keeps a place across phases.

    Were it otherwise, more places at a junior school could take learners from an all-through one who would have kept
    their place there, and who then are among those who ask at transfer.
    """
    base, asked = draw(asked_of_years(market=ENDLESS))
    there, required = in_cells_of(np.array(base)), []
    for stay, new in zip(asked.moves.stay, asked.required, strict=True):
        there = stay * there + new
        required.append(there)
    moves = replace(asked.moves, onward=0.0 * asked.moves.onward)
    plain = replace(asked, required=np.array(required), moves=moves, elsewhere=None)
    practised, usual = asked.elsewhere.practised, float(asked.elsewhere.usual_directed[0, 0])
    return base, as_practised(WORLD, base, plain, practised, usual_directed=usual)


def in_cells_of(learners: np.ndarray) -> np.ndarray:
    return np.bincount(WORLD.pairs.cell, learners, CELLS)


@settings(max_examples=100)
@given(steady_years(), arrays(np.int64, (YEARS, PROVIDERS), elements=st.integers(0, 6)))
@pytest.mark.slow
def test_more_state_places_never_mean_more_learners_at_inmss_nor_more_unmet(asked, more):
    """A school enlarged, or opened, in some year: its places are there from then on."""
    base, few = asked
    enlarged = replace(few, usable_places=few.usable_places + np.cumsum(more, axis=0) * IN_STATE, elsewhere=None)
    many = as_practised(WORLD, base, enlarged, few.elsewhere.practised, places_now=few.usable_places[0])
    many = replace(many, elsewhere=replace(many.elsewhere, usual_directed=few.elsewhere.usual_directed))
    for before, after in zip(WORLD.follow(base, few)[1:], WORLD.follow(base, many)[1:], strict=True):
        assert in_cells(after, ~AT_STATE)[SPECIAL].sum() <= in_cells(before, ~AT_STATE)[SPECIAL].sum() + 1e-6
        assert after.unmet.sum() <= before.unmet.sum() + 1e-6


@settings(max_examples=40)
@given(asked_of_years())
def test_where_the_market_is_full_the_rest_stay_unmet_and_whom_it_alone_can_serve_come_first(asked):
    base, what = asked
    for at, year in enumerate(WORLD.follow(base, what)[1:]):
        room = what.usable_places[at, ~IN_STATE].sum() - (year.incumbents * ~AT_STATE).sum()
        entered = (year.entrants * ~AT_STATE).sum()
        assert entered <= max(room, 0.0) + 1e-6
        if year.unplaced.sum() > 1e-6:
            assert in_cells(year, ~AT_STATE, year.entrants)[SPECIAL].sum() <= 1e-6


@settings(max_examples=40)
@given(asked_of_years())
def test_the_same_course_gives_the_same_learners_to_the_last_byte(asked):
    base, what = asked
    for one, other in zip(WORLD.follow(base, what), WORLD.follow(base, what), strict=True):
        assert one.learners.tobytes() == other.learners.tobytes()
        assert one.unmet.tobytes() == other.unmet.tobytes()


SPLIT = world(
    [PRIMARY, SECONDARY],
    ("all-through", STATE, 4, 15, 8.0),
    ("private", PRIVATE, 4, 15, 20.0),
    split=("all-through",),
)


@settings(max_examples=40)
@given(arrays(np.int64, (YEARS, 2), elements=st.integers(0, 30)), learners(4), learners(YEARS, 2), SHARES, SHARES)
def test_nobody_is_beyond_the_ceiling_of_a_phase_and_everyone_is_somewhere(by_phase, base, required, stay, onward):
    places = np.column_stack([by_phase.sum(axis=1), [20.0] * YEARS])
    plain = replace(course(required, places, stay, onward), usable_row_places=by_phase.astype(float))
    practised = PractisedByCell(0.5 * required, 0.3 * required, 0.1)
    what = as_practised(SPLIT, base.tolist(), plain, practised)
    for at, year in enumerate(SPLIT.follow(base.tolist(), what)[1:]):
        everyone = np.bincount(SPLIT.pairs.cell, year.learners, 2) + year.unmet + year.unplaced
        assert everyone == pytest.approx(required[at], abs=1e-6)
        held, stayed = (SPLIT.pairs.rows.held(AtPairs.of(of)) for of in (year.learners, year.incumbents))
        assert (held <= np.maximum(what.elsewhere.row_levels[-1, at], stayed) + 1e-6).all()
        assert not held[by_phase[at] == 0].any()


def test_the_world_of_these_laws_has_state_and_private_schools_for_both_phases():
    assert isinstance(WORLD, World)
    assert WORLD.pairs.provider.tolist() == [0, 2, 3, 1, 2, 3, 3]
