"""Reads the published files of England, once for any number of authorities."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sufficiency.importers.open_data.people import age_bands, areas, dfe_release, gaps, population
from sufficiency.importers.open_data.people.population import Population
from sufficiency.importers.open_data.people.release_reading import ENGLAND
from sufficiency.importers.open_data.providers import special_schools
from sufficiency.importers.pack.sources import NEWEST_RELEASES, SourceFile, find_sources, release_file
from sufficiency.packs.lookups import current_codes

WANTED = (
    NEWEST_RELEASES,
    age_bands.SOURCES,
    "dfe_special_schools_2019",
    "ons_small_areas",
    "district_boundaries",
    "school_designations",
    "place_facts",
    "high_needs_2021_22",
)


@dataclass(frozen=True)
class National:
    """The published files, read once for any number of authorities."""

    folder: Path
    sources: dict[str, SourceFile]
    release: dfe_release.Release
    bands: pd.DataFrame
    population: Population
    small_areas: pd.DataFrame
    register: pd.DataFrame
    designations: pd.DataFrame
    england: gaps.England


def read_national(folder: Path) -> National:
    """Read every published file under ``folder``.

    Raises
    ------
    InputError
        Listing every missing file, or the faults of the first file that is not as published.
    """
    sources = find_sources(folder, (*WANTED, *population.wanted(folder)))
    persons = population.read_persons(folder)
    release, sources = read_found_release(sources)
    path = {source: file.path for source, file in sources.items()}
    authorities = release.authorities().replace({"ons_code": current_codes()})
    return National(
        folder,
        sources | persons.files,
        release,
        age_bands.bands_from(path, release),
        persons,
        areas.read_small_areas(path["ons_small_areas"]),
        special_schools.read_register(path["dfe_special_schools_2019"], authorities),
        special_schools.read_designations(path["school_designations"]),
        gaps.england_of(dfe_release.plan_tables(release, ENGLAND), release.base_year),
    )


def read_found_release(sources: dict[str, SourceFile]) -> tuple[dfe_release.Release, dict[str, SourceFile]]:
    """Read the release that was found; the sources have it under the name of the January that it turns out to be about.

    Raises
    ------
    InputError
        With every fault of the release.
    """
    own = next(source for source in NEWEST_RELEASES if source in sources)
    release = dfe_release.read_release(sources[own].path)
    others = {source: file for source, file in sources.items() if source != own}
    return release, {release.source: release_file(sources[own].path, release.base_year)} | others
