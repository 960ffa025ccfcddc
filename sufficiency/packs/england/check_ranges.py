"""What authorities of a size have shown, against which a pack is held: the table ``data/reference/check_ranges.csv``.

Each row gives the range between two quantiles of what was observed in all authorities (A-70), for one measure and one
class of size. ``size_from`` is inside the class, ``size_to`` outside it. Changes are by the count of the year before;
what was paid a learner is by the learners it was paid for; sizes of schools and of small areas have one class.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sufficiency.errors import InputError
from sufficiency.tables.contracts import Contract, free_text, integer, number, text
from sufficiency.tables.files import read_table

MEASURES = (
    "plans_growth",
    "band_growth",
    "provision_growth",
    "requests_growth",
    "new_plans_growth",
    "new_plans_per_request",
    "ceased_share",
    "flow_residual",
    "cohort_step",
    "population_growth",
    "point_children",
    "state_special_places",
    "independent_special_places",
    "top_up_special",
    "top_up_mainstream",
    "fee_special",
)
CHECK_RANGES = Contract(
    "check_ranges",
    (text("measure", MEASURES), number("size_from", "count of the year before, or learners", 0)),
    (
        number("size_to", "count of the year before, or learners", 0),
        number("lowest", "ratio, persons, places or pounds a learner"),
        number("highest", "ratio, persons, places or pounds a learner"),
        integer("observations", "observations", 1),
        free_text("source"),
    ),
)


@dataclass(frozen=True)
class Range:
    """What authorities of a size have shown: from ``lowest`` to ``highest``, in so many observations."""

    lowest: float
    highest: float
    observations: int

    def holds(self, value: float) -> bool:
        """Whether a value lies in the range."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True)
class Ranges:
    """The ranges by measure, each with the sizes it holds for: from (inside) and to (outside)."""

    classes: Mapping[str, tuple[tuple[float, float, Range], ...]]

    def of(self, measure: str, size: float) -> Range | None:
        """Range for a measure at a size; None where nothing of that size was seen."""
        return next((found for low, high, found in self.classes.get(measure, ()) if low <= size < high), None)


def read_ranges(folder: Path) -> Ranges:
    """Read the table from the folder of reference tables.

    Raises
    ------
    InputError
        When it is missing or breaks its contract.
    """
    table, faults = read_table(folder / f"{CHECK_RANGES.name}.csv", CHECK_RANGES)
    if faults:
        raise InputError(faults)
    classes: dict[str, tuple[tuple[float, float, Range], ...]] = dict.fromkeys(MEASURES, ())
    for row in table.to_dict("records"):
        found = Range(row["lowest"], row["highest"], row["observations"])
        classes[row["measure"]] = (*classes[row["measure"]], (row["size_from"], row["size_to"], found))
    return Ranges(MappingProxyType(classes))
