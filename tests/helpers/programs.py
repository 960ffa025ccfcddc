"""The program as a process of its own that is told to end, or is killed, in the midst of its work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PROGRAM = "from sufficiency.cli import main; main()"
MARK = "SUFFICIENCY_TESTS_MARK"
"""Environment variable by which the processes of one program are known: what it starts inherits it."""


@dataclass
class Program:
    """A program that runs, and the mark of all processes that it starts."""

    process: subprocess.Popen[str]
    mark: str

    @classmethod
    def started(cls, *arguments: object) -> "Program":
        mark = f"{os.getpid()}-{time.monotonic_ns()}"
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *map(str, arguments)],
            cwd=REPOSITORY,
            env={**os.environ, MARK: mark},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509 - one thread
            start_new_session=True,
        )
        program = cls(process, mark)
        program.wait_until(program.hears)
        return program

    def hears(self) -> bool:
        """Whether it has begun to handle orders to end, before which it is Python that starts."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        caught = next(line for line in status.splitlines() if line.startswith("SigCgt"))
        return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)

    def wait_until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while self.process.poll() is None and not holds():
            assert time.monotonic() < until
            time.sleep(0.01)

    @staticmethod
    def marked(mark: str, seconds: float = 0.0) -> list[int]:
        """Every process that carries a mark; those that still do after some seconds."""
        until = time.monotonic() + seconds
        while (found := _carrying(f"{MARK}={mark}".encode())) and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def pids(self) -> list[int]:
        """The program and every process that it started."""
        return self.marked(self.mark)

    def workers(self) -> list[int]:
        """Processes that are neither the program nor those of Python that look after processes."""
        others = [pid for pid in self.pids() if pid != self.process.pid]
        return [pid for pid in others if _parent(pid) in others]

    def wait_for_workers(self, count: int, seconds: float = 60.0) -> list[int]:
        self.wait_until(lambda: len(self.workers()) >= count, seconds)
        found = self.workers()
        assert len(found) >= count, f"it has ended: {self.process.poll()}"
        return found

    def ended(self, seconds: float = 120.0) -> tuple[int, str, str]:
        """Exit code, stdout and stderr; raises when a pipe stays open, which a process left behind would hold."""
        out, err = self.process.communicate(timeout=seconds)
        return self.process.returncode, out, err

    def left_behind(self) -> list[int]:
        """Processes that are still there some seconds after the end."""
        return self.marked(self.mark, 5.0)


def _carrying(words: bytes) -> list[int]:
    """Processes with these words in their environment."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and words in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0
