"""The seam for processes: every task once, a bench for each worker, and room for an executor of a cluster."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Lock

import pytest

from sufficiency.errors import WorkerError
from sufficiency.workers import OneProcess, crew

pytestmark = pytest.mark.unit

TASKS = list(range(11))


def bench(amount: int) -> int:
    if amount < 0:
        raise ValueError("no bench of this")
    return amount


def added(bench: int, task: int) -> int:
    return bench + task


def threads(_bench: int, _task: int) -> str:
    return os.environ["OMP_NUM_THREADS"]


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_every_task_is_answered_once_whatever_the_number_of_workers(workers):
    with crew(workers, bench, 100) as hands:
        assert dict(hands.each(added, TASKS, 3)) == {task: 100 + task for task in TASKS}


def test_one_worker_takes_the_tasks_in_their_order():
    with crew(1, bench, 0) as hands:
        assert [place for place, _ in hands.each(added, TASKS)] == TASKS


def test_a_bench_that_cannot_be_made_is_said_in_its_own_words():
    with pytest.raises(ValueError, match="no bench of this") as raised, crew(2, bench, -1) as hands:
        list(hands.each(added, TASKS))
    assert "in bench" in raised.value.__notes__[0], "where it came about in the worker"


def test_an_executor_from_elsewhere_serves_as_a_worker_and_is_shut_down():
    opened: list[Executor] = []

    def one_thread() -> Executor:
        opened.append(ThreadPoolExecutor(1))
        return opened[-1]

    with crew(2, bench, 7, one_thread) as hands:
        assert sorted(hands.each(added, TASKS)) == [(task, 7 + task) for task in TASKS]
    for executor in opened:
        with pytest.raises(RuntimeError):
            executor.submit(len, "")


def test_a_worker_has_one_thread_of_linear_algebra_and_this_process_keeps_its_own(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    with crew(2, bench, 0) as hands:
        assert {found for _, found in hands.each(threads, TASKS)} == {"1"}
    assert "OMP_NUM_THREADS" not in os.environ


def killed_once(first_time: Path, task: int) -> int:
    """The third task ends the process that it is in, the first time."""
    if task == 3 and not first_time.exists():
        first_time.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def killed_always(_bench: int, task: int) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def bench_that_dies_once(first_time: Path) -> Path:
    killed_once(first_time, 3)
    return first_time


def large_answer(bench: int, task: int) -> tuple[int, bytes]:
    return bench + task, bytes(10_000_000)


def with_a_lock(_bench: int, _task: int) -> object:
    return Lock()


def pid_of(_bench: int, _task: int) -> int:
    return os.getpid()


def there(path: Path) -> Path:
    return path


@pytest.mark.parametrize("together", [1, 3])
def test_the_tasks_of_a_worker_that_is_killed_are_done_again_by_another(tmp_path, together):
    with crew(2, there, tmp_path / "done") as hands:
        assert sorted(hands.each(killed_once, TASKS, together)) == [(task, task) for task in TASKS]
    assert multiprocessing.active_children() == []


def test_a_worker_that_is_killed_while_it_makes_its_bench_is_replaced(tmp_path):
    with crew(2, bench_that_dies_once, tmp_path / "done") as hands:
        assert sorted(hands.each(killed_once, TASKS)) == [(task, task) for task in TASKS]


def test_a_worker_that_is_killed_a_second_time_ends_the_work_with_a_sentence():
    with pytest.raises(WorkerError, match="ended from outside"), crew(2, bench, 0) as hands:
        list(hands.each(killed_always, TASKS))
    assert multiprocessing.active_children() == []


def test_a_crew_goes_on_with_the_worker_that_took_the_place_of_another(tmp_path):
    with crew(2, there, tmp_path / "done") as hands:
        for _ in range(2):
            assert sorted(hands.each(killed_once, TASKS)) == [(task, task) for task in TASKS]


def test_a_worker_that_is_killed_in_the_midst_of_its_answer_is_noticed():
    """It does nothing but send: its answers are far larger than what a pipe holds."""
    worker = OneProcess()
    try:
        pid = worker.submit(pid_of, 0, 0).result()
        answers = [worker.submit(large_answer, 0, 0) for _ in range(200)]
        wait(answers[:20])
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            answers[-1].result(timeout=60)
        with pytest.raises(BrokenExecutor):
            worker.submit(pid_of, 0, 0).result(timeout=60)
    finally:
        worker.shutdown()


def test_an_answer_that_cannot_be_sent_is_an_error_of_its_task():
    with pytest.raises(TypeError, match="pickle"), crew(2, bench, 0) as hands:
        list(hands.each(with_a_lock, TASKS))


def test_an_executor_that_breaks_at_once_is_replaced_and_then_given_up():
    class Broken(ThreadPoolExecutor):
        def submit(self, *_args, **_kwargs):
            raise BrokenExecutor

    opened = []

    def one() -> Executor:
        opened.append(Broken(1) if len(opened) < broken else ThreadPoolExecutor(1))
        return opened[-1]

    broken = 2
    with crew(2, bench, 0, one) as hands:
        assert sorted(hands.each(added, TASKS)) == [(task, task) for task in TASKS]
    assert len(opened) == 4
    broken = 100
    with pytest.raises(WorkerError), crew(2, bench, 0, one) as hands:
        list(hands.each(added, TASKS))


def test_tasks_are_taken_only_when_a_worker_is_free_for_them():
    taken = []

    def tasks() -> Iterator[int]:
        for task in TASKS:
            taken.append(task)
            yield task

    with crew(2, bench, 0) as hands:
        for done, _ in enumerate(hands.each(added, tasks(), 2)):
            assert len(taken) <= done + 1 + 3 * 2, "a handful with each worker, and one that is yielded"
