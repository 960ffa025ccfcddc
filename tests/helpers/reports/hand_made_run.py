"""A run of one year, two areas and one need, small enough to add up by hand, for the tests of summaries."""

from functools import cache

import pandas as pd
from need_tables import kinds_of, totals_of
from report_fixture import CONTEXT, filled_up, origins_of, school_figures

from sufficiency.reports.summary.summary import summarise
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView

PLACED = ["academic_year", "area", "phase", "need", "requirement", "provider_id", "learners"]
REQUIRED = ["census_year", "area", "phase", "need", "requirement", "learners", "learners_p10", "learners_p90"]
NEEDED = ["academic_year", "area", "phase", "need", "requirement", "required", "required_p10", "required_p50"]
NEEDED.append("required_p90")
RANGED = {"required": (55.0, 66.0), "gap": (9.0, 20.0), "above_places": (2.0, 4.0)}
"""Ranges of the authority's totals, narrower than the sums of those of its cells."""


def hand_made_tables() -> dict[str, pd.DataFrame]:
    """One year, two areas, one need: 60 learners require a state place, 6 an independent one; 45 places.

    14 places are missing: 3 above places, 7 in INMSS for want of a place, 4 unmet in mainstream.
    """
    forecast = pd.DataFrame(
        [(2026, "authority", "X", 110.0, 100.0, 112.0, 125.0), (2026, "phase", "primary", 110.0, 100.0, 112.0, 125.0)],
        columns=["census_year", "level", "code", "plans", "plans_p10", "plans_p50", "plans_p90"],
    )
    requirement = pd.DataFrame(
        [
            (2026, "north", "primary", "ASD", "special", 30.0, 25.0, 36.0),
            (2026, "south", "primary", "ASD", "special", 20.0, 18.0, 23.0),
            (2026, "south", "secondary", "ASD", "base", 10.0, 9.0, 12.0),
            (2026, "north", "primary", "ASD", "independent_only", 6.0, 5.0, 7.0),
        ],
        columns=REQUIRED,
    )
    cells = requirement.assign(academic_year="2025/26", required=requirement["learners"])
    cells = cells.assign(required_p50=cells["required"])
    cells = cells.rename(columns={"learners_p10": "required_p10", "learners_p90": "required_p90"})[NEEDED]
    cells = cells.assign(
        places_now=[12.0, 21.0, 8.0, 0.0],
        places_committed=[4.0, 0.0, 0.0, 0.0],
        reallocated=[0.0, -2.0, 0.0, 0.0],
        above_places=[2.0, 1.0, 0.0, 0.0],
        inmss_for_want=[7.0, 0.0, 0.0, 0.0],
        unmet=[3.0, 0.0, 1.0, 0.0],
        inmss_otherwise=[1.0, 0.0, 0.0, 6.0],
        unplaced=[1.0, 0.0, 1.0, 0.0],
        gap=[12.0, 1.0, 1.0, 0.0],
        gap_p10=[8.0, 0.0, 0.0, 0.0],
        gap_p50=[12.0, 1.0, 1.0, 0.0],
        gap_p90=[17.0, 3.0, 2.0, 0.0],
    )
    kinds = {
        "state_special": (30.0, 39.0),
        "base": (8.0, 9.0),
        "inmss_special": (12.0, 16.0),
        "independent_mainstream": (0.0, 0.0),
        "unmet_in_mainstream": (0.0, 4.0),
    }
    placements = pd.DataFrame(
        [
            ("2025/26", "north", "primary", "ASD", "special", "ours", 16.0),
            ("2025/26", "south", "primary", "ASD", "special", "ours", 20.0),
            ("2025/26", "south", "secondary", "ASD", "base", "base", 9.0),
            ("2025/26", "north", "primary", "ASD", "special", "theirs", 3.0),
            ("2025/26", "north", "primary", "ASD", "special", "market", 10.0),
            ("2025/26", "north", "primary", "ASD", "independent_only", "market", 6.0),
        ],
        columns=PLACED,
    ).assign(entrants=0.0, incumbents=0.0, miles=1.0, minutes=1.0, cost_gbp=1.0)
    own = {"provider_id": ["ours", "base"], "provision": ["state_special", "specialist_base"]}
    schools = pd.DataFrame({"academic_year": "2025/26", **own})
    schools = schools.assign(area=["north", "south"], incumbents=[30.0, 9.0], entrants=[6.0, 0.0])
    learners = schools["incumbents"] + schools["entrants"]
    schools = schools.assign(**school_figures(learners, pd.Series([33.0, 8.0])))
    unplaced = pd.DataFrame(
        [
            ("2025/26", "north", "primary", "ASD", "special", 1.0, 4.0, "full"),
            ("2025/26", "south", "secondary", "ASD", "base", 1.0, 2.0, "full"),
        ],
        columns=[*PLACED[:5], "learners", "learners_p90", "reason"],
    )
    spend = pd.DataFrame(
        [
            ("2025-26", "dsg_high_needs", "inmss_fees", "independent_special", 900.0, 800.0, 900.0, 1000.0),
            ("2025-26", "general_fund", "sen_transport", "independent_special", 100.0, 90.0, 100.0, 110.0),
            ("2025-26", "dsg_high_needs", "top_up_special", "state_special", 500.0, 450.0, 500.0, 600.0),
        ],
        columns=[
            *("financial_year", "ledger", "line", "provision"),
            *("real_gbp", "real_gbp_p10", "real_gbp_p50", "real_gbp_p90"),
        ],
    )
    checks = pd.DataFrame(
        [("b", "information", "x", 0.0, 1.0, "fine"), ("a", "error", "y", float("nan"), float("nan"), "broken")],
        columns=["check", "severity", "subject", "value", "threshold", "message"],
    )
    made = {
        "forecast_totals": forecast,
        "requirement": requirement,
        "place_need": cells,
        "place_need_totals": totals_of(cells, RANGED),
        "learners_by_kind": kinds_of({"state_special": (27.0, 30.0)}, kinds, 2025),
        "placements": placements,
        "schools": schools,
        "school_origins": origins_of(placements),
        "unplaced": unplaced,
        "spend": spend,
        "ranges": money_ranges("2025/26"),
        "checks": checks,
    }
    return filled_up(made)


def money_ranges(year: str) -> pd.DataFrame:
    """The five measures in pounds of one year, each with a range."""
    central = {
        "high_needs_gbp": 1400.0,
        "inmss_fees_gbp": 900.0,
        "state_special_gbp": 500.0,
        "mainstream_gbp": 0.0,
        "transport_gbp": 100.0,
    }
    rows = [(measure, year, pounds, 0.9 * pounds, 1.2 * pounds) for measure, pounds in central.items()]
    return pd.DataFrame(rows, columns=["measure", "academic_year", "central", "p10", "p90"])


def hand_made_view(draws: int = 50, ranges: pd.DataFrame | None = None) -> RunView:
    tables = hand_made_tables()
    return RunView(
        tables=tables if ranges is None else {**tables, "ranges": ranges},
        providers=pd.DataFrame(
            {
                "provider_id": ["ours", "base", "theirs", "market"],
                "name": ["Our School", "Base", "Theirs", "Market"],
                "provision": ["state_special", "specialist_base", "state_special", "independent_special"],
                "area": ["north", "south", None, None],
            }
        ),
        history=pd.DataFrame({"census_year": [2025, 2024], "plans": [100, 90]}),
        areas=pd.DataFrame({"area": ["north", "south"], "name": ["The North", "The South"]}),
        boundaries=None,
        context={**CONTEXT, "draws": draws},
    )


@cache
def hand_made_summary() -> Summary:
    """The summary of the run made by hand as it is, made once; nobody changes it."""
    return summarise(hand_made_view())
