"""Persons by single age: estimates as published, carried on by a projection's growth and never by its level.

**Files.** Estimates with a projection in the same file, or ONS's own subnational population projections (SNPP, table
Z1): a CSV of persons, or one of females and one of males. These have a line for each area, component, sex and age, and
a column for each mid-year: ``AREA_CODE, AREA_NAME, COMPONENT, SEX, AGE_GROUP, 2022, 2023, ...``. Ages are words: ``0``
to ``89``, ``90+`` or ``90 and over``, ``All ages``. Areas are England, regions, counties, unitary authorities and
districts.

**Projection.** It starts from older estimates, so its level steps away from the latest ones (A-34). Each cohort is
therefore carried on from the last estimate by the projection's own change, with ``t`` from the first projected year on:

``P[a,t] = P[a-1,t-1] * projection[a,t] / projection[a-1,t-1]``

Births take the projection's change of age 0. A projection that starts after the last estimate lacks the denominator of
the first year; its change over the following year stands in: ``projection[a,t+1] / projection[a-1,t]``.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.areas import MIDDLE_AREA, Areas, LocalAuthority, shares_by_age
from sufficiency.importers.opening.published_csv import numbers, read_words, whole_numbers
from sufficiency.importers.pack.sources import SourceFile, find_sources, is_there, source_file
from sufficiency.packs.lookups import current_codes

SOURCE = "ons_population"
PROJECTIONS_SOURCE = "ons_projection"
KEYS = ("AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP")
SEXES = {"persons": "persons", "females": "female", "female": "female", "males": "male", "male": "male"}
LAST_AGES = {"90+", "90 and over", "all ages"}
"""Words for ages that are not single years."""
FIRST_YEAR, LAST_YEAR = 2009, 2036
ESTIMATE, PROJECTION = "mid_year_estimate", "principal"


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
    return pd.DataFrame(persons).set_index(index).sort_index()


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
        carried[year, 1:] = before[:-1] * now[1:] / earlier[:-1]
        carried[year, 0] = before[0] * now[0] / earlier[0]
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
        When the file lacks an area.
    """
    have = published.index.get_level_values("area")
    missing = sorted(set(codes) - set(have))
    if missing:
        raise InputError([Fault(sources.projection, 0, 0, "area_code", f"lacks area {code}") for code in missing])
    here = published[have.isin(codes)].reset_index()
    summed = here.assign(area=here["area"].map(codes)).groupby(["area", "variant", "year"], as_index=False).sum()
    return pd.concat([_one_area(own.drop(columns="area"), str(area), sources) for area, own in summed.groupby("area")])


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
    ids = [PROJECTIONS_SOURCE, *(f"{PROJECTIONS_SOURCE}_{number}" for number in range(2, len(found) + 1))]
    files = {own: source_file(PROJECTIONS_SOURCE, path, own) for own, path in zip(ids, found, strict=True)}
    estimates = None
    if is_there(folder, SOURCE):
        files |= find_sources(folder, (SOURCE,))
        estimates = read_population(files[SOURCE].path)
    first = PROJECTIONS_SOURCE if estimates is None else SOURCE
    persons = with_projection(estimates, read_projections(found))
    return Population(persons, Sources(first, PROJECTIONS_SOURCE), files)


def find_projections(folder: Path) -> list[Path]:
    """CSV files in ``folder``, or in its folder ``ons``, that have the columns of a projection; sorted by path."""
    files = [*folder.glob("*.csv"), *(folder / "ons").glob("*.csv")]
    return sorted(path for path in files if tuple(_header(path)[: len(KEYS)]) == KEYS)


def _header(path: Path) -> list[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        return []


def read_projections(paths: list[Path]) -> pd.DataFrame:
    """Return persons as projected: index (area, variant ``principal``, year), a column for each age 0-25.

    Lines of persons are used where there are any, else females and males are added.

    Raises
    ------
    InputError
        When a file is not as published, a line stands twice, or an area lacks an age or a sex.
    """
    lines = pd.concat([_read(path) for path in paths], ignore_index=True)
    name = ", ".join(path.name for path in paths)
    doubled = lines.duplicated(["area", "sex", "age"])
    if doubled.any():
        row = lines[doubled].iloc[0]
        message = f"stands twice: area {row['area']}, {row['sex']}, age {row['age']}"
        raise InputError([Fault(name, 0, 0, "AGE_GROUP", message)])
    whole = lines["sex"] == "persons"
    used = lines[whole] if whole.any() else lines
    sexes = 1 if whole.any() else 2
    years = [column for column in lines.columns if isinstance(column, int)]
    long = used.melt(["area", "age"], years, "year", "persons")
    found = long.groupby(["area", "age"])["persons"].size()
    _refuse_gaps(found[found != sexes * len(years)], name)
    wide = long.pivot_table(index=["area", "year"], columns="age", values="persons", aggfunc="sum")
    wide = wide.reindex(columns=list(AGES))
    _refuse_gaps(wide.isna().any().loc[lambda lacking: lacking], name)
    return wide.assign(variant="principal").set_index("variant", append=True).swaplevel(1, 2).sort_index()


def _refuse_gaps(lacking: pd.Series, name: str) -> None:
    if len(lacking):
        message = f"lacks lines of a sex or an age: {lacking.index[0]}"
        raise InputError([Fault(name, 0, 0, "AGE_GROUP", message)])


def _read(path: Path) -> pd.DataFrame:
    """Lines of single ages 0-25 of one file: area (ONS code of today), sex, age, a column for each year."""
    years = tuple(column for column in _header(path) if column.isdigit())
    if not years:
        raise InputError([Fault(path.name, 1, 0, "", "has no column of a year, such as 2022")])
    words = read_words(path, path.name, (*KEYS, *years))
    words = words[words["COMPONENT"].str.strip().str.casefold() == "population"]
    sex = words["SEX"].str.strip().str.casefold()
    age = words["AGE_GROUP"].str.strip().str.casefold()
    single = pd.to_numeric(age, errors="coerce")
    unknown = (single.isna() & ~age.isin(LAST_AGES)) | ~sex.isin(SEXES)
    if unknown.any():
        rows = words[unknown].head(20)
        faults = [
            Fault(
                path.name, int(line), 0, "SEX, AGE_GROUP", f"are not as published: {row['SEX']!r}, {row['AGE_GROUP']!r}"
            )
            for line, row in zip(rows.index.to_numpy() + 2, rows.to_dict("records"), strict=True)
        ]
        raise InputError(faults)
    kept = words[single.isin(AGES)]
    persons = pd.DataFrame({int(year): numbers(kept, year, path.name) for year in years})
    return persons.assign(
        area=kept["AREA_CODE"].str.strip().replace(current_codes()),
        sex=sex[kept.index].map(SEXES),
        age=single[kept.index].astype(np.int64),
    )
