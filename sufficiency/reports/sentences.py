"""What the figures of a run say in sentences: its answer, and the title of each section of a report."""

from collections.abc import Callable
from dataclasses import dataclass

from models.vocabulary import census_year, financial_year
from sufficiency.reports.summary.drivers import NAMES as DRIVER_NAMES
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.learners import UNPLACED
from sufficiency.reports.summary.values import Balance, NearHome, OfKind, Plans, Spend, Summary
from sufficiency.reports.words import (
    MEAN_OF_NEEDS,
    PHASE_NAMES,
    REQUIREMENT_NAMES,
    about,
    as_sum,
    between,
    millions,
    money,
    need_name,
    percent,
    saves,
    span,
    tenths,
    whole,
)
from sufficiency.results.learners_by_kind import UNMET_KIND
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
    findings = [_plans(summary), _gap(summary), _state(summary), _inmss(summary), _unmet(summary), _cost(summary)]
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
    missing = total(summary, summary.focus_year).missing
    if round(missing.total.central) <= 0:
        return f"In {summary.focus_year} nobody who requires a state place is without one, and no school is too full"
    return f"In {summary.focus_year} {whole(missing.total.central)} state places are missing"


def places_title(summary: Summary) -> str:
    """Say how places required move against places available."""
    first, last = total(summary, summary.key_years[0]), total(summary, summary.key_years[-1])
    needed, there = last.required.central - first.required.central, last.places - first.places
    return (
        f"{_more(needed)} learners require a state place in {last.academic_year} than in {first.academic_year}; "
        f"{_more(there).lower()} places are committed"
    )


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
    change = _change(then.central, now.central, ("rise from", "fall from", "stay level, from"))
    return f"{change} {about(then.central)} to {about(now.central)} in {last}"


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
    """Say what the high needs block and the council's transport cost in the focus year."""
    row = spend_of(summary, summary.focus_year) or summary.spend[-1]
    return (
        f"In {row.financial_year} the high needs block spends {millions(row.high_needs.central)}, of it "
        f"{millions(row.inmss.central)} on INMSS fees; the council's transport costs "
        f"{millions(row.transport.central)} (prices of {base_year(summary)})"
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


def base_year(summary: Summary) -> str:
    """The financial year whose prices real pounds have: that in which the base census falls."""
    return financial_year(summary.identity.base_census_year - 1)


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
    return Finding(
        whole(row.gap.central),
        f"state places missing in {row.academic_year}{_range(row.gap)}: {as_sum(row.missing)}. "
        f"{whole(row.required.central)} learners require a state special school or base; {whole(row.places)} places "
        "are there.",
    )


def _state(summary: Summary) -> Finding | None:
    special, base = (_of_kind(summary, kind) for kind in ("state_special", "base"))
    if special is None or base is None:
        return None
    return Finding(
        about(special.now.central),
        f"learners in state special schools in {summary.focus_year}{_range(special.now)}, {special.before}; "
        f"{about(base.now.central)} in specialist bases{_range(base.now)}, {base.before}.",
    )


def _inmss(summary: Summary) -> Finding | None:
    special, mainstream = (_of_kind(summary, kind) for kind in ("inmss_special", "independent_mainstream"))
    if special is None or mainstream is None:
        return None
    return Finding(
        about(special.now.central),
        f"learners in independent and non-maintained special schools (INMSS) in {summary.focus_year}"
        f"{_range(special.now)}, {special.before}; {about(mainstream.now.central)} in independent mainstream schools"
        f"{_range(mainstream.now)}, {mainstream.before}.{_displaced(summary)}",
    )


def _displaced(summary: Summary) -> str:
    row = summary.explained.displaced_in(summary.focus_year)
    if row is None:
        return ""
    return (
        f" About {about(row.displaced.central)} of them all{_range(row.displaced)} are there only for want of a place."
    )


def _unmet(summary: Summary) -> Finding | None:
    unmet, nowhere = (_of_kind(summary, kind) for kind in (UNMET_KIND, UNPLACED))
    if unmet is None:
        return None
    last = ""
    if nowhere is not None and span(nowhere.now) + whole(nowhere.now.central) != "0":
        last = f" {whole(nowhere.now.central)} have no place at all{_range(nowhere.now, whole)}."
    return Finding(
        about(unmet.now.central),
        f"learners unmet in mainstream in {summary.focus_year}{_range(unmet.now)}: learners like them had a base or a "
        f"special school in {summary.key_years[0]}, and neither the state nor INMSS has a place for them.{last}",
    )


def _cost(summary: Summary) -> Finding | None:
    focus = spend_of(summary, summary.focus_year)
    if focus is None:
        return None
    first = summary.spend[0]
    before = "" if first is focus else f", against {millions(first.inmss.central)} in {first.financial_year}"
    whole_block = f"{millions(focus.high_needs.central)}{_range(focus.high_needs, millions)}"
    return Finding(
        millions(focus.inmss.central),
        f"of fees that the high needs block pays to INMSS in {focus.financial_year}{_range(focus.inmss, millions)}"
        f"{before}, of {whole_block} in all; transport costs the council {millions(focus.transport.central)}"
        f"{_range(focus.transport, millions)}. Prices of {base_year(summary)}.",
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


def _plans_figure(row: Plans) -> str:
    return whole(row.plans.central) if row.published else about(row.plans.central)


def _at(row: Plans) -> str:
    return f"about {about(row.plans.central)} in January {row.census_year}"


def _range(estimate: Estimate, write: Callable[[float], str] = about) -> str:
    bounds = span(estimate, write)
    return f" ({bounds})" if bounds else ""


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
        f"In {row.academic_year} about {about(row.displaced.central)} learners are in independent and non-maintained "
        "schools only for want of a local place"
    )


def place_values_title(summary: Summary) -> str:
    """Say what one more place would save where the most are missing, its funding paid."""
    row = summary.explained.place_values[0]
    need = need_name(row.need) if summary.explained.by_need else MEAN_OF_NEEDS
    where = f"{PHASE_NAMES[row.phase].lower()}, {row.area_name}"
    told = f"{need}, {where}" if summary.explained.by_need else f"{where} ({need})"
    return f"One more {REQUIREMENT_NAMES[row.requirement]} place {saves(row.net)}, its funding included: {told}"


def pockets_title(summary: Summary) -> str:
    """Say which re-designation would save most."""
    best = max(summary.explained.pockets, key=lambda pocket: (pocket.placed, pocket.saving_gbp or 0.0))
    return (
        f"{best.provider} has {tenths(best.unused)} places to spare in {best.academic_year}: open to "
        f"{need_name(best.need)}, it would take {tenths(best.placed)} learners"
    )


def stability_title(summary: Summary) -> str:
    """Say what it costs that learners keep their places."""
    row = summary.explained.stability_in(summary.focus_year) or summary.explained.stability[-1]
    saved = f"save {money(row.saving_gbp)}" if row.saving_gbp >= 0 else f"cost {money(-row.saving_gbp)} more"
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
