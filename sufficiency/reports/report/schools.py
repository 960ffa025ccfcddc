"""Schools and bases, each with its places, its learners and where they come from."""

from models.vocabulary import academic_year
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.schools.schools import OUTSIDE
from sufficiency.reports.summary.schools.values import SchoolsOfKind
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import SCHOOL_KINDS, whole


def schools_title(summary: Summary) -> str:
    """Say how many state schools and bases of the authority have more learners than places, now and then."""
    own = [of_kind for of_kind in summary.schools if of_kind.kind != OUTSIDE]
    if not own:
        return "State special schools and bases"
    kinds = " and ".join(SCHOOL_KINDS[of_kind.kind][1] for of_kind in own)
    listed = sum(len(of_kind.schools) for of_kind in own)
    now, then = (sum(of_kind.above[year] for of_kind in own) for year in (0, 1))
    first, focus = summary.key_years[0], summary.focus_year
    return f"Of {listed} {kinds}, {_above(now)} more learners than places in {first}, {whole(then)} in {focus}"


def kind_title(of_kind: SchoolsOfKind, summary: Summary) -> str:
    """Say the same of one kind; of schools outside the authority, how many learners they have."""
    first, focus = summary.key_years[0], summary.focus_year
    name = SCHOOL_KINDS[of_kind.kind][len(of_kind.schools) > 1 or of_kind.kind == OUTSIDE].capitalize()
    if of_kind.kind == OUTSIDE:
        now, then = (used.learners.central for used in of_kind.together[:2])
        return f"{name}: {whole(now)} learners in {first}, {whole(then)} in {focus}"
    now, then = of_kind.above
    return f"{name}: {now} of {len(of_kind.schools)} above places in {first}, {then} in {focus}"


def _above(count: int) -> str:
    return f"{count} has" if count == 1 else f"{count} have"


def _gather(_: RunView, summary: Summary) -> Given | None:
    if not summary.schools:
        return None
    return {
        "titles": {"schools": schools_title(summary)},
        "school_titles": {of_kind.kind: kind_title(of_kind, summary) for of_kind in summary.schools},
        "first_year": academic_year(summary.identity.base_census_year + 1),
    }


PART = ReportPart("schools", "Schools", _gather)
