"""Turns a run's arrays into the tables that leave it, each in its contract (design, section 5)."""

import numpy as np
import pandas as pd

from models.explain.reasons import reason, years_of
from models.placement.place_need import supply_by_cell
from models.sampling import quantiles
from sufficiency.forecast.pipeline import Run
from sufficiency.results.shapes import SMALLEST, academic_years, by_cell, cell_columns, census_years
from sufficiency.tables.contracts import (
    ACADEMIC_YEAR,
    AREA,
    CENSUS_YEAR,
    NEED,
    PHASE,
    PROVIDER_ID,
    REQUIREMENT,
    Contract,
    number,
    quantile_columns,
    text,
)


def requirement(run: Run) -> pd.DataFrame:
    """Learners who require a specialist place."""
    low, _, high = run.required_quantiles
    values = {"learners": run.central.required, "learners_p10": low, "learners_p90": high}
    return by_cell(run, "census_year", census_years(run), values)


def placements(run: Run) -> pd.DataFrame:
    """Who is where, one row a year, cell and provider with learners."""
    instance, pairs = run.instance, run.instance.pairs
    cells = {name: values[pairs.cell] for name, values in cell_columns(instance).items()}
    ids = np.array(instance.providers.ids, dtype=object)[pairs.provider]
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
    instance = run.instance
    size = len(instance.providers.ids)
    frames = []
    for label, year in zip(academic_years(run), run.central.years, strict=True):
        incumbents = np.bincount(instance.pairs.provider, year.incumbents, size)
        entrants = np.bincount(instance.pairs.provider, year.entrants, size)
        frame = {
            "academic_year": label,
            "provider_id": instance.providers.ids,
            "places": year.usable_places,
            "incumbents": incumbents,
            "entrants": entrants,
            "over_capacity": year.over_capacity,
            "unused": np.maximum(year.usable_places + year.over_capacity - incumbents - entrants, 0.0),
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
    years = years_of(run.instance, run.central)
    kept = frame.iloc[np.ravel_multi_index((named[:, 0], named[:, 1]), central.shape)].copy()
    kept["reason"] = [reason(run.instance, names, years[year], cell) for year, cell in named.tolist()]
    return kept


def place_need(run: Run) -> pd.DataFrame:
    """Places required, places there and committed, and the gap; a surplus of one cell never offsets another's gap."""
    low, middle, high = run.required_quantiles
    now, committed = supply_by_cell(run.instance, run.central)
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


REQUIREMENTS_TABLE = Contract(
    "requirement",
    (CENSUS_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), *quantile_columns("learners", "learners", "p10", "p90")),
)
PLACEMENTS = Contract(
    "placements",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT, PROVIDER_ID),
    (
        number("learners", "learners", 0),
        number("entrants", "learners", 0),
        number("incumbents", "learners", 0),
        number("miles", "miles one way", 0),
        number("minutes", "minutes one way", 0),
        number("cost_gbp", "pounds a year", 0),
    ),
)
PROVIDERS = Contract(
    "providers",
    (ACADEMIC_YEAR, PROVIDER_ID),
    (
        number("places", "places", 0),
        number("incumbents", "learners", 0),
        number("entrants", "learners", 0),
        number("over_capacity", "learners", 0),
        number("unused", "places", 0),
        number("place_value_gbp", "pounds a year", 0, optional=True),
    ),
)
UNPLACED = Contract(
    "unplaced",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (number("learners", "learners", 0), number("learners_p90", "learners", 0), text("reason")),
)


PLACE_NEED = Contract(
    "place_need",
    (ACADEMIC_YEAR, AREA, PHASE, NEED, REQUIREMENT),
    (
        *quantile_columns("required", "places", "p10", "p50", "p90"),
        number("places_now", "places", 0),
        number("places_committed", "places", 0),
        number("gap_p10", "places"),
        number("gap_p50", "places"),
        number("gap_p90", "places"),
    ),
)
