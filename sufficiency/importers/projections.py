"""Reads ONS subnational population projections as published: a CSV of persons, or one of females and one of males.

The files (SNPP, table Z1) have a line for each area, component, sex and age, and a column a mid-year:
``AREA_CODE, AREA_NAME, COMPONENT, SEX, AGE_GROUP, 2022, 2023, ...``. Ages are words: ``0`` to ``89``, ``90+`` or ``90
and over``, ``All ages``. Areas are England, regions, counties, unitary authorities and districts.
"""

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.lookups import current_codes
from sufficiency.importers.reading import numbers, read_words

SOURCE = "ons_projection"
KEYS = ("AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP")
SEXES = {"persons": "persons", "females": "female", "female": "female", "males": "male", "male": "male"}
LAST_AGES = {"90+", "90 and over", "all ages"}
"""Words for ages that are not single years."""


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
    """Return persons as projected: index (area, variant ``principal``, year), a column an age 0-25.

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
    """Lines of single ages 0-25 of one file: area (ONS code of today), sex, age, a column a year."""
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
