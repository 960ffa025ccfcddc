"""Learners where there are any: the same as all pairs written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.programme.learners_at_pairs import AtPairs

pytestmark = pytest.mark.unit
NUMBERS = st.floats(0.0, 1e6).map(lambda number: number if number > 1 else 0.0)


@given(everywhere=arrays(np.float64, st.integers(0, 12), elements=NUMBERS))
def test_only_pairs_with_learners_are_kept_and_all_can_be_written_out(everywhere):
    kept = AtPairs.of(everywhere)
    assert kept.pairs.tolist() == [pair for pair, learners in enumerate(everywhere) if learners]
    assert kept.everywhere.tolist() == everywhere.tolist()
    assert kept.times(np.full(kept.pairs.size, 0.5)).everywhere.tolist() == (everywhere / 2).tolist()


@given(everywhere=arrays(np.float64, 6, elements=NUMBERS), group=arrays(np.intp, 6, elements=st.integers(-1, 2)))
def test_totals_are_those_of_all_pairs_and_a_pair_of_no_group_counts_nowhere(everywhere, group):
    found = AtPairs.of(everywhere).total(group, 3)
    assert found.dtype == np.float64
    assert found == pytest.approx([everywhere[group == number].sum() for number in range(3)])
