import numpy as np
import pandas as pd
import pytest
from made_panel import AUTHORITIES, made_panel, made_references, tidy_panel

from models.parameters.demand import GrowthParameters
from sufficiency.backtest.challengers import CHALLENGERS, SLOW
from sufficiency.backtest.ours import METHOD, OurMethod
from sufficiency.backtest.panel import AGE_BANDS, ENGLAND, TOTAL, Panel, make_panel
from sufficiency.backtest.report import remarks
from sufficiency.backtest.rolling import QUICK, default_origins, roll

pytestmark = pytest.mark.unit

SETTINGS = OurMethod(made_references(), GrowthParameters(), 3)
ORIGINS = [2037, 2038]


@pytest.fixture(scope="module")
def panel() -> Panel:
    return made_panel()


@pytest.fixture(scope="module")
def forecasts(panel: Panel) -> pd.DataFrame:
    return roll(panel, ORIGINS, QUICK, SETTINGS, 1)


def test_every_authority_origin_horizon_and_series_is_forecast(forecasts):
    ours = forecasts[forecasts["method"] == METHOD]
    assert len(ours) == len(ORIGINS) * 3 * (len(AUTHORITIES) * 6 + 1)
    assert ours[["forecast", "p10", "p90", "p2_5", "p97_5"]].notna().all().all()


def test_future_rows_change_nothing(forecasts):
    tidy = tidy_panel()
    later = tidy["year"] > 2037
    shaken = tidy.assign(plans=tidy["plans"].where(~later, (tidy["plans"] * 3.7 + 11).round()))
    for changed in (make_panel(shaken, made_references()), make_panel(tidy[~later], made_references())):
        again = roll(changed, [2037], QUICK, SETTINGS, 1).drop(columns="actual")
        before = forecasts[forecasts["origin"] == 2037].drop(columns="actual").reset_index(drop=True)
        pd.testing.assert_frame_equal(again, before)


def test_later_years_do_change_the_forecasts_that_may_see_them(forecasts):
    tidy = tidy_panel()
    shaken = tidy.assign(plans=tidy["plans"].where(tidy["year"] != 2038, (tidy["plans"] * 1.2).round()))
    again = roll(make_panel(shaken, made_references()), [2038], [METHOD], SETTINGS, 1)
    before = forecasts[(forecasts["origin"] == 2038) & (forecasts["method"] == METHOD)]
    assert not np.allclose(again["forecast"], before["forecast"])


def test_bands_add_to_the_total(forecasts):
    ours = forecasts[(forecasts["method"] == METHOD) & (forecasts["authority"] != ENGLAND)]
    wide = ours.pivot_table(index=["authority", "origin", "horizon"], columns="series", values="forecast")
    np.testing.assert_allclose(wide[list(AGE_BANDS)].sum(axis=1), wide[TOTAL], rtol=1e-9)


def test_the_actual_is_blank_where_the_year_has_not_come(panel):
    future = roll(panel, [2041], [METHOD], SETTINGS, 1)
    assert future["actual"].isna().all()
    assert len(future) > 0


def test_the_order_of_the_rows_of_the_panel_changes_nothing(forecasts):
    shuffled = tidy_panel().sample(frac=1, random_state=3)
    again = roll(make_panel(shuffled, made_references()), ORIGINS, [METHOD], SETTINGS, 1)
    before = forecasts[forecasts["method"] == METHOD].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, before)


def test_short_broken_and_empty_histories_are_forecast_or_remarked_but_never_crash():
    tidy = tidy_panel()
    one, three, zero, ended, broken = AUTHORITIES[:5]
    code, year = tidy["authority"], tidy["year"]
    kept = tidy[
        ~((code == one) & (year < 2041)) & ~((code == three) & (year < 2039)) & ~((code == ended) & (year > 2035))
    ]
    plans = kept["plans"].where(kept["authority"] != zero, 0.0)
    plans = plans.where(~((kept["authority"] == broken) & (kept["year"] >= 2038)), kept["plans"] * 2)
    panel = make_panel(kept.assign(plans=plans), made_references())
    found = roll(panel, [2037, 2041], QUICK, SETTINGS, 1)
    latest = found[(found["origin"] == 2041) & (found["method"] == METHOD) & (found["series"] == TOTAL)]
    assert {one, three, broken} <= set(latest["authority"])
    assert not {zero, ended} & set(latest["authority"])
    said = remarks(panel, SETTINGS).groupby("authority")["remark"].apply(" ".join)
    assert said[one] == "only 1 counts"
    assert said[three] == "only 3 counts"
    assert said[zero] == "no count above zero"
    assert said[ended] == "last counted in 2035"
    assert said[broken] == "break in 2038"


def test_a_panel_of_one_authority_and_one_year_is_forecast():
    tidy = pd.DataFrame({"authority": ["E1"], "year": [2041], "series": [TOTAL], "plans": [100.0]})
    found = roll(make_panel(tidy, made_references()), [2041], [METHOD], SETTINGS, 1)
    assert len(found[found["authority"] == "E1"]) == 3


def test_origins_start_after_seven_years_and_end_before_the_last(panel):
    assert default_origins(panel) == [2037, 2038, 2039, 2040]
    assert default_origins(panel.up_to(2031)) == [2030]
    assert default_origins(panel.up_to(2030)) == []


def test_a_count_known_to_be_faulty_is_not_seen(panel):
    fault = pd.DataFrame({"authority": [AUTHORITIES[0]], "census_year": [2037]})
    blank = panel.without(fault)
    assert np.isnan(blank.counts[TOTAL].loc[AUTHORITIES[0], 2037])
    assert panel.counts[TOTAL].loc[AUTHORITIES[0], 2037] > 0


@pytest.mark.parametrize("method", [method for method in CHALLENGERS if method not in SLOW])
def test_a_challenger_continues_a_steady_history_with_counts_that_are_not_negative(method):
    counts = 1000.0 * 1.08 ** np.arange(10) + np.array([0, 9, -7, 4, -2, 6, -9, 3, 5, -4])
    forecast = CHALLENGERS[method](counts, 5)
    assert forecast.central.shape == (5,)
    assert (forecast.central >= 0).all()
    assert forecast.central[0] > counts[-1] or method == "no_change"


def test_challengers_by_hand():
    counts = np.array([100.0, 100.0, 110.0, 121.0, 133.1])
    assert CHALLENGERS["no_change"](counts, 2).central == pytest.approx([133.1, 133.1])
    assert CHALLENGERS["own_growth"](counts, 2).central == pytest.approx([146.41, 161.051])
    assert CHALLENGERS["drift"](counts, 1).central == pytest.approx([133.1 * 1.331**0.25])
    line = np.array([100.0, 110.0, 120.0, 130.0, 140.0])
    assert CHALLENGERS["straight_line"](line, 2).central == pytest.approx([150.0, 160.0])


@pytest.mark.slow
def test_methods_forecast_alike_with_one_worker_with_two_and_with_four(panel):
    few = Panel({TOTAL: panel.counts[TOTAL].iloc[:2]}, panel.england)
    one, two, four = (roll(few, [2038], (METHOD, *SLOW), SETTINGS, workers) for workers in (1, 2, 4))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(one, four)
    one = one[one["method"] != METHOD]
    assert set(one["method"]) == set(SLOW)
    assert set(one["series"]) == {TOTAL}
    assert (one["forecast"] > 0).all()
