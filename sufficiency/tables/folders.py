"""Puts files into place so that nobody ever sees half of them, and two processes never write one folder at once.

What is new for a folder ``x`` is made in ``.x.making`` beside it, as ``fresh``; when it is whole, the folder is moved
to ``old`` there and ``fresh`` into its place. ``.x.making.lock`` is held meanwhile: the system lets go of it when a
process dies. A process that is killed leaves both; whoever comes next puts back an old folder that has no new one in
its place, and sweeps the rest.
"""

import importlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import cast

from sufficiency.errors import Fault, InputError

MAKING = ".making"
SECONDS_FOR_A_FILE = 10
"""How long another process that writes one file is waited for."""
GUESTS = (
    "finance",
    "place-need",
    "place-need-internal",
    "returns",
    "returns-internal",
    "bid",
    "bid-internal",
    "report",
    "explore",
)
"""Folders that may stand in the folder of a run, each named as the command that makes it of the run."""
Guard = Callable[[Path], None]
"""Raises where a folder may not be replaced."""


def workshop_of(folder: Path) -> Path:
    """Where the new content of a folder is made: beside it, hidden."""
    return folder.with_name(f".{folder.name}{MAKING}")


@contextmanager
def claimed(folder: Path, *, has_out: bool = True) -> Iterator[None]:
    """Hold a folder for this process, whether it is there yet or not; what a dead process left is put right first.

    A process that holds it already may claim it again. ``has_out``: the command may be given another folder.

    Raises
    ------
    InputError
        When another process holds it, nothing can be written beside it, or a link or a file stands in its place.
    """
    refuse_what_is_no_folder(folder)
    folder = folder.resolve()
    absent = [parent for parent in folder.parents if not parent.exists()]
    with ExitStack() as stack:
        for parent in reversed(absent):
            stack.callback(_remove_if_empty, parent)  # the last one named goes first: nothing is left of a refusal
        try:
            workshop_of(folder).mkdir(parents=True, exist_ok=True)
            outermost = stack.enter_context(_held(folder))
        except TimeoutError:
            words = f"another process is writing this folder; wait until it has ended{_or_another(folder, has_out)}"
            raise InputError([Fault(str(folder), 0, 0, "", words)]) from None
        except OSError as error:
            remedy = _or_another(folder, has_out).removeprefix(", or ") or "work on a copy of it where you may write"
            words = f"cannot be written to ({error.strerror}); {remedy}"
            raise InputError([Fault(str(folder), 0, 0, "", words)]) from None
        if outermost:
            _put_right(folder)
            _sweep_beside(folder)
            stack.callback(_remove_if_empty, workshop_of(folder))
        yield


def _or_another(folder: Path, has_out: bool = True) -> str:
    """The remedy to name another folder; nothing for a guest, which stands where its run does."""
    return ", or name another folder with --out" if has_out and folder.name not in GUESTS else ""


def _held(path: Path, seconds: float = 0) -> AbstractContextManager[bool]:
    """As :func:`sufficiency.tables.locks.held`, which is loaded when something is written: help stays instant."""
    locks = importlib.import_module("sufficiency.tables.locks")
    return cast("AbstractContextManager[bool]", locks.held(path, seconds))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def refuse_what_is_no_folder(folder: Path) -> None:
    """Refuse a link, as a folder in its place would hide what it leads to, and a file, which is somebody's.

    Raises
    ------
    InputError
        Naming what stands there.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        what = f"a link to {folder.readlink()}" if folder.is_symlink() else "a file"
        words = f"{what} stands where the folder would be; move it{_or_another(folder)}"
        raise InputError([Fault(str(folder), 0, 0, "", words)])


def _put_right(folder: Path) -> None:
    """Put back an old folder that was moved out and has no new one in its place; remove what was half made."""
    workshop = workshop_of(folder)
    old = workshop / "old"
    if old.exists() and not folder.exists():
        old.replace(folder)
    for left in (old, workshop / "fresh"):
        if left.exists():
            shutil.rmtree(left)


def _sweep_beside(folder: Path) -> None:
    """Put right what dead processes left of other folders beside this one, their locks too."""
    left = {path.name.removesuffix(".lock") for path in folder.parent.glob(f".*{MAKING}*")}
    for name in sorted(left - {workshop_of(folder).name}):
        other = folder.with_name(name.removeprefix(".").removesuffix(MAKING))
        with suppress(OSError), _held(other):
            _put_right(other)
            _remove_if_empty(workshop_of(other))


def put_back(folder: Path) -> None:
    """Put back a folder whose replacement was cut off by the death of a process; otherwise nothing is done.

    Raises
    ------
    InputError
        When a process that lives is replacing it at this moment.
    """
    if not folder.exists() and (workshop_of(folder.resolve()) / "old").exists():
        with claimed(folder):
            pass


@contextmanager
def swapped_in(folder: Path, guard: Guard, *, keep: bool = False) -> Iterator[Path]:
    """Yield an empty folder to write into, which takes the place of ``folder`` in one step when the block ends well.

    Until then, and after an error, the old folder stands as it was. ``guard`` is asked before the block and again
    before the old folder goes. ``keep``: the new one starts as a copy of the old.

    Raises
    ------
    InputError
        When another process holds the folder, or what stands there may not be replaced.
    """
    with claimed(folder):
        folder = folder.resolve()
        guard(folder)
        fresh, old = workshop_of(folder) / "fresh", workshop_of(folder) / "old"
        try:
            fresh.parent.mkdir(exist_ok=True)
            if keep and folder.exists():
                shutil.copytree(folder, fresh, symlinks=True)
            fresh.mkdir(exist_ok=True)
            yield fresh
            guard(folder)
            if folder.exists():
                folder.replace(old)
            fresh.replace(folder)
        except OSError as error:
            error.filename = error.filename or str(folder)  # a full disk does not say of which file
            raise
        finally:
            _put_right(folder)


def put_file(path: Path, content: str) -> None:
    """Write one file: whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}{MAKING}")
    with _held(path, SECONDS_FOR_A_FILE):
        try:
            making.write_text(content, encoding="utf-8", newline="\n")
            making.replace(path)
        finally:
            making.unlink(missing_ok=True)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write texts, as UTF-8 with plain line ends, and bytes into a folder, under their names, folders in them too."""
    for name in sorted(files):
        content = files[name]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
