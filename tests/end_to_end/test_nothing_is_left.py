"""Programs that are told to end, or killed, as a person, a time limit or the system does it: no process stays."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from made_panel import tidy_panel
from programs import MARK, PROGRAM, REPOSITORY, Program
from tiny_pack import SCENARIO, TinyPack, write_tiny_pack

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc"),
]

WORKERS = 4
DRAWS = 120
ASKED = ("SIGTERM", "SIGINT", "SIGHUP")


@pytest.fixture(scope="module")
def pack(tmp_path_factory) -> TinyPack:
    return write_tiny_pack(tmp_path_factory.mktemp("tiny"), None, {"draws": DRAWS})


def started(pack: TinyPack, out: Path, *more: object, workers: int = WORKERS) -> Program:
    return Program.started("run", pack.scenario, "--workers", workers, "--out", out, *more)


@pytest.mark.parametrize("whom", ["the program", "its group"])
@pytest.mark.parametrize("name", [*ASKED, "SIGKILL"])
@pytest.mark.parametrize(("workers", "wait"), [(0, 0.0), (0, 0.5), (1, 0.0), (WORKERS, 0.0), (WORKERS, 2.0)])
def test_no_process_and_no_open_pipe_is_left(pack, tmp_path, whom, name, workers, wait):
    number = getattr(signal, name)
    program = started(pack, tmp_path)
    if workers:
        program.wait_for_workers(workers)
    time.sleep(wait)
    (os.kill if whom == "the program" else os.killpg)(program.process.pid, number)
    code, _, told = program.ended()
    assert program.left_behind() == []
    if number == signal.SIGKILL:
        assert code == -signal.SIGKILL
        return
    assert code == 130
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("interrupted")
    assert len(told.splitlines()) <= 2, "what it was at, and the sentence"


def test_a_time_limit_of_the_system_ends_all_of_a_run(pack, tmp_path):
    words = [sys.executable, "-c", PROGRAM, "run", pack.scenario, "--workers", WORKERS, "--out", tmp_path]
    mark = f"limit-{os.getpid()}"
    found = subprocess.run(
        ["timeout", "6", *map(str, words)],  # noqa: S607 - of the system
        cwd=REPOSITORY,
        env={**os.environ, MARK: mark},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert found.returncode == 124
    assert "Traceback" not in found.stderr
    assert "interrupted" in found.stderr
    assert Program.marked(mark, 5.0) == []


def test_a_worker_that_is_killed_is_replaced_and_the_bytes_stay(pack, tmp_path):
    whole, broken = started(pack, tmp_path / "whole"), started(pack, tmp_path / "broken")
    os.kill(broken.wait_for_workers(WORKERS)[0], signal.SIGKILL)
    assert whole.ended()[0] == broken.ended()[0] == 0
    assert results(tmp_path / "broken") == results(tmp_path / "whole")


def test_workers_that_are_killed_again_and_again_end_the_run_with_a_sentence(pack, tmp_path):
    program = started(pack, tmp_path, "--draws", 2000)
    while program.process.poll() is None:
        for pid in program.workers():
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    code, _, told = program.ended()
    assert code == 2
    assert "ended from outside" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert program.left_behind() == []


def test_a_program_whose_server_of_processes_is_killed_ends(pack, tmp_path):
    program = started(pack, tmp_path)
    workers = program.wait_for_workers(WORKERS)
    for pid in set(program.pids()) - {program.process.pid, *workers}:
        os.kill(pid, signal.SIGKILL)
    code, _, told = program.ended()
    assert code in {0, 2}
    assert "Traceback" not in told
    assert program.left_behind() == []


def test_a_run_that_is_killed_at_any_moment_goes_on_with_the_same_bytes(pack, tmp_path):
    code, _, _ = started(pack, tmp_path / "whole", workers=2).ended()
    assert code == 0
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    for _ in range(8):
        program = started(pack, tmp_path / "broken", "--resume", workers=2)
        time.sleep(moments.uniform(1.0, 7.0))
        if program.process.poll() is None:
            os.kill(program.process.pid, moments.choice([signal.SIGKILL, signal.SIGTERM]))
        program.ended()
        assert program.left_behind() == []
    assert started(pack, tmp_path / "broken", "--resume", workers=2).ended()[0] == 0
    assert results(tmp_path / "broken") == results(tmp_path / "whole")
    assert [path.name for path in (tmp_path / "broken").iterdir()] == ["tiny-baseline"]


def results(out: Path) -> dict[str, bytes]:
    """Every file of a run but the manifest, which has the time that it took, and the sums, which have its hash."""
    timed = {"manifest.json", "SHA256SUMS"}
    return {path.name: path.read_bytes() for path in (out / "tiny-baseline").iterdir() if path.name not in timed}


@pytest.fixture(scope="module")
def commands(pack, tmp_path_factory) -> dict[str, list[object]]:
    """Every command that shares its work out to processes."""
    folder = tmp_path_factory.mktemp("commands")
    panel = folder / "panel.csv"
    tidy_panel().to_csv(panel, index=False)
    runs = []
    changed = {"costs": {"inflation": 0.02}, "allocation": {"directed_share": 0.1}}
    for name, parameters in {"one": {}, "other": changed}.items():
        scenario = pack.scenario.with_name(f"{name}.yaml")
        scenario.write_text(yaml.safe_dump({**SCENARIO, "parameters": parameters}), encoding="utf-8")
        ended = Program.started("run", scenario, "--out", folder).ended()
        assert ended[0] == 0, ended
        runs.append(folder / f"tiny-{name}")
    return {
        "backtest": ["backtest", panel, "--methods", "arima,theta", "--workers", WORKERS, "--out", folder / "backtest"],
        "compare": ["compare", *runs, "--workers", WORKERS, "--scenarios", pack.scenario.parents[1]],
    }


@pytest.mark.parametrize("order", ["SIGKILL", "SIGTERM"])
@pytest.mark.parametrize("name", ["backtest", "compare"])
def test_every_command_with_workers_ends_with_all_of_them(commands, name, order):
    number = getattr(signal, order)
    program = Program.started(*commands[name])
    program.wait_for_workers(1)
    os.kill(program.process.pid, number)
    code, _, told = program.ended()
    assert code == (130 if number == signal.SIGTERM else -number)
    assert "Traceback" not in told
    assert program.left_behind() == []


@pytest.mark.parametrize("name", ["backtest", "compare"])
def test_every_command_with_workers_goes_on_when_one_is_killed(commands, name):
    program = Program.started(*commands[name])
    os.kill(program.wait_for_workers(1)[0], signal.SIGKILL)
    code, _, told = program.ended()
    assert code == 0, told
    assert program.left_behind() == []
