"""What the figures of a run say in sentences: its answer, and the title of each section of a report."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from models.vocabulary import census_year
from sufficiency.reports.summary.drivers import NAMES as DRIVER_NAMES
from sufficiency.reports.summary.values import Balance, Estimate, Learners, NearHome, Plans, Spend, Summary
from sufficiency.reports.words import (
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    about,
    between,
    millions,
    need_name,
    percent,
    pounds,
    span,
    tenths,
    whole,
)
from sufficiency.tables.contracts import ALL

STEADY = 0.02
"""A change of no more than two in a hundred counts as no change."""


@dataclass(frozen=True)
class Finding:
    """One figure, set large, and the words that follow it."""

    figure: str
    words: str


def answer(summary: Summary) -> tuple[Finding, ...]:
    """Return the answer of a run: at most six findings, each with its range."""
    findings = [_plans(summary), _gap(summary), _inmss(summary), _cost(summary), _without(summary), _largest(summary)]
    return tuple(finding for finding in findings if finding is not None)


def plans_title(summary: Summary) -> str:
    """Say where the number of plans goes."""
    first, last = summary.plans[0], summary.plans[-1]
    change = _change(first.plans.central, last.plans.central, ("rise from", "fall from", "stay level, from"))
    return f"Plans {change} {_plans_figure(first)} in January {first.census_year} to {_at(last)}"


def drivers_title(summary: Summary) -> str:
    """Say how many plans are added by the last year, and what the two largest drivers do."""
    last = summary.plans[-1].census_year
    change = summary.added_by(last)
    largest = sorted(summary.drivers, key=lambda step: -abs(step.by(last)))[:2]
    parts = [
        f"{DRIVER_NAMES[step.driver].lower()} {'adds' if step.by(last) > 0 else 'takes'} {about(abs(step.by(last)))}"
        for step in largest
        if round(step.by(last))
    ]
    return f"{_more(change)} plans by January {last}{': ' if parts else ''}{', '.join(parts)}"


def gap_title(summary: Summary) -> str:
    """Say how many places are missing in the focus year."""
    gap = total(summary, summary.focus_year).gap.central
    if round(gap) <= 0:
        return f"In {summary.focus_year} there are as many specialist places as learners who require one"
    return f"In {summary.focus_year} about {about(gap)} specialist places are missing"


def places_title(summary: Summary) -> str:
    """Say how places required move against places available."""
    first, last = total(summary, summary.key_years[0]), total(summary, summary.key_years[-1])
    needed, there = last.required.central - first.required.central, last.places - first.places
    return (
        f"{_more(needed)} places are required in {last.academic_year} than in {first.academic_year}; "
        f"{_more(there).lower()} are committed"
    )


def learners_title(summary: Summary) -> str:
    """Say how the number of learners in INMSS moves."""
    first, last = summary.learners[0], summary.learners[-1]
    change = _change(first.inmss.central, last.inmss.central, ("rises from", "falls from", "stays level, from"))
    return (
        f"The number in independent and non-maintained schools {change} {about(first.inmss.central)} "
        f"to {about(last.inmss.central)}"
    )


def near_home_title(summary: Summary) -> str:
    """Say how near home learners have their places, now and at the end."""
    first, last = summary.near_home[0], summary.near_home[-1]
    if len(summary.area_names) > 1:
        words = "of learners with a specialist place have it in a state-funded school or base of the area they live in"
        return f"{percent(first.share_in_area)} {words}; {percent(last.share_in_area)} in {last.academic_year}"
    words = "learners with a specialist place have it outside the authority"
    return f"{_out(first)} {words}; {_out(last)} in {last.academic_year}"


def travelled_title(summary: Summary) -> str:
    """Say how many learners travel beyond the limits, now and at the end."""
    first, last = summary.travelled[0], summary.travelled[-1]
    least, most = (f"{minutes:g}" for minutes in first.limits)
    limits = f"{least} minutes" if least == most else f"{least} minutes to the end of primary age or {most} after it"
    words = f"learners with a specialist place travel over {limits}, one way"
    return f"{about(first.over_limit)} {words}; {about(last.over_limit)} in {last.academic_year}"


def _out(row: NearHome) -> str:
    return between(row.out_of_authority, row.most_out, about)


def money_title(summary: Summary) -> str:
    """Say what INMSS and state-funded specialist provision cost in the focus year."""
    row = spend_of(summary, summary.focus_year) or summary.spend[-1]
    return (
        f"In {row.financial_year} independent and non-maintained schools cost {millions(row.inmss.central)}, "
        f"state special schools and bases {millions(row.state.central)}"
    )


def map_title(summary: Summary) -> str:
    """Say which area lacks the most places in the focus year."""
    worst = max(summary.by_area, key=lambda row: row.gap.central)
    name = dict(summary.area_names).get(worst.area, worst.area)
    if round(worst.gap.central) <= 0:
        return f"In {summary.focus_year} no area lacks specialist places"
    return f"{name} lacks the most places in {summary.focus_year}: about {about(worst.gap.central)}"


def total(summary: Summary, academic_year: str) -> Balance:
    """Return the balance of a year over all phases."""
    return next(row for row in summary.by_phase if row.phase == ALL and row.academic_year == academic_year)


def spend_of(summary: Summary, academic_year: str) -> Spend | None:
    """Return the spend of the financial year that starts in an academic year's first year, if the run has it."""
    wanted = academic_year.replace("/", "-")
    return next((row for row in summary.spend if row.financial_year == wanted), None)


def _plans(summary: Summary) -> Finding:
    first, last = summary.plans[0], summary.plans[-1]
    year = census_year(summary.focus_year)
    focus = next((row for row in summary.plans if row.census_year == year), last)
    later = "" if focus is last else f"; {_at(last)}{_range(last.plans)}"
    words = f"plans in January {focus.census_year}{_range(focus.plans)}, against {_plans_figure(first)} in "
    return Finding(about(focus.plans.central), f"{words}January {first.census_year}{later}.")


def _gap(summary: Summary) -> Finding:
    row = total(summary, summary.focus_year)
    words = "places in special schools and bases missing" if row.gap.central > 0 else "places to spare"
    gap = row.gap if row.gap.central > 0 else _reversed(row.gap)
    return Finding(
        about(gap.central),
        f"{words} in {summary.focus_year}{_range(gap)}: {about(row.required.central)} learners require one "
        f"and {whole(row.places)} are available.",
    )


def _inmss(summary: Summary) -> Finding | None:
    first, focus = _learners(summary, summary.key_years[0]), _learners(summary, summary.focus_year)
    if first is None or focus is None:
        return None
    return Finding(
        about(focus.inmss.central),
        f"learners in independent and non-maintained schools (INMSS) in {focus.academic_year}{_range(focus.inmss)}, "
        f"against {about(first.inmss.central)} in {first.academic_year}; {about(focus.in_county.central)} are in the "
        f"authority's own special schools and bases.{_displaced(summary)}",
    )


def _displaced(summary: Summary) -> str:
    row = summary.explained.displaced_in(summary.focus_year)
    if row is None:
        return ""
    return (
        f" About {about(row.displaced.central)} of those in INMSS{_range(row.displaced)} could be placed locally if "
        "there were room."
    )


def _cost(summary: Summary) -> Finding | None:
    focus = spend_of(summary, summary.focus_year)
    if focus is None:
        return None
    first = summary.spend[0]
    before = "" if first is focus else f", against {millions(first.inmss.central)} in {first.financial_year}"
    return Finding(
        millions(focus.inmss.central),
        f"for INMSS in {focus.financial_year}{_range(focus.inmss, millions)}{before}; state special schools and bases "
        f"cost {millions(focus.state.central)}{_range(focus.state, millions)}.",
    )


def _without(summary: Summary) -> Finding | None:
    focus = _learners(summary, summary.focus_year)
    if focus is None:
        return None
    return Finding(
        whole(focus.unplaced.central),
        f"learners with no place at all in {focus.academic_year}{_range(focus.unplaced, whole)}, and "
        f"{about(focus.over_capacity.central)} taught above the places of their school or base"
        f"{_range(focus.over_capacity)}.",
    )


def _largest(summary: Summary) -> Finding | None:
    if not summary.largest_gaps:
        return None
    gap = summary.largest_gaps[0]
    return Finding(
        whole(gap.gap.central),
        f"places missing in the largest single gap of {gap.academic_year}{_range(gap.gap, whole)}: "
        f"{need_name(gap.need)}, {PHASE_NAMES[gap.phase].lower()}, {REQUIREMENT_NAMES[gap.requirement]}, "
        f"{gap.area_name}.",
    )


def _learners(summary: Summary, academic_year: str) -> Learners | None:
    return next((row for row in summary.learners if row.academic_year == academic_year), None)


def _plans_figure(row: Plans) -> str:
    return whole(row.plans.central) if row.published else about(row.plans.central)


def _at(row: Plans) -> str:
    return f"about {about(row.plans.central)} in January {row.census_year}"


def _range(estimate: Estimate, write: Callable[[float], str] = about) -> str:
    bounds = span(estimate, write)
    return f" ({bounds})" if bounds else ""


def _reversed(estimate: Estimate) -> Estimate:
    """Return places to spare from places missing: every sign turned, so the ends change places."""
    low, high = (None if bound is None else -bound for bound in (estimate.high, estimate.low))
    return replace(estimate, central=-estimate.central, low=low, high=high)


def _change(before: float, after: float, words: tuple[str, str, str]) -> str:
    """Choose the word for a change: up, down, or hardly any."""
    up, down, level = words
    if abs(after - before) <= STEADY * before:
        return level
    return up if after > before else down


def _more(change: float) -> str:
    if round(change) == 0:
        return "No more"
    return f"{about(abs(change))} {'more' if change > 0 else 'fewer'}"


def explained_titles(summary: Summary) -> dict[str, str]:
    """Return a title for each explanation that the run has."""
    written: dict[str, Callable[[Summary], str]] = {
        "displaced": displaced_title,
        "place_values": place_values_title,
        "pockets": pockets_title,
        "stability": stability_title,
        "access": access_title,
    }
    return {name: write(summary) for name, write in written.items() if getattr(summary.explained, name)}


def displaced_title(summary: Summary) -> str:
    """Say how many learners in INMSS could be placed locally if there were room."""
    row = summary.explained.displaced_in(summary.focus_year) or summary.explained.displaced[-1]
    return (
        f"In {row.academic_year} about {about(row.displaced.central)} learners in independent and non-maintained "
        "schools could be placed locally if there were room"
    )


def place_values_title(summary: Summary) -> str:
    """Say what one more place would save, where the most are missing."""
    row = summary.explained.place_values[0]
    return (
        f"One more {REQUIREMENT_NAMES[row.requirement]} place saves {pounds(row.saving.central)} a year: "
        f"{need_name(row.need)}, {PHASE_NAMES[row.phase].lower()}, {row.area_name}"
    )


def pockets_title(summary: Summary) -> str:
    """Say which re-designation would save most."""
    best = max(summary.explained.pockets, key=lambda pocket: (pocket.placed, pocket.saving_gbp))
    return (
        f"{best.provider} has {tenths(best.unused)} places to spare in {best.academic_year}: open to "
        f"{need_name(best.need)}, it would take {tenths(best.placed)} of them"
    )


def stability_title(summary: Summary) -> str:
    """Say what it costs that learners keep their places."""
    row = summary.explained.stability_in(summary.focus_year) or summary.explained.stability[-1]
    saved = f"save {millions(row.saving_gbp)}" if row.saving_gbp >= 0 else f"cost {millions(-row.saving_gbp)} more"
    return (
        f"Placing everyone anew in {row.academic_year} would {saved} and move about {about(row.moved)} learners; "
        "it is not done"
    )


def access_title(summary: Summary) -> str:
    """Say where the fewest have a place near enough."""
    worst = min(summary.explained.access, key=lambda row: row.share_in_reach)
    name = dict(summary.area_names).get(worst.area, "the authority")
    return (
        f"In {summary.focus_year} {percent(worst.share_in_reach)} of the learners of {name} who need a base or special "
        "school have a place in one that is near enough, the fewest of all areas"
    )
