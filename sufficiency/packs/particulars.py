"""What ``pack.yaml`` says of an authority, and what is wrong with it: the rule for every reader of a pack."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sufficiency.errors import Fault, InputError
from sufficiency.tree.nodes import plain
from sufficiency.tree.small_files import read_section

PACK_FILE = "pack.yaml"
TEXTS = ("id", "name", "ons_code", "area_kind")
"""Particulars that are a line of text."""
FIRST_CENSUS, LAST_CENSUS = 2000, 2100
"""Years that a base census may be of; the tables of a pack hold the same."""
_NO_LINES: Mapping[str, int] = {}


@dataclass(frozen=True)
class Particulars:
    """``values`` as they stand in the file, the line of each, and the faults that kept the file from being read."""

    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    unreadable: tuple[Fault, ...] = ()


def read_particulars(folder: Path) -> Particulars:
    """Read ``pack.yaml`` of a pack, whatever is wrong with it."""
    try:
        section = read_section(folder / PACK_FILE)
    except InputError as error:
        return Particulars({}, unreadable=error.faults)
    values = plain(section)
    assert isinstance(values, dict)
    return Particulars(values, {key: mark.line for key, mark in section.key_marks.items()})


def faults_of(values: Mapping[str, Any], lines: Mapping[str, int] = _NO_LINES) -> list[Fault]:
    """Say what is missing in the particulars, and what is of the wrong kind."""
    return [
        Fault(PACK_FILE, lines.get(key, 0), 0, key, value=value, allowed=allowed, remedy=remedy)
        for key, value, allowed, remedy in _wrong(values)
    ]


def base_year_of(values: Mapping[str, Any]) -> int:
    """Return the base census year; 0 where none is given that can be one."""
    year = str(values.get("base_census_year"))
    known = year.isascii() and year.isdecimal() and len(year) == len(str(LAST_CENSUS))
    return int(year) if known and FIRST_CENSUS <= int(year) <= LAST_CENSUS else 0


def _wrong(values: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Key, value, what is allowed and what to do, of each particular that is not as it should be."""
    for key in TEXTS:
        value = values.get(key, "")
        if value == "":
            yield key, "blank", "a line of text", "write the missing line"
        elif not isinstance(value, str) or not value.isprintable():
            yield key, _shown(value), "a line of text", "write it as text, in quotes where it is a number"
    year = values.get("base_census_year", "")
    if not base_year_of(values):
        allowed = f"a year such as 2025, from {FIRST_CENSUS} to {LAST_CENSUS}"
        yield "base_census_year", _shown(year) or "blank", allowed, "write the year of the census in figures"
    code = values.get("dfe_code", "")
    if isinstance(code, bool | float | tuple | dict):
        yield "dfe_code", _shown(code), "three figures in quotation marks, such as '850'", "write the number itself"
    if not isinstance(values.get("joint_fit", {}), dict):
        remedy = "import the pack again, or take the lines out"
        yield "joint_fit", _shown(values["joint_fit"]), "a section with the method of the joint table", remedy


def _shown(value: object) -> str:
    """Show a value that stands where another was expected."""
    if isinstance(value, dict):
        return "a section"
    return "a list" if isinstance(value, tuple) else str(value)
