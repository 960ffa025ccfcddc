"""A small authority's place need, by hand: two areas, two schools, three needs, three years.

In 2024/25 the north is short of six special places for secondary autism and four for secondary SEMH, the south of two
for secondary autism; *Oak* has five places to spare in the south, 15 minutes from it and 25 from the north, and takes
autism alone. In 2025/26 Oak is full.
"""

import numpy as np
import pandas as pd

from models.vocabulary import NEEDS, PHASES, REQUIREMENTS
from sufficiency.returns.place_need.reach import Reach

YEARS = ("2024/25", "2025/26")
SHORT = {
    ("north", "ASD"): 6.0,
    ("north", "SEMH"): 4.0,
    ("south", "ASD"): 2.0,
}
GROUP_OF = {"ASD": "autism_communication", "SLCN": "autism_communication", "SEMH": "semh"}
UNUSED = {("2024/25", "oak"): 5.0, ("2025/26", "oak"): 0.0, ("2024/25", "elm"): 0.0, ("2025/26", "elm"): 3.0}


def cells_by_hand() -> pd.DataFrame:
    """The run's ``place_need`` as far as gaps by need go."""
    return pd.DataFrame(
        [
            {
                "academic_year": year,
                "area": area,
                "phase": "secondary",
                "need": need,
                "requirement": "special",
                "required": 20.0,
                "gap": short,
            }
            for year in YEARS
            for (area, need), short in SHORT.items()
        ]
    )


def groups_by_hand() -> pd.DataFrame:
    """The run's ``place_need_by_group``: twenty learners a row; seven for an independent school alone."""
    rows = [_row(cell["academic_year"], cell["area"], GROUP_OF[cell["need"]], cell["gap"]) for cell in _records()]
    only = [_only(year) for year in YEARS]
    return pd.DataFrame([*rows, *only]).sort_values(["academic_year", "area", "need_group"], ignore_index=True)


def _records() -> list[dict[str, object]]:
    return [{str(name): value for name, value in row.items()} for row in cells_by_hand().to_dict("records")]


def _row(year: object, area: object, group: str, gap: object) -> dict[str, object]:
    missing = float(str(gap))
    want, above = missing / 2, missing / 4
    unmet = missing - want - above
    required, otherwise = 20.0, 1.0
    return {
        "academic_year": year,
        "area": area,
        "phase": "secondary",
        "need_group": group,
        "requirement": "special",
        "required": required,
        "on_roll": required - want - unmet - otherwise,
        "places_agreed": required - missing - otherwise,
        "places_committed": 0.0,
        "places_to_close": 0.0,
        "above_places": above,
        "inmss_for_want": want,
        "unmet": unmet,
        "inmss_otherwise": otherwise,
        "unplaced": 0.0,
        "gap": missing,
        "miles_saved": want * 10,
        **{f"{name}_{end}": value for name, value in (("required", required), ("gap", missing)) for end in ENDS},
    }


ENDS = ("p10", "p50", "p90")


def _only(year: str) -> dict[str, object]:
    nobody = dict.fromkeys(("required", "gap", "on_roll", *_ZERO), 0.0)
    ranges = {f"{name}_{end}": 0.0 for name in ("required", "gap") for end in ENDS}
    where = {"academic_year": year, "area": "north", "phase": "secondary", "need_group": "semh"}
    return {**nobody, **ranges, **where, "requirement": "independent_only", "required": 7.0}


_ZERO = (
    *("places_agreed", "places_committed", "places_to_close", "above_places", "inmss_for_want", "unmet"),
    *("inmss_otherwise", "unplaced", "miles_saved"),
)


RANGE = dict(zip(ENDS, (9.0, 12.0, 15.0), strict=True))


def totals_by_hand() -> pd.DataFrame:
    """The run's ``place_need_totals`` of the authority: ranges that are no sums."""
    return pd.DataFrame(
        [
            {
                "academic_year": year,
                "level": "authority",
                "code": "all",
                **{f"{name}_{end}": RANGE[end] for name in ("required", "gap") for end in ENDS},
            }
            for year in YEARS
        ]
    )


def schools_by_hand() -> pd.DataFrame:
    """Unused places of the two schools."""
    return pd.DataFrame(
        [{"academic_year": year, "provider_id": school, "unused": unused} for (year, school), unused in UNUSED.items()]
    )


def reach_by_hand() -> Reach:
    """Oak takes autism, Elm SEMH, both secondary and special; minutes from north and south."""
    minutes = np.zeros((2, len(PHASES), 2))
    minutes[0], minutes[1] = (25.0, 40.0), (15.0, 45.0)
    return Reach(
        areas=("north", "south"),
        schools=("oak", "elm"),
        minutes=minutes,
        needs=np.array([[need == "ASD" for need in NEEDS], [need == "SEMH" for need in NEEDS]]),
        phases=np.array([[phase == "secondary" for phase in PHASES]] * 2),
        requirements=np.array([[kind == "special" for kind in REQUIREMENTS]] * 2),
    )
