"""What each driver adds to the number of plans, with the names and meanings that a report gives."""

from models.demand.drivers import DRIVERS
from sufficiency.reports.summary.values import DriverStep
from sufficiency.reports.summary.view import RunView
from sufficiency.tables.contracts import ALL

NAMES = {driver.name: driver.title for driver in DRIVERS}
MEANINGS = {driver.name: driver.meaning for driver in DRIVERS}


def driver_steps(view: RunView) -> tuple[DriverStep, ...]:
    """Read the split over all needs, driver by driver; empty where the table has no rows."""
    table = view.tables["drivers"]
    if table.empty:
        return ()
    rows = table[table["need"] == ALL].sort_values("census_year")
    return tuple(
        DriverStep(
            driver.name,
            tuple(int(year) for year in rows.loc[rows["driver"] == driver.name, "census_year"]),
            tuple(float(plans) for plans in rows.loc[rows["driver"] == driver.name, "plans"]),
        )
        for driver in DRIVERS
    )
