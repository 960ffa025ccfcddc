"""Circuity, detour and speed from routes that an authority has measured, against the straight lines of its pack."""

from pathlib import Path

import numpy as np
import pandas as pd

from models.arrays import Floats
from models.parameters.method import TravelParameters
from models.places.roads import METRES_PER_MILE
from models.places.travel import LEAST_ROUTES, fitted_circuity, fitted_speed, straight_line_miles
from models.vocabulary import PHASES
from sufficiency.errors import Fault, InputError
from sufficiency.packs.inputs import load_inputs
from sufficiency.tables.contracts import Column, Contract, number, text
from sufficiency.tables.files import inspect_table

ROUTES = Contract(
    "routes",
    (text("route"),),
    (
        Column("area", "text", optional=True),
        number("easting", "metres, British National Grid", 0, 700_000, optional=True),
        number("northing", "metres, British National Grid", 0, 1_300_000, optional=True),
        text("provider_id"),
        number("miles", "miles one way", 0),
        number("minutes", "minutes one way, boarding included", 0, optional=True),
    ),
)
"""Real routes: from a position or, where that is blank, from the children of an area, to a provider."""


def fitted_text(pack: Path, file: Path) -> str:
    """Say what routes give, as the lines to write into a scenario.

    Raises
    ------
    InputError
        Every fault of the pack and of the routes, or too few routes.
    """
    routes, straight = read_routes(pack, file)
    now = TravelParameters()
    miles, minutes = routes["miles"].to_numpy(dtype=np.float64), routes["minutes"].to_numpy(dtype=np.float64)
    try:
        fitted = fitted_circuity(straight, miles, now)
    except ValueError as error:
        raise InputError([Fault(str(file), 0, 0, "", str(error))]) from error
    errors = f"{fitted.error_before:.1f}% with the parameters as they come, {fitted.error_after:.1f}% with these"
    lines = [
        f"{len(routes)} routes. Mean error of computed miles: {errors}:",
        "",
        "parameters:",
        "  travel:",
        f"    circuity: {fitted.circuity:.3f}",
        f"    detour_miles: {fitted.detour_miles:.3f}",
    ]
    timed = ~np.isnan(minutes)
    if timed.sum() >= LEAST_ROUTES:
        speed, boarding = fitted_speed(miles[timed], minutes[timed])
        lines += [f"    speed_mph: {speed:.1f}", f"    boarding_minutes: {boarding:.1f}"]
    return "\n".join(lines)


def read_routes(pack: Path, file: Path) -> tuple[pd.DataFrame, Floats]:
    """Routes (contract ROUTES) and the straight-line miles of each; raises InputError with every fault."""
    tables = load_inputs(pack).tables
    inspected = inspect_table(file, ROUTES)
    routes, faults = inspected.table, inspected.errors
    providers = tables["providers"].set_index("provider_id")[["easting", "northing"]].dropna()
    here = routes["easting"].notna() & routes["northing"].notna()
    checks = (
        (
            ~routes["provider_id"].isin(providers.index),
            "provider_id",
            "is no provider with a position in providers.csv",
        ),
        (~here & ~routes["area"].isin(tables["areas"]["area"]), "area", "is no area, and there is no position"),
    )
    for wrong, column, words in checks:
        faults += [
            Fault(str(file), inspected.lines[row], 0, column, f"{routes[column].iloc[row]!r} {words}")
            for row in np.flatnonzero(wrong)
        ]
    if faults:
        raise InputError(faults)
    ends = providers.loc[routes["provider_id"]].to_numpy(dtype=np.float64)
    starts = routes[["easting", "northing"]].to_numpy(dtype=np.float64)
    straight = np.hypot(*(starts - ends).T) / METRES_PER_MILE
    for row in np.flatnonzero(~here):
        straight[row] = _from_area(tables["demand_points"], str(routes["area"].iloc[row]), ends[row])
    return routes, straight


def _from_area(points: pd.DataFrame, area: str, end: Floats) -> float:
    """Mean straight line from the children of an area."""
    mine = points[points["area"] == area]
    children = mine[[f"persons_{phase}" for phase in PHASES]].to_numpy(dtype=np.float64).sum(axis=1)
    miles = straight_line_miles(mine[["easting", "northing"]].to_numpy(dtype=np.float64), end[None, :])[:, 0]
    return float(np.average(miles, weights=children if children.sum() > 0 else None))
