"""The answer of a run: six findings, each with its range."""

from dataclasses import dataclass

from models.vocabulary import census_year
from sufficiency.reports.report.part import Given, ReportPart
from sufficiency.reports.report.sentences.phrases import at_end, place_word, plans_figure, required_sentence, spread
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.learners import UNPLACED
from sufficiency.reports.summary.values import Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.reports.words import about, as_sum, millions, span, whole
from sufficiency.results.learners_by_kind import UNMET_KIND


@dataclass(frozen=True)
class Finding:
    """One figure, set large, and the words that follow it; the first of them lead to the part of the page it is of."""

    figure: str
    lead: str
    words: str
    anchor: str


def answer(summary: Summary) -> tuple[Finding, ...]:
    """Return the answer of a run: at most six findings, each with its range."""
    findings = [_plans(summary), _gap(summary), _state(summary), _inmss(summary), _unmet(summary), _cost(summary)]
    return tuple(finding for finding in findings if finding is not None)


def _plans(summary: Summary) -> Finding:
    first, last = summary.plans[0], summary.plans[-1]
    year = census_year(summary.focus_year)
    focus = next((row for row in summary.plans if row.census_year == year), last)
    later = "" if focus is last else f"; {at_end(last)}{spread(last.plans)}"
    lead = f"plans in January {focus.census_year}"
    words = f"{spread(focus.plans)}, against {plans_figure(first)} in January {first.census_year}{later}."
    return Finding(about(focus.plans.central), lead, words, "plans")


def _gap(summary: Summary) -> Finding:
    row = summary.total_in(summary.focus_year)
    return Finding(
        whole(row.gap.central),
        f"state {place_word(row.gap.central)} missing in {row.academic_year}",
        f"{spread(row.gap)}: {as_sum(row.missing)}. {required_sentence(row)}",
        "need",
    )


def _state(summary: Summary) -> Finding | None:
    special, base = (_of_kind(summary, kind) for kind in ("state_special", "base"))
    if special is None or base is None:
        return None
    return Finding(
        about(special.now.central),
        f"learners in state special schools in {summary.focus_year}",
        f"{spread(special.now)}{_capped(special.now)}, {special.before}; {about(base.now.central)} in specialist"
        f" bases{spread(base.now)},"
        f" {base.before}.",
        "learners",
    )


def _capped(now: Estimate) -> str:
    """Why a figure of a run with draws has no range: its schools are as full as they may be."""
    return "" if now.low is None or spread(now) or not round(now.central) else " (full, so without a range)"


def _inmss(summary: Summary) -> Finding | None:
    special, mainstream = (_of_kind(summary, kind) for kind in ("inmss_special", "independent_mainstream"))
    if special is None or mainstream is None:
        return None
    return Finding(
        about(special.now.central),
        f"learners in independent and non-maintained special schools (INMSS) in {summary.focus_year}",
        f"{spread(special.now)}, {special.before}; {about(mainstream.now.central)} in independent mainstream schools"
        f"{spread(mainstream.now)}, {mainstream.before}.{_displaced(summary)}",
        "learners",
    )


def _displaced(summary: Summary) -> str:
    row = summary.explained.displaced_in(summary.focus_year)
    if row is None:
        return ""
    return (
        f" About {about(row.displaced.central)} of them all{spread(row.displaced)} are there only for want of a place."
    )


def _unmet(summary: Summary) -> Finding | None:
    unmet, nowhere = (_of_kind(summary, kind) for kind in (UNMET_KIND, UNPLACED))
    if unmet is None:
        return None
    last = ""
    if nowhere is not None and span(nowhere.now) + whole(nowhere.now.central) != "0":
        have = "has" if round(nowhere.now.central) == 1 else "have"
        last = f" {whole(nowhere.now.central)} {have} no place at all{spread(nowhere.now, whole)}."
    return Finding(
        about(unmet.now.central),
        f"learners unmet in mainstream in {summary.focus_year}",
        f"{spread(unmet.now)}: learners like them had a base or a special school in {summary.key_years[0]}, and"
        f" neither the state nor INMSS has a place for them.{last}",
        "learners",
    )


def _cost(summary: Summary) -> Finding | None:
    focus = summary.spend_in(summary.focus_year)
    if focus is None:
        return None
    first = summary.spend[0]
    before = "" if first is focus else f", against {millions(first.inmss.central)} in {first.financial_year}"
    block = f"{millions(focus.high_needs.central)}{spread(focus.high_needs, millions)}"
    return Finding(
        millions(focus.inmss.central),
        f"of fees that the high needs block pays to INMSS in {focus.financial_year}",
        f"{spread(focus.inmss, millions)}{before}. The block spends {block} in all; transport costs"
        f" the council {millions(focus.transport.central)}{spread(focus.transport, millions)}."
        f" Prices of {summary.identity.price_year}.",
        "money",
    )


@dataclass(frozen=True)
class _Now:
    """Learners of a kind in the focus year, and what they were before, in words."""

    now: Estimate
    before: str


def _of_kind(summary: Summary, kind: str) -> _Now | None:
    """Learners of a kind in the focus year, against the base year and the first year that was counted."""
    found, base = summary.of_kind(kind), summary.key_years[0]
    now = None if found is None else found.in_year(summary.focus_year)
    if found is None or now is None:
        return None
    points = [(base, found.in_year(base)), *((year, Estimate(count)) for year, count in found.counted[:1])]
    told = dict.fromkeys(f"{about(one.central)} in {year}" for year, one in points if one is not None)
    return _Now(now, f"against {' and '.join(told)}")


def _gather(_: RunView, summary: Summary) -> Given:
    return {"answer": answer(summary), "money": summary.money, "changes": summary.changes}


PART = ReportPart("answer", "The answer", _gather)
