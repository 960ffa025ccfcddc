"""How an amount that reaches a target is sought: in few runs, near the present amount; none where none does."""

import pytest
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import inputs_of, write_tiny_pack

from models.outcome.place_need import place_need_of
from models.vocabulary import NEEDS
from sufficiency.errors import InputError
from sufficiency.forecast.pipeline import central_run
from sufficiency.results.headlines import central_of
from sufficiency.results.part_totals import OF_PARTS, Part, of_part
from sufficiency.scenario.loader import load_scenario
from sufficiency.studies.goal import Search, Target, amount_of, read_target, seek

pytestmark = pytest.mark.unit

AT_MOST_100 = Target("plans", 2030, True, 100.0)


def test_the_present_amount_is_kept_where_it_reaches_the_target():
    answer = seek(Search(1.0, 0.0, 2.0), lambda amount: 90.0 + amount, AT_MOST_100)
    assert answer.found is not None
    assert (answer.found.amount, len(answer.trials)) == (1.0, 1)


def test_the_amount_where_the_target_is_just_reached_is_found():
    answer = seek(Search(1.0, 0.0, 2.0), lambda amount: 120.0 * amount, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.total == pytest.approx(100.0, rel=0.002)
    assert answer.found.total <= 100.0
    assert len(answer.trials) <= 6, "a straight line is met at once"


def test_an_amount_on_the_other_side_is_found():
    answer = seek(Search(1.0, 0.0, 4.0), lambda amount: 150.0 - 20.0 * amount, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.amount == pytest.approx(2.5, rel=0.01)


def test_whole_numbers_are_sought_and_the_least_that_will_do_is_found():
    answer = seek(Search(20, -5, 400, whole=True), lambda amount: 171.5 - amount / 2, AT_MOST_100)
    assert answer.found is not None
    assert answer.found.amount == 143
    assert all(trial.amount == round(trial.amount) for trial in answer.trials)


def test_what_no_amount_reaches_is_told_and_the_side_that_leads_away_is_left():
    answer = seek(Search(1.0, 0.0, 100.0), lambda amount: 200.0 + amount, AT_MOST_100)
    assert answer.found is None
    assert sorted(trial.amount for trial in answer.trials) == [0.0, 1.0, 25.0]


AREAS = {"E1": "New Forest", "E2": "Havant"}


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("missing 2030 <= 100", Target("missing_places", 2030, True, 100.0)),
        ("missing in new forest 2030 <= 9.5", Target("missing_places", 2030, True, 9.5, Part("E1"))),
        ("unmet_learners for autism 2030 >= 3", Target("unmet_learners", 2030, False, 3.0, Part("", "ASD"))),
        (" plans in E2 for ASC 2030<=3 ", Target("plans", 2030, True, 3.0, Part("E2", "ASD"))),
        (
            "Missing places for Autism in Havant 2030 \u2264 20",
            Target("missing_places", 2030, True, 20.0, Part("E2", "ASD")),
        ),
        ("high_needs_gbp 2030 <= 3", Target("high_needs_gbp", 2030, True, 3.0)),
    ],
)
def test_a_target_may_be_of_an_area_and_a_need(text, target):
    assert read_target(text, AREAS) == target


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "missing in Havent 2030 <= 3",
            "'Havent' is no area; there are: E1 (New Forest), E2 (Havant); did you mean E2",
        ),
        ("missing for SEMHH 2030 <= 3", "'SEMHH' is no need; there are: ASD (Autism), SEMH (Social"),
        (
            "high_needs_gbp in Havant 2030 <= 3",
            "high_needs_gbp is not known of an area or a need alone; these are: plans, missing_places,",
        ),
        ("misssing 2030 <= 3", "did you mean missing?"),
        ("missing in Havant <= 3", "is not a target"),
        ("unmet 2030 <= 3", "did you mean unmet_learners?"),
        ("missing for mental health 2030 <= 3", "did you mean SEMH (Social, emotional and mental health)?"),
        ("missing in Havnt for SEHM 2030 <= 3", "did you mean SEMH?"),
        ("missing in Havnt for SEHM 2030 <= 3", "did you mean E2 (Havant)?"),
        ("missing 2029/30 <= 3", "write the year of the January census in it: 2030"),
        ("missing 2030 < 3", "the sign is <= (at most) or >= (at least)"),
        ("high_needs_gbp 2030 <= £300m", "write the number alone: 300000000"),
    ],
)
def test_a_target_that_cannot_be_read_is_told_with_what_there_is(text, says):
    with pytest.raises(InputError) as refused:
        read_target(text, AREAS)
    assert says in str(refused.value)


@pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)
def test_parts_add_up_to_the_totals_of_the_authority(tmp_path):
    new = {"name": "Elm", "provision": "state_special", "area": "south", "needs": ["ASD"], "ages": [4, 10]}
    new |= {"easting": 450_000, "northing": 114_000, "opens": "2025/26", "places": 6, "source": "x"}
    pack = write_tiny_pack(tmp_path, None, {"horizon": 2026, "places": {"new_providers": {"new": new}}})
    scenario, inputs = load_scenario(pack.scenario), inputs_of(pack)
    assert amount_of(scenario, "places.new_providers.new.places") == 6
    run = central_run(scenario, inputs, place_values=False)
    whole = central_of(run)
    for measure in OF_PARTS:
        parts = [of_part(run, Part(area, need), measure) for area in ("north", "south") for need in NEEDS]
        assert sum(parts) == pytest.approx(whole.get(measure, of_part(run, Part(), measure)))
    need = place_need_of(run.instance, run.path)
    assert of_part(run, Part(), "missing_places") == pytest.approx(
        (need.above + need.displaced + need.unmet).sum(axis=1)
    )


@pytest.mark.parametrize(
    ("measure", "value", "found", "written"),
    [
        ("missing_places", 1.0, 1.004, "1.004"),
        ("missing_places", 1.0, 1.0, "1.0"),
        ("missing_places", 200.0, 202.44, "202.4"),
        ("high_needs_gbp", 23e6, 23_604_531.1, "£23,604,531"),
    ],
)
def test_a_total_is_written_so_that_it_shows_on_which_side_of_the_target_it_is(measure, value, found, written):
    assert Target(measure, 2030, True, value).written(found) == written


def test_the_part_of_a_target_is_told_by_name():
    assert Part("E1", "SEMH").named({"E1": "Havant"}) == " in Havant for SEMH"
    assert Part().named({}) == ""
