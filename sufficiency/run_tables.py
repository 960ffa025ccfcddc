"""Turns a run's arrays into the tables that leave it, each in its contract (design, section 5)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.areas import AreaPlans
from models.costs import SPEND_LINES
from models.sampling import quantiles
from models.tables import (
    FLOWS,
    FORECAST,
    FORECAST_TOTALS,
    PLACE_NEED,
    PLACEMENTS,
    PROVIDERS,
    REQUIREMENTS_TABLE,
    SPEND,
    UNPLACED,
    check,
)
from models.vocabulary import (
    AGE_GROUPS,
    AGES,
    IN_COUNTY,
    INMSS,
    NEEDS,
    PHASES,
    PROVISIONS,
    REQUIREMENTS,
    academic_year,
    ages_of_group,
    financial_year,
)
from sufficiency.csv_tables import DECIMALS
from sufficiency.pipeline import Run
from sufficiency.place_need import supply_by_cell
from sufficiency.reasons import reason, years_of
from sufficiency.setting import Setting

Floats = NDArray[np.float64]
SMALLEST = 5e-9
"""Learners below this are nobody: they would be written as zero."""


def run_tables(run: Run) -> MappingProxyType[str, pd.DataFrame]:
    """Every table of a run but the checks, by name, each checked against its contract."""
    made = [
        (FORECAST, forecast(run)),
        (FORECAST_TOTALS, forecast_totals(run)),
        (FLOWS, flows(run)),
        (REQUIREMENTS_TABLE, requirement(run)),
        (PLACEMENTS, placements(run)),
        (PROVIDERS, providers(run)),
        (UNPLACED, unplaced(run)),
        (SPEND, spend(run)),
        (PLACE_NEED, place_need(run)),
    ]
    return MappingProxyType({contract.name: check(frame, contract) for contract, frame in made})


def census_years(run: Run) -> list[int]:
    """The base census and every census ahead."""
    return list(range(run.authority.base_census_year, run.scenario.horizon + 1))


def academic_years(run: Run) -> list[str]:
    """The academic years in which those censuses fall."""
    return [academic_year(year) for year in census_years(run)]


def _table(axes: Mapping[str, Sequence[str] | Sequence[int]], columns: Mapping[str, Floats]) -> pd.DataFrame:
    """One row for each combination of labels; the columns' arrays have one axis a key."""
    index = pd.MultiIndex.from_product(
        [[_plain(label) for label in labels] for labels in axes.values()], names=list(axes)
    )
    return pd.DataFrame({name: np.ravel(values) for name, values in columns.items()}, index=index).reset_index()


def _plain(label: str | int) -> str | int:
    return label if isinstance(label, int) else str(label)


def _with_range(stem: str, central: Floats, draws: Floats) -> dict[str, Floats]:
    """Central column and its quantiles over draws (first axis), which were aggregated inside each draw."""
    low, middle, high = quantiles(draws)
    return {stem: central, f"{stem}_p10": low, f"{stem}_p50": middle, f"{stem}_p90": high}


def forecast(run: Run) -> pd.DataFrame:
    """Plans by area, phase and need."""
    central, draws = run.demand.by_area.by_phase[0], run.demand.drawn_by_area.by_phase
    axes: dict[str, Sequence[str] | Sequence[int]] = {
        "census_year": census_years(run),
        "area": run.authority.areas,
        "phase": PHASES,
        "need": NEEDS,
    }
    return _table(axes, _with_range("plans", central, draws))


def forecast_totals(run: Run) -> pd.DataFrame:
    """Plans aggregated in each draw before the quantile, by authority, area, phase, need and age group."""
    years, demand = census_years(run), run.demand
    frames = [
        _table(
            {"census_year": years, "level": [level], "code": [*codes]},
            _with_range("plans", total(demand.by_area, level)[0], total(demand.drawn_by_area, level)),
        )
        for level, codes in _codes(run).items()
    ]
    return pd.concat(frames, ignore_index=True)


def _codes(run: Run) -> dict[str, Sequence[str]]:
    """Codes of each level of aggregation."""
    areas = run.authority.areas
    return {"authority": ["all"], "area": areas, "phase": PHASES, "need": NEEDS, "age_group": AGE_GROUPS}


def total(areas: AreaPlans, level: str) -> Floats:
    """Plans summed to a level, (paths, years, codes)."""
    if level in {"area", "phase"}:
        return np.asarray(areas.by_phase.sum(axis=(3, 4) if level == "area" else (2, 4)))
    plans = areas.total()
    if level == "need":
        return np.asarray(plans.sum(axis=2))
    by_age = plans.sum(axis=3)
    groups = [list(AGES)] if level == "authority" else [list(ages_of_group(group)) for group in AGE_GROUPS]
    return np.stack([by_age[:, :, ages].sum(axis=2) for ages in groups], axis=2)


def flows(run: Run) -> pd.DataFrame:
    """Flows by need and age group, of those who are of the group at the later census.

    Transfers are taken from the other four as they are written, so that the written identity closes exactly.
    """
    names = ("opening", "new_plans", "ceased", "closing")
    grouped = {name: np.round(_by_group(getattr(run.flows, name)[0]), DECIMALS) for name in names}
    grouped["net_transfers"] = grouped["closing"] - grouped["opening"] - grouped["new_plans"] + grouped["ceased"]
    return _table({"census_year": census_years(run)[1:], "need": NEEDS, "age_group": AGE_GROUPS}, grouped)


def _by_group(flow: Floats) -> Floats:
    """(years, ages, needs) to (years, needs, age groups)."""
    return np.stack([flow[:, list(ages_of_group(group))].sum(axis=1) for group in AGE_GROUPS], axis=2)


def _cell_columns(setting: Setting) -> dict[str, NDArray[np.object_]]:
    cells = setting.cells
    return {
        "area": np.array(setting.areas, dtype=object)[cells.area],
        "phase": np.array([str(phase) for phase in PHASES], dtype=object)[cells.phase],
        "need": np.array([str(need) for need in NEEDS], dtype=object)[cells.need],
        "requirement": np.array([str(kind) for kind in REQUIREMENTS], dtype=object)[cells.requirement],
    }


def by_cell(run: Run, year: str, labels: list[str] | list[int], values: dict[str, Floats]) -> pd.DataFrame:
    """A table of (years, cells) arrays."""
    cells = _cell_columns(run.setting)
    frames = [
        pd.DataFrame({year: label, **cells, **{name: array[place] for name, array in values.items()}})
        for place, label in enumerate(labels)
    ]
    return pd.concat(frames, ignore_index=True)


def requirement(run: Run) -> pd.DataFrame:
    """Learners who require a specialist place."""
    low, _, high = run.required_quantiles
    values = {"learners": run.central.required, "learners_p10": low, "learners_p90": high}
    return by_cell(run, "census_year", census_years(run), values)


def placements(run: Run) -> pd.DataFrame:
    """Who is where, one row a year, cell and provider with learners."""
    setting, pairs = run.setting, run.setting.pairs
    cells = {name: values[pairs.cell] for name, values in _cell_columns(setting).items()}
    ids = np.array(setting.providers.ids, dtype=object)[pairs.provider]
    frames = []
    costs = run.central.cost_gbp
    for label, year, cost in zip(academic_years(run), run.central.years, costs, strict=True):
        held = year.learners > SMALLEST
        frame = pd.DataFrame(
            {
                "academic_year": label,
                **cells,
                "provider_id": ids,
                "learners": year.learners,
                "entrants": year.entrants,
                "incumbents": year.incumbents,
                "miles": pairs.miles,
                "minutes": pairs.minutes,
                "cost_gbp": year.learners * cost,
            }
        )
        frames.append(frame[held])
    return pd.concat(frames, ignore_index=True)


def providers(run: Run) -> pd.DataFrame:
    """Places, their use, and what one more is worth."""
    setting = run.setting
    size = len(setting.providers.ids)
    frames = []
    for label, year in zip(academic_years(run), run.central.years, strict=True):
        incumbents = np.bincount(setting.pairs.provider, year.incumbents, size)
        entrants = np.bincount(setting.pairs.provider, year.entrants, size)
        frame = {
            "academic_year": label,
            "provider_id": setting.providers.ids,
            "places": year.places,
            "incumbents": incumbents,
            "entrants": entrants,
            "over_capacity": year.over_capacity,
            "unused": np.maximum(year.places + year.over_capacity - incumbents - entrants, 0.0),
            "place_value_gbp": np.nan if year.place_value_gbp is None else year.place_value_gbp,
        }
        frames.append(pd.DataFrame(frame))
    return pd.concat(frames, ignore_index=True)


def unplaced(run: Run) -> pd.DataFrame:
    """Learners who required a place and got none, with the reason; cells where any draw leaves someone out."""
    high = quantiles(run.outcomes.unplaced, (0.9,))[0]
    central = np.array([year.unplaced for year in run.central.years])
    frame = by_cell(run, "academic_year", academic_years(run), {"learners": central, "learners_p90": high})
    named = np.argwhere((central > SMALLEST) | (high > SMALLEST))
    names = dict(zip(run.supply.providers["provider_id"], run.supply.providers["name"], strict=True))
    years = years_of(run.setting, run.central)
    kept = frame.iloc[np.ravel_multi_index((named[:, 0], named[:, 1]), central.shape)].copy()
    kept["reason"] = [reason(run.setting, names, years[year], cell) for year, cell in named.tolist()]
    return kept


def spend(run: Run) -> pd.DataFrame:
    """Running cost by financial year, provision and line."""
    low, _, high = quantiles(run.outcomes.spend)
    years = [financial_year(year) for year in census_years(run)[:-1]]
    axes = {"financial_year": years, "provision": PROVISIONS, "line": SPEND_LINES}
    frame = _table(axes, {"amount_gbp": run.central.spend, "amount_gbp_p10": low, "amount_gbp_p90": high})
    priced = (frame["provision"].isin(INMSS) & frame["line"].isin(["fee", "transport"])) | (
        frame["provision"].isin(IN_COUNTY) & (frame["line"] != "fee")
    )
    return frame[priced | (frame["amount_gbp"] != 0)]


def place_need(run: Run) -> pd.DataFrame:
    """Places required, places there and committed, and the gap; a surplus of one cell never offsets another's gap."""
    low, middle, high = run.required_quantiles
    now, committed = supply_by_cell(run.setting, run.central)
    places = now + committed
    values = {
        "required_p10": low,
        "required_p50": middle,
        "required_p90": high,
        "places_now": now,
        "places_committed": committed,
        "gap_p10": low - places,
        "gap_p50": middle - places,
        "gap_p90": high - places,
    }
    return by_cell(run, "academic_year", academic_years(run), values)
