"""The report as one page of HTML that needs nothing but itself: no script, no network, no fonts from elsewhere."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from markupsafe import Markup

from sufficiency.harmless import visible
from sufficiency.packs.small_numbers import NOT_FOR_PUBLICATION
from sufficiency.reports import words
from sufficiency.reports.environment import environment
from sufficiency.reports.report import answer, beside, journeys, learners, money, need, plans, schools, trust, worth
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView

PARTS: tuple[ReportPart, ...] = (
    answer.PART,
    plans.PART,
    learners.PART,
    need.PART,
    schools.PART,
    journeys.PART,
    worth.PART,
    money.PART,
    beside.PART,
    trust.PART,
)


@dataclass(frozen=True)
class RenderedPart:
    """A part as it stands on the page: where links lead, what the list of parts calls it, and its HTML."""

    anchor: str
    name: str
    html: Markup


def render_page(view: RunView, summary: Summary) -> str:
    """Return the report of a run as HTML, under 3 MB; the same bytes for the same run."""
    common = _common(summary)
    with _nothing_collected():
        given = [(part, part.gather(view, summary)) for part in PARTS]
    parts = [_rendered(part, {**common, **found}) for part, found in given if found is not None]
    return visible(environment().get_template("report/page.html.j2").render(common, parts=parts))


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A context in which Python looks for no garbage: pictures make so many objects that the search takes a fifth."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _rendered(part: ReportPart, given: Given) -> RenderedPart:
    html = environment().get_template(f"report/{part.anchor}.html.j2").render(given)
    return RenderedPart(part.anchor, part.name, Markup(html))  # noqa: S704 - a template that escaped what it was given


def _common(summary: Summary) -> Given:
    """What every part may show."""
    draws = summary.identity.draws
    return {
        "summary": summary,
        "identity": summary.identity,
        "area_names": dict(summary.area_names),
        "ranges": words.range_sentence(draws),
        "range_name": words.range_name(draws),
        "with_range": words.with_range(draws),
        "words": words,
        "not_for_publication": NOT_FOR_PUBLICATION,
    }
