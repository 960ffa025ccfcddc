"""Areas, ages and needs agree in every draw; the base year's learners come back from their shares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.demand.areas import AreaPlans
from models.demand.flows import area_shares, by_phase
from models.demand.requirement import by_phase as phases_of
from models.demand.requirement import continuing_shares, learners_by_age, requirement_by_provision, requirement_shares
from models.parameters.method import RequirementParameters
from models.vocabulary import PHASES, PROVISIONS, ages_of_phase

pytestmark = pytest.mark.property

DRAWS, YEARS, AREAS, NEEDS = 2, 2, 3, 2


def cells(high: float, *shape: int) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, shape, elements=st.floats(0, high, allow_subnormal=False), fill=st.just(0.0))


POPULATIONS = cells(1e5, YEARS, AREAS, 26).filter(lambda persons: (persons.sum(axis=(1, 2)) >= 1).all())
PLANS = cells(1e4, DRAWS, YEARS, 26, NEEDS)
JOINTS = cells(1e3, 26, NEEDS, len(PROVISIONS))
SHARES = st.floats(0, 1).map(lambda share: RequirementParameters(independent_only_share=share))


@given(POPULATIONS)
def test_the_areas_share_out_every_age_and_nothing_more(population):
    shares = area_shares(population)
    assert (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(np.ones((YEARS, 26)), abs=1e-12)


@given(PLANS, POPULATIONS)
def test_areas_and_phases_add_up_to_the_authority_in_every_draw_year_and_need(plans, population):
    placed = by_phase(plans, area_shares(population))
    for position, phase in enumerate(PHASES):
        expected = plans[:, :, list(ages_of_phase(phase))].sum(axis=2)
        assert placed[:, :, :, position].sum(axis=2) == pytest.approx(expected, rel=1e-9, abs=1e-6)
    assert placed.sum(axis=(2, 3)) == pytest.approx(plans.sum(axis=2), rel=1e-9, abs=1e-6)


@given(PLANS, POPULATIONS)
def test_plans_by_area_and_learners_by_area_are_split_alike(plans, population):
    shares = area_shares(population)
    everyone = np.ones((26, NEEDS, 1))
    areas = AreaPlans(plans[None], shares[None], np.zeros(AREAS, dtype=np.intp))
    found = phases_of(learners_by_age(areas.path(0).by_area()[0], everyone))[..., 0]
    assert found == pytest.approx(by_phase(plans, shares)[0])
    assert areas.by_phase == pytest.approx(by_phase(plans, shares))


@given(JOINTS, SHARES)
def test_no_more_learners_need_a_place_than_have_a_plan(joint, parameters):
    shares = requirement_shares(joint, parameters)
    assert (shares >= 0).all()
    assert (shares.sum(axis=2) <= 1 + 1e-9).all()


@given(JOINTS, SHARES, POPULATIONS)
def test_requirement_of_the_base_year_reproduces_its_provision(joint, parameters, population):
    stock, shares = joint.sum(axis=2), area_shares(population)[:1]
    required = learners_by_age(stock * shares[..., None], requirement_shares(joint, parameters))
    observed = joint @ requirement_by_provision(parameters)
    assert required.sum(axis=(0, 1)) == pytest.approx(observed, rel=1e-9, abs=1e-6)


@given(JOINTS, SHARES)
def test_those_who_go_on_needing_a_place_are_a_share(joint, parameters):
    continuing = continuing_shares(joint, parameters)
    assert ((continuing >= 0) & (continuing <= 1)).all()
    assert not continuing[-1].any()
