"""What a scenario may name of its authority's pack, read with the csv module, so that a check answers at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.vocabulary import census_year
from sufficiency.errors import InputError
from sufficiency.scenario.naming import full_names
from sufficiency.scenario.pack_rows import rows_of
from sufficiency.tree.nodes import Scalar
from sufficiency.tree.small_files import read_section, refuse_links


@dataclass(frozen=True)
class PackLists:
    """What a scenario may name: providers by id, areas by code, places by (provider, phase) and year; the base year."""

    providers: Mapping[str, Mapping[str, str]]
    areas: Mapping[str, str]
    places: Mapping[tuple[str, str], Mapping[int, float]]
    base_year: int

    @property
    def provider_names(self) -> dict[str, str]:
        """Names of the providers by id, with their area where several have a name."""
        return full_names([{**row, "provider_id": code} for code, row in self.providers.items()], self.areas)


def read_lists(folder: Path) -> PackLists:
    """Read the lists of the pack in ``folder``. Raises ValueError or OSError where they are not as they should be."""
    base_year = _base_year(folder)
    places: dict[tuple[str, str], dict[int, float]] = {}
    rows = rows_of(folder / "places.csv", "provider_id", "academic_year", "phase", "places")
    for line, row in enumerate(rows, start=2):
        dated = places.setdefault((row["provider_id"], row["phase"]), {})
        try:
            dated[census_year(row["academic_year"])] = float(row["places"])
        except ValueError as error:
            raise ValueError(f"places.csv line {line}: {error}") from error
    return PackLists(
        providers={row["provider_id"]: row for row in rows_of(folder / "providers.csv", "provider_id", "name")},
        areas={row["area"]: row["name"] for row in rows_of(folder / "areas.csv", "area", "name")},
        places=places,
        base_year=base_year,
    )


def _base_year(folder: Path) -> int:
    try:
        refuse_links(folder)
        year = read_section(folder / "pack.yaml").entries.get("base_census_year")
    except InputError as error:
        raise ValueError(str(error)) from error
    written = str(year.value) if isinstance(year, Scalar) else ""
    if not re.fullmatch("20[0-9]{2}", written):
        raise ValueError(f"pack.yaml has no base_census_year such as 2025, but {written or 'nothing'}")
    return int(written)
