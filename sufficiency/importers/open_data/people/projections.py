"""ONS's own subnational population projections (SNPP, table Z1): found in a folder by their columns, and read.

A CSV of persons, or one of females and one of males, alone or in the zip as ONS publishes it; titles may stand above
the header. There is a line for each area, component, sex and age, and a column for each mid-year: ``AREA_CODE,
AREA_NAME, COMPONENT, SEX, AGE_GROUP, 2022, 2023, ...``, in any case. Ages are words: ``0`` to ``89``, ``90+`` or ``90
and over``, ``All ages``. Areas are England, regions, counties, unitary authorities and districts, of the boundaries
of some year: districts that have become one area since are added up.
"""

import csv
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.opening.names import holds_data
from sufficiency.importers.opening.published_csv import bounded, numbers, read_words
from sufficiency.importers.opening.zips import Limits, checked_zip, member_bytes
from sufficiency.packs.lookups import current_codes, lookup, parts_of_areas

ESTIMATE, PROJECTION = "mid_year_estimate", "principal"
ENGLAND_CODE = "E92000001"
DOWNLOAD = Limits(members=50, member_bytes=100_000_000, total_bytes=400_000_000, ratio=60)
"""ONS's zip: three files of 8 million bytes."""
KEYS = ("AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP")
SEXES = {"persons": "persons", "females": "female", "female": "female", "males": "male", "male": "male"}
LAST_AGES = {"90+", "90 and over", "all ages"}
"""Words for ages that are not single years."""
MOST_TITLES = 20
"""Lines above the header among which it is looked for."""
_BEGINNING = 20_000
"""Bytes in which the header must stand."""
_OF_ONS = re.compile("snpp|projection", re.IGNORECASE)
_OF_PERSONS = re.compile("snpp.*(pop|person)|(pop|person).*projection", re.IGNORECASE)
_TABLES = (".csv", ".xlsx", ".xls", ".ods", ".zip")
_YEAR = re.compile(r"(?:mid[- _]?)?(\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class ProjectionFile:
    """A file of a projection: where it is, and its place in the zip where that is one."""

    path: Path
    member: str = ""

    @property
    def name(self) -> str:
        """Name for messages."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name

    def content(self) -> bytes:
        """Return the bytes, within limits."""
        if not self.member:
            return bounded(self.path).getvalue()
        with checked_zip(self.path, DOWNLOAD) as bundle:
            return member_bytes(bundle, self.member)


def find_projections(folder: Path) -> list[ProjectionFile]:
    """Files in ``folder``, in its folder ``ons`` or in ONS's own unpacked one, that have the columns of a projection.

    Loose ones first, then those in a zip; a file that lies there unzipped too, or twice, is taken once.
    """
    files = [file for place in _places(folder) for file in sorted(place.iterdir()) if file.is_file()]
    found = [ProjectionFile(file) for file in files if _is_table(file.name) and _header(_beginning(file)) is not None]
    found += [one for file in files if file.suffix.casefold() == ".zip" for one in _in_zip(file)]
    contents: dict[bytes, ProjectionFile] = {}
    for file in found:
        contents.setdefault(file.content(), file)
    if not found:
        _refuse_unread(files)
    return list(contents.values())


def _refuse_unread(files: list[Path]) -> None:
    """Refuse files that are called as a projection is and hold none: another one would stand in for them in silence."""
    message = f"is no CSV with the columns {', '.join(KEYS)}, 2022, 2023 ...; take ONS's own CSV or its zip"
    faults = [
        Fault(file.name, 0, 0, "", message)
        for file in files
        if _OF_PERSONS.search(file.name) and file.suffix.casefold() in _TABLES and holds_data(file.name)
    ]
    if faults:
        raise InputError(faults)


def _places(folder: Path) -> list[Path]:
    """Folders in which files of a projection may lie."""
    roots = [place for place in (folder, folder / "ons") if place.is_dir()]
    unpacked = [place for root in roots for place in sorted(root.glob("*/")) if _OF_ONS.search(place.name)]
    return [*roots, *(inner for place in unpacked for inner in sorted(place.glob("**/")))]


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_BEGINNING)


def _in_zip(path: Path) -> list[ProjectionFile]:
    """Files of a projection in a zip; none in a zip that cannot be read, unless its name says that it has some."""
    try:
        with checked_zip(path, DOWNLOAD) as bundle:
            tables = [name for name in sorted(bundle.namelist()) if _is_table(name)]
            return [
                ProjectionFile(path, name) for name in tables if _header(bundle.open(name).read(_BEGINNING)) is not None
            ]
    except InputError:
        if _OF_ONS.search(path.name) and holds_data(path.name):
            raise
        return []


def _is_table(name: str) -> bool:
    """Whether a name, in a folder or a zip, is that of a person's CSV."""
    return name.casefold().endswith(".csv") and holds_data(name)


def _header(beginning: bytes) -> tuple[int, list[str]] | None:
    """Line (from 0) and names of the header of a projection; None where the text has none."""
    try:
        lines = beginning.decode("utf-8-sig", errors="strict" if len(beginning) < _BEGINNING else "ignore").splitlines()
        rows = csv.reader(lines[:MOST_TITLES])
        for row in rows:
            names = [_plain(name) for name in row]
            if set(KEYS) <= set(names):
                return rows.line_num - 1, names
    except (UnicodeDecodeError, csv.Error):
        pass
    return None


def _plain(name: str) -> str:
    """Name of a column as we write it: ``area code`` is AREA_CODE, ``mid-2022`` is 2022."""
    year = _YEAR.fullmatch(name.strip())
    return year[1] if year else re.sub(r"[ -]+", "_", name.strip()).upper()


def read_projections(files: list[ProjectionFile]) -> pd.DataFrame:
    """Return persons as projected: index (area, variant ``principal``, year), a column for each age 0-25.

    Lines of persons are used where there are any, else females and males are added.

    Raises
    ------
    InputError
        When a file is not as published, a line stands twice, or an area lacks an age or a sex.
    """
    lines = pd.concat([_read(file) for file in files], ignore_index=True)
    name = ", ".join(file.name for file in files)
    doubled = lines.duplicated(["area", "sex", "age"])
    if doubled.any():
        row = lines[doubled].iloc[0]
        message = (
            f"stands twice: area {row['area']}, {row['sex']}, age {row['age']}; leave one projection in the folder"
        )
        raise InputError([Fault(name, 0, 0, "AGE_GROUP", message)])
    whole = lines["sex"] == "persons"
    _refuse_half(lines["sex"], name)
    used = lines[whole] if whole.any() else lines
    sexes = 1 if whole.any() else 2
    years = [column for column in lines.columns if isinstance(column, int)]
    long = used.melt(["area", "age"], years, "year", "persons")
    found = long.groupby(["area", "age"])["persons"].count()
    _refuse_gaps(found[found != sexes * len(years)], name)
    wide = long.pivot_table(index=["area", "year"], columns="age", values="persons", aggfunc="sum")
    wide = wide.reindex(columns=list(AGES))
    _refuse_gaps(wide.isna().any().loc[lambda lacking: lacking], name)
    return with_areas_of_today(wide.assign(variant=PROJECTION).set_index("variant", append=True).swaplevel(1, 2))


def with_areas_of_today(persons: pd.DataFrame) -> pd.DataFrame:
    """Add each area of today that the districts it was made of add up to, and England, where it is not there itself.

    ``persons`` has the index (area, variant, year).
    """
    for area, parts in (parts_of_areas() | {ENGLAND_CODE: tuple(set(lookup("districts")["area"]))}).items():
        there = set(persons.index.unique("area"))
        if area not in there and there.issuperset(parts):
            old = persons[persons.index.isin(parts, level="area")]
            whole = old.groupby(level=["variant", "year"]).sum()
            persons = pd.concat([persons, pd.concat({area: whole}, names=["area"])])
    return persons.sort_index()


def _refuse_half(sexes: pd.Series, name: str) -> None:
    """Refuse files without lines of the population, or with one sex only."""
    there = set(sexes)
    if not there:
        raise InputError([Fault(name, 0, 0, "COMPONENT", "has no line of 'Population' at the ages 0 to 25")])
    if len(there) == 1 and "persons" not in there:
        half = there.pop()
        other = {"female": "male", "male": "female"}[half]
        raise InputError([Fault(name, 0, 0, "SEX", f"has {half}s only; put the file of {other}s beside it")])


def _refuse_gaps(lacking: pd.Series, name: str) -> None:
    if len(lacking):
        first = lacking.index[0]
        where = f"area {first[0]}, age {first[1]}" if isinstance(first, tuple) else f"age {first}"
        more = f" (and {len(lacking) - 1:,} more)" if len(lacking) > 1 else ""
        message = f"lacks lines of a sex or an age, or a number in them: {where}{more}"
        raise InputError([Fault(name, 0, 0, "AGE_GROUP", message)])


def _read(file: ProjectionFile) -> pd.DataFrame:
    """Lines of single ages 0-25 of one file: area (ONS code, renamed ones as today's), sex, age, a column a year."""
    words, above = _words(file)
    years = [column for column in words.columns if column.isdigit()]
    words = words[words["COMPONENT"].str.strip().str.casefold() == "population"]
    sex = words["SEX"].str.strip().str.casefold()
    age = words["AGE_GROUP"].str.strip().str.casefold()
    single = pd.to_numeric(age, errors="coerce")
    unknown = (single.isna() & ~age.isin(LAST_AGES)) | ~sex.isin(SEXES)
    if unknown.any():
        rows = words[unknown].head(20)
        message = "are not as published: {SEX!r}, {AGE_GROUP!r}"
        faults = [
            Fault(file.name, int(line), 0, "SEX, AGE_GROUP", message.format_map(row))
            for line, row in zip(rows.index.to_numpy() + above + 2, rows.to_dict("records"), strict=True)
        ]
        raise InputError(faults)
    kept = words[single.isin(AGES)]
    persons = pd.DataFrame({int(year): numbers(kept, year, file.name) for year in years})
    below = persons.index[(persons < 0).any(axis=1)]
    if len(below):
        faults = [Fault(file.name, int(line) + above + 2, 0, "", "has persons below nought") for line in below[:20]]
        raise InputError(faults)
    return persons.assign(
        area=kept["AREA_CODE"].str.strip().replace(current_codes()),
        sex=sex[kept.index].map(SEXES),
        age=single[kept.index].astype(np.int64),
    )


def _words(file: ProjectionFile) -> tuple[pd.DataFrame, int]:
    """Columns of a file as words, under our names, and the lines above its header."""
    content = file.content()
    above, names = _header(content[:_BEGINNING]) or (0, [])
    years = [name for name in names if name.isdigit()]
    if not years:
        raise InputError([Fault(file.name, above + 1, 0, "", "has no column of a year, such as 2022")])
    rows = content.split(b"\n", above + 1)[-1]
    header = ",".join(f'"{name}"' for name in names).encode()
    return read_words(BytesIO(header + b"\n" + rows), file.name, (*KEYS, *years)), above
