"""The mean over needs of an area, phase and requirement, against sums by hand."""

import numpy as np
import pytest

from models.demand.requirement import Cells
from models.explain.over_needs import mean_over_needs

pytestmark = pytest.mark.unit
CELLS = Cells(*(np.array(axis) for axis in ([0, 0, 1, 0], [1, 1, 1, 1], [0, 1, 0, 2], [1, 1, 1, 0])))
"""Two needs of one area and requirement, one of another area, one of another requirement."""


def test_a_need_counts_as_often_as_it_is_short():
    found = mean_over_needs(np.array([[[100.0, 20.0, 7.0, 9.0]]]), CELLS, np.array([[1.0, 3.0, 0.0, 2.0]]))
    assert found.tolist() == [[[40.0, 40.0, 7.0, 9.0]]]


def test_needs_count_alike_where_nobody_is_short_and_what_is_not_known_counts_nothing():
    found = mean_over_needs(np.array([[100.0, 20.0, np.nan, 9.0]]), CELLS, np.zeros((1, 4)))
    assert found[0, [0, 1, 3]].tolist() == [60.0, 60.0, 9.0]
    assert np.isnan(found[0, 2])
    assert mean_over_needs(np.array([[np.inf, 20.0, 1.0, 9.0]]), CELLS, np.ones((1, 4)))[0, 0] == 20.0
