"""The notes that people write in a scenario file, each with the value that it is about: the next one in the file."""

import re
from collections.abc import Mapping
from pathlib import Path

from sufficiency.scenario.values import Scenario
from sufficiency.tree.reading import MOST_BYTES

Comments = Mapping[str, tuple[str, ...]]
"""Notes on a value by its dotted path, without their ``#``."""
FOR_EDITORS = "yaml-language-server:"
_HEADING = re.compile(r"\s*(- )?[^\s#'\"{\[][^'\"{\[]*:\s*")


def comments_of(scenario: Scenario) -> Comments:
    """Read the notes on the values of a scenario, from the files that set them."""
    lines: dict[str, dict[int, str]] = {}
    for path, given in scenario.set_values.items():
        if given.set_by is not None:
            lines.setdefault(given.set_by.file, {}).setdefault(given.set_by.line, path)
    found: dict[str, tuple[str, ...]] = {}
    for file in scenario.files:
        name = file.relative_to(scenario.root.parent).as_posix()
        found |= _of_file(_text(file), lines.get(name, {}))
    return found


def _text(file: Path) -> str:
    with file.open("rb") as opened:
        text = opened.read(MOST_BYTES).decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _of_file(text: str, paths: Mapping[int, str]) -> dict[str, tuple[str, ...]]:
    """Notes by path; ``paths`` are those of the values that the file sets, by line."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        content, notes = _split(line)
        waiting += notes
        if number in paths:
            found[paths[number]] = tuple(waiting)
        if number in paths or (content.strip() and not _HEADING.fullmatch(content)):
            waiting = []
    return {path: notes for path, notes in found.items() if notes}


def _split(line: str) -> tuple[str, list[str]]:
    """What stands before a note, and the note, if there is one for people."""
    quote, before = "", " "
    for place, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote and before != "\\" else quote
        elif sign == "#" and before.isspace():
            note = line[place + 1 :].strip()
            return line[:place], [note] if note and not note.startswith(FOR_EDITORS) else []
        elif sign in "'\"" and before in " [{,:":
            quote = sign
        before = sign
    return line, []
