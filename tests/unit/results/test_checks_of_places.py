"""Checks of a run about places, on tables changed by hand: a school that is too full, a need that lost its places."""

from dataclasses import replace

import pandas as pd
import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import run_tiny, write_tiny_pack

from sufficiency.results.checks_of_places import (
    schools_are_no_fuller_than_places,
    shares_of_state_places_hold,
    state_places_follow_a_rule,
)
from sufficiency.results.every_table import make_tables
from sufficiency.results.shapes import Made

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]

YEARS = ("2024/25", "2025/26", "2026/27")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    made, inputs = run_tiny(write_tiny_pack(tmp_path_factory.mktemp("tiny"), scenario={"horizon": 2027}))
    return Made(made, inputs, make_tables(made, inputs))


def with_learners(ran, provider: str, learners: tuple[float, ...]) -> Made:
    """The run as if a provider had ten places and so many learners in each year."""
    table = ran.tables["schools"].set_index(["academic_year", "provider_id"])
    for year, count in zip(YEARS, learners, strict=True):
        table.loc[(year, provider), ["usable_places", "learners"]] = [10.0, count]
    return replace(ran, tables={**ran.tables, "schools": table.reset_index()})


def of_school(ran, provider: str) -> list[dict[str, object]]:
    return [row for row in schools_are_no_fuller_than_places(ran) if row["subject"] == provider]


def test_a_school_above_110_per_cent_is_named_with_its_fullest_year(ran):
    (row,) = of_school(with_learners(ran, "oak", (10.0, 11.5, 11.5)), "oak")
    assert row["severity"] == "information"
    assert row["value"] == pytest.approx(1.15)
    expected = "Oak School: 12 learners on 10 places (115%) in 2025/26; above 110% in 2025/26 to 2026/27"
    assert row["message"] == expected


def test_a_school_above_120_per_cent_is_a_warning(ran):
    (row,) = of_school(with_learners(ran, "oak", (12.5, 10.0, 11.5)), "oak")
    assert (row["severity"], row["threshold"]) == ("warning", 1.2)
    assert "(125%) in 2024/25; above 110% in 2024/25, 2026/27" in str(row["message"])


def test_a_school_at_110_per_cent_is_not_named_nor_an_independent_one_that_is_fuller(ran):
    assert of_school(with_learners(ran, "oak", (11.0, 11.0, 11.004)), "oak") == []
    assert of_school(with_learners(ran, "yew", (20.0, 20.0, 20.0)), "yew") == []


def shares(*rows: tuple[str, str, float, float, float]) -> pd.DataFrame:
    """Shares of the base year and of 2026/27: area, need, learners and places then, and those in a state school."""
    columns = ["academic_year", "area", "need", "required", "places", "in_state_special"]
    pairs = zip(("2024/25", "2026/27") * (len(rows) // 2), rows, strict=True)
    table = pd.DataFrame([(year, *row) for year, row in pairs], columns=columns)
    return table.assign(share=table["in_state_special"] / table["required"])


def moved(ran, *rows: tuple[str, str, float, float, float]) -> list[dict[str, object]]:
    return shares_of_state_places_hold(replace(ran, tables={**ran.tables, "state_shares": shares(*rows)}))


EVERYONE = (("all", "all", 100.0, 80.0, 80.0), ("all", "all", 125.0, 80.0, 80.0))
"""All together from 80% to 64%: four fifths of the share."""


def test_a_need_whose_share_falls_with_all_others_is_information(ran):
    (row,) = moved(ran, *EVERYONE, ("north", "ASD", 20.0, 20.0, 18.0), ("north", "ASD", 30.0, 21.0, 21.0))
    assert (row["severity"], row["subject"]) == ("information", "ASD, The North")
    assert row["value"] == pytest.approx(0.7 - 0.9)
    assert row["message"] == (
        "Autism (ASD), The North: 90% of 20 learners were in a state special school in 2024/25, 70% of 30 in 2026/27."
        " Required: +50%; state places that serve them: +5%. All needs and areas together go from 80% to 64%, which"
        " alone would make it 72%: it moved with the others"
    )


def test_a_need_that_gives_way_to_others_is_a_warning(ran):
    (row,) = moved(ran, *EVERYONE, ("north", "SLD", 20.0, 20.0, 18.0), ("north", "SLD", 20.0, 20.0, 10.0))
    assert row["severity"] == "warning"
    assert str(row["message"]).endswith("which alone would make it 72%: it moved 22 points below that")


def test_ten_points_and_few_learners_are_not_named(ran):
    assert moved(ran, *EVERYONE, ("north", "ASD", 20.0, 20.0, 18.0), ("north", "ASD", 20.0, 20.0, 16.0)) == []
    assert moved(ran, *EVERYONE, ("north", "ASD", 9.0, 9.0, 9.0), ("north", "ASD", 9.0, 9.0, 1.0)) == []


@pytest.mark.parametrize(("year", "named"), [("2029/30", 1), ("2030/31", 0)])
def test_a_share_that_moves_within_five_years_is_named_and_one_that_moves_later_is_not(ran, year, named):
    longer = replace(ran, run=replace(ran.run, scenario=replace(ran.run.scenario, horizon=2031)))
    table = shares(*EVERYONE, ("north", "SLD", 20.0, 20.0, 18.0), ("north", "SLD", 20.0, 20.0, 10.0))
    table = table.assign(academic_year=table["academic_year"].replace("2026/27", year))
    found = shares_of_state_places_hold(replace(longer, tables={**ran.tables, "state_shares": table}))
    assert len(found) == named


@pytest.mark.parametrize(
    ("rule", "words"), [("as_committed", "those that are dated"), ("as_in_the_last_years", "grow besides as learners")]
)
def test_a_run_says_which_state_places_it_has(ran, rule, words):
    scenario = ran.run.scenario
    capacity = scenario.parameters.capacity.model_copy(update={"state_places": rule})
    parameters = scenario.parameters.model_copy(update={"capacity": capacity})
    made = replace(ran, run=replace(ran.run, scenario=replace(scenario, parameters=parameters)))
    (row,) = state_places_follow_a_rule(made)
    assert (row["severity"], row["subject"]) == ("information", rule)
    assert words in str(row["message"])


def test_state_shares_are_of_learners_in_state_special_schools(ran):
    table = ran.tables["state_shares"].set_index(["academic_year", "area", "need"])
    whole = table.loc[("2024/25", "all", "all")]
    placed = ran.tables["placements"]
    special = placed[(placed["requirement"] == "special") & (placed["academic_year"] == "2024/25")]
    in_state = special.loc[special["provider_id"].isin(["oak", "elm"]), "learners"].sum()
    assert whole["in_state_special"] == pytest.approx(in_state)
    assert whole["places"] == pytest.approx(36)
    parts = table.loc["2026/27"].drop(index="all", level="area").drop(index="all", level="need")
    assert parts["required"].sum() == pytest.approx(table.loc[("2026/27", "all", "all"), "required"])
