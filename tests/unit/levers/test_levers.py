"""What a lever is worth in each year and on whom it acts, by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models.demand.drivers import DRIVER_NAMES
from models.demand.levers_on_plans import may_require, prevalence_ceiling, steered_requirement
from models.levers.acting import aims_at_ages, amounts, in_order, moved, weights
from models.levers.lever import KINDS_OF_LEVER, ActsOn, How, KindOfLever, Lever, Shape, What, Where
from models.placement.levers_on_pairs import Aimed, steered_growth, steered_pairs
from models.vocabulary import AGES, NEEDS, PHASES, REQUIREMENTS, Need, Phase, Requirement

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[3]
YEARS = np.arange(2026, 2032)
SPECIAL, BASE = REQUIREMENTS.index(Requirement.SPECIAL), REQUIREMENTS.index(Requirement.BASE)
MLD, SEMH = NEEDS.index(Need.MLD), NEEDS.index(Need.SEMH)


@pytest.mark.parametrize("what", What)
def test_every_kind_of_lever_has_a_row_and_a_driver_where_it_moves_plans(what):
    row: KindOfLever = KINDS_OF_LEVER[what]
    assert row.about.endswith(".")
    assert row.least < row.most
    assert (row.driver in DRIVER_NAMES) == (row.acts_on in {ActsOn.PERSONS, ActsOn.PLANS})
    assert "providers" not in row.aims or row.acts_on in {ActsOn.PAIRS, ActsOn.MARKETS}


def lever(**changes: object) -> Lever:
    given = {"name": "a", "what": What.REQUEST_RATE, "how": How.MULTIPLY, "amount": 0.5, "first_year": 2027}
    return Lever(**{**given, **changes})


def shares(special: float) -> np.ndarray:
    made = np.zeros((len(AGES), len(NEEDS), len(REQUIREMENTS)))
    made[:, :, SPECIAL] = special
    return made


def mix(**changes: object) -> Lever:
    moves = {"moves_from": Requirement.SPECIAL, "moves_to": Requirement.BASE}
    return lever(**{"what": What.REQUIREMENT_MIX, **moves, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [0, 1, 1, 1, 1, 1]),
        ({"last_year": 2028}, [0, 1, 1, 0, 0, 0]),
        ({"last_year": 2030, "shape": Shape.LINEAR}, [0, 0.25, 0.5, 0.75, 1, 1]),
        ({"last_year": 2030, "shape": Shape.FRONT_LOADED}, [0, 0.5, 0.5**0.5, 0.75**0.5, 1, 1]),
        ({"last_year": 2030, "shape": Shape.BACK_LOADED}, [0, 0.0625, 0.25, 0.5625, 1, 1]),
    ],
)
def test_the_shape_says_how_a_lever_comes_in(changes, expected):
    assert weights(lever(**changes), YEARS) == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    ("how", "amount", "expected"),
    [(How.MULTIPLY, 1.5, 12.0), (How.ADD, 6.0, 13.0), (How.TARGET, 20.0, 15.0), (How.AT_MOST, 4.0, 7.0)],
)
def test_half_the_weight_is_half_the_way(how, amount, expected):
    found = moved(np.array([9.6 if how is How.MULTIPLY else 10.0]), lever(how=how), amount, np.array([0.5]))
    assert found == pytest.approx([expected])


def test_what_is_below_the_most_stays():
    assert moved(np.array([3.0]), lever(how=How.AT_MOST), 4.0, np.array([1.0])) == pytest.approx([3.0])


def test_an_interval_is_drawn_as_two_half_normals_and_is_its_80_percent():
    drawn = amounts(lever(amount=1.0, low=0.9, high=1.3), np.array([-1.2815515655446004, 0.0, 1.2815515655446004]))
    assert drawn == pytest.approx([0.9, 1.0, 1.3])


def test_levers_act_by_kind_of_amount_and_then_by_name():
    given = [
        lever(name="z", how=How.AT_MOST),
        lever(name="b", how=How.ADD),
        lever(name="c"),
        lever(name="a", how=How.ADD),
    ]
    assert [one.name for one in in_order(given)] == ["c", "a", "b", "z"]


def test_a_birth_cohort_is_aimed_at_as_it_ages():
    aimed = aims_at_ages(lever(where=Where(reception_from=2024, reception_to=2024)), YEARS, AGES)
    assert [int(np.flatnonzero(row)[0]) for row in aimed] == [6, 7, 8, 9, 10, 11]
    assert aimed.sum() == len(YEARS)


def test_a_move_at_transfer_follows_those_who_entered_the_phase():
    found = steered_requirement([mix(where=Where(phases=(Phase.SECONDARY,)))], np.zeros(1), shares(0.4), YEARS)
    year_2029 = found[3, :, MLD]
    assert year_2029[10:16, SPECIAL] == pytest.approx([0.4, 0.2, 0.2, 0.2, 0.4, 0.4])
    assert year_2029[10:16, BASE] == pytest.approx([0.0, 0.2, 0.2, 0.2, 0.0, 0.0])


def test_a_move_aimed_at_year_7_is_kept_through_the_phase():
    by_phase = mix(where=Where(phases=(Phase.SECONDARY,)))
    by_year_group = mix(where=Where(ages=(11,)))
    found = [steered_requirement([one], np.zeros(1), shares(0.4), YEARS) for one in (by_phase, by_year_group)]
    assert found[0] == pytest.approx(found[1])


def test_a_move_for_some_years_stays_with_those_who_were_moved():
    found = steered_requirement(
        [mix(where=Where(phases=(Phase.SECONDARY,)), last_year=2027)], np.zeros(1), shares(0.4), YEARS
    )
    assert found[3, 11:16, MLD, SPECIAL] == pytest.approx([0.4, 0.4, 0.2, 0.4, 0.4])


def test_a_move_at_once_moves_everybody_aimed_at():
    found = steered_requirement([mix(at_transfer=False)], np.zeros(1), shares(0.4), YEARS)
    assert found[0, :, :, SPECIAL] == pytest.approx(0.4)
    assert found[1:, :, :, SPECIAL] == pytest.approx(0.2)
    assert found[1:, :, :, BASE] == pytest.approx(0.2)


def test_a_move_to_mainstream_leaves_learners_without_a_specialist_place():
    found = steered_requirement([mix(at_transfer=False, moves_to=None)], np.zeros(1), shares(0.4), YEARS)
    assert found[-1].sum(axis=2) == pytest.approx(0.2)


def test_the_growth_of_the_market_is_moved_in_the_order_of_levers_and_where_they_aim():
    growth = {"what": What.MARKET_GROWTH}
    levers = [
        lever(name="a", how=How.AT_MOST, amount=0.1, where=Where(needs=(Need.MLD,)), **growth),
        lever(name="b", amount=0.5, **growth),
        lever(name="c", how=How.ADD, amount=0.3, where=Where(providers=("m2",)), **growth),
    ]
    needs = np.zeros((3, len(NEEDS)), dtype=bool)
    needs[0, MLD] = needs[1, SEMH] = needs[2, [MLD, SEMH]] = True
    found = steered_growth(levers, np.zeros(3), np.full(len(YEARS), 0.3), needs, ["m0", "m1", "m2"], YEARS)
    assert found == pytest.approx(np.array([[0.3, 0.3, 0.3]] + [[0.1, 0.15, 0.1]] * 5))


AIMED = Aimed(
    need=np.array([MLD, MLD, SEMH]),
    phase=np.array([PHASES.index(Phase.PRIMARY), *[PHASES.index(Phase.SECONDARY)] * 2]),
    area=np.array(["north", "south", "south"], object),
    provider_id=np.array(["yew", "elm", "yew"], object),
)


@pytest.mark.parametrize(
    ("where", "moved"),
    [
        (Where(), [2, 2, 2]),
        (Where(needs=(Need.MLD,)), [2, 2, 1]),
        (Where(phases=(Phase.SECONDARY,)), [1, 2, 2]),
        (Where(areas=("south",)), [1, 2, 2]),
        (Where(providers=("yew",)), [2, 1, 2]),
        (Where(needs=(Need.MLD,), providers=("yew",)), [2, 1, 1]),
        (Where(areas=("north",), providers=("elm",)), [1, 1, 1]),
    ],
)
def test_what_is_charged_or_paid_moves_for_those_aimed_at_alone(where, moved):
    levers = [lever(what=What.TRANSPORT_PRICE, amount=2.0, where=where)]
    found = steered_pairs(levers, What.TRANSPORT_PRICE, np.zeros(1), np.ones(3), AIMED, YEARS)
    assert found[1].tolist() == moved
    assert found[0].tolist() == [1, 1, 1]


def test_levers_on_one_provider_and_on_all_act_in_the_stated_order():
    levers = [
        lever(name="a", what=What.FEE, how=How.AT_MOST, amount=60_000.0),
        lever(name="b", what=What.FEE, how=How.ADD, amount=5_000.0, where=Where(providers=("yew",))),
        lever(name="c", what=What.FEE, amount=0.5, where=Where(providers=("elm",))),
    ]
    found = steered_pairs(levers, What.FEE, np.zeros(3), np.full(3, 80_000.0), AIMED, YEARS)
    assert found[:2].tolist() == [[80_000] * 3, [60_000, 40_000, 60_000]]


def test_no_price_falls_below_nothing_and_a_lever_after_that_goes_on_from_nothing():
    levers = (
        Lever("a discount", What.FEE, How.ADD, -100_000.0, int(YEARS[1])),
        Lever("b rise", What.FEE, How.ADD, 5_000.0, int(YEARS[1])),
    )
    found = steered_pairs(levers, What.FEE, np.zeros(2), np.full(3, 80_000.0), AIMED, YEARS)
    assert found[0].tolist() == [80_000.0] * 3
    assert found[1].tolist() == [5_000.0] * 3


@pytest.mark.parametrize("lower", ["a", "z"])
def test_the_lower_of_two_ceilings_holds_whatever_their_names(lower):
    ceilings = [
        lever(name=lower, what=What.PREVALENCE_CEILING, how=How.AT_MOST, amount=0.04),
        lever(name="m", what=What.PREVALENCE_CEILING, how=How.AT_MOST, amount=0.05, first_year=2026),
    ]
    assert prevalence_ceiling(ceilings, YEARS).tolist() == [0.05] + [0.04] * 5


def test_what_one_lever_brings_to_a_kind_of_place_another_may_move_on():
    """From a base to INMSS by the first lever in order, and into a base from a special school by the second."""
    on = mix(name="a", moves_from=Requirement.BASE, moves_to=Requirement.INDEPENDENT_ONLY)
    into = mix(name="b", moves_from=Requirement.SPECIAL, moves_to=Requirement.BASE)
    assert may_require([on, into], shares(0.5)).all()
    assert not may_require([on], shares(0.5))[:, :, BASE].any()


@pytest.mark.parametrize("what", What)
def test_what_is_believable_lies_inside_what_is_allowed(what):
    row = KINDS_OF_LEVER[what]
    for how in row.amounts:
        low, high = row.believable.of(how)
        assert low < high
        assert how is How.ADD or how is How.MULTIPLY or row.least <= low < high <= row.most
    assert row.believable.factor[0] <= 1.0 <= row.believable.factor[1]


SHOWN = {What.REQUEST_RATE: "new_plans_growth", What.POPULATION: "cohort_step"}


@pytest.mark.parametrize("what", SHOWN)
def test_believable_factors_are_the_widest_that_authorities_have_shown(what):
    with (ROOT / "data" / "reference" / "check_ranges.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == SHOWN[what]]
    low, high = KINDS_OF_LEVER[what].believable.factor
    assert low == pytest.approx(min(float(row["lowest"]) for row in rows), abs=0.05)
    assert high == pytest.approx(max(float(row["highest"]) for row in rows), abs=0.01)
