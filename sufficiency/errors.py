"""Every error that the tool raises on purpose. Imports nothing of ours, so that anything may import it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad: an error stops the data from being used, a warning wants a look, information is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with what a person gave: where, what, and what to do about it.

    ``file`` and ``line`` locate it (line 0: the file as a whole), ``column`` is 1-based (0: the line as a whole),
    ``where`` is the dotted path, or the column's name, inside the file. ``message`` says what is wrong in a sentence;
    where it is left out, it is made of ``value`` (what stands there), ``allowed`` and ``remedy`` (what to do). Code
    that must tell faults apart asks for the ``kind``, never for the words.
    """

    file: str
    line: int
    column: int
    where: str
    message: str = ""
    kind: str = field(default="", compare=False)
    severity: Severity = Severity.ERROR
    value: str = ""
    allowed: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        if not self.message:
            value = f"{self.value!r} stands here; " if self.value else ""
            object.__setattr__(self, "message", f"{value}allowed: {self.allowed}; {self.remedy}")

    def __str__(self) -> str:
        """`file:line:column where: message`, leaving out what is not known."""
        position = ":".join(str(part) for part in (self.file, self.line or "", self.column or "") if part != "")
        return f"{position} {self.where}: {self.message}" if self.where else f"{position}: {self.message}"


class SufficiencyError(Exception):
    """Base of the errors that end the program with exit code 2 and no traceback."""


class InputError(SufficiencyError):
    """What a person gave cannot be used; carries every fault found, sorted by place."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type, tuple[list[Fault]]]:
        """Make the error again from its faults, so that one raised in a worker arrives whole."""
        return type(self), (list(self.faults),)


class ModelError(SufficiencyError):
    """The method could not give an answer that may be published; says which law or certificate failed."""


class WorkerError(SufficiencyError):
    """Processes that do part of the work could not be started, or were ended from outside."""


class SpaceError(SufficiencyError):
    """The machine has too little memory, or too little space on its disk, for what was asked."""


class Interrupted(BaseException):
    """The person, or the system, has asked the program to end, by a signal of some number: exit code 130.

    Not an ``Exception``, so that nothing takes it for a fault and goes on.
    """
