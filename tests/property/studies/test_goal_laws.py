"""Laws of seeking an amount: what is found reaches the target, what can be reached is found, in few runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sufficiency.studies.goal import MOST_STEPS, STEPS, Search, Target, seek

pytestmark = pytest.mark.property


@given(st.floats(0.2, 3.0), st.floats(10.0, 400.0), st.floats(0.0, 5.0), st.booleans(), st.floats(1.0, 300.0))
def test_what_is_found_reaches_the_target_and_the_runs_are_few(power, slope, present, at_most, value):
    target = Target("plans", 2030, at_most, value)
    answer = seek(Search(present, 0.0, 5.0), lambda amount: slope * amount**power, target)
    reachable = value >= 0 if at_most else value <= slope * 5.0**power
    assert (answer.found is not None) == reachable
    assert len(answer.trials) <= 2 + STEPS + MOST_STEPS
    if answer.found is not None:
        assert target.misses_by(answer.found.total) <= 0
