"""Laws of who goes where whom no state place takes: shares of places, and the intake of INMSS."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.demand.requirement import Cells
from models.september.elsewhere import fair_shares
from models.september.intake import PractisedByCell, independent_intake, wanted
from models.vocabulary import PROVISIONS, REQUIREMENTS, Requirement

pytestmark = pytest.mark.property

CELLS = 4


def learners(low: float = 0.0, high: float = 50.0) -> st.SearchStrategy[np.ndarray]:
    return arrays(np.float64, CELLS, elements=st.floats(low, high, allow_subnormal=False), fill=st.just(0.0))


SHARES = st.floats(0, 1, allow_subnormal=False)
DIRECTED = arrays(np.float64, CELLS, elements=SHARES, fill=st.just(0.0))


@given(learners(-50.0), learners(), learners(), DIRECTED, SHARES)
def test_the_intake_is_between_those_directed_and_all_who_are_unserved_and_keeps_its_total(
    would, placed, unserved, share, diversion
):
    least = share * unserved
    found = independent_intake(would, placed, unserved, least, diversion)
    assert (found >= least - 1e-9).all()
    assert (found <= unserved + 1e-9).all()
    asked = float((would - diversion * placed).sum())
    assert found.sum() == pytest.approx(np.clip(asked, least.sum(), unserved.sum()), abs=1e-7)


@given(learners(-50.0), learners(), learners(), DIRECTED, SHARES)
def test_where_no_cell_is_clipped_each_takes_what_it_wants(would, placed, unserved, share, diversion):
    asked = would - diversion * placed
    most = np.maximum(asked, 0.0) + unserved
    least = np.minimum(share * most, np.maximum(asked, 0.0))
    found = independent_intake(np.maximum(asked, least) + diversion * placed, placed, most, least, diversion)
    assert found == pytest.approx(np.maximum(asked, least), abs=1e-6)


@given(learners(-50.0), learners(), learners(), DIRECTED, SHARES, st.integers(0, CELLS - 1))
def test_one_more_learner_in_a_state_place_is_so_many_fewer_at_inmss_as_the_diversion_says(
    would, placed, unserved, share, diversion, cell
):
    least, one = share * unserved, np.eye(CELLS)[cell]
    before = independent_intake(would, placed, unserved, least, diversion).sum()
    after = independent_intake(would, placed + one, unserved, least, diversion).sum()
    assert before - diversion - 1e-9 <= after <= before + 1e-9
    asked = float((would - diversion * placed).sum())
    if least.sum() + diversion <= asked <= unserved.sum():
        assert before - after == pytest.approx(diversion, abs=1e-7)


@given(learners(), learners(), learners(), learners(-20.0), SHARES)
def test_inmss_wants_what_the_equation_says_whoever_is_an_entrant(state, inmss, placed, decided, diversion):
    """Incumbents and the intake together are ``N* + D + delta (S* - state)``, entrants in state places included."""
    practised = PractisedByCell(np.full((1, CELLS), 30.0), np.full((1, CELLS), 20.0), diversion)
    would = wanted(practised, 0, state, inmss, decided)
    together = inmss + would - diversion * placed
    assert together == pytest.approx(20.0 + decided + diversion * (30.0 - state - placed), abs=1e-9)


KINDS = [REQUIREMENTS.index(name) for name in ("special", "special", "base", "independent_only")]
OF_KIND = Cells(np.zeros(CELLS, dtype=int), np.arange(CELLS), np.zeros(CELLS, dtype=int), np.array(KINDS))


@given(
    arrays(np.float64, (CELLS, len(PROVISIONS)), elements=st.floats(0, 40, allow_subnormal=False), fill=st.just(0.0)),
    arrays(np.float64, (3, CELLS), elements=st.floats(0.5, 40), fill=st.just(1.0)),
    arrays(np.float64, (2, 3), elements=st.floats(0, 200, allow_subnormal=False), fill=st.just(0.0)),
)
def test_fair_shares_add_up_to_the_places_unless_somebody_would_have_more_than_they_ask_for(base, required, places):
    of_kinds = {Requirement.SPECIAL: places[0], Requirement.BASE: places[1]}
    found = fair_shares(OF_KIND, base, required, of_kinds)
    assert ((found >= 0) & (found <= required + 1e-9)).all()
    assert not found[:, OF_KIND.requires(Requirement.INDEPENDENT_ONLY)].any()
    for requirement, of_kind in of_kinds.items():
        mine = OF_KIND.requires(requirement)
        assert (found[:, mine].sum(axis=1) <= of_kind + 1e-6).all()
        free = (found[:, mine] < required[:, mine] - 1e-9).all(axis=1) & found[:, mine].any(axis=1)
        assert found[free][:, mine].sum(axis=1) == pytest.approx(of_kind[free])
