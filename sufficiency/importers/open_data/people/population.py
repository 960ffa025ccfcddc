"""Persons by single age: estimates as published, carried on by a projection's growth and never by its level.

**Files.** Estimates with a projection in the same file, or ONS's own projections (``projections.py``), or both.

**Projection.** It starts from older estimates, so its level steps away from the latest ones (A-34). Each cohort is
therefore carried on from the last estimate by the projection's own change, with ``t`` from the first projected year on:

``P[a,t] = P[a-1,t-1] * projection[a,t] / projection[a-1,t-1]``

Births take the projection's change of age 0. A projection that starts after the last estimate lacks the denominator of
the first year; its change over the following year stands in: ``projection[a,t+1] / projection[a-1,t]``. Where the
projection has nobody to divide by, or nobody was born, its own number stands.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.areas import MIDDLE_AREA, Areas, LocalAuthority, shares_by_age
from sufficiency.importers.open_data.people.projections import (
    ESTIMATE,
    PROJECTION,
    find_projections,
    read_projections,
    with_areas_of_today,
)
from sufficiency.importers.opening.published_csv import numbers, read_words, whole_numbers
from sufficiency.importers.pack.sources import SourceFile, find_sources, is_there, source_file
from sufficiency.packs.lookups import mapping, parts_of_areas

SOURCE = "ons_population"
PROJECTIONS_SOURCE = "ons_projection"
FIRST_YEAR, LAST_YEAR = 2009, 2036


class Sources(NamedTuple):
    """Names in ``sources.yaml`` of the files that the estimates and the projection are from."""

    estimate: str = SOURCE
    projection: str = SOURCE


FROM_ONE_FILE = Sources()


def read_population(path: Path) -> pd.DataFrame:
    """Return persons as published: index (area, variant, year), a column for each age 0-25."""
    ages = tuple(str(age) for age in AGES)
    words = read_words(path, path.name, ("area_code", "variant", "year", *ages))
    persons = {int(age): numbers(words, age, path.name) for age in ages}
    index = pd.MultiIndex.from_arrays(
        [words["area_code"], words["variant"], whole_numbers(words, "year", path.name)],
        names=["area", "variant", "year"],
    )
    return with_areas_of_today(pd.DataFrame(persons).set_index(index))


def with_projection(published: pd.DataFrame | None, projection: pd.DataFrame) -> pd.DataFrame:
    """Replace the projection published with the estimates by another one (:func:`read_projections`).

    Without estimates the projection's own first year, which is an estimate, stands for them.
    """
    if published is None:
        first = projection.index.get_level_values("year").min()
        base = projection[projection.index.get_level_values("year") == first]
        estimates = base.rename(index={PROJECTION: ESTIMATE}, level="variant")
    else:
        estimates = published[published.index.get_level_values("variant") == ESTIMATE]
    both: pd.DataFrame = pd.concat([estimates, projection]).sort_index()
    return both


def carried_on(last_estimate: Floats, projection: Floats, base: Floats | None = None) -> Floats:
    """Carry the last estimate on by the projection's change.

    Parameters
    ----------
    last_estimate
        Persons by age 0-25 in the last estimated year, shape (26,).
    projection
        Persons as projected, shape (years, 26), from the year after the last estimate; two years or more.
    base
        Persons as projected for the year of the last estimate, shape (26,), where the projection has it.

    Returns
    -------
    Persons in each projected year, shape (years, 26).
    """
    steps = [(projection[max(year, 1) - 1], projection[max(year, 1)]) for year in range(len(projection))]
    if base is not None:
        steps[0] = (base, projection[0])
    carried = np.empty_like(projection)
    before = last_estimate
    for year, (earlier, now) in enumerate(steps):
        cohorts, then = np.append(before[0], before[:-1]), np.append(earlier[0], earlier[:-1])
        nobody = then == 0
        nobody[0] |= before[0] == 0
        carried[year] = np.where(nobody, now, cohorts * now / np.where(nobody, 1.0, then))
        before = carried[year]
    return carried


def population_table(
    published: pd.DataFrame, authority: LocalAuthority, areas: Areas, points: pd.DataFrame, sources: Sources
) -> pd.DataFrame:
    """Return the pack's population table.

    Districts make up areas by addition. Middle areas take their shares of the authority's persons of each age in the
    small-area estimates of 2020, throughout (A-38).
    """
    if areas.kind != MIDDLE_AREA:
        return persons_by_area(published, areas.parts, sources)
    whole = persons_by_area(published, dict.fromkeys(authority.districts, authority.ons_code), sources)
    shares = shares_by_age(points).reset_index().melt(id_vars="area", var_name="age", value_name="share")
    shares["age"] = shares["age"].astype(int)
    table = whole.drop(columns="area").merge(shares, on="age", how="inner", validate="many_to_many")
    return table.assign(persons=table["persons"] * table["share"], source=table["source"] + " ons_small_areas A-38")


def persons_by_area(published: pd.DataFrame, codes: dict[str, str], sources: Sources = FROM_ONE_FILE) -> pd.DataFrame:
    """Return persons by year, area and age: estimates, then the projection carried on.

    Parameters
    ----------
    published
        From :func:`read_population`.
    codes
        Area of the pack by published area code; several codes may make one area.

    Raises
    ------
    InputError
        When the file lacks an area, or years of one.
    """
    have = published.index.get_level_values("area")
    faults = [
        Fault(sources.projection, 0, 0, "area_code", _lacks(code, set(have))) for code in sorted(set(codes) - set(have))
    ]
    if faults:
        raise InputError(faults)
    here = published[have.isin(codes)].reset_index()
    projected = set(published.index[published.index.get_level_values("variant") == PROJECTION].unique("area"))
    _refuse_missing_years(here, sources, projected)
    summed = here.assign(area=here["area"].map(codes)).groupby(["area", "variant", "year"], as_index=False).sum()
    return pd.concat([_one_area(own.drop(columns="area"), str(area), sources) for area, own in summed.groupby("area")])


def _lacks(code: str, have: set[str]) -> str:
    """Say that an area is missing, and which of the districts that it was made of."""
    absent = _parts_lacking(code, have)
    return f"lacks area {_named(code)}" + (f", and of the districts that it was made of: {absent}" if absent else "")


def _named(code: str) -> str:
    name = mapping("districts", "area", "name").get(code)
    return f"{code} ({name})" if name else code


def _parts_lacking(code: str, have: set[str]) -> str:
    return ", ".join(part for part in parts_of_areas().get(code, ()) if part not in have)


def _refuse_missing_years(here: pd.DataFrame, sources: Sources, projected: set[str]) -> None:
    """Refuse areas that end, or have a gap, before the last year that a forecast may reach."""
    faults = []
    for area, own in here.groupby("area"):
        years = set(own["year"])
        last = own.loc[own["variant"] == ESTIMATE, "year"].max()
        if pd.isna(last):
            faults.append(Fault(sources.estimate, 0, 0, "year", f"has no estimate of area {_named(str(area))}"))
        elif missing := sorted(set(range(int(last) + 1, LAST_YEAR + 1)) - years):
            spans = f"{missing[0]}" if len(missing) == 1 else f"{len(missing)} years from {missing[0]} to {missing[-1]}"
            absent = "" if area in projected else _parts_lacking(str(area), projected)
            made_of = f" (of the districts that it was made of, it lacks {absent})" if absent else ""
            message = (
                f"has no persons of area {_named(str(area))} in {spans}{made_of}; a pack needs every year after "
                f"{last} up to {LAST_YEAR}: take a projection that has them"
            )
            faults.append(Fault(sources.projection, 0, 0, "year", message))
    if faults:
        raise InputError(faults)


def _one_area(persons: pd.DataFrame, area: str, sources: Sources) -> pd.DataFrame:
    estimates = persons[persons["variant"] == ESTIMATE].set_index("year")[list(AGES)]
    projection = persons[persons["variant"] == PROJECTION].set_index("year")[list(AGES)]
    last = int(estimates.index.max())
    base = projection.loc[last].to_numpy() if last in projection.index else None
    ahead = projection.loc[last + 1 : LAST_YEAR]
    carried = pd.DataFrame(carried_on(estimates.loc[last].to_numpy(), ahead.to_numpy(), base), ahead.index, list(AGES))
    return pd.concat(
        [
            _tidy(estimates.loc[FIRST_YEAR:], "estimate", area, sources.estimate),
            _tidy(carried, "projection", area, f"{sources.projection} A-34"),
        ]
    )


def _tidy(frame: pd.DataFrame, variant: str, area: str, source: str) -> pd.DataFrame:
    long = frame.reset_index().melt(id_vars="year", var_name="age", value_name="persons")
    return long.assign(age=long["age"].astype(int), area=area, variant=variant, source=source)


@dataclass(frozen=True)
class Population:
    """Persons as published (:func:`read_population`), the files they are from, and these files' names."""

    persons: pd.DataFrame
    names: Sources
    files: dict[str, SourceFile]


def wanted(folder: Path) -> tuple[str, ...]:
    """Sources that must be there: none where there are files of a projection."""
    return () if find_projections(folder) else (SOURCE,)


def read_persons(folder: Path) -> Population:
    """Read the population files under ``folder``: estimates, a projection, or both.

    ONS's projection files are known by their columns, whatever they are called; they replace the projection
    published with the estimates, and serve alone where there are no estimates.

    Raises
    ------
    InputError
        When there is neither, or a file is not as published.
    """
    found = find_projections(folder)
    if not found:
        files = find_sources(folder, (SOURCE,))
        persons = read_population(files[SOURCE].path)
        return Population(persons, Sources(), files)
    paths = list(dict.fromkeys(file.path for file in found))
    ids = [PROJECTIONS_SOURCE, *(f"{PROJECTIONS_SOURCE}_{number}" for number in range(2, len(paths) + 1))]
    files = {own: source_file(PROJECTIONS_SOURCE, path, own) for own, path in zip(ids, paths, strict=True)}
    estimates = None
    if is_there(folder, SOURCE):
        files |= find_sources(folder, (SOURCE,))
        estimates = read_population(files[SOURCE].path)
    first = PROJECTIONS_SOURCE if estimates is None else SOURCE
    persons = with_projection(estimates, read_projections(found))
    return Population(persons, Sources(first, PROJECTIONS_SOURCE), files)
