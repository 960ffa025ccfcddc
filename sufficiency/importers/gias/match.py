"""Finds which provider of a pack each school of the register is, also under an earlier reference number or name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from models.vocabulary import PHASES
from sufficiency.importers.gias.links import Lineage
from sufficiency.importers.gias.schools import BASE, CLOSED, SCHOOL
from sufficiency.importers.pack.existing import ExistingPack

_COMMON = {"school", "academy", "the", "base", "college", "special", "and", "of", "primary", "church", "england", "ce"}
Part = tuple[str, str]
"""Reference number, and school or base."""


@dataclass(frozen=True)
class Matches:
    """Provider of the pack by reference number and part; providers that are part of another now; those new to it."""

    provider: Mapping[Part, str]
    merged: Mapping[str, str]
    new: frozenset[str]

    def of(self, entry: Mapping[str, Any]) -> str:
        """Provider of an open school or base."""
        return self.provider[(str(entry["urn"]), str(entry["part"]))]


def match(entries: pd.DataFrame, closed: frozenset[str], pack: ExistingPack, line: Lineage) -> Matches:
    """Match the open entries: by reference number, then by predecessors, then bases by name; the rest are new.

    ``closed`` are reference numbers of closed establishments: only those can have become another school.
    """
    known = _known(pack)
    parts = [(str(row["urn"]), str(row["part"])) for row in entries.to_dict("records") if row["status"] != CLOSED]
    found = {part: known[part] for part in parts if part in known}
    merged: dict[str, str] = {}
    for part in parts:
        earlier = [
            known[(urn, part[1])]
            for urn in line.predecessors(part[0])
            if urn in closed and (urn, part[1]) in known and known[(urn, part[1])] not in found.values()
        ]
        rest = [one for one in dict.fromkeys(earlier) if one not in merged]
        if rest and part not in found:
            found[part] = rest.pop(0)
        merged |= dict.fromkeys(rest, found.get(part, ""))
    found |= _named_bases(entries, [part for part in parts if part not in found], pack, set(found.values()))
    new = {part: part[0] if part[1] == SCHOOL else f"{part[0]}-base" for part in parts if part not in found}
    return Matches(found | new, merged, frozenset(new.values()))


def _known(pack: ExistingPack) -> dict[Part, str]:
    """Providers by reference number and part: what an earlier import joined, then identifiers that are numbers."""
    ids = set(pack.tables["providers"]["provider_id"])
    known: dict[Part, str] = {}
    for provider in sorted(ids):
        number = re.fullmatch(r"(\d+)(-base)?", provider)
        if number:
            known[(number[1], BASE if number[2] else SCHOOL)] = provider
    for row in pack.tables["provider_register"].to_dict("records"):
        if row["provider_id"] in ids:
            known[(str(row["urn"]), str(row["part"]))] = str(row["provider_id"])
    return known


def _named_bases(entries: pd.DataFrame, parts: list[Part], pack: ExistingPack, taken: set[str]) -> dict[Part, str]:
    """Bases that the pack has by name only: every word of its name is in the school's, and in no other's."""
    providers = pack.tables["providers"]
    named = providers[(providers["provision"] == "specialist_base") & ~providers["provider_id"].isin(taken)]
    names = dict(zip(entries["urn"], entries["name"], strict=True))
    hosts = {part: _words(str(names[part[0]])) for part in parts if part[1] == BASE}
    found: dict[Part, str] = {}
    for provider, name in zip(named["provider_id"], named["name"], strict=True):
        words = _words(str(name))
        fitting = [part for part, host in hosts.items() if words and words <= host]
        if len(fitting) == 1 and not is_estimated_base(str(provider), pack):
            found[fitting[0]] = str(provider)
    return found


def _words(name: str) -> set[str]:
    return set(re.sub(r"[^a-z0-9 ]", " ", name.casefold().replace("'", "")).split()) - _COMMON


def estimated_base(area: str, phase: str) -> str:
    """Identifier of the bases that the open-data pack estimates for an area and phase."""
    return f"base-{area}-{phase.replace('_', '-')}"


def is_estimated_base(provider: str, pack: ExistingPack) -> bool:
    """Whether a provider stands for the unlisted bases of an area and phase."""
    return any(provider in _of_phase(pack, phase) for phase in PHASES)


def estimated_bases(pack: ExistingPack, phases: Iterable[str]) -> set[str]:
    """Identifiers of the estimated bases of some phases."""
    there = set(pack.tables["providers"]["provider_id"])
    return {one for phase in phases for one in _of_phase(pack, phase)} & there


def _of_phase(pack: ExistingPack, phase: str) -> set[str]:
    return {estimated_base(str(area), phase) for area in pack.tables["areas"]["area"]}
