import numpy as np
import pytest

from models.demand.requirement import (
    by_phase,
    continuing_shares,
    learners_by_age,
    requirement_by_provision,
    requirement_shares,
)
from models.parameters.method import RequirementParameters
from models.vocabulary import AGES, NEEDS, PHASES, PROVISIONS, REQUIREMENTS, Provision

pytestmark = pytest.mark.unit

QUARTER = RequirementParameters(independent_only_share=0.25)
BASE, SPECIAL, INDEPENDENT = range(3)


def joint(**learners: float) -> np.ndarray:
    """Plans of one need at each of the ages 5 and 12, by provision; nobody else anywhere."""
    plans = np.zeros((len(AGES), len(NEEDS), len(PROVISIONS)))
    for provision, count in learners.items():
        plans[[5, 12], 0, PROVISIONS.index(Provision(provision))] = count
    return plans


def test_the_kinds_of_place_are_in_the_order_of_the_vocabulary():
    assert [str(kind) for kind in REQUIREMENTS] == ["base", "special", "independent_only"]


def test_three_quarters_of_those_in_independent_special_schools_could_be_in_a_state_one():
    table = requirement_by_provision(QUARTER)
    assert table[PROVISIONS.index(Provision.INDEPENDENT_SPECIAL)].tolist() == [0, 0.75, 0.25]
    assert table[PROVISIONS.index(Provision.NON_MAINTAINED_SPECIAL)].tolist() == [0, 0.75, 0.25]
    assert table[PROVISIONS.index(Provision.INDEPENDENT_MAINSTREAM)].tolist() == [0, 0, 1]
    assert table[PROVISIONS.index(Provision.STATE_SPECIAL)].tolist() == [0, 1, 0]
    assert table[PROVISIONS.index(Provision.SPECIALIST_BASE)].tolist() == [1, 0, 0]


def test_no_other_provision_is_a_specialist_place():
    specialist = [kind for kind, row in zip(PROVISIONS, requirement_by_provision(QUARTER), strict=True) if row.any()]
    assert {str(kind) for kind in specialist} == {
        "specialist_base",
        "state_special",
        "non_maintained_special",
        "independent_special",
        "independent_mainstream",
    }


def test_shares_of_an_age_and_need_are_its_learners_in_each_kind_over_its_plans():
    shares = requirement_shares(
        joint(mainstream=10, specialist_base=2, state_special=4, independent_special=4), QUARTER
    )
    assert shares[5, 0] == pytest.approx([2 / 20, (4 + 3) / 20, 1 / 20])


def test_an_age_without_plans_takes_the_share_of_its_need_over_the_phase():
    shares = requirement_shares(joint(mainstream=3, state_special=1), QUARTER)
    assert shares[7, 0] == pytest.approx([0, 0.25, 0])


def test_a_need_without_plans_in_the_phase_takes_the_share_of_the_age_over_all_needs():
    shares = requirement_shares(joint(mainstream=3, state_special=1), QUARTER)
    assert shares[5, 1] == pytest.approx([0, 0.25, 0])
    assert shares[20, 0].tolist() == [0, 0, 0], "nobody of that age has a plan"


def test_base_year_shares_times_base_year_plans_are_the_learners_in_each_provision():
    plans = joint(mainstream=10, specialist_base=2, state_special=4, independent_special=4, independent_mainstream=1)
    stock = plans.sum(axis=2)
    shares = requirement_shares(plans, RequirementParameters(independent_only_share=0.0))
    required = learners_by_age(np.stack([stock, stock])[None] / 2, shares).sum(axis=(0, 1, 2, 3))
    assert required == pytest.approx([2 * 2, 2 * (4 + 4), 2 * 1])


def test_learners_by_age_are_plans_of_the_area_times_the_share_in_need():
    plans = np.stack([np.full((1, 26, 1), 6.0), np.full((1, 26, 1), 2.0)], axis=1)
    shares = np.zeros((26, 1, 3))
    shares[:, 0, SPECIAL] = 0.5
    learners = learners_by_age(plans, shares)
    assert learners.shape == (1, 2, 26, 1, 3)
    assert learners[0, :, 9, 0, SPECIAL] == pytest.approx([3.0, 1.0])
    assert learners[..., BASE].sum() == learners[..., INDEPENDENT].sum() == 0


def test_ages_are_summed_into_phases():
    learners = np.ones((1, 1, 26, 1, 3))
    assert by_phase(learners)[0, 0, :, 0, 0].tolist() == [4, 7, 5, 3, 7]
    assert len(PHASES) == 5


def test_those_who_still_need_their_kind_of_place_are_the_next_phases_share_over_this_ones():
    plans = joint(mainstream=10)
    plans[5, 0, PROVISIONS.index(Provision.STATE_SPECIAL)] = 10  # primary: half of 20
    plans[12, 0, PROVISIONS.index(Provision.STATE_SPECIAL)] = 2.5  # secondary: a fifth of 12.5
    continuing = continuing_shares(plans, QUARTER)
    primary, secondary = PHASES.index("primary"), PHASES.index("secondary")
    assert continuing[primary, 0, SPECIAL] == pytest.approx(0.2 / 0.5)
    assert continuing[secondary, 0, SPECIAL] == 0, "nobody with a plan is in post-16"
    assert not continuing[-1].any(), "after the last phase there is none"


def test_at_most_everyone_still_needs_the_place():
    plans = joint(mainstream=10)
    plans[5, 0, PROVISIONS.index(Provision.STATE_SPECIAL)] = 1
    plans[12, 0, PROVISIONS.index(Provision.STATE_SPECIAL)] = 30
    assert continuing_shares(plans, QUARTER)[PHASES.index("primary"), 0, SPECIAL] == 1.0
