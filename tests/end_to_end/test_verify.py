"""What was changed since a run was written is found by ``verify``, and by every command that reads the run."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tiny_pack import TinyPack
from tiny_runs import BASELINE, invoke, own_project

from sufficiency.results.saved import EVERY_FILE
from sufficiency.tables.outputs import MANIFEST, SUMS, as_json, own_hash

pytestmark = pytest.mark.end_to_end


class World(NamedTuple):
    """A project with a tiny pack, and a run of its baseline."""

    pack: TinyPack
    run: Path


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    return World(own_project(tmp_path, draws=2), BASELINE)


@pytest.mark.usefixtures("world")
def test_an_untouched_run_is_as_it_was_written():
    done = invoke("verify", "runs/tiny-baseline", "--pack")
    assert (done.exit_code, done.output) == (0, "runs/tiny-baseline: as it was written\n")


def test_the_pack_may_be_named(world, monkeypatch, tmp_path_factory):
    run, pack = world.run.resolve(), world.pack.folder
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert invoke("verify", run, "--pack", pack).exit_code == 0
    refused = invoke("verify", run, "--pack")
    assert refused.exit_code == 2
    assert "no pack is here; name that of the run" in refused.output


def change_manifest(world: World, **said: object) -> None:
    manifest = json.loads((world.run / MANIFEST).read_text())
    (world.run / MANIFEST).write_text(as_json({**manifest, **said}))


def forge_manifest(world: World, **said: object) -> None:
    """Change a manifest and renew its own hash."""
    manifest = {**json.loads((world.run / MANIFEST).read_text()), **said}
    (world.run / MANIFEST).write_text(as_json({**manifest, "manifest_sha256": own_hash(manifest)}))


def add_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def link(world: World) -> None:
    (world.run / "spend.csv").rename(world.run.parent / "spend.csv")
    (world.run / "spend.csv").symlink_to(Path("..") / "spend.csv")


def swap(world: World) -> None:
    for one, other in (("spend.csv", "keep"), ("ranges.csv", "spend.csv"), ("keep", "ranges.csv")):
        (world.run / one).rename(world.run / other)


IN_THE_RUN: dict[str, tuple[Callable[[World], object], str]] = {
    "a table": (lambda world: add_line(world.run / "placements.csv"), "placements.csv"),
    "the draws": (lambda world: add_line(world.run / "draws.csv"), "draws.csv"),
    "the summary": (lambda world: add_line(world.run / "summary.txt"), "summary.txt"),
    "the report": (lambda world: add_line(world.run / "report.html"), "report.html"),
    "a table taken away": (lambda world: (world.run / "spend.csv").unlink(), "spend.csv"),
    "two tables swapped": (swap, "ranges.csv"),
    "a link for a table": (link, "spend.csv"),
    "the seed": (lambda world: change_manifest(world, seed=1), MANIFEST),
    "the author": (lambda world: change_manifest(world, author="A. N. Other"), MANIFEST),
    "the commit": (lambda world: change_manifest(world, commit="0" * 40), MANIFEST),
    "the settings": (lambda world: change_manifest(world, settings={}), MANIFEST),
    "no outputs": (lambda world: change_manifest(world, outputs={}), MANIFEST),
    "a forged seed": (lambda world: forge_manifest(world, seed=1), SUMS),
    "a forged list of no outputs": (lambda world: forge_manifest(world, outputs={}), MANIFEST),
    "no manifest": (lambda world: (world.run / MANIFEST).unlink(), MANIFEST),
    "a broken manifest": (lambda world: (world.run / MANIFEST).write_text("{"), MANIFEST),
    "a manifest laid out anew": (
        lambda world: (world.run / MANIFEST).write_text(json.dumps(json.loads((world.run / MANIFEST).read_text()))),
        SUMS,
    ),
    "the sums": (lambda world: add_line(world.run / SUMS), SUMS),
    "no sums": (lambda world: (world.run / SUMS).unlink(), SUMS),
}
"""What is done to a run, by what is changed, and the file that is then named."""
BESIDE: dict[str, tuple[Callable[[World], object], str]] = {
    "a table of the pack": (lambda world: add_line(world.pack.table("places")), "places.csv"),
    "the particulars of the pack": (lambda world: add_line(world.pack.folder / "pack.yaml"), "pack.yaml"),
    "the map of the pack": (lambda world: add_line(world.pack.folder / "areas.geojson"), "areas.geojson"),
    "a table of the pack taken away": (lambda world: world.pack.table("funnel").unlink(), "funnel.csv"),
    "a table put into the pack": (lambda world: world.pack.table("housing").write_text("year\n"), "housing.csv"),
    "a table of England": (
        lambda world: add_line(world.pack.folder.parent / "reference" / "growth_errors.csv"),
        "growth_errors.csv",
    ),
    "the scenario": (lambda world: add_line(world.pack.scenario), "baseline.yaml"),
}


@pytest.mark.parametrize("kind", IN_THE_RUN)
def test_a_change_of_a_run_is_named_and_no_command_reads_that_run(world, kind):
    change, named = IN_THE_RUN[kind]
    shutil.copytree(world.run, "runs/other")
    change(world)
    done = invoke("verify", world.run)
    assert done.exit_code == 2
    assert named in done.output
    for reader in (
        ("compare", "runs/other", world.run, "--no-split"),
        ("monitor", world.run, "--actuals", "runs/other/ranges.csv"),
    ):
        refused = invoke(*reader)
        assert refused.exit_code == 2
        assert named in refused.output
        assert refused.stdout == ""


def test_the_folder_of_another_command_is_verified_too_and_is_no_run(world):
    assert invoke("compare", world.run, "--no-split").exit_code == 2
    shutil.copytree(world.run, "runs/other")
    assert invoke("compare", world.run, "runs/other", "--no-split", "--out", "compared").exit_code == 0
    assert "compared: as it was written" in invoke("verify", "compared").output
    refused = invoke("monitor", "compared", "--actuals", "runs/other/ranges.csv")
    assert "compared: is no run; it holds what 'compare " in refused.output
    Path("compared/comparison.csv").write_text("mine")
    assert "comparison.csv" in invoke("verify", "compared").output


def test_a_file_added_to_a_run_is_named_and_the_run_is_read_all_the_same(world):
    shutil.copytree(world.run, "runs/other")
    (world.run / "notes.docx").write_text("mine")
    done = invoke("verify", world.run)
    assert done.exit_code == 2
    assert "notes.docx: was added since" in done.output
    assert invoke("compare", "runs/other", world.run, "--no-split").exit_code == 0


@pytest.mark.parametrize("kind", BESIDE)
def test_a_change_of_what_a_run_was_made_of_is_named_on_demand(world, kind):
    change, named = BESIDE[kind]
    change(world)
    assert invoke("verify", world.run).exit_code == 0
    done = invoke("verify", world.run, "--pack")
    assert done.exit_code == 2
    assert named in done.output


def test_one_changed_byte_in_any_file_is_found(world):
    for name in EVERY_FILE:
        path = world.run / name
        before = path.read_bytes()
        path.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
        done = invoke("verify", world.run)
        assert (done.exit_code, name in done.output) == (2, True), name
        path.write_bytes(before)
    assert invoke("verify", world.run).exit_code == 0


def test_several_runs_are_verified_at_once(world):
    shutil.copytree(world.run, "runs/other")
    add_line(Path("runs/other/spend.csv"))
    done = invoke("verify", world.run, "runs/other", "runs/none")
    assert done.exit_code == 2
    assert "runs/tiny-baseline: as it was written" in done.output
    assert "runs/other: one thing changed" in done.output
    assert "runs/none: not a run" in done.output
