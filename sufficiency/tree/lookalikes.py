"""Signs that look like those of YAML and are not: a word processor's spaces, dashes, quotation marks and colons.

Each is named for what it is where it stands, and read as what was meant, so that the rest of the file is checked in the
same pass. Inside a text, such as a dash in a sentence, they mean nothing to YAML and are left alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sufficiency.errors import Fault

_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u180e\u200b-\u200d\u2060\ufeff"
_COLONS = "\uff1a\ufe55\u2236\ua789\u02d0"
_MARKS = "\u2010-\u2015\u2212\uff0d\u2022\u2023\u25cf\u25aa\u25e6\u25cb\u00b7*"
_QUOTES = "\u2018-\u201f\u2039\u203a\u00ab\u00bb\uff02\uff07"
_NAMES = {"*": "star", "\u2022": "bullet", "\ufeff": "byte order mark"}
_NAMES |= dict.fromkeys("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f", "curly quotation mark")
"""Plain names of the usual signs; the others have Unicode's."""
_SUSPECT = re.compile(rf"[{_SPACES}{_UNSEEN}{_COLONS}{_QUOTES}\t]|^\s*[{_MARKS}]\s")
_ENDS_OF_BLOCK = frozenset("|>+-0123456789")
LONGEST_LINE = 1_000
"""Letters of a line beyond which nobody has typed it by hand, and it is not looked at."""

_GAP = rf"[\s{_SPACES}{_UNSEEN}]"
_NAME = rf"[\"'{_QUOTES}]?\w[\w{_UNSEEN}-]*[\"'{_QUOTES}]?"
_PARTS = re.compile(
    rf"(?P<indent>{_GAP}*)(?P<lead>(?:-{_GAP}+)?(?:{_NAME}{_GAP}*(?::(?=$|{_GAP})|[{_COLONS}]){_GAP}*)?)"
    rf"(?P<value>.*?)(?P<tail>{_GAP}*)(?P<note>(?:(?<={_GAP})#.*)?)"
)
_LIST_MARK = re.compile(rf"(?P<indent>{_GAP}*)(?P<sign>[{_MARKS}]){_GAP}+\S")
_CURLY = re.compile(
    rf"(?:^|(?<=[\[{{,: ]))(?:[{_QUOTES}][^{_QUOTES}\"]*[{_QUOTES}\"]|\"[^{_QUOTES}\"]*[{_QUOTES}])(?=\s*(?:$|[,\]}}]))"
)
_BEGINS_A_BLOCK = re.compile(r"[^#]*(?::|-)\s+[|>][-+0-9]*\s*(?:#.*)?")
_STRAIGHT = "puts nothing in quotation marks; write straight ones (\"), and turn off the word processor's own"


class Slip(NamedTuple):
    """One sign: its place in the line, what was meant, and what is said of it; nothing where that was said already."""

    at: int
    meant: str
    words: str


def as_meant(file: str, text: str, most: int) -> tuple[str, list[Fault]]:
    """Return the text with each such sign put right, and a fault for each; after ``most`` of them, no more."""
    lines = text.split("\n")
    faults: list[Fault] = []
    before = ""
    for number in _structural(lines):
        if len(lines[number]) > LONGEST_LINE:
            continue
        for rule in _RULES if _SUSPECT.search(lines[number]) else ():
            for slip in reversed(list(rule(lines[number], before))):
                lines[number] = lines[number][: slip.at] + slip.meant + lines[number][slip.at + 1 :]
                faults += [Fault(file, number + 1, slip.at + 1, "", slip.words)] if slip.words else []
        if len(faults) >= most:
            break
        if lines[number].strip():
            before = lines[number].partition(" #")[0].rstrip()
    return "\n".join(lines), sorted(faults)[:most]


def _structural(lines: list[str]) -> Iterator[int]:
    """Numbers of the lines that are neither notes nor of a text that | or > begins."""
    block: int | None = None
    for number, line in enumerate(lines):
        indent = _indent(line)
        if block is not None and (not line.strip() or indent > block):
            continue
        block = indent if line.rstrip()[-1:] in _ENDS_OF_BLOCK and _BEGINS_A_BLOCK.fullmatch(line) else None
        if not line.lstrip().startswith("#"):
            yield number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _list_marks(line: str, before: str) -> Iterator[Slip]:
    """Marks of a list below a name, or beside an item; elsewhere they are part of a text."""
    found = _LIST_MARK.match(line)
    beside = before.lstrip().startswith("- ") and _indent(before) == _indent(line)
    if found and (before.endswith(":") or beside):
        words = f"{_named(found['sign'])} begins no item of a list; write a hyphen and a space, as in: - text"
        yield Slip(found.start("sign"), "-", words)


def _colons(line: str, _: str) -> Iterator[Slip]:
    parts = _parts(line)
    for at in range(parts.start("lead"), parts.end("lead")):
        if line[at] in _COLONS:
            yield Slip(at, ": ", f"{_named(line[at])} stands after the name; write a plain colon and a space")


def _spaces(line: str, _: str) -> Iterator[Slip]:
    """Spaces of another kind between names, signs and values, and what nobody sees in a value of one word."""
    parts = _parts(line)
    value = parts["value"]
    is_list = value.startswith(("[", "{")) and '"' not in value
    for at, sign in enumerate(line[: parts.start("note")]):
        inside = parts.start("value") <= at < parts.end("value")
        if inside and not is_list and " " in value:
            continue
        if re.match(f"[{_UNSEEN}]", sign):
            yield Slip(at, "", f"{_named(sign)}, which nobody sees, stands here; delete it")
        elif re.match(f"[{_SPACES}]", sign) and (is_list or not inside):
            where = "in the indentation" if at < parts.end("indent") else "here"
            yield Slip(at, " ", f"{_named(sign)} stands {where}; delete it and type a plain space")


def _curly(line: str, _: str) -> Iterator[Slip]:
    """Quotation marks about a whole name or value."""
    parts = _parts(line)
    for group in ("lead", "value"):
        for found in _CURLY.finditer(parts[group].rstrip(": ")):
            ends = [parts.start(group) + found.start(), parts.start(group) + found.end() - 1]
            curly = [at for at in ends if line[at] != '"']
            yield from (Slip(at, '"', f"{_named(line[at])} {_STRAIGHT}" if at == curly[0] else "") for at in curly)


def _tabs(line: str, _: str) -> Iterator[Slip]:
    """Tabs outside quotation marks and notes."""
    for at, sign in enumerate(line[: _parts(line).start("note")]):
        if sign == "\t" and line.count('"', 0, at) % 2 == 0 and line.count("'", 0, at) % 2 == 0:
            yield Slip(at, " ", "a tab stands here, which YAML does not take; write a space")


_RULES: tuple[Callable[[str, str], Iterator[Slip]], ...] = (_list_marks, _colons, _spaces, _curly, _tabs)


def _parts(line: str) -> re.Match[str]:
    """The indentation, what stands before the value, the value, spaces after it, and a note."""
    found = _PARTS.fullmatch(line)
    if found is None:  # the last parts take any text
        raise AssertionError(line)
    return found


def _named(sign: str) -> str:
    """Name a sign, and show it where it can be seen: ``an en dash (–)``."""
    name = _NAMES.get(sign) or unicodedata.name(sign, "sign of another kind").lower().replace("fullwidth", "full-width")
    article = "an" if name[0] in "aeio" else "a"
    return f"{article} {name}" + (f" ({sign})" if unicodedata.category(sign)[0] in "PS" else "")
