"""Commands under watch: what they ask of a network, and which files they open that lie in a folder of bait.

Run as a script with the bait and a file of commands, it prints what each command ended with and what was noticed. An
audit hook of Python sees sockets and files that Python opens; a library that opens files by itself is noticed by being
loaded at all (``pyogrio`` is GDAL's).
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from sufficiency.cli import cli

NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostby", "urllib.Request")
PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
READERS = ("pyogrio", "fiona", "osgeo")
"""Packages of GDAL, which opens whatever a file names."""
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Watched:
    """How each command ended (its exit code, or the name of what it raised) and said, and what was noticed."""

    ended: list[object]
    said: list[str]
    noticed: list[str]


def watched(bait: Path, commands: list[list[str]]) -> Watched:
    """Run commands in a process of their own, under watch."""
    asked = subprocess.run(
        [sys.executable, __file__, str(bait)],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    return Watched(**json.loads(asked.stdout.splitlines()[-1]))


def _watch(bait: Path) -> list[str]:
    """Notice from now on what the process asks for."""
    noticed: list[str] = []
    outside = str(bait.resolve())

    def hook(event: str, details: tuple[object, ...]) -> None:
        if event.startswith(NETWORK):
            noticed.append(f"{event} {details[1:]}")
        if event == "open" and isinstance(details[0], str | bytes):
            path = os.path.realpath(os.fsdecode(details[0]))
            if path.startswith(outside):
                noticed.append(f"open {path}")
        if event.startswith(PROGRAMS) and "git" not in str(details[:2]):
            noticed.append(f"{event} {details[:2]}")

    sys.addaudithook(hook)
    return noticed


def _main(bait: Path, commands: list[list[str]]) -> dict[str, object]:
    noticed = _watch(bait)
    results = [CliRunner().invoke(cli, command) for command in commands]
    ended = [
        one.exit_code if type(one.exception) in {type(None), SystemExit} else repr(one.exception) for one in results
    ]
    loaded = [f"loaded {name}" for name in READERS if name in sys.modules]
    return {"ended": ended, "said": [one.output for one in results], "noticed": [*noticed, *loaded]}


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(_main(Path(sys.argv[1]), json.load(sys.stdin))) + "\n")
