"""What a scenario changes, in words: every change has its row, line and owner, and places add up as in a run."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml
from hand_made_run import hand_made_summary, hand_made_view
from page_reader import read_page
from pages_made import page as made
from tiny_pack import BASE, SCENARIO, write_tiny_pack

from models.levers.lever import KINDS_OF_LEVER, How, Lever, What, Where
from models.vocabulary import IN_COUNTY, NEEDS, Need, Phase, academic_year
from sufficiency.forecast.supply import scenario_supply
from sufficiency.packs.inputs import Inputs, load_inputs
from sufficiency.reports.report.page import render_page
from sufficiency.reports.scenario_words.levers import lever_words, needs_words, since_words, spread_words
from sufficiency.reports.scenario_words.of_run import changes_of_run, source_in_words
from sufficiency.reports.summary.changes.values import Changes, DatedPlaces, ScenarioChange
from sufficiency.scenario.loader import load_scenario
from sufficiency.scenario.values import Scenario

pytestmark = pytest.mark.unit
HEAD = {key: SCENARIO[key] for key in ("title", "question", "author")}
MEASURES = {
    "levers": {
        "earlier-help": {
            "what": "request_rate", "multiply": 0.9, "low": 0.8, "high": 0.95, "from": "2025/26", "until": "2027/28",
            "shape": "linear", "where": {"phases": ["primary"]}, "owner": "Head of help", "evidence": "a trial",
        },
        "not-now": {
            "what": "survival", "multiply": 0.9, "from": "2025/26", "owner": "O", "evidence": "E", "in_force": False,
        },
    },
    "policies": {
        "reviews": {
            "semh-back": {
                "moves_a_year": 1, "from": "2026/27", "needs": ["SEMH"], "owner": "Head of SEND", "evidence": "a list",
            },
        },
        "protections": {"promised": {"learners_of": "2026/27", "owner": "The council", "evidence": "its word"}},
    },
    "places": {
        "changes": {
            "oak": {"provider": "oak", "from": "2025/26", "add": 6, "source": "a vote"},
            "elm": {"provider": "elm", "from": "2026/27", "set": 20, "source": "a plan"},
            "yew": {"provider": "yew", "from": "2027/28", "set": 0, "source": "a closure"},
        },
        "new_providers": {
            "birch": {
                "name": "Birch School", "provision": "state_special", "area": "north", "needs": ["ASC"],
                "ages": [4, 10], "easting": 450000, "northing": 130000, "opens": "2026/27", "places": [4, 8],
                "source": "a bid",
            },
        },
    },
    "parameters": {"placement": {"diversion": 0.3}},
}  # fmt: skip
REVIEW = (
    "Each year 1 learner with social, emotional and mental health (SEMH) leaves an independent or non-maintained school"
    " and is placed anew"
)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, Path]:
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"))
    written = {"baseline": pack.scenario}
    for name, what in (("measures", MEASURES), ("without", {"places": {"committed": False}})):
        written[name] = pack.scenario.with_name(f"{name}.yaml")
        written[name].write_text(yaml.safe_dump({**HEAD, "extends": "baseline.yaml", **what}, sort_keys=False))
    return written


@pytest.fixture(scope="module")
def inputs(files) -> Inputs:
    return load_inputs(load_scenario(files["baseline"]).pack_folder)


def changes(files: dict[str, Path], inputs: Inputs, name: str) -> tuple[Scenario, Changes]:
    scenario = load_scenario(files[name])
    return scenario, changes_of_run(scenario, inputs, BASE)


def test_a_baseline_changes_nothing(files, inputs):
    _, found = changes(files, inputs, "baseline")
    assert found.are_none
    assert (found.totals, found.extends, found.in_one_line) == ((), (), "Changes nothing")


def test_every_change_is_described_with_its_owner_and_what_it_rests_on(files, inputs):
    _, found = changes(files, inputs, "measures")
    rows = [(one.name, one.words, one.since, one.spread, one.owner, one.evidence) for one in found.measures]
    assert rows == [
        (
            "Earlier help",
            "New plans a year from the same number of children and young people in primary: 10% lower",
            "September 2025, in full by 2027/28 (evenly)",
            "20% to 5% lower",
            "Head of help",
            "a trial",
        ),
        (
            "SEMH back",
            REVIEW,
            "September 2026",
            "",
            "Head of SEND",
            "a list",
        ),
        (
            "Promised",
            "Learners of special schools in 2026/27 keep their claim to a special school, whatever else changes",
            "",
            "",
            "The council",
            "its word",
        ),
        ("Diversion", found.measures[3].words, "", "", "", ""),
    ]
    assert "0.3 in place of" in found.measures[3].words
    assert [(one.words, one.since, one.evidence) for one in found.places] == [
        (
            "Birch School: a new state special school in The North for autism (ASD), ages 4 to 10",
            "September 2026",
            "a bid",
        ),
        ("6 more places at Oak School", "September 2025", "a vote"),
        ("4 places at Birch School", "September 2026", "a bid"),
        ("20 places at Elm School, in place of 14", "September 2026", "a plan"),
        ("8 places at Birch School, in place of 4", "September 2027", "a bid"),
        ("Yew House closes, with 8 places until then", "September 2027", "a closure"),
    ]
    assert found.extends == ("scenarios/tiny/baseline.yaml",)
    assert found.totals == (
        "14 more places at 2 state special schools, between September 2025 and September 2027.",
        "8 fewer places at 1 independent special school, from September 2027.",
    )


def test_every_change_names_the_line_that_sets_it(files, inputs):
    scenario, found = changes(files, inputs, "measures")
    keys = ("multiply", "moves_a_year", "learners_of", "diversion", "add", "set", "places", "name")
    for one in (*found.measures, *found.places):
        file, _, line = one.set_by.rpartition(":")
        text = (scenario.root.parent / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert text.strip().startswith((*keys, "- ")), (one.words, text)
        assert one.place == f"measures.yaml, line {line}"


@pytest.mark.parametrize("name", ["baseline", "measures", "without"])
def test_dated_places_add_up_to_the_places_of_a_run(files, inputs, name):
    scenario, found = changes(files, inputs, name)
    supply = scenario_supply(inputs, scenario, BASE)
    state = supply.providers["provision"].isin([str(one) for one in IN_COUNTY]).to_numpy()
    places = supply.places_by_phase.sum(axis=2)[:, state].sum(axis=1)
    pack = supply.pack_places[:, state].sum(axis=1)
    if found.by_year:
        assert np.allclose([row.places for row in found.by_year], places)
        assert np.allclose([row.committed for row in found.by_year], pack - pack[0])
        assert np.allclose([row.scenario for row in found.by_year], places - pack)
    else:
        assert np.ptp(places) == 0
    for at, year in enumerate(range(BASE + 1, scenario.horizon + 1), start=1):
        rows = [row for row in found.dated if row.state and row.academic_year == academic_year(year)]
        assert sum(row.committed + row.scenario for row in rows) == pytest.approx(places[at] - places[at - 1])


def test_a_scenario_that_leaves_out_what_is_committed_says_so(files, inputs):
    _, found = changes(files, inputs, "without")
    assert (found.cancelled, [one.name for one in found.measures]) == (True, ["Committed places left out"])
    assert all(row.committed == 0 for row in found.dated)


WHERE = Where(needs=(Need.ASD,), phases=(Phase.POST_16,), ages=(4,), areas=("north",), providers=("oak",))


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("how", How)
def test_no_lever_is_described_in_codes(what, how):
    lever = Lever("one", what, how, 0.25, 2027, low=0.1, high=0.5, where=WHERE)
    words = f"{lever_words(lever, {'north': 'The North'}, {'oak': 'Oak School'})} {spread_words(lever)}"
    assert "_" not in words
    assert "north" not in words
    assert all(name in words for name in ("autism (ASD)", "post-16", "Reception", "The North", "Oak School"))
    assert since_words(lever) == "September 2026"
    assert KINDS_OF_LEVER[what] is lever.kind


def test_an_amount_is_said_as_it_acts():
    def said(what: What, how: How, amount: float) -> str:
        return lever_words(Lever("one", what, how, amount, 2027), {}, {}).rpartition(": ")[2]

    assert said(What.FEE, How.AT_MOST, 63_000) == "at most £63,000"
    assert said(What.FEE, How.ADD, -1_000) == "£1,000 less"
    assert said(What.FEE, How.MULTIPLY, 3) == "3 times as much"
    assert said(What.FEE, How.MULTIPLY, 1) == "as it is"
    assert said(What.NEED_MIX, How.TARGET, 0.25) == "becomes 25%"
    assert said(What.DIRECTED_SHARE, How.ADD, 0.05) == "5% points more"
    assert said(What.JOURNEY_LIMIT, How.AT_MOST, 30) == "at most 30 miles"


def test_needs_are_named_by_the_fewer():
    assert needs_words(NEEDS) == "every need"
    assert needs_words(NEEDS[1:]) == "every need but autism (ASD)"
    assert needs_words(NEEDS[:2]) == "autism (ASD) and social, emotional and mental health (SEMH)"


def test_whatever_is_typed_in_a_scenario_stays_text_on_the_page():
    payload = "<script>alert(1)</script>\x1b"
    change = ScenarioChange(payload, payload, payload, payload, payload, payload, f"{payload}:1")
    dated = DatedPlaces("2025/26", payload, "state_special", "", 1.0, -2.0, payload, state=True)
    found = Changes((payload,), (change,), (change,), (payload,), (dated,))
    view = hand_made_view()
    html = render_page(view, replace(hand_made_summary(), changes=found))
    page = read_page(html)
    assert page.faults == []
    assert "script" not in page.names
    assert "\x1b" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 10


def test_each_sentence_of_the_answer_leads_to_its_part():
    page = read_page(made("run by hand"))
    links = [attributes["href"] for name, attributes in page.elements if name == "a"]
    parts = ("#plans", "#need", "#learners", "#money")
    assert all(links.count(one) >= 2 for one in parts)
    assert "This scenario changes nothing: it carries on what is published." in "".join(page.text)


def test_where_places_come_from_is_said_in_words_and_not_in_the_names_of_files():
    assert source_in_words("place_facts") == "strategies, papers or press of the authority"
    assert source_in_words("place_facts A-80") == "strategies, papers or press of the authority (A-80)"
    assert source_in_words("dfe_special_schools_2019 A-21 A-26") == "DfE, special schools of 2018/19 (A-21, A-26)"
    assert source_in_words("council_paper") == "council paper"
    assert source_in_words("A-25") == "A-25"
