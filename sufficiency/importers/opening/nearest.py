"""What is most like something that is wanted and not there, for the words of a fault."""

import difflib
from collections.abc import Iterable


def nearest(wanted: Iterable[str], present: Iterable[str]) -> str:
    """Return words that name what is most like something wanted among what is there; none where nothing is."""
    there = {word.casefold(): word for word in present}
    near = [(difflib.SequenceMatcher(None, own.casefold(), word).ratio(), word) for own in wanted for word in there]
    return f"; nearest that is there: {there[max(near)[1]]!r}" if near else ""
