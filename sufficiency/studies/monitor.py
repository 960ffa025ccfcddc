"""Compares an earlier run with what was counted later, cell by cell, and says what that suggests for place numbers.

The error is signed as DfE signs it: (forecast - actual) / actual, below zero where the forecast was too low.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from models.vocabulary import PHASES, STATE_REQUIREMENTS, academic_year
from sufficiency.errors import Fault, InputError
from sufficiency.results.checks_of_ranges import ENOUGH_DRAWS, FEWEST_DRAWS, too_few
from sufficiency.tables.aligned import TextColumn, aligned
from sufficiency.tables.contracts import CENSUS_YEAR, Contract, check, number, records, text
from sufficiency.tables.files import read_table

LEVELS = ("authority", "area", "phase", "need", "age_group")
NO_BAND = "no band"
"""Stands where too few draws give no band that a figure could lie inside."""
ACTUALS = Contract("actuals", (CENSUS_YEAR, text("level", LEVELS), text("code")), (number("plans", "plans", 0),))
"""What was counted later: the keys of ``forecast_totals.csv``, and plans."""
MONITOR = Contract(
    "monitor",
    ACTUALS.key,
    (
        number("forecast", "plans", 0),
        number("p10", "plans", 0, optional=True),
        number("p90", "plans", 0, optional=True),
        number("actual", "plans", 0),
        number("error", "share of the actual", optional=True),
        text("inside_band", ("yes", "no", NO_BAND)),
    ),
)
SUGGESTED = Contract(
    "suggested_places",
    (text("academic_year"), text("phase", PHASES)),
    (
        number("required", "places", 0),
        number("required_restated", "places", 0),
        number("places", "places", 0),
        number("change", "places"),
    ),
)


def read_actuals(path: Path) -> pd.DataFrame:
    """Read a CSV of the contract ACTUALS; raises InputError with every fault."""
    table, faults = read_table(path, ACTUALS)
    if faults:
        raise InputError(faults)
    return table


def compare(totals: pd.DataFrame, actuals: pd.DataFrame, path: Path, draws: int = ENOUGH_DRAWS) -> pd.DataFrame:
    """Forecast against actual for every cell that was counted; contract MONITOR. Too few ``draws`` give no band.

    Raises
    ------
    InputError
        Naming the cells that the run did not forecast.
    """
    key = ACTUALS.key_names
    joined = actuals.merge(
        totals, on=key, how="left", suffixes=("", "_forecast"), validate="one_to_one", indicator=True
    )
    unknown = joined[joined["_merge"] == "left_only"]
    if len(unknown):
        raise InputError([_unknown(path, row) for row in unknown[key].itertuples(index=False)])
    actual = joined["plans"]
    inside = (actual >= joined["plans_p10"]) & (actual <= joined["plans_p90"])
    table = joined[key].assign(
        forecast=joined["plans_forecast"],
        p10=joined["plans_p10"],
        p90=joined["plans_p90"],
        actual=actual,
        error=((joined["plans_forecast"] - actual) / actual).where(actual > 0),
        inside_band=inside.map({True: "yes", False: "no"}),
    )
    if draws < FEWEST_DRAWS:
        table = table.assign(p10=np.nan, p90=np.nan, inside_band=NO_BAND)
    return check(table, MONITOR)


def _unknown(path: Path, row: tuple[object, ...]) -> Fault:
    cell = ", ".join(map(str, row))
    return Fault(str(path), 0, 0, "", f"the run has no forecast of {cell}; keys are those of its forecast_totals.csv")


def suggested_places(tables: Mapping[str, pd.DataFrame], monitored: pd.DataFrame) -> pd.DataFrame:
    """Places by phase in the year after the actuals, required restated by how far each phase was missed.

    Only phases that were counted are restated. Required are the learners who require a state place, less those at an
    independent school by order, by preference or for want of a state school near enough. ``change`` is what is required
    of the year, restated, beyond its places; below zero, places to spare. Contract SUGGESTED.
    """
    counted = monitored[monitored["level"] == "phase"]
    if counted.empty:
        return pd.DataFrame(columns=SUGGESTED.column_names)
    last = int(counted["census_year"].max())
    latest = counted[counted["census_year"] == last].set_index("code")
    ratio: pd.Series = latest["actual"] / latest["forecast"]
    need = tables["place_need"]
    year = academic_year(last + 1)
    following = need[
        (need["academic_year"] == year)
        & need["requirement"].isin(STATE_REQUIREMENTS)
        & need["phase"].isin(list(ratio.index))
    ]
    phases = following.groupby("phase")[["required", "inmss_otherwise", "places_now", "places_committed"]].sum()
    places = phases["places_now"] + phases["places_committed"]
    required = phases["required"] - phases["inmss_otherwise"]
    restated = required * ratio.reindex(phases.index)
    table = pd.DataFrame(
        {
            "academic_year": year,
            "phase": phases.index,
            "required": required.to_numpy(),
            "required_restated": restated.to_numpy(),
            "places": places.to_numpy(),
            "change": (restated - places).to_numpy(),
        }
    )
    return check(table, SUGGESTED)


def in_words(
    monitored: pd.DataFrame, suggested: pd.DataFrame, draws: int, names: Mapping[str, Mapping[str, str]] | None = None
) -> str:
    """What was missed, by how much, and what it suggests, in plain text; the band is of so many ``draws``.

    ``names`` are those of codes, by level.
    """
    outside = monitored[monitored["inside_band"] == "no"]
    band = "80% band" if draws >= ENOUGH_DRAWS else f"band of {draws} draws"
    expected = ", where one in five is expected" if draws >= ENOUGH_DRAWS else ""
    found = f"{len(outside)} outside the {band}{expected}"
    if draws < FEWEST_DRAWS:
        band, found = "", f"there is no band, as {too_few(draws)}"
    lines = [
        f"{len(monitored)} cells compared; {found}.",
        "Error: forecast less actual, as a share of the actual; below zero, the forecast was too low.",
        "",
        *aligned(_columns(band), (_cells(row, names or {}) for row in records(monitored))),
    ]
    for row in records(suggested):
        way = "more" if row["change"] >= 0 else "fewer"
        lines.append(
            f"{row['academic_year']}, {row['phase']}: {row['required_restated']:,.0f} state places required (the run"
            f" said {row['required']:,.0f}), {row['places']:,.0f} agreed: {abs(row['change']):,.0f} {way} would match."
        )
    return "\n".join(lines)


def _columns(band: str) -> tuple[TextColumn, ...]:
    """What is printed of each cell; the last column marks those outside the band."""
    figures = (("forecast", 10), (band, 18), ("actual", 10), ("error", 9))
    words = (TextColumn("census", 8), TextColumn("level", 12), TextColumn("name", 32, folded=True))
    return (*words, *(TextColumn(name, width, right=True) for name, width in figures if name), TextColumn())


def _cells(row: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """One line of the table: a cell of the forecast against what was counted."""
    band = () if row["inside_band"] == NO_BAND else (f"{row['p10']:,.0f} to {row['p90']:,.0f}",)
    figures = (f"{row['forecast']:,.0f}", *band, f"{row['actual']:,.0f}")
    error = "" if pd.isna(row["error"]) else f"{100 * row['error']:+.1f}%".replace("-", "−")
    mark = "  outside" if row["inside_band"] == "no" else ""
    level, name = str(row["level"]), names.get(row["level"], {}).get(row["code"], row["code"])
    return (str(row["census_year"]), level.replace("_", " "), name, *figures, error, mark)
