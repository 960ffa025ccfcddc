"""Laws of levers: weights and shares stay within bounds, order does not matter, learners move and are not lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.demand.cohort import Rates
from models.demand.levers_on_plans import cohort_steering, steered_population, steered_requirement
from models.levers.acting import amounts, weights
from models.levers.lever import KINDS_OF_LEVER, ActsOn, How, Lever, Shape, What, Where
from models.placement.levers_on_pairs import Aimed, steered_growth, steered_pairs
from models.vocabulary import AGES, NEEDS, PHASES, REQUIREMENTS

pytestmark = pytest.mark.property

YEARS = np.arange(2026, 2036)
SHARES = np.random.default_rng(1).dirichlet(np.ones(len(REQUIREMENTS) + 1), (len(AGES), len(NEEDS)))[..., :-1]
AREAS = ("north", "south")
PAIRS = [(need, phase, area, school) for need in range(3) for phase in range(3) for area in AREAS for school in "xy"]
AIMED = Aimed(
    *(np.array(column, dtype=np.intp) for column in list(zip(*PAIRS, strict=True))[:2]),
    *(np.array(column, dtype=object) for column in list(zip(*PAIRS, strict=True))[2:]),
)
PRICES = np.random.default_rng(2).uniform(5_000, 90_000, len(PAIRS))
RATES = Rates(*np.random.default_rng(3).uniform(0.0, 0.3, (4, len(AGES), len(NEEDS))))
MIX = np.random.default_rng(5).dirichlet(np.ones(len(NEEDS)), len(AGES))
PERSONS = np.random.default_rng(6).uniform(500, 900, (len(YEARS), len(AREAS), len(AGES)))
MARKETS = np.eye(len(NEEDS), dtype=bool)
AIMS = st.builds(
    Where,
    needs=st.lists(st.sampled_from(NEEDS), max_size=2, unique=True).map(tuple),
    phases=st.lists(st.sampled_from(PHASES), max_size=2, unique=True).map(tuple),
    reception_from=st.none() | st.integers(2010, 2030),
)


@st.composite
def levers(draw: st.DrawFn, what: What, name: str) -> Lever:
    first = draw(st.integers(2026, 2035))
    shape = draw(st.sampled_from(Shape))
    ends = draw(st.integers(first, 2038)) if shape is not Shape.STEP else draw(st.none() | st.integers(first, 2038))
    amount = draw(st.floats(0.0, 2.0))
    ends_of_interval = draw(st.none() | st.tuples(st.floats(0.0, 0.5), st.floats(0.0, 0.5)))
    low, high = (
        (None, None) if ends_of_interval is None else (amount - ends_of_interval[0], amount + ends_of_interval[1])
    )
    between = draw(st.permutations([None, *REQUIREMENTS]))[:2]
    return Lever(
        name, what, draw(st.sampled_from(How)), amount, first, ends, shape, draw(AIMS), low, high, *between,
        at_transfer=draw(st.booleans()),
    )  # fmt: skip


@given(levers(What.REQUEST_RATE, "one"))
def test_weights_are_shares_that_are_nothing_before_the_lever_starts(lever):
    found = weights(lever, np.arange(2020, 2045))
    assert ((found >= 0) & (found <= 1)).all()
    assert not found[: lever.first_year - 2020].any()
    if lever.shape is not Shape.STEP:
        assert (np.diff(found) >= 0).all()
        assert found[-1] == 1


@given(levers(What.REQUEST_RATE, "one"), st.floats(-4, 4))
def test_more_luck_is_never_a_smaller_amount(lever, luck):
    low, high = amounts(lever, np.array([luck, luck + 0.5]))
    assert low <= high + 1e-12
    assert amounts(lever, np.zeros(1))[0] == lever.amount


@given(st.data(), st.lists(st.floats(-3, 3), min_size=2, max_size=2))
def test_requirement_shares_stay_shares_and_nobody_is_made_or_lost(data, luck):
    two = [data.draw(levers(What.REQUIREMENT_MIX, name)) for name in ("one", "two")]
    found = steered_requirement(two, np.array(luck), SHARES, YEARS)
    assert (found >= 0).all()
    assert (found.sum(axis=3) <= 1 + 1e-9).all()


def outcome(given: list[Lever], luck: np.ndarray) -> dict[What, np.ndarray]:
    """What each stage takes of levers, whatever they are about."""
    cohort = cohort_steering(given, luck[:, None], RATES, MIX, YEARS)
    charges = {
        what: steered_pairs(given, what, luck, PRICES, AIMED, YEARS)
        for what, kind in KINDS_OF_LEVER.items()
        if kind.acts_on in {ActsOn.PAIRS, ActsOn.CELLS}
    }
    return charges | {
        What.REQUEST_RATE: cohort.incidence,
        What.SURVIVAL: cohort.survival,
        What.NEED_MIX: cohort.mix,
        What.PREVALENCE_CEILING: cohort.ceiling,
        What.POPULATION: steered_population(given, PERSONS, AREAS, YEARS),
        What.REQUIREMENT_MIX: steered_requirement(given, luck, SHARES, YEARS),
        What.MARKET_GROWTH: steered_growth(
            given, luck, np.full(len(YEARS), 0.2), MARKETS, [str(need) for need in NEEDS], YEARS
        ),
    }


EVERY = st.sampled_from(What)


@given(st.data(), EVERY, EVERY)
def test_the_order_in_which_levers_are_given_changes_nothing(data, one, other):
    two = [data.draw(levers(one, "one")), data.draw(levers(other, "two"))]
    luck = np.array([0.7, -1.1])
    there, back = outcome(two, luck), outcome(two[::-1], luck[::-1])
    assert all((there[what] == back[what]).all() for what in What)


APART = {
    What.POPULATION: [Where(areas=("north",)), Where(areas=("south",))],
    What.FEE: [Where(providers=("x",)), Where(providers=("y",))],
    What.TRANSPORT_PRICE: [Where(areas=("north",)), Where(areas=("south",))],
    What.DIRECTED_SHARE: [Where(phases=(PHASES[1],)), Where(phases=(PHASES[2],))],
}
BY_NEED = [Where(needs=(NEEDS[0],)), Where(needs=(NEEDS[1], NEEDS[2]))]
TAKE_NEEDS = [what for what, kind in KINDS_OF_LEVER.items() if "needs" in kind.aims and not kind.needs_aim]
CASES = [*APART.items(), *((what, BY_NEED) for what in TAKE_NEEDS)]


@given(st.data(), st.sampled_from(CASES))
def test_two_levers_that_do_not_overlap_give_the_same_in_either_order(data, case):
    what, aims = case
    drawn = [data.draw(levers(what, "any")) for _ in aims]
    first, second = (
        [Lever(**{**vars(one), "where": aim, "name": name}) for one, aim, name in zip(drawn, aims, names, strict=True)]
        for names in (("a", "b"), ("b", "a"))
    )
    luck = np.array([0.4, -0.8])
    there, back = outcome(first, luck)[what], outcome(second, luck)[what]
    np.testing.assert_allclose(there, back, rtol=0.0, atol=1e-12)
    nothing = outcome([], np.zeros(0))[what]
    alone = [outcome([one], luck[place : place + 1])[what] - nothing for place, one in enumerate(first)]
    np.testing.assert_allclose(there, nothing + sum(alone), rtol=1e-9, atol=1e-9)
