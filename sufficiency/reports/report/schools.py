"""Schools and bases, each with its places, its learners and where they come from; those above 110% first."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.vocabulary import NEEDS, academic_year
from sufficiency.reports.pictures.atlas.school_map import figures, school_map
from sufficiency.reports.pictures.schools import SchoolGroup, scale_of, schools_charts
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.maps import SCHOOL_MAP_DESCRIPTION, school_map_title
from sufficiency.reports.report.sentences.schools import (
    above_words,
    alike_words,
    change_words,
    estimated_words,
    full_from_words,
    independent_name,
    independent_title,
    kind_title,
    pooled_words,
    school_notes,
    schools_title,
)
from sufficiency.reports.summary.schools.schools import OUTSIDE
from sufficiency.reports.summary.schools.values import FULL_PERCENT, SchoolsOfKind, independent_together
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import SCHOOL_KINDS, band_sentence, need_words


@dataclass(frozen=True)
class KindPart:
    """One kind of school on the page: its heading, what must be known of its figures, its pictures and its groups."""

    of_kind: SchoolsOfKind
    title: str
    one: str
    many: str
    sentences: tuple[str, ...]
    pictures: tuple[str, ...]
    groups: tuple[SchoolGroup, ...]


def _gather(view: RunView, summary: Summary) -> Given | None:
    if not summary.schools:
        return None
    return {
        "titles": {"schools": schools_title(summary), "independent": independent_title(summary)},
        "map": _map(view, summary),
        "map_figures": figures,
        "kinds": [_kind(of_kind, summary) for of_kind in summary.schools],
        "first_year": academic_year(summary.identity.base_census_year + 1),
        "all_years": [used.academic_year for used in summary.schools[0].schools[0].years],
        "full": f"{FULL_PERCENT}%",
        "needs": [(str(need), need_words(need)) for need in NEEDS],
        "notes_of": school_notes,
        "changes_of": change_words,
        "full_from": full_from_words,
        "independent_name": independent_name,
        "independent": independent_together(summary.independent),
    }


def _map(view: RunView, summary: Summary) -> tuple[str, str] | None:
    """The map of schools with its title; None where nothing can be drawn."""
    shown = summary.maps
    if view.boundaries is None or shown is None or shown.ground is None or not shown.schools:
        return None
    title = school_map_title(shown)
    return title, school_map(shown, view.boundaries, title, SCHOOL_MAP_DESCRIPTION)


def _kind(of_kind: SchoolsOfKind, summary: Summary) -> KindPart:
    groups = tuple(_groups(of_kind, summary))
    title = kind_title(of_kind, summary)
    above = "" if of_kind.kind == OUTSIDE else above_words(of_kind, summary)
    known = (pooled_words(of_kind), estimated_words(of_kind), alike_words(of_kind))
    return KindPart(
        of_kind=of_kind,
        title=title,
        one=SCHOOL_KINDS[of_kind.kind][0],
        many=SCHOOL_KINDS[of_kind.kind][1],
        sentences=tuple(words for words in (above, *known) if words),
        pictures=() if of_kind.kind == OUTSIDE else _pictures(of_kind, groups, summary),
        groups=groups,
    )


def _groups(of_kind: SchoolsOfKind, summary: Summary) -> Iterator[SchoolGroup]:
    """Those above 110% under one heading, the others under a second; one heading where all are alike."""
    years = " or ".join(dict.fromkeys((summary.key_years[0], summary.focus_year)))
    if of_kind.full:
        yield SchoolGroup(f"Above {FULL_PERCENT}% in {years}, the fullest first", of_kind.full)
    if of_kind.others:
        yield SchoolGroup(f"Not above {FULL_PERCENT}% in {years}, by area", of_kind.others)


def _pictures(of_kind: SchoolsOfKind, groups: tuple[SchoolGroup, ...], summary: Summary) -> tuple[str, ...]:
    scale = scale_of(of_kind.schools)
    many = SCHOOL_KINDS[of_kind.kind][1]
    words = (
        f"One small line a school: how full each of the {many} is by year, from {scale.low}% to {scale.high}% of its"
    )
    words += f" places. {band_sentence(summary.identity.draws)} The table below has every figure."
    title = f"{many.capitalize()}: how full each is by year"
    return schools_charts(of_kind.kind.replace("_", "-"), groups, (title, " ".join(words.split())))


PART = ReportPart("schools", "Schools", _gather)
