"""Which code of the pack was meant by a word that is none: by its name first, or by a slip of one or two characters."""

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

MOST_SHOWN, MOST_ALIKE = 5, 12
"""Codes that are named, and codes of one name."""
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LEAST_DIGITS, _LEAST_LETTERS = 4, 5
"""Digits of what is a code and no name; letters of a name that is looked for in what was typed."""


def nearest_of(word: str, names: Mapping[str, str], areas: Mapping[str, str] = MappingProxyType({})) -> str:
    """``; did you mean 116603 (Lakeside School)?``: every code that fits as well as any other.

    ``names`` are by code, and so are the names of the ``areas`` that they stand in, as far as those are known: they
    tell apart what has one name.
    """
    is_code = sum(sign.isdigit() for sign in word) >= _LEAST_DIGITS
    found = [code for code in re.findall(r"[\w-]+", word) if code in names]
    found = found or (_by_slip(word, names) if is_code else [])
    found = found or _by_name(word, names, areas) or _by_slip(word, names)
    if not found:
        return ""
    times = Counter(_plain(name) for name in names.values())
    name = names[found[0]]
    if len(found) > 1 and all(_plain(names[code]) == _plain(name) for code in found):
        count = _COUNTS[len(found)] if len(found) < len(_COUNTS) else str(len(found))
        shown = ", ".join(_shown(code, areas.get(code, "")) for code in found[:MOST_ALIKE])
        return f"; one of {count} named {name}: {shown}{_more(found, MOST_ALIKE)}"
    known = [
        (code, names[code], areas.get(code, "") if times[_plain(names[code])] > 1 else "")
        for code in found[:MOST_SHOWN]
    ]
    return f"; did you mean {' or '.join(_shown(*one) for one in known)}{_more(found, MOST_SHOWN)}?"


def _shown(code: str, *parts: str) -> str:
    words = ", ".join(part for part in parts if part)
    return f"{code} ({words})" if words else code


def _more(found: list[str], most: int) -> str:
    return f" and {len(found) - most} more" if len(found) > most else ""


def _plain(word: str) -> str:
    """Small letters and digits, with one space between words, and numbers without leading noughts."""
    word = re.sub(r"(?<![\w.])0+(?=\d)", "", word)
    return " ".join(re.sub(r"[^\w]|_", " ", re.sub("['\u2019]", "", word.casefold())).split())


def _by_name(word: str, names: Mapping[str, str], areas: Mapping[str, str]) -> list[str]:
    """Codes of the very name; else of names, with their area, that hold all words typed; else of the nearest words."""
    typed = _plain(word)
    plain = {code: _plain(name) for code, name in names.items()}
    exact = [code for code, name in plain.items() if name == typed]
    words = set(typed.split())
    of_code = {code: {*name.split(), *_plain(areas.get(code, "")).split()} for code, name in plain.items()}
    held = [code for code, known in of_code.items() if words and words <= known]
    holding = [code for code, name in plain.items() if len(name) >= _LEAST_LETTERS and set(name.split()) <= words]
    near = get_close_matches(typed, sorted(set(plain.values())), n=1, cutoff=0.6)
    found = exact or held or _by_words(words, of_code) or holding
    return found or [code for code, name in plain.items() if name in near]


def _by_words(words: set[str], of_code: Mapping[str, set[str]]) -> list[str]:
    """Codes whose words are those typed, once each that no name has is read as the nearest that one has."""
    known = sorted({word for of_one in of_code.values() for word in of_one if len(word) >= _LEAST_LETTERS})
    near = {word: get_close_matches(word, known, n=1, cutoff=0.75) for word in words - {*known}}
    if not all(near.values()):
        near = {word: found or [word] for word, found in near.items()}
    meant = {near[word][0] if word in near else word for word in words}
    return [code for code, of_one in of_code.items() if meant <= of_one]


def _by_slip(word: str, names: Mapping[str, str]) -> list[str]:
    """Codes that are the fewest slips away: two neighbours changed about first, then one character wrong."""
    typed, plain = word.casefold(), {code: code.casefold() for code in names}
    swapped = [code for code, known in plain.items() if known in _swapped(typed)]
    if swapped:
        return swapped
    most = 2 if len(typed) > _LEAST_DIGITS else 1
    slips = {code: slips_between(typed, known, most) for code, known in plain.items() if _may_be(typed, known, most)}
    fewest = min(slips.values(), default=most + 1)
    if fewest == 1 or (fewest == most and not typed.isdigit()):
        return [code for code, count in slips.items() if count == fewest]
    if typed.isdigit():
        return [code for code, known in plain.items() if sorted(known) == sorted(typed)]
    near = get_close_matches(typed, plain.values(), n=1, cutoff=0.6)
    return [code for code, known in plain.items() if known in near]


def _swapped(word: str) -> set[str]:
    """The word with each pair of neighbours changed about."""
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)} - {word}


def _may_be(one: str, other: str, most: int) -> bool:
    """Whether two words can be as near as that; what is no use to measure is left out."""
    return abs(len(one) - len(other)) <= most and len(set(one) ^ set(other)) <= 2 * most


def slips_between(one: str, other: str, most: int) -> int:
    """Characters left out, added, wrong, or changed about with their neighbour, between two words (Damerau).

    More than ``most`` is one more than that.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, sign in enumerate(one, start=1):
        last, before, row = before, row, [place]
        for at, against in enumerate(other, start=1):
            steps = [before[at] + 1, row[at - 1] + 1, before[at - 1] + (sign != against)]
            if last and at > 1 and sign == other[at - 2] and one[place - 2] == against:
                steps.append(last[at - 2] + 1)
            row.append(min(steps))
        if min(row) > most:
            return most + 1
    return row[-1]
