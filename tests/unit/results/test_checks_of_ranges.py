"""Checks of a run about its ranges: too few draws, a cap, and a centre that lies outside."""

from dataclasses import replace

import numpy as np
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.results.check_rows import years_in_words
from sufficiency.results.checks_of_ranges import (
    cells_are_inside,
    central_figures_are_inside,
    ranges_are_not_capped,
    ranges_have_draws,
)
from sufficiency.results.every_table import make_tables
from sufficiency.results.shapes import Made

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    made, inputs = run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"horizon": 2027}))
    many = replace(made, scenario=replace(made.scenario, draws=12))  # as if it had enough for a range
    return Made(many, inputs, make_tables(made, inputs))


def with_gap(ran, central: float, low: float, high: float) -> Made:
    """The run as if the authority's gap were so in every year."""
    table = ran.tables["place_need_totals"].copy()
    table.loc[table["level"] == "authority", ["gap", "gap_p10", "gap_p90"]] = [central, low, high]
    return replace(ran, tables={**ran.tables, "place_need_totals": table})


def of_draws(made: Made, draws: int) -> Made:
    return replace(made, run=replace(made.run, scenario=replace(made.run.scenario, draws=draws)))


def test_too_few_draws_are_one_warning_and_no_range_is_judged(ran):
    few = of_draws(with_gap(ran, 1100.0, 800.0, 1000.0), 2)
    (row,) = ranges_have_draws(few)
    assert "2 draws are too few for a range" in str(row["message"])
    assert central_figures_are_inside(few) + ranges_are_not_capped(few) + cells_are_inside(few) == []


def of_gap(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [row for row in rows if row["subject"] == "gap, gap"]


def test_a_range_that_ends_at_its_centre_is_capped(ran):
    (row,) = of_gap(ranges_are_not_capped(with_gap(ran, 1000.0, 800.0, 1005.0)))
    words = "the gap in state places: the range ends at its centre, or nearly, in 2025/26 to 2026/27"
    assert words in str(row["message"])
    assert of_gap(ranges_are_not_capped(with_gap(ran, 1000.0, 800.0, 1006.0))) == []
    assert of_gap(ranges_are_not_capped(with_gap(ran, 1000.0, 700.0, 800.0))) == [], "no cap holds the centre so high"
    assert of_gap(ranges_are_not_capped(with_gap(ran, 0.0, 0.0, 0.0))) == [], "nobody has no range to be capped"


def test_a_centre_outside_its_range_is_named_with_the_year_and_why(ran):
    (row,) = of_gap(central_figures_are_inside(with_gap(ran, 1100.0, 800.0, 1000.0)))
    assert row["severity"] == "warning"
    assert "furthest in 2025/26 (1,100; 800 to 1,000): so few draws may miss it by chance" in str(row["message"])
    made = with_gap(ran, 1100.0, 800.0, 1000.0)
    many = replace(made, run=replace(made.run, scenario=replace(made.run.scenario, draws=50)))
    (row,) = of_gap(central_figures_are_inside(many))
    assert "schools fill to a ceiling and no further" in str(row["message"])
    assert of_gap(central_figures_are_inside(with_gap(ran, 1000.0, 800.0, 1000.0))) == []


def test_a_run_says_how_many_of_its_totals_are_outside(ran):
    (row,) = [row for row in central_figures_are_inside(ran) if row["subject"] == "all"]
    named = [row for row in central_figures_are_inside(ran) if row["subject"] != "all"]
    assert row["value"] == sum(float(str(one["value"])) for one in named)


@pytest.mark.parametrize(("draws", "severity"), [(19, "warning"), (20, "information")])
def test_few_draws_are_a_warning(ran, draws, severity):
    made = replace(ran, run=replace(ran.run, scenario=replace(ran.run.scenario, draws=draws)))
    (row,) = ranges_have_draws(made)
    assert row["severity"] == severity
    assert ("range of" in str(row["message"])) is (draws < 20) or "ranges of 19 draws" in str(row["message"])


def test_cells_outside_their_range_are_counted_by_table_and_explained(ran):
    many = replace(ran, run=replace(ran.run, scenario=replace(ran.run.scenario, draws=50)))
    subjects = {str(row["subject"]): row for row in cells_are_inside(with_gap(many, 1100.0, 800.0, 1000.0))}
    years = ran.tables["place_need_totals"]["academic_year"].nunique()
    assert float(str(subjects["place_need_totals, gap"]["value"])) >= years
    assert "where schools are just full, figures move in jumps" in str(subjects["place_need_totals, gap"]["message"])
    assert cells_are_inside(of_draws(ran, 9)) == []


def test_very_few_draws_are_said_to_give_no_range(ran):
    (row,) = ranges_have_draws(of_draws(ran, 3))
    assert row["value"] == 3
    assert str(row["message"]).startswith("3 draws are too few for a range, which takes 10 or more: none is given")


def test_without_draws_there_is_no_range_to_check(ran):
    made = replace(ran, run=replace(ran.run, scenario=replace(ran.run.scenario, draws=1)))
    assert ranges_are_not_capped(made) == []


def test_years_are_told_as_runs_of_neighbours():
    every = [f"20{year}/{year + 1}" for year in range(24, 31)]
    assert years_in_words(np.array(every)[[0, 2, 3, 4, 6]].tolist(), every) == "2024/25, 2026/27 to 2028/29, 2030/31"
