"""The command appraise on a tiny authority, as a finance officer uses it; every price is worked out again by hand."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import Result
from tiny_pack import PROVIDERS, TinyPack, write_tiny_pack
from tiny_runs import invoke

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

HEALTH, CARE, MAINSTREAM, CARRIED = 4_000.0, 3_000.0, 5_000.0, 0.5
CAPITAL = {
    "cost_a_place_gbp": 50_000,
    "optimism_bias": 0.2,
    "profile": {"2025-26": 1},
    "price_year": 2024,
    "source": "invented",
}
OPTION = {"places": 12, "provision": "state_special", "opens": "2026/27", "fills": [6, 12], "capital": CAPITAL}
DFE = {**OPTION, "capital": {**CAPITAL, "paid_by": "dfe"}, "from": {"inmss": 0.5}}
BASE = {**OPTION, "provision": "specialist_base", "from": {"mainstream_gbp": 6_000}}
YEARS = 10


def with_shares(prices: pd.DataFrame) -> pd.DataFrame:
    """Prices with what health and social care pay, mainstream's top-up, and the share carried."""
    more = [
        ("fee_health", "independent_special", HEALTH),
        ("fee_care", "independent_special", CARE),
        ("top_up", "mainstream", MAINSTREAM),
        ("carried_share", "any", CARRIED),
    ]
    rows = [prices.iloc[0].to_dict() | dict(zip(("item", "provision", "value"), one, strict=True)) for one in more]
    return pd.concat([prices, pd.DataFrame(rows)], ignore_index=True)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    pack = write_tiny_pack(tmp_path_factory.mktemp("tiny"), {"prices": with_shares})
    root = pack.scenario.parents[2]
    done = invoke("run", pack.scenario, "--draws", 2, "--workers", 1, "--exact", "--out", root / "runs")
    assert done.exit_code == 0, done.output
    options = {"ours": OPTION, "of-dfe": DFE, "base": BASE}
    (root / "set.yaml").write_text(json.dumps({"title": "Twelve places", "years": YEARS, "options": options}, indent=1))
    return pack


@pytest.fixture(scope="module")
def answer(tiny: TinyPack) -> tuple[str, Path]:
    root = tiny.scenario.parents[2]
    done = ask(tiny, "--out", root / "appraised")
    assert done.exit_code == 0, done.output
    return done.stdout, root / "appraised"


def ask(tiny: TinyPack, *more: object) -> Result:
    root = tiny.scenario.parents[2]
    given = ("--set", root / "set.yaml", "--scenarios", root / "scenarios")
    return invoke("appraise", root / "runs" / "tiny-baseline", *given, *more)


def placed(tiny: TinyPack, provision: str) -> pd.DataFrame:
    """Learners of the base year in a kind of provision."""
    rows = pd.read_csv(tiny.scenario.parents[2] / "runs" / "tiny-baseline" / "placements.csv")
    kinds = dict(zip(PROVIDERS["provider_id"], PROVIDERS["provision"], strict=True))
    return rows[(rows["academic_year"] == "2024/25") & (rows["provider_id"].map(kinds) == provision)]


def journey(tiny: TinyPack, provision: str) -> float:
    """Half of the learners are carried, at 3,000 pounds and 400 a mile."""
    rows = placed(tiny, provision)
    return CARRIED * (3_000 + 400 * float(np.average(rows["miles"], weights=rows["learners"])))


def by_hand(
    tiny: TinyPack, *, provision: str, fee: float, share: float, mainstream: float, capital: float
) -> list[float]:
    """Net pounds of years 0 to 10, one after the other."""
    top_up, filled = {"state_special": (12_000, 10_000), "specialist_base": (7_000, 6_000)}[provision]
    there, away = journey(tiny, provision), journey(tiny, "independent_special")
    net = []
    for year in range(YEARS + 1):
        places = {0: 0.0, 1: 12 * 7 / 12}.get(year, 12.0)
        learners = {0: 0.0, 1: 6 * 7 / 12, 2: 6 * 5 / 12 + 12 * 7 / 12}.get(year, 12.0)
        paid = filled * learners + 10_000 * (places - learners) + (top_up + there) * learners
        saved = learners * (share * (fee + away) + (1 - share) * mainstream)
        net.append(saved - paid - (capital if year == 0 else 0.0))
    return net


CASES = {
    ("ours", "public_value"): ("state_special", 80_000, 0.1, MAINSTREAM, 720_000),
    ("ours", "dsg_and_council"): ("state_special", 80_000 - HEALTH, 0.1, MAINSTREAM, 720_000),
    ("of-dfe", "public_value"): ("state_special", 80_000, 0.5, MAINSTREAM, 720_000),
    ("of-dfe", "dsg_and_council"): ("state_special", 80_000 - HEALTH, 0.5, MAINSTREAM, 0),
    ("base", "public_value"): ("specialist_base", 80_000, 0.1, 6_000, 720_000),
}


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_cash_flows_and_value_are_those_worked_out_by_hand_from_prices_and_placements(tiny, answer, case):
    provision, fee, share, mainstream, capital = CASES[case]
    net = by_hand(tiny, provision=provision, fee=fee, share=share, mainstream=mainstream, capital=capital)
    flows = pd.read_csv(answer[1] / "cash_flows.csv").set_index(["option", "ledger_view"]).loc[case]
    assert flows["financial_year"].tolist() == [f"{year}-{year - 1999}" for year in range(2025, 2036)]
    assert flows["net_gbp"].tolist() == pytest.approx(net, abs=0.05)
    value = sum(amount / 1.035**year for year, amount in enumerate(net))
    found = pd.read_csv(answer[1] / "appraisal.csv").set_index(["option", "ledger_view", "measure"])["amount"]
    assert found[*case, "net_present_value_gbp"] == pytest.approx(value, abs=0.5)


def test_the_tables_foot_with_each_other(answer):
    flows = pd.read_csv(answer[1] / "cash_flows.csv")
    parts = ["capital", "place_funding", "top_ups", "fees_avoided", "transport", "mainstream_avoided"]
    assert (flows[[f"{part}_gbp" for part in parts]].sum(axis=1) - flows["net_gbp"]).abs().max() < 0.001
    table = pd.read_csv(answer[1] / "appraisal.csv").set_index(["measure", "option", "ledger_view"])["amount"]
    sums = flows.groupby(["option", "ledger_view"])[["discounted_gbp", "net_gbp"]].sum()
    for option, view in sums.index:
        assert table["net_present_value_gbp", option, view] == pytest.approx(sums.loc[(option, view), "discounted_gbp"])
        assert table["net_undiscounted_gbp", option, view] == pytest.approx(sums.loc[(option, view), "net_gbp"])


def test_at_its_switching_value_the_diversion_makes_the_value_nil(tiny, answer):
    switching = pd.read_csv(answer[1] / "switching.csv").set_index(["option", "ledger_view", "variable"])
    assert sorted(set(switching.index.get_level_values("variable"))) == ["capital", "diversion", "fee", "fill"]
    nil = switching.loc[("ours", "public_value", "diversion"), "switching_value"]
    case = {"provision": "state_special", "fee": 80_000, "mainstream": MAINSTREAM, "capital": 720_000}
    values = {
        share: sum(amount / 1.035**year for year, amount in enumerate(by_hand(tiny, share=share, **case)))
        for share in (nil, 0.0, 0.3)
    }
    assert values[nil] == pytest.approx(0, abs=600)  # the share is written with four decimals
    row = switching.loc[("ours", "public_value", "diversion")]
    assert (row["taken"], row["low"], row["high"]) == (0.1, 0.0, 0.3)
    ends = [row["value_at_low_gbp"], row["value_at_high_gbp"]]
    assert ends == pytest.approx([values[0.0], values[0.3]], abs=0.5)


def test_doing_nothing_is_ranked_among_the_options_and_the_diversion_is_said_with_what_turns_it(answer):
    text, folder = answer
    ranks = pd.read_csv(folder / "appraisal.csv").query("measure == 'rank' and ledger_view == 'public_value'")
    values = pd.read_csv(folder / "appraisal.csv").query(
        "measure == 'net_present_value_gbp' and ledger_view == 'public_value'"
    )
    best_first = values.sort_values("amount", ascending=False)["option"].tolist()
    assert ranks.sort_values("amount")["option"].tolist() == best_first
    assert "do-nothing" in best_first
    assert "10% (0% to 30%)" in text
    assert "pays from" in text
    assert "no saving by need is given" in text
    assert (folder / "appraisal.txt").read_text() == text


def test_the_same_question_gives_the_same_bytes_and_another_folder_is_not_replaced(tiny, answer):
    before = {path.name: path.read_bytes() for path in answer[1].iterdir()}
    assert ask(tiny, "--out", answer[1]).exit_code == 0
    assert {path.name: path.read_bytes() for path in answer[1].iterdir()} == before
    refused = ask(tiny, "--out", tiny.folder)
    assert (refused.exit_code, "nothing is replaced" in refused.output) == (2, True)


def test_a_run_that_is_none_and_a_file_that_is_none_are_refused_with_code_2(tiny):
    root = tiny.scenario.parents[2]
    nowhere = invoke("appraise", root / "data", "--set", root / "set.yaml", "--scenarios", root / "scenarios")
    assert nowhere.exit_code == 2
    assert "not a run" in nowhere.output
    (root / "bad.yaml").write_text("title: x\nplaces: many\n")
    bad = invoke("appraise", root / "runs" / "tiny-baseline", "--set", root / "bad.yaml")
    assert (bad.exit_code, "bad.yaml:2:9 places" in bad.output) == (2, True)


def test_places_that_the_run_has_already_and_building_paid_for_after_opening_are_doubted(tiny):
    root = tiny.scenario.parents[2]
    path = root / "late.yaml"
    late = OPTION | {"opens": "2019/20", "title": "Old places"}
    path.write_text(json.dumps(late))
    done = invoke("appraise", root / "runs" / "tiny-baseline", "--set", path, "--scenarios", root / "scenarios")
    assert done.exit_code == 0, done.output
    assert "opens: warning: set opens in September 2019" in done.output
    assert "capital.profile: warning: all of set is paid for after it opens" in done.output
