"""One process at a time: a lock beside a file or folder, which the system lets go of when its process dies."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock


@contextmanager
def held(path: Path, seconds: float) -> Iterator[bool]:
    """Hold ``path``, whether it is there or not, for this process; yield whether the process did not hold it already.

    ``seconds`` is how long another process is waited for. Raises TimeoutError when it holds the path longer.
    """
    lock = FileLock(path.with_name(f".{path.name}.making.lock"), timeout=seconds, is_singleton=True)
    with lock:
        outermost = lock.lock_counter == 1
        try:
            yield outermost
        finally:
            if outermost:
                with suppress(OSError):  # on Windows the lock itself removes its file
                    Path(lock.lock_file).unlink()
