"""The commands compare and goal, and sweeps, on a tiny authority, as a planner uses them."""

import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml
from page_reader import read_page
from tiny_pack import SCENARIO, TinyPack
from tiny_runs import invoke, own_project

from sufficiency.cli import main

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

HEAD = {key: SCENARIO[key] for key in ("title", "question", "author")}
LEVER = {"owner": "O", "evidence": "invented", "from": "2025/26"}
MEASURES = {
    "levers": {
        "fewer-requests": {**LEVER, "what": "request_rate", "multiply": 0.5, "low": 0.3, "high": 0.7},
        "to-bases": {
            **LEVER, "what": "requirement_mix", "at_transfer": False, "multiply": 0.5, "where": {"needs": ["ASD"]},
            "moves": {"from": "special", "to": "base"},
        },
    },
    "places": {"changes": {"oak": {"provider": "oak", "from": "2025/26", "add": 6, "source": "invented"}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    pack = own_project(tmp_path_factory.mktemp("tiny"), draws=10)
    measures = pack.scenario.with_name("measures.yaml")
    measures.write_text(yaml.safe_dump({**HEAD, "extends": "baseline.yaml", **MEASURES}, sort_keys=False))
    done = invoke("run", measures, "--workers", 1, "--out", runs_of(pack))
    assert done.exit_code == 0, done.output
    return pack


def runs_of(tiny: TinyPack) -> Path:
    return tiny.scenario.parents[2] / "runs"


@pytest.fixture(scope="module")
def compared(tiny: TinyPack) -> tuple[str, Path]:
    out = runs_of(tiny) / "comparison"
    both = [runs_of(tiny) / f"tiny-{name}" for name in ("baseline", "measures")]
    done = invoke("compare", *both, "--out", out, "--scenarios", tiny.scenario.parents[1], "--workers", 1)
    assert done.exit_code == 0, done.output
    return done.stdout, out


def test_a_comparison_says_totals_differences_and_what_each_change_is_worth(compared):
    text, out = compared
    for words in ("inmss_learners", "tiny-measures", "difference", "lever fewer-requests", "place changes", "exact"):
        assert words in text
    assert (out / "comparison.txt").read_text() == text
    assert read_page((out / "comparison.html").read_text(encoding="utf-8")).faults == []
    assert "Changes" in openpyxl.load_workbook(out / "comparison.xlsx").sheetnames


@pytest.mark.slow
def test_the_split_is_the_same_from_several_processes(tiny, compared, tmp_path):
    both = [runs_of(tiny) / f"tiny-{name}" for name in ("baseline", "measures")]
    done = invoke("compare", *both, "--out", tmp_path, "--scenarios", tiny.scenario.parents[1], "--workers", 2)
    assert done.stdout == compared[0]
    for name in ("changes.csv", "comparison.html", "comparison.xlsx"):
        assert (tmp_path / name).read_bytes() == (compared[1] / name).read_bytes()


def test_two_runs_of_one_scenario_are_kept_apart_by_their_folders(tiny, tmp_path):
    run = runs_of(tiny) / "tiny-baseline"
    shutil.copytree(run, tmp_path / "earlier")
    done = invoke("compare", run, tmp_path / "earlier", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert set(pd.read_csv(tmp_path / "out" / "comparison.csv")["scenario"]) == {str(run), str(tmp_path / "earlier")}


def draws_of(run: Path, measure: str, census_year: int) -> np.ndarray:
    """One measure of a year in every draw, without the central run."""
    table = pd.read_csv(run / "draws_in_full.txt")
    return table[(table["census_year"] == census_year) & (table["draw"] >= 0)].sort_values("draw")[measure].to_numpy()


def test_a_difference_has_its_own_range_from_the_draws(compared):
    table = pd.read_csv(compared[1] / "comparison.csv")
    assert table[["p10", "p90"]].notna().to_numpy().any()
    plans = table[(table["measure"] == "plans") & (table["census_year"] == 2029)].set_index("scenario")
    base, other = plans.loc["tiny-baseline"], plans.loc["tiny-measures"]
    assert other["difference"] == pytest.approx(other["value"] - base["value"])
    assert other["difference_p90"] < 0, "fewer requests are fewer plans in every draw"
    draws = [draws_of(compared[1].parent / name, "plans", 2029) for name in ("tiny-baseline", "tiny-measures")]
    low, high = np.quantile(draws[1] - draws[0], [0.1, 0.9])
    assert (other["difference_p10"], other["difference_p90"]) == pytest.approx((low, high), abs=0.006)
    assert (base["difference"], base["difference_p10"]) == (0, 0)


def test_the_changes_add_up_to_the_difference_exactly(compared):
    table = pd.read_csv(compared[1] / "comparison.csv").set_index(["scenario", "measure", "census_year"])
    changes = pd.read_csv(compared[1] / "changes.csv").set_index(["change", "census_year"])
    names = {"lever fewer-requests", "lever to-bases", "place changes", "interaction"}
    assert set(changes.index.get_level_values("change")) == names
    total = pd.read_csv(compared[1] / "changes_totals.csv").set_index(["change", "census_year"])
    parts = changes.groupby("census_year").sum(min_count=1)
    for measure in ("plans", "inmss_learners", "in_county_learners", "high_needs_gbp", "learner_miles"):
        difference = total.loc["total", f"{measure}_alone"]
        assert parts[f"{measure}_alone"].to_numpy() == pytest.approx(difference.to_numpy(), nan_ok=True, abs=1e-4)
        assert parts[f"{measure}_shapley"].to_numpy() == pytest.approx(difference.to_numpy(), nan_ok=True, abs=1e-4)
        shown = 1.0 if measure == "high_needs_gbp" else 0.02  # learners are written with two decimals, pounds with none
        for year in (2026, 2028):
            assert difference[year] == pytest.approx(
                table.loc[("tiny-measures", measure, year), "difference"], abs=shown
            )


def test_a_run_that_cannot_be_compared_is_named(tiny, capsys):
    run = runs_of(tiny) / "tiny-baseline"
    with pytest.raises(SystemExit) as ended:
        main(["compare", str(run), str(run.parent / "nothing")])
    assert ended.value.code == 2
    assert "not a run" in capsys.readouterr().err
    assert invoke("compare", run).exit_code == 2


@pytest.mark.parametrize(
    ("path", "target", "bounds", "says"),
    [
        ("levers.fewer-requests.multiply", "plans 2028 <= 130", ("--low", 0, "--high", 1), "reaches plans 2028"),
        ("places.changes.oak.add", "inmss_learners 2027 <= 1", ("--low", -5, "--high", 8), "No amount of"),
    ],
)
def test_a_goal_is_reached_or_said_to_be_out_of_reach(tiny, path, target, bounds, says):
    done = invoke("goal", tiny.scenario.with_name("measures.yaml"), "--lever", path, "--target", target, *bounds)
    assert says in done.output
    assert done.exit_code == (1 if says.startswith("No") else 0)


@pytest.mark.parametrize(
    ("path", "target", "says"),
    [
        ("levers.fewer-requests.multiply", "plan 2028 <= 130", "did you mean plans?"),
        ("levers.fewer-requests.multiply", "plans <= 130", "is not a target"),
        ("levers.fewer-requests.multiply", "plans 2044 <= 130", "horizon is 2029"),
        ("levers.fewer-request.multiply", "plans 2028 <= 130", "did you mean levers.fewer-requests.multiply?"),
        ("title", "plans 2028 <= 130", "is no number"),
    ],
)
def test_a_goal_that_cannot_be_sought_is_explained(tiny, capsys, path, target, says):
    with pytest.raises(SystemExit) as ended:
        main(["goal", str(tiny.scenario.with_name("measures.yaml")), "--lever", path, "--target", target])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


@pytest.mark.slow
def test_a_sweep_runs_every_combination_even_an_amount_that_changes_nothing(tiny, tmp_path):
    sweeps = ("--sweep", "levers.fewer-requests.multiply=0.4,0.6", "--sweep", "places.changes.oak.add=0")
    measures = tiny.scenario.with_name("measures.yaml")
    done = invoke("run", measures, "--draws", 1, "--workers", 1, "--out", tmp_path, *sweeps)
    assert done.exit_code == 0, done.output
    table = tmp_path / "tiny-measures--sweep--fewer-requests.multiply--changes.oak.add"
    names = sorted(path.name for path in tmp_path.iterdir() if path != table)
    assert names == [
        "tiny-measures--fewer-requests.multiply-0.4--changes.oak.add-0",
        "tiny-measures--fewer-requests.multiply-0.6--changes.oak.add-0",
    ]
    plans = [pd.read_csv(tmp_path / name / "draws.csv").query("draw == -1")["plans"].iloc[-1] for name in names]
    assert plans[0] < plans[1]
    swept = pd.read_csv(table / "sweep.csv")
    last = swept[swept["census_year"] == swept["census_year"].max()]
    assert last["levers.fewer-requests.multiply"].tolist() == [0.4, 0.6]
    assert last["plans"].tolist() == plans
    assert done.output.count("EHC PLANS") == 0
    assert "multiply  add" in done.output
    assert "levers.fewer-requests.multiply = 0.4" in (tmp_path / names[0] / "summary.txt").read_text(encoding="utf-8")
    done = invoke("compare", *(tmp_path / name for name in names), "--no-split", "--out", tmp_path / "both")
    assert done.exit_code == 0, done.output
    both = pd.read_csv(tmp_path / "both" / "comparison.csv")
    assert both[["p10", "p90", "difference_p10", "difference_p90"]].isna().to_numpy().all(), "one draw has no range"
    assert both["value"].notna().any()


@pytest.mark.parametrize(
    ("sweep", "says"),
    [
        ("levers.fewer-requests.multiply", "is not a sweep"),
        ("levers.fewer-requests.multiplie=1", "did you mean levers.fewer-requests.multiply?"),
        ("levers.fewer-requests.multiply=many", "'many' is not a number; allowed: 0 to 100"),
        ("levers.fewer-requests=1", "is a section"),
    ],
)
def test_a_sweep_that_cannot_be_run_is_explained(tiny, tmp_path, capsys, sweep, says):
    with pytest.raises(SystemExit) as ended:
        main(["run", str(tiny.scenario.with_name("measures.yaml")), "--out", str(tmp_path), "--sweep", sweep])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_the_frontier_writes_its_table_its_picture_and_the_words_for_it(tiny, tmp_path):
    done = invoke("frontier", tiny.scenario, "--weights", "0,500", "--out", tmp_path / "frontier").output
    assert "0 *" in done
    assert (tmp_path / "frontier" / "frontier.txt").read_text(encoding="utf-8") in done
    assert (tmp_path / "frontier" / "frontier.svg").read_text(encoding="utf-8").startswith("<svg")
    table = pd.read_csv(tmp_path / "frontier" / "frontier.csv")
    assert set(table["mile_weight_gbp"]) == {0.0, 500.0}
    assert "all" not in set(table["academic_year"]), "the mean year stands apart from the years"
    assert len(pd.read_csv(tmp_path / "frontier" / "frontier_mean.csv")) == 2
