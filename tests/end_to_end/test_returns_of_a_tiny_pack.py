"""place-need, returns and bid on a tiny pack: what they say of one counted from persons, and what they refuse."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import yaml
from tiny_pack import TinyPack, write_tiny_pack
from tiny_runs import BASELINE as RUN
from tiny_runs import done, invoke

from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS, NOT_FOR_PUBLICATION
from sufficiency.returns.audience import INTERNAL_MARK
from sufficiency.returns.disclosure.notes import OFFICER

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
PROJECT = """\
title: Twenty places
need_groups: [autism_communication]
phases: [primary, secondary]
ages: [4, 15]
places:
  title: An extension
  places: 20
  provision: state_special
  opens: 2026/27
  fills: [10, 20]
  capital:
    cost_a_place_gbp: 80000
    profile: {2025-26: 1}
    price_year: 2025
    source: an example
"""
COMMANDS = {"place-need": (), "returns": (), "bid": ("--project", "project.yaml")}
ACTUALS = "table,row,year,quarter,actual\n5.1,Total,2025,4,1080\n"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> TinyPack:
    """A pack that says it was counted from persons, and a run of it."""
    root = tmp_path_factory.mktemp("tiny")
    pack = write_tiny_pack(root, scenario={"draws": 2})
    about = pack.folder / "pack.yaml"
    said = {**yaml.safe_load(about.read_text(encoding="utf-8")), HOLDS_SMALL_NUMBERS: ["plans_joint"]}
    about.write_text(yaml.safe_dump(said), encoding="utf-8")
    (root / "project.yaml").write_text(PROJECT, encoding="utf-8")
    (root / "actuals.csv").write_text(ACTUALS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        done("run", pack.scenario, "--workers", 1, "--out", "runs")
    return pack


@pytest.fixture(autouse=True)
def _beside_the_pack(pack: TinyPack, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(pack.folder.parents[1])
    yield
    for name in COMMANDS:
        for folder in (name, f"{name}-internal"):
            shutil.rmtree(RUN / folder, ignore_errors=True)


def words_of(folder: Path) -> dict[str, str]:
    """The texts of a folder by name, and all words of the sheets of its workbook."""
    found = {
        path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.*") if path.suffix in {".txt", ".html"}
    }
    for path in folder.glob("*.xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        found[path.name] = " ".join(cells)
    return {name: " ".join(text.split()) for name, text in found.items()}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_public_of_a_pack_counted_from_persons_asks_for_the_officer(name: str):
    done = invoke(name, RUN, *COMMANDS[name])
    assert done.exit_code == 0, done.output
    for file, text in words_of(RUN / name).items():
        assert OFFICER in text, file
        assert NOT_FOR_PUBLICATION not in text, file
        assert INTERNAL_MARK not in text, file


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_internal_is_marked_and_never_called_fit_to_publish(name: str):
    done = invoke(name, RUN, *COMMANDS[name], "--internal")
    assert done.exit_code == 0, done.output
    for file, text in words_of(RUN / f"{name}-internal").items():
        assert INTERNAL_MARK in text, file
        assert OFFICER not in text, file


@pytest.mark.parametrize("name", COMMANDS)
def test_a_pack_that_changed_since_the_run_is_refused_and_nothing_is_written(name: str, pack: TinyPack):
    path = pack.table("places")
    before = path.read_text(encoding="utf-8")
    try:
        path.write_text(before.replace(",24.0", ",25.0", 1), encoding="utf-8")
        assert path.read_text(encoding="utf-8") != before
        refused = invoke(name, RUN, *COMMANDS[name])
    finally:
        path.write_text(before, encoding="utf-8")
    assert refused.exit_code == 2
    assert "places.csv: has changed since" in refused.output
    assert not (RUN / name).exists()


def test_every_fault_of_the_returns_is_named_at_once():
    refused = invoke("returns", "runs/none", "--kind", "scap", "--plan", "none.csv")
    assert refused.exit_code == 2
    for words in ("with --internal", "add --kind reform-plan", "none.csv: is not there", "runs/none: not a run"):
        assert words in refused.output


def test_actual_figures_without_the_reform_plan_are_not_quietly_left_out():
    refused = invoke("returns", RUN, "--internal", "--kind", "scap", "--plan", "actuals.csv")
    assert refused.exit_code == 2
    assert "add --kind reform-plan" in refused.output
    assert not (RUN / "returns-internal").exists()


def test_runs_and_areas_that_a_project_names_wrongly_are_named_at_once():
    text = f"{PROJECT}unmitigated: nowhere\nareas: [west]\n"
    Path("wrong.yaml").write_text(text, encoding="utf-8")
    refused = invoke("bid", RUN, "--project", "wrong.yaml")
    assert refused.exit_code == 2
    for words in ("nowhere: not a run", "west is no area of Tiny"):
        assert words in refused.output
