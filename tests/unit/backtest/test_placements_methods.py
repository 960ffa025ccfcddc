import numpy as np
import pandas as pd
import pytest
from made_panel import made_references
from made_placements import AUTHORITIES, YEARS, placement_panel

from models.demand.practised import INMSS, KINDS, PLANS, STATE, Diversion, practice
from models.demand.practised_errors import estimate_practised_errors, hindcast_misses, practised_paths
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.placements.known import (
    ALL,
    SERIES,
    PlansAhead,
    known_at,
    plans_as_counted,
    plans_as_forecast,
)
from sufficiency.backtest.placements.ours import METHOD, outcomes, outcomes_with_places, practised
from sufficiency.backtest.placements.rivals import OLD_CHAIN, RIVALS, rivals, rivals_with_places
from sufficiency.backtest.placements.rolling import origins_of, roll_placements
from sufficiency.backtest.placements.tables import PlacementCounts, latest_codes
from sufficiency.packs.placements import usable_placements

pytestmark = [pytest.mark.unit, pytest.mark.slow]

NO_FAULTS = pd.DataFrame({"authority": [], "census_year": [], "series": []})
PARAMETERS = PractisedParameters()
DIVERSION = Diversion(0.1, 0.0, 0.3)
ORIGIN = 2034
LARGE = AUTHORITIES[-1]


def counts_of(panel: dict[str, pd.DataFrame], faults: pd.DataFrame = NO_FAULTS) -> PlacementCounts:
    return PlacementCounts(panel, usable_placements(panel, faults, {}), made_references())


COUNTS = counts_of(placement_panel())


def doubling(horizons: int = 2) -> PlansAhead:
    now = COUNTS.usable[PLANS][ORIGIN]
    plans = pd.DataFrame({ORIGIN + ahead: now * 2.0**ahead for ahead in range(horizons + 1)})
    return PlansAhead(plans, plans * 0.0)


def test_what_is_known_ends_at_the_origin():
    known = known_at(COUNTS, ORIGIN)
    assert list(known.panel[PLANS].columns) == [2031, 2032, 2033, 2034]
    assert (known.since == 0).all(axis=None)
    pd.testing.assert_series_equal(known.starting(ALL), known.learners[STATE] + known.learners[INMSS])


def test_a_january_that_cannot_be_used_is_carried_on_with_the_plans_from_the_last_that_can():
    faults = pd.DataFrame({"authority": [LARGE], "census_year": [ORIGIN], "series": ["placements"]})
    known = known_at(counts_of(placement_panel(), faults), ORIGIN)
    panel = placement_panel()
    grown = panel[PLANS].loc[LARGE, ORIGIN] / panel[PLANS].loc[LARGE, ORIGIN - 1]
    assert known.learners.loc[LARGE, STATE] == pytest.approx(panel[STATE].loc[LARGE, ORIGIN - 1] * grown)
    assert known.since.loc[LARGE, STATE] == 1
    assert known.since.drop(LARGE).eq(0).all(axis=None)


def test_rivals_do_what_their_names_say():
    known = known_at(COUNTS, ORIGIN)
    found = rivals(known, doubling())
    assert {method for method, _ in found} == set(RIVALS)
    state = COUNTS.usable[STATE].loc[LARGE]
    assert found["held_share", STATE].loc[LARGE].tolist() == pytest.approx([state[2034] * 2, state[2034] * 4])
    assert found["no_change", STATE].loc[LARGE].tolist() == [state[2034]] * 2
    growth = (state[2034] / state[2031]) ** (1 / 3)
    assert found["own_growth", STATE].loc[LARGE, 2036] == pytest.approx(state[2034] * growth**2)
    england = COUNTS.usable[STATE].sum()
    country = (england[2034] / england[2031]) ** (1 / 3)
    assert found["england_growth", STATE].loc[LARGE, 2036] == pytest.approx(state[2034] * country**2)


def test_the_old_chain_gives_the_others_what_the_state_leaves_of_a_held_share():
    known, ahead = known_at(COUNTS, ORIGIN), doubling()
    state = COUNTS.usable[STATE][[2035, 2036]]
    found = rivals_with_places(known, ahead, state)
    specials = COUNTS.usable[STATE][ORIGIN] + COUNTS.usable[INMSS][ORIGIN]
    expected = 2 * specials[LARGE] - state.loc[LARGE, 2035]
    assert found[OLD_CHAIN, INMSS].loc[LARGE, 2035] == pytest.approx(expected)
    assert found[OLD_CHAIN, ALL].loc[LARGE, 2035] == pytest.approx(2 * specials[LARGE])
    assert found["no_change", ALL].loc[LARGE, 2036] == COUNTS.usable[INMSS].loc[LARGE, ORIGIN] + state.loc[LARGE, 2036]


def test_all_special_schools_are_the_two_kinds_and_their_band_that_of_both():
    found = outcomes(practised(known_at(COUNTS, ORIGIN), doubling(), PARAMETERS))
    assert set(found) == set(SERIES)
    np.testing.assert_allclose(found[ALL].forecast, found[STATE].forecast + found[INMSS].forecast)
    assert (found[ALL].deviation < np.maximum(found[STATE].deviation, found[INMSS].deviation)).all(axis=None)
    assert (found[ALL].quantile(0.1) < found[ALL].forecast).all(axis=None)


def test_the_band_that_is_scored_is_that_of_the_paths_of_a_run():
    known, ahead = known_at(COUNTS, ORIGIN), doubling()
    scored = outcomes(practised(known, ahead, PARAMETERS))
    errors = estimate_practised_errors(hindcast_misses(known.panel, ORIGIN, PARAMETERS))
    start = practice(known.panel, ORIGIN, PARAMETERS).of(len(AUTHORITIES) - 1)
    paths = practised_paths(start, np.tile(ahead.plans.loc[LARGE], (2000, 1)), errors, 1, 2000, LARGE)
    drawn = {STATE: paths[:, 1:, KINDS.index(STATE)], INMSS: paths[:, 1:, KINDS.index(INMSS)]}
    drawn[ALL] = drawn[STATE] + drawn[INMSS]
    for series, values in drawn.items():
        for chance in (0.1, 0.9):
            quantile = scored[series].quantile(chance).loc[LARGE]
            np.testing.assert_allclose(np.quantile(values, chance, axis=0), quantile, rtol=0.015)


def test_forecast_plans_widen_every_band():
    given = doubling()
    unsure = PlansAhead(given.plans, given.deviation + 0.1)
    known = known_at(COUNTS, ORIGIN)
    narrow, wide = (outcomes(practised(known, ahead, PARAMETERS)) for ahead in (given, unsure))
    assert all((wide[series].deviation > narrow[series].deviation).all(axis=None) for series in SERIES)


def test_state_places_that_are_given_move_the_others_by_the_diversion():
    found = practised(known_at(COUNTS, ORIGIN), doubling(), PARAMETERS)
    state, inmss = (found.framed(found.of(kind)[0]) for kind in (STATE, INMSS))
    given = outcomes_with_places(found, state + 50.0, DIVERSION)
    np.testing.assert_allclose(given[INMSS].forecast, (inmss - 5.0).clip(lower=0.0))
    np.testing.assert_allclose(given[ALL].forecast, given[INMSS].forecast + state + 50.0)
    as_practised = outcomes_with_places(found, state, DIVERSION)
    assert as_practised[INMSS].deviation.loc[LARGE, 2035] < given[INMSS].deviation.loc[LARGE, 2035]


def test_a_panel_too_short_to_tell_its_errors_gives_forecasts_without_bands():
    few = {series: frame.iloc[:1] for series, frame in placement_panel().items()}
    short = counts_of(few)
    found = outcomes(practised(known_at(short, ORIGIN), plans_as_counted(short, ORIGIN, 2), PARAMETERS))
    assert found[STATE].forecast.notna().all(axis=None)
    assert found[STATE].deviation.isna().all(axis=None)


def test_plans_that_are_forecast_start_from_the_origins_and_are_unsure():
    ahead = plans_as_forecast(COUNTS, [ORIGIN], 3)[ORIGIN]
    pd.testing.assert_series_equal(ahead.plans[ORIGIN], COUNTS.usable[PLANS][ORIGIN], check_names=False)
    assert (ahead.deviation[ORIGIN] == 0).all()
    assert (ahead.deviation[2037] > ahead.deviation[2035]).all()
    assert ahead.plans.loc[LARGE].is_monotonic_increasing


def test_later_counts_change_no_forecast_of_an_earlier_origin():
    few = {series: frame.iloc[::4] for series, frame in placement_panel().items()}
    shaken = {
        series: frame.apply(lambda counts: counts if counts.name <= ORIGIN else counts * 0 + 7)
        for series, frame in few.items()
    }
    before, after = (roll_placements(counts_of(one), PARAMETERS, DIVERSION, [ORIGIN]) for one in (few, shaken))
    one, other = (table[table["setting"] == "all_forecast"].reset_index(drop=True) for table in (before, after))
    pd.testing.assert_frame_equal(one.drop(columns="actual"), other.drop(columns="actual"))


@pytest.mark.slow
def test_every_authority_origin_and_horizon_is_forecast_by_every_method():
    assert origins_of(COUNTS) == [2033, 2034, 2035, 2036]
    table = roll_placements(COUNTS, PARAMETERS, DIVERSION, origins_of(COUNTS))
    each = table.groupby(["setting", "method", "series"]).size()
    assert set(each) == {len(AUTHORITIES) * (4 + 3 + 2 + 1)}
    assert len(each) == 5 * 4 * 2 + 6 * 2
    assert table.loc[table["method"] == METHOD, ["p10", "p90"]].notna().all(axis=None)
    assert table.loc[table["method"] != METHOD, ["p10", "p90"]].isna().all(axis=None)


def test_an_authority_with_several_codes_is_known_by_its_latest():
    table = pd.DataFrame({"authority": ["X1", "X2", "X1", "Y"], "census_year": [2030, 2031, 2032, 2032]})
    recoded = pd.DataFrame({"code": ["X1", "X2"], "authority": ["X", "X"]})
    assert latest_codes(table, recoded) == {"X1": "X1", "X2": "X1"}
    assert YEARS[0] == 2031
