"""How a command ends when it cannot go on: with one sentence, an exit code, and no traceback."""

import atexit
import errno
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Timer
from types import FrameType

from sufficiency.errors import Fault, InputError, Interrupted, SufficiencyError
from sufficiency.harmless import is_watched, say

BAD_INPUT = 2
"""Exit code for what a person can mend: bad input, or what the machine refuses."""
INTERRUPTED = 130
"""Exit code after an order to end, as shells have it."""
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Signals by which a person (Ctrl-C) or the system (a time limit, a shutdown, a closed terminal) ends the program."""
ONE_ORDER = 1.0
"""Seconds in which several orders to end are one: some senders tell the process and then its group."""
SOON = 0.05
"""Seconds after which an order that Python dropped is given again."""
NO_MEMORY = "there is not enough memory for this: close other programs, or ask for less (a run: fewer --workers)"
REMEDIES = {
    errno.ENOSPC: "free some space, and try again",
    errno.EDQUOT: "free some space, and try again",
    errno.EFBIG: "files are limited in size here; raise the limit (ulimit -f), and try again",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EROFS: "choose a folder that may be written to",
    errno.EACCES: "choose a file or folder that you may use",
    errno.EPERM: "choose a file or folder that you may use",
    errno.EEXIST: "a file stands where a folder should be; choose another name",
    errno.ENOTDIR: "a file stands where a folder should be; choose another name",
    errno.EISDIR: "a folder stands where a file should be; choose another name",
    errno.ENOENT: "there is no such file or folder",
}
"""What a person can do about what the system refuses."""


@contextmanager
def ended_with_a_sentence() -> Iterator[None]:
    """Say what ended the block, and end the program: bad input, what the machine refuses, or an order to end."""
    try:
        yield
    except BaseException as end:
        words, code = _sentence(end)
        if not words:
            raise
        say(_with_notes(words, end), error=True)
        raise SystemExit(code) from None


def _sentence(end: BaseException) -> tuple[str, int]:
    """What to say of an end, and the exit code; no words of a fault of ours, and of an end that is none.

    After an order to end, whatever ends the program ends it for that: a library may have made an error of it.
    """
    finished = isinstance(end, SystemExit) and end.code in {None, 0, INTERRUPTED}
    if isinstance(end, Interrupted | KeyboardInterrupt) or (_ordered.is_set() and not finished):
        return ("\n" if is_watched() else "") + "interrupted", INTERRUPTED  # after a line of progress
    if isinstance(end, SufficiencyError):
        return str(end), BAD_INPUT
    if isinstance(end, OSError):
        return _refused(end), BAD_INPUT
    return (NO_MEMORY, BAD_INPUT) if isinstance(end, MemoryError) else ("", 0)


def _with_notes(words: str, error: BaseException) -> str:
    """What an error says, and what was noted on its way."""
    return "; ".join([words, *getattr(error, "__notes__", ())])


def _refused(error: OSError) -> str:
    """What the system refused, of which file, and what to do about it."""
    named = error.filename2 or error.filename
    where = f"{named}: " if named else ""
    remedy = REMEDIES.get(error.errno or 0)
    return f"{where}{error.strerror or error}" + (f"; {remedy}" if remedy else "")


def refuse_what_is_no_text(arguments: Sequence[str]) -> None:
    """Refuse names that are not UTF-8: they could stand in no table and no page.

    Raises
    ------
    InputError
        Naming each of them.
    """
    odd = [word for word in arguments if any("\ud800" <= letter <= "\udfff" for letter in word)]
    words = "is no UTF-8 text; give the file or folder another name"
    if odd:
        raise InputError([Fault(word, 0, 0, "", words) for word in odd])


_ordered = Event()
"""Set when the program was told to end."""


@contextmanager
def orders_to_end_obeyed() -> Iterator[None]:
    """Raise :class:`Interrupted` at one of :data:`ENDING`, for of what Python raises by itself click makes exit code 1.

    Those that the caller has this process ignore stay ignored; and once Python is ending, all are. Python drops an
    error that is raised in some of its own callbacks, as of imports; such an order is given again.
    """
    last = -ONE_ORDER
    hook = sys.unraisablehook

    def obey(number: int, _frame: FrameType | None) -> None:
        nonlocal last
        before, last = last, time.monotonic()
        if last - before >= ONE_ORDER:
            _ordered.set()
            raise Interrupted(number)

    def give_again(dropped: "sys.UnraisableHookArgs") -> None:
        nonlocal last
        if isinstance(dropped.exc_value, Interrupted):
            last = -ONE_ORDER
            Timer(SOON, os.kill, (os.getpid(), *dropped.exc_value.args)).start()
        else:
            hook(dropped)

    _ordered.clear()
    sys.unraisablehook = give_again
    heard = {number: signal.getsignal(number) for number in ENDING if signal.getsignal(number) is not signal.SIG_IGN}
    for number in heard:
        signal.signal(number, obey)
        atexit.register(signal.signal, number, signal.SIG_IGN)
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in heard.items():
            signal.signal(number, handler)
