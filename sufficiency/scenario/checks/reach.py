"""Does the population of the pack reach as far as the scenario asks? Absent years are not nought."""

import csv
from collections.abc import Iterator
from pathlib import Path

from sufficiency.errors import Fault
from sufficiency.scenario.checks.locating import fault_at
from sufficiency.scenario.checks.pack_lists import PackLists
from sufficiency.scenario.values import Scenario


def reach_faults(scenario: Scenario, pack: PackLists) -> Iterator[Fault]:
    """Yield a fault where the pack lacks the population of a year that a run needs; others name a broken table."""
    try:
        years = _years(scenario.pack_folder / "population.csv")
    except (OSError, ValueError, IndexError, StopIteration, csv.Error):
        return
    absent = set(range(pack.base_year - 1, scenario.horizon)) - years
    if absent and years:
        yield fault_at(scenario, "horizon", f"population.csv has {missing_years(absent)}")


def _years(path: Path) -> set[int]:
    """Years of a table of thousands of rows: only the one column is looked at."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        place = next(rows).index("year")
        words = {row[place] for row in rows}
    return {int(word) for word in words}


def missing_years(absent: set[int]) -> str:
    """Say which years have no population, and what to do."""
    first = min(absent)
    return f"no persons for mid-year {first}; set the horizon to {first} or earlier, or add the years"
