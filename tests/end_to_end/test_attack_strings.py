"""Names and titles made to attack go through every command: no formula in a table, no order to a screen."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml
from click.testing import Result
from payloads import ORDERS, formulas_in
from tiny_pack import TinyPack, write_tiny_pack
from tiny_runs import invoke

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

FORMULA = '=HYPERLINK("http://example.org/","Oak")'
TITLE = '@SUM(1+1)*cmd|" /C calc"!A0'
ESCAPES = "\x1b]8;;http://example.org\x07Oak\x1b]8;;\x07\x1b[2J\x08\r\u202eterces"


def ask(*arguments: str | Path) -> Result:
    result = invoke(*arguments)
    assert ORDERS.search(result.output) is None, result.output
    return result


def harmless_files(folder: Path) -> list[str]:
    """Names of the files of a folder, each found to hold no order and no formula."""
    names = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            text = path.read_bytes().decode("utf-8")
            assert ORDERS.search(text) is None, path
            assert path.suffix != ".csv" or formulas_in(text) == [], path
            names.append(path.name)
    return names


def named(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(name=[FORMULA, "-", "@Home", "\uff1d1+1", *table["name"][4:]], source="-invented+1")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    """An authority whose schools, areas and scenario are named to attack; codes are as they may be."""
    root = tmp_path_factory.mktemp("attack")
    changes = {"providers": named, "areas": lambda areas: areas.assign(name=[FORMULA, "+South"])}
    texts = {"title": TITLE, "question": FORMULA, "author": "-2+3", "draws": 2}
    pack = write_tiny_pack(root, changes, texts)
    for name in ("check_ranges.csv",):
        shutil.copy(Path(__file__).parents[2] / "data" / "reference" / name, root / "data" / "reference")
    second = {"title": "+1+1", "question": TITLE, "author": "@b", "extends": "baseline.yaml", "seed": 9}
    (pack.scenario.parent / "other.yaml").write_text(yaml.safe_dump(second), encoding="utf-8")
    return pack


@pytest.fixture(scope="module")
def runs(pack: TinyPack) -> Path:
    out = pack.folder.parents[1] / "runs"
    both = (pack.scenario, pack.scenario.with_name("other.yaml"))
    assert ask("run", *both, "--workers", "1", "--out", out).exit_code == 0
    return out


def test_a_run_of_attacking_names_has_no_formula_and_no_order(runs: Path):
    names = harmless_files(runs)
    assert {"report.html", "summary.txt", "schools.csv", "checks.csv"} <= set(names)


def test_names_that_begin_with_a_sign_survive_their_pack_and_the_report(pack: TinyPack, runs: Path):
    text = (pack.folder / "providers.csv").read_text(encoding="utf-8")
    assert ",'-," in text
    assert ",'@Home," in text
    assert "&#39;" not in (runs / "tiny-baseline" / "report.html").read_text(encoding="utf-8").split("<h1>")[1][:40]
    said = ask("check", pack.scenario)
    assert said.exit_code == 0


def test_what_is_made_of_runs_has_no_formula_and_no_order(pack: TinyPack, runs: Path, tmp_path: Path):
    first, second = runs / "tiny-baseline", runs / "tiny-other"
    assert ask("compare", first, second, "--no-split", "--out", tmp_path / "compared").exit_code == 0
    actuals = tmp_path / "actuals.csv"
    actuals.write_text("census_year,level,code,plans\n2026,area,north,100\n", encoding="utf-8")
    assert ask("monitor", first, "--actuals", actuals, "--out", tmp_path / "monitored").exit_code == 0
    frontier = ("--weights", "0", "--out", tmp_path / "frontier")
    assert ask("frontier", pack.scenario, *frontier).exit_code == 0
    assert ask("report", first, second, "--out", tmp_path / "both").exit_code == 0
    assert {"comparison.csv", "monitor.txt", "frontier.svg", "report.html"} <= set(harmless_files(tmp_path))


def test_every_command_on_scenarios_and_packs_shows_what_stands_there(pack: TinyPack):
    other = pack.scenario.with_name("other.yaml")
    assert FORMULA in ask("show", pack.scenario).output.replace("\\", "")
    assert TITLE in ask("diff", pack.scenario, other).output
    ask("check-pack", pack.folder)
    assert (pack.folder / "quality.csv").is_file()
    goal = ("--lever", "parameters.capacity.market_growth", "--target", "inmss_learners 2027 <= 9")
    assert ask("goal", pack.scenario, *goal).exit_code in {0, 1, 2}
    harmless_files(pack.folder)


@pytest.mark.parametrize("code", ["=1+1", "-oak", "@oak", "\uff1d1", '"=1'])
def test_codes_like_formulas_are_refused_where_they_come_in(tmp_path: Path, code: str):
    bad = write_tiny_pack(tmp_path, {"areas": lambda areas: areas.assign(area=areas["area"].replace("north", code))})
    refused = ask("run", bad.scenario, "--out", tmp_path / "runs")
    assert refused.exit_code == 2
    assert "areas.csv:" in refused.output
    assert "begins like a formula" in refused.output
    assert not (tmp_path / "runs").exists()


def test_escape_sequences_are_refused_in_packs_and_in_scenarios(tmp_path: Path):
    bad = write_tiny_pack(tmp_path, {"areas": lambda areas: areas.assign(name="South")})
    path = bad.table("areas")
    path.write_text(path.read_text(encoding="utf-8").replace("South", '"\x1b[2JSouth\u202e"', 1), encoding="utf-8")
    refused = ask("run", bad.scenario)
    assert refused.exit_code == 2
    assert re.search(r"areas\.csv:2 name: .*control character", refused.output)
    bad.scenario.write_text(
        bad.scenario.read_text(encoding="utf-8").replace("Tiny", '"\\e[2J\\u202E"'), encoding="utf-8"
    )
    refused = ask("check", bad.scenario)
    assert refused.exit_code == 2
    assert re.search(r"baseline\.yaml:1:\d+ title: an invisible control character", refused.output)


def test_a_scenario_that_aims_at_a_formula_is_refused_with_its_line(tmp_path: Path):
    lever = {"what": "request_rate", "multiply": 1.1, "from": "2026/27", "owner": "-", "evidence": "@"}
    aimed = {"levers": {"more": {**lever, "where": {"areas": ["=1+1"]}}}}
    refused = ask("check", write_tiny_pack(tmp_path, scenario=aimed).scenario)
    assert refused.exit_code == 2
    assert re.search(r"baseline\.yaml:\d+:\d+ levers\.more\.where\.areas\[1\].*begins like a formula", refused.output)


def test_cells_and_providers_of_one_september_are_refused(tmp_path: Path):
    texts = {
        "entrants": "cell,learners\n=1+1,10\n",
        "providers": "provider_id,places\n@Oak,8\n",
        "pairs": "cell,provider_id,cost_gbp,miles\n=1+1,@Oak,10000,3\n",
    }
    files = []
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        files += [f"--{name}", tmp_path / f"{name}.csv"]
    refused = ask("allocate", *files, "--out", tmp_path / "answer")
    assert refused.exit_code == 2
    assert refused.output.count("begins like a formula") == 4


def test_what_is_typed_is_shown_and_not_obeyed(tmp_path: Path):
    assert ask("run", f"{ESCAPES}.yaml").exit_code == 2
    assert ask("run", f"--{ESCAPES}").exit_code == 2
    assert ask(f"{ESCAPES}").exit_code == 2
    assert ask("compare", tmp_path / ESCAPES.replace("/", ""), tmp_path).exit_code == 2
