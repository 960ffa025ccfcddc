"""What a scenario may call areas and providers by: their code, or their name where one alone has it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sufficiency.errors import InputError
from sufficiency.scenario.pack_rows import rows_of
from sufficiency.tree.small_files import refuse_links

_ALIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u00a0": " "})
"""Signs that a word processor puts in place of those that a list has."""

_BRACKETS = re.compile(r"\s*\(([^()]*)\)")


@dataclass(frozen=True)
class PackNames:
    """Names of the areas and of the providers of a pack, by code; none where there is no pack to read."""

    areas: Mapping[str, str]
    providers: Mapping[str, str]


def names_of_pack(folder: Path) -> PackNames:
    """Read the names of a pack. What is wrong with it is left to those who read the whole of it."""
    try:
        refuse_links(folder)
        areas = {row["area"]: row["name"] for row in rows_of(folder / "areas.csv", "area", "name")}
        return PackNames(areas, full_names(rows_of(folder / "providers.csv", "provider_id", "name"), areas))
    except (InputError, OSError, ValueError):
        return PackNames({}, {})


def full_names(providers: Iterable[Mapping[str, str]], areas: Mapping[str, str]) -> dict[str, str]:
    """Names of providers by id: with the area of each where several have a name, as bases that are one an area."""
    rows = list(providers)
    times = Counter(row["name"].casefold() for row in rows)
    return {
        row["provider_id"]: f"{row['name']}, {areas[row['area']]}"
        if times[row["name"].casefold()] > 1 and row.get("area", "") in areas
        else row["name"]
        for row in rows
    }


def codes_of(word: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Codes that a word may mean: itself where it is one, else all whose code or name it is, however it is written.

    Else all whose name it is but for the area, where that is several.
    """
    if word in names:
        return (word,)
    plain = plain_name(word)
    found = tuple(code for code, name in names.items() if plain in (plain_name(code), plain_name(name)))
    alike = tuple(code for code, name in names.items() if plain_name(name).startswith(f"{plain}, "))
    return found or (alike if len(alike) > 1 else ())


def code_of(word: str, names: Mapping[str, str]) -> str:
    """Return the code that a word means; the word itself where it means none, or several."""
    codes = codes_of(word, names)
    return codes[0] if len(codes) == 1 else word


def plain_name(name: str) -> str:
    """Return a name in small letters and plain signs, with single spaces, and a comma for brackets."""
    return " ".join(_BRACKETS.sub(r", \1", name.translate(_ALIKE)).casefold().split())
