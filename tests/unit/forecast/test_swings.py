"""Swings of assumptions: each end is a central run of its own, made by hand here, whatever was taken over."""

from dataclasses import replace

import pytest
from tiny_pack import WITHOUT_PRACTICE, inputs_of, write_tiny_pack

from models.money.lines import Ledger, of_ledger
from sufficiency.forecast import swings as module
from sufficiency.forecast.pipeline import Step, central_run
from sufficiency.forecast.swing_list import SWINGS, By, Interval, plain, swings_for
from sufficiency.forecast.swings import swings_of
from sufficiency.packs.inputs import Inputs
from sufficiency.results.headlines import central_of
from sufficiency.results.swings import SWUNG_MEASURES, figures_of
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.rebuilding import with_values
from sufficiency.scenario.schema.fields import key_at
from sufficiency.scenario.values import Scenario

pytestmark = pytest.mark.unit

YEAR, OCCUPANCY = 2028, "parameters.capacity.practised_occupancy"
LEVERS = {
    "fewer": {
        "what": "request_rate",
        "multiply": 0.8,
        "low": 0.7,
        "high": 0.9,
        "from": "2025/26",
        "owner": "Head of service",
        "evidence": "A-91, a test of sensitivity",
    },
    "certain": {"what": "fee", "multiply": 1.1, "from": "2025/26", "owner": "H", "evidence": "judgement"},
    "not-now": {
        "what": "fee",
        "multiply": 1.1,
        "low": 1.0,
        "high": 1.2,
        "from": "2025/26",
        "owner": "H",
        "evidence": "judgement",
        "in_force": False,
    },
}


def tiny(root, **keys: object) -> tuple[Scenario, Inputs]:
    pack = write_tiny_pack(root, scenario=keys)
    return load_scenario(pack.scenario), inputs_of(pack)


def swung(scenario: Scenario, inputs: Inputs, workers: int = 1, told: list[Step] | None = None):
    report = (told if told is not None else []).append
    return swings_of(scenario, inputs, figures_of, YEAR, workers, report)


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> tuple[Scenario, Inputs]:
    return tiny(tmp_path_factory.mktemp("tiny"), levers=LEVERS)


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    return []


@pytest.fixture(scope="module")
def found(world, steps):
    return {one.swing.path: one for one in swung(*world, told=steps)}


def by_hand(scenario: Scenario, inputs: Inputs, changes: dict[str, object]) -> dict[str, float]:
    """The measures of one central run to the last year, apart from nominal pounds."""
    run = central_run(replace(with_values(scenario, changes, "by-hand"), draws=1), inputs, place_values=False)
    at = YEAR - 2025
    return {name: float(values[at]) for name, values in central_of(run).items() if name in SWUNG_MEASURES}


OF_EACH_STAGE = (
    "parameters.growth.england_damping",
    "parameters.practised.inmss_special_believed",
    "parameters.requirement.independent_only_share",
    "parameters.capacity.state_places",
    "levers.fewer.multiply",
)


@pytest.mark.parametrize("path", OF_EACH_STAGE)
def test_each_end_is_a_central_run_with_that_one_value(world, found, path):
    one = found[path]
    assert one.at_low != one.at_high
    for value, figures in ((one.ends.low, one.at_low), (one.ends.high, one.at_high)):
        expected = by_hand(*world, {path: value})
        assert {name: figures[name] for name in expected} == expected


@pytest.mark.slow
def test_every_end_of_every_swing_is_a_central_run(world, found):
    for path, one in found.items():
        for value, figures in ((one.ends.low, one.at_low), (one.ends.high, one.at_high)):
            expected = by_hand(*world, {path: value})
            assert {name: figures[name] for name in expected} == expected, path


def test_the_swings_move_what_they_should(found):
    """Enough of them do something on the tiny pack that the comparison above says something."""
    changed = {path for path, one in found.items() if one.at_low != one.as_it_is or one.at_high != one.as_it_is}
    assert changed >= {
        "parameters.growth.england_damping",
        "parameters.requirement.independent_only_share",
        "parameters.costs.inflation",
        "levers.fewer.multiply",
    }


def test_dearer_prices_move_nominal_pounds_alone(found):
    one = found["parameters.costs.inflation"]
    real = {name for name in SWUNG_MEASURES if name != "high_needs_nominal_gbp"}
    assert {name: one.at_high[name] for name in real} == {name: one.as_it_is[name] for name in real}
    assert one.at_low["high_needs_nominal_gbp"] < one.as_it_is["high_needs_nominal_gbp"]
    assert one.at_high["high_needs_nominal_gbp"] > one.as_it_is["high_needs_nominal_gbp"]


def test_nominal_pounds_of_the_block_are_not_below_real_ones(world, found):
    """Every price of the tiny pack is flat in cash, but lines of the block without an index of their own are not."""
    run = central_run(replace(world[0], draws=1), world[1], place_values=False)
    assert run.spend[:, of_ledger(Ledger.DSG_HIGH_NEEDS)].sum() > 0
    figures = next(iter(found.values())).as_it_is
    assert figures["high_needs_nominal_gbp"] >= figures["high_needs_gbp"] > 0


def test_a_value_that_is_the_runs_own_changes_nothing(world, monkeypatch):
    """Even where it is worked out again, by the way that takes the base year over and by the one that does not."""
    scenario, inputs = replace(world[0], draws=1), world[1]
    bench = module._bench((scenario, inputs, YEAR, figures_of))
    as_it_is = figures_of(bench.made, scenario, inputs, YEAR)
    for path in ("parameters.growth.own_weight", "parameters.placement.diversion"):
        again = module._swung(bench, module._Task(path, scenario.set_values[path].value))
        assert again == as_it_is
    none = tuple(replace(swing, ends=By(0, 0)) for swing in SWINGS if isinstance(swing.ends, By))
    monkeypatch.setattr(module, "swings_for", lambda _scenario: none)
    still = swung(scenario, inputs)
    assert [one.swing for one in still] == list(none)
    assert all(one.at_low == one.as_it_is == one.at_high for one in still)


@pytest.fixture
def few(monkeypatch):
    """Only some of the swings, one of each stage."""
    some = [swing for swing in SWINGS if swing.path in {*OF_EACH_STAGE, OCCUPANCY}]
    monkeypatch.setattr(module, "swings_for", lambda _scenario: some)


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_any_number_of_workers_gives_the_same(world, found):
    again = swung(*world, workers=2)
    assert len(again) == len(OF_EACH_STAGE)
    assert {one.swing.path: one for one in again} == {one.swing.path: found[one.swing.path] for one in again}


def test_progress_says_how_many_are_done_and_is_passing(found, steps):
    assert found
    assert all(step.passing and not step.last for step in steps)
    assert steps[-1].words == f"assumption {len(steps)} of {len(steps)} swung"


def test_a_lever_with_an_interval_is_swung_over_it(world, found):
    swing = found["levers.fewer.multiply"].swing
    assert (swing.name, swing.assumption) == ("This scenario's lever fewer", "A-91")
    assert found["levers.fewer.multiply"].ends == (0.7, 0.9)
    own = [swing.path for swing in swings_for(world[0]) if swing.path.startswith("levers.")]
    assert own == ["levers.fewer.multiply"]


def test_a_range_is_about_what_the_scenario_sets_and_within_the_schema(tmp_path):
    parameters = {
        "growth": {"england_damping": 1.05, "handover_years": 1, "own_weight": 0.1},
        "placement": {"diversion": 0.6, "diversion_low": 0.5, "diversion_high": 0.7},
        "requirement": {"independent_only_share": 0.9},
    }
    scenario, _ = tiny(tmp_path, parameters=parameters)
    ends = {swing.path.removeprefix("parameters."): swing.ends.of(scenario, swing.path) for swing in SWINGS}
    assert ends["growth.england_damping"] == (0.9, 1.1)
    assert ends["growth.own_weight"] == (0.0, 0.35)
    assert ends["growth.handover_years"] == (1, 3)
    assert all(isinstance(end, int) for end in ends["growth.handover_years"])
    assert ends["placement.diversion"] == (0.5, 0.7)
    assert ends["requirement.independent_only_share"] == (0.75, 1.0)


@pytest.mark.usefixtures("few")
def test_a_value_that_the_scenarios_others_forbid_is_not_swung(tmp_path):
    """Schools as full as they are cannot be had without practice, so there is no other choice to look at."""
    paths = {one.swing.path for one in swung(*tiny(tmp_path, parameters=WITHOUT_PRACTICE))}
    assert OCCUPANCY not in paths
    assert "parameters.growth.england_damping" in paths


@pytest.mark.parametrize("swing", SWINGS, ids=lambda swing: swing.path)
def test_a_swing_names_a_value_of_the_schema_and_what_vouches_for_its_range(swing):
    key = key_at(tuple(swing.path.split(".")))
    assert key is not None
    assert swing.assumption in key.note("source")
    assert swing.because.startswith("A-")
    if isinstance(swing.ends, Interval):
        assert key_at(tuple(swing.ends.low.split("."))) is not None


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("parameters.growth.england_damping", 0.97, "97%"),
        ("parameters.growth.handover_years", 3, "3 years"),
        ("parameters.costs.inflation", -0.01, "−1% a year"),
        ("parameters.capacity.market_growth", 0.225, "22.5% a year"),
        ("parameters.capacity.practised_occupancy", True, "they stay so"),
        ("parameters.capacity.state_places", "as_committed", "dated places only"),
    ],
)
def test_a_value_is_written_as_a_person_says_it(path, value, words):
    swing = next(swing for swing in SWINGS if swing.path == path)
    assert swing.written(plain(value)) == words
