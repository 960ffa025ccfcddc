"""Arranges the tables of a pack as the arrays that the method takes, with one fixed order of every axis."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.authority import Authority, Events, Observed
from models.demand.areas import relative_rates, residents_of_new_homes
from models.demand.cohort import opened, spread_open_age
from models.vocabulary import AGE_GROUPS, AGES, NEEDS, PHASES, PROVISIONS, AgeGroup, ages_of_group
from sufficiency.errors import Fault, InputError
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.packs.inputs import Inputs
from sufficiency.scenario.checks.reach import missing_years


def arrange(inputs: Inputs, last_census_year: int) -> Authority:
    """Arrange a checked pack for a forecast up to ``last_census_year``.

    Raises
    ------
    InputError
        When the population does not reach so far.
    """
    base = int(inputs.about["base_census_year"])
    areas = tuple(sorted(inputs.tables["areas"]["area"]))
    joint = _dense(inputs.tables["plans_joint"], {"age": AGES, "need": NEEDS, "provision": PROVISIONS}, "plans")
    population = inputs.tables["population"]
    years = tuple(range(base - 1, last_census_year))
    _check_reach(inputs, set(years) - set(population["year"]))
    persons = _dense(population[population["year"].isin(years)], {"year": years, "area": areas, "age": AGES}, "persons")
    persons = persons + _new_homes(inputs, years, areas)
    points = inputs.tables["demand_points"]
    history = _totals(inputs.tables["plans_by_age_band"], str(inputs.about["ons_code"]))
    england_history = inputs.reference["growth_england"].set_index("census_year")["plans"]
    local, england = _local(inputs, joint.sum(axis=2), persons[0].sum(axis=0), base), _england(inputs, base)
    shared = sorted(
        _event_years(inputs.tables, "", history, base - 1)
        & _event_years(inputs.reference, "england_", england_history, base - 1)
    )
    _check_events(inputs, shared, base - 1)
    return Authority(
        base_census_year=base,
        areas=areas,
        history=history,
        england_history=england_history,
        joint=joint,
        local=local,
        england=england,
        events=(
            _events(inputs.tables, "", local, history, shared),
            _events(inputs.reference, "england_", england, england_history, shared),
        ),
        need_counts=_need_counts(inputs),
        population=persons,
        relative_rates=_relative_rates(inputs, areas, persons[0]),
        points=points[["easting", "northing"]].to_numpy(dtype=np.float64),
        persons=points[[f"persons_{phase}" for phase in PHASES]].to_numpy(dtype=np.float64),
        point_area=np.array([areas.index(area) for area in points["area"]], dtype=np.intp),
    )


def _relative_rates(inputs: Inputs, areas: tuple[str, ...], residents: Floats) -> Floats:
    """Relative rates of the areas, (areas, ages), from the pack's ``area_rates``, else from persons counted by area.

    ``residents`` is (areas, ages) at the mid-year before the base census. Without either table every rate is 1.
    """
    if "area_rates" in inputs.tables:
        table, rates = inputs.tables["area_rates"], np.ones((len(areas), len(AGES)))
        for area, group, rate in zip(table["area"], table["age_group"], table["relative_rate"], strict=True):
            if area in areas:
                rates[areas.index(area), list(ages_of_group(AgeGroup(group)))] = rate
        return rates
    if "plans_by_area_joint" in inputs.tables:
        plans = _dense(inputs.tables["plans_by_area_joint"], {"area": areas, "age": AGES}, "plans")
        return relative_rates(plans, residents)
    return np.ones((len(areas), len(AGES)))


def _new_homes(inputs: Inputs, years: tuple[int, ...], areas: tuple[str, ...]) -> Floats:
    """Persons in the new homes of ``housing``, (years, areas, ages); none where the pack has no such table.

    Homes completed before the first year of the forecast are in the estimates already and count nobody.
    """
    added = np.zeros((len(years), len(areas), len(PHASES)))
    if "housing" in inputs.tables:
        table = inputs.tables["housing"]
        ahead = table[table["year"].isin(years[1:])]
        for place, phase in enumerate(PHASES):
            homes = ahead.assign(persons=ahead["dwellings"] * ahead[f"yield_{phase}"])
            added[:, :, place] = _dense(homes, {"year": years, "area": areas}, "persons")
    return residents_of_new_homes(added)


def _need_counts(inputs: Inputs) -> Floats | None:
    """Plans by need before and after, all years together; None where the pack has no such counts."""
    if "need_changes" not in inputs.tables:
        return None
    axes: dict[str, tuple[object, ...]] = {"age_group": AGE_GROUPS, "need_from": NEEDS, "need_to": NEEDS}
    return _dense(inputs.tables["need_changes"], axes, "plans")


def _check_reach(inputs: Inputs, absent: set[int]) -> None:
    """Refuse a forecast into years for which the pack has no population: absent is not zero."""
    if absent:
        raise InputError([Fault(str(inputs.folder / "population.csv"), 0, 0, "year", missing_years(absent))])


def _dense(table: pd.DataFrame, axes: dict[str, tuple[object, ...]], value: str) -> Floats:
    """Array of ``value`` with one axis a key; keys that have no row count nothing, rows outside the axes are left."""
    result = np.zeros(tuple(len(labels) for labels in axes.values()))
    positions = [table[key].map({label: place for place, label in enumerate(labels)}) for key, labels in axes.items()]
    inside = np.logical_and.reduce([position.notna().to_numpy() for position in positions])
    index = tuple(position.to_numpy(dtype=np.float64)[inside].astype(np.intp) for position in positions)
    np.add.at(result, index, table[value].to_numpy(dtype=np.float64)[inside])
    return result


def _totals(bands: pd.DataFrame, code: str) -> pd.Series:
    totals = bands[bands["age_band"] == "total"].set_index("census_year")["plans"].sort_index()
    return totals.rename(code)


def _by_age(table: pd.DataFrame, period: str, year: int) -> Floats:
    return _dense(table[table[period] == year], {"age": AGES}, "plans")


def _by_age_and_need(table: pd.DataFrame, period: str, year: int) -> Floats:
    rows = table[(table[period] == year) & (table["need"] != NOT_RECORDED)]
    return _dense(rows, {"age": AGES, "need": NEEDS}, "plans")


def _all_reasons(ceased: pd.DataFrame) -> pd.DataFrame:
    """Ceased plans whatever the reason: the published total, not the reasons into which it is split as well."""
    return ceased[ceased["reason"] == "all"]


def _local(inputs: Inputs, stock: Floats, persons: Floats, base: int) -> Observed:
    tables = inputs.tables
    provision = tables["plans_by_age_provision"]
    return Observed(
        stock=stock,
        earlier=_by_age(provision, "census_year", base - 1),
        new_plans=_by_age(tables["new_plans"], "calendar_year", base - 1),
        new_needs=_by_age_and_need(tables["new_plans_by_need"], "calendar_year", base - 1),
        ceased=_by_age(_all_reasons(tables["ceased_plans"]), "calendar_year", base - 1),
        persons=persons,
    )


def _event_years(tables: Mapping[str, pd.DataFrame], prefix: str, totals: pd.Series, last: int) -> set[int]:
    """Calendar years published for new plans, ceased plans, population and totals alike; ``prefix`` names England's.

    ``last`` needs no total: the plans by age that it starts from are published.
    """
    new, ceased = tables[f"{prefix}new_plans"], tables[f"{prefix}ceased_plans"]
    counted = set(totals.index) if last in totals.index else set()
    events = set(new["calendar_year"]) & set(ceased["calendar_year"]) & set(tables[f"{prefix}population"]["year"])
    return events & (counted | {last})


def _check_events(inputs: Inputs, shared: list[int], last: int) -> None:
    """Refuse tables of England without the events of the year before the base census; a pack's own are checked."""
    if last not in shared:
        file = inputs.folder.parent / "reference" / "england_new_plans.csv"
        words = f"new plans, ceased plans and population of {last} are needed together, for rates by age"
        raise InputError([Fault(str(file), 0, 0, "calendar_year", words)])


def _events(
    tables: Mapping[str, pd.DataFrame], prefix: str, observed: Observed, totals: pd.Series, years: list[int]
) -> Events:
    """Events of calendar ``years``, the last before the base census last; the same for authority and England.

    ``prefix`` names England's tables. Plans by age before the earliest published census are its ages at the total
    of their own census.
    """
    new, ceased = tables[f"{prefix}new_plans"], _all_reasons(tables[f"{prefix}ceased_plans"])
    population = tables[f"{prefix}population"]
    stock, last = observed.stock.sum(axis=1), years[-1]
    openings = [
        opened(observed.earlier * (1.0 if year == last else float(totals[year]) / max(float(totals[last]), 1e-9)))
        for year in years
    ]
    gone = [_by_age(ceased, "calendar_year", year) for year in years]
    return Events(
        new_plans=np.array([spread_open_age(_by_age(new, "calendar_year", year), stock) for year in years]),
        persons=np.array([_dense(population[population["year"] == year], {"age": AGES}, "persons") for year in years]),
        ceased=np.array(
            [
                spread_open_age(events, np.maximum(opening - stock, 0.0))
                for events, opening in zip(gone, openings, strict=True)
            ]
        ),
        opening=np.array(openings),
    )


def _england(inputs: Inputs, base: int) -> Observed:
    """England; ages of a census that two authorities did not give are scaled to the published total."""
    reference = inputs.reference
    totals = reference["growth_england"].set_index("census_year")["plans"]
    plans = reference["england_plans_by_age"]
    earlier, stock = (_by_age(plans, "census_year", year) for year in (base - 1, base))
    needs = _by_age_and_need(reference["england_plans_by_age_need"], "census_year", base)
    recorded = needs.sum(axis=1, keepdims=True)
    population = reference["england_population"]
    return Observed(
        stock=stock[:, None] * np.divide(needs, recorded, out=np.zeros_like(needs), where=recorded > 0),
        earlier=earlier * float(totals[base - 1]) / earlier.sum(),
        new_plans=_by_age(reference["england_new_plans"], "calendar_year", base - 1),
        new_needs=_by_age_and_need(reference["england_new_plans_by_need"], "calendar_year", base - 1),
        ceased=_by_age(_all_reasons(reference["england_ceased_plans"]), "calendar_year", base - 1),
        persons=_dense(population[population["year"] == base - 1], {"age": AGES}, "persons"),
    )
