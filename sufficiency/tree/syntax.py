"""What a YAML syntax error means to somebody who does not know YAML: the line to look at, and what to do there."""

import re
from collections.abc import Collection

from yaml.error import Mark as YamlMark
from yaml.error import MarkedYAMLError

_KEY_WITHOUT_SPACE = re.compile(r"\s*(?:- )?[A-Za-z_][\w-]*:[^\s/]")
_OPEN_QUOTE = re.compile(r"\s*(?:- )?(?:[\w-]+:\s+)?([\"'])(?:(?!\1).)*$")
_ONLY_A_KEY = re.compile(r"\s*+(?:- )?[\w-]*\s*")

QUOTES = 'put the whole text in double quotes, as in title: "Places: the plan"'
_BAD_START = (
    "found a tab or a sign that cannot begin a value; indent with spaces, and put the text in quotes when it begins"
    " with one of @ ` % * & ! | > { ["
)
_AFTER_QUOTE = (
    "text after a closing quote; put the whole value in one pair of quotes, and write a quote mark inside it as the"
    " other kind"
)
_ANYWHERE = (
    ("cannot start any token", _BAD_START),
    ("unknown escape character", "inside double quotes a backslash is special; use single quotes instead"),
    ("sequence entries are not allowed", "a list item may not stand here; put each '- ' on a line of its own"),
    ("chomping or indentation", "only a line break may follow '|' or '>'; put the text in quotes instead"),
    ("another document", "a second document starts here; a file is one document, so remove the line '---'"),
    ("expected the node content", "a value is expected here; put it in quotes when it is text"),
    ("expected a comment or a line break", "only a line break may follow '|' or '>'; put the text in quotes instead"),
    ("found '<block ", "this line is indented differently from the lines it belongs with; line it up with them"),
    ("found '-'", "this list item is not lined up with the others"),
    ("found '<scalar>'", _AFTER_QUOTE),
)


def explain(error: MarkedYAMLError, text: str, keys: Collection[str]) -> tuple[int, int, str]:
    """Return the line and column (from 1) to look at, and what is wrong there and how to put it right.

    ``keys`` are the words that may stand before a colon, as far as they are known.
    """
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 1, 1, str(error.problem or "not readable as YAML")
    lines = text.split("\n")
    return (
        _unclosed(error)
        or _previous_line(mark, lines, keys)
        or _key_without_colon(error, lines)
        or _stray_colon(error, mark, lines)
        or (mark.line + 1, mark.column + 1, _general(error))
    )


def _at(mark: YamlMark, message: str) -> tuple[int, int, str]:
    return mark.line + 1, mark.column + 1, message


def _unclosed(error: MarkedYAMLError) -> tuple[int, int, str] | None:
    """Quotes and brackets that are never closed are blamed where they open."""
    context, opening = error.context or "", error.context_mark
    if opening is None:
        return None
    if "quoted scalar" in context and "unexpected" in (error.problem or ""):
        return _at(opening, "the quotes opened here are never closed")
    if "flow" in context and error.problem_mark is not None and error.problem_mark.line != opening.line:
        return _at(
            opening, "the bracket opened here is never closed on its line; close it, or put commas between items"
        )
    return None


def _previous_line(mark: YamlMark, lines: list[str], keys: Collection[str]) -> tuple[int, int, str] | None:
    """Return a slip on the line above that YAML notices only on the next one."""
    above = [
        number for number in range(mark.line) if lines[number].strip() and not lines[number].lstrip().startswith("#")
    ]
    if not above or not _ONLY_A_KEY.fullmatch(lines[mark.line][: mark.column]):
        return None
    line = lines[above[-1]]
    column = len(line) - len(line.lstrip()) + 1
    if _KEY_WITHOUT_SPACE.match(line) and ": " not in line:
        return above[-1] + 1, column, "a space is missing after the colon; write key: value"
    if _OPEN_QUOTE.fullmatch(line):
        return above[-1] + 1, column, "the quotes opened on this line are not closed on it"
    words = line.split()
    deeper = len(words) == 1 and len(lines[mark.line]) - len(lines[mark.line].lstrip()) >= column
    if ":" not in line and (words[0] in keys or deeper):
        return above[-1] + 1, column, "a colon is missing after the name; write key: value"
    return None


def _key_without_colon(error: MarkedYAMLError, lines: list[str]) -> tuple[int, int, str] | None:
    if "could not find expected ':'" not in (error.problem or "") or error.context_mark is None:
        return None
    line = lines[error.context_mark.line]
    if _KEY_WITHOUT_SPACE.match(line):
        return _at(error.context_mark, "a space is missing after the colon; write key: value")
    return _at(error.context_mark, "a colon is missing after the name; write key: value")


def _stray_colon(error: MarkedYAMLError, mark: YamlMark, lines: list[str]) -> tuple[int, int, str] | None:
    if "mapping values are not allowed" not in (error.problem or ""):
        return None
    if _ONLY_A_KEY.fullmatch(lines[mark.line][: mark.column]):
        return _at(mark, "this line is indented further than the section it belongs to; line it up with its neighbours")
    return _at(mark, f"a colon inside text must be in quotes; {QUOTES}")


def _general(error: MarkedYAMLError) -> str:
    problem = error.problem or ""
    for sign, message in _ANYWHERE:
        if sign in problem:
            return message
    return f"not readable as YAML: {problem}; compare the line with its neighbours"
