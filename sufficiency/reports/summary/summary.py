"""The summary of a run: every figure that a person is shown, computed once from the run's tables."""

import math

from models.vocabulary import academic_year
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.summary.balances import balances, largest_gaps
from sufficiency.reports.summary.border import border
from sufficiency.reports.summary.bounds import Bounds, bounds_of
from sufficiency.reports.summary.drivers import driver_steps
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.explained import explained
from sufficiency.reports.summary.journeys import near_home, near_home_by_need, travelled
from sufficiency.reports.summary.learners import kinds, spend
from sufficiency.reports.summary.maps.maps import maps
from sufficiency.reports.summary.money.money import money
from sufficiency.reports.summary.named import names_of_codes, subject_in_words
from sufficiency.reports.summary.past_misses import misses_here, past_misses
from sufficiency.reports.summary.plans.histories import plans_by
from sufficiency.reports.summary.schools.independent import independent_schools
from sufficiency.reports.summary.schools.schools import schools
from sufficiency.reports.summary.trust.trust import trust
from sufficiency.reports.summary.values import Check, Identity, Plans, Summary
from sufficiency.reports.summary.view import RunView
from sufficiency.results.headlines import FOCUS_YEARS_AHEAD
from sufficiency.results.place_need_totals import AUTHORITY, PHASE_AND_NEED
from sufficiency.tables.contracts import records

SEVERITIES = ("error", "warning", "information")


def summarise(view: RunView) -> Summary:
    """Compute every value that a report shows. Reads the view's tables and changes nothing."""
    identity = _identity(view)
    bounds = bounds_of(view)
    years = sorted(set(view.tables["place_need"]["academic_year"]))
    wanted = academic_year(identity.base_census_year + FOCUS_YEARS_AHEAD)
    focus = wanted if wanted in years else years[-1]
    plans = _plans(view, bounds)
    by_phase = (*balances(view, bounds, "phase"), *balances(view, bounds, AUTHORITY))
    by_need, by_need_phase, by_area = (
        tuple(row for row in balances(view, bounds, level) if row.academic_year == focus)
        for level in ("need", PHASE_AND_NEED, "area")
    )
    gaps = largest_gaps(view, bounds, focus)
    explanations = explained(view, bounds, focus, gaps)
    key_years = tuple(dict.fromkeys((years[0], focus, years[-1])))
    of_kinds, misses = kinds(view, bounds), past_misses(view)
    return Summary(
        identity=identity,
        plans=plans,
        history=_history(view),
        drivers=driver_steps(view),
        key_years=key_years,
        focus_year=focus,
        by_phase=by_phase,
        by_need=by_need,
        by_need_phase=by_need_phase,
        by_area=by_area,
        area_names=tuple(zip(view.areas["area"], view.areas["name"], strict=True)),
        largest_gaps=gaps,
        kinds=of_kinds,
        schools=schools(view, bounds, (years[0], years[min(1, len(years) - 1)], focus)),
        near_home=near_home(view),
        near_home_by_need=near_home_by_need(view, key_years),
        travelled=travelled(view),
        spend=spend(view, bounds),
        explained=explanations,
        checks=_checks(view),
        money=money(view),
        changes=view.changes,
        independent=independent_schools(view, bounds, (years[0], focus)),
        plans_by=plans_by(view, bounds),
        past_misses=misses,
        misses_here=misses_here(misses, plans, of_kinds),
        maps=maps(
            view,
            (years[0], focus),
            {row.area: (row.required, row.gap) for row in by_area},
            {row.area: row.mean_minutes for row in explanations.access},
        ),
        trust=trust(view),
        border=border(view, key_years),
    )


def _identity(view: RunView) -> Identity:
    context = view.context
    return Identity(
        scenario=str(context["scenario"]),
        title=str(context["title"]),
        question=str(context["question"]),
        author=str(context["author"]),
        authority=str(context["authority"]),
        base_census_year=int(context["base_census_year"]),
        seed=int(context["seed"]),
        draws=int(context["draws"]),
        folder=str(context.get("folder", "this folder")),
        small_numbers=bool(view.manifest.get(HOLDS_SMALL_NUMBERS)),
    )


def _history(view: RunView) -> tuple[Plans, ...]:
    rows = records(view.history.sort_values("census_year"))
    return tuple(Plans(int(row["census_year"]), Estimate(float(row["plans"])), published=True) for row in rows)


def _plans(view: RunView, bounds: Bounds) -> tuple[Plans, ...]:
    """Plans of the authority from the base census, which is history, to the last forecast."""
    base = int(view.context["base_census_year"])
    totals = view.tables["forecast_totals"]
    ahead = totals[(totals["level"] == "authority") & (totals["census_year"] > base)].sort_values("census_year")
    published = (row for row in _history(view) if row.census_year == base)
    return (*published, *(_forecast(row, bounds) for row in records(ahead)))


def _forecast(row: dict[str, float | str], bounds: Bounds) -> Plans:
    """One row of the forecast's totals."""
    plans = bounds.given(*(float(row[name]) for name in ("plans", "plans_p10", "plans_p90")))
    return Plans(int(row["census_year"]), plans, published=False)


def _checks(view: RunView) -> tuple[Check, ...]:
    """Findings of the checks, the gravest first."""
    columns = ["check", "severity", "subject", "value", "threshold", "message"]
    names = names_of_codes(view)
    rows = records(view.tables["checks"][columns])
    found = [Check(**{**row, **_numbers(row), "subject": subject_in_words(row["subject"], names)}) for row in rows]
    return tuple(sorted(found, key=lambda row: (SEVERITIES.index(row.severity), row.check, row.subject)))


def _numbers(row: dict[str, float]) -> dict[str, float | None]:
    """Value and threshold of a check, None where it has none."""
    return {name: None if math.isnan(row[name]) else float(row[name]) for name in ("value", "threshold")}
