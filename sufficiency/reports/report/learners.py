"""Where learners are: counted and forecast, by kind of provision."""

from sufficiency.reports.pictures import charts
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.phrases import change_of
from sufficiency.reports.summary.values import OfKind, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, band_sentence


def kinds_title(summary: Summary) -> str:
    """Say how the learners in state special schools and in INMSS special schools move."""
    named = (("state special schools", "state_special"), ("INMSS special schools", "inmss_special"))
    return _moves_of(summary, named)


def smaller_kinds_title(summary: Summary) -> str:
    """Say how the learners in specialist bases and in independent mainstream schools move."""
    named = (("specialist bases", "base"), ("independent mainstream schools", "independent_mainstream"))
    return _moves_of(summary, named)


def _moves_of(summary: Summary, named: tuple[tuple[str, str], ...]) -> str:
    found = [(name, summary.of_kind(kind)) for name, kind in named]
    moves = [f"in {name} {_moved(of_kind)}" for name, of_kind in found if of_kind is not None]
    return f"Learners {', '.join(moves)}" if moves else "Learners by kind of provision"


def _moved(found: OfKind) -> str:
    (_, then), (last, now) = found.forecast[0], found.forecast[-1]
    change = change_of(then.central, now.central, ("rise from", "fall from", "stay level, from"))
    return f"{change} {about(then.central)} to {about(now.central)} in {last}"


def displaced_title(summary: Summary) -> str:
    """Say how many learners in INMSS could be placed locally if there were room."""
    row = summary.explained.displaced_in(summary.focus_year) or summary.explained.displaced[-1]
    return (
        f"In {row.academic_year} about {about(row.displaced.central)} learners are in independent and non-maintained "
        "schools only for want of a local place"
    )


def _gather(_: RunView, summary: Summary) -> Given:
    titles, pictures = {}, {}
    history = f"Dots are January counts, lines after {summary.key_years[0]} the forecast."
    history += f" {band_sentence(summary.identity.draws)}"
    if summary.of_kind("state_special"):
        titles = {"kinds": kinds_title(summary), "smaller_kinds": smaller_kinds_title(summary)}
        words = f"Learners by kind of school. {history}"
        pictures["kinds"] = charts.kinds_chart(summary, titles["kinds"], words)
        words = f"Learners by kind of provision. {history}"
        pictures["smaller_kinds"] = charts.smaller_kinds_chart(summary, titles["smaller_kinds"], words)
    if summary.explained.displaced:
        titles["displaced"] = displaced_title(summary)
    return {
        "titles": titles,
        "pictures": pictures,
        "kind_years": sorted({year for row in summary.kinds for year, _ in (*row.counted, *row.forecast)}),
    }


PART = ReportPart("learners", "Where learners are", _gather)
