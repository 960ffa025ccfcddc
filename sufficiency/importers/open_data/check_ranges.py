"""Reads from the published files what authorities of each size have shown, for the checks of a pack.

For each measure and class of size, the 1st and 99th percentile over all authorities and years (A-70; for population,
where there are hundreds of thousands of observations, the 0.1st and 99.9th; for sizes of schools A-303, and of small
areas A-304). Left out, because they are faults and no observations: years in which the ages do not add to the total,
Newham 2025, and 2022 in Yorkshire and the Humber, where the release gives every authority the new plans of the whole
region.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.vocabulary import AGES
from sufficiency.importers.open_data.check_sizes import observed_sizes
from sufficiency.importers.open_data.files import read_found_release
from sufficiency.importers.open_data.people import age_bands, dfe_release, population
from sufficiency.importers.open_data.people.release_reading import ENGLAND
from sufficiency.importers.pack.sources import NEWEST_RELEASES, find_sources
from sufficiency.importers.pack.writer import pack_table_text, write_reference_files
from sufficiency.packs.england.check_ranges import CHECK_RANGES

WANTED = (
    *(NEWEST_RELEASES, "dfe_age_bands", "ons_population"),
    *("ons_small_areas", "dfe_special_schools_2019", "high_needs_2021_22"),
)
FIRST_CENSUS = 2016
"""Growth before the reform of 2014 was another world: plans then stood still."""
FAULTY_CENSUS = frozenset({("316", 2025)})
"""Newham returned 1,199 plans after 2,705."""
SAME = 0.02
"""Ages and total may differ by this share before a year counts as not returned by age."""
SCHOOL_AGES = tuple(range(1, 17))
"""Ages at which a cohort follows its own year before; later ones move to colleges and universities."""
TOP = 1_000_000.0


@dataclass(frozen=True)
class Measure:
    """How a measure is cut into classes of size, and which quantiles of it are kept; ``source`` None: the release."""

    name: str
    edges: tuple[float, ...]
    source: str | None
    tail: float = 0.01


PLANS = "dfe_age_bands"
PERSONS = "ons_population"
POINTS, SCHOOLS, OUTTURN = "ons_small_areas", "dfe_special_schools_2019", "high_needs_2021_22"
MEASURES = (
    Measure("plans_growth", (0, 500, 1000, 2000, 4000, 8000, TOP), PLANS),
    Measure("band_growth", (20, 50, 100, 200, 500, 1000, 2000, TOP), PLANS),
    Measure("provision_growth", (30, 60, 100, 300, 1000, TOP), None),
    Measure("requests_growth", (0, 200, 400, 800, 1600, TOP), None),
    Measure("new_plans_growth", (0, 100, 200, 400, 800, TOP), None),
    Measure("new_plans_per_request", (0, 300, 600, 1200, TOP), None),
    Measure("ceased_share", (0, 2000, 4000, TOP), None),
    Measure("flow_residual", (0, 2000, 4000, TOP), None),
    Measure("cohort_step", (30, 300, 1000, 3000, TOP), PERSONS, 0.001),
    Measure("population_growth", (1000, 15_000, 30_000, 60_000, TOP), PERSONS, 0.001),
    Measure("point_children", (0, TOP), POINTS, 0.00005),
    Measure("state_special_places", (0, TOP), SCHOOLS, 0.005),
    Measure("independent_special_places", (0, TOP), SCHOOLS, 0.001),
    Measure("top_up_special", (0, TOP), OUTTURN),
    Measure("top_up_mainstream", (0, TOP), OUTTURN),
    Measure("fee_special", (0, TOP), OUTTURN),
)


def import_check_ranges(folder: Path, destination: Path) -> int:
    """Write ``check_ranges.csv`` into the folder of reference tables; returns its number of rows.

    Raises
    ------
    InputError
        When a file is missing or not as published.
    """
    release, files = read_found_release(find_sources(folder, WANTED))
    sources = {source: file.path for source, file in files.items()}
    table = check_ranges(
        age_bands.bands_from(sources, release),
        release,
        population.read_population(sources[PERSONS]),
        observed_sizes(sources[POINTS], sources[SCHOOLS], release.authorities(), sources[OUTTURN]),
    )
    write_reference_files(destination, {f"{CHECK_RANGES.name}.csv": pack_table_text(table, CHECK_RANGES)})
    return len(table)


def check_ranges(
    bands: pd.DataFrame, release: dfe_release.Release, persons: pd.DataFrame, sizes: pd.DataFrame
) -> pd.DataFrame:
    """Return the table from the published files, as their readers give them."""
    observed = pd.concat([_plans(bands), _events(bands, release), _population(persons), sizes], ignore_index=True)
    rows = [
        row for measure in MEASURES for row in _classes(observed[observed["measure"] == measure.name], measure, release)
    ]
    return pd.DataFrame(rows, columns=CHECK_RANGES.column_names)


def _classes(observed: pd.DataFrame, measure: Measure, release: dfe_release.Release) -> Iterable[tuple[object, ...]]:
    """Quantiles of the value by class of size; a class that nobody is in is left out."""
    for low, high in zip(measure.edges[:-1], measure.edges[1:], strict=True):
        values = observed.loc[(observed["size"] >= low) & (observed["size"] < high), "value"].to_numpy(dtype=np.float64)
        if len(values):
            lowest, highest = np.quantile(values, [measure.tail, 1.0 - measure.tail])
            yield (measure.name, low, high, lowest, highest, len(values), f"{measure.source or release.source} A-70")


def _growth(table: pd.DataFrame, keys: list[str], year: str, value: str, measure: str) -> pd.DataFrame:
    """Each year's value over the year before, with the value of the year before as its size."""
    before = table.assign(**{year: table[year] + 1})
    both = table.merge(before, on=[*keys, year], suffixes=("", "_before"), validate="one_to_one")
    both = both[(both[f"{value}_before"] > 0) & (both[value] > 0)]
    return pd.DataFrame(
        {"measure": measure, "size": both[f"{value}_before"], "value": both[value] / both[f"{value}_before"]}
    )


def _plans(bands: pd.DataFrame) -> pd.DataFrame:
    """Growth of each authority's plans, in all and by age band."""
    own = bands[(bands["authority"] != ENGLAND) & (bands["census_year"] >= FIRST_CENSUS - 1)]
    faulty = pd.Series(list(zip(own["authority"], own["census_year"], strict=True)), index=own.index)
    own = own[~faulty.isin(FAULTY_CENSUS) & (own["plans"] > 0)]
    own = own.drop_duplicates(["authority", "census_year", "age_band"])
    total = own["age_band"] == "total"
    keys = ["authority", "age_band"]
    return pd.concat(
        [
            _growth(own[total], keys, "census_year", "plans", "plans_growth"),
            _growth(own[~total], keys, "census_year", "plans", "band_growth"),
        ]
    )


def _events(bands: pd.DataFrame, release: dfe_release.Release) -> pd.DataFrame:
    """What the release shows of new and ceased plans, requests, placements and the identity of stock and flow."""
    totals = bands[bands["age_band"] == "total"].drop_duplicates(["authority", "census_year"])
    codes, years = totals["authority"].astype(str), totals["census_year"].astype(int)
    plans = dict(zip(zip(codes, years, strict=True), totals["plans"].astype(float), strict=True))
    parts = [_one_authority(release, code, plans) for code in release.authorities()["dfe_code"]]
    return pd.concat(parts, ignore_index=True)


def _one_authority(release: dfe_release.Release, code: str, plans: dict[tuple[str, int], float]) -> pd.DataFrame:
    new = dfe_release.new_plans(release, code).groupby("calendar_year")["plans"].sum()
    funnel = _sound_funnel(dfe_release.funnel(release, code), new, release.regional)
    parts = [
        _growth(funnel.assign(authority=code), ["authority"], "calendar_year", value, f"{value}_growth")
        for value in ("requests", "new_plans")
    ]
    known = funnel[funnel["requests"] > 0]
    share = {"size": known["requests"], "value": known["new_plans"] / known["requests"]}
    parts.append(pd.DataFrame({"measure": "new_plans_per_request", **share}))
    by_age = dfe_release.plans_by_age_provision(release, code)
    stock = by_age.groupby("census_year")["plans"].sum()
    before, now = release.base_year - 1, release.base_year
    sound = [_same(float(stock.get(year, 0.0)), plans.get((code, year), 0.0)) for year in (before, now)]
    if all(sound) and (code, now) not in FAULTY_CENSUS:
        ceased = dfe_release.ceased_plans(release, code)
        ended = ceased[(ceased["reason"] == "all") & (ceased["calendar_year"] == before)]["plans"].sum()
        parts += [
            _placements(by_age),
            _identity(float(stock[before]), float(stock[now]), float(new[before]), float(ended)),
        ]
    return pd.concat(parts, ignore_index=True)


def _sound_funnel(funnel: pd.DataFrame, new: pd.Series, regional: str) -> pd.DataFrame:
    """Leave out years in which the new plans of the funnel are not those given by age, or are added up from them."""
    by_age = funnel["calendar_year"].map(new)
    sound = by_age.isna() | ((funnel["new_plans"] - by_age).abs() <= SAME * by_age + 5)
    sound &= funnel["source"] != regional
    return funnel[sound & (funnel["new_plans"] > 0)].reset_index(drop=True)


def _same(one: float, other: float) -> bool:
    return other > 0 and abs(one - other) <= SAME * other


def _placements(by_age: pd.DataFrame) -> pd.DataFrame:
    recorded = by_age[by_age["provision"] != "not_recorded"]
    sums = recorded.groupby(["provision", "census_year"])["plans"].sum().reset_index()
    return _growth(sums, ["provision"], "census_year", "plans", "provision_growth")


def _identity(opening: float, closing: float, new: float, ceased: float) -> pd.DataFrame:
    rows = [
        ("ceased_share", opening, ceased / opening),
        ("flow_residual", opening, (closing - opening - new + ceased) / opening),
    ]
    return pd.DataFrame(rows, columns=["measure", "size", "value"])


def _population(persons: pd.DataFrame) -> pd.DataFrame:
    """Steps of a cohort from one age to the next, and growth of all persons 0 to 25; estimates only."""
    estimates = persons.xs("mid_year_estimate", level="variant").reset_index()
    long = estimates.melt(id_vars=["area", "year"], value_vars=list(AGES), var_name="age", value_name="persons")
    long = long.astype({"age": "int64"})
    cohorts = long[long["age"] < len(SCHOOL_AGES)].assign(born=lambda rows: rows["year"] - rows["age"])
    steps = _growth(cohorts, ["area", "born"], "year", "persons", "cohort_step")
    everyone = long.groupby(["area", "year"])["persons"].sum().reset_index()
    return pd.concat([steps, _growth(everyone, ["area"], "year", "persons", "population_growth")])
