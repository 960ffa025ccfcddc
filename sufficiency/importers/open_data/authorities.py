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
from sufficiency.packs.lookups import current_codes, lookup, mapping, parts_of_areas
from sufficiency.tables.contracts import records

CODE = re.compile(r"[a-z]\d{8}|\d{3}")
"""An ONS code, or the three figures of DfE."""
_OF = r"(?:city|county|(?:(?:london|royal|metropolitan) )?borough) of"
_KIND = "(?:county|city|borough|metropolitan|district|unitary|council|authority|corporation|cc|mbc)"
_BEFORE = re.compile(rf"^(?:the |council of |{_OF} (?!london\b)|county )+")
_AFTER = re.compile(rf"(?: (?:{_OF}|{_KIND}))+$")
_SMALL = frozenset({"and", "of", "on", "the", "upon"})
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
    typed = wanted.strip().casefold()
    codes = known[["dfe_code", "ons_code", "own"]].apply(lambda column: column.str.casefold() == typed).any(axis=1)
    renamed = known["own"] == current_codes().get(typed.upper(), "")
    found = known[codes | renamed | (known["key"] == name_key(wanted))]
    if found.empty:
        raise InputError([Fault(release.file, 0, 0, "la_name", _unknown(wanted, known))])
    row = found.iloc[0]
    authority = LocalAuthority(row["dfe_code"], row["name"], row["own"])
    if not authority.districts:
        message = f"is {row['ons_code']!r} for {authority.name}, and no district of England is known by it"
        raise InputError([Fault(release.file, 0, 0, "new_la_code", message)])
    return authority


def name_key(name: str) -> str:
    """Return a name as it is compared: ``Bristol, City of`` and ``Bristol City Council`` are one."""
    plain = name.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    words = " ".join("st" if word == "saint" else word for word in re.sub(r"[^a-z0-9]+", " ", plain).split())
    return _BEFORE.sub("", _AFTER.sub("", words)) or words


def _unknown(wanted: str, known: pd.DataFrame) -> str:
    """Say what is wrong with what was typed, and what may be meant."""
    typed, key = wanted.strip().upper(), name_key(wanted)
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
    near = _with_words(key, known["key"]) or _spelt_alike(key, known)
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


def _spelt_alike(key: str, known: pd.DataFrame) -> list[str]:
    """Names spelt much as the key, nearest first; where the nearest was abolished, those that took its place."""
    gone = lookup("abolished")
    old = gone["name"].map(name_key)
    nearest = difflib.get_close_matches(key, dict.fromkeys([*known["key"], *old]), n=1, cutoff=0.7)
    if nearest and nearest[0] not in set(known["key"]):
        return list(_holding(gone.loc[old == nearest[0], "area"], known)["key"])
    return difflib.get_close_matches(key, list(known["key"]), n=3, cutoff=0.5)
