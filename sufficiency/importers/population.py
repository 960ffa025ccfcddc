"""Reads persons by single age, and joins the projection to the estimates by its growth, never by its level.

The projection starts from older estimates, so its level steps away from the latest ones (A-34). Each cohort is
carried on from the last estimate by the projection's own change:

``P[a,t] = P[a-1,t-1] * projection[a,t] / projection[a-1,t-1]``, starting with ``t`` = the first projected year.

In that first year the projection's denominator would be its own (unpublished) earlier year, so its change over
the following year stands in: ``projection[a,t+1] / projection[a-1,t]``. Births take the projection's change of age 0.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.reading import numbers, read_words

SOURCE = "ons_population"
FIRST_YEAR, LAST_YEAR = 2009, 2036
Floats = NDArray[np.float64]


def read_population(path: Path) -> pd.DataFrame:
    """Return persons as published: index (area, variant, year), a column an age 0-25."""
    ages = tuple(str(age) for age in AGES)
    words = read_words(path, path.name, ("area_code", "variant", "year", *ages))
    persons = {int(age): numbers(words, age, path.name) for age in ages}
    index = pd.MultiIndex.from_arrays(
        [words["area_code"], words["variant"], words["year"].astype(int)], names=["area", "variant", "year"]
    )
    return pd.DataFrame(persons).set_index(index).sort_index()


def carried_on(last_estimate: Floats, projection: Floats) -> Floats:
    """Carry the last estimate on by the projection's change.

    Parameters
    ----------
    last_estimate
        Persons by age 0-25 in the last estimated year, shape (26,).
    projection
        Persons as projected, shape (years, 26), from the year after the last estimate; two years or more.

    Returns
    -------
    Persons in each projected year, shape (years, 26).
    """
    carried = np.empty_like(projection)
    before = last_estimate
    for year in range(len(projection)):
        now, base = projection[max(year, 1)], projection[max(year, 1) - 1]
        carried[year, 1:] = before[:-1] * now[1:] / base[:-1]
        carried[year, 0] = before[0] * now[0] / base[0]
        before = carried[year]
    return carried


def persons_by_area(published: pd.DataFrame, codes: dict[str, str]) -> pd.DataFrame:
    """Return the pack's population table.

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
    missing = sorted(set(codes) - set(published.index.get_level_values("area")))
    if missing:
        raise InputError([Fault("population", 0, 0, "area_code", f"lacks area {code}") for code in missing])
    here = published[published.index.get_level_values("area").isin(codes)].rename(index=codes, level="area")
    summed = here.groupby(level=["area", "variant", "year"]).sum()
    return pd.concat([_one_area(summed.loc[area], str(area)) for area in sorted(set(codes.values()))])


def _one_area(persons: pd.DataFrame, area: str) -> pd.DataFrame:
    estimates = persons.loc["mid_year_estimate"]
    projection = persons.loc["principal"]
    last = int(estimates.index.max())
    carried = carried_on(estimates.loc[last].to_numpy(), projection.loc[last + 1 : LAST_YEAR].to_numpy())
    joined = {
        "estimate": estimates.loc[FIRST_YEAR:],
        "projection": pd.DataFrame(carried, index=range(last + 1, LAST_YEAR + 1), columns=estimates.columns),
    }
    return pd.concat([_tidy(frame, variant, area) for variant, frame in joined.items()])


def _tidy(frame: pd.DataFrame, variant: str, area: str) -> pd.DataFrame:
    long = frame.rename_axis(index="year", columns="age").stack().rename("persons").reset_index()
    source = SOURCE if variant == "estimate" else f"{SOURCE} A-34"
    return long.assign(area=area, variant=variant, source=source)
