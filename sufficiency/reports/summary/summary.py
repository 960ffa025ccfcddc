"""The summary of a run: every figure that a person is shown, computed once from the run's tables."""

import math

from models.vocabulary import NEEDS, PHASES, academic_year, census_year
from sufficiency.packs.small_numbers import HOLDS_SMALL_NUMBERS
from sufficiency.reports.summary.balances import balances, largest_gaps
from sufficiency.reports.summary.bounds import Bounds, bounds_of
from sufficiency.reports.summary.drivers import driver_steps
from sufficiency.reports.summary.estimate import Estimate
from sufficiency.reports.summary.explained import explained
from sufficiency.reports.summary.learners import kinds, near_home, near_home_by_need, spend, travelled
from sufficiency.reports.summary.money.money import money
from sufficiency.reports.summary.named import names_of_codes, subject_in_words
from sufficiency.reports.summary.schools.schools import schools
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
    key_years = tuple(dict.fromkeys((years[0], focus, years[-1])))
    return Summary(
        identity=identity,
        plans=plans,
        history=_history(view),
        groups=_groups(view, bounds, {plans[0].census_year, census_year(focus), plans[-1].census_year}),
        drivers=driver_steps(view),
        key_years=key_years,
        focus_year=focus,
        by_phase=by_phase,
        by_need=by_need,
        by_need_phase=by_need_phase,
        by_area=by_area,
        area_names=tuple(zip(view.areas["area"], view.areas["name"], strict=True)),
        largest_gaps=gaps,
        kinds=kinds(view, bounds),
        schools=schools(view, bounds, (years[0], years[min(1, len(years) - 1)], focus)),
        near_home=near_home(view),
        near_home_by_need=near_home_by_need(view, key_years),
        travelled=travelled(view),
        spend=spend(view, bounds),
        explained=explained(view, bounds, focus, gaps),
        checks=_checks(view),
        money=money(view),
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
    return (*published, *(_forecast(row, bounds, base) for row in records(ahead)))


def _groups(view: RunView, bounds: Bounds, years: set[int]) -> tuple[Plans, ...]:
    """Plans by phase and by need in the years named, phases first, in the order of the vocabulary.

    A phase or need that has no plan in any of the years is left out.
    """
    base = int(view.context["base_census_year"])
    totals = view.tables["forecast_totals"]
    rows = totals[totals["level"].isin(["phase", "need"]) & totals["census_year"].isin(years)]
    order = {str(code): position for position, code in enumerate((*PHASES, *NEEDS))}
    groups = [_forecast(row, bounds, base) for row in records(rows)]
    held = {row.code for row in groups if round(row.plans.central) > 0}
    return tuple(
        sorted((row for row in groups if row.code in held), key=lambda row: (order[row.code], row.census_year))
    )


def _forecast(row: dict[str, float | str], bounds: Bounds, base: int) -> Plans:
    """One row of the forecast's totals; the base census is published, so it has no range."""
    year = int(row["census_year"])
    published = year <= base
    plans = float(row["plans"])
    drawn = bounds.given(plans, float(row["plans_p10"]), float(row["plans_p90"]))
    return Plans(year, Estimate(plans) if published else drawn, published, str(row["level"]), str(row["code"]))


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
