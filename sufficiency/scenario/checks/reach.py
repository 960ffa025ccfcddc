"""Does the population of the pack reach as far as the scenario asks? Absent years are not nought."""

from collections.abc import Iterator

from sufficiency.errors import Fault
from sufficiency.scenario.checks.locating import fault_at
from sufficiency.scenario.checks.pack_lists import PackLists, rows_of
from sufficiency.scenario.values import Scenario


def reach_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Yield a fault where the pack lacks the population of a year that a run needs; others name a broken table."""
    try:
        years = {int(row["year"]) for row in rows_of(scenario.pack_folder / "population.csv", "year")}
    except (OSError, ValueError):
        return
    absent = set(range(pack.base_year - 1, scenario.horizon)) - years
    if absent and years:
        yield fault_at(scenario, "horizon", f"population.csv has {missing_years(absent)}")


def missing_years(absent: set[int]) -> str:
    """Say which years have no population, and what to do."""
    first = min(absent)
    return f"no persons for mid-year {first}; set the horizon to {first} or earlier, or add the years"
