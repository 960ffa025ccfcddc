from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_placements import AUTHORITIES, YEARS, placement_panel

from models.demand.growth_errors import GrowthErrors, tail_quantiles
from models.demand.practised import KINDS, Practice, practised_learners
from models.demand.practised_errors import (
    PractisedErrors,
    estimate_practised_errors,
    hindcast_misses,
    practised_paths,
)
from models.parameters.practised import PractisedParameters

pytestmark = pytest.mark.unit

PARAMETERS = PractisedParameters()
STATE, INMSS = KINDS.index("state_special"), KINDS.index("inmss_special")
SIZES = GrowthErrors.from_yearly(0.01, 0.01, 0.1, 50.0)
APART = PractisedErrors(dict.fromkeys(KINDS, SIZES), {kind: float(kind == "state_special") for kind in KINDS})
START = Practice(np.array([40.0, 400.0, 100.0, 20.0]), np.zeros(4), np.array([1.0, 0.5, 1.0, 1.0]), 0.6)
PLANS = np.tile(2000.0 * 1.1 ** np.arange(6), (2000, 1))


def test_a_hindcast_uses_no_count_after_the_january_it_is_known_at():
    panel = placement_panel()
    shaken = {
        series: frame.apply(lambda counts: counts if counts.name <= 2034 else counts * 0 + 7)
        for series, frame in panel.items()
    }
    before, after = (hindcast_misses(counts, 2034, PARAMETERS) for counts in (panel, shaken))
    pd.testing.assert_frame_equal(before, after)
    assert (before["origin"] + before["horizon"]).max() == 2034


def test_there_is_a_miss_for_each_authority_kind_origin_and_later_january_with_enough_learners():
    misses = hindcast_misses(placement_panel(), YEARS[-1], PARAMETERS)
    state = misses[misses["kind"] == "state_special"]
    assert len(state) == len(AUTHORITIES) * 6 * 7 // 2
    assert misses["plans"].min() >= 30
    assert not misses.duplicated(["authority", "kind", "origin", "horizon"]).any()


def test_a_miss_is_the_log_of_what_came_over_what_was_forecast():
    panel = placement_panel()
    misses = hindcast_misses(panel, 2032, PARAMETERS).set_index(["kind", "authority"])["miss"]
    name = AUTHORITIES[-1]
    grown = np.log(panel["plans"].loc[name, 2032] / panel["plans"].loc[name, 2031])
    from_counts = np.log(panel["state_special"].loc[name, 2032] / panel["state_special"].loc[name, 2031])
    state, plans = (np.log(panel[one].sum()[2032] / panel[one].sum()[2031]) for one in ("state_special", "plans"))
    assert misses["state_special", name] == pytest.approx(from_counts - state / plans * grown)


def test_the_noise_that_was_put_in_is_found():
    errors = estimate_practised_errors(hindcast_misses(placement_panel(), YEARS[-1], PARAMETERS))
    years = np.array([1.0, 4.0])
    found = errors.deviation("state_special", years, 1500.0)
    np.testing.assert_allclose(found, 0.04 * np.sqrt(years), rtol=0.35)
    assert errors.with_leading["state_special"] == 1.0
    assert abs(errors.with_leading["inmss_special"]) < 0.2


def test_misses_that_go_against_one_another_are_found_to():
    misses = hindcast_misses(placement_panel(), YEARS[-1], PARAMETERS)
    state = misses[misses["kind"] == "state_special"]
    against = state.assign(kind="inmss_special", miss=-state["miss"])
    both = pd.concat([misses[misses["kind"] != "inmss_special"], against], ignore_index=True)
    assert estimate_practised_errors(both).with_leading["inmss_special"] < -0.9


def test_one_january_tells_nothing_of_errors():
    assert estimate_practised_errors(hindcast_misses(placement_panel(), YEARS[0], PARAMETERS)) is None


def test_a_kind_with_few_misses_takes_the_sizes_of_all_together():
    misses = hindcast_misses(placement_panel(), YEARS[-1], PARAMETERS)
    few = misses[(misses["kind"] != "base") | (misses.groupby("kind").cumcount() < 20)]
    errors = estimate_practised_errors(few)
    assert errors.sizes["base"].own[0] > 0
    assert errors.sizes["base"] != estimate_practised_errors(misses).sizes["base"]


def test_the_table_of_errors_is_read_back_as_written():
    errors = replace(APART, with_leading=APART.with_leading | {"inmss_special": -0.2})
    assert PractisedErrors.from_table(errors.table()) == errors


def test_paths_start_from_the_last_count_and_spread_about_the_rule_by_the_sizes():
    paths = practised_paths(START, PLANS, APART, 1, len(PLANS), "A")
    central = practised_learners(START, PLANS[0])
    assert paths.shape == (2000, 6, len(KINDS))
    np.testing.assert_array_equal(paths[:, 0], np.tile(START.learners, (2000, 1)))
    years = np.arange(1.0, 6.0)
    for place, kind in enumerate(KINDS):
        logs = np.log(paths[:, 1:, place] / central[1:, place])
        low, high = np.quantile(logs, (0.1, 0.9), axis=0)
        expected = APART.deviation(kind, years, START.learners[place]) * tail_quantiles([0.9])[0]
        np.testing.assert_allclose((high - low) / 2, expected, rtol=0.08)


def test_errors_of_two_kinds_go_together_as_far_as_they_were_found_to():
    together = replace(APART, with_leading=APART.with_leading | {"inmss_special": -0.5})
    logs = np.log(practised_paths(START, PLANS, together, 1, len(PLANS), "A")[:, 3])
    assert np.corrcoef(logs[:, STATE], logs[:, INMSS])[0, 1] == pytest.approx(-0.5, abs=0.05)


def test_a_path_keeps_its_luck_whatever_else_is_drawn():
    some = practised_paths(START, PLANS[:10], APART, 1, len(PLANS[:10]), "A")
    np.testing.assert_array_equal(some, practised_paths(START, PLANS[:50], APART, 1, len(PLANS[:50]), "A")[:10])
    other = practised_paths(START, PLANS[:10], APART, 1, len(PLANS[:10]), "B")
    assert (some[:, 1:] != other[:, 1:]).all()


def test_the_common_part_is_the_same_in_every_authority():
    alike = PractisedErrors(dict.fromkeys(KINDS, GrowthErrors.from_yearly(0.05, 0.0, 0.0, 0.0)), APART.with_leading)
    one, other = (practised_paths(START, PLANS[:20], alike, 1, len(PLANS[:20]), name) for name in ("A", "B"))
    np.testing.assert_allclose(one, other)
