"""Every lever and policy, written in a file, moves what it says it moves in a run of a tiny authority."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from tiny_pack import SCENARIO, TinyPack, inputs_of, write_tiny_pack

from sufficiency.packs.inputs import Inputs
from sufficiency.results.headlines import central_totals
from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.end_to_end

HEAD = {key: SCENARIO[key] for key in ("title", "question", "author")}
WHO = {"owner": "O", "evidence": "invented", "from": "2025/26"}
MIX = {"what": "requirement_mix", "moves": {"from": "special", "to": "mainstream"}, "multiply": 0.5}
YEAR = 2028


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[TinyPack, Inputs]:
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"))
    return pack, inputs_of(pack)


def totals(tiny: tuple[TinyPack, Inputs], year: int = YEAR, **sections: object) -> pd.Series:
    pack, inputs = tiny
    path: Path = pack.scenario.with_name("one.yaml")
    path.write_text(yaml.safe_dump({**HEAD, "extends": "baseline.yaml", **sections}, sort_keys=False))
    scenario = load_scenario(path)
    assert faults_against_pack(scenario) == []
    return central_totals(scenario, inputs).loc[year]


@pytest.fixture(scope="module")
def before(tiny: tuple[TinyPack, Inputs]) -> pd.Series:
    return totals(tiny)


@pytest.mark.parametrize(
    ("lever", "measure", "direction"),
    [
        ({"what": "request_rate", "multiply": 0.5}, "plans", -1),
        ({"what": "request_rate", "where": {"needs": ["SEMH"], "phases": ["primary"]}, "multiply": 3}, "plans", 1),
        ({"what": "request_rate", "where": {"areas": ["north"]}, "multiply": 0.5}, "plans", -1),
        ({"what": "survival", "where": {"areas": ["south"], "year_groups": [7]}, "multiply": 0.5}, "plans", -1),
        ({"what": "need_mix", "where": {"areas": ["north"], "needs": ["SLD"]}, "multiply": 2}, "in_county_learners", 1),
        ({"what": "survival", "where": {"year_groups": [7]}, "multiply": 0.5}, "plans", -1),
        ({"what": "need_mix", "where": {"needs": ["SLD"]}, "multiply": 2}, "required_learners", 1),
        ({**MIX, "at_transfer": False}, "required_learners", -1),
        (MIX, "required_learners", -1),
        ({**MIX, "at_transfer": False, "where": {"areas": ["north"]}}, "required_learners", -1),
        ({"what": "fee", "at_most": 40_000}, "high_needs_gbp", -1),
        ({"what": "fee", "where": {"providers": ["yew"]}, "at_most": 40_000}, "high_needs_gbp", -1),
        ({"what": "top_up", "where": {"needs": ["ASD"]}, "add": 1_000}, "high_needs_gbp", 1),
        ({"what": "transport_price", "multiply": 2}, "transport_gbp", 1),
        (
            {"what": "transport_price", "where": {"areas": ["south"], "needs": ["ASD"]}, "multiply": 2},
            "transport_gbp",
            1,
        ),
        ({"what": "market_growth", "where": {"needs": ["SEMH"]}, "target": 0.0}, "unmet_learners", 1),
        ({"what": "journey_limit", "at_most": 2}, "learner_miles", -1),
        ({"what": "directed_share", "target": 0.9}, "inmss_learners", 1),
        ({"what": "market_growth", "target": 0.0}, "unmet_learners", 1),
        ({"what": "prevalence_ceiling", "at_most": 0.05}, "plans", -1),
        ({"what": "population", "where": {"areas": ["north"], "year_groups": [0]}, "multiply": 2}, "plans", 1),
    ],
    ids=lambda part: part["what"] if isinstance(part, dict) else None,
)
def test_a_lever_moves_what_it_is_about(tiny, before, lever, measure, direction):
    after = totals(tiny, levers={"one": {**WHO, **lever}})
    assert direction * (after[measure] - before[measure]) > 1e-6, (after[measure], before[measure])


def test_nobody_is_lost_who_is_moved_to_a_kind_of_place_that_nobody_like_them_had(tiny, before):
    mix = {"what": "requirement_mix", "moves": {"from": "special", "to": "base"}, "multiply": 0.5, "at_transfer": False}
    after = totals(tiny, levers={"one": {**WHO, **mix, "where": {"needs": ["SLD"]}}})
    assert after["required_learners"] == pytest.approx(before["required_learners"])


def test_prices_change_no_plan_and_no_requirement(tiny, before):
    after = totals(tiny, levers={"one": {**WHO, "what": "fee", "multiply": 0.5}})
    for measure in ("plans", "required_learners"):
        assert after[measure] == pytest.approx(before[measure])


@pytest.mark.parametrize(
    "lever",
    [
        {"what": "request_rate", "multiply": 0.5},
        {**MIX, "moves": {"from": "special", "to": "base"}, "where": {"needs": ["SLD"]}, "at_transfer": False},
        {"what": "fee", "at_most": 40_000},
    ],
    ids=["request_rate", "requirement_mix", "fee"],
)
def test_a_lever_changes_nothing_before_it_starts(tiny, lever):
    after = totals(tiny, year=2027, levers={"one": {**WHO, **lever, "from": "2027/28"}}).drop(
        ["high_needs_gbp", "transport_gbp"]
    )
    assert after.to_dict() == pytest.approx(
        totals(tiny, year=2027).drop(["high_needs_gbp", "transport_gbp"]).to_dict(), rel=1e-12
    )


def test_a_review_moves_learners_into_free_state_places(tiny, before):
    review = {"moves_a_year": 5, "from": "2025/26", "owner": "O", "evidence": "invented"}
    places = {"changes": {"oak": {"provider": "oak", "from": "2025/26", "add": 60, "source": "invented"}}}
    with_places = totals(tiny, places=places)
    with_review = totals(tiny, places=places, policies={"reviews": {"one": review}})
    assert with_review["inmss_learners"] < with_places["inmss_learners"] - 1
    assert with_review["required_learners"] == pytest.approx(before["required_learners"])


def test_a_protection_gives_back_what_a_lever_takes_from_those_who_have_a_place(tiny, before):
    lever = {**WHO, **MIX, "at_transfer": False}
    protection = {"learners_of": "2024/25", "owner": "O", "evidence": "invented"}
    taken = totals(tiny, levers={"one": lever})
    kept = totals(tiny, levers={"one": lever}, policies={"protections": {"one": protection}})
    assert taken["required_learners"] < kept["required_learners"] < before["required_learners"] + 1e-9
