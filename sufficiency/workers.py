"""The one seam for processes: a crew of workers, each with a bench of its own, goes through a list of tasks.

A bench is what a process makes once and uses for all its tasks: programmes, or a pack that was read. A worker is an
executor of ``concurrent.futures`` with one process: :func:`one_process` on this machine, and on a cluster, say,
``client.get_executor(workers=[address])`` of Dask. No answer may depend on which worker gives it.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from signal import SIG_DFL, SIGINT, signal
from typing import Any, Generic, TypeVar

Material = TypeVar("Material")
Bench = TypeVar("Bench")
Task = TypeVar("Task")
Answer = TypeVar("Answer")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment of a worker: where each core has a process, more threads of linear algebra only lose time."""
CONTEXT: BaseContext = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


@dataclass(frozen=True)
class Crew(Generic[Bench]):
    """``make`` makes the bench of this process, which works alone where there are no ``workers``.

    ``made`` are their answers, one each, that their benches are made.
    """

    make: Callable[[], Bench]
    workers: tuple[Executor, ...]
    made: tuple["Future[list[Any]]", ...]

    def each(
        self, work: Callable[[Bench, Task], Answer], tasks: Sequence[Task], together: int = 1
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the place of each task and its answer, in the order in which they come.

        A worker takes ``together`` neighbouring tasks at a time, so that it can start from what it found for the task
        before.
        """
        if not self.workers:
            bench = self.make()
            yield from ((place, work(bench, task)) for place, task in enumerate(tasks))
            return
        firsts = iter(range(0, len(tasks), together))
        running: dict[Future[list[Answer]], tuple[Executor, int]] = {
            made: (worker, 0) for worker, made in zip(self.workers, self.made, strict=True)
        }
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, place = running.pop(future)
                answers, first = future.result(), next(firsts, None)
                if first is not None:
                    running[worker.submit(_work_through, work, tasks[first : first + together])] = (worker, first)
                yield from enumerate(answers, place)


def one_process() -> Executor:
    """Open an executor that is one process of this machine."""
    return ProcessPoolExecutor(1, CONTEXT, _begin)


@contextmanager
def crew(
    workers: int,
    make: Callable[[Material], Bench],
    material: Material,
    open_worker: Callable[[], Executor] = one_process,
) -> Iterator[Crew[Bench]]:
    """Open a crew that makes its benches of ``material`` from now on; a single worker is this process itself.

    When the block ends, by an error or Ctrl-C too, tasks that have not begun are dropped and no process is left.
    """
    with ExitStack() as stack:
        opened = tuple(open_worker() for _ in range(workers) if workers > 1)
        for worker in opened:
            stack.callback(worker.shutdown, cancel_futures=True)
        with _environment(ONE_THREAD):
            made = tuple(worker.submit(_make_bench, make, material) for worker in opened)
        yield Crew(partial(make, material), opened, made)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Processes that are started in the block see ``values``, unless the person has set others."""
    added = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


_bench: dict[str, Any] = {}
"""In a worker only: the bench that it made."""


def _begin() -> None:
    """Let Ctrl-C end a worker at once and without a word: the process that opened it says what there is to say."""
    signal(SIGINT, SIG_DFL)


def _make_bench(make: Callable[[Material], Any], material: Material) -> list[Any]:
    _bench["own"] = make(material)
    return []


def _work_through(work: Callable[[Any, Task], Answer], tasks: Sequence[Task]) -> list[Answer]:
    return [work(_bench["own"], task) for task in tasks]
