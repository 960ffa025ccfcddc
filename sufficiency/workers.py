"""The one seam for processes: a crew of workers, each with a bench of its own, goes through tasks.

A bench is what a process makes once and uses for all its tasks: programmes, or a pack that was read. A worker is an
executor of ``concurrent.futures`` that does one thing at a time: :class:`OneProcess` on this machine, and on a cluster,
say, ``client.get_executor(workers=[address])`` of Dask. No answer may depend on which worker gives it, so the tasks of
a worker that is lost are done again by another.
"""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from multiprocessing import get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from threading import Thread
from traceback import format_exc
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from sufficiency.errors import SufficiencyError, WorkerError

Material = TypeVar("Material")
Bench = TypeVar("Bench")
Task = TypeVar("Task")
Answer = TypeVar("Answer")
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Environment of a worker: where each core has a process, more threads of linear algebra only lose time."""
CONTEXT: ForkServerContext | SpawnContext = (
    get_context("forkserver") if "forkserver" in get_all_start_methods() else get_context("spawn")
)
LOST_TWICE = (
    "a worker process was ended from outside, and so was the one that took its place: the system may be short of"
    " memory; run again with fewer --workers"
)


def _fixed(content: dict[Any, Any]) -> "MappingProxyType[Any, Any]":
    return MappingProxyType(content)


def _sent(mapping: "MappingProxyType[Any, Any]") -> tuple[Callable[..., Any], tuple[dict[Any, Any]]]:
    """How a mapping that cannot be changed, as packs and scenarios have them, goes to a worker: pickle knows none."""
    return _fixed, (dict(mapping),)


ForkingPickler.register(MappingProxyType, _sent)


class Hand(NamedTuple):
    """A worker, and its answer that its bench is made."""

    worker: Executor
    made: "Future[list[Any]]"


@dataclass(frozen=True)
class Crew(Generic[Bench]):
    """``make`` makes the bench of this process, which works alone where there are no ``hands``.

    ``hire`` opens one more worker, in place of one that is lost.
    """

    make: Callable[[], Bench]
    hire: Callable[[], Hand]
    hands: list[Hand] = field(default_factory=list)

    def each(
        self, work: Callable[[Bench, Task], Answer], tasks: Iterable[Task], together: int = 1
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the place of each task and its answer, in the order in which they come.

        A worker takes ``together`` neighbouring tasks at a time, so that it can start from what it found for the task
        before. Tasks are taken from ``tasks`` when a worker is free for them.

        Raises
        ------
        WorkerError
            When a worker is lost, and the one in its place too.
        """
        if self.hands:
            yield from self._shared_out(work, _in_handfuls(tasks, together))
            return
        bench = self.make()
        yield from ((place, work(bench, task)) for place, task in enumerate(tasks))

    def _shared_out(
        self, work: Callable[[Bench, Task], Answer], handfuls: Iterator[tuple[int, list[Task]]]
    ) -> Iterator[tuple[int, Answer]]:
        at_work: dict[Future[list[Answer]], tuple[int, tuple[int, list[Task]]]]
        at_work = {hand.made: (number, (0, [])) for number, hand in enumerate(self.hands)}
        again: list[tuple[int, list[Task]]] = []
        replaced: set[int] = set()
        while at_work:
            for future in wait(at_work, return_when=FIRST_COMPLETED).done:
                number, handful = at_work.pop(future)
                try:
                    answers = future.result()
                except BrokenExecutor:
                    if number in replaced:
                        raise WorkerError(LOST_TWICE) from None
                    replaced.add(number)
                    again += [handful] if handful[1] else []
                    self.hands[number] = self.hire()
                    at_work[self.hands[number].made] = number, (0, [])
                    continue
                following = again.pop() if again else next(handfuls, None)
                if following is not None:
                    asked = _submitted(self.hands[number].worker, _work_through, work, following[1])
                    at_work[asked] = number, following
                yield from enumerate(answers, handful[0])


def _in_handfuls(tasks: Iterable[Task], together: int) -> Iterator[tuple[int, list[Task]]]:
    """Neighbouring tasks together, each handful with the place of its first."""
    left, first = iter(tasks), 0
    while handful := list(islice(left, together)):
        yield first, handful
        first += len(handful)


def _submitted(worker: Executor, *call: Any) -> "Future[Any]":  # noqa: ANN401 - a function and what it takes
    """The answer to come; of an executor that is known to be broken, one that says so."""
    try:
        return worker.submit(*call)
    except BrokenExecutor as error:
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


class OneProcess(Executor):
    """An executor that is one process of this machine. The process ends with it, and with this process, at once.

    The executors of the standard library leave their processes behind when this process is killed, and wait for ever
    where one of theirs is killed while it sends an answer.
    """

    def __init__(self) -> None:
        self._line, its = CONTEXT.Pipe()
        self._calls: SimpleQueue[tuple[Future[Any], Call] | None] = SimpleQueue()
        self._process = CONTEXT.Process(target=_serve, args=(its,), daemon=True)
        try:
            with ThreadPoolExecutor(1) as starter:  # where no signal breaks off what the process is told to begin with
                starter.submit(_start, self._process).result()
        except OSError as error:
            raise WorkerError(f"no worker process can be started ({error}); run with fewer --workers") from error
        its.close()  # now the line breaks when the process ends
        self._thread = Thread(target=self._pass_on, daemon=True)
        self._thread.start()

    def submit(self, fn: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> "Future[Answer]":  # noqa: ANN401
        """Have the process call ``fn``, after all that it was asked before."""
        future: Future[Answer] = Future()
        self._calls.put((future, (fn, args, kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - all are cancelled
        """End the process, whatever it is at."""
        self._process.kill()
        self._calls.put(None)
        if wait:
            self._thread.join()
            self._process.join()
            self._line.close()

    def _pass_on(self) -> None:
        """Send each call and wait for its answer; a line that breaks means that the process is gone."""
        for future, call in iter(self._calls.get, None):
            try:
                self._line.send(call)
                done, found = self._line.recv()
            except (EOFError, OSError) as error:
                future.set_exception(BrokenExecutor(f"the process is gone: {error}"))
            except Exception as error:  # noqa: BLE001 - what cannot be sent, or read, is the answer
                future.set_exception(error)
            else:
                answer = future.set_result if done else future.set_exception
                answer(found)


@contextmanager
def crew(
    workers: int,
    make: Callable[[Material], Bench],
    material: Material,
    open_worker: Callable[[], Executor] = OneProcess,
) -> Iterator[Crew[Bench]]:
    """Open a crew that makes its benches of ``material`` from now on; a single worker is this process itself.

    When the block ends, by an error or Ctrl-C too, tasks that have not begun are dropped and no process is left.
    """
    with ExitStack() as stack:

        def hire() -> Hand:
            with _environment(ONE_THREAD):
                worker = open_worker()
                stack.callback(worker.shutdown, cancel_futures=True)
                return Hand(worker, _submitted(worker, _make_bench, make, material))

        yield Crew(partial(make, material), hire, [hire() for _ in range(workers) if workers > 1])


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


def _start(process: BaseProcess) -> None:
    """Start a process from a thread of its own, holding Ctrl-C back from it until it is ready for that."""
    if hasattr(signal, "pthread_sigmask"):
        resource_tracker.ensure_running()  # a process too, which holds Ctrl-C back by itself and then lets it come
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    process.start()


_bench: dict[str, Any] = {}
"""In a worker only: the bench that it made."""


def _serve(line: Connection) -> None:
    """Answer calls until the line breaks. A signal ends a worker without a word: its opener says what there is to say.

    It is told at once when its opener is gone, even if that was killed and the worker is in the midst of a task.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    Thread(target=_end_with_opener, daemon=True).start()
    with suppress(OSError):
        while True:
            line.send_bytes(_answer(line))


def _end_with_opener() -> None:
    opener = parent_process()
    if opener is not None:
        wait_for([opener.sentinel])
        os._exit(1)


def _answer(line: Connection) -> Any:  # noqa: ANN401 - bytes as the line takes them
    """Answer one call, by what it returns or by its error."""
    try:
        work, args, kwargs = line.recv()
        return ForkingPickler.dumps((True, work(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - raised where the call came from
        if not isinstance(error, (SufficiencyError, MemoryError)):  # those end in a sentence
            error.add_note(f"in a worker:\n{format_exc()}")
        return ForkingPickler.dumps((False, error))


def _make_bench(make: Callable[[Material], Any], material: Material) -> list[Any]:
    _bench["own"] = make(material)
    return []


def _work_through(work: Callable[[Any, Task], Answer], tasks: list[Task]) -> list[Answer]:
    return [work(_bench["own"], task) for task in tasks]
