"""The evidence of a bid adds up: the gap with its parts, the three ways, phasing, and what is hidden stays hidden."""

from dataclasses import replace

import pandas as pd
import pytest
from bid_by_hand import BASE_GAP, FIGURES, GAP, example, export, given, run

from models.vocabulary import Need, NeedGroup, Phase
from sufficiency.returns.audience import HIDDEN, Audience
from sufficiency.returns.bid.evidence import BidTable, by_name
from sufficiency.returns.bid.need_facts import BidCells
from sufficiency.returns.bid.sections.base_test import base_section, ways
from sufficiency.returns.bid.sections.phasing import filled, phases_of
from sufficiency.returns.bid.sections.supply import over_full
from sufficiency.returns.bid.whole import bid_sections

pytestmark = pytest.mark.unit


def tables(made=None) -> dict[str, BidTable]:
    return dict(by_name(bid_sections(made or given())))


def test_the_gap_of_every_year_is_the_sum_of_its_three_parts():
    rows = tables()["gap"].rows
    assert len(rows) == 6
    for _, above, want, unmet, gap, low, high in rows:
        assert above + want + unmet == pytest.approx(gap)
        assert low <= gap <= high
    assert rows[-1][4] == GAP


def test_a_school_whose_learners_are_hidden_is_not_counted_as_one_with_room():
    assert over_full(pd.Series([1.2, 0.9, 1.0])) == "1 of 3 have more learners than places"
    some = over_full(pd.Series([1.2, HIDDEN, 1.0], dtype=object))
    assert some == "1 of the 2 whose learners are shown have more than places; of 1 that is hidden"
    assert over_full(pd.Series([HIDDEN, HIDDEN], dtype=object)) == "how full they are is hidden (c)"


def test_required_is_where_everybody_is():
    for _, _, *parts, required in tables()["where_learners_are"].rows:
        assert sum(parts) == pytest.approx(required)


def test_demand_is_of_both_runs_and_their_difference():
    rows = tables()["demand"].rows
    required = sum(figures[0] for figures in FIGURES.values())
    assert rows[-1][4] == required
    assert rows[-1][1] == pytest.approx(1.25 * required)
    assert rows[-1][7] == pytest.approx(-0.25 * required)
    by_cell = tables()["demand_by_phase"].rows
    assert by_cell[-1][-1] == sum(row[-1] for row in by_cell[:-1]) == required


def test_bases_and_special_schools_together_serve_what_each_leaves():
    bases, both, special = ways(given())
    assert (bases.served, bases.unserved) == (BASE_GAP, GAP - BASE_GAP)
    assert (special.served, special.unserved) == (GAP - BASE_GAP, BASE_GAP)
    assert (both.served, both.unserved) == (GAP, 0.0)
    assert both.least == bases.least + special.least == BASE_GAP * 15_000 + (GAP - BASE_GAP) * 70_000
    assert both.most == bases.most + special.most == BASE_GAP * 75_000 + (GAP - BASE_GAP) * 120_000
    assert both.a_year == 10_000 + 11_000 + 5_000
    assert both.miles == bases.miles + special.miles == 8 * 47.0


def test_that_requirement_is_an_assumption_stands_first_beside_the_three_ways():
    section = base_section(given())
    assert section.sentences[0].startswith("What a learner requires is an assumption, not a fact about a child")
    assert "not among those named as accepted" in section.sentences[-1]
    assert section.boxes == ("why_not_a_base",)


def test_profound_difficulties_are_named_as_an_accepted_reason_that_is_to_be_checked():
    project = replace(example(), need_groups=(NeedGroup.SEVERE_PROFOUND,), needs=(Need.PMLD,))
    words = base_section(given(project)).sentences[-1]
    assert "named as a reason that is accepted" in words
    assert "unverified: check against the live guide" in words


def test_what_is_hidden_hides_every_sum_that_it_is_part_of_and_no_other():
    frame = export().astype({"inmss_for_want": object})
    one = (frame["area"] == "all") & (frame["phase"] == "primary") & (frame["requirement"] == "all")
    frame.loc[one, "inmss_for_want"] = HIDDEN
    facts = run(frame=frame).facts
    both = BidCells((), (Phase.PRIMARY, Phase.SECONDARY), (NeedGroup.SEMH,))
    assert facts.of("inmss_for_want", "2029/30", both) == HIDDEN
    assert facts.of("unmet", "2029/30", both) == 22.0
    assert facts.of("inmss_for_want", "2029/30", replace(both, phases=(Phase.SECONDARY,))) == 25.0
    assert facts.of("inmss_for_want", "2029/30", replace(both, areas=("north", "south"))) == 47.0


def test_a_hidden_gap_is_hidden_on_every_table_that_shows_it():
    frame = export().astype(dict.fromkeys(("gap", "inmss_for_want"), object))
    frame.loc[frame["phase"] == "primary", ["gap", "inmss_for_want"]] = HIDDEN
    made = tables(replace(given(), main=run(frame=frame)))
    assert {row[4] for row in made["gap"].rows} == {HIDDEN}
    assert {row[3] for row in made["gap_and_project"].rows} == {HIDDEN}
    assert {row[1] for row in made["three_ways"].rows} == {HIDDEN}
    assert {row[6] for row in made["options"].rows} == {HIDDEN}


def test_phasing_follows_the_ages_of_learners_now_and_fills_the_places_in_whole_learners():
    made = given(replace(example(), phasing={}))
    grid = phases_of(made)
    totals = [sum(row[step] for row in grid.values()) for step in range(7)]
    assert totals == filled(made) == [20, 40, 60, 60, 60, 60, 60]
    shares = {"ks2": 4 / 9, "ks3": 3 / 9, "ks4": 2 / 9}
    for key, share in shares.items():
        assert abs(grid[key][2] - 60 * share) < 1
    assert sum(grid["nursery"]) == sum(grid["age_16_19"]) == 0


def test_phasing_that_the_file_gives_stands_as_it_is_and_foots():
    table = tables()["phasing"]
    assert table.rows[3][1:4] == (8.0, 16.0, 22.0)
    assert table.rows[-1][1:] == (20.0, 40.0, 60.0, 60.0, 60.0, 60.0, 60.0)
    assert table.notes == ()


def test_doing_nothing_is_an_option_and_has_the_whole_gap():
    made = tables()
    assert made["options"].rows[0][:3] == ("Do nothing", "None", 0.0)
    assert made["options"].rows[0][6] == GAP
    assert made["options"].rows[1][6] == GAP - 60
    assert [row[2] for row in made["appraisal"].rows].count("Do nothing") == 2
    flows = made["cash_flows"].rows
    assert all(sum(row[3:9]) == pytest.approx(row[9], abs=0.01) for row in flows)


def test_an_option_leaves_missing_who_requires_another_kind_of_place():
    """Sixty places in bases serve the fourteen who require one; in special schools all sixty find a learner."""
    left = {row[1]: (row[5], row[6]) for row in tables()["options"].rows if row[5] == 60.0}
    assert left["State special school"] == (60.0, GAP - 60)
    assert left["Specialist base"] == (60.0, GAP - BASE_GAP)


def test_the_range_of_a_sum_is_said_to_be_of_ends_added_up():
    made = tables(replace(given(), main=replace(given().main, draws=1_000)))
    for name in ("demand", "gap"):
        assert "the ends of its parts are added up" in made[name].words


def test_a_mean_of_a_few_children_is_not_shown():
    made = tables(replace(given(), few=frozenset({"state_special", "independent_special"})))
    assert {row[3] for row in made["three_ways"].rows[1:]} == {HIDDEN}
    assert {row[1] for row in made["journey_costs"].rows} == {HIDDEN}
    assert "£85,000" not in made["three_ways"].notes[0]


def test_what_checks_found_is_quoted_to_officers_alone():
    public, internal = (tables(given(text="61 in Gosport", audience=one))["checks"] for one in Audience)
    assert [len(row) for row in public.rows] == [3]
    assert public.rows[0][2] == 1.0
    assert internal.rows[0][3] == "61 in Gosport"


def test_an_authority_without_schools_has_a_bid_with_no_school_in_it():
    made = given()
    rows = tables(replace(made, schools=made.schools.iloc[:0]))
    assert rows["schools"].rows == ()
    assert {row[2] for row in rows["supply"].rows} == {0.0}
