"""What a scenario may name of its authority's pack, read with the csv module, so that a check answers at once."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from models.vocabulary import census_year
from sufficiency.harmless import uncelled


@dataclass(frozen=True)
class PackLists:
    """What a scenario may name: providers by id, areas by code, places by (provider, phase) and year; the base year."""

    providers: Mapping[str, Mapping[str, str]]
    areas: Mapping[str, str]
    places: Mapping[tuple[str, str], Mapping[int, float]]
    base_year: int

    @property
    def provider_names(self) -> dict[str, str]:
        """Names of the providers by id."""
        return {provider_id: row["name"] for provider_id, row in self.providers.items()}


def read_lists(folder: Path) -> PackLists:
    """Read the lists of the pack in ``folder``. Raises what csv and yaml raise where they are not as they should be."""
    places: dict[tuple[str, str], dict[int, float]] = {}
    rows = rows_of(folder / "places.csv", "provider_id", "academic_year", "phase", "places")
    for line, row in enumerate(rows, start=2):
        dated = places.setdefault((row["provider_id"], row["phase"]), {})
        try:
            dated[census_year(row["academic_year"])] = float(row["places"])
        except ValueError as error:
            raise ValueError(f"places.csv line {line}: {error}") from error
    pack = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))
    return PackLists(
        providers={row["provider_id"]: row for row in rows_of(folder / "providers.csv", "provider_id", "name")},
        areas={row["area"]: row["name"] for row in rows_of(folder / "areas.csv", "area", "name")},
        places=places,
        base_year=int(pack["base_census_year"]),
    )


def rows_of(path: Path, *columns: str) -> list[dict[str, str]]:
    """Rows of a CSV file that must have ``columns``. Raises ValueError where one is missing."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"{path.name} has no column {', '.join(missing)}")
        return [{name: uncelled(word or "") for name, word in row.items() if name is not None} for row in reader]
