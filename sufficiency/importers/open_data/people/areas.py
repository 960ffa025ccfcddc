"""The planning areas of an authority: which small areas, which population and which boundaries make each one.

Areas are the authority's districts, unless ``packs/codes/area_kinds.csv`` says otherwise: planning areas of its own
that group districts, or the middle-layer areas of an authority that is one district. Small areas (LSOA of 2011) say
where children live: position, district, persons by age.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import AGES, PHASES, ages_of_phase
from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.published_csv import numbers, read_words
from sufficiency.packs.lookups import current_codes, lookup, mapping

SOURCE = "ons_small_areas"
DISTRICT, PLANNING_AREA, MIDDLE_AREA = "district", "planning_area", "middle_area"
AGES_TOGETHER = 5
"""Ages whose persons make up an area's share around the middle one (A-38)."""


@dataclass(frozen=True)
class LocalAuthority:
    """An authority of the release: DfE's three figures, its name, its ONS code now, and its pack's id."""

    dfe_code: str
    name: str
    ons_code: str

    @property
    def id(self) -> str:
        """Folder name of the pack: the name in small letters, hyphens for all else."""
        return slug(self.name)

    @property
    def districts(self) -> tuple[str, ...]:
        """Codes of the authority's districts now; its own code where it has none."""
        table = lookup("districts")
        return tuple(sorted(set(table.loc[table["authority_code"] == self.ons_code, "area"])))


@dataclass(frozen=True)
class Areas:
    """Areas of an authority.

    ``table`` has the pack's columns area and name. ``parts`` gives the area of each part that published files know:
    a district's code, or a middle area's, as ``kind`` says.
    """

    kind: str
    table: pd.DataFrame
    parts: dict[str, str]

    @property
    def districts(self) -> dict[str, str]:
        """Area by district, where districts make up the areas; empty otherwise."""
        return {} if self.kind == MIDDLE_AREA else self.parts


def slug(name: str) -> str:
    """Name in small letters, hyphens for all that is neither letter nor figure."""
    return "-".join("".join(letter if letter.isalnum() else " " for letter in name.casefold()).split())


def area_kind(authority: LocalAuthority) -> tuple[str, str]:
    """Kind of the authority's areas and the source that defines or bounds them."""
    kinds = lookup("area_kinds")
    own = kinds[kinds["authority"] == authority.dfe_code]
    return (str(own["kind"].iloc[0]), str(own["source"].iloc[0])) if len(own) else (DISTRICT, "district_boundaries")


def areas_of(authority: LocalAuthority, small_areas: pd.DataFrame, definition: Path) -> Areas:
    """Return the areas of an authority; ``definition`` is the file of its planning areas, where it has any.

    Raises
    ------
    InputError
        When the planning areas leave out a district.
    """
    kind, _ = area_kind(authority)
    if kind == PLANNING_AREA:
        return _planning_areas(authority, definition)
    if kind == MIDDLE_AREA:
        here = small_areas[small_areas["district"].isin(authority.districts)]
        table = here[["middle_area", "middle_name"]].drop_duplicates().set_axis(["area", "name"], axis=1)
        return _areas(kind, table, {area: area for area in table["area"]})
    districts = lookup("districts")
    own = districts[districts["authority_code"] == authority.ons_code].drop_duplicates("area")
    return _areas(kind, own[["area", "name"]], {area: area for area in own["area"]})


def _planning_areas(authority: LocalAuthority, definition: Path) -> Areas:
    words = read_words(definition, definition.name, ("district_code", "dspl_area"))
    parts = dict(zip(words["district_code"], map(slug, words["dspl_area"]), strict=True))
    left_out = [district for district in authority.districts if district not in parts]
    if left_out:
        raise InputError([Fault(definition.name, 0, 0, "district_code", f"leaves out {code}") for code in left_out])
    table = pd.DataFrame({"area": [slug(name) for name in words["dspl_area"]], "name": words["dspl_area"]})
    return _areas(PLANNING_AREA, table.drop_duplicates(), parts)


def _areas(kind: str, table: pd.DataFrame, parts: dict[str, str]) -> Areas:
    return Areas(kind, table.sort_values("area", ignore_index=True), parts)


def points_of(small_areas: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the small areas of the authority with their ``area``, districts of 2021 read as today's."""
    now = current_codes() | mapping("districts", "area_2021", "area")
    district = small_areas["district"].map(lambda code: now.get(code, code))
    part = small_areas["middle_area"] if areas.kind == MIDDLE_AREA else district
    here = small_areas[part.isin(areas.parts)]
    return here.assign(area=part[here.index].map(areas.parts)).reset_index(drop=True)


def shares_by_age(points: pd.DataFrame) -> pd.DataFrame:
    """Each area's share of the authority's persons in 2020 around each single age: index area, a column for each age.

    Ages within two years of it are taken together: one age of a small area is a few dozen children, and a share that
    jumps from age to age would make every cohort jump from year to year.
    """
    persons = points.groupby("area")[[f"persons_{age}" for age in AGES]].sum().set_axis(list(AGES), axis=1)
    about = persons.T.rolling(AGES_TOGETHER, center=True, min_periods=1).sum().T
    return about / about.sum()


def read_small_areas(path: Path) -> pd.DataFrame:
    """Return every small area of England: point, middle area, district (of 2021), position, persons."""
    ages = tuple(str(age) for age in AGES)
    columns = ("lsoa11_code", "msoa11_code", "msoa11_name", "ltla21_code", "easting", "northing", *ages)
    words = read_words(path, path.name, columns)
    persons = {age: numbers(words, str(age), path.name) for age in AGES}
    by_age = pd.DataFrame({f"persons_{age}": persons[age] for age in AGES})
    by_phase = {
        f"persons_{phase}": by_age[[f"persons_{age}" for age in ages_of_phase(phase)]].sum(axis=1) for phase in PHASES
    }
    return pd.DataFrame(
        {
            "point": words["lsoa11_code"],
            "middle_area": words["msoa11_code"],
            "middle_name": words["msoa11_name"],
            "district": words["ltla21_code"],
            "easting": numbers(words, "easting", path.name),
            "northing": numbers(words, "northing", path.name),
            **by_phase,
        }
    ).join(by_age)


def children(points: pd.DataFrame) -> Floats:
    """Persons of school age (primary and secondary phase) at each point."""
    return (points["persons_primary"] + points["persons_secondary"]).to_numpy(dtype=np.float64)


def centre(points: pd.DataFrame, weights: Floats) -> tuple[float, float]:
    """Mean position of points, weighted, to the metre."""
    total = weights.sum()
    return (
        round(float((points["easting"] * weights).sum() / total)),
        round(float((points["northing"] * weights).sum() / total)),
    )
