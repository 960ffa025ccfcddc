"""The cohort of single ages of every authority, from January 2024: its total, its ages, and what their bands hold."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.authority import Events, Observed
from models.demand.cohort import opened, spread_open_age
from models.demand.flows import central_flows, index_luck, sampled_flows
from models.demand.growth import forecast_total, relative_rate, total_paths
from models.demand.rates import drawn_rates, fitted_rates
from models.parameters.demand import CohortParameters, GrowthParameters
from models.vocabulary import AGE_GROUPS, AGES, PROVISIONS, AgeGroup, Provision, ages_of_group
from sufficiency.backtest.ours import OurMethod, central_at, errors_at, with_misses
from sufficiency.backtest.panel import AGE_BANDS, ENGLAND, TOTAL, Panel
from sufficiency.backtest.references import POPULATION_LAG, References
from sufficiency.importers.open_data.people.dfe_release import Release, read_release
from sufficiency.importers.open_data.people.release_layout import BY_AGE, LOCAL
from sufficiency.packs.lookups import mapping

ORIGIN = 2024
DRAWS = 400
FEWEST_PLACED = 20
"""Learners of a kind of placement below which an authority is not scored on it."""
PLACEMENTS = {
    "bases": (Provision.SPECIALIST_BASE,),
    "special schools, whoever runs them": (
        Provision.STATE_SPECIAL,
        Provision.NON_MAINTAINED_SPECIAL,
        Provision.INDEPENDENT_SPECIAL,
    ),
    "independent mainstream": (Provision.INDEPENDENT_MAINSTREAM,),
}
"""Placements beside the three kinds of place that learners require."""
YEARS = (2024, 2025)
BAD_PLACEMENTS_2025 = ("E10000003", "E06000012", "E06000043", "E08000031")
"""Cambridgeshire, North East Lincolnshire, Brighton and Hove, Wolverhampton: placements of 2025 not fully returned."""


@dataclass(frozen=True)
class Cells:
    """Forecasts of January 2025 beside the counts, authorities first.

    growth, cohort : (authorities,) totals of the growth model, and of the cohort at the rates of 2023.
    ages : (authorities, 26) central; ``counted`` (authorities, 26); ``drawn`` (authorities, draws, 26) as the tool
        draws them, ``total_alone`` with the error of the total and no other.
    provision_before, provision_counted : (authorities, ages, provisions) in January 2024 and 2025.
    """

    codes: tuple[str, ...]
    growth: Floats
    cohort: Floats
    ages: Floats
    drawn: Floats
    total_alone: Floats
    counted: Floats
    provision_before: Floats
    provision_counted: Floats


def read_cells(archive: Path, panel: Panel, references: References, persons: pd.DataFrame) -> Cells:
    """Forecast every authority that has what is needed, seeing nothing after January 2024 (ages: the release's)."""
    release, visible = read_release(archive), panel.without(references.faulty)
    plans = {year: _by_age_and_provision(release, year) for year in YEARS}
    started = _by_age(release, "newplans", 2023, ["new_ehc_plans"])
    ceased = _by_age(release, "ceased_plans", 2023, ["total_ceased"])
    codes = _usable(plans, started, visible)
    before, now = (np.stack([plans[year][code] for code in codes]) for year in (2024, 2025))
    stock = before.sum(axis=2)
    known = persons.xs(ORIGIN - POPULATION_LAG).reindex(list(codes)).to_numpy(dtype=np.float64)
    people = [np.hstack([np.repeat(known[:, :1], years, axis=1), known[:, : 26 - years]]) for years in (1, 2)]
    bands = np.stack([visible.counts[band].loc[list(codes), ORIGIN - 1] for band in AGE_BANDS], axis=1)
    events = [table.reindex(list(codes)).to_numpy(dtype=np.float64) for table in (started, ceased)]
    observed = (stock, _earlier(stock, bands), *events, people[0])
    totals = _totals(visible.up_to(ORIGIN), codes, references, visible)
    results = _forecast(observed, people[1], totals)
    return Cells(codes, totals[0], *results, now.sum(axis=2), before, now)


def _by_age(release: Release, table: str, year: int, columns: list[str]) -> pd.DataFrame:
    """Published counts of every authority, a row each, a column an age; ages without a line hold nobody."""
    rows = release.tables[table]
    rows = rows[(rows["level"] == LOCAL) & (rows["kind"] == BY_AGE) & (rows["year"] == year)]
    aged = rows.assign(plans=rows[columns].sum(axis=1))
    wide = aged.pivot_table(index="ons_code", columns="age", values="plans", aggfunc="sum", fill_value=0.0)
    return wide.reindex(columns=AGES, fill_value=0.0)


def _by_age_and_provision(release: Release, year: int) -> dict[str, Floats]:
    """Plans (ages, provisions) of every authority."""
    codes = mapping("placements", "column", "provision")
    columns = {p: [column for column, to in codes.items() if to == p] for p in map(str, PROVISIONS)}
    tables = {p: _by_age(release, "caseload", year, names) for p, names in columns.items()}
    everyone = _by_age(release, "caseload", year, ["ehcplans"])
    found = {code: np.stack([tables[p].loc[code] for p in columns], axis=1) for code in everyone.index}
    for code, table in found.items():  # those without a placement are spread over the others of their age
        placed = table.sum(axis=1)
        scale = np.divide(everyone.loc[code], placed, out=np.ones(len(AGES)), where=placed > 0)
        found[code] = table * np.asarray(scale)[:, None]
    return found


def _usable(plans: dict[int, dict[str, Floats]], started: pd.DataFrame, visible: Panel) -> tuple[str, ...]:
    """Authorities with ages in both years, events of 2023, and totals and ages from 2022 on, 100 plans or more."""
    total, bands = visible.counts[TOTAL], visible.counts[AGE_BANDS[0]]
    years = [2022, 2023, 2024, 2025]
    full = total[years].notna().all(axis=1) & (total[2024] >= 100) & bands[2023].notna()
    both = set(plans[2024]) & set(plans[2025]) & set(started.index) & set(total.index[full])
    return tuple(sorted(code for code in both if plans[2024][code].sum() > 0 and plans[2025][code].sum() > 0))


def _earlier(stock: Floats, bands: Floats) -> Floats:
    """Plans by age in January 2023: the bands of then, with the single ages of a year later within each."""
    earlier = np.zeros_like(stock)
    for place, group in enumerate(AGE_GROUPS):
        ages = list(ages_of_group(AgeGroup(group)))
        share = stock[:, ages] / np.maximum(stock[:, ages].sum(axis=1, keepdims=True), 1.0)
        earlier[:, ages] = share * bands[:, [place]]
    return earlier


def _totals(known: Panel, codes: tuple[str, ...], references: References, visible: Panel) -> tuple[Floats, Floats]:
    """Growth model's total (authorities,) and its paths (authorities, draws), with sizes of error known in 2024."""
    parameters = GrowthParameters()
    settings = OurMethod(references, parameters)
    history = pd.concat([central_at(visible.up_to(y), settings) for y in range(2011, ORIGIN)], ignore_index=True)
    errors = errors_at(with_misses(history, visible), ORIGIN, settings)[TOTAL]
    persons = references.persons([ENGLAND, *codes], ORIGIN)
    central, drawn = [], []
    for code in codes:
        own = known.counts[TOTAL].loc[code]
        country = float(known.england.loc[ORIGIN])
        rate = relative_rate(float(own.loc[ORIGIN]), float(persons[code]), country, float(persons[ENGLAND]))
        central.append(forecast_total(own, known.england, parameters, 1, rate)[0])
        drawn.append(total_paths(own, known.england, parameters, errors, 1, 1, DRAWS, rate)[:, 0])
    return np.array(central), np.array(drawn)


def _forecast(
    observed: tuple[Floats, ...], persons: Floats, totals: tuple[Floats, Floats]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Total of the cohort alone; ages of the growth model's total; ages of its draws, with and without other errors."""

    def place(pick: Callable[[Floats], Floats]) -> tuple[Observed, Events]:
        stock, earlier, started, ceased, people = (pick(part) for part in observed)
        opening = opened(earlier)
        gone = spread_open_age(ceased, np.maximum(opening - stock, 0.0))
        events = Events(spread_open_age(started, stock)[None], people[None], gone[None], opening[None])
        return Observed(stock[:, None], earlier, started, started[:, None], ceased, people), events

    england, england_events = place(lambda part: np.asarray(part.sum(axis=0)))
    parameters = CohortParameters()
    alone, ages, drawn, plain = [], [], [], []
    for row, (total, paths) in enumerate(zip(*totals, strict=True)):
        local, events = place(lambda part, row=row: np.asarray(part[row]))  # type: ignore[misc]
        rates = fitted_rates(local, england, (events, england_events), parameters)
        known = (local.stock, rates, persons[row][None])
        alone.append(central_flows(*known, np.empty(0), parameters).closing.sum())
        ages.append(central_flows(*known, np.array([total]), parameters).closing[0, 0, :, 0])
        each = drawn_rates(rates, persons[row], parameters, row, len(paths))
        asked = (persons[row][None], paths[:, None], parameters, index_luck(row, len(paths)))
        drawn.append(sampled_flows(local.stock, each, *asked).closing[:, 0, :, 0])
        plain.append(sampled_flows(local.stock, rates, *asked).closing[:, 0, :, 0])
    return np.array(alone), np.array(ages), np.array(drawn), np.array(plain)


def one_year_table(cells: Cells) -> pd.DataFrame:
    """Error of the total of January 2025: growth, the cohort at the rates of 2023, and averages of both."""
    actual = cells.counted.sum(axis=1)
    forecasts = {"growth": cells.growth, "cohort of single ages": cells.cohort}
    for weight in (0.1, 0.25, 0.5):
        mixed = np.exp((1 - weight) * np.log(cells.growth) + weight * np.log(cells.cohort))
        forecasts[f"growth and {weight:.0%} of the cohort"] = mixed
    rows = [
        (name, 100 * float(np.abs(forecast / actual - 1).mean()), 100 * float((forecast / actual - 1).mean()))
        for name, forecast in forecasts.items()
    ]
    return pd.DataFrame(rows, columns=["forecaster", "mean absolute % error", "mean % error, signed"])


def cells_table(cells: Cells) -> pd.DataFrame:
    """Error of ages, and the share of counts inside the 80% band: with the error of the total alone, and as drawn."""
    members = {f"ages {group}": list(ages_of_group(AgeGroup(group))) for group in AGE_GROUPS}
    rows = []
    for name, ages in {"all ages": list(AGES), **members}.items():
        counted, central = cells.counted[:, ages].sum(1), cells.ages[:, ages].sum(1)
        plain, drawn = (_cell(central, part[:, :, ages].sum(2), counted) for part in (cells.total_alone, cells.drawn))
        rows.append((name, plain[0], plain[1], *drawn[1:]))
    single = []
    for age in range(4, 25):
        plain, drawn = (
            _cell(cells.ages[:, age], part[:, :, age], cells.counted[:, age])
            for part in (cells.total_alone, cells.drawn)
        )
        single.append((plain[0], plain[1], *drawn[1:]))
    rows.append(("single ages 4 to 24", *np.mean(single, axis=0)))
    columns = ["cells", "mean absolute % error", "inside 80%, total's error alone", "inside 80%"]
    return pd.DataFrame(rows, columns=[*columns, "width of 80%, % of forecast"])


def placements_table(cells: Cells) -> pd.DataFrame:
    """Error of placements at last year's shares by age, and what share of the counts lies inside the 80% band."""
    whole = np.array([code not in BAD_PLACEMENTS_2025 for code in cells.codes])
    before, counted = cells.provision_before[whole], cells.provision_counted[whole]
    rows = []
    for name, provisions in PLACEMENTS.items():
        places = [PROVISIONS.index(provision) for provision in provisions]
        share = before[:, :, places].sum(2) / np.maximum(before.sum(2), 1e-9)
        central, actual = (cells.ages[whole] * share).sum(1), counted[:, :, places].sum((1, 2))
        known = (central >= FEWEST_PLACED) & (actual >= FEWEST_PLACED)
        drawn = [(part[whole] * share[:, None]).sum(2)[known] for part in (cells.total_alone, cells.drawn)]
        parts = [_cell(central[known], one, actual[known]) for one in drawn]
        bias = 100 * float((central[known] / actual[known] - 1).mean())
        rows.append((name, parts[0][0], bias, *(part[1] for part in parts), parts[1][2]))
    columns = ["placements", "mean absolute % error", "signed", "inside 80%, total's error alone", "inside 80%"]
    return pd.DataFrame(rows, columns=[*columns, "width of 80%, % of forecast"])


def _cell(central: Floats, drawn: Floats, actual: Floats) -> tuple[float, float, float]:
    """Mean absolute % error, share inside the 80% band, its mean width in % of the forecast; of cells of 5 or more."""
    counted = actual >= 5
    low, high = np.quantile(drawn, (0.1, 0.9), axis=1)
    error = np.abs(central / np.where(counted, actual, 1.0) - 1)[counted].mean()
    inside = ((actual >= low) & (actual <= high))[counted].mean()
    width = ((high - low) / np.maximum(central, 1e-9))[counted].mean()
    return 100 * float(error), 100 * float(inside), 100 * float(width)
