import numpy as np
import pandas as pd
import pytest
from growth_bands import total_band
from hypothesis import given
from hypothesis import strategies as st

from models.demand.growth import forecast_total, total_paths
from models.demand.growth_errors import GrowthErrors
from models.parameters.demand import GrowthParameters

pytestmark = pytest.mark.property

PARAMETERS = GrowthParameters()
ENGLAND = pd.Series(250_000 * 1.09 ** np.arange(16), index=range(2010, 2026))
ERRORS = GrowthErrors.from_yearly(0.02, 0.012, 0.04, 750.0)

counts = st.lists(st.one_of(st.none(), st.integers(0, 50_000)), min_size=1, max_size=16)


def history(values: list[int | None]) -> pd.Series:
    return pd.Series(values, index=range(2026 - len(values), 2026), name="A", dtype=float)


@given(counts, st.floats(-2, 2), st.integers(1, 10))
def test_any_history_gives_paths_that_are_never_negative_and_never_infinite(values, rate, horizon):
    own = history(values)
    central = forecast_total(own, ENGLAND, PARAMETERS, horizon, rate)
    paths = total_paths(own, ENGLAND, PARAMETERS, ERRORS, horizon, 1, 3, rate)
    assert central.shape == (horizon,)
    assert paths.shape == (3, horizon)
    if own.notna().any():
        assert np.isfinite(paths).all()
        assert paths.min() >= 0
    else:
        assert np.isnan(central).all()


@given(*(st.floats(0.0, 0.1) for _ in range(3)), st.floats(0.0, 4000.0), st.integers(1, 40), st.floats(50.0, 20_000.0))
def test_the_miss_of_any_year_has_the_variance_of_shock_drift_and_walk(common, persistent, own, size, years, plans):
    """Also beyond the years of the table: a walk of independent steps spreads with the root of its years."""
    errors = GrowthErrors.from_yearly(common, persistent, own, size)
    shock, drift, walk = (common * years) ** 2, (persistent * years) ** 2, own**2 * years
    expected = shock + (drift + walk) * (1.0 + size / plans)
    assert (errors.sizes(np.array([float(years)]), plans) ** 2).sum() == pytest.approx(expected, rel=1e-9)


@given(counts, st.integers(1, 10))
def test_quantiles_never_cross(values, horizon):
    band = total_band(history(values), ENGLAND, PARAMETERS, ERRORS, horizon, (0.025, 0.1, 0.5, 0.9, 0.975))
    if not np.isnan(band).any():
        assert (np.diff(band, axis=0) >= 0).all()


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(values, random):
    own = history(values)
    shuffled = list(own.index)
    random.shuffle(shuffled)
    again = forecast_total(own.loc[shuffled], ENGLAND.iloc[::-1], PARAMETERS, 5)
    np.testing.assert_allclose(again, forecast_total(own, ENGLAND, PARAMETERS, 5), rtol=1e-12)


@given(st.lists(st.integers(200, 50_000), min_size=1, max_size=16), st.floats(1.0, 9.0))
def test_twice_the_plans_in_every_year_are_twice_the_forecast(values, factor):
    own = history(list(values))
    scaled = forecast_total(own * factor, ENGLAND, PARAMETERS, 5)
    np.testing.assert_allclose(scaled, factor * forecast_total(own, ENGLAND, PARAMETERS, 5), rtol=1e-9)


@given(st.lists(st.integers(200, 50_000), min_size=4, max_size=10), st.floats(0.01, 1.0))
def test_a_higher_rate_than_englands_grows_more_slowly(values, rate):
    own = history(list(values))
    high, level = (forecast_total(own, ENGLAND, PARAMETERS, 5, lead) for lead in (rate, 0.0))
    assert (high < level).all()
