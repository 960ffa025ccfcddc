"""Every error that the tool raises on purpose. Imports nothing of ours, so that anything may import it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong with what a person gave: where, what, and what to do about it.

    ``file`` and ``line`` locate it (line 0: the file as a whole), ``column`` is 1-based (0: the line as a whole),
    ``where`` is the dotted path, or the column's name, inside the file. Code that has to tell faults apart asks their
    ``kind``, never their words.
    """

    file: str
    line: int
    column: int
    where: str
    message: str
    kind: str = field(default="", compare=False)

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


class ModelError(SufficiencyError):
    """The method could not give an answer that may be published; says which law or certificate failed."""
