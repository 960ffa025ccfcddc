"""Will a run fit? What its draws need of memory and disk, and what there is of both, before the first is done."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sufficiency.errors import SpaceError
from sufficiency.forecast.kept import KeptDraws

GB = 1e9
WORKER_BYTES = 150_000_000
"""Memory of a worker, with the method and the programmes of an authority as large as Hampshire."""
BLOCK_BYTES = 200_000_000
"""Memory that draws add to the central run: the plans of a block, and figures over which quantiles are taken."""
MEASURES_BYTES = 6_000
"""Memory of a draw whatever the block: its headline measures, as figures and as the text of draws.csv."""
MEMINFO = Path("/proc/meminfo")
CONTAINER = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
"""Where the two versions of control groups say how much memory a container may take."""


def refuse_without_space(kept: KeptDraws, missing: list[int], workers: int) -> None:
    """Refuse a run that will not fit, before its draws.

    Raises
    ------
    SpaceError
        With the draws, what they need, what there is, and what to do.
    """
    draws = len(kept.numbers)
    memory = WORKER_BYTES * workers + BLOCK_BYTES + MEASURES_BYTES * draws
    disk = sum(kept.form.length(valued=draw in kept.valued) for draw in missing)
    asked = (("memory", " or --workers", memory, memory_there()), ("disk", "", disk, disk_there(kept.store.file)))
    for what, less, needed, there in asked:
        if there is not None and needed > there:
            words = f"{draws:,} draws need {needed / GB:.1f} GB of {what}, and {there / GB:.1f} GB are there"
            raise SpaceError(f"{words}; run fewer (--draws){less}, or free some")


def disk_there(file: BinaryIO) -> int | None:
    """Bytes that are free where a file is; None of one in memory."""
    name = getattr(file, "name", None)
    return None if name is None else shutil.disk_usage(Path(name).parent).free


def memory_there() -> int | None:
    """Bytes of memory that may still be taken; None where the system does not say."""
    return min(_limits(), default=None)


def _limits() -> Iterator[int]:
    """What the system has to give, and the most that it lets a container take; only Linux says so."""
    if MEMINFO.is_file():
        sizes = dict(line.split(":") for line in MEMINFO.read_text(encoding="ascii").splitlines())
        if "MemAvailable" in sizes:
            yield 1024 * int(sizes["MemAvailable"].split()[0])
    for path in CONTAINER:
        if path.is_file() and (most := path.read_text(encoding="ascii").strip()).isdecimal():
            yield int(most)
