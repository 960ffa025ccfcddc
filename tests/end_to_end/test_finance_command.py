"""The command ``finance`` on runs of a tiny authority: what it writes, what it refuses, and that nothing is lost."""

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import tiny_runs
import yaml
from tiny_pack import SCENARIO, write_tiny_pack
from tiny_runs import BASELINE, done, everything, rows

from sufficiency.finance.every_finance_table import EVERY_FINANCE_TABLE
from sufficiency.tables.outputs import sha256

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
DEARER = Path("runs/tiny-dearer")
GRANT = """financial_year,item,value,basis,source
2024-25,grant,3000000,published,invented
2024-25,opening_balance,-500000,published,invented
2024-25,interest_rate,0.04,estimated,invented
"""


class World(NamedTuple):
    """A project with a tiny pack, two scenarios, and a run of each."""

    pack: Path
    baseline: Path


def refused(*arguments: object) -> str:
    """What a command says that ends with code 2 and changes nothing."""
    before = everything(Path())
    said = tiny_runs.refused(*arguments)
    assert everything(Path()) == before
    return said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    pack = write_tiny_pack(root, scenario={"draws": 12})
    (pack.folder / "grant.csv").write_text(GRANT)
    dearer = {**SCENARIO, "draws": 12, "parameters": {"costs": {"inflation": 0.02}}}
    pack.scenario.with_name("dearer.yaml").write_text(yaml.safe_dump(dearer, sort_keys=False))
    for name in ("baseline", "dearer"):
        done("run", pack.scenario.with_name(f"{name}.yaml"), "--workers", 1, "--out", root / "runs")
    return root


@pytest.fixture
def world(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return World(Path("data/tiny"), Path("scenarios/tiny/baseline.yaml"))


@pytest.mark.usefixtures("world")
def test_finance_writes_every_table_into_the_run_and_shows_one_screen():
    screen = done("finance", BASELINE)
    folder = BASELINE / "finance"
    assert {f"{table.name}.csv" for table in EVERY_FINANCE_TABLE} <= {path.name for path in folder.iterdir()}
    assert screen == (folder / "finance.txt").read_text(encoding="utf-8")
    assert len(screen.splitlines()) < 40
    assert max(map(len, screen.splitlines())) <= 100
    assert "closing balance" in screen
    listed = (folder / "README.txt").read_text(encoding="utf-8")
    assert all(path.name in listed for path in folder.iterdir() if path.name != "README.txt")


@pytest.mark.usefixtures("world")
def test_every_table_foots_with_what_the_run_says_it_spends():
    done("finance", BASELINE)
    ledger = rows(BASELINE / "finance" / "ledger.csv")
    spend = rows(BASELINE / "spend.csv")
    apart = {"deficit_interest", "capital"}
    for year in sorted({row["financial_year"] for row in spend}):
        in_run = sum(float(row["real_gbp"]) for row in spend if row["financial_year"] == year)
        mine = [row for row in ledger if row["financial_year"] == year and row["s251_line"] not in apart]
        assert sum(float(row["real_gbp"]) for row in mine) == pytest.approx(in_run, abs=len(mine))
        block = sum(float(row["nominal_gbp"]) for row in mine if row["ledger"] == "dsg_high_needs")
        (position,) = [row for row in rows(BASELINE / "finance" / "block.csv") if row["financial_year"] == year]
        assert float(position["spend_gbp"]) == pytest.approx(block, abs=0.005)
        monitored = [row for row in rows(BASELINE / "finance" / "monitoring.csv") if row["financial_year"] == year]
        whole = sum(float(row["nominal_gbp"]) for row in mine)
        assert sum(float(row["forecast_gbp"]) for row in monitored) == pytest.approx(whole, abs=0.005)


def test_the_manifest_names_the_run_and_every_table_of_the_pack_that_was_read(world):
    done("finance", BASELINE)
    manifest = json.loads((BASELINE / "finance" / "manifest.json").read_text())
    of_run = json.loads((BASELINE / "manifest.json").read_text())
    assert manifest["of_run"] == of_run["manifest_sha256"]
    assert manifest["inputs"]["tiny/prices.csv"] == sha256(world.pack / "prices.csv")
    assert manifest["inputs"]["tiny/grant.csv"] == sha256(world.pack / "grant.csv")
    assert "reference/price_indices.csv" in manifest["inputs"]
    assert "tiny/high_needs.csv" not in manifest["inputs"]


@pytest.mark.usefixtures("world")
def test_the_second_of_two_runs_is_set_beside_the_first():
    done("finance", BASELINE, DEARER, "--last", BASELINE)
    assert {row["run"] for row in rows(BASELINE / "finance" / "block.csv")} == {"this_run"}
    assert {row["run"] for row in rows(DEARER / "finance" / "block.csv")} == {"this_run", "unmitigated"}
    moved = [row for row in rows(DEARER / "finance" / "monitoring.csv") if row["movement_gbp"]]
    assert moved
    beside = json.loads((DEARER / "finance" / "manifest.json").read_text())["beside"]
    assert {name: one["scenario"] for name, one in beside.items()} == {
        "unmitigated": "tiny-baseline",
        "last": "tiny-baseline",
    }


@pytest.mark.usefixtures("world")
def test_the_same_run_gives_the_same_bytes():
    done("finance", BASELINE)
    first = everything(BASELINE)
    done("finance", BASELINE)
    assert everything(BASELINE) == first


def test_a_run_with_finance_is_verified_compared_and_made_again(world):
    done("finance", BASELINE)
    assert done("verify", BASELINE) == f"{BASELINE}: as it was written\n"
    done("compare", BASELINE, DEARER, "--no-split")
    done("run", world.baseline, "--workers", 1)
    assert not (BASELINE / "finance").exists()


def test_finance_that_somebody_edited_or_added_to_is_never_deleted(world):
    done("finance", BASELINE)
    kept = everything(BASELINE / "finance")
    (BASELINE / "finance" / "notes.docx").write_text("mine")
    assert "finance/notes.docx" in refused("run", world.baseline, "--workers", 1)
    assert "holds notes.docx" in refused("finance", BASELINE)
    (BASELINE / "finance" / "notes.docx").unlink()
    (BASELINE / "finance" / "block.csv").write_text("mine")
    assert "finance/block.csv, changed since" in refused("run", world.baseline, "--workers", 1)
    assert "holds block.csv, changed since" in refused("finance", BASELINE)
    assert "block.csv: is missing, or was changed since; make it again" in refused("verify", BASELINE)
    (BASELINE / "finance" / "block.csv").write_bytes(kept["block.csv"])
    assert done("verify", BASELINE)


def test_finance_of_an_earlier_run_is_found_to_be_old(world):
    done("finance", BASELINE)
    shutil.copytree(BASELINE / "finance", "kept")
    done("run", world.baseline, "--workers", 1)
    shutil.move("kept", BASELINE / "finance")
    assert "finance: is older than the run in which it stands" in refused("verify", BASELINE)
    done("finance", BASELINE)
    assert done("verify", BASELINE)


def test_prices_that_changed_since_the_run_are_refused(world):
    prices = world.pack / "prices.csv"
    prices.write_text(prices.read_text().replace("80000", "81000"))
    told = refused("finance", BASELINE)
    assert "data/tiny/prices.csv: has changed since" in told
    assert "make the run again" in told


def test_a_grant_written_after_the_run_is_read(world):
    (world.pack / "grant.csv").unlink()
    assert "Not known: the grant" in done("finance", BASELINE)
    (world.pack / "grant.csv").write_text(GRANT)
    assert "Not known" not in done("finance", BASELINE)


def test_faults_of_the_pack_and_of_the_last_run_are_named_together(world):
    (world.pack / "grant.csv").write_text(GRANT.replace("3000000", "three"))
    told = refused("finance", BASELINE, "--last", "runs/none")
    assert "grant.csv:2" in told
    assert "runs/none: not a run" in told


@pytest.mark.usefixtures("world")
def test_what_is_no_run_is_refused():
    assert "not a run" in refused("finance", "data")
    assert "is named twice" in refused("finance", BASELINE, "runs/../runs/tiny-baseline")
    done("finance", BASELINE)
    assert "is no run; it holds what 'finance tiny-baseline' made" in refused("finance", BASELINE / "finance")


def test_two_authorities_are_refused(world):
    shutil.copytree(world.pack, "data/other")
    about = yaml.safe_load((world.pack / "pack.yaml").read_text())
    Path("data/other/pack.yaml").write_text(yaml.safe_dump({**about, "id": "other", "name": "Other"}))
    scenario = Path("scenarios/other/baseline.yaml")
    scenario.parent.mkdir()
    scenario.write_text(yaml.safe_dump({**SCENARIO, "draws": 1, "authority": "other"}, sort_keys=False))
    done("run", scenario, "--workers", 1)
    other = Path("runs/other-baseline")
    assert "is of Other, and runs/tiny-baseline of Tiny" in refused("finance", BASELINE, other)
    assert "is of Other, not of Tiny" in refused("finance", BASELINE, "--last", other)
