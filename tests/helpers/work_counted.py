"""Bounds the work of what runs, where a clock would measure the machine: its calls, and the memory it holds."""

import signal
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

import pytest

HANG = 70.0
"""Processor seconds after which nothing will come back: no call can be counted inside a regular expression.

Twenty times what the slowest counted run takes."""


@dataclass
class Calls:
    """Calls of functions so far, Python's own among them."""

    count: int = 0


@contextmanager
def at_most_calls(most: int) -> Iterator[Calls]:
    """Count the calls that are made inside, and fail at the first above ``most``, or where it hangs."""
    calls = Calls()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        if event in {"call", "c_call"}:
            calls.count += 1
            if calls.count > most:
                pytest.fail(f"more than {most:,} calls")

    def hung(_number: int, _frame: FrameType | None) -> None:
        pytest.fail(f"nothing comes back in {HANG:g} seconds of computing")

    before = signal.signal(signal.SIGVTALRM, hung)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    sys.setprofile(count)
    try:
        yield calls
    except (RecursionError, pytest.fail.Exception) as reason:
        raise pytest.fail.Exception(str(reason)) from None
    finally:
        sys.setprofile(None)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def at_most_megabytes(most: float) -> Iterator[None]:
    """Fail where more than so many million bytes are held at once by what runs inside."""
    tracemalloc.start()
    try:
        yield
        held = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert held <= most
