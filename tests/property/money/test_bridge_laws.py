"""Laws of the bridge: its parts add up, in whatever order factors move; volume, price and mix are the movement."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money.bridge import one_at_a_time, product_bridge, shapley, to_the_penny, volume_price_mix

pytestmark = pytest.mark.property

amounts = st.floats(0.0, 1e5)
three = st.tuples(amounts, amounts, amounts).map(np.array)
pounds = st.floats(-1e9, 1e9)
kinds = st.integers(1, 5).flatmap(lambda n: st.tuples(*(st.lists(amounts, min_size=n, max_size=n) for _ in range(4))))


def close(one, other, size: float) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=1e-9 * max(size, 1.0)))


@given(three, three)
def test_fair_parts_add_up_to_the_movement(before, after):
    size = max(before.prod(), after.prod(), np.maximum(before, after).prod())
    assert close(product_bridge(before, after).sum(), after.prod() - before.prod(), size)


@given(three, three)
def test_fair_parts_are_the_mean_over_every_order_in_which_factors_move(before, after):
    by_order = np.zeros((6, 3))
    for place, order in enumerate(permutations(range(3))):
        now = before.copy()
        for factor in order:
            was = now.prod()
            now[factor] = after[factor]
            by_order[place, factor] = now.prod() - was
    assert close(product_bridge(before, after), by_order.mean(axis=0), np.maximum(before, after).prod())


@given(three, three, st.permutations(range(3)))
def test_the_order_in_which_factors_are_named_does_not_matter(before, after, order):
    named = product_bridge(before[order], after[order])
    assert close(named, product_bridge(before, after)[order], np.maximum(before, after).prod())


@given(three, three, st.integers(0, 2))
def test_a_factor_that_stands_still_gets_nothing(before, after, still):
    after = np.where(np.arange(3) == still, before, after)
    assert product_bridge(before, after)[still] == 0.0


@given(amounts, amounts, amounts, amounts)
def test_factors_that_do_the_same_share_alike(before, after, other_before, other_after):
    parts = product_bridge(np.array([before, other_before, before]), np.array([after, other_after, after]))
    assert close(parts[0], parts[2], max(before, after) ** 2 * max(other_before, other_after))


@given(three, three, three, three)
def test_a_line_split_in_two_moves_as_its_parts_together(before, after, other_before, other_after):
    lines = np.stack([before, other_before]), np.stack([after, other_after])

    def both(moved: tuple[bool, ...]) -> np.ndarray:
        return np.where(np.array(moved), lines[1], lines[0]).prod(axis=-1).sum()

    size = max(np.maximum(before, after).prod(), np.maximum(other_before, other_after).prod())
    assert close(shapley(both, 3), product_bridge(*lines).sum(axis=0), size)


@given(three, three)
def test_what_factors_do_alone_and_the_interaction_add_up_to_the_movement(before, after):
    alone, interaction = one_at_a_time(before, after)
    assert close(alone.sum() + interaction, after.prod() - before.prod(), np.maximum(before, after).prod())


@given(three, three)
def test_every_draw_is_bridged_as_it_would_be_by_itself(before, after):
    draws = np.stack([before, after, before]), np.stack([after, before, before])
    for draw, parts in enumerate(product_bridge(*draws)):
        assert np.array_equal(parts, product_bridge(draws[0][draw], draws[1][draw]))


@given(st.lists(pounds, min_size=1, max_size=5))
def test_pennies_of_parts_are_the_pennies_of_the_whole_and_nothing_stays_nothing(parts):
    parts = np.array([*parts, 0.0])
    pennies = to_the_penny(parts, parts.sum())
    assert np.rint(pennies * 100).sum() == np.rint(parts.sum() * 100)
    assert np.abs(pennies - parts).max() <= 0.005 * len(parts) + 1e-6
    assert pennies[-1] == 0.0


@given(kinds)
def test_volume_price_and_mix_are_the_movement(drawn):
    units_before, units_after, gbp_before, gbp_after = map(np.array, drawn)
    parts = volume_price_mix(units_before, units_after, gbp_before, gbp_after)
    movement = (units_after * gbp_after).sum() - (units_before * gbp_before).sum()
    assert close(sum(parts), movement, 1e10)


@given(st.lists(amounts, min_size=1, max_size=5), st.floats(0.0, 3.0), amounts)
def test_as_many_times_each_kind_at_its_old_price_is_volume_alone(units, times, price):
    units, prices = np.array(units), price + np.arange(len(units)) * 1_000.0
    volume, of_price, mix = volume_price_mix(units, times * units, prices, prices)
    assert of_price == 0.0
    assert close(mix, 0.0, 1e10)
    assert close(volume, (times - 1.0) * (units * prices).sum(), 1e10)
