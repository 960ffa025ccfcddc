"""Reads an authority's pack and the reference tables of England, checks them against their contracts, hashes them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import yaml

from models.vocabulary import NEEDS, REQUIREMENTS
from sufficiency.csv_tables import read_table
from sufficiency.errors import Fault, InputError
from sufficiency.packs import LOCAL_PACK_TABLES, OPTIONAL_PACK_TABLES, PACK_TABLES
from sufficiency.reference import REFERENCE_TABLES
from sufficiency.way_faults import way_faults


@dataclass(frozen=True)
class Inputs:
    """A checked pack: ``tables`` and ``reference`` by name, ``about`` from pack.yaml, ``hashes`` of every file read."""

    folder: Path
    about: MappingProxyType[str, Any]
    tables: MappingProxyType[str, pd.DataFrame]
    reference: MappingProxyType[str, pd.DataFrame]
    hashes: MappingProxyType[str, str]

    @property
    def boundaries(self) -> Path:
        """The GeoJSON of the areas."""
        return self.folder / "areas.geojson"


def load_inputs(folder: Path) -> Inputs:
    """Read ``data/<authority>/`` and ``data/reference/``.

    Raises
    ------
    InputError
        With every fault of every file.
    """
    if not (folder / "pack.yaml").is_file():
        known = sorted(path.parent.name for path in folder.parent.glob("*/pack.yaml"))
        raise InputError([Fault(str(folder), 0, 0, "", f"no pack for this authority; there are {', '.join(known)}")])
    reference_folder = folder.parent / "reference"
    may_be = (*LOCAL_PACK_TABLES, *OPTIONAL_PACK_TABLES)
    local = tuple(table for table in may_be if (folder / f"{table.name}.csv").is_file())
    tables, faults = _read_all(folder, (*PACK_TABLES, *local))
    reference, more = _read_all(reference_folder, REFERENCE_TABLES)
    if not (folder / "areas.geojson").is_file():
        faults.append(Fault(str(folder / "areas.geojson"), 0, 0, "", "the file is missing; make the pack again"))
    faults += [] if faults else cross_faults(folder, tables)
    if faults or more:
        raise InputError([*faults, *more])
    names = [
        folder / "pack.yaml",
        folder / "areas.geojson",
        *(folder / f"{table.name}.csv" for table in (*PACK_TABLES, *local)),
    ]
    names += [reference_folder / f"{table.name}.csv" for table in REFERENCE_TABLES]
    return Inputs(
        folder=folder,
        about=MappingProxyType(yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))),
        tables=MappingProxyType(tables),
        reference=MappingProxyType(reference),
        hashes=MappingProxyType({f"{path.parent.name}/{path.name}": sha256(path) for path in names}),
    )


def cross_faults(folder: Path, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Faults between tables: areas, providers, codes and academic years that nothing else knows."""
    areas, providers = set(tables["areas"]["area"]), set(tables["providers"]["provider_id"])
    known: list[tuple[str, str, set[str], str]] = [
        ("population", "area", areas, "an area of areas.csv"),
        ("demand_points", "area", areas, "an area of areas.csv"),
        ("providers", "area", areas | {""}, "an area of areas.csv, or blank outside the authority"),
        ("places", "provider_id", providers, "a provider of providers.csv"),
    ]
    faults = [
        Fault(str(folder / f"{name}.csv"), int(row) + 2, 0, column, f"{tables[name][column].iloc[row]!r} is not {what}")
        for name, column, allowed, what in known
        for row in np.flatnonzero(~tables[name][column].isin(allowed))
    ]
    faults += [
        Fault(str(folder / f"{name}.csv"), 0, 0, "area", f"has no row for area {area}")
        for name in ("population", "demand_points")
        for area in sorted(areas - set(tables[name]["area"]))
    ]
    return [
        *faults,
        *_unknown_codes(folder, tables["providers"]),
        *_wrong_years(folder, tables["places"]),
        *_both_forms(folder, tables["places"], tables["providers"]),
        *way_faults(folder, tables),
    ]


def _both_forms(folder: Path, places: pd.DataFrame, providers: pd.DataFrame) -> list[Fault]:
    """Places for all phases and for one in force at once, and places of one phase in the market."""
    file, faults = str(folder / "places.csv"), []
    market = set(providers["provider_id"][providers["elastic"] == "yes"])
    in_force: dict[str, dict[str, float]] = {}
    ordered = places.assign(line=np.arange(len(places)) + 2).sort_values(["provider_id", "academic_year", "phase"])
    for (provider, year), rows in ordered.groupby(["provider_id", "academic_year"], sort=False):
        held = in_force.setdefault(str(provider), {})
        held.update(zip(rows["phase"], rows["places"], strict=True))
        single = sorted(phase for phase, count in held.items() if phase != "all" and count > 0)
        line = int(rows["line"].iloc[-1])
        if single and provider in market:
            faults.append(Fault(file, line, 0, "phase", f"{provider} is a market: its places are for all phases"))
        elif single and held.get("all", 0.0) > 0:
            both = f"{held['all']:g} places for all phases and {sum(held[phase] for phase in single):g} for single ones"
            words = f"{provider} has {both} from {year}; end the one form with a row of 0 places in that year"
            faults.append(Fault(file, line, 0, "phase", words))
    return faults


def _unknown_codes(folder: Path, providers: pd.DataFrame) -> list[Fault]:
    vocabularies = (("needs", set(map(str, NEEDS))), ("requirements", set(map(str, REQUIREMENTS))))
    return [
        Fault(str(folder / "providers.csv"), row + 2, 0, column, f"{', '.join(unknown)} is not of {', '.join(allowed)}")
        for column, allowed in vocabularies
        for row, codes in enumerate(providers[column])
        if (unknown := sorted(set(codes.split()) - allowed))
    ]


def _wrong_years(folder: Path, places: pd.DataFrame) -> list[Fault]:
    wrong = ~places["academic_year"].str.fullmatch(r"20[0-9]{2}/[0-9]{2}")
    return [
        Fault(
            str(folder / "places.csv"), int(row) + 2, 0, "academic_year", "an academic year such as 2026/27 is expected"
        )
        for row in np.flatnonzero(wrong)
    ]


def sha256(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_all(folder: Path, contracts: tuple[Any, ...]) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for contract in contracts:
        tables[contract.name], found = read_table(folder / f"{contract.name}.csv", contract)
        faults.extend(found)
    return tables, faults
