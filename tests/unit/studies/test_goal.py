"""How an amount that reaches a target is sought: in few runs, near the present amount; none where none does."""

import pytest

from sufficiency.studies.goal import Search, Target, seek

pytestmark = pytest.mark.unit

AT_MOST_100 = Target("plans", 2030, True, 100.0)


def test_the_present_amount_is_kept_where_it_reaches_the_target():
    answer = seek(Search(1.0, 0.0, 2.0), lambda amount: 90.0 + amount, AT_MOST_100)
    assert answer.found is not None
    assert (answer.found.amount, len(answer.trials)) == (1.0, 1)


def test_the_amount_where_the_target_is_just_reached_is_found():
    answer = seek(Search(1.0, 0.0, 2.0), lambda amount: 120.0 * amount, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.total == pytest.approx(100.0, rel=0.002)
    assert answer.found.total <= 100.0
    assert len(answer.trials) <= 6, "a straight line is met at once"


def test_an_amount_on_the_other_side_is_found():
    answer = seek(Search(1.0, 0.0, 4.0), lambda amount: 150.0 - 20.0 * amount, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.amount == pytest.approx(2.5, rel=0.01)


def test_whole_numbers_are_sought_and_the_least_that_will_do_is_found():
    answer = seek(Search(20, -5, 400, whole=True), lambda amount: 171.5 - amount / 2, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.amount == 143
    assert all(trial.amount == round(trial.amount) for trial in answer.trials)


def test_what_no_amount_reaches_is_told_and_the_side_that_leads_away_is_left():
    answer = seek(Search(1.0, 0.0, 100.0), lambda amount: 200.0 + amount, AT_MOST_100)
    assert answer.found is None
    assert sorted(trial.amount for trial in answer.trials) == [0.0, 1.0, 25.0]
