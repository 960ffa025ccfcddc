"""Puts files into a folder so that nobody ever sees half of them."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def swapped_in(folder: Path, *, keep: bool = False) -> Iterator[Path]:
    """Yield an empty folder to write into, which takes the place of ``folder`` in one step when the block ends well.

    Until then, and after an error, the old folder stands as it was. ``keep``: the new one starts as a copy of the old.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    fresh, old = workshop / "fresh", workshop / "old"
    try:
        if keep and folder.exists():
            shutil.copytree(folder, fresh)
        fresh.mkdir(mode=0o755, exist_ok=True)
        yield fresh
        if folder.exists():
            folder.replace(old)
        fresh.replace(folder)
    finally:
        if old.exists() and not folder.exists():
            old.replace(folder)
        shutil.rmtree(workshop, ignore_errors=True)


def add_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Put files into a folder that a person named and may use for more: each is whole or not there; the rest stays."""
    folder.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=".making-", dir=folder))
    try:
        write_files(workshop, files)
        for name in files:
            (workshop / name).replace(folder / name)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write texts, as UTF-8 with plain line ends, and bytes into a folder, under their names."""
    for name in sorted(files):
        content = files[name]
        (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
