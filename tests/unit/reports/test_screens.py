"""Screens of text: nothing is cut off, columns do not meet, and a range is written one way."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from report_fixture import run_summary

from sufficiency.reports.comparison.text import WIDTH, comparison_text, split_text
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.text import render_text
from sufficiency.results.headlines import MEASURES
from sufficiency.studies.attribution import split

pytestmark = pytest.mark.unit
NAMES = ("kent-baseline", "runs/of-the-spring/kent-every-measure-of-the-plan-at-once")


def side_by_side() -> pd.DataFrame:
    rows = [
        (name, year, measure, *figures)
        for name in NAMES
        for year in range(2025, 2036)
        for measure in MEASURES
        for figures in [(102_534.0, 98_037.0, 106_037.0, -1_234_567.0, -1_400_000.0, 558.0)]
    ]
    ends = ("difference", "difference_p10", "difference_p90")
    return pd.DataFrame(rows, columns=["scenario", "census_year", "measure", "value", "p10", "p90", *ends])


def test_columns_of_a_comparison_do_not_meet_and_no_line_is_too_long():
    text = comparison_text(side_by_side(), 50, (f"Diversion: 10%{' of learners in new places' * 6}",))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "102,534 (98,037 to 106,037)     102,534 (98,037 to 106,037)" in text
    assert "−1,234,567 (−1,400,000 to 558)" in text
    assert "–" not in text


def test_a_comparison_of_few_draws_shows_no_range():
    text = comparison_text(side_by_side(), 9, ())
    assert "No ranges: 9 draws are too few" in text
    assert " to 106,037" not in text


def test_names_of_changes_go_on_below():
    names = ["parameters.capacity.practised_occupancy with parameters.placement.as_practised", "lever one"]

    def worth(made: frozenset[str]) -> pd.DataFrame:
        return pd.DataFrame({"plans": [1e6 * len(made), np.nan]}, index=[2030, 2035])

    found = replace(split(names, worth, seed=1), changed=("lever one: only in the second run",))
    text = split_text(found, ["plans"], [2030, 2035], ())
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "\nplans: EHC plans\n" in text, "a measure has its name beside its code"
    assert "What differs, from the first run to the second\n  lever one: only in the second run" in text


def test_a_need_has_its_name_in_a_line_that_goes_on_below():
    summary = run_summary()
    gap = replace(summary.largest_gaps[0], need="PMLD", area_name="The District of the Longest Name in the Authority")
    text = render_text(replace(summary, largest_gaps=(gap,)))
    words = f"Profound and multiple learning difficulty (PMLD), {gap.phase}"
    assert words in " ".join(text.split())
    assert gap.area_name in " ".join(text.split())


def test_nothing_of_a_summary_is_cut_off():
    summary = run_summary()
    title = " ".join(f"word{place}" for place in range(60))
    value = replace(summary.explained.place_values[0], saving=Estimate(-109_939.0, -400_000.0, 150_558.0))
    explained = replace(summary.explained, place_values=(value,))
    text = render_text(replace(summary, identity=replace(summary.identity, title=title), explained=explained))
    assert title in " ".join(text.split())
    assert "more)" in text
    assert "…" not in text
    assert "–" not in text
    assert max(map(len, text.splitlines())) <= WIDTH
