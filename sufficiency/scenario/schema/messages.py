"""What is said about a value or key that the schema refuses: what is wrong, what is allowed, and the nearest name."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import get_args

from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from models.vocabulary import Need
from sufficiency.errors import Fault
from sufficiency.scenario.schema.fields import LONGEST_SHOWN, bounds, key_at, key_paths, keys_at, limits, shown
from sufficiency.scenario.schema.lever_schema import AMOUNTS, one_of
from sufficiency.scenario.schema.remedies import (
    amount_remedy,
    census_remedy,
    date_remedy,
    is_position,
    key_called,
    list_remedy,
    name_in_pieces,
    word_remedy,
    year_remedy,
)
from sufficiency.tree.nodes import Listing, Mark, Path, Scalar, Section, dotted, find

MOST_LISTED, LEAST_LACKING = 100, 2
_OF_KEY = "[key]"
_OF_THE_LIBRARY = frozenset(get_args(ErrorType))
_TRUTHS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}


def nearest_word(word: str, names: Iterable[str]) -> str:
    """Return the nearest of ``names``, spaces and underscores alike; empty where none is near."""
    plain = {name.lower().replace(" ", "_"): name for name in names}
    found = get_close_matches(word.lower().replace(" ", "_"), plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else ""


def nearest(word: str, names: Iterable[str]) -> str:
    """Return ``; did you mean X?`` with the nearest of ``names``, or nothing where none is near."""
    found = nearest_word(word, names)
    return f"; did you mean {found}?" if found else ""


def faults_of(
    errors: list[ErrorDetails], tree: Section, known: Iterable[Fault], *, is_whole: bool = True
) -> list[Fault]:
    """Turn the schema's refusals into faults, each at the place in its file where the value or the key is written.

    At most ``MOST_LISTED`` are listed. What only follows from a fault that is ``known`` already, or from a misspelt
    key, is left out; so is what is missing where the file that should have it could not be read (``is_whole``).
    """
    unknown = [_path(error) for error in errors if error["type"] == "extra_forbidden"]
    misspelt = {(*path[:-1], _key_meant(str(path[-1]), keys_at(path[:-1]))) for path in unknown}
    places = [fault.where for fault in known]
    spots = {(fault.file, fault.line, fault.column) for fault in known if fault.column}
    pieces, strange = _pieces(errors, tree), _strange_names(errors, tree)
    in_lists = {error["loc"][:-1] for error in errors if isinstance(error["loc"][-1], int)}

    def follows(error: ErrorDetails) -> bool:
        where = dotted(_path(error))
        return (
            (not is_whole and error["type"] in {"missing", "one_amount"})
            or (error["type"] == "missing" and _path(error) in misspelt)
            or (error["type"] in {"too_short", "too_long"} and error["loc"] in in_lists)
            or (error["type"] == "one_amount" and any(place.startswith(f"{where}.") for place in places))
            or where in places
            or (error["type"] not in {"missing", "one_amount"} and _spot(error, tree) in spots)
            or pieces.get(_path(error)) == ""
            or (error["type"] == "missing" and _path(error)[:-1] in strange)
        )

    listed = [error for error in errors if not follows(error)]
    faults = [_fault(error, tree, pieces.get(_path(error), "")) for error in listed[:MOST_LISTED]]
    faults += [fault for path, fault in strange.items() if dotted(path) not in places]
    faults += _amounts_beside(errors, tree)[:MOST_LISTED] if is_whole else []
    if len(listed) > MOST_LISTED:
        faults.append(
            Fault(tree.mark.file, 0, 0, "", f"{len(listed)} faults, of which the first {MOST_LISTED} are listed")
        )
    return faults


AMOUNTS_OF = {("levers",): (1, AMOUNTS), ("places", "changes"): (0, ("add", "set"))}
"""Keys of which an entry has one, and no more: at least so many, for a change may be written in another way."""


def _amounts_beside(errors: list[ErrorDetails], tree: Section) -> list[Fault]:
    """Entries without an amount, or with several, where the schema looked no further than another fault of theirs."""
    faulty = {_path(error) for error in errors}
    faults = []
    for above, (least, amounts) in AMOUNTS_OF.items():
        section = find(tree, above)
        if not isinstance(section, Section):
            continue
        for name, entry in section.entries.items():
            where = (*above, name)
            inside = {path[len(where)] for path in faulty if path[: len(where)] == where and len(path) > len(where)}
            is_sound = not inside or where in faulty or not inside <= set(keys_at(where))
            given = sum(key in entry.key_marks for key in amounts) if isinstance(entry, Section) else 1
            faults += _swapped(entry, dotted(where)) if inside else []
            if not is_sound and not least <= given <= 1:
                mark, words = section.key_marks[name], one_of(amounts)
                faults.append(Fault(mark.file, mark.line, mark.column, dotted(where), words))
    return faults


def _swapped(entry: object, where: str) -> list[Fault]:
    """The interval of a lever that has another fault, where its low end is above its high one."""
    ends = [entry.entries.get(key) for key in ("low", "high")] if isinstance(entry, Section) else []
    low, high = (end.value if isinstance(end, Scalar) else None for end in ends or (None, None))
    if not isinstance(low, int | float) or not isinstance(high, int | float) or low <= high:
        return []
    mark = entry.key_marks["low"] if isinstance(entry, Section) else Mark("", 0, 0)
    words = f"low, {low:g}, is above high, {high:g}: swap them"
    return [Fault(mark.file, mark.line, mark.column, f"{where}.low", words)]


def faults_of_values(errors: list[ErrorDetails], name: str) -> list[Fault]:
    """Turn the schema's refusals of values that stand in no file into faults of what has this name."""
    return [Fault(name, 0, 0, dotted(_path(error)), _message(error)) for error in errors[:MOST_LISTED]]


def _strange_names(errors: list[ErrorDetails], tree: Section) -> dict[Path, Fault]:
    """Entries that lack most of what they need, beside one of nearly their name: another file's, misspelt."""
    lacking = [
        _path(error)[:-1] for error in errors if error["type"] == "missing" and len(_path(error)) > LEAST_LACKING
    ]
    found: dict[Path, Fault] = {}
    for path in {path for path in lacking if lacking.count(path) >= LEAST_LACKING}:
        section, name = find(tree, path[:-1]), str(path[-1])
        if not isinstance(section, Section):
            continue
        mark = section.key_marks[name]
        others = [other for other, at in section.key_marks.items() if at.file != mark.file]
        if near := get_close_matches(name, others, n=1, cutoff=0.75):
            needed = ", ".join(
                str(_path(error)[-1]) for error in errors if error["type"] == "missing" and _path(error)[:-1] == path
            )
            words = f"nothing of this name is extended; did you mean {near[0]}? A new one needs {needed} too"
            found[path] = Fault(mark.file, mark.line, mark.column, dotted(path), words)
    return found


def _pieces(errors: list[ErrorDetails], tree: Section) -> dict[Path, str]:
    """Items of lists that are one need's name, cut at its commas: what is said of the first, nothing of others."""
    said: dict[Path, str] = {}
    for path in (_path(error) for error in errors if error["type"] == "choice"):
        listing = find(tree, path[:-1])
        if not isinstance(listing, Listing) or not isinstance(path[-1], int) or path in said:
            continue
        words = [str(item.value) for item in listing.items[path[-1] :] if isinstance(item, Scalar)]
        if count := name_in_pieces(words):
            name = ", ".join(words[:count])
            near = word_remedy(name, [str(need) for need in Need])
            said |= {(*path[:-1], path[-1] + more): "" for more in range(1, count)}
            said[path] = f"'{name}' is one need, written with its code{near}"
    return said


def _spot(error: ErrorDetails, tree: Section) -> tuple[str, int, int]:
    mark = _mark(error, tree)
    return mark.file, mark.line, mark.column


def _fault(error: ErrorDetails, tree: Section, said: str = "") -> Fault:
    return Fault(*_spot(error, tree), dotted(_path(error)), said or _message(error))


def _message(error: ErrorDetails) -> str:
    return _MESSAGES.get(error["type"], _other)(error)


def _path(error: ErrorDetails) -> Path:
    """Path in the file; the schema's library marks a refused name of a section by a further word."""
    return tuple(part for part in error["loc"] if part != _OF_KEY)


def _mark(error: ErrorDetails, tree: Section) -> Mark:
    path = _path(error)
    section = find(tree, path[:-1])
    at_key = error["type"] in {"extra_forbidden", "one_amount"} or _OF_KEY in error["loc"]
    if path and isinstance(section, Section) and path[-1] in section.key_marks and at_key:
        return section.key_marks[str(path[-1])]
    node = find(tree, path)
    if node is not None:
        return node.mark
    return _key_mark(tree, path[:-1])


def _key_mark(tree: Section, path: Path) -> Mark:
    """Place of the name of a section; of the first line of the file for the whole."""
    section = find(tree, path[:-1]) if path else None
    if isinstance(section, Section) and path[-1] in section.key_marks:
        return section.key_marks[str(path[-1])]
    return Mark(tree.mark.file, 1, 1)


def _unknown(error: ErrorDetails) -> str:
    path = _path(error)
    allowed = keys_at(path[:-1])
    word = str(path[-1])
    if "easting" in allowed and is_position(word):
        return "unknown key; a position is easting and northing, in metres on the National Grid, or a postcode or town"
    meant = _key_meant(word, allowed)
    near = f"; did you mean {meant}?" if meant else _elsewhere(word)
    return f"unknown key; allowed here: {', '.join(allowed)}{near}"


def _key_meant(word: str, allowed: list[str]) -> str:
    """The key that is meant by a word that is none: what people call it, else the nearest."""
    return key_called(word, allowed) or nearest_word(word, allowed)


def _elsewhere(word: str) -> str:
    """Look for the key in the other sections: it may be right, but in the wrong place."""
    paths = {path.rpartition(".")[2]: path for path in key_paths() if "<" not in path}
    found = get_close_matches(word.lower(), paths, n=1, cutoff=0.8)
    return f"; did you mean {paths[found[0]]}?" if found else ""


def _missing(error: ErrorDetails) -> str:
    key = key_at(_path(error))
    return f"missing; {_lower(key.field.description)}" if key and key.field.description else "missing"


def _number(kind: str) -> Callable[[ErrorDetails], str]:
    def message(error: ErrorDetails) -> str:
        given = error["input"]
        remedy = _number_remedy(given, _path(error)) if isinstance(given, str) else ""
        if remedy:
            return f"'{given}' is read as text; {kind} is expected; {remedy}"
        if isinstance(given, float) and given.is_integer():
            return f"{given} is written with a point; {kind} is expected; write {shown(given)}"
        return f"{shown(given)} is not {kind}{bounds(_path(error))}"

    return message


def _number_remedy(given: str, path: Path) -> str:
    key = key_at(path)
    unit = key.note("unit") if key else ""
    of_census = census_remedy(given) if unit.startswith("census year") else ""
    return of_census or amount_remedy(given, next(str(part) for part in reversed(path) if isinstance(part, str)), unit)


def _truth(error: ErrorDetails) -> str:
    given = error["input"]
    word = _TRUTHS.get(given.lower()) if isinstance(given, str) else None
    return f"{shown(given)} is neither true nor false" + (f"; did you mean {word}?" if word else "")


def _text(error: ErrorDetails) -> str:
    given = error["input"]
    if isinstance(given, int | float):
        return f"text is expected; put {shown(given)} in quotes"
    return f"text is expected, not {shown(given)}"


def _section(error: ErrorDetails) -> str:
    if isinstance(error["input"], str) and re.match(r"[A-Za-z_][\w-]*:\S", error["input"]):
        return f"a space is missing after the colon in {shown(error['input'])}; write key: value"
    below = ", ".join(keys_at(_path(error))) or "names of your own"
    return f"a section is expected, not {shown(error['input'])}; allowed below it: {below}"


def _list(error: ErrorDetails) -> str:
    return f"a list is expected, such as [a, b], not {shown(error['input'])}{list_remedy(error['input'], _path(error))}"


def _choice(error: ErrorDetails) -> str:
    allowed = error["ctx"]["allowed"]
    near = word_remedy(str(error["input"])[:LONGEST_SHOWN], allowed.split(", "))
    return f"{shown(error['input'])} is not one of: {allowed}{near}"


_LIMITS = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}


def _range(error: ErrorDetails) -> str:
    limits = error["ctx"]
    limit = ", ".join(f"{_LIMITS[name]} {limit}" for name, limit in limits.items() if name in _LIMITS)
    allowed = bounds(_path(error)) or f"; allowed: {limit}"
    return f"{shown(error['input'])} is outside the range{allowed}{_as_a_share(error)}"


def _as_a_share(error: ErrorDetails) -> str:
    """``; write 0.1 for 10%`` where the number is too large, or below nought, and would do as a percentage."""
    key, given = key_at(_path(error)), error["input"]
    low, high = limits(key.field) if key else (None, None)
    if key is None or low is None or high is None or not isinstance(given, int | float):
        return ""
    if key.path[-1] == "multiply":
        less = -given if given > -1 else -given / 100
        return (
            f"; write {given / 100:g} for {given:g}% of it"
            if given > 0
            else f"; write {1 - less:g} for {less:.0%} less"
        )
    is_share = re.search(r"share|ratio|a place", key.note("unit")) and given > high and low <= given / 100 <= high
    return f"; write {given / 100:g} for {given:g}%" if is_share else ""


def _name(error: ErrorDetails) -> str:
    near = nearest_name(str(error["input"]))
    return f"{shown(error['input'])} is not a name of small letters, digits and hyphens{near}"


def nearest_name(word: str) -> str:
    """Suggest the same words as a name: small letters, digits, single hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", word.lower()).strip("-")
    return f"; did you mean {name}?" if name else ""


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _length(error: ErrorDetails) -> str:
    limits = error["ctx"]
    what = "characters" if error["type"].startswith("string") else "items"
    least, most = limits.get("min_length"), limits.get("max_length")
    wanted = f"at least {least}" if least is not None else f"at most {most}"
    return f"wrong length; allowed: {wanted} {what}"


def _own(error: ErrorDetails) -> str:
    return error["msg"]


def _not(error: ErrorDetails) -> str:
    return f"{shown(error['input'])} is not {error['msg']}"


def _date(error: ErrorDetails) -> str:
    return f"{_not(error)}{date_remedy(error['input'])}"


def _year(error: ErrorDetails) -> str:
    return f"{_not(error)}{year_remedy(error['input'])}"


def _literal(error: ErrorDetails) -> str:
    """Words of a closed list that the schema itself holds."""
    allowed = re.findall("'([^']*)'", error["ctx"]["expected"])
    near = word_remedy(str(error["input"])[:LONGEST_SHOWN], allowed)
    return f"{shown(error['input'])} is not one of: {', '.join(allowed)}{near}"


def _other(error: ErrorDetails) -> str:
    """What no rule of this page speaks of: in the words of our own check, or without those of the schema's library."""
    if error["type"] not in _OF_THE_LIBRARY:
        of_whole = isinstance(error["input"], dict)
        return error["msg"] if of_whole else f"{shown(error['input'])}: {_lower(error['msg'])}"
    key = key_at(_path(error))
    wanted = f"; wanted: {_lower(key.field.description)}" if key and key.field.description else ""
    return f"{shown(error['input'])} is not allowed here{wanted}"


_MESSAGES: dict[str, Callable[[ErrorDetails], str]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "int_type": _number("a whole number"),
    "float_type": _number("a number"),
    "bool_type": _truth,
    "string_type": _text,
    "model_type": _section,
    "dict_type": _section,
    "tuple_type": _list,
    "list_type": _list,
    "choice": _choice,
    "literal_error": _literal,
    "enum": _literal,
    "finite_number": _number("a number"),
    "int_from_float": _number("a whole number"),
    "int_parsing": _number("a whole number"),
    "float_parsing": _number("a number"),
    "greater_than": _range,
    "less_than": _range,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "string_pattern_mismatch": _name,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "too_long": _length,
    "academic_year": _year,
    "calendar_date": _date,
    "one_amount": _own,
    "substitution": _own,
    "ages_in_order": _own,
    "grid_reference": _own,
}
