import numpy as np
import pandas as pd
import pytest

from models.demand.growth_errors import GrowthErrors, estimate_errors, tail_quantiles

pytestmark = pytest.mark.unit


def past_misses(common: float, persistent: float, own: float, size_plans: float) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    plans = np.exp(generator.uniform(np.log(300), np.log(20_000), 300))
    rows = []
    for origin in range(2030, 2050):
        shock = generator.normal(0, common)
        drift = generator.normal(0, persistent, 300)
        walk = np.cumsum(generator.normal(0, own, (5, 300)), axis=0)
        scale = np.sqrt(1 + size_plans / plans)
        for horizon in range(1, 6):
            miss = shock * horizon + scale * (drift * horizon + walk[horizon - 1])
            rows.append(pd.DataFrame({"origin": origin, "horizon": horizon, "plans": plans, "miss": miss}))
    return pd.concat(rows, ignore_index=True)


def test_sizes_are_found_again_in_misses_that_were_made_with_them():
    found = estimate_errors(past_misses(0.02, 0.02, 0.04, 1000.0))
    assert found.common[0] == pytest.approx(0.02, rel=0.35)
    assert found.persistent[0] == pytest.approx(0.02, rel=0.15)
    assert found.own[0] == pytest.approx(0.04, rel=0.15)
    assert found.size_plans == pytest.approx(1000.0, rel=0.3)


def test_the_band_holds_four_fifths_of_the_misses_it_was_made_from():
    misses = past_misses(0.0, 0.02, 0.04, 1000.0)
    errors = estimate_errors(misses)
    band = errors.band(misses["horizon"].to_numpy(float), misses["plans"].to_numpy(float), (0.1, 0.9))
    inside = (np.exp(misses["miss"]) >= band[0]) & (np.exp(misses["miss"]) <= band[1])
    assert inside.mean() == pytest.approx(0.8, abs=0.02)


def test_too_few_misses_tell_nothing():
    assert estimate_errors(past_misses(0.02, 0.02, 0.04, 0.0).head(50)) is None


def test_misses_across_the_reform_weigh_a_tenth_in_the_common_shock():
    quiet = past_misses(0.0, 0.0, 0.01, 0.0)
    quiet["origin"] -= 2030 - 2008
    target = quiet["origin"] + quiet["horizon"]
    across = (quiet["origin"] < 2017) & (target >= 2016)
    shocked = quiet.assign(miss=quiet["miss"] + 0.1 * quiet["horizon"] * across)
    assert estimate_errors(shocked).common[0] == pytest.approx(np.sqrt(0.1) * 0.1, rel=0.15)


def test_small_authorities_have_wider_bands_and_later_years_too():
    errors = GrowthErrors.from_yearly(0.02, 0.012, 0.04, 750.0)
    years = np.arange(1.0, 16.0)
    assert (errors.band(years, 200.0, (0.9,)) > errors.band(years, 5000.0, (0.9,))).all()
    assert (np.diff(errors.band(years, 5000.0, (0.9,))[0]) > 0).all()


def test_the_table_of_sizes_is_read_back_as_written():
    errors = GrowthErrors.from_yearly(0.02, 0.012, 0.04, 750.0)
    assert GrowthErrors.from_table(errors.table()) == errors


def test_the_tails_have_unit_variance_and_are_heavier_than_normal():
    grid = (np.arange(20_000) + 0.5) / 20_000
    assert np.square(tail_quantiles(grid)).mean() == pytest.approx(1.0, abs=0.02)
    assert tail_quantiles([0.999])[0] > 3.2
