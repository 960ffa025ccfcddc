"""A run that is cut off keeps its draws; with resume it goes on from them, and gives the bytes of an unbroken run."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_pack import TinyPack, inputs_of, write_tiny_pack

from sufficiency.errors import Interrupted, ModelError, SpaceError, SufficiencyError
from sufficiency.forecast import resuming
from sufficiency.forecast.kept import KeptDraws, RecordForm, Store
from sufficiency.forecast.pipeline import Step
from sufficiency.forecast.resuming import key_of, stored_draws, workshop_of
from sufficiency.running import run_scenario
from sufficiency.scenario.loader import load_scenario

pytestmark = [pytest.mark.unit, pytest.mark.slow]

DRAWS = 6


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> TinyPack:
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), None, {"draws": DRAWS})


@pytest.fixture(scope="module")
def unbroken(pack, tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("unbroken") / "run"
    run_scenario(load_scenario(pack.scenario), folder, 1, lambda _step: None)
    return files_of(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the time that it took, and the hashes that follow from it."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "SHA256SUMS"}
    manifest = {**json.loads(found["manifest.json"]), "seconds": 0, "manifest_sha256": ""}
    return found | {"manifest.json": json.dumps(manifest).encode()}


@pytest.fixture(scope="module")
def cut_once(pack, tmp_path_factory) -> tuple[Path, str]:
    """What stands where a run was cut off when four draws were done, and what was said of it."""
    root = tmp_path_factory.mktemp("cut")
    return root, cut_off(pack, root / "run")


@pytest.fixture
def cut(cut_once, tmp_path) -> tuple[Path, str]:
    """The folder of a run that was cut off, for one test alone."""
    shutil.copytree(cut_once[0], tmp_path, dirs_exist_ok=True)
    return tmp_path / "run", cut_once[1]


def ran(pack: TinyPack, folder: Path, *, cut_at: int = 0, resume: bool = False) -> list[str]:
    """Run, and raise as Ctrl-C does when so many draws are done; what was told of draws."""
    told: list[str] = []

    def progress(step: Step) -> None:
        told.extend([step.words] if step.passing else [])
        if step.words.startswith(f"draw {cut_at} "):
            raise Interrupted

    run_scenario(load_scenario(pack.scenario), folder, 1, progress, resume=resume)
    return told


def cut_off(pack: TinyPack, folder: Path) -> str:
    with pytest.raises(Interrupted) as order:
        ran(pack, folder, cut_at=4)
    return " ".join(order.value.__notes__)


def kept_of(folder: Path) -> list[Path]:
    return sorted((workshop_of(folder) / "draws").glob("*"))


def test_a_run_that_is_cut_off_says_what_is_kept_and_goes_on_with_the_same_bytes(pack, unbroken, cut):
    folder, said = cut
    assert said == "4 of 6 draws are kept; the same command with --resume goes on from them"
    assert len(kept_of(folder)) == 1
    assert ran(pack, folder, resume=True) == ["draw 5 of 6", "draw 6 of 6"]
    assert files_of(folder) == unbroken
    assert sorted(path.name for path in folder.parent.iterdir()) == ["run"]


@pytest.mark.slow
def test_without_resume_a_run_starts_anew(pack, unbroken, cut):
    assert len(ran(pack, cut[0])) == DRAWS
    assert files_of(cut[0]) == unbroken


@pytest.mark.slow
def test_resume_without_draws_that_are_kept_is_a_run(pack, unbroken, tmp_path):
    assert len(ran(pack, tmp_path / "run", resume=True)) == DRAWS
    assert files_of(tmp_path / "run") == unbroken


@pytest.mark.slow
def test_draws_of_other_code_are_dropped(pack, unbroken, cut, monkeypatch):
    (before,) = kept_of(cut[0])
    monkeypatch.setattr(resuming, "_code", lambda: {"models/sampling.py": "other"})
    with pytest.raises(Interrupted):
        ran(pack, cut[0], cut_at=1, resume=True)
    (after,) = kept_of(cut[0])
    assert before.name != after.name
    assert len(ran(pack, cut[0], resume=True)) == DRAWS - 1
    assert files_of(cut[0]) == unbroken


def test_the_key_is_of_all_that_draws_depend_on_and_of_no_folder(pack, tmp_path):
    scenario, inputs, code = load_scenario(pack.scenario), inputs_of(pack), {"commit": "a"}
    elsewhere = write_tiny_pack(tmp_path, None, {"draws": DRAWS})
    alike = key_of(load_scenario(elsewhere.scenario), inputs_of(elsewhere), code)
    assert alike == key_of(scenario, inputs, code)
    other_table = {**inputs.hashes, "tiny/places.csv": "other"}
    method = scenario.parameters
    allocation = method.allocation.model_copy(update={"mile_weight_gbp": 1.0})
    keys = {
        alike,
        key_of(scenario, inputs, {"commit": "b"}),
        key_of(scenario, replace(inputs, hashes=other_table), code),
        *(key_of(replace(scenario, **{name: 9}), inputs, code) for name in ("seed", "draws")),
        key_of(replace(scenario, horizon=scenario.horizon - 1), inputs, code),
        key_of(replace(scenario, parameters=method.model_copy(update={"allocation": allocation})), inputs, code),
        key_of(replace(scenario, places=replace(scenario.places, committed=False)), inputs, code),
    }
    assert len(keys) == 8


def test_the_code_is_every_file_of_the_program():
    found = resuming._code()
    assert {"models/sampling.py", "sufficiency/forecast/resuming.py", "sufficiency/packs/codes/needs.csv"} <= set(found)
    assert not any(name.endswith(".pyc") for name in found)


def broken_off(folder: Path, error: type[BaseException], done: set[int]) -> None:
    """A store that an error is raised at when some draws are done."""
    with stored_draws(folder, 3, "key", resume=False) as store:
        store.done |= done
        raise error


@pytest.mark.parametrize("error", [Interrupted, KeyboardInterrupt, MemoryError, SufficiencyError])
def test_draws_are_kept_whatever_cuts_the_run_off(error, tmp_path):
    with pytest.raises(error) as raised:
        broken_off(tmp_path / "run", error, {1})
    assert raised.value.__notes__ == ["1 of 3 draws are kept; the same command with --resume goes on from them"]
    assert len(kept_of(tmp_path / "run")) == 1


@pytest.mark.parametrize(("error", "done"), [(ModelError, {1}), (Interrupted, set())])
def test_nothing_is_kept_of_a_faulty_run_or_before_the_first_draw(error, done, tmp_path):
    with pytest.raises(error):
        broken_off(tmp_path / "run", error, done)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_goes_on_and_is_cut_off_before_its_draws_keeps_those_of_before(cut):
    folder, _ = cut
    (path,) = kept_of(folder)
    before = path.read_bytes()
    with pytest.raises(Interrupted) as order:
        with_resume(folder, path.stem)
    assert order.value.__notes__ == ["earlier draws are kept; the same command with --resume goes on from them"]
    assert [(one, one.read_bytes()) for one in kept_of(folder)] == [(path, before)]


def with_resume(folder: Path, key: str) -> None:
    """What Ctrl-C does while the central forecast is made."""
    with stored_draws(folder, DRAWS, key, resume=True):
        raise Interrupted


def test_a_folder_that_cannot_be_written_is_said_before_the_draws(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SpaceError, match="draws cannot be kept in"):
        stored_draws(tmp_path / "file" / "run", 3, "key", resume=False).__enter__()


class Full:
    """A file on a disk that is full, or that takes a part only."""

    def __init__(self, written: int) -> None:
        self.written = written

    def seek(self, _place: int) -> None:
        return

    def write(self, _record: bytes) -> int:
        if not self.written:
            raise OSError(28, "No space left on device")
        return self.written


@pytest.mark.parametrize("written", [0, 5])
def test_a_disk_that_is_full_ends_a_run_with_a_sentence(written):
    kept = KeptDraws(Store(3, Full(written)), RecordForm("", {"new_place": ()}), ())  # type: ignore[arg-type]
    with pytest.raises(SpaceError, match=r"draw 1 cannot be kept .*free space"):
        kept.keep(1, bytes(10))
    assert kept.store.done == set()
