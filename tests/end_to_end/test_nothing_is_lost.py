"""No command deletes or overwrites what it did not write; what stands in its way is named."""

import json
import shutil
from pathlib import Path

import pytest
import yaml
from tiny_pack import SCENARIO, TinyPack, write_tiny_pack
from tiny_runs import everything, invoke, own_project, refused

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyPack:
    """A tiny pack with its baseline run."""
    monkeypatch.chdir(tmp_path)
    return own_project(tmp_path, draws=2)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyPack:
    pack = write_tiny_pack(tmp_path, scenario={"draws": 2})
    monkeypatch.chdir(tmp_path)
    return pack


def scenario_at(tiny: TinyPack, name: str) -> Path:
    path = tiny.scenario.parents[1] / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({**SCENARIO, "draws": 2}, sort_keys=False))
    return path


def run(scenario: Path, *more: object) -> tuple[object, ...]:
    return ("run", scenario, "--workers", 1, *more)


def test_a_note_in_a_run_folder_keeps_the_next_run_from_replacing_it(done):
    Path("runs/tiny-baseline/notes.docx").write_text("mine")
    before = everything(Path("runs"))
    assert "holds notes.docx" in refused(*run(done.scenario))
    assert everything(Path("runs")) == before
    Path("runs/tiny-baseline/notes.docx").unlink()
    assert invoke(*run(done.scenario)).exit_code == 0


def test_a_scenario_named_as_a_folder_of_the_project_does_not_replace_it(tiny):
    before = everything(tiny.folder.parent)
    assert "data: holds other files " in refused(*run(scenario_at(tiny, "data"), "--out", "."))
    assert everything(tiny.folder.parent) == before


def test_two_scenarios_of_one_id_do_not_overwrite_each_other(tiny):
    one, other = scenario_at(tiny, "tiny/a/b"), scenario_at(tiny, "tiny/a-b")
    assert "have the same id; rename one" in refused("run", one, other, "--workers", 1)
    assert not Path("runs").exists()
    assert invoke(*run(one)).exit_code == 0
    before = everything(Path("runs"))
    output = refused(*run(other))
    assert "run scenarios/tiny/a/b.yaml" in output
    assert "run scenarios/tiny/a-b.yaml" in output
    assert everything(Path("runs")) == before


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_a_link_in_the_place_of_a_run_is_named_before_anything_is_run(tiny, kind):
    Path("runs").mkdir()
    if kind == "file":
        Path("runs/tiny-baseline").write_text("mine")
    else:
        Path("elsewhere").mkdir()
        Path("runs/tiny-baseline").symlink_to(Path("../elsewhere"))
    done = invoke(*run(tiny.scenario))
    assert done.exit_code == 2
    assert f"a {kind}" in done.output
    assert "forecasting" not in done.output


def test_frontier_and_compare_and_monitor_put_their_files_only_into_a_folder_of_their_own(done):
    shutil.copytree("runs/tiny-baseline", "other-run")
    Path("actuals.csv").write_text("census_year,level,code,plans\n2026,authority,all,150\n")
    Path("mine").mkdir()
    Path("mine/comparison.txt").write_text("what I think of it")
    before = everything(Path())
    for command in (
        ("frontier", done.scenario, "--weights", "0,500"),
        ("compare", "runs/tiny-baseline", "other-run", "--no-split"),
        ("monitor", "runs/tiny-baseline", "--actuals", "actuals.csv"),
    ):
        assert "mine: holds other files (comparison.txt)" in refused(*command, "--out", "mine")
        assert "runs/tiny-baseline: holds what" in refused(*command, "--out", "runs/tiny-baseline")
        assert everything(Path()) == before
        for _ in range(2):
            ended = invoke(*command, "--out", "answer")
            assert ended.exit_code == 0, ended.output
        shutil.rmtree("answer")


def test_allocate_keeps_what_stands_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {
        "entrants.csv": "cell,learners\na,3\n",
        "schools.csv": "provider_id,places\nx,2\n",
        "pairs.csv": "cell,provider_id,cost_gbp,miles\na,x,10,1\n",
    }
    for name, text in files.items():
        Path(name).write_text(text)
    Path("answer").mkdir()
    Path("answer/placements.csv").write_text("mine")
    asked = ("allocate", "--entrants", "entrants.csv", "--providers", "schools.csv", "--pairs", "pairs.csv")
    assert "answer: holds other files (placements.csv)" in refused(*asked, "--out", "answer")
    assert "holds other files" in refused(*asked, "--out", ".")
    assert Path("answer/placements.csv").read_text() == "mine"
    assert {name: Path(name).read_text() for name in files} == files
    assert invoke(*asked, "--out", "mine").exit_code == 0
    first = everything(Path("mine"))
    assert invoke(*asked, "--out", "mine").exit_code == 0
    assert set(everything(Path("mine"))) == set(first)


def test_demo_data_replaces_neither_a_pack_nor_notes(tmp_path):
    pack = tmp_path / "hampshire"
    shutil.copytree(PROJECT / "data" / "hampshire", pack)
    before = everything(pack)
    asked = ("demo-data", "sen2", "--plans", 200, "--pack", pack)
    assert "hampshire: holds" in refused(*asked, "--out", pack)
    assert everything(pack) == before
    assert invoke(*asked, "--out", tmp_path / "demo").exit_code == 0
    assert invoke(*asked, "--out", tmp_path / "demo", "--earlier").exit_code == 0
    (tmp_path / "demo" / "earlier" / "notes.txt").write_text("mine")
    assert "earlier/notes.txt" in refused(*asked, "--out", tmp_path / "demo")
    assert (tmp_path / "demo" / "earlier" / "notes.txt").exists()


def test_new_writes_over_nothing_a_dangling_link_neither(tiny):
    tiny.scenario.with_name("mine.yaml").write_text("mine")
    tiny.scenario.with_name("link.yaml").symlink_to(tiny.scenario.parents[2] / "outside.yaml")
    for name in ("mine", "link"):
        assert "is there already" in refused("new", "tiny", name)
    assert tiny.scenario.with_name("mine.yaml").read_text() == "mine"
    assert not Path("outside.yaml").exists()


def test_schema_writes_over_nothing_but_an_earlier_one(tmp_path):
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps({"a": "thought"}))
    assert "is there already and is something else" in refused("schema", "--out", mine)
    assert json.loads(mine.read_text()) == {"a": "thought"}
    for _ in range(2):
        assert invoke("schema", "--out", tmp_path / "schema.json").exit_code == 0


@pytest.mark.usefixtures("done")
def test_a_run_compared_with_itself_is_refused_in_a_sentence():
    assert "is named twice" in refused("compare", "runs/tiny-baseline", "runs/../runs/tiny-baseline")
