"""The command ``report`` on runs of a tiny authority: the same page for one run, and several side by side."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from page_reader import read_page
from tiny_pack import SCENARIO
from tiny_runs import done, own_project, refused

from sufficiency.tables.outputs import MANIFEST, OWN_HASH, as_json, own_hash

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
HEAD = {key: SCENARIO[key] for key in ("title", "question", "author")}
LEVER = {"what": "request_rate", "multiply": 0.5, "from": "2025/26", "owner": "O", "evidence": "invented"}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    pack = own_project(root, draws=10)
    measures = pack.scenario.with_name("measures.yaml")
    measures.write_text(yaml.safe_dump({**HEAD, "extends": "baseline.yaml", "levers": {"fewer": LEVER}}))
    done("run", measures, "--workers", 1, "--out", root / "runs")
    return root / "runs"


@pytest.fixture
def runs(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "runs"))


def test_the_report_of_one_run_is_that_of_the_run(runs):
    done("report", runs / "tiny-measures")
    again, own = runs / "tiny-measures" / "report" / "report.html", runs / "tiny-measures" / "report.html"
    assert again.read_bytes() == own.read_bytes()
    done("verify", runs / "tiny-measures")


def test_runs_stand_side_by_side_and_the_page_is_replaced_when_made_again(runs):
    for _ in range(2):
        done("report", runs / "tiny-baseline", runs / "tiny-measures")
    html = (runs / "tiny-baseline" / "report" / "report.html").read_text(encoding="utf-8")
    assert read_page(html).faults == []
    assert "Changes nothing" in html
    assert "New plans a year from the same number of children and young people: 50% lower" in html
    assert str(runs) not in html


def test_a_run_beside_itself_differs_in_nothing(runs, tmp_path):
    shutil.copytree(runs / "tiny-measures", runs / "copy")
    done("report", runs / "tiny-measures", runs / "copy", "--out", tmp_path / "both")
    html = (tmp_path / "both" / "report.html").read_text(encoding="utf-8")
    differences = re.findall(r'<span class="difference">(.*?)</span>', html)
    assert len(differences) == 15
    assert set(differences) <= {"0", "0.0"}


def test_what_cannot_stand_side_by_side_is_refused_with_every_fault(runs, tmp_path):
    _changed(runs / "tiny-measures", lambda manifest: manifest["settings"]["authority"].update(value="elsewhere"))
    shutil.copytree(runs / "tiny-baseline", runs / "older")
    _changed(runs / "older", lambda manifest: manifest["outputs"].pop("summary.json"))
    (runs / "older" / "summary.json").unlink()
    three = [runs / name for name in ("tiny-baseline", "tiny-measures", "older")]
    said = refused("report", *three, "--out", tmp_path / "both")
    assert "is of another authority, elsewhere, than" in said
    assert "older: has no summary.json: it is of an older version; make the run again" in said
    assert not (tmp_path / "both").exists()
    assert "named twice" in refused("report", runs / "tiny-baseline", runs / "tiny-baseline")
    assert "not a run" in refused("report", runs / "none")


def test_a_file_that_somebody_put_there_stays(runs):
    folder = runs / "tiny-baseline" / "report"
    folder.mkdir()
    (folder / "mine.docx").write_text("mine")
    assert "mine.docx" in refused("report", runs / "tiny-baseline")
    assert (folder / "mine.docx").read_text() == "mine"


def test_the_folder_of_a_run_takes_in_no_other(runs):
    for out in (runs / "tiny-measures" / "report", runs / "tiny-baseline" / "explore" / "deep"):
        said = refused("report", runs / "tiny-baseline", "--out", out)
        assert "which a command wrote; name a folder beside it with --out" in said
        assert not out.exists()
    done("verify", runs / "tiny-baseline")


def test_a_run_that_names_no_authority_is_refused_beside_others(runs, tmp_path):
    _changed(runs / "tiny-measures", lambda manifest: manifest["settings"].pop("authority"))
    said = refused("report", runs / "tiny-baseline", runs / "tiny-measures", "--out", tmp_path / "both")
    assert "is of another authority, none, than" in said


def _changed(folder: Path, change) -> None:
    """Change what a manifest says, as if the run had been made so."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    change(manifest)
    manifest.pop(OWN_HASH)
    text = as_json({**manifest, OWN_HASH: own_hash(manifest)})
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    from_sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    kept = [line for line in from_sums if line.split("  ")[1] in manifest["outputs"]]
    (folder / "SHA256SUMS").write_text(_sums(folder, kept), encoding="utf-8")


def _sums(folder: Path, lines: list[str]) -> str:
    own = f"{sha256((folder / MANIFEST).read_bytes()).hexdigest()}  {MANIFEST}"
    return "".join(f"{line}\n" for line in sorted([*lines, own], key=lambda line: line.split("  ")[1]))
