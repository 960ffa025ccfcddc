"""Review programmes and protections, by hand."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PRIMARY, PRIVATE, PULP_LOOKS_AHEAD, STATE, course, world

from models.demand.levers_on_plans import steered_requirement
from models.levers.lever import How, Lever, What
from models.levers.policy import Review
from models.placement.policies import SPECIAL, Reviewed, after_review, review_moves, with_protection
from models.programme.learners_at_pairs import AtPairs
from models.vocabulary import AGES, NEEDS, REQUIREMENTS, Requirement

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

YEARS = np.arange(2026, 2030)


def test_a_review_moves_its_number_in_its_years():
    found = review_moves(Review("one", 46.0, 2027, 2028), YEARS)
    assert found.tolist() == [0, 46, 46, 0]
    assert review_moves(Review("one", 46.0, 2027), YEARS).tolist() == [0, 46, 46, 46]


def test_a_review_takes_learners_in_proportion_and_only_those_under_review():
    reviewed = Reviewed(np.array([6.0]), np.array([True, True, False]))
    left = after_review(AtPairs.of(np.array([8.0, 4.0, 5.0])), (reviewed,), 0)
    assert left.everywhere == pytest.approx([4.0, 2.0, 5.0])


def test_a_review_takes_no_more_than_there_are():
    reviewed = Reviewed(np.array([60.0]), np.array([True, True, False]))
    left = after_review(AtPairs.of(np.array([8.0, 4.0, 5.0])), (reviewed,), 0)
    assert left.everywhere == pytest.approx([0.0, 0.0, 5.0])
    assert after_review(AtPairs.of(np.zeros(3)), (reviewed,), 0).everywhere == pytest.approx([0.0, 0.0, 0.0])


def test_reviewed_learners_move_where_a_state_place_is_free_and_the_rest_come_back():
    school = world([PRIMARY], ("oak", STATE, 4, 15, 1.0), ("yew", PRIVATE, 4, 15, 1.0))
    calm = course([[10.0], [10.0]], [[3.0, 50.0], [3.0, 50.0]], stay=1.0)
    reviewed = Reviewed(np.array([4.0, 4.0]), school.pairs.provider == 1)
    years = school.follow([0.0, 10.0], replace(calm, reviews=(reviewed,)))
    assert school.at(years[1], 0) == [3.0, 7.0]
    assert years[1].incumbents == pytest.approx([0.0, 6.0])
    assert school.at(years[2], 0) == [3.0, 7.0], "no state place is left"


def special_to_mainstream() -> Lever:
    return Lever(
        "one", What.REQUIREMENT_MIX, How.MULTIPLY, 0.5, 2028, moves_from=Requirement.SPECIAL, at_transfer=False
    )  # fmt: skip


def test_protected_learners_keep_their_claim_and_those_who_come_after_do_not():
    shares = np.zeros((len(AGES), len(NEEDS), len(REQUIREMENTS)))
    shares[:, :, SPECIAL] = 0.4
    steered = steered_requirement([special_to_mainstream()], np.zeros(1), shares, YEARS)
    plans = np.full((len(YEARS), len(AGES), len(NEEDS)), 10.0)
    survival = np.ones((len(AGES), len(NEEDS)))
    survival[12] = 0.75
    found = with_protection(shares, steered, plans, survival, since=1)
    assert found[:2] == pytest.approx(steered[:2])
    assert found[2, 0, :, SPECIAL] == pytest.approx(0.2), "born after: no claim"
    assert found[2, 11, :, SPECIAL] == pytest.approx(0.4), "the whole claim"
    assert found[2, 12, :, SPECIAL] == pytest.approx(0.3), "a quarter of those with a claim have left"
    assert found[3, 1, :, SPECIAL] == pytest.approx(0.2)
    assert found[3, 2, :, SPECIAL] == pytest.approx(0.4)


def test_a_protection_changes_nothing_where_no_lever_acts():
    shares = np.zeros((len(AGES), len(NEEDS), len(REQUIREMENTS)))
    shares[:, :, SPECIAL] = 0.4
    steered = np.repeat(shares[None], 4, axis=0)
    plans = np.full((4, len(AGES), len(NEEDS)), 10.0)
    found = with_protection(shares, steered, plans, np.ones((len(AGES), len(NEEDS))), since=0)
    assert found == pytest.approx(steered)
