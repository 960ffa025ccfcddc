"""What each driver adds to the number of plans, with the names and meanings that a report gives."""

from models.demand.drivers import DRIVER_NAMES
from sufficiency.reports.summary.values import DriverStep
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL

NAMES = {
    "ageing": "Ageing",
    "population": "Population",
    "request_rate": "Request rate",
    "survival": "Survival",
    "need_mix": "Need mix",
    "interaction": "Interaction",
}
MEANINGS = {
    "ageing": "Plans there are move up, end and are replaced, with the residents and rates of the base year",
    "population": "More or fewer residents of each age than in the base year",
    "request_rate": "New plans for each resident above or below the rate of the base year, levers included",
    "survival": "Levers on how many plans go on from year to year",
    "need_mix": "Levers on the mix of needs",
    "interaction": "What these do together beyond each alone, and a prevalence ceiling",
}
"""What each driver stands for, in the order of the split."""


def driver_steps(view: RunView) -> tuple[DriverStep, ...]:
    """Read the split over all needs, driver by driver; empty where the run has none."""
    table = view.tables.get("drivers")
    if table is None:
        return ()
    rows = table[table["need"] == ALL].sort_values("census_year")
    return tuple(
        DriverStep(
            driver,
            tuple(int(year) for year in rows.loc[rows["driver"] == driver, "census_year"]),
            tuple(float(plans) for plans in rows.loc[rows["driver"] == driver, "plans"]),
        )
        for driver in DRIVER_NAMES
    )
