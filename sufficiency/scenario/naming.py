"""What a scenario may call areas and providers by: their code, or their name where one alone has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sufficiency.errors import InputError
from sufficiency.scenario.pack_rows import rows_of
from sufficiency.tree.small_files import refuse_links

_ALIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u00a0": " "})
"""Signs that a word processor puts in place of those that a list has."""


@dataclass(frozen=True)
class PackNames:
    """Names of the areas and of the providers of a pack, by code; none where there is no pack to read."""

    areas: Mapping[str, str]
    providers: Mapping[str, str]


def names_of_pack(folder: Path) -> PackNames:
    """Read the names of a pack. What is wrong with it is left to those who read the whole of it."""
    try:
        refuse_links(folder)
        return PackNames(
            {row["area"]: row["name"] for row in rows_of(folder / "areas.csv", "area", "name")},
            {row["provider_id"]: row["name"] for row in rows_of(folder / "providers.csv", "provider_id", "name")},
        )
    except (InputError, OSError, ValueError):
        return PackNames({}, {})


def codes_of(word: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Codes that a word may mean: itself where it is one, else all whose code or name it is, however it is written."""
    if word in names:
        return (word,)
    plain = plain_name(word)
    return tuple(code for code, name in names.items() if plain in (plain_name(code), plain_name(name)))


def code_of(word: str, names: Mapping[str, str]) -> str:
    """Return the code that a word means; the word itself where it means none, or several."""
    codes = codes_of(word, names)
    return codes[0] if len(codes) == 1 else word


def plain_name(name: str) -> str:
    """Return a name in small letters and plain signs, with single spaces."""
    return " ".join(name.translate(_ALIKE).casefold().split())
