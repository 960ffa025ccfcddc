"""Which files the project ships: those that its repository tracks, not those that somebody works on beside them."""

import functools
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@functools.cache
def _tracked() -> frozenset[Path] | None:
    """Every tracked file; None where git cannot say, as in a downloaded archive."""
    command = ["git", "-C", str(REPOSITORY), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8").split("\0")
    except (OSError, subprocess.CalledProcessError):
        return None
    return frozenset(REPOSITORY / name for name in listed if name)


def shipped(pattern: str) -> list[Path]:
    """Shipped files that match a pattern of :meth:`pathlib.Path.glob`, sorted."""
    tracked = _tracked()
    return sorted(path for path in REPOSITORY.glob(pattern) if tracked is None or path in tracked)
