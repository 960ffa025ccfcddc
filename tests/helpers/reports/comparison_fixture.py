"""A comparison of invented runs, small enough to read, for the tests of its page and its workbook."""

from sufficiency.reports.comparison.values import Comparison, WorthOfChange
from sufficiency.reports.summary.beside.measured import ComparedRun, ComparedYear, MeasuredValue
from sufficiency.reports.summary.estimate import Estimate


def run(name: str) -> ComparedRun:
    return ComparedRun(f"tiny-{name}", name.capitalize(), "What if?", "A planner", 7, 50, "0.1.0", "c0ffee")


def measured(name: str, about: str, scale: float = 1.0, runs: int = 2) -> MeasuredValue:
    years = tuple(
        ComparedYear(
            census_year,
            tuple(Estimate(scale * (100 + run), scale * 90, scale * 120) for run in range(runs)),
            tuple(Estimate(-scale * run * step, -scale * (run * step + 2), scale * step) for run in range(1, runs)),
        )
        for step, census_year in enumerate((2025, 2026, 2027))
    )
    return MeasuredValue(name, about, years)


def comparison(runs: int = 2) -> Comparison:
    nobody = ComparedYear(2025, (Estimate(0.0),) * runs, (Estimate(0.0),) * (runs - 1))
    measures = (
        measured("plans", "EHC plans", runs=runs),
        measured("high_needs_gbp", "spend of the year", 1e6, runs),
        MeasuredValue("unplaced_learners", "learners without a place", (nobody,)),
    )
    worths = tuple(
        WorthOfChange(change, year, measure, -2.0e6, None if change == "interaction" else -1.5e6)
        for change in ("lever one", "interaction", "total")
        for year in (2025, 2026, 2027)
        for measure in ("plans", "high_needs_gbp")
    )
    names = ("baseline", "measures", "other", "more", "most", "last")[:runs]
    return Comparison(tuple(run(name) for name in names), measures, 2026, worths, "exact: every subset was run")
