import importlib
import os
import signal
import sys
from time import sleep

import pytest
from modules_loaded import LIGHT, MOST_MODULES, modules_loaded, packages_of
from small_world import PULP_LOOKS_AHEAD
from tiny_pack import write_tiny_pack

from sufficiency.cli import COMMANDS, cli, main
from sufficiency.errors import Interrupted, WorkerError
from sufficiency.forecast.pipeline import Step
from sufficiency.results.saved import load
from sufficiency.running import progress_of

pytestmark = [pytest.mark.unit, pytest.mark.filterwarnings(PULP_LOOKS_AHEAD)]


@pytest.fixture
def pack(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return write_tiny_pack(tmp_path)


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_every_verb_is_where_the_list_says(verb):
    module, name = COMMANDS[verb].place.split(":")
    assert getattr(importlib.import_module(f"sufficiency.commands.{module}"), name).name == verb


def test_help_lists_every_verb_with_a_sentence(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    listed = capsys.readouterr().out
    assert all(f"\n  {verb} " in listed for verb in COMMANDS)


def test_help_loads_nothing_heavy():
    told, modules = modules_loaded("--help")
    assert told.startswith("Usage: sufficiency ")
    assert packages_of(modules) <= LIGHT
    assert len(modules) < MOST_MODULES


def test_a_scenario_that_is_not_there_ends_with_two_and_one_sentence(pack, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", "scenarios/tiny/basline.yaml"])
    assert ended.value.code == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert "no such file; did you mean" in told[0]
    assert not (pack.folder.parents[1] / "runs").exists()


def test_a_faulty_pack_ends_with_two_and_every_fault(pack, capsys):
    path = pack.table("places")
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("24.0", "-24.0").replace("estimated", "guessed"), encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["run", str(pack.scenario)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.count("places.csv:") >= 3
    assert "Traceback" not in told


def test_an_unknown_option_ends_with_two(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", "--drawz", "3", "x.yaml"])
    assert ended.value.code == 2
    assert "--draws" in capsys.readouterr().err


def test_run_writes_to_the_folder_asked_with_the_draws_asked_and_prints_the_summary(pack, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["run", str(pack.scenario), "--draws", "2", "--workers", "1", "--out", "elsewhere"])
    assert ended.value.code == 0
    folder = pack.folder.parents[1] / "elsewhere" / "tiny-baseline"
    assert load(folder).manifest["draws"] == 2
    assert load(folder).manifest["settings"]["draws"] == {"value": 2, "set_by": "the command line"}
    assert f"FILES in elsewhere/{folder.name}/" in (folder / "summary.txt").read_text(encoding="utf-8")
    assert capsys.readouterr().out.strip() == (folder / "summary.txt").read_text(encoding="utf-8").strip()


def test_progress_goes_to_stderr_and_leaves_draws_out_where_nobody_watches(capsys):
    report = progress_of("tiny")
    for step in (Step("placing learners"), Step("draw 1 of 3", passing=True), Step("writing tables", last=True)):
        report(step)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "tiny: placing learners\ntiny: writing tables\n"


def test_progress_rewrites_one_line_where_a_person_watches(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    report = progress_of("tiny")
    report(Step("draw 1 of 3", passing=True))
    report(Step("writing tables", last=True))
    assert capsys.readouterr().err.count("\n") == 1


def test_the_group_answers_to_its_version():
    assert cli.name == "cli"
    assert "version" in [parameter.name for parameter in cli.params]


UNIX = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="elsewhere an order to end ends a process at once")


def ended_by(monkeypatch, capsys, pack, run) -> tuple[int, str]:
    """Exit code and stderr of the command run where its work does as ``run``."""
    monkeypatch.setattr("sufficiency.commands.run.run_scenario", run)
    with pytest.raises(SystemExit) as ended:
        main(["run", str(pack.scenario)])
    return ended.value.code, capsys.readouterr().err


@UNIX
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_order_to_end_ends_with_130_and_one_sentence_and_leaves_signals_as_they_were(
    pack, monkeypatch, capsys, name
):
    number = getattr(signal, name)

    def told_twice(*_arguments, **_options) -> None:
        try:
            os.kill(os.getpid(), number)
            sleep(60)
        finally:
            os.kill(os.getpid(), number)  # while it cleans up

    before = signal.getsignal(number)
    assert ended_by(monkeypatch, capsys, pack, told_twice) == (130, "interrupted\n")
    assert signal.getsignal(number) is before


@UNIX
@pytest.mark.parametrize("error", [RuntimeError("a class could not be made"), WorkerError("a worker was lost")])
def test_an_order_of_which_a_library_makes_an_error_is_still_an_order(pack, monkeypatch, capsys, error):
    def wrapped(*_arguments, **_options) -> None:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            sleep(60)
        except Interrupted as order:
            error.add_note("12 of 50 draws are kept")
            raise error from order

    assert ended_by(monkeypatch, capsys, pack, wrapped) == (130, "interrupted; 12 of 50 draws are kept\n")


def test_an_error_without_an_order_is_raised(pack, monkeypatch):
    def failing(*_arguments, **_options) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("sufficiency.commands.run.run_scenario", failing)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        main(["run", str(pack.scenario)])


@UNIX
def test_an_order_that_python_drops_is_given_again(pack, monkeypatch, capsys):
    class Callback:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)
            sleep(0)

    def dropped(*_arguments, **_options) -> None:
        callback = Callback()
        del callback
        sleep(60)

    assert ended_by(monkeypatch, capsys, pack, dropped) == (130, "interrupted\n")


@UNIX
def test_an_order_that_the_caller_has_ignored_stays_ignored(pack, monkeypatch, capsys):
    def ordered(*_arguments, **_options) -> str:
        os.kill(os.getpid(), signal.SIGHUP)
        return "a summary"

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert ended_by(monkeypatch, capsys, pack, ordered) == (0, "")
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MemoryError(), 2, "there is not enough memory"),
        (WorkerError("a worker was lost"), 2, "a worker was lost"),
    ],
)
def test_what_is_kept_is_said_after_what_went_wrong(pack, monkeypatch, capsys, error, code, words):
    def failing(*_arguments, **_options) -> None:
        error.add_note("12 of 50 draws are kept")
        raise error

    found = ended_by(monkeypatch, capsys, pack, failing)
    assert found[0] == code
    assert found[1].startswith(words)
    assert found[1].endswith("; 12 of 50 draws are kept\n")
