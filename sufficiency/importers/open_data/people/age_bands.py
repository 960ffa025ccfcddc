"""Reads plans by age band from January 2010 on: from the releases as published, or from a joined panel.

The release of 2022 has the bands of 2010 to 2022. A later one has totals of seven years and single ages of the last
two, which are added up; of January 2023 none has more than the total. Statements and plans are counted together, as the
releases do; a band that was not published is left out.
"""

from io import BytesIO
from pathlib import Path

import pandas as pd

from models.vocabulary import AgeGroup, age_group_of_age
from sufficiency.errors import Fault, InputError
from sufficiency.importers.open_data.people.dfe_release import Release
from sufficiency.importers.open_data.people.release_layout import (
    ALL,
    BY_AGE,
    CENSUS_AGES,
    LOCAL,
    NATIONAL,
    REGIONAL,
    authority_code,
    census_year,
    level_of,
)
from sufficiency.importers.open_data.people.release_reading import ENGLAND
from sufficiency.importers.opening.bundles import read_member
from sufficiency.importers.opening.nearest import nearest
from sufficiency.importers.opening.published_csv import numbers, read_words

SOURCE = "dfe_age_bands"
RELEASE_2022 = "dfe_ehc_2022"
SOURCES = (SOURCE, RELEASE_2022)
"""Either will do; the joined panel has the bands of January 2023 too."""
MEMBER_2022 = "data/sen2_age_caseload.csv"
TOTAL = "Total"
BANDS = {
    TOTAL: "total",
    "Under 5": "under_5",
    "Age 5 to 10": "5_to_10",
    "Age 11 to 15": "11_to_15",
    "Age 16 to 19": "16_to_19",
    "Age 20 to 25": "20_to_25",
}


def bands_from(paths: dict[str, Path], release: Release) -> pd.DataFrame:
    """Return the table from the joined panel where ``paths`` has it, else from the release of 2022, and the release.

    Raises
    ------
    InputError
        When a file is not as published.
    """
    early = read_age_bands(paths[SOURCE]) if SOURCE in paths else _read_2022(paths[RELEASE_2022])
    return _carried_on(early, release)


def read_age_bands(path: Path) -> pd.DataFrame:
    """Return every authority's plans from the joined panel: authority, census_year, age_band, plans, source.

    ``authority`` is DfE's code, or England.
    """
    words = read_words(path, path.name, ("geographic_level", "old_la_code", "year", "age_group", "plans"))
    return _banded(words, ("year", "age_group", "plans"), path.name).assign(source=SOURCE)


def _read_2022(archive_2022: Path) -> pd.DataFrame:
    columns = ("time_period", "characteristic_age", "Total_all")
    name = f"{archive_2022.name}/{MEMBER_2022}"
    content = BytesIO(read_member(archive_2022, MEMBER_2022))
    words = read_words(content, name, ("geographic_level", "old_la_code", *columns))
    return _banded(words, columns, name).assign(source=RELEASE_2022)


def _carried_on(early: pd.DataFrame, release: Release) -> pd.DataFrame:
    """Add the Januaries of the release that come after those of an earlier table."""
    late = _late_bands(release).assign(source=release.source)
    later = late["census_year"] > int(early["census_year"].max())
    return pd.concat([early, late.loc[later]], ignore_index=True)


def _banded(words: pd.DataFrame, columns: tuple[str, str, str], name: str) -> pd.DataFrame:
    year, band, plans = columns
    authority = words["old_la_code"].map(authority_code)
    level = level_of(words["geographic_level"])
    _refuse_other_bands(words[band], band, name)
    _refuse_other_words(words[year], level, year, name)
    frame = pd.DataFrame(
        {
            "authority": authority.where(level != NATIONAL, ENGLAND),
            "census_year": words[year].map(census_year).astype("int64"),
            "age_band": words[band].map(BANDS),
            "plans": numbers(words, plans, name),
        }
    )
    return frame[level.isin([NATIONAL, LOCAL])].dropna()


def _refuse_other_words(years: pd.Series, level: pd.Series, column: str, name: str) -> None:
    """Refuse a period that is no census year, and a table without lines of England or of authorities."""
    strange = years.drop_duplicates()
    strange = strange[strange.map(census_year).isna()]
    faults = [
        Fault(name, int(str(line)) + 2, 0, column, f"{word!r} is no census year such as 2022")
        for line, word in strange.items()
    ]
    absent = [one for one in (NATIONAL, LOCAL) if not (level == one).any()]
    faults += [Fault(name, 0, 0, "geographic_level", f"no line of {one!r}") for one in absent]
    if faults:
        raise InputError(faults)


def _refuse_other_bands(labels: pd.Series, column: str, name: str) -> None:
    """Refuse a band that nobody knows, which would be lost, and a table without totals."""
    present = labels.drop_duplicates()
    strange = present[~present.isin(list(BANDS))]
    faults = [
        Fault(
            name,
            int(str(line)) + 2,
            0,
            column,
            f"{label!r} is no age band that is known{nearest((label,), BANDS, 'that is known')}",
        )
        for line, label in strange.items()
    ]
    if TOTAL not in set(present):
        faults.append(Fault(name, 0, 0, column, f"no line of {TOTAL!r}{nearest((TOTAL,), strange)}"))
    if faults:
        raise InputError(faults)


def _late_bands(release: Release) -> pd.DataFrame:
    """Totals, and bands where there are single ages, from the caseload of a release since 2023."""
    rows = release.tables["caseload"]
    known = rows[rows["level"] != REGIONAL].rename(columns={"year": "census_year", "ehcplans": "plans"})
    known = known[["authority", "census_year", "kind", "age", "plans"]].dropna(subset="plans")
    totals = known[known["kind"] == ALL].assign(age_band="total")
    single = known[(known["kind"] == BY_AGE) & known["age"].isin(CENSUS_AGES)]
    keys = ["authority", "census_year", "age_band"]
    bands = single.assign(age_band=[str(age_group_of_age(int(age))) for age in single["age"]])
    summed = bands.groupby(keys)["plans"].sum()
    returned = bands[keys[:2]].drop_duplicates().itertuples(index=False, name=None)
    every = pd.MultiIndex.from_tuples([(*key, str(band)) for key in returned for band in AgeGroup], names=keys)
    complete = summed.reindex(every, fill_value=0.0).reset_index()
    return pd.concat([totals[[*keys, "plans"]], complete], ignore_index=True)


def plans_by_age_band(bands: pd.DataFrame, authority: str) -> pd.DataFrame:
    """Return one authority's plans by January and age band."""
    return bands[bands["authority"] == authority].drop(columns="authority").reset_index(drop=True)
