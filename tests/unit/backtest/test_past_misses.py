"""The table of past misses says what docs/accuracy.md says, and what a backtest scored."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tiny_pack import REPOSITORY

from sufficiency.backtest.past_misses import misses_of_plans, renew
from sufficiency.backtest.placements.gates import NAMES
from sufficiency.packs.england.contracts import PAST_MISSES
from sufficiency.tables.files import read_table

pytestmark = pytest.mark.unit

TABLE = REPOSITORY / "data" / "reference" / "past_misses.csv"
PAGE = (REPOSITORY / "docs" / "accuracy.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    table, faults = read_table(TABLE, PAST_MISSES)
    assert faults == []
    return table.set_index(["series", "years_ahead"])


def on_page(name: str) -> list[list[str]]:
    """The rows of a table of docs/accuracy.md, cell by cell, without its heading."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- end -->", PAGE, re.DOTALL)
    assert found is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines()[2:]]


def written(value: float) -> str:
    return f"{value:.{2 if abs(value) < 9.995 else 1}f}"


MEASURES = {
    "mean absolute % error": "mean_abs_percent",
    "mean % error, signed (negative: too few)": "signed_percent",
    "inside the 80% band, %": "inside_80",
    "England's total, % error": "together_percent",
    "forecasts scored": "forecasts",
}


def test_plans_miss_as_the_page_says(shipped):
    rows = {row[0]: row[1:6] for row in on_page("horizons")}
    for measure in list(MEASURES)[:3]:
        assert [written(shipped.loc[("plans", ahead), MEASURES[measure]]) for ahead in range(1, 6)] == rows[measure]


def test_age_bands_miss_as_the_page_says_and_no_band_of_theirs_is_shown(shipped):
    rows = {row[0]: row[2:] for row in on_page("ages") if row[1] == "sufficiency"}
    assert len(rows) == 5
    for band, cells in rows.items():
        assert [written(value) for value in shipped.loc[band, "mean_abs_percent"]] == cells
        assert shipped.loc[band, "inside_80"].isna().all()


def test_learners_by_kind_miss_as_the_page_says_with_plans_forecast_too(shipped):
    codes = {name: code for code, name in NAMES.items()}
    rows = on_page("where: ours all forecast")
    checked = 0
    for name, measure, *cells in rows:
        if measure in MEASURES:
            values = shipped.loc[codes[name], MEASURES[measure]].astype(float)
            assert [written(value) for value in values] == cells[:4], (name, measure)
            checked += 1
    assert checked == 4 * len(MEASURES)


def test_the_page_and_the_table_count_the_same_authorities(shipped):
    assert f"{shipped.loc[('plans', 1), 'authorities']} authorities, counted every year" in PAGE
    assert shipped.loc["plans", "first_january"].unique().tolist() == [2017]
    assert shipped.loc["plans", "last_january"].tolist() == [2024, 2023, 2022, 2021, 2020]
    assert shipped.loc["state_special", "last_january"].tolist() == [2024, 2023, 2022, 2021]


def accuracy() -> pd.DataFrame:
    """Two origins of two authorities, one year ahead, and another method that must stay out."""
    rows = [
        ("complete", "total", method, split, group, horizon, measure, value, cells)
        for method, missed in (("sufficiency", 4.0), ("drift", 9.0))
        for split, group, cells in (("all", "all", 4), ("origin", "2019", 2), ("origin", "2020", 2))
        for measure, value in (("mape", missed), ("bias", -1.0), ("cover_80", 75.0), ("pinball", 1.0))
        for horizon in ("1", "all")
    ]
    names = ["authorities", "series", "method", "split", "group", "horizon", "measure", "value", "cells"]
    return pd.DataFrame(rows, columns=names)


def test_rows_are_read_from_the_accuracy_of_a_backtest():
    (row,) = misses_of_plans(accuracy(), "invented").to_dict("records")
    assert np.isnan(row.pop("together_percent"))
    assert row == {
        "series": "plans",
        "years_ahead": 1,
        "mean_abs_percent": 4.0,
        "signed_percent": -1.0,
        "inside_80": 75.0,
        "forecasts": 4,
        "authorities": 2,
        "first_january": 2019,
        "last_january": 2020,
        "source": "invented",
    }


def test_a_benchmark_renews_its_own_series_and_leaves_the_others(tmp_path: Path):
    path = tmp_path / "past_misses.csv"
    first = misses_of_plans(accuracy(), "invented")
    renew(path, first.assign(series="base"))
    renew(path, first)
    renew(path, first.assign(mean_abs_percent=5.0))
    table, faults = read_table(path, PAST_MISSES)
    assert faults == []
    assert dict(zip(table["series"], table["mean_abs_percent"], strict=True)) == {"base": 4.0, "plans": 5.0}
