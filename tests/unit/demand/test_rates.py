"""Rates by regression: an authority like England keeps England's rates, evidence moves them, artefacts weigh less."""

from dataclasses import replace

import numpy as np
import pytest

from models.authority import Events, Observed
from models.demand.cohort import observed_rates
from models.demand.rates import fitted_ceased, fitted_new_plans, fitted_rates
from models.parameters.demand import CohortParameters

pytestmark = pytest.mark.unit

AGES = np.arange(26)
PERSONS = np.full(26, 1000.0)
NEW = np.where((AGES > 3) & (AGES < 20), 10.0, 0.0)
OPENING = np.where(AGES > 3, 100.0, 0.0)
CEASED = np.where((AGES > 3) & (AGES < 25), 5.0, 0.0)


def events(new: float = 1.0, ceased: tuple[float, float] = (1.0, 1.0), size: float = 1.0) -> Events:
    """Two years of events; ``new`` and ``ceased`` are multiples of the usual rates."""
    return Events(
        new_plans=np.array([NEW, NEW * new]) * size,
        persons=np.array([PERSONS, PERSONS]) * size,
        ceased=np.array([CEASED * ceased[0], CEASED * ceased[1]]) * size,
        opening=np.array([OPENING, OPENING]) * size,
    )


def test_an_authority_like_england_keeps_englands_rates() -> None:
    assert fitted_new_plans(events(), events(size=100), 30.0) == pytest.approx(NEW, abs=1e-6)
    assert fitted_ceased(events(), events(size=100), 30.0)[4:25] == pytest.approx(0.05, abs=2e-3)


def test_the_level_of_the_last_year_is_the_authoritys_own_where_it_is_large() -> None:
    fitted = fitted_new_plans(events(new=1.5, size=100), events(size=100), 30.0)
    assert fitted.sum() == pytest.approx(1.5 * 100 * NEW.sum(), rel=0.01)


def test_a_handful_of_plans_hardly_moves_a_rate() -> None:
    fitted = fitted_new_plans(events(new=3.0, size=0.01), events(size=100), 30.0)
    assert fitted.sum() < 1.2 * 0.01 * NEW.sum()


def test_an_authority_without_any_event_takes_englands_rates_lowered_a_little_and_never_fails() -> None:
    nobody = events(new=0.0, ceased=(0.0, 0.0), size=0.01)
    assert np.isfinite(fitted_new_plans(nobody, events(size=100), 30.0)).all()
    assert 0.02 < fitted_ceased(nobody, events(size=100), 30.0)[10] < 0.05


def test_an_authority_that_returned_totals_only_ends_plans_at_englands_rates() -> None:
    england = events(size=100)
    unknown = replace(events(), opening=np.zeros((2, 26)))
    assert fitted_ceased(unknown, england, 30.0) == pytest.approx(np.where(OPENING > 0, CEASED / 100, 0.0))


def test_a_year_of_cleaning_up_weighs_less_than_a_usual_one() -> None:
    spiked = fitted_ceased(events(ceased=(1.0, 3.0), size=10), events(size=100), 30.0)
    assert 0.05 < spiked[10] < 0.075  # the plain mean of the two years would be 0.10


def observed(needs: int = 2) -> Observed:
    stock = np.repeat(OPENING[:, None] / needs, needs, axis=1)
    return Observed(stock, OPENING, NEW, np.repeat(NEW[:, None], needs, axis=1), CEASED, PERSONS)


def test_fitted_rates_close_on_the_base_year_through_net_transfers() -> None:
    """With England like the authority, survivors, new plans and transfers of the last year make the base stock."""
    plain = observed()
    rates = fitted_rates(plain, plain, (events(), events()), CohortParameters())
    older = np.append(0.0, OPENING[:-1])
    made = (
        older[:, None] / 2 * rates.survival
        + rates.incidence * PERSONS[:, None]
        + rates.transfers_person * PERSONS[:, None]
        + rates.transfers_plan * older[:, None]
    )
    # Transfers lean on England's by 30 plans in 130, so the close is near and not exact.
    assert made[6:] == pytest.approx(plain.stock[6:], rel=0.02)
    assert made.sum() == pytest.approx(plain.stock.sum(), rel=0.01)


def test_a_handful_of_plans_has_englands_transfers_and_very_many_have_their_own() -> None:
    plain, own = observed(), replace(observed(), stock=observed().stock * 1.2)
    few, many = (
        fitted_rates(own, plain, (events(), events()), CohortParameters(england_pull=pull)) for pull in (10_000, 1)
    )
    england = observed_rates(plain).transfers_plan
    assert few.transfers_plan[7:19] == pytest.approx(england[7:19], abs=5e-3)
    assert (many.transfers_plan[7:19] > england[7:19] + 0.02).all(), "a fifth more plans than events explain"


def test_a_need_that_the_authority_never_records_is_not_brought_in_from_england() -> None:
    plain = observed()
    local = Observed(plain.stock * [1.0, 0.0], OPENING, NEW, plain.new_needs * [1.0, 0.0], CEASED, PERSONS)
    rates = fitted_rates(local, plain, (events(), events()), CohortParameters())
    assert observed_rates(plain).incidence[10, 1] > 0
    assert not any(rate[:, 1].any() for rate in (rates.incidence, rates.transfers_person, rates.transfers_plan))
