"""What a person wrote, made harmless where it goes: a screen, a page, a spreadsheet.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, which may fetch a page or start
a program. Codes that begin so are refused where they come in. Free text, such as a name, gets an apostrophe before it
where it goes out into a CSV (:func:`cell`), as OWASP advises, and loses it where the tool reads its own tables
(:func:`uncelled`); a number stays a number. What follows a semicolon, bar, tab or line end inside a text begins a cell
where a program cuts the file there instead of at commas, so it is treated alike. A screen obeys control characters, so
none leaves (:func:`visible`); and one that lacks a letter, as those of cp1252 lack the minus sign, is shown the nearest
that it has.
"""

import codecs
import io
import re
import sys
import unicodedata

import click

PLAIN_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_SIGN = "[\\s'\"`\u00b4\u2018-\u201f\u00ab\u00bb\u200b-\u200d\u2060\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(_SIGN)
"""A sign that starts a formula, as it is or in full width, after any spaces and quotation marks."""
_CUTS = ";|\t\n"
"""Where a program that does not cut a line at its commas may cut it."""
_CUT_BEFORE_FORMULA = re.compile(f"([{_CUTS}])(?={_SIGN})")
_CUT_AND_APOSTROPHE = re.compile(f"([{_CUTS}])'(?={_SIGN})")
INVISIBLE = "holds an invisible control character; delete it and type the text again"
FORMULA = "begins like a formula of a spreadsheet; begin the code with a letter or a digit"
_OPENING = "\t\r\n"
"""Characters that some spreadsheets drop from the front of a cell, so that the next one starts it."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters but line feed and tab, signs that turn the direction of writing, and what is no character."""


_PLAINER = (
    {"−": "-", "–": "-", "—": "-", "‑": "-", "£": "GBP ", "×": "x", "…": "...", "≤": "<=", "≥": ">="}
    | dict.fromkeys("‘’‛", "'")
    | dict.fromkeys("“”‟", '"')
)
"""What stands for a letter on a screen that lacks it, where taking its accents off does not help."""
_LACKING = "sufficiency_plainer"


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula, were it a cell."""
    return text.startswith(tuple(_OPENING)) or _FORMULA.match(text) is not None


def has_controls(text: str) -> bool:
    """Whether a text holds characters that a screen would obey instead of showing them."""
    return _CONTROL.search(text) is not None


def visible(text: str) -> str:
    r"""Return a text with its control characters written out (``\x1b``), so that a screen shows them all."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def cell(text: str) -> str:
    """Return a text as a cell of a CSV: an apostrophe stands before what a spreadsheet might take for a formula.

    At its beginning a plain number is none; after a cut inside it everything that begins like one is.
    """
    if text[:1].isalnum() and text.isprintable() and ";" not in text and "|" not in text:
        return text
    shown = visible(text)
    parted = _CUT_BEFORE_FORMULA.sub(r"\1'", shown)
    return f"'{parted}" if _is_risky(shown) else parted


def uncelled(text: str) -> str:
    """Return the text that :func:`cell` was given."""
    if "'" not in text:
        return text
    whole = text[1:] if text.startswith("'") and _is_risky(text[1:]) else text
    return _CUT_AND_APOSTROPHE.sub(r"\1", whole)


def _is_risky(text: str) -> bool:
    return begins_a_formula(text) and re.fullmatch(PLAIN_NUMBER, text) is None


def why_no_words(text: str) -> str:
    """Say why a text may not come in; nothing where it may."""
    return INVISIBLE if has_controls(text) else ""


def why_no_code(text: str) -> str:
    """Say why a text may not come in as a code, which stands bare in any table; nothing where it may."""
    if has_controls(text) or "\t" in text or "\n" in text:
        return INVISIBLE
    return FORMULA if begins_a_formula(text) else ""


def is_watched() -> bool:
    """Whether a person watches: a line may then take the place of another."""
    return sys.stderr.isatty()


def _plainer(error: UnicodeError) -> tuple[str, int]:
    """Stand in for letters that an encoding lacks; a question mark where nothing else does."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    bare = (_PLAINER.get(letter) or unicodedata.normalize("NFKD", letter) for letter in lacking)
    return "".join(word.encode("ascii", "ignore").decode("ascii") or "?" for word in bare), error.end


codecs.register_error(_LACKING, _plainer)


def no_letter_stops_the_screen() -> None:
    """Have what others print, such as help, replace the letters that the screen or file lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_LACKING)


def _shown(text: str, stream: object) -> str:
    """Return a text as the stream can show it."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return visible(text).encode(encoding, _LACKING).decode(encoding)


def say(text: str = "", *, error: bool = False, end: bool = True) -> None:
    """Print a text; the one way to the screen. ``error``: on stderr; ``end``: with the end of the line."""
    click.echo(_shown(text, sys.stderr if error else sys.stdout), err=error, nl=end)


def say_over(text: str, *, end: bool) -> None:
    """Print a line on stderr in place of the one that stands there, for a person who watches."""
    click.echo(f"\r\033[K{_shown(text, sys.stderr)}", err=True, nl=end)
