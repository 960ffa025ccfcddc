import numpy as np
import pandas as pd
import pytest
from made_panel import made_references
from made_placements import AUTHORITIES, YEARS, placement_panel

from models.demand.practised import INMSS, PLANS, STATE
from models.parameters.practised import PractisedParameters
from sufficiency.backtest.placements.diversion import read_diversion
from sufficiency.backtest.placements.gates import judge_placements
from sufficiency.backtest.placements.report import methods_table, sections
from sufficiency.backtest.placements.scores import (
    complete_authorities,
    coverage_by,
    england_errors,
    score_placements,
    scored_cells,
)
from sufficiency.backtest.placements.tables import PlacementCounts
from sufficiency.packs.placements import usable_placements

pytestmark = pytest.mark.unit

NOTHING = pd.DataFrame({"authority": [], "census_year": [], "series": []})


def counts_of(faults: pd.DataFrame = NOTHING, **changed: pd.DataFrame) -> PlacementCounts:
    panel = placement_panel() | changed
    return PlacementCounts(panel, usable_placements(panel, faults, {}), made_references())


COUNTS = counts_of()


def forecast(authority: str, off: float, spread: float = 0.1, horizon: int = 1, method: str = "sufficiency") -> dict:
    """A forecast of state special learners of 2036 that is off by a share of what came."""
    actual = COUNTS.published[STATE].loc[authority, 2036]
    value = actual * (1 + off)
    key = {"authority": authority, "origin": 2036 - horizon, "horizon": horizon, "setting": "plans_known"}
    band = {"p10": value * (1 - spread), "p90": value * (1 + spread), "actual": actual}
    return {**key, "method": method, "series": STATE, "forecast": value, **band}


def measured(*rows: dict, counts: PlacementCounts = COUNTS, **options: bool) -> pd.Series:
    table = score_placements(pd.DataFrame(rows), counts, **options)
    return table[table["horizon"] == "all"].set_index("measure")["value"]


ONE, OTHER, SMALL = AUTHORITIES[30], AUTHORITIES[50], AUTHORITIES[0]


def test_errors_are_signed_as_the_department_signs_them_and_averaged_without_sign():
    found = measured(forecast(ONE, -0.1), forecast(OTHER, 0.04))
    assert found["bias"] == pytest.approx(-3.0)
    assert found["mape"] == pytest.approx(7.0)
    assert found["n"] == 2


def test_coverage_counts_what_lies_inside_and_width_is_of_the_forecast():
    found = measured(forecast(ONE, 0.05), forecast(OTHER, 0.2))
    assert found["cover_80"] == pytest.approx(50.0)
    assert found["width_80"] == pytest.approx(20.0)


def test_englands_error_is_that_of_the_sum_and_a_mean_over_origins():
    rows = [forecast(ONE, 0.1), forecast(OTHER, -0.1), forecast(ONE, 0.02, horizon=2), forecast(OTHER, 0.02, horizon=2)]
    actual = COUNTS.published[STATE][2036]
    first = 10 * (actual[ONE] - actual[OTHER]) / (actual[ONE] + actual[OTHER])
    assert measured(*rows)["england_error"] == pytest.approx((first + 2.0) / 2)


def test_few_learners_count_in_englands_total_alone():
    few = placement_panel()[STATE].copy()
    few.loc[SMALL] = 20
    counts = counts_of(**{STATE: few})
    row = forecast(SMALL, 0.0) | {"forecast": 25.0, "actual": 20.0}
    cells = scored_cells(pd.DataFrame([row]), counts)
    assert not cells["enough"].any()
    assert england_errors(cells)["england_error"].item() == pytest.approx(25.0)
    assert list(measured(row, counts=counts).index) == ["england_error"]


def test_faulty_counts_are_left_out_at_either_end_unless_every_count_is_asked():
    rows = (forecast(ONE, 0.5, horizon=2), forecast(OTHER, 0.1))
    for year in (2034, 2036):
        faults = pd.DataFrame({"authority": [ONE], "census_year": [year], "series": ["placements"]})
        assert measured(*rows, counts=counts_of(faults))["mape"] == pytest.approx(10.0)
        assert measured(*rows, counts=counts_of(faults), every_count=True)["mape"] == pytest.approx(30.0)


def test_complete_authorities_recorded_nearly_all_placements_every_january():
    assert complete_authorities(COUNTS) == list(AUTHORITIES)
    unknown = placement_panel()["not_recorded"].copy()
    unknown.loc[ONE, 2033] = placement_panel()[PLANS].loc[ONE, 2033] * 0.05
    absent = placement_panel()[STATE].copy()
    absent.loc[OTHER, 2032] = np.nan
    counts = counts_of(not_recorded=unknown, **{STATE: absent})
    assert set(AUTHORITIES) - set(complete_authorities(counts)) == {ONE, OTHER}


def test_coverage_is_told_by_origin_and_by_size():
    rows = pd.DataFrame([forecast(name, 0.05 if name > ONE else 0.5) for name in AUTHORITIES])
    assert coverage_by(rows, COUNTS, "origin").loc[("plans_known", STATE), 2035] == pytest.approx(29 / 60 * 100)
    by_size = coverage_by(rows, COUNTS, "size").loc[("plans_known", STATE)]
    assert by_size["large third"] == 100.0
    assert by_size["small third"] == 0.0


def test_gates_hold_the_error_england_and_the_bands():
    settings = {"plans_known": (STATE, INMSS, "all_special"), "plans_and_places_known": (INMSS,)}
    rows = [
        (setting, "sufficiency", series, str(horizon), measure, value)
        for setting, every in settings.items()
        for series in every
        for horizon in (1, 2, 3, 4, "all")
        for measure, value in (("mape", 4.4), ("england_error", -5.1), ("cover_80", 81.0))
    ]
    gates = judge_placements(pd.DataFrame(rows, columns=["setting", "method", "series", "horizon", "measure", "value"]))
    assert len(gates) == 16 + 12 + 2
    failed = [gate.name for gate in gates if not gate.passed]
    assert len(failed) == 12
    assert all("England's total" in name for name in failed)
    missed = [gate.name for gate in gates if gate.passed and not gate.aim_met]
    assert [name.rsplit("h = ")[-1] for name in missed] == ["1", "1"]


def test_a_table_without_what_the_gates_need_has_a_report_without_gates():
    rows = pd.DataFrame([forecast(ONE, 0.1), forecast(OTHER, 0.1, method="no_change")])
    accuracy = score_placements(rows, COUNTS)
    titles = [title for title, _ in sections(rows, accuracy, COUNTS)]
    assert "Gates" not in titles
    assert methods_table(accuracy, "plans_known", "mape")["method"].tolist() == ["sufficiency", "no_change"]


def test_a_diversion_that_was_put_in_is_read_again():
    panel = placement_panel()
    expected = (
        panel[STATE][[YEARS[0]]].to_numpy() * (panel[PLANS].to_numpy() / panel[PLANS][[YEARS[0]]].to_numpy()) ** 0.5
    )
    moved = panel[INMSS] - 0.4 * (panel[STATE] - expected)
    reading = read_diversion(panel | {INMSS: moved}, 6, PractisedParameters())
    assert reading.diversion == pytest.approx(0.4, abs=3 * reading.standard_error)
    assert reading.diversion > 0.25
    assert reading.authorities == 60
    assert reading.pairs == 60


def test_too_few_authorities_tell_nothing_of_the_diversion():
    few = {series: frame.iloc[:20] for series, frame in placement_panel().items()}
    assert read_diversion(few, 3, PractisedParameters()) is None
    assert read_diversion(placement_panel(), 9, PractisedParameters()) is None
