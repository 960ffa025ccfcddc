import numpy as np
import pytest

from models.sampling import heavy_tailed, normals, quantiles, stream, within_interval

pytestmark = pytest.mark.unit


def test_a_stream_depends_on_seed_draw_and_step_alone():
    same = [stream(1, 2, "growth").standard_normal(3) for _ in range(2)]
    assert same[0] == pytest.approx(same[1])
    others = (stream(2, 2, "growth"), stream(1, 3, "growth"), stream(1, 2, "cohort"))
    assert all(abs(other.standard_normal(3) - same[0]).max() > 1e-6 for other in others)


def test_more_draws_leave_the_earlier_ones_alone():
    assert normals(1, 9, "growth", 4)[:3] == pytest.approx(normals(1, 3, "growth", 4))


def test_no_size_is_no_number():
    assert normals(1, 3, "growth", 0).shape == (3, 0)


def test_quantiles_run_over_draws_of_any_shape():
    draws = normals(1, 7, "anything", 6).reshape(7, 2, 3)
    assert quantiles(draws).tolist() == np.quantile(draws, (0.1, 0.5, 0.9), axis=0).tolist()
    assert np.isnan(quantiles(np.where(draws == draws.max(), np.nan, draws))).sum() == 3


def test_quantiles_run_over_draws():
    assert quantiles(np.arange(11.0)[:, None], (0.1, 0.5))[:, 0] == pytest.approx([1.0, 5.0])


def test_heavy_tails_keep_rank_and_sign_and_stretch_the_extremes():
    scores = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    stretched = heavy_tailed(scores, 6.0)
    assert stretched[2] == pytest.approx(0.0)
    assert stretched == pytest.approx(-stretched[::-1])
    assert (np.diff(stretched) > 0).all()
    assert stretched[4] > 3.0
    assert np.isfinite(heavy_tailed(np.array([40.0]), 6.0)).all()


def test_an_interval_about_a_centre_holds_four_draws_in_five_and_an_end_on_the_wrong_side_is_the_centre():
    luck = normals(1, 4000, "an interval", 1)[:, 0]
    drawn = within_interval(0.1, 0.0, 0.3, luck)
    assert np.mean((drawn >= 0.0) & (drawn <= 0.3)) == pytest.approx(0.8, abs=0.02)
    assert np.median(drawn) == pytest.approx(0.1, abs=0.01)
    assert within_interval(0.1, 0.2, 0.3, luck).min() == 0.1
