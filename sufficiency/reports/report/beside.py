"""Several runs side by side, where several are given; the run of the page is the first."""

from sufficiency.reports.comparison.beside import title_of, year_of
from sufficiency.reports.comparison.page import figure_and_range
from sufficiency.reports.pictures.beside import DRAWN, beside_chart, year_shown
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.phrases import spread
from sufficiency.reports.summary.beside.measured import BesideRuns, MeasuredValue
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import whole

MISSING = "missing_places"


def beside_title(beside: BesideRuns, summary: Summary) -> str:
    """Say how many places are missing in each run in the focus year."""
    year = year_of(_measure(beside, MISSING), summary.focus_year)
    if year is None:
        raise AssertionError("the first run has its focus year")
    known = [(letter, total) for letter, total in zip(beside.letters, year.totals, strict=True) if total is not None]
    (_, first), *others = known
    words = f"{whole(first.central)} state places missing in {summary.focus_year} in A{spread(first, whole)}"
    return f"Beside other runs: {words}, " + ", ".join(
        f"{whole(total.central)} in {letter}{spread(total, whole)}" for letter, total in others
    )


def _measure(beside: BesideRuns, name: str) -> MeasuredValue:
    return next(one for one in beside.measures if one.name == name)


def _gather(view: RunView, summary: Summary) -> Given | None:
    beside = view.beside
    if beside is None:
        return None
    title = beside_title(beside, summary)
    words = "Four small pictures, a line a run by year, named by its letter: " + "; ".join(
        f"{letter} is {run.title}" for letter, run in zip(beside.letters, beside.runs, strict=True)
    )
    return {
        "title": title,
        "beside": beside,
        "runs": list(zip(beside.letters, beside.runs, beside.changes, strict=True)),
        "tables": [(year, _rows(beside, year)) for year in beside.academic_years],
        "drawn": [(unit, _measure(beside, name)) for name, unit in DRAWN.items()],
        "picture": beside_chart(beside, title, f"{words}."),
        "figure_and_range": figure_and_range,
        "year_shown": year_shown,
    }


def _rows(beside: BesideRuns, year: str) -> list[tuple[str, object, object]]:
    """Measures that a year has, each with its title."""
    found = [(title_of(measure, year), measure, year_of(measure, year)) for measure in beside.measures]
    return [row for row in found if row[2] is not None]


PART = ReportPart("beside", "Beside other runs", _gather)
