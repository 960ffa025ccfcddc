"""The tables of a report have the figures of the run's saved tables, which are read and added up here by themselves."""

from functools import cache

import pandas as pd
import pytest
from figures_on_page import Said, Table, figures, said_by, value
from pages_made import page, tiny_run

from models.vocabulary import NEED_NAMES
from sufficiency.reports.words import PHASE_NAMES

pytestmark = pytest.mark.unit

YEAR, LAST = "2028/29", 2029
BASE = "2024/25"
"""The base year stands twice in the table of kinds: as counted, and as the run has it."""
KINDS = {
    "mainstream": "Mainstream schools",
    "state_special": "State special schools",
    "base": "Specialist bases",
    "inmss_special": "INMSS special schools",
    "independent_mainstream": "Independent mainstream schools",
    "post_16": "Colleges and specialist post-16",
    "elsewhere": "Elsewhere",
    "unmet_in_mainstream": "of them unmet",
}
AT_YEAR = f"academic_year == '{YEAR}' and requirement != 'independent_only'"
PARTS = {
    "required": "Required",
    "gap": "Missing",
    "above_places": "Above places",
    "inmss_for_want": "INMSS for want of a place",
    "unmet": "Unmet in mainstream",
}


@cache
def said() -> Said:
    return said_by(page("tiny run"))


def saved(name: str) -> pd.DataFrame:
    return pd.read_csv(tiny_run() / f"{name}.csv")


def column(table: Table, heading: str) -> dict[str, float]:
    """The first figure of each row below a heading, with its sign, by what the row is about."""
    place = table.headings.index(heading)
    return {row[0]: signed(row[place]) for row in table.rows if len(row) > place and figures(row[place])}


def signed(cell: str) -> float:
    return value(figures(cell)[0]) * (-1 if cell.startswith("−") else 1)


def wholes(series: pd.Series) -> dict[str, float]:
    """Figures as a report rounds them: half is half, whatever the last digit of a sum."""
    return {str(code): float(round(round(figure, 6))) for code, figure in series.items()}


def test_plans_by_year():
    totals = saved("forecast_totals").query("level == 'authority'").set_index("census_year")
    table = said().table("January", "Plans", "Source")
    shown = column(table, "Plans")
    assert wholes(totals["plans"]).items() <= shown.items()
    ends = table.headings.index("Plans") + 1
    ahead = totals[totals.index > 2025]
    for year, row in ahead.iterrows():
        cell = table.row(str(year))[ends]
        assert [value(one) for one in figures(cell)] == [round(row["plans_p10"]), round(row["plans_p90"])]


@pytest.mark.parametrize(("level", "names"), [("phase", PHASE_NAMES), ("need", NEED_NAMES)])
def test_plans_by_phase_and_by_need(level, names):
    totals = saved("forecast_totals").query(f"level == '{level}' and census_year == {LAST}").set_index("code")
    plans = totals["plans"]
    named = plans[plans.round() > 0].rename(index={str(code): name for code, name in names.items()})
    shown = column(said().table("Age band", f"January {LAST}"), f"January {LAST}")
    assert wholes(named).items() <= shown.items()


def test_learners_by_kind_and_year():
    rows = saved("learners_by_kind")
    table = said().table("Academic year", *KINDS.values())
    for kind, heading in KINDS.items():
        of_kind = rows[rows["kind"] == kind].set_index("academic_year")
        known = of_kind["learners"].fillna(of_kind["counted"]).dropna().drop(BASE)
        assert column(table, heading).items() >= wholes(known).items()


@pytest.mark.parametrize("measure", PARTS)
def test_places_by_year(measure):
    sums = saved("place_need").query("requirement != 'independent_only'").groupby("academic_year")[measure].sum()
    assert column(said().table("Academic year", "Places", *PARTS.values()), PARTS[measure]) == wholes(sums)


def test_places_missing_by_need_and_phase():
    rows = saved("place_need").query(AT_YEAR)
    table = said().table("Need", "Primary", "All phases")
    names = {str(code): name for code, name in NEED_NAMES.items()}
    for phase, cells in rows.groupby("phase"):
        sums = cells.groupby("need")["gap"].sum().rename(index=names)
        assert (
            column(table, PHASE_NAMES[phase]).items()
            <= {**wholes(sums), "All needs": round(cells["gap"].sum())}.items()
        )
    sums = rows.groupby("need")["gap"].sum().rename(index=names)
    assert column(table, "All phases") == {**wholes(sums), "All needs": round(rows["gap"].sum())}


def test_places_by_area():
    rows = saved("place_need").query(AT_YEAR)
    table = said().table("Area", "Required", "Reallocated", "Missing")
    for measure, heading in {
        "required": "Required",
        "places_now": "Places now",
        "places_committed": "More committed",
        "reallocated": "Reallocated",
        "above_places": "Above places",
        "inmss_for_want": "INMSS for want",
        "unmet": "Unmet",
        "gap": "Missing",
    }.items():
        assert column(table, heading) == wholes(rows.groupby("area_name")[measure].sum()), heading


def test_the_largest_gaps():
    rows = saved("place_need").query(AT_YEAR)
    table = said().table("Need", "Phase", "Area", "Kind of place", "Missing")
    shown = [signed(row[table.headings.index("Missing")]) for row in table.rows]
    largest = rows["gap"].nlargest(len(shown))
    assert shown == [float(round(gap)) for gap in largest]


def test_learners_displaced_to_independent_schools():
    sums = saved("displaced").groupby("academic_year")[["at_inmss", "directed", "out_of_reach", "displaced"]].sum()
    table = said().table("Academic year", "In INMSS", "For want of a local place")
    for measure, heading in zip(sums, table.headings[1:], strict=True):
        assert column(table, heading) == wholes(sums[measure])


def test_journeys_over_the_limit():
    sums = saved("journeys").groupby("academic_year")[["learners", "over_limit", "stated", "residential"]].sum()
    table = said().table("Academic year", "Learners", "Over the limit", "Boarding")
    for measure, heading in zip(sums, table.headings[1:5], strict=True):
        assert column(table, heading) == wholes(sums[measure])


def test_how_near_home_learners_are():
    sums = saved("local_shares").groupby("academic_year").sum(numeric_only=True)
    table = said().table("Academic year", "Elsewhere in the authority", "Outside the authority")
    assert column(table, "Learners") == wholes(sums["learners"])
    assert column(table, "State-funded, in the area they live in") == wholes(sums["in_area_state"])
    assert column(table, "Elsewhere in the authority") == wholes(sums["in_authority"] - sums["in_area_state"])
    assert column(table, "Outside the authority") == wholes(sums["out_of_authority"])
    assert column(table, "In the market") == wholes(sums["in_market"])


def test_why_plans_change():
    steps = saved("drivers_totals").query("census_year == @LAST and level == 'authority'")
    table = said().table("Driver", "What it is")
    shown = column(table, f"By January {LAST}")
    assert shown.pop("Change of plans") == round(steps["plans"].sum())
    assert sorted(shown.values()) == sorted(wholes(steps.set_index("driver")["plans"]).values())


def test_every_school_has_its_own_figures():
    schools = saved("schools").query("academic_year == @YEAR").set_index("provider_name")
    rows = {row[0]: row for table in said().tables for row in table.rows if "School or base" in table.headings}
    for name, school in schools[schools["provision"].isin(["state_special", "specialist_base"])].iterrows():
        written = [
            figure
            for first, cells in rows.items()
            if first.startswith(name)
            for cell in cells
            for figure in figures(cell)
        ]
        assert str(round(school["places"])) in written, name
        assert str(round(school["learners"])) in written, name
