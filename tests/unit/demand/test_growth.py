import numpy as np
import pandas as pd
import pytest
from growth_bands import total_band

from models.demand.growth import breaks, find_start, forecast_total, relative_rate, total_paths
from models.demand.growth_errors import GrowthErrors
from models.parameters.demand import GrowthParameters

pytestmark = pytest.mark.unit

PARAMETERS = GrowthParameters()
ENGLAND = pd.Series({2021: 400_000.0, 2022: 440_000.0, 2023: 484_000.0, 2024: 532_400.0, 2025: 585_640.0})
ERRORS = GrowthErrors.from_yearly(common=0.02, persistent=0.012, own=0.04, size_plans=750.0)


def plans(*counts: float, last: int = 2025, name: str = "A") -> pd.Series:
    return pd.Series(counts, index=range(last - len(counts) + 1, last + 1), name=name, dtype=float)


def test_the_path_is_the_sum_of_englands_growth_the_authoritys_lead_and_the_pull_to_englands_rate():
    own = plans(1000.0, 1000.0, 1000.0, 1200.0)
    england, lead = np.log(1.1), np.log(1.2) - np.log(1.1)
    first = england * 0.97 + 0.25 * lead - 0.06 * 0.1
    second = england * 0.97**2 + 0.25 * 0.6 * lead - 0.06 * 0.94 * 0.1
    by_hand = 1200.0 * np.exp([first, first + second])
    assert forecast_total(own, ENGLAND, PARAMETERS, 2, relative_rate=0.1) == pytest.approx(by_hand)


def test_an_authority_that_grows_as_england_does_and_has_englands_rate_follows_englands_path():
    own = ENGLAND / 1000
    path = forecast_total(own, ENGLAND, PARAMETERS, 5)
    assert path == pytest.approx(forecast_total(ENGLAND, ENGLAND, PARAMETERS, 5) / 1000)


def test_fewer_than_four_counts_grow_as_england_does_with_wider_bands():
    short, long = plans(500.0, 900.0, 1000.0), plans(1000 / 1.1**3, 1000 / 1.1**2, 1000 / 1.1, 1000.0)
    assert find_start(short, ENGLAND, PARAMETERS).growth is None
    assert forecast_total(short, ENGLAND, PARAMETERS, 3) == pytest.approx(forecast_total(long, ENGLAND, PARAMETERS, 3))
    narrow, wide = (total_band(own, ENGLAND, PARAMETERS, ERRORS, 3, (0.1, 0.9)) for own in (long, short))
    assert (wide[0] < narrow[0]).all()
    assert (wide[1] > narrow[1]).all()


def test_a_single_count_is_enough_to_forecast():
    path = forecast_total(plans(1000.0), ENGLAND, PARAMETERS, 2)
    assert path[0] == pytest.approx(1000.0 * 1.1**0.97)


def test_no_count_gives_blanks_and_zeros_give_zeros():
    assert np.isnan(forecast_total(plans(np.nan, np.nan), ENGLAND, PARAMETERS, 2)).all()
    assert (forecast_total(plans(0.0, 0.0), ENGLAND, PARAMETERS, 2) == 0).all()
    assert (total_paths(plans(0.0, 0.0), ENGLAND, PARAMETERS, ERRORS, 2, 1, 5) == 0).all()


def test_growth_is_not_read_across_a_jump_of_forty_percent():
    own = plans(1000.0, 1100.0, 1210.0, 2000.0)
    assert breaks(own, PARAMETERS) == (2025,)
    assert find_start(own, ENGLAND, PARAMETERS).growth is None
    assert forecast_total(own, ENGLAND, PARAMETERS, 1) == pytest.approx([2000.0 * 1.1**0.97])


def test_a_jump_among_few_plans_is_chance_and_no_break():
    assert breaks(plans(10.0, 20.0, 9.0, 14.0), PARAMETERS) == ()


def test_a_last_count_that_fell_by_half_is_not_started_from():
    own = plans(2000.0, 2200.0, 2420.0, 2662.0, 1199.0)
    assert find_start(own, ENGLAND, PARAMETERS).census_year == 2024
    assert forecast_total(own, ENGLAND, PARAMETERS, 1) == pytest.approx([2662.0 * 1.1 * 1.1**0.97])


def test_excluded_years_are_not_used():
    own = plans(1000.0, 1100.0, 1210.0, 1331.0, 1500.0)
    excluding = GrowthParameters(excluded_years=(2025,))
    assert find_start(own, ENGLAND, excluding).plans == 1331.0
    assert forecast_total(own, ENGLAND, excluding, 1) == pytest.approx([1331.0 * 1.1 * 1.1**0.97])


def test_a_gap_is_bridged_by_even_growth():
    gap = plans(1000.0, 1100.0, np.nan, 1331.0)
    assert find_start(gap, ENGLAND, GrowthParameters(shortest_history=2)).growth == pytest.approx(0.0)


def test_later_years_of_england_change_nothing():
    own = plans(1000.0, 1100.0, 1200.0, 1300.0, last=2024)
    shocked = ENGLAND.copy()
    shocked[2025] = 1.0
    assert forecast_total(own, ENGLAND, PARAMETERS, 3) == pytest.approx(forecast_total(own, shocked, PARAMETERS, 3))


def test_england_needs_two_counts():
    with pytest.raises(ValueError, match="two counts above zero"):
        forecast_total(plans(1000.0), ENGLAND[:1], PARAMETERS, 1)


def test_relative_rate_compares_plans_for_each_resident():
    assert relative_rate(200.0, 1000.0, 100.0, 1000.0) == pytest.approx(np.log(2))
    assert relative_rate(200.0, np.nan, 100.0, 1000.0) == 0.0
    assert relative_rate(200.0, 0.0, 100.0, 1000.0) == 0.0


def test_quantiles_of_many_paths_are_those_of_the_band():
    own = plans(1000.0, 1100.0, 1200.0, 1300.0)
    paths = total_paths(own, ENGLAND, PARAMETERS, ERRORS, 4, seed=1, draws=4000)
    probabilities = (0.025, 0.1, 0.5, 0.9, 0.975)
    band = total_band(own, ENGLAND, PARAMETERS, ERRORS, 4, probabilities)
    assert np.quantile(paths, probabilities, axis=0) == pytest.approx(band, rel=0.02)


def test_the_median_of_the_band_is_the_central_path():
    own = plans(1000.0, 1100.0, 1200.0, 1300.0)
    band = total_band(own, ENGLAND, PARAMETERS, ERRORS, 4, (0.5,))
    assert band[0] == pytest.approx(forecast_total(own, ENGLAND, PARAMETERS, 4))


def test_a_forecast_from_the_count_before_the_last_misses_as_one_of_a_year_more():
    faulty = plans(2000.0, 2200.0, 2420.0, 2662.0, 1199.0)
    logs = np.log(total_paths(faulty, ENGLAND, PARAMETERS, ERRORS, 2, seed=1, draws=4000))
    for column, years in enumerate((2, 3)):
        local = (0.012 * years) ** 2 + 0.04**2 * years
        variance = (0.02 * years) ** 2 + local * (1 + 750 / 2662)
        assert logs[:, column].std() == pytest.approx(np.sqrt(variance), rel=0.08)


def test_two_authorities_share_the_common_shock_of_a_draw_and_nothing_else():
    alone = GrowthErrors.from_yearly(common=0.02, persistent=0.0, own=0.0, size_plans=0.0)
    first, second = (plans(1000.0, 1100.0, 1200.0, 1300.0, name=name) for name in ("A", "B"))
    shared = [total_paths(own, ENGLAND, PARAMETERS, alone, 3, 7, 40) for own in (first, second)]
    assert shared[0] == pytest.approx(shared[1])
    local = GrowthErrors.from_yearly(common=0.0, persistent=0.012, own=0.04, size_plans=0.0)
    apart = [np.log(total_paths(own, ENGLAND, PARAMETERS, local, 3, 7, 400)[:, 2]) for own in (first, second)]
    assert abs(np.corrcoef(*apart)[0, 1]) < 0.15


def test_a_path_that_starts_high_stays_high_because_its_error_is_carried_along():
    own = plans(1000.0, 1100.0, 1200.0, 1300.0)
    logs = np.log(total_paths(own, ENGLAND, PARAMETERS, ERRORS, 5, 3, 1000))
    assert np.corrcoef(logs[:, 0], logs[:, 4])[0, 1] > 0.4
    assert (np.diff(logs.std(axis=0)) > 0).all()


def test_more_draws_and_a_longer_horizon_change_no_earlier_number():
    own = plans(1000.0, 1100.0, 1200.0, 1300.0)
    few = total_paths(own, ENGLAND, PARAMETERS, ERRORS, 3, 1, 10)
    many = total_paths(own, ENGLAND, PARAMETERS, ERRORS, 6, 1, 20)
    assert many[:10, :3] == pytest.approx(few, rel=1e-12)
