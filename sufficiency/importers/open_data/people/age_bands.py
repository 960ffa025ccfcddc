"""Reads plans by age band, January 2010 to 2025: from the releases as published, or from a joined panel.

The release of 2022 has the bands of 2010 to 2022. The release of 2025 has totals from 2019 and single ages of 2024 and
2025, which are added up; of January 2023 it has the total only. Statements and plans are counted together, as the
releases do; a band that was not published is left out.
"""

from io import BytesIO
from pathlib import Path

import pandas as pd

from models.vocabulary import AgeGroup, age_group_of_age
from sufficiency.importers.open_data.people.dfe_release import BY_AGE, CENSUS_AGES, NATIONAL, Release, age_of
from sufficiency.importers.open_data.people.dfe_release import SOURCE as RELEASE_2025
from sufficiency.importers.opening.published_csv import numbers, read_words, whole_numbers
from sufficiency.importers.opening.zips import read_member

SOURCE = "dfe_age_bands"
RELEASE_2022 = "dfe_ehc_2022"
SOURCES = (SOURCE, RELEASE_2022)
"""Either will do; the joined panel has the bands of January 2023 too."""
MEMBER_2022 = "data/sen2_age_caseload.csv"
BANDS = {
    "Total": "total",
    "Under 5": "under_5",
    "Age 5 to 10": "5_to_10",
    "Age 11 to 15": "11_to_15",
    "Age 16 to 19": "16_to_19",
    "Age 20 to 25": "20_to_25",
}


def bands_from(paths: dict[str, Path], release: Release) -> pd.DataFrame:
    """Return the table from the joined panel where ``paths`` has it, else from the two releases."""
    return read_age_bands(paths[SOURCE]) if SOURCE in paths else bands_of_releases(paths[RELEASE_2022], release)


def read_age_bands(path: Path) -> pd.DataFrame:
    """Return every authority's plans from the joined panel: authority, census_year, age_band, plans, source.

    ``authority`` is DfE's code, or England.
    """
    words = read_words(path, path.name, ("geographic_level", "old_la_code", "year", "age_group", "plans"))
    return _banded(words, ("year", "age_group", "plans"), path.name).assign(source=SOURCE)


def bands_of_releases(archive_2022: Path, release: Release) -> pd.DataFrame:
    """Return the same table from the two releases as published.

    Raises
    ------
    InputError
        When the zip of 2022 is not as published.
    """
    columns = ("time_period", "characteristic_age", "Total_all")
    name = f"{archive_2022.name}/{MEMBER_2022}"
    content = BytesIO(read_member(archive_2022, MEMBER_2022))
    words = read_words(content, name, ("geographic_level", "old_la_code", *columns))
    early = _banded(words, columns, name).assign(source=RELEASE_2022)
    late = _late_bands(release).assign(source=RELEASE_2025)
    later = late["census_year"] > int(early["census_year"].max())
    return pd.concat([early, late.loc[later]], ignore_index=True)


def _banded(words: pd.DataFrame, columns: tuple[str, str, str], name: str) -> pd.DataFrame:
    year, band, plans = columns
    authority = words["old_la_code"].str.removesuffix(".0")
    frame = pd.DataFrame(
        {
            "authority": authority.where(words["geographic_level"] != "National", NATIONAL),
            "census_year": whole_numbers(words, year, name),
            "age_band": words[band].map(BANDS),
            "plans": numbers(words, plans, name),
        }
    )
    frame = frame[words["geographic_level"].isin(["National", "Local authority"])]
    return frame.dropna()


def _late_bands(release: Release) -> pd.DataFrame:
    """Totals, and bands where there are single ages, from the caseload of the release of 2025."""
    rows = release.tables["caseload"]
    rows = rows[rows["geographic_level"].isin(["National", "Local authority"])]
    known = pd.DataFrame(
        {
            "authority": rows["old_la_code"].where(rows["geographic_level"] != "National", NATIONAL),
            "census_year": 2000 + rows["time_period"].str[-2:].astype(int),
            "topic": rows["breakdown_topic"],
            "age": age_of(rows["breakdown"]),
            "plans": rows["ehcplans"],
        }
    ).dropna(subset="plans")
    totals = known[known["topic"] == "All EHC plans"].assign(age_band="total")
    single = known[(known["topic"] == BY_AGE) & known["age"].isin(CENSUS_AGES)]
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
