"""Finds the authority that a person means, or says which it may be.

A name is compared without what people write differently: case, ``&``, full stops, ``City of``, ``County Council``.
What was abolished is answered with everything that took its place, a district with its authority, words that stand in
names with these names; only then come names that are spelt alike.
"""

import difflib
import re
from collections.abc import Iterable

import pandas as pd

from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people import dfe_release
from sufficiency.importers.open_data.people.areas import LocalAuthority
from sufficiency.importers.open_data.people.release_layout import authority_code
from sufficiency.packs.lookups import current_codes, lookup, mapping, parts_of_areas
from sufficiency.tables.contracts import records

CODE = re.compile(r"[a-z]\d{8}|\d{3}")
"""An ONS code, or the three figures of DfE."""
_OF = r"(?:city|county|(?:(?:london|royal|metropolitan) )?borough) of"
_KIND = "(?:county|city|borough|metropolitan|district|unitary|council|authority|corporation|cc|mbc)"
_BEFORE = re.compile(rf"^(?:the |council of |{_OF} (?!london\b)|county )+")
_AFTER = re.compile(rf"(?: (?:{_OF}|{_KIND}))+$")
_SMALL = frozenset({"and", "of", "on", "the", "upon"})
_SHORT = {
    "bcp": "bournemouth christchurch and poole",
    "banes": "bath and north east somerset",
    "iow": "isle of wight",
    "beds": "bedfordshire",
    "berks": "berkshire",
    "bucks": "buckinghamshire",
    "cambs": "cambridgeshire",
    "glos": "gloucestershire",
    "hants": "hampshire",
    "herts": "hertfordshire",
    "lancs": "lancashire",
    "leics": "leicestershire",
    "lincs": "lincolnshire",
    "northants": "northamptonshire",
    "notts": "nottinghamshire",
    "oxon": "oxfordshire",
    "salop": "shropshire",
    "staffs": "staffordshire",
    "warks": "warwickshire",
    "wilts": "wiltshire",
    "worcs": "worcestershire",
    "yorks": "yorkshire",
    "saint": "st",
}
"""Words that people write shorter than names have them."""
_WITH_CODE = re.compile(r"(?:(\d{3}) )?(.*?)(?: \(?(\d{3})\)?)?")
"""A name with its code beside it, as our own messages write it."""
MOST_NAMES = 8
"""Names that a message lists; six are in what was Berkshire."""


def find_authority(release: dfe_release.Release, wanted: str) -> LocalAuthority:
    """Find an authority by its name, DfE code, ONS code (published or as packs have it) or the id of its pack.

    Raises
    ------
    InputError
        Naming those that may be meant.
    """
    known = release.authorities()
    known = known.assign(own=known["ons_code"].replace(current_codes()), key=known["name"].map(name_key))
    typed, key, beside = _typed(wanted)
    codes = known[["dfe_code", "ons_code", "own"]].apply(lambda column: column.str.casefold() == typed).any(axis=1)
    renamed = known["own"] == current_codes().get(typed.upper(), typed)
    found = known[codes | renamed | ((known["key"] == key) & (known["dfe_code"] == (beside or known["dfe_code"])))]
    if found.empty:
        raise InputError([Fault(release.file, 0, 0, "la_name", _unknown(wanted, known))])
    row = found.iloc[0]
    authority = LocalAuthority(row["dfe_code"], row["name"], row["own"])
    if not authority.districts:
        message = f"is {row['ons_code']!r} for {authority.name}, and no district of England is known by it"
        raise InputError([Fault(release.file, 0, 0, "new_la_code", message)])
    return authority


def _typed(wanted: str) -> tuple[str, str, str]:
    """What was typed as a code, as a name, and the code beside the name where there is one."""
    code = authority_code(wanted) or wanted.strip().casefold()
    parts = _WITH_CODE.fullmatch(wanted.strip())
    if parts is None or not parts[2] or code.isdigit():
        return code, name_key(wanted), ""
    return code, name_key(parts[2]), parts[1] or parts[3] or ""


def name_key(name: str) -> str:
    """Return a name as it is compared: ``Bristol, City of`` and ``Bristol City Council`` are one."""
    plain = name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    words = " ".join(_SHORT.get(word, word) for word in re.sub(r"[^a-z0-9]+", " ", plain).split())
    return _BEFORE.sub("", _AFTER.sub("", words)) or words


def _unknown(wanted: str, known: pd.DataFrame) -> str:
    """Say what is wrong with what was typed, and what may be meant."""
    typed, key = wanted.strip().upper(), _typed(wanted)[1]
    if not typed:
        return "no authority is named; name one, such as Hampshire or 850"
    named = known[known["key"] == key]
    if len(named):
        return f"{wanted!r} has the code of another authority; it is {_listed(named)}"
    gone = lookup("abolished")
    old = gone[(gone["code"] == typed) | (gone["dfe_code"] == typed) | (gone["name"].map(name_key) == key)]
    if len(old):
        row = old.iloc[0]
        by_code = "" if name_key(row["name"]) == key else f" ({row['name']})"
        names = _listed(_holding(old["area"], known))
        return f"{wanted!r}{by_code} was abolished in {row['until']}; name what took its place: {names}"
    districts = lookup("districts")
    own = districts[(districts["area"] == typed) | (districts["name"].map(name_key) == key)]
    if len(own):
        return f"{wanted!r} is a district; name its authority: {_listed(_holding(own['area'], known))}"
    if CODE.fullmatch(typed.casefold()):
        return f"no authority has the code {wanted!r}; a code has three figures, such as 850, or is such as E10000014"
    near = _with_words(key, known["key"]) or _once(key, known) or _spelt_alike(key, known)
    hint = f"; did you mean {_listed(known.set_index('key').loc[near], ' or ')}?" if near else ""
    return f"no authority is called {wanted!r}{hint}"


def _holding(areas: pd.Series, known: pd.DataFrame) -> pd.DataFrame:
    """Authorities of today that areas are in."""
    later = {part: area for area, parts in parts_of_areas().items() for part in parts}
    return known[known["own"].isin(areas.replace(later).replace(mapping("districts", "area", "authority_code")))]


def _listed(authorities: pd.DataFrame, between: str = ", ") -> str:
    """Names with their codes."""
    names = [f"{row['name']} ({row['dfe_code']})" for row in records(authorities)]
    return between.join(names[:MOST_NAMES]) + (" ..." if len(names) > MOST_NAMES else "")


def _with_words(key: str, names: Iterable[str]) -> list[str]:
    """Names in which every word of the key begins a word; else names whose words all stand in the key."""
    words = set(key.split()) - _SMALL
    split = {name: name.split() for name in names}
    found = [
        name
        for name, own in split.items()
        if words and all(any(part.startswith(word) for part in own) for word in words)
    ]
    return found or [name for name, own in split.items() if set(own) - _SMALL <= words]


def _once(key: str, known: pd.DataFrame) -> list[str]:
    """Authorities that now hold districts and abolished ones in whose names every word of the key begins a word."""
    areas = pd.concat([lookup("abolished")[["name", "area"]], lookup("districts")[["name", "area"]]])
    own = areas["name"].map(name_key)
    words = set(key.split()) - _SMALL
    named = [all(any(part.startswith(word) for part in name.split()) for word in words) for name in own]
    return list(_holding(areas.loc[named, "area"], known)["key"]) if words else []


def _spelt_alike(key: str, known: pd.DataFrame) -> list[str]:
    """Names spelt much as the key, nearest first; where the nearest was abolished, those that took its place."""
    gone = lookup("abolished")
    old = gone["name"].map(name_key)
    nearest = difflib.get_close_matches(key, dict.fromkeys([*known["key"], *old]), n=1, cutoff=0.7)
    if nearest and nearest[0] not in set(known["key"]):
        return list(_holding(gone.loc[old == nearest[0], "area"], known)["key"])
    return difflib.get_close_matches(key, list(known["key"]), n=3, cutoff=0.5)
