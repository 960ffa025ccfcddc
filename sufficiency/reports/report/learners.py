"""Where learners are: everybody with a plan, counted and forecast, by kind of provision."""

from dataclasses import dataclass

from models.vocabulary import academic_year, census_year
from sufficiency.packs.contracts import NOT_RECORDED
from sufficiency.reports.pictures.kind_panels import PANELS, PERSON_LEVEL, everybody_chart
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.phrases import change_of
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.learners import UNPLACED
from sufficiency.reports.summary.values import OfKind, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, band_sentence, whole
from sufficiency.results.learners_by_kind import MAINSTREAM_KIND, UNMET_KIND

COLUMNS = (*PANELS, UNPLACED, NOT_RECORDED)
"""Kinds in the order in which the table has them."""
PART_OF = (UNMET_KIND, UNPLACED)
"""Kinds whose learners stand in the column before them too."""


@dataclass(frozen=True)
class YearOfAll:
    """Everybody in one academic year: as ``counted`` each January or as the run has it, by kind, and all plans."""

    academic_year: str
    counted: bool
    cells: tuple[Estimate | None, ...]
    plans: Estimate | None


def everybody_title(summary: Summary) -> str:
    """Say how the learners in mainstream, in state special schools and in INMSS special schools move.

    The word for the move stands once where all of them have the same.
    """
    named = (
        ("mainstream schools", MAINSTREAM_KIND),
        ("state special schools", "state_special"),
        ("INMSS special schools", "inmss_special"),
    )
    found = [(name, kind, summary.of_kind(kind)) for name, kind in named]
    shown = [(name, kind, of_kind) for name, kind, of_kind in found if of_kind is not None and of_kind.forecast]
    if not shown:
        return "Learners by kind of provision"
    words, before = [], ""
    for name, kind, of_kind in shown:
        change, figures = _moved(of_kind)
        words.append(f"in {name} {figures if change == before else f'{change}{figures}'}")
        words[-1] += _unmet(summary) if kind == MAINSTREAM_KIND else ""
        before = change
    return f"By {summary.key_years[-1]} learners {', '.join(words)}"


def _unmet(summary: Summary) -> str:
    unmet = summary.of_kind(UNMET_KIND)
    return f" ({about(unmet.forecast[-1][1].central)} of them unmet)" if unmet and unmet.forecast else ""


def _moved(found: OfKind) -> tuple[str, str]:
    """The word for how a kind moves, as it stands before the figures, and the figures."""
    then, now = (found.forecast[end][1].central for end in (0, -1))
    return change_of(then, now, ("rise ", "fall ", "stay level, ")), f"from {about(then)} to {about(now)}"


def displaced_title(summary: Summary) -> str:
    """Say how many learners in INMSS could be placed locally if there were room."""
    row = summary.explained.displaced_in(summary.focus_year) or summary.explained.displaced[-1]
    return (
        f"In {row.academic_year} about {about(row.displaced.central)} learners are in independent and non-maintained "
        "schools only for want of a local place"
    )


def columns_of(summary: Summary) -> tuple[str, ...]:
    """The kinds that the table has columns of."""
    return tuple(kind for kind in COLUMNS if summary.of_kind(kind) is not None)


def years_of(summary: Summary) -> tuple[YearOfAll, ...]:
    """Everybody by kind in each year: counted up to the base year, then the run from the base year on."""
    kinds = [found for found in map(summary.of_kind, columns_of(summary)) if found is not None]
    counted = [{year: Estimate(learners) for year, learners in kind.counted} for kind in kinds]
    ahead = [dict(kind.forecast) for kind in kinds]
    published = {academic_year(row.census_year): row.plans for row in summary.history}
    forecast = {academic_year(row.census_year): row.plans for row in summary.plans}
    return tuple(
        YearOfAll(year, of is counted, tuple(cells.get(year) for cells in of), plans.get(year))
        for of, plans in ((counted, published), (ahead, forecast))
        for year in sorted({year for cells in of for year in cells})
    )


def breaks(summary: Summary) -> list[str]:
    """Say where the counts cannot be compared, and where the run starts from something else than the last count."""
    years = [year for kind in summary.kinds for year, _ in kind.counted]
    if not years:
        return []
    found = []
    if census_year(min(years)) < PERSON_LEVEL <= census_year(max(years)):
        found.append(
            f"From January {PERSON_LEVEL} on (the dotted line) plans are counted person by person; before, each "
            "authority gave one figure a kind, and plans whose placement was not recorded cannot be told from those "
            "elsewhere. Authorities code bases and elsewhere anew at times: a jump of one January there is more often "
            "a change of code than of children."
        )
    base, missing = summary.key_years[0], summary.of_kind(NOT_RECORDED)
    unknown = missing.in_year(base) if missing else None
    if unknown is not None and unknown.central and _differ(summary, base):
        count = f"{whole(unknown.central)} {'plan was' if round(unknown.central) == 1 else 'plans was'}"
        found.append(
            f"In January {census_year(base)} the placement of {count} not recorded: the run shares them out over all "
            f"kinds, so in {base} it starts a little above the counts."
        )
    return found


def _differ(summary: Summary, year: str) -> bool:
    """Whether the run has another figure than was counted of any kind in a year."""
    both = ((dict(kind.counted).get(year), dict(kind.forecast).get(year)) for kind in summary.kinds)
    return any(whole(count) != whole(run.central) for count, run in both if count is not None and run is not None)


def _gather(_: RunView, summary: Summary) -> Given:
    titles, pictures = {}, {}
    if any(summary.of_kind(kind) for kind in PANELS):
        titles["everybody"] = everybody_title(summary)
        words = "Everybody with a plan by kind of provision, a panel each with a scale of its own. Dots are January "
        words += f"counts, lines from {summary.key_years[0]} on the run. {band_sentence(summary.identity.draws)}"
        pictures["everybody"] = everybody_chart(summary, titles["everybody"], words)
    if summary.explained.displaced:
        titles["displaced"] = displaced_title(summary)
    rows = years_of(summary)
    return {
        "titles": titles,
        "pictures": pictures,
        "columns": columns_of(summary),
        "part_of": PART_OF,
        "groups": [[row for row in rows if row.counted is counted] for counted in (True, False)],
        "breaks": breaks(summary),
    }


PART = ReportPart("learners", "Where learners are", _gather)
