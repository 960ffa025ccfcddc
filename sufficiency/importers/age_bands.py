"""Reads plans by age band, January 2010 to 2025, from the joined releases."""

from pathlib import Path

import pandas as pd

from sufficiency.importers.reading import numbers, read_words, whole_numbers

SOURCE = "dfe_age_bands"
BANDS = {
    "Total": "total",
    "Under 5": "under_5",
    "Age 5 to 10": "5_to_10",
    "Age 11 to 15": "11_to_15",
    "Age 16 to 19": "16_to_19",
    "Age 20 to 25": "20_to_25",
}


def read_age_bands(path: Path) -> pd.DataFrame:
    """Return every authority's plans: ``authority`` (DfE code or England), ``census_year``, ``age_band``, ``plans``.

    Statements and plans are counted together, as the release does; a band that was not published is left out.
    """
    columns = ("geographic_level", "old_la_code", "year", "age_group", "plans")
    words = read_words(path, path.name, columns)
    authority = words["old_la_code"].str.removesuffix(".0")
    frame = pd.DataFrame(
        {
            "authority": authority.where(words["geographic_level"] != "National", "England"),
            "census_year": whole_numbers(words, "year", path.name),
            "age_band": words["age_group"].map(BANDS),
            "plans": numbers(words, "plans", path.name),
        }
    )
    kept = frame[words["geographic_level"].isin(["National", "Local authority"]) & frame["plans"].notna()]
    return kept.assign(source=SOURCE)


def plans_by_age_band(bands: pd.DataFrame, authority: str) -> pd.DataFrame:
    """Return one authority's plans by January and age band."""
    return bands[bands["authority"] == authority].drop(columns="authority").reset_index(drop=True)
