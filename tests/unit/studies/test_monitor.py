"""Forecast against actual, signed as DfE signs it, and what it suggests for places: small tables by hand."""

from pathlib import Path

import pandas as pd
import pytest

from sufficiency.errors import InputError
from sufficiency.studies.monitor import compare, in_words, read_actuals, suggested_places

pytestmark = pytest.mark.unit

TOTALS = pd.DataFrame(
    {
        "census_year": [2026, 2026],
        "level": ["phase", "phase"],
        "code": ["primary", "secondary"],
        "plans": [90.0, 220.0],
        "plans_p10": [80.0, 210.0],
        "plans_p50": [90.0, 220.0],
        "plans_p90": [95.0, 230.0],
    }
)
PLACE_NEED = pd.DataFrame(
    {
        "academic_year": ["2026/27"] * 3,
        "phase": ["primary", "secondary", "primary"],
        "requirement": ["special", "base", "independent_only"],
        "required": [12.0, 40.0, 1000.0],
        "inmss_otherwise": [2.0, 0.0, 1000.0],
        "places_now": [8.0, 30.0, 0.0],
        "places_committed": [1.0, 0.0, 0.0],
    }
)


def actuals(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "actuals.csv"
    path.write_text(f"census_year,level,code,plans\n{rows}", encoding="utf-8")
    return path


def test_an_underforecast_is_negative_and_outside_its_band(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2026,phase,primary,100\n2026,phase,secondary,220\n")
    monitored = compare(TOTALS, read_actuals(path), path)
    assert monitored["error"].round(6).tolist() == [-0.1, 0.0]
    assert monitored["inside_band"].tolist() == ["no", "yes"]
    assert "1 outside the 80% band, where one in five is expected" in in_words(monitored, pd.DataFrame(), 20)


def test_the_band_of_few_draws_is_called_by_their_number(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2026,phase,primary,100\n")
    words = in_words(compare(TOTALS, read_actuals(path), path), pd.DataFrame(), 19)
    assert "1 outside the band of 19 draws." in words
    assert "80%" not in words


def test_too_few_draws_give_no_band_and_codes_are_told_by_name(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2026,phase,primary,100\n")
    monitored = compare(TOTALS, read_actuals(path), path, 2)
    assert monitored["inside_band"].tolist() == ["no band"]
    assert monitored[["p10", "p90"]].isna().all(axis=None)
    words = in_words(monitored, pd.DataFrame(), 2, {"phase": {"primary": "Primary schools"}})
    assert words.startswith("1 cells compared; there is no band, as 2 draws are too few for a range")
    assert "Primary schools" in words
    assert "outside" not in words
    assert " to " not in words.splitlines()[-1]
    assert "−10.0%" in words


def test_places_required_next_year_are_restated_by_the_miss_of_their_phase(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2026,phase,primary,99\n")
    suggested = suggested_places({"place_need": PLACE_NEED}, compare(TOTALS, read_actuals(path), path))
    assert suggested.to_dict("records") == [
        {
            "academic_year": "2026/27",
            "phase": "primary",
            "required": 10.0,
            "required_restated": pytest.approx(11.0),
            "places": 9.0,
            "change": pytest.approx(2.0),
        }
    ]


def test_a_cell_that_was_not_forecast_is_named(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2099,phase,primary,100\n")
    with pytest.raises(InputError, match="no forecast of 2099, phase, primary"):
        compare(TOTALS, read_actuals(path), path)


def test_actuals_that_are_no_numbers_are_told_with_their_line(tmp_path: Path) -> None:
    path = actuals(tmp_path, "2026,phase,primary,many\n2026,town,x,1\n")
    with pytest.raises(InputError) as refused:
        read_actuals(path)
    assert [fault.line for fault in refused.value.faults] == [2, 3]


def test_nothing_is_suggested_when_no_phase_was_counted() -> None:
    monitored = pd.DataFrame({"census_year": [2026], "level": ["authority"], "code": ["all"]})
    assert suggested_places({"place_need": PLACE_NEED}, monitored).empty
