"""The seam for processes: every task once, a bench for each worker, and room for an executor of a cluster."""

import os
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from sufficiency.workers import crew

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
    with pytest.raises(ValueError, match="no bench of this"), crew(2, bench, -1) as hands:
        list(hands.each(added, TASKS))


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
