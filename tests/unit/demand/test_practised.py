import numpy as np
import pandas as pd
import pytest
from made_placements import placement_panel

from models.demand.practised import (
    KINDS,
    PLANS,
    PROVISIONS_OF_KIND,
    Diversion,
    Practice,
    diverted,
    elasticities,
    england_growth,
    own_lead,
    practice,
    practised_learners,
)
from models.parameters.practised import PractisedParameters
from models.vocabulary import SPECIALIST

pytestmark = pytest.mark.unit

PARAMETERS = PractisedParameters()


def two_authorities(plans: list[list[float]], learners: list[list[float]]) -> dict[str, pd.DataFrame]:
    years = range(2030, 2030 + len(plans[0]))
    counts = pd.DataFrame(learners, index=["A", "B"], columns=years)
    return {PLANS: pd.DataFrame(plans, index=["A", "B"], columns=years), **dict.fromkeys(KINDS, counts)}


def start(learners: float, lead: float = 0.0, elasticity: float = 1.0) -> Practice:
    each = np.ones(len(KINDS))
    return Practice(learners * each, lead * each, elasticity * each, 0.6)


def test_every_specialist_provision_is_of_one_kind():
    held = [provision for provisions in PROVISIONS_OF_KIND.values() for provision in provisions]
    assert sorted(held) == sorted(SPECIALIST)


def test_england_grows_as_the_authorities_that_counted_the_kind_and_plans_in_both_januaries():
    panel = two_authorities([[100, 110, 121], [1000, 1500, np.nan]], [[10, 11, 11], [np.nan, 100, 100]])
    growth = england_growth(panel, "base", 2032, 3)
    assert list(growth.index) == [2031, 2032]
    np.testing.assert_allclose(growth["kind"], [np.log(1.1), 0.0])
    np.testing.assert_allclose(growth["plans"], [np.log(1.1), np.log(1.1)])
    assert list(england_growth(panel, "base", 2032, 1).index) == [2032], "the last year alone"


def test_the_elasticity_is_growth_of_the_kind_over_growth_of_plans_believed_in_part():
    panel = two_authorities([[100, 110, 121], [100, 110, 121]], [[100, 115, 130], [100, 115, 130]])
    found = elasticities(panel, 2032, PARAMETERS)
    read = np.log(1.3) / np.log(1.21)
    assert found.loc["state_special", "elasticity_read"] == pytest.approx(read)
    assert found.loc["inmss_special", "elasticity"] == pytest.approx(1 + 0.5 * (read - 1))
    assert found.loc["inmss_special", "census_years"] == "2030 to 2032"


def test_no_elasticity_is_beyond_its_bounds():
    rising = two_authorities([[100, 110, 121]] * 2, [[100, 150, 200]] * 2)
    falling = two_authorities([[100, 110, 121]] * 2, [[100, 80, 60]] * 2)
    assert elasticities(rising, 2032, PARAMETERS).loc["state_special", "elasticity"] == PARAMETERS.most_elasticity
    assert elasticities(falling, 2032, PARAMETERS).loc["state_special", "elasticity"] == 0.0


@pytest.mark.parametrize("plans", [[100, 101, 102], [100, 95, 90]])
def test_where_plans_hardly_grew_or_fell_learners_follow_them_one_to_one(plans):
    found = elasticities(two_authorities([plans] * 2, [[100, 110, 120]] * 2), 2032, PARAMETERS)
    assert (found["elasticity"] == 1.0).all()


def test_one_january_tells_nothing():
    found = elasticities(two_authorities([[100.0], [100.0]], [[10.0], [10.0]]), 2030, PARAMETERS)
    assert (found["elasticity"] == 1.0).all()
    assert found["elasticity_read"].isna().all()
    assert (found["census_years"] == "none").all()


def test_own_growth_beyond_that_of_plans_goes_on_in_part_and_less_where_few_are():
    panel = two_authorities([[100, 100, 100]] * 2, [[100, 110, 121], [1000, 1100, 1210]])
    lead = own_lead(panel["base"], panel[PLANS], 2032, 1.0, PARAMETERS)
    np.testing.assert_allclose(lead, 0.2 * np.log(1.1) * np.array([121 / 221, 1210 / 1310]))


def test_own_growth_is_read_over_one_year_where_the_one_before_was_not_counted():
    panel = two_authorities([[100, 100, 100]] * 2, [[np.nan, 110, 121], [0, 110, 121]])
    lead = own_lead(panel["base"], panel[PLANS], 2032, 1.0, PARAMETERS)
    np.testing.assert_allclose(lead, 0.2 * np.log(1.1) * 121 / 221)


def test_own_growth_is_limited_and_none_where_it_cannot_be_read():
    panel = two_authorities([[100, 100], [100, 100]], [[10, 1000], [0, 50]])
    lead = own_lead(panel["base"], panel[PLANS], 2031, 1.0, PARAMETERS)
    assert lead["A"] == pytest.approx(0.2 * 0.3 * 1000 / 1100)
    assert lead["B"] == 0.0


def test_learners_follow_plans_by_their_elasticity_and_carry_their_lead_for_a_while():
    plans = np.array([1000.0, 1100.0, 1210.0])
    found = practised_learners(start(100.0, lead=0.02, elasticity=0.5), plans)
    assert found.shape == (3, len(KINDS))
    expected = 100 * np.exp([0.0, 0.5 * np.log(1.1) + 0.02, np.log(1.1) + 0.02 * 1.6])
    np.testing.assert_allclose(found[:, 0], expected)


def test_paths_of_plans_give_paths_of_learners():
    plans = np.array([[1000.0, 1100.0], [1000.0, 900.0]])
    found = practised_learners(start(100.0), plans)
    np.testing.assert_allclose(found[:, 1, 0], [110.0, 90.0])


def test_absent_plans_give_absent_learners_and_no_plans_are_refused():
    assert np.isnan(practised_learners(start(100.0), np.array([1000.0, np.nan]))[1]).all()
    with pytest.raises(ValueError, match="above zero"):
        practised_learners(start(100.0), np.array([1000.0, 0.0]))


def test_what_a_forecast_goes_on_from_has_a_row_an_authority():
    panel = placement_panel()
    found = practice(panel, 2036, PARAMETERS)
    assert found.learners.shape == found.lead.shape == (60, len(KINDS))
    assert 0.3 < found.elasticity[KINDS.index("state_special")] < 0.7
    np.testing.assert_array_equal(found.learners[:, 0], panel["base"][2036])
    one = found.of(59)
    np.testing.assert_array_equal(one.learners, found.learners[59])
    plans = panel[PLANS].loc[:, [2036, 2037]].to_numpy()
    np.testing.assert_allclose(practised_learners(one, plans[59]), practised_learners(found, plans)[59])


def test_more_state_places_than_practised_mean_fewer_elsewhere_but_never_fewer_than_none():
    found = diverted(np.array([100.0, 100.0, 5.0]), np.full(3, 500.0), np.array([550.0, 450.0, 900.0]), 0.1)
    np.testing.assert_allclose(found, [95.0, 105.0, 0.0])


def test_the_diversion_is_read_from_the_row_that_was_chosen():
    table = pd.DataFrame(
        {"reading": ["3 years", "chosen"], "diversion": [0.06, 0.1], "low": [np.nan, 0.0], "high": [np.nan, 0.3]}
    )
    assert Diversion.from_table(table) == Diversion(0.1, 0.0, 0.3)
