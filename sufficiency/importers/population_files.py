"""Which files give the persons by age: estimates, with the projection beside them or ONS's own projection files."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.importers import population, projections
from sufficiency.importers.source_files import SourceFile, find_sources, is_there, source_file


@dataclass(frozen=True)
class Population:
    """Persons as published (``population.read_population``), the files they are from, and these files' names."""

    persons: pd.DataFrame
    names: population.Sources
    files: dict[str, SourceFile]


def wanted(folder: Path) -> tuple[str, ...]:
    """Sources without which there is no population: none where there are projections."""
    return () if projections.find_projections(folder) else (population.SOURCE,)


def read_persons(folder: Path) -> Population:
    """Read the population files under ``folder``: estimates, a projection, or both.

    ONS's projection files are known by their columns, whatever they are called; they replace the projection beside the
    estimates, and stand alone where there are no estimates.

    Raises
    ------
    InputError
        When there is neither, or a file is not as published.
    """
    found = projections.find_projections(folder)
    if not found:
        files = find_sources(folder, (population.SOURCE,))
        persons = population.read_population(files[population.SOURCE].path)
        return Population(persons, population.Sources(), files)
    ids = [projections.SOURCE, *(f"{projections.SOURCE}_{number}" for number in range(2, len(found) + 1))]
    files = {own: source_file(projections.SOURCE, path, own) for own, path in zip(ids, found, strict=True)}
    estimates = None
    if is_there(folder, population.SOURCE):
        files |= find_sources(folder, (population.SOURCE,))
        estimates = population.read_population(files[population.SOURCE].path)
    first = projections.SOURCE if estimates is None else population.SOURCE
    persons = population.with_projection(estimates, projections.read_projections(found))
    return Population(persons, population.Sources(first, projections.SOURCE), files)
