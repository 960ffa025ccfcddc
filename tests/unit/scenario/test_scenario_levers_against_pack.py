"""A lever must be aimed at what it can move, name what is there, and change something."""

from pathlib import Path

import pytest
from smallshire import write_smallshire

from sufficiency.scenario.checks.against_pack import faults_against_pack
from sufficiency.scenario.checks.locating import CHANGES_NOTHING
from sufficiency.scenario.loader import load_scenario

pytestmark = pytest.mark.unit

HEAD = """\
title: A
question: B
author: C
authority: smallshire
horizon: 2030
levers:
  one:
    owner: O
    evidence: E
"""
FIRST = HEAD.count("\n") + 1
GOOD = {
    "request_rate": "what: request_rate\n    multiply: 1.1\n    from: 2026/27\n",
    "fee": "what: fee\n    at_most: 60000\n    from: 2026/27\n",
    "mix": (
        "what: requirement_mix\n    multiply: 0.8\n    from: 2026/27\n    moves: {from: special, to: base}\n"
        "    where: {needs: [MLD], phases: [secondary]}\n"
    ),
    "mix of one area": (
        "what: requirement_mix\n    add: 0.1\n    from: 2026/27\n    moves: {from: base, to: special}\n"
        "    where: {areas: [E2]}\n"
    ),
    "market": "what: market_growth\n    multiply: 1.1\n    from: 2026/27\n",
    "market of a need": (
        "what: market_growth\n    target: 0\n    from: 2026/27\n    where: {needs: [ASC], providers: [market]}\n"
    ),
    "transport": (
        "what: transport_price\n    multiply: 1.2\n    from: 2026/27\n"
        "    where: {areas: [E1], needs: [SEMH], phases: [primary], providers: [house]}\n"
    ),
    "need_mix": "what: need_mix\n    where: {needs: [ASC]}\n    multiply: 1.1\n    from: 2026/27\n",
    "population": "what: population\n    multiply: 1.1\n    from: 2026/27\n    where: {areas: [E1]}\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    providers = [
        "provider_id,name,provision,needs,elastic",
        "116617,Baycroft School,state_special,MLD,no",
        "house,Oak House,independent_special,SEMH ASD,no",
        "market,The market,independent_special,ASD,yes",
    ]
    write_smallshire(tmp_path, ["E1,Eastham", "E2,Westham"], providers, ["116617,2024/25,all,100"])
    return tmp_path


def faults(project: Path, lever: str) -> list[tuple[int, str, str]]:
    path = project / "scenarios" / "one.yaml"
    path.write_text(HEAD + "    " + lever)
    found = faults_against_pack(load_scenario(path))
    assert all((fault.kind == CHANGES_NOTHING) == fault.message.startswith("changes nothing: ") for fault in found)
    return [(fault.line, fault.where, fault.message) for fault in found]


@pytest.mark.parametrize("lever", GOOD.values(), ids=GOOD)
def test_a_lever_that_can_act_has_no_fault(project, lever):
    assert faults(project, lever) == []


@pytest.mark.parametrize(
    ("lever", "line", "says"),
    [
        (GOOD["request_rate"].replace("1.1", "1"), 1, "changes nothing: it leaves every value as it is"),
        (GOOD["request_rate"].replace("multiply: 1.1", "add: 0"), 1, "changes nothing"),
        (GOOD["request_rate"].replace("2026/27", "2030/31"), 2, "allowed: 2025/26 to 2029/30"),
        (GOOD["request_rate"].replace("2026/27", "2024/25"), 2, "outside the run"),
        (GOOD["request_rate"] + "    until: 2025/26\n", 3, "ends before it begins"),
        (GOOD["request_rate"] + "    shape: linear\n", 3, "a linear lever needs until"),
        (GOOD["request_rate"] + "    low: 1.2\n    high: 1.3\n", 3, "1.1 is outside its interval, 1.2 to 1.3"),
        (GOOD["request_rate"] + "    moves: {from: special, to: base}\n", 3, "leave out moves"),
        (
            "what: prevalence_ceiling\n    at_most: 0.05\n    from: 2026/27\n    where: {areas: [E1]}\n",
            3,
            "it holds for everybody",
        ),
        (GOOD["request_rate"] + "    where: {phases: [primary], year_groups: [9]}\n", 3, "changes nothing: nobody of"),
        (
            GOOD["request_rate"] + "    where: {phases: [primary], reception_to: 2015/16}\n",
            3,
            "changes nothing: nobody",
        ),
        (GOOD["request_rate"].replace("request_rate", "need_mix"), 0, "needs the needs whose share it moves"),
        (GOOD["request_rate"].replace("request_rate", "prevalence_ceiling"), 1, "takes only at_most"),
        (
            GOOD["request_rate"].replace("request_rate", "journey_limit") + "    low: 1\n    high: 2\n",
            3,
            "is not drawn",
        ),
        (GOOD["market"] + "    where: {phases: [primary]}\n", 3, "it can be aimed at needs, providers"),
        (
            GOOD["market"] + "    where: {providers: [house]}\n",
            3,
            "changes nothing: Oak House is no part of the market",
        ),
        (
            GOOD["market"].replace("market_growth\n    multiply: 1.1", "prevalence_ceiling\n    at_most: 0.1")
            + "    where: {needs: [MLD]}\n",
            3,
            "it holds for everybody",
        ),
        (
            GOOD["fee"] + "    where: {providers: [house], needs: [MLD]}\n",
            3,
            "Oak House takes none of MLD; it takes SEMH, ASD",
        ),
        (GOOD["fee"] + "    where: {year_groups: [9]}\n", 3, "it can be aimed at needs, phases, areas, providers"),
        (GOOD["mix"].replace("special", "base"), 3, "changes nothing: it moves learners to where they are"),
        (GOOD["mix"].replace("    moves: {from: special, to: base}\n", ""), 0, "needs moves"),
        (GOOD["mix"].replace("phases: [secondary]", "year_groups: [9]"), 0, "nobody aimed at enters a phase"),
        (GOOD["mix"].replace("multiply: 0.8", "target: 25"), 1, "is no share; write a share"),
        (GOOD["fee"] + "    where: {providers: [Oak Huse]}\n", 3, "did you mean house (Oak House)?"),
        (GOOD["fee"] + '    where: {providers: ["116617"]}\n', 3, "changes nothing: Baycroft School"),
        (GOOD["population"].replace("E1", "Eastam"), 3, "did you mean E1 (Eastham)?"),
    ],
)
def test_what_a_lever_cannot_do_is_told_with_its_line(project, lever, line, says):
    found = faults(project, lever)
    at_whole_lever = {7, FIRST - 2, FIRST - 1}
    assert any((at == FIRST + line or (not line and at in at_whole_lever | {FIRST})) and says in message
               for at, _, message in found), found  # fmt: skip


def test_a_lever_out_of_force_is_not_checked(project):
    assert faults(project, GOOD["request_rate"].replace("1.1", "1") + "    in_force: false\n") == []


def test_a_year_group_may_be_moved_at_once_anywhere_in_a_phase(project):
    lever = GOOD["mix"].replace("phases: [secondary]", "year_groups: [9]") + "    at_transfer: false\n"
    assert faults(project, lever) == []


REVIEW = (
    "policies:\n  reviews:\n    one:\n      moves_a_year: 46\n      from: 2026/27\n      owner: O\n      evidence: E\n"
)
PROTECT = "policies:\n  protections:\n    one:\n      learners_of: 2028/29\n      owner: O\n      evidence: E\n"


@pytest.mark.parametrize(
    ("policies", "says"),
    [
        (REVIEW, None),
        (REVIEW.replace("46", "0"), "moves nobody"),
        (REVIEW.replace("2026/27", "2030/31"), "outside the run"),
        (REVIEW + "      until: 2025/26\n", "ends before it begins"),
        (PROTECT, None),
        (PROTECT.replace("2028/29", "2023/24"), "outside the run"),
    ],
)
def test_policies_are_held_against_the_years_of_the_run(project, policies, says):
    found = faults(project, GOOD["mix"] + policies)
    assert [message for *_, message in found if says is None or says not in message] == []
    assert bool(found) == (says is not None)


def test_a_protection_without_a_lever_that_takes_claims_changes_nothing(project):
    assert "changes nothing" in faults(project, GOOD["fee"] + PROTECT)[0][2]
