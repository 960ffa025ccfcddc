"""Nothing that is hidden can be worked out from what is shown, whatever the table: attacked by other code."""

from dataclasses import replace

import numpy as np
import pytest
from attack import HIDDEN, attacked, only_small_hidden
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from small_tables import export, second_of, with_parts

from sufficiency.returns.disclosure import hide

pytestmark = pytest.mark.property

children = st.one_of(st.integers(0, 4), st.integers(0, 30))


def tables(*shapes: tuple[int, ...]) -> st.SearchStrategy[np.ndarray]:
    return st.sampled_from(shapes).flatmap(lambda shape: arrays(np.int64, shape, elements=children))


@settings(max_examples=15, deadline=None)
@given(tables((3,), (2, 3), (3, 4), (2, 2, 3)))
def test_no_table_gives_back_a_hidden_count(counts):
    exports = [export(counts)]
    assert attacked((exports, hide(exports))).leaks() == []


@settings(max_examples=15, deadline=None)
@given(tables((2, 3), (3, 3)), tables((2, 3), (3, 3)))
def test_linked_tables_with_parts_give_back_nothing(placed, unmet):
    first = with_parts(np.resize(placed, (3, 3)), np.resize(unmet, (3, 3)))
    exports = [first, second_of(first)]
    assert attacked((exports, hide(exports))).leaks() == []


@settings(max_examples=10, deadline=None)
@given(tables((2, 3), (3, 3)))
def test_what_is_shown_is_true_and_every_small_count_is_hidden_in_every_year(counts):
    made = export(counts)
    shown = hide([made])["table"]["learners"].to_numpy()
    true = made.frame["learners"].to_numpy()
    hidden = shown == HIDDEN
    first, second = np.split(hidden, 2)
    base = true[: first.size]
    assert (shown[~hidden] == true[~hidden]).all()
    assert (first == second).all()
    assert first[(base >= 1) & (base <= 4)].all()
    assert not first[base == 0].any()


@settings(max_examples=15, deadline=None)
@given(tables((2, 3), (3, 3)), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_forecast_changes_what_is_hidden(counts, random):
    made = export(counts)
    base, later = made.frame[made.frame.academic_year == "2024/25"], made.frame[made.frame.academic_year != "2024/25"]
    order = random.sample(range(len(base)), len(base))
    turned = base.iloc[order]
    shown = hide([replace(made, frame=base.assign(academic_year="2024/25"))])["table"]["learners"]
    other = hide([replace(made, frame=turned)])["table"]["learners"]
    assert (other.sort_index() == shown.sort_index()).all()
    with_years = hide([made])["table"]["learners"].iloc[: len(base)]
    assert ((with_years == HIDDEN).to_numpy() == (shown == HIDDEN).to_numpy()).all()
    assert len(later) == len(base)


@settings(max_examples=10, deadline=None)
@given(tables((3, 3)))
def test_the_attack_finds_what_is_given_away_when_only_small_counts_are_hidden(counts):
    counts = np.where(counts < 5, counts + 5, counts)
    counts[1, 1] = 3
    exports = [export(counts)]
    assert len(attacked((exports, only_small_hidden(exports))).leaks()) == 1
