"""Reads persons by single age, and joins the projection to the estimates by its growth, never by its level.

The projection starts from older estimates, so its level steps away from the latest ones (A-34). Each cohort is
carried on from the last estimate by the projection's own change:

``P[a,t] = P[a-1,t-1] * projection[a,t] / projection[a-1,t-1]``, starting with ``t`` = the first projected year.

A projection that starts after the last estimate lacks the denominator of that first year, so its change over the
following year stands in: ``projection[a,t+1] / projection[a-1,t]``. Births take the projection's change of age 0.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.vocabulary import AGES
from sufficiency.errors import Fault, InputError
from sufficiency.importers.areas import MIDDLE_AREA, Areas, Authority, shares_by_age
from sufficiency.importers.reading import numbers, read_words, whole_numbers

SOURCE = "ons_population"
FIRST_YEAR, LAST_YEAR = 2009, 2036
ESTIMATE, PROJECTION = "mid_year_estimate", "principal"
Floats = NDArray[np.float64]


class Sources(NamedTuple):
    """Names in ``sources.yaml`` of the files that the estimates and the projection are from."""

    estimate: str = SOURCE
    projection: str = SOURCE


FROM_ONE_FILE = Sources()


def read_population(path: Path) -> pd.DataFrame:
    """Return persons as published: index (area, variant, year), a column an age 0-25."""
    ages = tuple(str(age) for age in AGES)
    words = read_words(path, path.name, ("area_code", "variant", "year", *ages))
    persons = {int(age): numbers(words, age, path.name) for age in ages}
    index = pd.MultiIndex.from_arrays(
        [words["area_code"], words["variant"], whole_numbers(words, "year", path.name)],
        names=["area", "variant", "year"],
    )
    return pd.DataFrame(persons).set_index(index).sort_index()


def with_projection(published: pd.DataFrame | None, projection: pd.DataFrame) -> pd.DataFrame:
    """Put a projection (``projections.read_projections``) in the place of the one published beside the estimates.

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
    published: pd.DataFrame, authority: Authority, areas: Areas, points: pd.DataFrame, sources: Sources
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
