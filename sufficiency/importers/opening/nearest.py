"""What is most like something that is wanted and not there, for the words of a fault."""

import difflib
from collections.abc import Iterable


def nearest(wanted: Iterable[str], present: Iterable[str], is_what: str = "that is there") -> str:
    """Return words that name what is most like something wanted among what is present; none where nothing is."""
    near = [(_likeness(one.casefold(), word.casefold()), word) for one in wanted for word in present]
    return f"; nearest {is_what}: {max(near)[1]!r}" if near else ""


def _likeness(wanted: str, word: str) -> float:
    """How alike two labels are in their letters, and how many of the words are wanted ones."""
    words = word.split()
    shared = len(set(words) & set(wanted.split())) / max(len(words), 1)
    return difflib.SequenceMatcher(None, wanted, word).ratio() + shared
